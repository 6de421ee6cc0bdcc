"""Writing the book of samples."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from saolang.base.audit.queries import history_of
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import SampleAct
from saolang.programme.dossiers.models import Dossier, SampleMove
from saolang.programme.dossiers.rules import samples as rules
from saolang.programme.dossiers.services.samples import move
from tests.factories.dossiers import a_dossier, an_edition


def test_samples_are_written_down_and_recorded(filed: Dossier) -> None:
    moved = move(dossier=filed, act=SampleAct.RECEIVED, units=5, on=timezone.localdate(), note=" đủ  tem ", by="tests")

    assert (moved.act, moved.units, moved.note) == (SampleAct.RECEIVED, 5, "đủ tem")
    [change] = history_of("sample", f"{filed.code}/{moved.pk}")
    assert (change.after["units"], change.after["act"]) == (5, "received")


def test_more_than_are_there_are_refused_and_nothing_is_written(filed: Dossier) -> None:
    move(dossier=filed, act=SampleAct.RECEIVED, units=5, on=timezone.localdate(), by="tests")

    with pytest.raises(Refusal, match="không đủ 6"):
        move(dossier=filed, act=SampleAct.PASSED_ON, units=6, on=timezone.localdate(), by="tests")

    assert SampleMove.objects.count() == 1


def test_a_day_ahead_is_refused(filed: Dossier) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)

    with pytest.raises(Refusal) as refused:
        move(dossier=filed, act=SampleAct.RECEIVED, units=5, on=tomorrow, by="tests")

    assert refused.value == rules.NOT_IN_THE_FUTURE


def test_no_units_are_refused(filed: Dossier) -> None:
    with pytest.raises(Refusal) as refused:
        move(dossier=filed, act=SampleAct.RECEIVED, units=0, on=timezone.localdate(), by="tests")

    assert refused.value == rules.NO_UNITS


def test_tourism_hands_in_no_samples(filed: Dossier) -> None:
    tourism = a_dossier(filed.place, edition=an_edition("qd26-26"), state="commune")

    with pytest.raises(Refusal) as refused:
        move(dossier=tourism, act=SampleAct.RECEIVED, units=5, on=timezone.localdate(), by="tests")

    assert (rules.needed(tourism), rules.needed(filed), refused.value) == (0, 5, rules.NO_SAMPLES)


def test_samples_of_a_draft_are_refused(filed: Dossier) -> None:
    draft = a_dossier(filed.place)

    with pytest.raises(Refusal) as refused:
        move(dossier=draft, act=SampleAct.RECEIVED, units=5, on=timezone.localdate(), by="tests")

    assert refused.value == rules.NOT_FILED
