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
}

SECRET_KINDS = frozenset(kind for kind, telling in TELLINGS.items() if telling.secret)
