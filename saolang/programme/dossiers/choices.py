"""Words of ideas, dossiers and what becomes of them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SurveyAnswer(models.TextChoices):
    """What is done about a potential product."""

    OPEN = "open", _("chưa quyết định")
    TAKEN_UP = "taken_up", _("đưa vào bồi dưỡng")
    DECLINED = "declined", _("chưa đưa vào")


class IdeaState(models.TextChoices):
    """What became of an idea."""

    REGISTERED = "registered", _("đã đăng ký")
    ACCEPTED = "accepted", _("được tiếp nhận")
    DECLINED = "declined", _("chưa tiếp nhận")


class DossierKind(models.TextChoices):
    """Why a product is evaluated (Mẫu số 01)."""

    FIRST = "first", _("đánh giá lần đầu")
    UPGRADE = "upgrade", _("nâng hạng")
    RENEWAL = "renewal", _("đánh giá, phân hạng lại")


class State(models.TextChoices):
    """Where a dossier stands, in the words of an office. The table of moves is in `data/procedures`."""

    DRAFT = "draft", _("chủ thể đang lập")
    COMMUNE = "commune", _("cấp xã đang kiểm tra")
    COMMUNE_RETURNED = "commune_returned", _("cấp xã yêu cầu bổ sung")
    PROVINCE = "province", _("cơ quan cấp tỉnh đang kiểm tra")
    PROVINCE_RETURNED = "province_returned", _("cấp tỉnh yêu cầu bổ sung")
    ADVISERS = "advisers", _("tổ tư vấn đang đánh giá")
    COUNCIL = "council", _("chờ hội đồng đánh giá")
    PRELIMINARY = "preliminary", _("đã có kết quả sơ bộ")
    FINAL = "final", _("đã có kết quả chính thức")
    CENTRE = "centre", _("đang ở cấp trung ương")
    RECOGNISED = "recognised", _("đã được công nhận")
    NOT_RECOGNISED = "not_recognised", _("không được công nhận")
    REFUSED = "refused", _("bị từ chối")
    WITHDRAWN = "withdrawn", _("chủ thể đã rút")


TOLD_TO_PRODUCER: dict[State, object] = {
    State.DRAFT: _("Bạn đang lập hồ sơ"),
    State.COMMUNE: _("Xã đang kiểm tra hồ sơ của bạn"),
    State.COMMUNE_RETURNED: _("Xã cần bạn bổ sung hồ sơ"),
    State.PROVINCE: _("Tỉnh đang kiểm tra hồ sơ của bạn"),
    State.PROVINCE_RETURNED: _("Tỉnh cần bạn bổ sung hồ sơ"),
    State.ADVISERS: _("Tổ tư vấn đang đánh giá sản phẩm của bạn"),
    State.COUNCIL: _("Hội đồng sẽ đánh giá sản phẩm của bạn"),
    State.PRELIMINARY: _("Đã có kết quả sơ bộ; bạn có thể nêu ý kiến"),
    State.FINAL: _("Đã có kết quả chính thức, chờ quyết định"),
    State.CENTRE: _("Hồ sơ của bạn đang ở cấp trung ương"),
    State.RECOGNISED: _("Sản phẩm của bạn đã được công nhận"),
    State.NOT_RECOGNISED: _("Sản phẩm của bạn chưa được công nhận"),
    State.REFUSED: _("Hồ sơ của bạn bị từ chối"),
    State.WITHDRAWN: _("Bạn đã rút hồ sơ"),
}
"""The same states, said to the producer."""


class Act(models.TextChoices):
    """What moves a dossier from one state to the next."""

    FILE = "file", _("nộp hồ sơ")
    ASK_MORE = "ask_more", _("yêu cầu bổ sung")
    FILE_AGAIN = "file_again", _("nộp lại")
    PROPOSE = "propose", _("đề nghị cấp tỉnh")
    ACCEPT = "accept", _("chuyển tổ tư vấn")
    ADVISE = "advise", _("trình hội đồng")
    ANNOUNCE = "announce", _("báo kết quả sơ bộ")
    SCORE_AGAIN = "score_again", _("chấm lại")
    CONFIRM = "confirm", _("chốt kết quả")
    RECOGNISE = "recognise", _("công nhận")
    NOT_RECOGNISE = "not_recognise", _("không công nhận")
    SEND_UP = "send_up", _("gửi trung ương")
    RECOGNISE_MEANWHILE = "meanwhile", _("công nhận trong khi chờ trung ương")
    BRING_BACK = "bring_back", _("trung ương gửi trả")
    REFUSE = "refuse", _("từ chối")
    WITHDRAW = "withdraw", _("rút hồ sơ")


class Assessor(models.TextChoices):
    """Who assesses a product before the council does."""

    COMMUNE = "commune", _("cấp xã")
    ADVISERS = "advisers", _("tổ tư vấn")


class SampleAct(models.TextChoices):
    """What happens to the units handed in as samples."""

    RECEIVED = "received", _("nhận")
    PASSED_ON = "passed_on", _("chuyển cấp trên")
    TESTED = "tested", _("gửi kiểm nghiệm")
    TASTED = "tasted", _("dùng khi chấm")
    RETURNED = "returned", _("trả lại")
    DESTROYED = "destroyed", _("tiêu hủy")


class Direction(models.TextChoices):
    """Which way a transfer package went."""

    OUT = "out", _("gửi đi")
    IN = "in", _("nhận về")


class Sender(models.TextChoices):
    """As whom the key of another installation is trusted: a province sends dossiers, the centre alone answers them."""

    PROVINCE = "province", _("một tỉnh gửi hồ sơ lên")
    CENTRE = "centre", _("trung ương, nơi trả lời hồ sơ")
