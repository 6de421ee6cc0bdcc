"""What strangers meet can be read in Khmer, whole; the pages of officials stay Vietnamese for who reads Khmer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache as django_cache
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone, translation

from saolang.base.accounts.choices import Role
from saolang.base.accounts.models import Invitation
from saolang.base.accounts.rules import Scope
from saolang.base.accounts.services import invitations
from saolang.base.audit.services.chain import publish_checkpoint, seal
from saolang.base.notices.models import Notice
from saolang.base.notices.rules import words_of
from tests.base.accounts.second_factors import give_app
from tests.factories.accounts import PASSWORD, GrantFactory, UserFactory
from tests.factories.audit import ChangeFactory
from tests.locale.reading import KHMER_LETTER, catalogue, vietnamese_in, words

if TYPE_CHECKING:
    from django.http import HttpResponse

NAMES = frozenset({"Sao Làng"})
NEW_PASSWORDS = [("123", "123"), ("password", "khac-han-1"), ("hoa@example.vn", "hoa@example.vn")]


@pytest.fixture
def visitor(db: None) -> Client:
    """Somebody with a Khmer browser, whom allauth has not met today."""
    django_cache.clear()
    return khmer_browser()


@pytest.fixture
def link(db: None) -> str:
    """Return where an invitation leads to."""
    everywhere = Scope.over(None)
    invitations.invite(email="hoa@example.vn", full_name="Neang", role=Role.READER, scope=everywhere, by="tests")
    return Notice.objects.get().path


def khmer_browser(**options: bool) -> Client:
    return Client(HTTP_ACCEPT_LANGUAGE="km", **options)


def assert_khmer(response: HttpResponse) -> None:
    assert '<html lang="km">' in response.content.decode()
    assert KHMER_LETTER.search(words(response))
    assert vietnamese_in(response, NAMES) == []


@pytest.mark.parametrize(
    "address", ["login/", "password/reset/", "password/reset/done/", "password/reset/key/done/", "inactive/"]
)
def test_entrance_page_is_khmer(visitor: Client, address: str) -> None:
    assert_khmer(visitor.get(f"/tai-khoan/{address}"))


@pytest.mark.parametrize("typed", [{}, {"login": "khong-co@example.vn", "password": "sai"}, {"login": "x"}])
def test_sign_in_refused_is_khmer(visitor: Client, typed: dict[str, str]) -> None:
    assert_khmer(visitor.post("/tai-khoan/login/", typed))


@pytest.mark.parametrize("code", ["", "000000"])
def test_second_step_of_the_sign_in_is_khmer(visitor: Client, code: str) -> None:
    user = UserFactory()
    give_app(user)
    visitor.post("/tai-khoan/login/", {"login": user.email, "password": PASSWORD})

    assert_khmer(visitor.get("/tai-khoan/xac-thuc/authenticate/"))
    assert_khmer(visitor.post("/tai-khoan/xac-thuc/authenticate/", {"code": code}))
    assert_khmer(visitor.post("/tai-khoan/xac-thuc/authenticate/", {"credential": "{}"}))
    assert_khmer(visitor.post("/tai-khoan/xac-thuc/webauthn/login/", {"credential": ""}, follow=True))


def test_limit_is_khmer(visitor: Client) -> None:
    for _ in range(6):
        answer = visitor.post("/tai-khoan/login/", {"login": "ai@example.vn", "password": "sai"})

    assert answer.status_code == 429
    assert_khmer(answer)


@pytest.mark.parametrize("email", ["", "x"])
def test_password_reset_refused_is_khmer(visitor: Client, email: str) -> None:
    assert_khmer(visitor.post("/tai-khoan/password/reset/", {"email": email}))


@pytest.mark.parametrize("email", ["hoa@example.vn", "la@example.vn"])
def test_letter_of_a_password_reset_is_khmer(visitor: Client, email: str) -> None:
    UserFactory(email="hoa@example.vn")

    visitor.post("/tai-khoan/password/reset/", {"email": email})

    [letter] = Notice.objects.all()
    with translation.override(letter.language):
        said = words_of(letter)
    assert letter.language == "km"
    for text in filter(None, (said.subject, said.sentence, said.further, said.act)):
        assert KHMER_LETTER.search(text)
        assert re.findall(r"[a-zA-Z]{2,}", text) == []


def test_password_reset_ends_in_khmer(visitor: Client) -> None:
    UserFactory(email="hoa@example.vn")
    visitor.post("/tai-khoan/password/reset/", {"email": "hoa@example.vn"})
    address = Notice.objects.get().path

    form = visitor.get(address, follow=True)
    [(chosen, _)] = form.redirect_chain

    assert_khmer(form)
    assert_khmer(visitor.get("/tai-khoan/password/reset/key/1-cu/", follow=True))
    for first, second in NEW_PASSWORDS:
        assert_khmer(visitor.post(chosen, {"password1": first, "password2": second}))
    assert_khmer(visitor.post(chosen, {"password1": PASSWORD, "password2": PASSWORD}, follow=True))


def test_invitation_is_khmer_from_the_link_to_the_sign_in(visitor: Client, link: str) -> None:
    assert_khmer(visitor.get(link))
    for first, second in NEW_PASSWORDS:
        assert_khmer(visitor.post(link, {"password": first, "again": second}))
    assert_khmer(visitor.post(link, {"password": PASSWORD, "again": PASSWORD}, follow=True))
    assert_khmer(visitor.get(link))


def test_invitation_that_does_not_stand_is_khmer(visitor: Client, link: str) -> None:
    assert_khmer(visitor.get("/tai-khoan/moi/khong-co/"))
    Invitation.objects.update(expires_at=timezone.now())
    assert_khmer(visitor.get(link))
    invitations.withdraw(invitation=Invitation.objects.get(), whereabouts={}, by="tests")
    assert_khmer(visitor.get(link))


def test_proof_of_the_list_of_changes_is_khmer(visitor: Client) -> None:
    before = visitor.get("/kiem-chung/")
    ChangeFactory()
    seal()
    publish_checkpoint(by="tests")

    assert_khmer(before)
    assert_khmer(visitor.get("/kiem-chung/"))


def test_error_pages_are_khmer(visitor: Client) -> None:
    not_found = visitor.get("/khong-co/")
    too_old = khmer_browser(enforce_csrf_checks=True).post("/tai-khoan/login/", {})

    assert (not_found.status_code, too_old.status_code) == (404, 403)
    assert_khmer(not_found)
    assert_khmer(too_old)


def test_page_of_officials_is_vietnamese_for_who_reads_khmer(visitor: Client) -> None:
    visitor.force_login(GrantFactory().user)

    page = visitor.get("/dieu-hanh/dia-ban/")

    assert page.headers["Content-Language"] == "vi"
    assert '<html lang="vi">' in page.content.decode()
    assert not KHMER_LETTER.search(words(page))


def test_switch_offers_khmer_where_there_is_some_and_nowhere_else(visitor: Client) -> None:
    entrance, library = visitor.get("/tai-khoan/login/"), visitor.get("/dieu-hanh/chi-so/")

    assert 'value="km"' in entrance.content.decode()
    assert 'value="km"' not in library.content.decode()


def test_every_page_with_khmer_exists() -> None:
    resolver = get_resolver()
    names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    for space, (_, inner) in resolver.namespace_dict.items():
        names |= {f"{space}:{name}" for name in inner.reverse_dict if isinstance(name, str)}

    assert sorted(settings.KHMER_PAGES - names) == []


def test_every_entry_says_something_in_khmer_and_keeps_its_places() -> None:
    for entry in catalogue("km"):
        for said in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert KHMER_LETTER.search(said), entry.msgid
            assert sorted(re.findall(r"%\(?\w+\)?[ds]?", said)) == sorted(
                re.findall(r"%\(?\w+\)?[ds]?", entry.msgid)
            ), entry.msgid
