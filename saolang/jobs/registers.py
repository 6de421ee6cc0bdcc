"""Reading, re-reading and entering registers: a large one takes longer than a person waits for a page.

A refusal is an outcome like any other: {"refusal": the refusal as data}. So is {"register": code}.
Whoever asked for the work is told of its outcome, once, in the transaction that did it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.urls import reverse
from django_tasks import TaskContext, task

from saolang.base.accounts.queries import person_behind
from saolang.base.accounts.services.telling import tell
from saolang.base.files.models import StoredFile
from saolang.base.files.queries import read
from saolang.base.notices.choices import Kind
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
    "refusal": Refusal(
        gettext_noop("Việc này dừng giữa chừng vì một lỗi của hệ thống. Không có gì bị nhập dở. Hãy gửi lại.")
    ).as_data()
}
"""What is said of work that ended without an outcome."""


@task(takes_context=True)  # type: ignore[untyped-decorator] # django_tasks is not looked into
def stage(
    context: TaskContext, *, sha256: str, name: str, province: int | None, entered_before: str | None, by: str
) -> Outcome:
    """Read the stored file as a register. `province` is a key, `entered_before` an ISO date."""

    def read_file() -> str:
        return services.stage_register(
            content=read(StoredFile.objects.get(sha256=sha256)),
            name=name,
            by=by,
            province=Place.objects.get(pk=province) if province else None,
            entered_before=dt.date.fromisoformat(entered_before) if entered_before else None,
        ).code

    return _outcome(read_file, Work(context, name, Kind.REGISTER_READ, by))


@task(takes_context=True)  # type: ignore[untyped-decorator] # django_tasks is not looked into
def read_again(context: TaskContext, *, code: str, layouts: list[dict[str, Any]], by: str) -> Outcome:
    """Read the register by the columns a person corrected."""
    register = Register.objects.get(code=code)
    return _outcome(
        lambda: services.correct_mapping(register=register, layouts=layouts, by=by).code,
        Work(context, register.name, Kind.REGISTER_READ, by),
    )


@task(takes_context=True)  # type: ignore[untyped-decorator] # django_tasks is not looked into
def enter(context: TaskContext, *, code: str, by: str) -> Outcome:
    """Enter what the register's accepted rows say, all or nothing; then look for records they may repeat."""
    register = Register.objects.get(code=code)

    def enter_all() -> str:
        services.apply_register(register=register, by=by)
        look.enqueue(place=register.province_id, by=by)
        return code

    return _outcome(enter_all, Work(context, register.name, Kind.REGISTER_ENTERED, by))


class Work(NamedTuple):
    """A piece of queued work, the file it is about, and what its success is told as to whoever asked for it."""

    context: TaskContext
    file_name: str
    success: Kind
    by: str


def _outcome(service: Callable[[], str], work: Work) -> Outcome:
    try:
        with transaction.atomic():
            code = service()
            _tell(work, work.success, path=reverse("desk:register", args=[code]))
    except Refusal as refusal:
        _tell(work, Kind.REGISTER_FAILED, why=refusal, path=reverse("desk:registers"))
        return {"refusal": refusal.as_data()}
    return {"register": code}


def _tell(work: Work, kind: Kind, *, path: str, **params: object) -> None:
    """Tell who asked, once for each piece of work however often it is begun; that a file was read, without a letter."""
    if person := person_behind(work.by):
        tell(
            person,
            kind,
            {"name": work.file_name, **params},
            path=path,
            once=f"work:{work.context.task_result.id}",
            letter=kind != Kind.REGISTER_READ,
            by=work.by,
        )
