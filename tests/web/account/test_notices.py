from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from saolang.base.notices.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.notices import NoticeFactory
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from saolang.base.accounts.models import User

pytestmark = pytest.mark.django_db
LIST = "account:notices"


@pytest.fixture
def hoa() -> User:
    return UserFactory()


@pytest.fixture
def browser(hoa: User) -> Client:
    return signed_in(hoa)


def told(user: User, name: str = "so.xlsx", **values: object) -> Notice:
    return NoticeFactory(recipient=user.actor, params={"name": name}, **values)


def text(client: Client, address: str = LIST) -> str:
    return " ".join(client.get(reverse(address)).content.decode().split())


def test_list_shows_unread_first_then_the_latest(hoa: User, browser: Client) -> None:
    told(hoa, "một.xlsx")
    told(hoa, "hai.xlsx", read_at=timezone.now())
    told(hoa, "ba.xlsx")

    page = text(browser)

    shown = [page.index(f"Đã đọc xong sổ theo dõi “{name}.xlsx”") for name in ("ba", "một", "hai")]
    assert shown == sorted(shown)
    assert page.count(">mới<") == 2


def test_list_shows_nobody_elses_notices(browser: Client) -> None:
    told(UserFactory(), "bí mật.xlsx")

    assert "bí mật" not in text(browser)
    assert "Chưa có thông báo nào" in text(browser)


def test_stranger_is_sent_to_sign_in() -> None:
    answer = Client().get(reverse(LIST))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))


def test_opening_marks_read_and_leads_to_the_page(hoa: User, browser: Client) -> None:
    notice = told(hoa, path="/so-theo-doi/SD-1/")

    answer = browser.post(reverse("account:notice_open", args=[notice.pk]))

    notice.refresh_from_db()
    assert answer.headers["Location"] == "/so-theo-doi/SD-1/"
    assert notice.read_at is not None


def test_opening_again_keeps_when_it_was_read(hoa: User, browser: Client) -> None:
    at = timezone.now() - timedelta(days=1)
    notice = told(hoa, read_at=at)

    browser.post(reverse("account:notice_open", args=[notice.pk]))

    notice.refresh_from_db()
    assert notice.read_at == at


def test_notice_without_a_page_leads_back_to_the_list(hoa: User, browser: Client) -> None:
    notice = told(hoa, path="")

    answer = browser.post(reverse("account:notice_open", args=[notice.pk]))

    assert answer.headers["Location"] == reverse(LIST)


def test_anothers_notice_is_not_found_and_stays_unread(browser: Client) -> None:
    notice = told(UserFactory())

    answer = browser.post(reverse("account:notice_open", args=[notice.pk]))

    notice.refresh_from_db()
    assert answer.status_code == 404
    assert notice.read_at is None


def test_looking_at_the_list_reads_nothing(hoa: User, browser: Client) -> None:
    notice = told(hoa)

    browser.get(reverse(LIST))
    answer = browser.get(reverse("account:notice_open", args=[notice.pk]))

    notice.refresh_from_db()
    assert answer.status_code == 405
    assert notice.read_at is None


def test_reading_all_reads_ones_own(hoa: User, browser: Client) -> None:
    told(hoa)
    told(hoa)
    anothers = told(UserFactory())

    browser.post(reverse("account:notices_read"))

    assert list(Notice.objects.filter(read_at=None)) == [anothers]
    assert "chưa đọc" not in text(browser)


@pytest.mark.parametrize(("count", "said"), [(0, None), (1, "1"), (99, "99"), (100, "99+"), (101, "99+")])
def test_head_of_every_page_counts_the_unread(count: int, said: str | None, hoa: User, browser: Client) -> None:
    NoticeFactory.create_batch(count, recipient=hoa.actor)
    told(hoa, read_at=timezone.now())

    page = text(browser, "account:profile")

    if said:
        assert f'<b class="tag info">{said}<span class="vh"> chưa đọc</span></b>' in page
    else:
        assert "chưa đọc" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_much_whatever_its_length(
    count: int, hoa: User, browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        told(hoa)
    browser.get(reverse(LIST))

    with django_assert_num_queries(6):
        browser.get(reverse(LIST))
