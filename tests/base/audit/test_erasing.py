from __future__ import annotations

import pytest
from django.db import connection

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.queries import verify_chain
from saolang.base.audit.services.chain import seal
from saolang.base.audit.services.changes import record
from saolang.base.audit.services.erasing import NO_REASON, erase_personal
from saolang.core.refusal import Refusal

pytestmark = pytest.mark.django_db


def told(**personal: str) -> Change:
    return record(by="user:1", action=Action.CREATE, kind="producer", code="CT-1", personal=personal)


def test_erase_personal_empties_salt_and_data_and_keeps_the_commitment() -> None:
    change = told(phone="0912 345 678")

    count = erase_personal(changes=[change.pk], reason="Người có dữ liệu yêu cầu", by="user:2")

    kept = Change.objects.get(pk=change.pk)
    assert count == 1
    assert (kept.salt, kept.personal, kept.commitment) == ("", None, change.commitment)


def test_erase_personal_tells_who_erased_what_and_why() -> None:
    change = told(phone="0912 345 678")

    erase_personal(changes=[change.pk], reason="Người có dữ liệu yêu cầu", by="user:2")

    entry = Change.objects.latest("pk")
    assert (entry.actor, entry.action, entry.kind, entry.code, entry.reason) == (
        "user:2",
        "erase",
        "change",
        str(change.pk),
        "Người có dữ liệu yêu cầu",
    )


def test_erase_personal_leaves_other_changes_and_those_without_personal_data() -> None:
    erased, other, bare = told(phone="0912"), told(phone="0913"), told()

    count = erase_personal(changes=[erased.pk, bare.pk], reason="Theo yêu cầu", by="user:2")

    assert count == 1
    assert Change.objects.get(pk=other.pk).personal == {"phone": "0913"}
    assert Change.objects.filter(action=Action.ERASE).count() == 1


def test_erase_personal_a_second_time_tells_nothing_more() -> None:
    change = told(phone="0912")
    erase_personal(changes=[change.pk], reason="Theo yêu cầu", by="user:2")

    count = erase_personal(changes=[change.pk], reason="Theo yêu cầu", by="user:2")

    assert count == 0
    assert Change.objects.filter(action=Action.ERASE).count() == 1


@pytest.mark.parametrize("reason", ["", "  "])
def test_erase_personal_refuses_without_a_reason(reason: str) -> None:
    change = told(phone="0912")

    with pytest.raises(Refusal) as refused:
        erase_personal(changes=[change.pk], reason=reason, by="user:2")

    assert refused.value == NO_REASON
    assert Change.objects.get(pk=change.pk).personal == {"phone": "0912"}


def test_chain_holds_after_an_erasing_sealed_before_and_after() -> None:
    earlier, later = told(phone="0912"), told(phone="0913")
    seal()
    erase_personal(changes=[earlier.pk], reason="Theo yêu cầu", by="user:2")
    seal()
    erase_personal(changes=[later.pk], reason="Theo yêu cầu", by="user:2")

    findings = list(verify_chain())

    assert findings == []


def test_chain_tells_of_personal_data_that_vanished_without_an_entry() -> None:
    change = told(phone="0912")
    seal()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_change SET salt = '', personal = NULL WHERE id = %s", [change.pk])

    findings = list(verify_chain())

    assert [finding.entry for finding in findings] == [change.pk]
