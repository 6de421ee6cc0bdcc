from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django_tasks_db.models import DBTaskResult

from saolang.base.files.services import store
from saolang.base.notices.choices import Kind, Mail
from saolang.base.notices.models import Notice
from saolang.base.notices.rules import words_of
from saolang.jobs import registers
from saolang.jobs.queue import READY, worker
from saolang.programme.intake.models import Register
from tests.factories.accounts import GrantFactory
from tests.factories.intake import a_file

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(province: Province) -> User:
    return GrantFactory(place=province.place).user


def stage(province: Province, by: str, content: bytes | None = None) -> None:
    file = store(content or a_file(), by=by)
    registers.stage.enqueue(
        sha256=file.sha256, name="so-2024.xlsx", province=province.place.pk, entered_before=None, by=by
    )


def told() -> Notice:
    return Notice.objects.latest("pk")


def test_who_had_a_register_read_finds_it_in_the_list(province: Province, coordinator: User) -> None:
    stage(province, coordinator.actor)

    register = Register.objects.get()
    assert (told().kind, told().recipient, told().mail) == (Kind.REGISTER_READ, coordinator.actor, Mail.NONE)
    assert told().path == f"/dieu-hanh/so-theo-doi/{register.code}/"
    assert "so-2024.xlsx" in words_of(told()).sentence


def test_who_had_a_register_entered_is_told_by_letter(province: Province, coordinator: User) -> None:
    stage(province, coordinator.actor)

    registers.enter.enqueue(code=Register.objects.get().code, by=coordinator.actor)

    assert (told().kind, told().address, told().mail) == (Kind.REGISTER_ENTERED, coordinator.email, Mail.WAITING)


def test_who_sent_what_is_no_register_is_told_why(province: Province, coordinator: User) -> None:
    stage(province, coordinator.actor, b"PK\x03\x04 no sheet at all")

    assert not Register.objects.exists()
    assert told().kind == Kind.REGISTER_FAILED
    assert words_of(told()).sentence.startswith("Sổ theo dõi “so-2024.xlsx” chưa vào hệ thống. ")


def test_command_line_is_told_nothing(province: Province) -> None:
    stage(province, "cli")

    assert Register.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_work_done_again_tells_nobody_twice(province: Province, coordinator: User, settings: object) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    stage(province, coordinator.actor)
    worker(until_empty=True).run()

    DBTaskResult.objects.update(status=READY)
    worker(until_empty=True).run()

    assert Notice.objects.count() == 1
