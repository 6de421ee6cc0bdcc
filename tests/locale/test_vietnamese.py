"""The sign-in pages are Vietnamese throughout: no sentence of allauth or Django is left in English."""

from __future__ import annotations

import html
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import polib
import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache as django_cache

from tests.factories.accounts import PASSWORD, UserFactory

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

SAME_IN_BOTH = {"English"}
"""The name of the other language, in its own words."""


@cache
def english_sentences() -> frozenset[str]:
    """Return what allauth and Django say in English, from the catalogues they carry for German and French."""
    catalogues = [("allauth", "locale/de"), ("django", "conf/locale/fr"), ("django", "contrib/auth/locale/fr")]
    sentences = set()
    for package, folder in catalogues:
        spec = find_spec(package)
        assert spec is not None
        assert spec.origin is not None
        for entry in polib.pofile(str(Path(spec.origin).parent / folder / "LC_MESSAGES" / "django.po")):
            for sentence in filter(None, (entry.msgid, entry.msgid_plural)):
                beginning = re.split(r"%\(|%[ds]|\{|<", sentence)[0].strip()
                if len(beginning) > 3 and beginning not in SAME_IN_BOTH:
                    sentences.add(" ".join(beginning.split()))
    return frozenset(sentences)


def words(response: HttpResponse) -> str:
    """Return what a person reads: the title, the text and the labels only a screen reader says."""
    page = response.content.decode()
    spoken = re.findall(r'(?:placeholder|aria-label|title|alt)="([^"]*)"', page)
    text = re.sub(r"<[^>]+>", " | ", page)
    return " ".join(html.unescape(" | ".join([text, *spoken])).split())


def assert_vietnamese(shown: str) -> None:
    shown = re.sub(r"https?://\S+", "", shown)
    left = {sentence for sentence in english_sentences() if re.search(rf"(?<!\w){re.escape(sentence)}(?!\w)", shown)}
    assert left == set()


@pytest.fixture
def visitor(client: Client, settings: object) -> Client:
    """Somebody with a Vietnamese browser, whom allauth has not met today."""
    django_cache.clear()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "vi"
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["login/", "signup/", "password/reset/", "password/reset/done/", "inactive/"])
def test_entrance_page_is_vietnamese(visitor: Client, address: str) -> None:
    response = visitor.get(f"/tai-khoan/{address}")

    assert response.status_code == 200
    assert_vietnamese(words(response))


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [{}, {"login": "khong-co@example.vn", "password": "sai"}, {"login": "x"}])
def test_sign_in_refused_is_vietnamese(visitor: Client, typed: dict[str, str]) -> None:
    response = visitor.post("/tai-khoan/login/", typed)

    assert "Chưa gửi được, hãy sửa những chỗ sau" in words(response)
    assert_vietnamese(words(response))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["logout/", "password/change/", "reauthenticate/", "email/"])
def test_account_page_is_vietnamese(visitor: Client, address: str) -> None:
    visitor.force_login(UserFactory())

    response = visitor.get(f"/tai-khoan/{address}")

    assert response.status_code == 200
    assert_vietnamese(words(response))


@pytest.mark.django_db
@pytest.mark.parametrize("new", ["123", "password", "nguyen thi hoa"])
def test_password_refused_is_vietnamese(visitor: Client, new: str) -> None:
    visitor.force_login(UserFactory(full_name="Nguyen Thi Hoa"))

    typed = {"oldpassword": PASSWORD, "password1": new, "password2": "khác"}
    response = visitor.post("/tai-khoan/password/change/", typed)

    assert response.status_code == 200
    assert_vietnamese(words(response))


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_password_reset_is_vietnamese_from_the_letter_on(visitor: Client, known: bool) -> None:  # noqa: FBT001
    UserFactory(email="hoa@example.vn")

    visitor.post("/tai-khoan/password/reset/", {"email": "hoa@example.vn" if known else "la@example.vn"})

    [letter] = mail.outbox
    assert_vietnamese(f"{letter.subject} | {letter.body}")


@pytest.mark.django_db
def test_password_reset_ends_in_vietnamese(visitor: Client) -> None:
    UserFactory(email="hoa@example.vn")
    visitor.post("/tai-khoan/password/reset/", {"email": "hoa@example.vn"})
    [address] = re.findall(r"https?://[^/]+(/\S+)", mail.outbox[0].body)

    form = visitor.get(address, follow=True)
    used = visitor.get("/tai-khoan/password/reset/key/1-cu/", follow=True)

    assert "Mật khẩu mới (gõ lại)" in words(form)
    assert_vietnamese(words(form))
    assert_vietnamese(words(used))


def test_catalogue_has_no_empty_or_doubtful_entry() -> None:
    [folder] = settings.LOCALE_PATHS
    catalogue = polib.pofile(str(folder / "vi" / "LC_MESSAGES" / "django.po"))

    assert [entry.msgid for entry in catalogue if entry.fuzzy or not entry.translated()] == []
