"""Words of councils and their work."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Seat(models.TextChoices):
    """What a person is in a council. The secretary does not score."""

    CHAIR = "chair", _("chủ tịch hội đồng")
    DEPUTY = "deputy", _("phó chủ tịch hội đồng")
    MEMBER = "member", _("ủy viên")
    SECRETARY = "secretary", _("thư ký")


VOTING = frozenset({Seat.CHAIR, Seat.DEPUTY, Seat.MEMBER})
LEADING = frozenset({Seat.CHAIR, Seat.DEPUTY})


class Mode(models.TextChoices):
    """How a council works on a session: meeting, or written opinions (re-evaluation, D26 Article 7.6)."""

    MEETING = "meeting", _("họp")
    WRITTEN = "written", _("lấy ý kiến bằng văn bản")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("đang chuẩn bị")
    OPEN = "open", _("đang chấm")
    CLOSED = "closed", _("đã kết thúc")


class CaseState(models.TextChoices):
    """Where one product of a session stands."""

    SCORING = "scoring", _("đang chấm")
    DISCUSSION = "discussion", _("chênh lệch lớn, cần thảo luận")
    SECOND_ROUND = "second_round", _("chấm vòng hai")
    SETTLED = "settled", _("đã có kết quả")


class Stage(models.TextChoices):
    PRELIMINARY = "preliminary", _("kết quả sơ bộ")
    FINAL = "final", _("kết quả chính thức")


class ObjectionAnswer(models.TextChoices):
    OPEN = "open", _("chờ trả lời")
    UPHELD = "upheld", _("chấp nhận, chấm lại")
    DISMISSED = "dismissed", _("giữ nguyên kết quả")


class Rule(models.TextChoices):
    """What a regulation asks of a session. A session that breaks one goes on only once somebody has recorded why."""

    QUORUM = "quorum", _("số ủy viên có mặt")
    LEADER = "leader", _("người chủ trì có mặt")
    PAPERS = "papers", _("gửi tài liệu trước phiên")
    UNSIGNED = "unsigned", _("mọi phiếu đã ký")
    FEW_SHEETS = "few_sheets", _("đủ số phiếu cho từng sản phẩm")
    SPREAD = "spread", _("chênh lệch điểm giữa các ủy viên")
    CONFLICT = "conflict", _("khai xung đột lợi ích trước khi chấm")


SCORED = frozenset({CaseState.SCORING, CaseState.SECOND_ROUND})
"""The states in which members fill in sheets."""
NOTHING = "none"
"""The option of a criterion of which nothing on the sheet is true: 378 criteria print no line for 0 points."""
FOUND = "yes"
"""The option of a ground that was found."""
REMARKS = "remarks"
"""The line of a sheet's general remarks, which stand in its reason."""
CASE = ":case"
"""What follows a criterion's code where a line says which of its cases was chosen (set 26)."""
