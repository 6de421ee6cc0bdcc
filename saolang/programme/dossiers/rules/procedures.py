"""The procedures that come with the software, the days offices work, and whether a dossier may be moved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import yaml
from django.conf import settings
from django.utils import timezone

from saolang.core.calendars import read_calendar
from saolang.core.procedures import Procedures, read_procedure
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.dossiers.choices import Act, DossierKind, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from saolang.core.calendars import WorkCalendar
    from saolang.core.procedures import Limit, Procedure
    from saolang.programme.dossiers.models import Dossier

DATA = settings.PACKAGE / "data" / "procedures"
CALENDAR = settings.PACKAGE / "data" / "calendars" / "vietnam.yaml"
CODES = ("d1048", "d148", "d1489", "d26", "d26-centre")
"""The files of procedures; what else stands in the folder is other data of theirs."""

NOT_YET = Refusal(gettext_noop("Ngày thực hiện còn ở phía trước. Hãy chọn hôm nay hoặc một ngày đã qua."))


@dataclass(frozen=True, slots=True)
class Grade:
    """One answer to a question about potential."""

    points: int
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What a potential product is judged by; `words` by language."""

    code: str
    words: Mapping[str, str]
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Survey:
    """How potential is judged, and whether a province has confirmed that it is so."""

    questions: tuple[Question, ...]
    confirmed: bool


@lru_cache(maxsize=1)
def procedures() -> Procedures:
    """Return the procedures of `data/procedures`, read once. Raises ValueError when a table does not hold together."""
    return Procedures(_read(DATA / f"{code}.yaml") for code in CODES)


@lru_cache(maxsize=1)
def calendar() -> WorkCalendar:
    """Return the days offices work from `data/calendars/vietnam.yaml`, read once."""
    return read_calendar(yaml.safe_load(CALENDAR.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def survey() -> Survey:
    """Return how potential is judged from `data/procedures/potential.yaml`, read once."""
    data = yaml.safe_load((DATA / "potential.yaml").read_text(encoding="utf-8"))
    return Survey(
        tuple(
            Question(each["code"], each["words"], tuple(Grade(**grade) for grade in each["options"]))
            for each in data["questions"]
        ),
        data["confirmed"],
    )


def procedure_on(day: date) -> Procedure | None:
    """Return the procedure a dossier filed on the day follows to its end (D26, Article 12); None before the first."""
    return procedures().on(day)


def named(code: str) -> Procedure:
    """Return the procedure of the code. Raises KeyError when there is none."""
    return procedures().named(code)


def period(dossier: Dossier, name: str) -> Limit:
    """Return how long its procedure gives for "supplement", "objection", "revocation" or "extension".

    Raises KeyError where the procedure has none of the name.
    """
    return named(dossier.procedure).periods[name]


def must_end_by(dossier: Dossier) -> date | None:
    """Return the last day for the evaluation of a dossier filed under an earlier procedure (D26, Article 12)."""
    if dossier.filed_at is None:
        return None
    return procedures().must_end_by(timezone.localdate(dossier.filed_at), dossier.kind)


def may_move(dossier: Dossier, act: Act) -> Refusal | None:
    """Answer nothing when the table of the dossier's procedure lets it take the act as it stands; else why not."""
    procedure = named(dossier.procedure)
    if procedure.is_frame:
        return Refusal(
            gettext_noop(
                "Hồ sơ %(code)s theo quy trình cũ (%(document)s), chỉ để đọc. "
                "Hãy lập hồ sơ mới theo quy trình hiện hành."
            ),
            code=dossier.code,
            document=procedure.document,
        )
    if procedure.turn(dossier.state, act, dossier.kind):
        return None
    return Refusal(
        gettext_noop(
            "Hồ sơ %(code)s đang ở bước “%(state)s” nên không thể %(act)s. Hãy tải lại trang để xem bước tiếp theo."
        ),
        code=dossier.code,
        state=State(dossier.state).label,
        act=Act(act).label,
    )


def check_day(on: date | None, today: date) -> Refusal | None:
    """Answer nothing when a step may bear the day: none given, today or earlier."""
    return NOT_YET if on and on > today else None


def _read(path: Path) -> Procedure:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    return read_procedure(
        yaml.safe_load(content), digest, states=State.values, acts=Act.values, kinds=DossierKind.values
    )
