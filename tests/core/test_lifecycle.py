"""How long a certificate holds: editions, 36 months, the extension of D26 Article 12, revocation, a later one."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from saolang.core.lifecycle import Certificate, Editions, State, expires_on

FILE = Path(__file__).resolve().parents[2] / "saolang" / "data" / "criteria" / "editions.yaml"
EDITIONS = Editions(yaml.safe_load(FILE.read_text(encoding="utf-8")))
DAYS = st.dates(dt.date(2019, 8, 21), dt.date(2032, 12, 31))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "code"),
    [
        ("2019-08-20", None),
        ("2019-08-21", "qd1048"),
        ("2023-02-23", "qd1048"),
        ("2023-02-24", "qd148"),
        ("2026-05-21", "qd148"),
        ("2026-05-22", "qd26"),
        ("2040-01-01", "qd26"),
    ],
)
def test_edition_on_a_day_is_the_one_in_force(on: str, code: str | None) -> None:
    edition = EDITIONS.edition_on(day(on))

    assert (edition.code if edition else None) == code


def test_edition_before_may_still_be_used_because_a_dossier_ends_as_it_began() -> None:
    usable = [edition.code for edition in EDITIONS.usable_on(day("2026-07-01"))]

    assert usable == ["qd148", "qd26"]


def test_edition_of_unknown_name_is_no_edition() -> None:
    with pytest.raises(KeyError, match="qd9"):
        EDITIONS.named("qd9")


@pytest.mark.parametrize(
    ("issued", "last_day"),
    [
        ("2023-01-16", "2026-01-16"),
        ("2022-12-30", "2025-12-30"),
        ("2024-02-29", "2027-02-28"),
        ("2022-12-31", "2025-12-31"),
        ("2023-01-31", "2026-01-31"),
    ],
)
def test_certificate_holds_through_the_same_day_36_months_on(issued: str, last_day: str) -> None:
    assert expires_on(day(issued), EDITIONS.named("qd148")) == day(last_day)


@given(DAYS)
def test_certificate_holds_three_years_give_or_take_a_leap_day(issued: dt.date) -> None:
    days = (expires_on(issued, EDITIONS.named("qd26")) - issued).days

    assert days in {1095, 1096}


@pytest.mark.parametrize(
    ("score", "stars"),
    [
        ("0", 1),
        ("29.99", 1),
        ("30", 2),
        ("49.99", 2),
        ("50", 3),
        ("69.99", 3),
        ("70", 4),
        ("89.99", 4),
        ("90", 5),
        ("100", 5),
    ],
)
def test_stars_by_points_follow_the_bands_of_article_3(score: str, stars: int) -> None:
    assert EDITIONS.stars_for(Decimal(score)) == stars


@pytest.mark.parametrize(
    ("on", "bounds"),
    [
        ("2026-05-22", None),
        ("2026-05-23", ("2026-05-22", "2026-05-22")),
        ("2026-09-20", ("2026-05-22", "2026-09-18")),
        ("2026-11-18", ("2026-05-22", "2026-09-18")),
        ("2026-11-19", ("2026-05-23", "2026-09-18")),
        ("2027-03-17", ("2026-09-18", "2026-09-18")),
        ("2027-03-18", None),
    ],
)
def test_extension_reaches_180_days_past_expiry_and_no_certificate_outside_the_transition(
    on: str, bounds: tuple[str, str] | None
) -> None:
    expected = bounds and (day(bounds[0]), day(bounds[1]))

    assert EDITIONS.extension_bounds(day(on)) == expected


CERTIFICATE = Certificate(began_on=day("2023-03-01"), expires_on=day("2026-03-01"))
IN_TRANSITION = Certificate(began_on=day("2023-06-30"), expires_on=day("2026-06-30"))


@pytest.mark.parametrize(
    ("certificate", "on", "state"),
    [
        (CERTIFICATE, "2023-02-28", None),
        (CERTIFICATE, "2023-03-01", State.VALID),
        (CERTIFICATE, "2026-03-01", State.VALID),
        (CERTIFICATE, "2026-03-02", State.EXPIRED),
        (IN_TRANSITION, "2026-06-30", State.VALID),
        (IN_TRANSITION, "2026-07-01", State.EXTENDED),
        (IN_TRANSITION, "2026-12-27", State.EXTENDED),
        (IN_TRANSITION, "2026-12-28", State.EXPIRED),
    ],
)
def test_state_on_a_day_follows_the_term(certificate: Certificate, on: str, state: State | None) -> None:
    assert EDITIONS.state_on(day(on), certificate) == state


def test_state_is_revoked_from_the_day_of_revocation() -> None:
    certificate = Certificate(day("2023-03-01"), day("2026-03-01"), revoked_on=day("2024-05-01"))

    assert EDITIONS.state_on(day("2024-04-30"), certificate) == State.VALID
    assert EDITIONS.state_on(day("2024-05-01"), certificate) == State.REVOKED
    assert EDITIONS.state_on(day("2030-01-01"), certificate) == State.REVOKED


def test_state_is_superseded_from_the_day_of_the_later_certificate() -> None:
    certificate = Certificate(day("2023-03-01"), day("2026-03-01"), superseded_on=day("2025-01-01"))

    assert EDITIONS.state_on(day("2024-12-31"), certificate) == State.VALID
    assert EDITIONS.state_on(day("2025-01-01"), certificate) == State.SUPERSEDED


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2024-04-30", State.VALID),
        ("2024-05-01", State.SUSPENDED),
        ("2024-05-31", State.SUSPENDED),
        ("2024-06-01", State.VALID),
        ("2026-02-01", State.SUSPENDED),
        ("2026-03-02", State.EXPIRED),
    ],
)
def test_state_is_suspended_until_it_is_lifted_or_the_term_ends(on: str, state: State) -> None:
    suspensions = ((day("2024-05-01"), day("2024-06-01")), (day("2026-02-01"), None))
    certificate = Certificate(day("2023-03-01"), day("2026-03-01"), suspensions=suspensions)

    assert EDITIONS.state_on(day(on), certificate) == state


def test_state_is_suspended_within_the_extension_too() -> None:
    certificate = Certificate(day("2023-06-30"), day("2026-06-30"), suspensions=((day("2026-06-01"), None),))

    assert EDITIONS.state_on(day("2026-07-01"), certificate) == State.SUSPENDED
    assert EDITIONS.state_on(day("2026-12-28"), certificate) == State.EXPIRED


def test_state_of_what_was_revoked_or_replaced_is_not_suspended() -> None:
    began_on, expires_on, on = day("2023-03-01"), day("2026-03-01"), day("2025-01-01")
    suspensions = ((day("2024-05-01"), None),)

    revoked = Certificate(began_on, expires_on, revoked_on=day("2024-06-01"), suspensions=suspensions)
    replaced = Certificate(began_on, expires_on, superseded_on=day("2024-06-01"), suspensions=suspensions)

    assert [EDITIONS.state_on(on, each) for each in (revoked, replaced)] == [State.REVOKED, State.SUPERSEDED]


def test_state_stays_revoked_when_the_product_is_recognised_again() -> None:
    certificate = Certificate(
        day("2023-03-01"), day("2026-03-01"), revoked_on=day("2024-05-01"), superseded_on=day("2025-01-01")
    )

    assert EDITIONS.state_on(day("2025-06-01"), certificate) == State.REVOKED


@given(DAYS, DAYS)
def test_extension_bounds_and_state_agree(began_on: dt.date, on: dt.date) -> None:
    certificate = Certificate(began_on, expires_on(began_on, EDITIONS.named("qd148")))
    first, last = EDITIONS.extension_bounds(on) or (dt.date.max, dt.date.min)

    within = first <= certificate.expires_on <= last

    assert (EDITIONS.state_on(on, certificate) == State.EXTENDED) == (within and began_on <= on)
