"""Reading, re-reading and entering registers: a large one takes longer than a person waits for a page.

A refusal is an outcome like any other: {"refusal": its sentence, "params": what fills it}. So is {"register": code}.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django_tasks import task

from saolang.base.files.models import StoredFile
from saolang.base.files.queries import read
from saolang.base.places.models import Place
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.jobs.look_alikes import look
from saolang.programme.intake import services
from saolang.programme.intake.models import Register

if TYPE_CHECKING:
    from collections.abc import Callable

Outcome = dict[str, Any]

BROKEN_OFF: Outcome = {
    "refusal": gettext_noop("Việc này dừng giữa chừng vì một lỗi của hệ thống. Không có gì bị nhập dở. Hãy gửi lại."),
    "params": {},
}
"""What is said of work that ended without an outcome."""


@task()  # type: ignore[untyped-decorator] # django_tasks is not looked into
def stage(*, sha256: str, name: str, province: int | None, entered_before: str | None, by: str) -> Outcome:
    """Read the stored file as a register. `province` is a key, `entered_before` an ISO date."""
    return _outcome(
        lambda: (
            services.stage_register(
                content=read(StoredFile.objects.get(sha256=sha256)),
                name=name,
                by=by,
                province=Place.objects.get(pk=province) if province else None,
                entered_before=dt.date.fromisoformat(entered_before) if entered_before else None,
            ).code
        )
    )


@task()  # type: ignore[untyped-decorator] # django_tasks is not looked into
def read_again(*, code: str, layouts: list[dict[str, Any]], by: str) -> Outcome:
    """Read the register by the columns a person corrected."""
    register = Register.objects.get(code=code)
    return _outcome(lambda: services.correct_mapping(register=register, layouts=layouts, by=by).code)


@task()  # type: ignore[untyped-decorator] # django_tasks is not looked into
def enter(*, code: str, by: str) -> Outcome:
    """Enter what the register's accepted rows say, all or nothing; then look for records they may repeat."""

    def enter_all() -> str:
        register = Register.objects.get(code=code)
        services.apply_register(register=register, by=by)
        look.enqueue(place=register.province_id, by=by)
        return code

    return _outcome(enter_all)


def _outcome(service: Callable[[], str]) -> Outcome:
    try:
        return {"register": service()}
    except Refusal as refusal:
        return {"refusal": refusal.message, "params": {name: str(value) for name, value in refusal.params.items()}}
