"""Opening, editing and handing in a dossier: each rule at its edges."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from saolang.base.accounts.choices import Role
from saolang.base.files.models import StoredFile
from saolang.core.procedures import Window
from saolang.core.refusal import Refusal
from saolang.programme.certification.models import Recognition
from saolang.programme.dossiers.choices import DossierKind, State
from saolang.programme.dossiers.models import Claim, Dossier, Submission
from saolang.programme.dossiers.rules import dossiers as rules
from saolang.programme.dossiers.rules.dossiers import Filing
from saolang.programme.registry.models import Product, ProductSet

EXPIRES = dt.date(2027, 6, 30)
WINDOW = Window(dt.date(2027, 1, 1), dt.date(2027, 3, 2))
IN_WINDOW = dt.date(2027, 2, 1)


def held(**values: Any) -> Recognition:
    return Recognition(**({"stars": 4, "expires_on": EXPIRES} | values))


def test_product_without_set_gets_no_dossier() -> None:
    assert rules.may_open(Product(), is_owned=True, open_one=None) == rules.WITHOUT_SET


def test_product_of_another_gets_no_dossier() -> None:
    product = Product(product_set=ProductSet(pk="qd26-03"))

    assert rules.may_open(product, is_owned=False, open_one=None) == rules.NOT_OWNED
    assert rules.may_open(product, is_owned=True, open_one=None) is None


def test_second_dossier_is_refused_with_the_code_of_the_first() -> None:
    product = Product(product_set=ProductSet(pk="qd26-03"))

    refusal = rules.may_open(product, is_owned=True, open_one=Dossier(code="HS-1"))

    assert refusal == Refusal(rules.OPEN_ALREADY, code="HS-1")


@pytest.mark.parametrize(
    ("kind", "certificate", "filing", "refusal"),
    [
        (DossierKind.FIRST, None, None, None),
        (DossierKind.FIRST, held(), Filing.OPEN, rules.HOLDS_ONE),
        (DossierKind.UPGRADE, None, None, rules.HOLDS_NONE),
        (DossierKind.UPGRADE, held(), Filing.LATE, None),
        (DossierKind.UPGRADE, held(stars=5), Filing.EARLY, rules.AT_THE_TOP),
        (DossierKind.RENEWAL, None, None, rules.HOLDS_NONE),
        (DossierKind.RENEWAL, held(), Filing.EARLY, None),
        (DossierKind.RENEWAL, held(), Filing.OPEN, None),
        (DossierKind.RENEWAL, held(stars=5), Filing.OPEN, None),
        (DossierKind.RENEWAL, held(), Filing.KEPT, None),
    ],
)
def test_kind_fits_what_is_held(
    kind: DossierKind, certificate: Recognition | None, filing: Filing | None, refusal: Refusal | None
) -> None:
    assert rules.fits(kind, certificate, filing) == refusal


def test_late_renewal_is_refused_and_noted_where_the_data_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = rules.fits(DossierKind.RENEWAL, held(), Filing.LATE)
    monkeypatch.setattr(rules, "late_renewals", lambda: "noted")
    noted = rules.fits(DossierKind.RENEWAL, held(), Filing.LATE)

    assert refused is not None
    assert refused.params == {"day": "30/06/2027"}
    assert noted is None


@pytest.mark.parametrize(
    ("day", "filing"),
    [
        (WINDOW.first - dt.timedelta(days=1), Filing.EARLY),
        (WINDOW.first, Filing.OPEN),
        (WINDOW.last, Filing.OPEN),
        (WINDOW.last + dt.timedelta(days=1), Filing.LATE),
    ],
)
def test_window_includes_its_first_and_last_day(day: dt.date, filing: Filing) -> None:
    assert rules.filing_of(EXPIRES, WINDOW, day) == filing


@pytest.mark.parametrize(
    ("expires_on", "filing"),
    [
        (dt.date(2026, 5, 21), Filing.LATE),
        (dt.date(2026, 5, 22), Filing.KEPT),
        (dt.date(2026, 9, 18), Filing.KEPT),
        (dt.date(2026, 9, 19), Filing.LATE),
    ],
)
def test_article_12_keeps_those_that_could_not_meet_the_window(expires_on: dt.date, filing: Filing) -> None:
    window = Window(expires_on - dt.timedelta(days=180), expires_on - dt.timedelta(days=120))

    assert rules.filing_of(expires_on, window, dt.date(2026, 8, 1)) in {filing, Filing.OPEN}
    assert rules.filing_of(expires_on, window, dt.date(2026, 11, 1)) == filing


def test_procedure_without_window_takes_every_day() -> None:
    assert rules.filing_of(EXPIRES, None, dt.date(2020, 1, 1)) == Filing.OPEN


@pytest.mark.parametrize("state", list(State))
def test_producer_edits_a_draft_and_what_was_returned(state: State) -> None:
    is_editable = state in {State.DRAFT, State.COMMUNE_RETURNED, State.PROVINCE_RETURNED}

    assert rules.may_edit(Dossier(state=state)) == (None if is_editable else rules.NOT_EDITABLE)


def test_renewal_is_filed_in_its_window_alone() -> None:
    early = rules.may_file(DossierKind.RENEWAL, held(), WINDOW, WINDOW.first - dt.timedelta(days=1))
    late = rules.may_file(DossierKind.RENEWAL, held(), WINDOW, WINDOW.last + dt.timedelta(days=1))

    assert early is not None
    assert early.params == {"first": "01/01/2027", "last": "02/03/2027"}
    assert late is not None
    assert late.params == {"day": "30/06/2027"}
    assert rules.may_file(DossierKind.RENEWAL, held(), WINDOW, IN_WINDOW) is None


@pytest.mark.parametrize("kind", [DossierKind.FIRST, DossierKind.UPGRADE])
def test_other_kinds_are_filed_any_day(kind: DossierKind) -> None:
    assert rules.may_file(kind, held(), WINDOW, dt.date(2020, 1, 1)) is None


def test_shown_tells_every_change_of_a_line_apart() -> None:
    line = Claim(option="1.1-1", reason="vì")
    seen = {
        rules.shown(None, []),
        rules.shown(line, []),
        rules.shown(Claim(option="1.1-2", reason="vì"), []),
        rules.shown(Claim(option="1.1-1", reason="khác"), []),
        rules.shown(line, ["MC-1"]),
        rules.shown(line, ["MC-1", "MC-2"]),
    }

    assert len(seen) == 6
    assert rules.shown(line, ["MC-2", "MC-1"]) == rules.shown(line, ["MC-1", "MC-2"])


def test_owners_signature_over_the_frozen_bytes_hands_it_in() -> None:
    frozen = Submission(content=StoredFile(sha256="a"))

    assert rules.may_hand_in(frozen, Role.PRODUCER, "a") is None
    assert rules.may_hand_in(frozen, Role.COORDINATOR, "a") == rules.NOT_OF_THE_OWNER
    assert rules.may_hand_in(frozen, Role.PRODUCER, "b") == rules.FROZEN_NO_MORE
    assert rules.may_hand_in(None, Role.PRODUCER, "a") == rules.FROZEN_NO_MORE


def test_nothing_left_only_when_all_is_there() -> None:
    answers = dict.fromkeys(("representative", "position", "address", "phone", "samples", "pledge"), "1")
    answers |= dict.fromkeys(("sex", "ethnicity", "output", "output_unit", "revenue", "workers", "results"), "1")
    complete = answers | {"ahead": "1"}

    assert rules.what_is_left("first", complete, [], IN_WINDOW, is_claimed=True) == []
    assert rules.what_is_left("first", complete, [], IN_WINDOW, is_claimed=False) == [rules.NOTHING_CLAIMED]
    assert len(rules.what_is_left("first", answers, [], IN_WINDOW, is_claimed=True)) == 1
