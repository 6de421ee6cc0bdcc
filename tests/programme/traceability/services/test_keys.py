"""Keys of programs: told once, kept as a digest, over when revoked or past their last day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from saolang.base.audit.models import Change
from saolang.core.refusal import Refusal
from saolang.programme.traceability.choices import KeyScope
from saolang.programme.traceability.models import ApiKey
from saolang.programme.traceability.queries.keys import key_of
from saolang.programme.traceability.rules import keys as rules
from saolang.programme.traceability.services import keys
from tests.days import days_ago, today
from tests.factories.registry import a_producer
from tests.factories.traceability import an_api_key

pytestmark = pytest.mark.django_db


def test_secret_is_nowhere_kept() -> None:
    made = an_api_key(a_producer())

    kept = [str(vars(key)) for key in ApiKey.objects.all()]
    told = [str(vars(change)) for change in Change.objects.filter(kind="api_key")]
    assert len(told) == 1
    assert [text for text in kept + told if made.secret in text] == []


def test_secret_finds_its_key_alone() -> None:
    first, second = an_api_key(a_producer()), an_api_key(a_producer())

    assert (key_of(first.secret), key_of(second.secret)) == (first.key, second.key)


@pytest.mark.parametrize("change", ["", "x", "\x00", "sl_", "\udcff"])
def test_other_text_finds_none(change: str) -> None:
    made = an_api_key(a_producer())

    found = [
        key_of(text) for text in (change, made.secret + change if change else "", change + made.secret, made.key.prefix)
    ]

    assert found[0] is None
    assert found[3] is None
    assert [key for key in found[1:3] if key and change] == []


def test_key_is_in_force_through_its_last_day() -> None:
    assert rules.check_in_force(ApiKey(expires_on=today()), today()) is None
    assert rules.check_in_force(ApiKey(expires_on=days_ago(1)), today()) == rules.EXPIRED
    assert rules.check_in_force(ApiKey(revoked_at=timezone.now()), today()) == rules.REVOKED


def test_key_does_what_it_is_for() -> None:
    key = ApiKey(scopes=["query"])

    assert rules.check_scope(key, KeyScope.QUERY) is None
    assert isinstance(rules.check_scope(key, KeyScope.CAPTURE), Refusal)


def test_key_is_revoked_once() -> None:
    key = an_api_key(a_producer()).key
    keys.revoke(key=key, by="tests")

    with pytest.raises(Refusal, match="đã bị hủy"):
        keys.revoke(key=key, by="tests")


def test_producer_has_so_many_keys_and_no_more() -> None:
    producer = a_producer()
    for _ in range(rules.MOST_KEYS):
        an_api_key(producer)

    with pytest.raises(Refusal, match="Đã có 20 khóa"):
        an_api_key(producer)

    keys.revoke(key=ApiKey.objects.filter(producer=producer)[0], by="tests")
    assert an_api_key(producer).key.pk


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"scopes": []}, rules.NO_SCOPE),
        ({"scopes": ["all"]}, rules.NOT_A_SCOPE),
        ({"expires_on": dt.date(2020, 1, 1)}, rules.ALREADY_OVER),
    ],
)
def test_key_not_in_order_is_refused(changes: dict[str, object], refusal: Refusal) -> None:
    with pytest.raises(Refusal) as caught:
        an_api_key(a_producer(), **changes)

    assert caught.value == refusal
    assert ApiKey.objects.count() == 0


def test_use_is_kept_once_a_day(django_assert_num_queries: object) -> None:
    key = an_api_key(a_producer()).key

    with django_assert_num_queries(1):  # type: ignore[operator]
        keys.note_use(key=key, by=key.actor)
        keys.note_use(key=key, by=key.actor)

    key.refresh_from_db()
    assert key.last_used_on == today()
