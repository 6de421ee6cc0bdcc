"""What people are told: the table of kinds, and what becomes of a notice's letter.

A new kind is an entry in `Kind` and one in `TELLINGS`: its words in Vietnamese, which the catalogues translate, and the
places its words leave open, which whoever tells must fill, all of them and no others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping


class Mail(models.TextChoices):
    """The state of the letter a notice is sent as."""

    NONE = "none", _("không gửi thư")
    WAITING = "waiting", _("chờ gửi")
    SENT = "sent", _("đã gửi")
    DEAD = "dead", _("không gửi được")
    GIVEN_UP = "given_up", _("thôi không gửi")


class Kind(StrEnum):
    """What a person is told. Kept as plain text in the database: a new kind needs no migration."""

    INVITATION = "invitation"
    GRANT_GIVEN = "grant_given"
    GRANT_WITHDRAWN = "grant_withdrawn"
    GRANT_FOLLOWED = "grant_followed"
    GRANTS_WAITING = "grants_waiting"
    REGISTER_READ = "register_read"
    REGISTER_ENTERED = "register_entered"
    REGISTER_FAILED = "register_failed"
    REPORT_SIGNED = "report_signed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - no password, the news of one
    PASSWORD_RESET = "password_reset"  # noqa: S105
    NO_ACCOUNT = "no_account"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    NEW_DEVICE = "new_device"
    DOSSIER_MOVED = "dossier_moved"
    DOSSIER_ARRIVED = "dossier_arrived"
    DOSSIER_DUE = "dossier_due"
    DOSSIER_OVERDUE = "dossier_overdue"
    CRITERIA_DECIDED = "criteria_decided"
    CERTIFICATE_ISSUED = "certificate_issued"
    CERTIFICATE_REPLACED = "certificate_replaced"
    CERTIFICATE_SUSPENDED = "certificate_suspended"
    CERTIFICATE_LIFTED = "certificate_lifted"
    CERTIFICATE_REVOKED = "certificate_revoked"
    CASE_FOUND = "case_found"
    CERTIFICATE_EXPIRING = "certificate_expiring"
    CERTIFICATES_EXPIRING = "certificates_expiring"
    DOSSIER_TO_SIGN = "dossier_to_sign"
    IDEA_ANSWERED = "idea_answered"
    COUNCIL_PAPERS = "council_papers"
    COUNCIL_OPENED = "council_opened"
    COUNCIL_SECOND_ROUND = "council_second_round"
    OBJECTION_RAISED = "objection_raised"
    OBJECTION_ANSWERED = "objection_answered"
    PAPER_ENDING = "paper_ending"
    PAPER_ENDED = "paper_ended"
    SUBSCRIPTION_ENDED = "subscription_ended"
    REPORT_RECEIVED = "report_received"
    ENQUIRY_RECEIVED = "enquiry_received"
    RECALL_STARTED = "recall_started"
    RECALL_HELD = "recall_held"
    RECALL_ENDED = "recall_ended"
    RECALL_WITHDRAWN = "recall_withdrawn"
    RECALL_REVISED = "recall_revised"
    RECALL_REOPENED = "recall_reopened"


class Form(Enum):
    """How the value that fills a place is shown."""

    TEXT = auto()
    """As it is: a name, a code, what somebody wrote."""
    WORDS = auto()
    """Words of ours, in the reader's language: a lazy translation, such as the label of a role."""
    REFUSAL = auto()
    """A `Refusal`, in the reader's language."""
    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()


@dataclass(frozen=True)
class Telling:
    """How a kind is told: Vietnamese sentences with %(name)s places, and how each place is shown.

    `sentence` is all the list shows; a letter adds `further` and a button of the words `act` to the notice's page.
    Of a secret kind the link itself lets in: it and whatever fills the places are forgotten once the letter is sent,
    and such a notice is never listed.
    """

    subject: str
    sentence: str
    places: Mapping[str, Form] = field(default_factory=dict)
    further: str = ""
    act: str = ""
    secret: bool = False


NOT_YOU = gettext_noop("Nếu không phải bạn, hãy đổi mật khẩu ngay và báo cho người quản trị.")
IGNORE = gettext_noop("Nếu bạn không chờ thư này, hãy bỏ qua; sẽ không có gì thay đổi.")

TELLINGS: dict[Kind, Telling] = {
    Kind.INVITATION: Telling(
        gettext_noop("Lời mời dùng Sao Làng"),
        gettext_noop(
            "%(inviter)s mời bạn dùng Sao Làng với vai trò %(role)s, phạm vi %(scope)s. "
            "Liên kết dưới đây dùng được một lần, đến %(until)s."
        ),
        {"inviter": Form.TEXT, "role": Form.WORDS, "scope": Form.WORDS, "until": Form.MOMENT},
        further=IGNORE,
        act=gettext_noop("Nhận lời mời"),
        secret=True,
    ),
    Kind.GRANT_GIVEN: Telling(
        gettext_noop("Bạn được giao vai trò %(role)s"),
        gettext_noop("%(giver)s giao cho bạn vai trò %(role)s, phạm vi %(scope)s, từ ngày %(since)s."),
        {"giver": Form.TEXT, "role": Form.WORDS, "scope": Form.WORDS, "since": Form.DAY},
        act=gettext_noop("Xem tài khoản"),
    ),
    Kind.GRANT_WITHDRAWN: Telling(
        gettext_noop("Vai trò %(role)s của bạn đã được rút lại"),
        gettext_noop("Vai trò %(role)s của bạn, phạm vi %(scope)s, đã được rút lại. Lý do: %(reason)s"),
        {"role": Form.WORDS, "scope": Form.WORDS, "reason": Form.TEXT},
        act=gettext_noop("Xem tài khoản"),
    ),
    Kind.GRANT_FOLLOWED: Telling(
        gettext_noop("Địa bàn của bạn nay là %(new)s"),
        gettext_noop(
            "Địa giới thay đổi từ ngày %(since)s: vai trò %(role)s của bạn ở %(old)s nay có hiệu lực ở %(new)s."
        ),
        {"role": Form.WORDS, "old": Form.TEXT, "new": Form.TEXT, "since": Form.DAY},
        act=gettext_noop("Xem tài khoản"),
    ),
    Kind.GRANTS_WAITING: Telling(
        gettext_noop("Có quyền chờ bạn xác nhận"),
        gettext_noop("Có địa bàn bị chia tách: %(count)s quyền chờ người quản trị xác nhận."),
        {"count": Form.NUMBER},
        act=gettext_noop("Xem các quyền chờ xác nhận"),
    ),
    Kind.REGISTER_READ: Telling(
        gettext_noop("Đã đọc xong sổ “%(name)s”"),
        gettext_noop("Đã đọc xong sổ theo dõi “%(name)s”. Hãy xem từng dòng rồi nhập vào hệ thống."),
        {"name": Form.TEXT},
        act=gettext_noop("Xem sổ"),
    ),
    Kind.REGISTER_ENTERED: Telling(
        gettext_noop("Đã nhập xong sổ “%(name)s”"),
        gettext_noop("Các dòng được chấp nhận của sổ theo dõi “%(name)s” đã vào hệ thống."),
        {"name": Form.TEXT},
        act=gettext_noop("Xem sổ"),
    ),
    Kind.REGISTER_FAILED: Telling(
        gettext_noop("Chưa nhập được sổ “%(name)s”"),
        gettext_noop("Sổ theo dõi “%(name)s” chưa vào hệ thống. %(why)s"),
        {"name": Form.TEXT, "why": Form.REFUSAL},
        act=gettext_noop("Xem sổ"),
    ),
    Kind.REPORT_SIGNED: Telling(
        gettext_noop("%(signer)s đã ký “%(report)s”"),
        gettext_noop("%(signer)s (%(role)s) đã ký “%(report)s” lúc %(at)s."),
        {"signer": Form.TEXT, "role": Form.WORDS, "report": Form.TEXT, "at": Form.MOMENT},
        act=gettext_noop("Xem báo cáo"),
    ),
    Kind.PASSWORD_CHANGED: Telling(
        gettext_noop("Mật khẩu của bạn đã được đổi"),
        gettext_noop("Mật khẩu tài khoản của bạn được đổi lúc %(at)s, từ địa chỉ mạng %(origin)s."),
        {"at": Form.MOMENT, "origin": Form.TEXT},
        further=NOT_YOU,
        act=gettext_noop("Xem tài khoản"),
    ),
    Kind.PASSWORD_RESET: Telling(
        gettext_noop("Đặt lại mật khẩu"),
        gettext_noop("Có người xin đặt lại mật khẩu tài khoản của bạn. Nếu là bạn, hãy mở liên kết dưới đây."),
        further=IGNORE,
        act=gettext_noop("Đặt lại mật khẩu"),
        secret=True,
    ),
    Kind.NO_ACCOUNT: Telling(
        gettext_noop("Chưa có tài khoản nào dùng địa chỉ này"),
        gettext_noop(
            "Có người xin đặt lại mật khẩu cho địa chỉ thư này, nhưng chưa có tài khoản nào dùng nó. "
            "Nếu là bạn, hãy thử địa chỉ khác hoặc nhờ người quản trị mời."
        ),
        further=IGNORE,
        secret=True,
    ),
    Kind.FACTOR_ADDED: Telling(
        gettext_noop("Đã thêm cách xác thực: %(factor)s"),
        gettext_noop("Tài khoản của bạn có thêm cách xác thực (%(factor)s) lúc %(at)s, từ địa chỉ mạng %(origin)s."),
        {"factor": Form.WORDS, "at": Form.MOMENT, "origin": Form.TEXT},
        further=NOT_YOU,
        act=gettext_noop("Xem tài khoản"),
    ),
    Kind.FACTOR_REMOVED: Telling(
        gettext_noop("Đã bỏ cách xác thực: %(factor)s"),
        gettext_noop("Tài khoản của bạn bớt một cách xác thực (%(factor)s) lúc %(at)s, từ địa chỉ mạng %(origin)s."),
        {"factor": Form.WORDS, "at": Form.MOMENT, "origin": Form.TEXT},
        further=NOT_YOU,
        act=gettext_noop("Xem tài khoản"),
    ),
    Kind.NEW_DEVICE: Telling(
        gettext_noop("Đăng nhập từ một thiết bị mới"),
        gettext_noop("Tài khoản của bạn được mở lúc %(at)s bằng %(device)s, từ địa chỉ mạng %(origin)s."),
        {"device": Form.TEXT, "at": Form.MOMENT, "origin": Form.TEXT},
        further=NOT_YOU,
        act=gettext_noop("Xem tài khoản"),
    ),
    Kind.DOSSIER_MOVED: Telling(
        gettext_noop("Hồ sơ “%(product)s”: %(state)s"),
        gettext_noop("Hồ sơ %(code)s của sản phẩm %(product)s có thay đổi: %(state)s."),
        {"code": Form.TEXT, "product": Form.TEXT, "state": Form.WORDS},
        act=gettext_noop("Xem hồ sơ"),
    ),
    Kind.DOSSIER_ARRIVED: Telling(
        gettext_noop("Hồ sơ %(code)s chờ bạn xử lý"),
        gettext_noop("Hồ sơ %(code)s của sản phẩm %(product)s đã chuyển sang bước “%(state)s”."),
        {"code": Form.TEXT, "product": Form.TEXT, "state": Form.WORDS},
        act=gettext_noop("Xem hồ sơ"),
    ),
    Kind.DOSSIER_DUE: Telling(
        gettext_noop("Hồ sơ %(code)s sắp đến hạn"),
        gettext_noop("Hồ sơ %(code)s của sản phẩm %(product)s cần xử lý xong trong ngày %(due)s."),
        {"code": Form.TEXT, "product": Form.TEXT, "due": Form.DAY},
        act=gettext_noop("Xem hồ sơ"),
    ),
    Kind.DOSSIER_OVERDUE: Telling(
        gettext_noop("Hồ sơ %(code)s đã quá hạn"),
        gettext_noop("Hồ sơ %(code)s của sản phẩm %(product)s đã quá hạn từ ngày %(due)s. Hãy xử lý ngay."),
        {"code": Form.TEXT, "product": Form.TEXT, "due": Form.DAY},
        act=gettext_noop("Xem hồ sơ"),
    ),
    Kind.CRITERIA_DECIDED: Telling(
        gettext_noop("Đề xuất bộ tiêu chí %(edition)s: %(state)s"),
        gettext_noop("Đề xuất bộ tiêu chí %(edition)s của bạn: %(state)s. Lý do: %(reason)s"),
        {"edition": Form.TEXT, "state": Form.WORDS, "reason": Form.TEXT},
        act=gettext_noop("Xem bộ tiêu chí"),
    ),
    Kind.CERTIFICATE_ISSUED: Telling(
        gettext_noop("%(product)s được cấp giấy chứng nhận %(stars)s sao"),
        gettext_noop(
            "Sản phẩm %(product)s được cấp giấy chứng nhận OCOP %(stars)s sao, số %(number)s, "
            "có hiệu lực đến hết ngày %(until)s."
        ),
        {"product": Form.TEXT, "number": Form.TEXT, "stars": Form.NUMBER, "until": Form.DAY},
        act=gettext_noop("Xem giấy chứng nhận"),
    ),
    Kind.CERTIFICATE_REPLACED: Telling(
        gettext_noop("Giấy chứng nhận của %(product)s được cấp lại"),
        gettext_noop(
            "Giấy chứng nhận số %(before)s của sản phẩm %(product)s được thay bằng giấy số %(number)s. "
            "Từ nay xin dùng giấy mới."
        ),
        {"product": Form.TEXT, "number": Form.TEXT, "before": Form.TEXT},
        act=gettext_noop("Xem giấy chứng nhận"),
    ),
    Kind.CERTIFICATE_SUSPENDED: Telling(
        gettext_noop("Chứng nhận của %(product)s bị tạm dừng"),
        gettext_noop(
            "Chứng nhận của sản phẩm %(product)s bị tạm dừng hiệu lực từ ngày %(since)s. Căn cứ: %(ground)s. "
            "Trong thời gian này không được dùng nhãn hiệu OCOP."
        ),
        {"product": Form.TEXT, "since": Form.DAY, "ground": Form.WORDS},
    ),
    Kind.CERTIFICATE_LIFTED: Telling(
        gettext_noop("Chứng nhận của %(product)s được khôi phục"),
        gettext_noop("Chứng nhận của sản phẩm %(product)s có hiệu lực trở lại từ ngày %(since)s."),
        {"product": Form.TEXT, "since": Form.DAY},
    ),
    Kind.CERTIFICATE_REVOKED: Telling(
        gettext_noop("Chứng nhận của %(product)s bị thu hồi"),
        gettext_noop(
            "Chứng nhận của sản phẩm %(product)s bị thu hồi từ ngày %(since)s. Căn cứ: %(ground)s. "
            "Hãy ngừng dùng nhãn hiệu OCOP và báo số bao bì, tem còn lại."
        ),
        {"product": Form.TEXT, "since": Form.DAY, "ground": Form.WORDS},
    ),
    Kind.CASE_FOUND: Telling(
        gettext_noop("Có kết luận về sản phẩm %(product)s cần xử lý"),
        gettext_noop(
            "Cơ quan có thẩm quyền ghi nhận kết luận về sản phẩm %(product)s: %(ground)s. "
            "Quyết định xử lý sẽ có chậm nhất ngày %(until)s."
        ),
        {"product": Form.TEXT, "ground": Form.WORDS, "until": Form.DAY},
    ),
    Kind.CERTIFICATE_EXPIRING: Telling(
        gettext_noop("Chứng nhận của %(product)s còn %(left)s ngày"),
        gettext_noop(
            "Chứng nhận của sản phẩm %(product)s hết hiệu lực sau ngày %(until)s, còn %(left)s ngày. "
            "Hồ sơ đánh giá lại nộp từ ngày %(first)s đến ngày %(last)s."
        ),
        {"product": Form.TEXT, "until": Form.DAY, "left": Form.NUMBER, "first": Form.DAY, "last": Form.DAY},
    ),
    Kind.CERTIFICATES_EXPIRING: Telling(
        gettext_noop("%(count)s chứng nhận sắp hết hạn"),
        gettext_noop(
            "Hôm nay %(count)s chứng nhận trong địa bàn của bạn tới mốc nhắc hết hạn "
            "(trước 180, 120, 60 hoặc 30 ngày). Hãy nhắc chủ thể lập hồ sơ đánh giá lại."
        ),
        {"count": Form.NUMBER},
        act=gettext_noop("Xem danh sách"),
    ),
    Kind.DOSSIER_TO_SIGN: Telling(
        gettext_noop("Hồ sơ “%(product)s” chờ bạn ký nộp"),
        gettext_noop("Hồ sơ %(code)s của sản phẩm “%(product)s” đã chuẩn bị xong. Hãy xem lại rồi ký nộp."),
        {"code": Form.TEXT, "product": Form.TEXT},
        act=gettext_noop("Xem và ký hồ sơ"),
    ),
    Kind.IDEA_ANSWERED: Telling(
        gettext_noop("Xã đã trả lời ý tưởng “%(idea)s”"),
        gettext_noop("Ý tưởng “%(idea)s” của bạn: %(state)s. %(reason)s"),
        {"idea": Form.TEXT, "state": Form.WORDS, "reason": Form.TEXT},
        act=gettext_noop("Xem ý tưởng"),
    ),
    Kind.COUNCIL_PAPERS: Telling(
        gettext_noop("Tài liệu của phiên “%(session)s” đã có"),
        gettext_noop(
            "Tài liệu của phiên “%(session)s”, họp ngày %(day)s, đã có để bạn xem. "
            "Nếu có lợi ích liên quan đến sản phẩm nào, hãy khai trước khi chấm."
        ),
        {"session": Form.TEXT, "day": Form.DAY},
        act=gettext_noop("Xem tài liệu"),
    ),
    Kind.COUNCIL_OPENED: Telling(
        gettext_noop("Phiên “%(session)s” đã mở để chấm"),
        gettext_noop("Phiên “%(session)s” đã mở. Bạn có thể chấm %(count)s sản phẩm trong danh sách."),
        {"session": Form.TEXT, "count": Form.NUMBER},
        act=gettext_noop("Vào chấm"),
    ),
    Kind.COUNCIL_SECOND_ROUND: Telling(
        gettext_noop("Chấm vòng tiếp theo: %(product)s"),
        gettext_noop(
            "Hội đồng đã thảo luận về “%(product)s” ở phiên “%(session)s” và chấm lại. "
            "Phiếu mới bắt đầu từ phiếu bạn đã ký."
        ),
        {"session": Form.TEXT, "product": Form.TEXT},
        act=gettext_noop("Vào chấm"),
    ),
    Kind.OBJECTION_RAISED: Telling(
        gettext_noop("Chủ thể nêu ý kiến về kết quả của “%(product)s”"),
        gettext_noop("Chủ thể nêu ý kiến về tiêu chí %(criteria)s trong kết quả sơ bộ của “%(product)s”."),
        {"product": Form.TEXT, "criteria": Form.TEXT},
        act=gettext_noop("Xem ý kiến"),
    ),
    Kind.OBJECTION_ANSWERED: Telling(
        gettext_noop("Hội đồng đã trả lời ý kiến về “%(product)s”"),
        gettext_noop("Ý kiến của bạn về kết quả của “%(product)s”: %(answer)s. Trả lời: %(text)s"),
        {"product": Form.TEXT, "answer": Form.WORDS, "text": Form.TEXT},
    ),
    Kind.PAPER_ENDING: Telling(
        gettext_noop("Giấy tờ “%(title)s” sắp hết hiệu lực"),
        gettext_noop(
            "Giấy tờ “%(title)s” có hiệu lực đến hết ngày %(last)s, và hồ sơ của “%(product)s” đang dùng. "
            "Hãy chuẩn bị bản mới."
        ),
        {"title": Form.TEXT, "last": Form.DAY, "product": Form.TEXT},
        act=gettext_noop("Xem giấy tờ"),
    ),
    Kind.PAPER_ENDED: Telling(
        gettext_noop("Giấy tờ “%(title)s” đã hết hiệu lực"),
        gettext_noop(
            "Giấy tờ “%(title)s” có hiệu lực đến hết ngày %(last)s. Hồ sơ của “%(product)s” dùng giấy tờ này "
            "bị yếu đi; hãy thay bằng bản mới."
        ),
        {"title": Form.TEXT, "last": Form.DAY, "product": Form.TEXT},
        act=gettext_noop("Xem giấy tờ"),
    ),
    Kind.SUBSCRIPTION_ENDED: Telling(
        gettext_noop("Đã ngừng gửi sự kiện của “%(name)s”"),
        gettext_noop(
            "Không gửi được sự kiện của “%(name)s” sau %(count)s lần thử. Lỗi gần nhất: %(text)s. "
            "Hãy sửa nơi nhận rồi đăng ký lại."
        ),
        {"name": Form.TEXT, "count": Form.NUMBER, "text": Form.TEXT},
        act=gettext_noop("Xem khóa của chương trình"),
    ),
    Kind.REPORT_RECEIVED: Telling(
        gettext_noop("Có phản ánh mới: %(matter)s"),
        gettext_noop("Có phản ánh %(code)s về việc: %(matter)s. Hãy xem và trả lời."),
        {"code": Form.TEXT, "matter": Form.WORDS},
        act=gettext_noop("Xem phản ánh"),
    ),
    Kind.ENQUIRY_RECEIVED: Telling(
        gettext_noop("Có người mua hỏi %(producer)s"),
        gettext_noop("Có người mua gửi câu hỏi %(code)s đến %(producer)s. Hãy xem và liên hệ lại."),
        {"code": Form.TEXT, "producer": Form.TEXT},
        act=gettext_noop("Xem câu hỏi"),
    ),
    Kind.RECALL_STARTED: Telling(
        gettext_noop("Thu hồi hàng: %(product)s"),
        gettext_noop(
            "Đợt thu hồi %(code)s của sản phẩm %(product)s đã bắt đầu. Lý do: %(ground)s. "
            "Trang người mua quét đã báo thu hồi. Hãy xem hàng đang ở đâu."
        ),
        {"product": Form.TEXT, "code": Form.TEXT, "ground": Form.WORDS},
        act=gettext_noop("Xem đợt thu hồi"),
    ),
    Kind.RECALL_HELD: Telling(
        gettext_noop("Ngừng bán, ngừng dùng: %(product)s bị thu hồi"),
        gettext_noop(
            "Bạn đã nhận hàng của sản phẩm %(product)s, hoặc làm ra hàng từ lô bị thu hồi (đợt %(code)s). "
            "Lý do: %(ground)s. Hãy ngừng bán, để riêng và xem số lô, việc cần làm."
        ),
        {"product": Form.TEXT, "code": Form.TEXT, "ground": Form.WORDS},
        act=gettext_noop("Xem thông báo thu hồi"),
    ),
    Kind.RECALL_ENDED: Telling(
        gettext_noop("Kết thúc thu hồi: %(product)s"),
        gettext_noop("Đợt thu hồi %(code)s của sản phẩm %(product)s đã kết thúc. Kết quả: %(text)s"),
        {"product": Form.TEXT, "code": Form.TEXT, "text": Form.TEXT},
        act=gettext_noop("Xem thông báo thu hồi"),
    ),
    Kind.RECALL_WITHDRAWN: Telling(
        gettext_noop("Rút lại thông báo thu hồi: %(product)s"),
        gettext_noop("Đợt thu hồi %(code)s của sản phẩm %(product)s được rút lại vì nhầm. Lý do: %(text)s"),
        {"product": Form.TEXT, "code": Form.TEXT, "text": Form.TEXT},
        act=gettext_noop("Xem thông báo thu hồi"),
    ),
    Kind.RECALL_REVISED: Telling(
        gettext_noop("Thông báo thu hồi đã sửa: %(product)s"),
        gettext_noop("Đợt thu hồi %(code)s của sản phẩm %(product)s đã sửa nội dung hoặc số lô. Lý do: %(text)s"),
        {"product": Form.TEXT, "code": Form.TEXT, "text": Form.TEXT},
        act=gettext_noop("Xem thông báo thu hồi"),
    ),
    Kind.RECALL_REOPENED: Telling(
        gettext_noop("Thu hồi tiếp: %(product)s"),
        gettext_noop("Đợt thu hồi %(code)s của sản phẩm %(product)s đã kết thúc nay được mở lại. Lý do: %(text)s"),
        {"product": Form.TEXT, "code": Form.TEXT, "text": Form.TEXT},
        act=gettext_noop("Xem thông báo thu hồi"),
    ),
}

SECRET_KINDS = frozenset(kind for kind, telling in TELLINGS.items() if telling.secret)
