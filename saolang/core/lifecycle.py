"""How long a certificate holds, and what it is on a day: editions of the criteria, expiry, extension, revocation."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS_A_YEAR = 12


class State(StrEnum):
    """What a certificate is on a day."""

    VALID = "valid"
    EXTENDED = "extended"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


HELD = frozenset({State.VALID, State.EXTENDED})
"""The states in which the product bears its stars. While suspended it does not (our reading: docs/readings.md)."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the national criteria, in force from its first day to its last, both included."""

    code: str
    document: str
    first_day: date
    last_day: date | None
    certificate_months: int


@dataclass(frozen=True, slots=True)
class Extension:
    """Certificates kept past their expiry until the authority decides (D26, Article 12), and for how long at most.

    Which certificates that is, is a reading of the Article: those that expire from `first_expiry` to `last_expiry`.
    """

    days: int
    first_expiry: date
    last_expiry: date


@dataclass(frozen=True, slots=True)
class Certificate:
    """The days of one certificate: issued, last day of validity, taken back, followed by a later one.

    `suspensions` are the periods in which it was suspended: the first day, and the day from which it was no more.
    """

    began_on: date
    expires_on: date
    revoked_on: date | None = None
    superseded_on: date | None = None
    suspensions: tuple[tuple[date, date | None], ...] = ()

    def is_suspended_on(self, day: date) -> bool:
        """Tell whether the day lies in one of the suspensions."""
        return any(first <= day and (until is None or day < until) for first, until in self.suspensions)


class Editions:
    """The editions of the criteria and what follows from them, read from data (`data/criteria/editions.yaml`)."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Read the parsed file. Raises KeyError when a part is missing."""
        self.all = tuple(sorted(map(_edition, data["editions"]), key=lambda edition: edition.first_day))
        self._stars_from = sorted(((Decimal(points), int(stars)) for stars, points in data["star_bands"].items()))
        self.extension = Extension(
            days=data["extension"]["days"],
            first_expiry=data["extension"]["expiring"]["from"],
            last_expiry=data["extension"]["expiring"]["to"],
        )
        self.stars_while_pending = int(data["pending_at_centre"]["stars"])
        self.points_while_pending = self.least_points(self.stars_while_pending + 1)

    def named(self, code: str) -> Edition:
        """Return the edition with the code. Raises KeyError when there is none."""
        for edition in self.all:
            if edition.code == code:
                return edition
        raise KeyError(code)

    def edition_on(self, day: date) -> Edition | None:
        """Return the edition in force on the day; None before the first one."""
        begun = [edition for edition in self.all if edition.first_day <= day]
        return begun[-1] if begun else None

    def usable_on(self, day: date) -> tuple[Edition, ...]:
        """Return the editions a product may be recognised under on the day, the one in force last.

        The edition before is among them: a dossier ends under the edition it began with (D26, Article 12).
        """
        return tuple(edition for edition in self.all if edition.first_day <= day)[-2:]

    def stars_for(self, score: Decimal) -> int:
        """Return the stars the average score reaches by points alone (D26, Article 3.3): 69.99 is 3, 70 is 4."""
        return max(stars for points, stars in self._stars_from if points <= score)

    def least_points(self, stars: int) -> Decimal:
        """Return the score from which the points alone reach the stars."""
        return next(points for points, reached in self._stars_from if reached == stars)

    def extension_bounds(self, day: date) -> tuple[date, date] | None:
        """Return the first and last expiry of certificates that are expired on the day and yet kept; None if none is.

        D26, Article 12: until the authority decides, at most 180 days past expiry.
        """
        first = max(self.extension.first_expiry, day - timedelta(days=self.extension.days))
        last = min(self.extension.last_expiry, day - timedelta(days=1))
        return (first, last) if first <= last else None

    def state_on(self, day: date, certificate: Certificate) -> State | None:
        """Return what the certificate is on the day; None before it was issued.

        A later certificate of the same product replaces it, unless it had been taken back before. Only one that would
        hold can be suspended: its term runs on meanwhile.
        """
        if day < certificate.began_on:
            return None
        if certificate.revoked_on is not None and certificate.revoked_on <= day:
            return State.REVOKED
        if certificate.superseded_on is not None and certificate.superseded_on <= day:
            return State.SUPERSEDED
        held = self._held_on(day, certificate)
        if held is None:
            return State.EXPIRED
        return State.SUSPENDED if certificate.is_suspended_on(day) else held

    def _held_on(self, day: date, certificate: Certificate) -> State | None:
        """Return what keeps the certificate in force on the day: its own term or the extension; None past both."""
        if certificate.expires_on >= day:
            return State.VALID
        first, last = self.extension_bounds(day) or (date.max, date.min)
        return State.EXTENDED if first <= certificate.expires_on <= last else None


def _edition(data: Mapping[str, Any]) -> Edition:
    return Edition(
        code=data["code"],
        document=data["document"],
        first_day=data["in_force"]["from"],
        last_day=data["in_force"]["to"],
        certificate_months=data["certificate_months"],
    )


@lru_cache(maxsize=4096)
def expires_on(issued: date, edition: Edition) -> date:
    """Return the last day of validity: the same day of the month 36 months on, or the month's last when it is shorter.

    Issued 16/01/2023: valid through 16/01/2026. Issued 29/02/2024: through 28/02/2027.
    """
    years, month = divmod(issued.month - 1 + edition.certificate_months, MONTHS_A_YEAR)
    year = issued.year + years
    return date(year, month + 1, min(issued.day, monthrange(year, month + 1)[1]))
