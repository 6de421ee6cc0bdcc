from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from saolang.base.accounts.choices import Role
from saolang.base.audit.models import Change
from saolang.base.notices.choices import Kind, Mail
from saolang.jobs import registers
from saolang.jobs.queue import worker
from tests.factories.accounts import GrantFactory
from tests.factories.notices import NoticeFactory
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
ADDRESSES = ("desk:letters", "desk:failed_work")


@pytest.fixture
def administrator() -> Client:
    return signed_in(GrantFactory(role=Role.ADMINISTRATOR).user)


@pytest.fixture
def failed(settings: object) -> DBTaskResult:
    """Queue the entering of a register that is not there, and let it fail."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    registers.enter.enqueue(code="SD-00000000", by="tests")
    worker(until_empty=True).run()
    return DBTaskResult.objects.get(status="FAILED")


def text(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_dead_letters_are_shown_with_the_servers_answer(administrator: Client) -> None:
    NoticeFactory(dead=True, address="sai@example.vn", error="550 5.1.1 No such user")
    NoticeFactory(waiting=True, address="cho@example.vn")

    page = text(administrator, "desk:letters")

    assert "550 5.1.1 No such user" in page
    assert "sai@example.vn" in page
    assert "cho@example.vn" not in page


def test_waiting_letters_are_shown(administrator: Client) -> None:
    NoticeFactory(dead=True, address="sai@example.vn")
    NoticeFactory(waiting=True, address="cho@example.vn")

    page = text(administrator, "desk:letters_of", "waiting")

    assert "cho@example.vn" in page
    assert "sai@example.vn" not in page


def test_list_of_no_such_name_is_not_found(administrator: Client) -> None:
    assert administrator.get(reverse("desk:letters_of", args=["la"])).status_code == 404


def test_dead_letter_is_sent_again_with_all_its_tries(administrator: Client) -> None:
    letter = NoticeFactory(dead=True)

    administrator.post(reverse("desk:letter_send_again", args=[letter.pk]))

    letter.refresh_from_db()
    assert (letter.mail, letter.attempts) == (Mail.WAITING, 0)
    change = Change.objects.get(kind="letter")
    assert (change.code, change.after) == (str(letter.pk), {"mail": "waiting"})


def test_all_dead_letters_are_sent_again(administrator: Client) -> None:
    NoticeFactory.create_batch(3, dead=True)
    given_up = NoticeFactory(dead=True, mail=Mail.GIVEN_UP)

    administrator.post(reverse("desk:letters_send_all_again"))

    assert Change.objects.filter(kind="letter").count() == 3
    given_up.refresh_from_db()
    assert given_up.mail == Mail.GIVEN_UP


def test_letter_given_up_is_not_sent_and_forgets_its_secret(administrator: Client) -> None:
    letter = NoticeFactory(dead=True, kind=Kind.PASSWORD_RESET, params={}, recipient="", path="/bi-mat/")

    administrator.post(reverse("desk:letter_give_up", args=[letter.pk]))

    letter.refresh_from_db()
    assert (letter.mail, letter.path) == (Mail.GIVEN_UP, "")
    assert str(letter.address) not in text(administrator, "desk:letters")


@pytest.mark.parametrize("act", ["desk:letter_send_again", "desk:letter_give_up"])
def test_letter_that_is_not_dead_is_left_as_it_is(act: str, administrator: Client) -> None:
    letter = NoticeFactory(waiting=True, attempts=2)

    answer = administrator.post(reverse(act, args=[letter.pk]), follow=True)

    letter.refresh_from_db()
    assert (letter.mail, letter.attempts) == (Mail.WAITING, 2)
    assert "Thư này không còn trong danh sách thư không gửi được." in answer.content.decode()


@pytest.mark.django_db(transaction=True)  # the worker closes its connection
def test_failed_work_is_shown_and_done_again(administrator: Client, failed: DBTaskResult) -> None:
    assert "saolang.jobs.registers.enter" in text(administrator, "desk:failed_work")

    administrator.post(reverse("desk:work_again", args=[failed.pk]))

    assert "saolang.jobs.registers.enter" not in text(administrator, "desk:failed_work")
    worker(until_empty=True).run()
    failed.refresh_from_db()
    assert (failed.status, len(failed.worker_ids)) == ("FAILED", 2)


@pytest.mark.django_db(transaction=True)  # the worker closes its connection
def test_work_that_has_not_failed_is_not_done_again(administrator: Client, failed: DBTaskResult) -> None:
    DBTaskResult.objects.update(status="SUCCESSFUL")

    answer = administrator.post(reverse("desk:work_again", args=[failed.pk]), follow=True)

    failed.refresh_from_db()
    assert failed.status == "SUCCESSFUL"
    assert "Việc này không còn trong danh sách việc hỏng." in answer.content.decode()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.READER])
@pytest.mark.parametrize("name", ADDRESSES)
def test_others_are_refused(role: Role, name: str) -> None:
    client = signed_in(GrantFactory(role=role).user)

    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ADDRESSES)
def test_stranger_is_sent_to_sign_in(name: str) -> None:
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_much_whatever_its_length(
    count: int, administrator: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    NoticeFactory.create_batch(count, dead=True)
    administrator.get(reverse("desk:letters"))

    with django_assert_num_queries(6):
        administrator.get(reverse("desk:letters"))
