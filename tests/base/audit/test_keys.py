from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.db import IntegrityError, transaction

from saolang.base.audit.models import Change, SigningKey
from saolang.base.audit.rules import verifies
from saolang.base.audit.services.keys import current_key, rotate, sign
from tests.threads import at_once

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db

STATEMENT = "Hội đồng đồng ý.".encode()


def told() -> list[tuple[str, str, str]]:
    return list(Change.objects.filter(kind="signing_key").order_by("id").values_list("actor", "action", "code"))


def test_current_key_makes_the_first_key_once_and_records_it() -> None:
    first = current_key(by="user:1")

    again = current_key(by="user:2")

    assert again == first
    assert told() == [("user:1", "create", first.public)]


def test_what_a_key_signed_verifies_under_its_public_part_only() -> None:
    key = current_key(by="tests")
    other = rotate(by="tests")

    signature = sign(STATEMENT, key=key)

    assert verifies(key.public, STATEMENT, signature)
    assert not verifies(other.public, STATEMENT, signature)
    assert not verifies(key.public, STATEMENT + b" ", signature)


@pytest.mark.parametrize("damaged", ["", "é", "AAAA", "A" * 88])
def test_verifies_denies_what_is_no_key_or_no_signature(damaged: str) -> None:
    key = current_key(by="tests")
    signature = sign(STATEMENT, key=key)

    answers = verifies(damaged, STATEMENT, signature), verifies(key.public, STATEMENT, damaged)

    assert answers == (False, False)


def test_rotate_retires_the_key_in_use_and_records_both() -> None:
    old = current_key(by="user:1")

    new = rotate(by="user:2")

    old.refresh_from_db()
    assert (old.in_use, new.in_use, old.retired_at is None) == (False, True, False)
    assert told()[1:] == [("user:2", "close", old.public), ("user:2", "create", new.public)]


def test_database_refuses_a_second_key_in_use() -> None:
    key = current_key(by="tests")

    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(public="another", private=key.private, made_by="tests")

    assert SigningKey.objects.filter(in_use=True).count() == 1


def test_private_part_is_kept_encrypted() -> None:
    key = current_key(by="tests")

    assert len(b64decode(key.public)) == 32
    with pytest.raises(TypeError, match="encrypted"):
        load_pem_private_key(key.private.encode(), None)


def test_current_key_replaces_one_it_can_no_longer_read(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    old = current_key(by="user:1")
    signature = sign(STATEMENT, key=old)
    settings.SIGNING_SECRET = "another installation's"

    new = current_key(by="user:2")

    assert new != old
    assert verifies(old.public, STATEMENT, signature)
    assert verifies(new.public, STATEMENT, sign(STATEMENT, key=new))
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert told()[1:] == [("user:2", "close", old.public), ("user:2", "create", new.public)]


def test_keys_outlast_a_new_secret_key_where_they_have_a_secret_of_their_own(settings: Settings) -> None:
    settings.SIGNING_SECRET = "of the keys alone"
    key = current_key(by="tests")
    settings.SECRET_KEY = "changed after a leak"

    again = current_key(by="tests")

    assert again == key


@pytest.mark.django_db(transaction=True)
def test_two_that_make_the_first_key_at_once_leave_one_in_use() -> None:
    keys = at_once(4, lambda: current_key(by="tests"))

    in_use = SigningKey.objects.get(in_use=True)
    assert in_use in keys
    assert SigningKey.objects.count() == len([change for change in told() if change[1] == "create"])


@pytest.mark.django_db(transaction=True)
def test_two_that_rotate_at_once_leave_one_in_use() -> None:
    old = current_key(by="tests")

    keys = at_once(4, lambda: rotate(by="tests"))

    in_use = SigningKey.objects.get(in_use=True)
    assert in_use in keys
    assert old not in keys
    assert not SigningKey.objects.exclude(pk=in_use.pk).filter(retired_at=None).exists()
