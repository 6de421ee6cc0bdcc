"""The words of a notice, made when they are shown or sent, in the reader's language; when a letter is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext

from saolang.base.kit import formats
from saolang.base.kit.words import say
from saolang.base.notices.choices import TELLINGS, Form, Kind, Mail, Telling
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.base.notices.models import Notice

SOURCE_LANGUAGE = "vi"
"""Our sentences are written in it, so that a lazy one said in it is its own msgid."""

LEASE = timedelta(minutes=10)
"""How long a letter is kept from others once it was taken to be sent."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 360))
"""How long to wait after each try that failed; after the one that follows the last, the letter is dead."""
NOT_DEAD = Refusal(gettext_noop("Thư này không còn trong danh sách thư không gửi được."))


@dataclass(frozen=True)
class Words:
    """A notice in one language. `subject` is a single line; `further` and `act` may be empty."""

    subject: str
    sentence: str
    further: str
    act: str


def telling_of(kind: str) -> Telling:
    """Return how the kind is told. Raises ValueError for one the table does not hold."""
    return TELLINGS[Kind(kind)]


def stored(telling: Telling, params: Mapping[str, object]) -> dict[str, object]:
    """Return what fills the places as the notice keeps it, to be said in any language later.

    Raises ValueError unless the params are the places of the kind, all of them and no others.
    """
    if params.keys() != telling.places.keys():
        message = f"“{telling.subject}” has the places {sorted(telling.places)}, not {sorted(params)}."
        raise ValueError(message)
    return {name: _stored(value) for name, value in params.items()}


def words_of(notice: Notice) -> Words:
    """Return the notice's words in the active language. A secret notice has none left once it was sent."""
    telling = telling_of(notice.kind)
    shown = {name: _shown(form, notice.params[name]) for name, form in telling.places.items()}
    return Words(
        subject=" ".join((gettext(telling.subject) % shown).split()),
        sentence=gettext(telling.sentence) % shown,
        further=gettext(telling.further) if telling.further else "",
        act=gettext(telling.act) if telling.act else "",
    )


def next_try(attempts: int, now: datetime) -> datetime | None:
    """Return when a letter is tried again that failed so many times; None when it is not."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def may_send_again(letter: Notice) -> Refusal | None:
    """Answer nothing when the letter is dead, to be sent again or given up; else why not."""
    return None if letter.mail == Mail.DEAD else NOT_DEAD


def _stored(value: object) -> object:
    if isinstance(value, Promise):
        with translation.override(SOURCE_LANGUAGE):
            return str(value)
    if isinstance(value, Refusal):
        return value.as_data()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _shown(form: Form, value: Any) -> str:
    match form:
        case Form.WORDS:
            return gettext(value)
        case Form.REFUSAL:
            return say(Refusal.of(value))
        case Form.NUMBER:
            return formats.figure(value)
        case Form.DAY:
            return formats.day(date.fromisoformat(value))
        case Form.MOMENT:
            return formats.moment(datetime.fromisoformat(value))
        case Form.TEXT:
            return str(value) or "–"
