"""Decisions, recognitions and revocations as rows, each entered on a day of its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from saolang.base.kit.codes import new_code
from saolang.config.demonstration.entry import entered_after, entered_on
from saolang.config.demonstration.rows import BY, MADE_UP, entry, withdraw
from saolang.programme.certification.choices import Level
from saolang.programme.certification.models import Decision, Recognition, Revocation
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from datetime import datetime

    from saolang.base.places.models import Place
    from saolang.config.demonstration.histories import Certificate, Life
    from saolang.config.demonstration.making import Making
    from saolang.programme.registry.models import Product

LATE = 4
"""Percent of recognitions that an office overlooks at first and enters months later."""
MINISTRIES_MERGED = date(2025, 3, 1)
WRONG_STARS = 4
CENTRE_SUFFIX = "BNN-VPĐP"


class Papers:
    """The decisions of one province, and what they gave and took back."""

    def __init__(self, making: Making) -> None:
        self.making = making
        self.random = making.random
        self._entered_of: dict[Certificate, datetime] = {}
        self._entered_by_round: dict[tuple[date, Level], datetime] = {}
        self._decisions: dict[tuple[str, date, str], Decision] = {}

    def entered(self, one: Certificate) -> datetime:
        """Return when the recognition was first entered: with the others of its round, unless it was overlooked."""
        if one not in self._entered_of:
            self._entered_of[one] = self._draw_entered(one)
        return self._entered_of[one]

    def _draw_entered(self, one: Certificate) -> datetime:
        if one.entered:
            return self._entered_by_round.setdefault((one.on, one.level), entered_on(one.entered, self.random))
        if self.making.happens(LATE):
            return entered_after(one.on, self.random, late=True)
        return self._entered_by_round.setdefault((one.on, one.level), entered_after(one.on, self.random))

    def add(self, life: Life, product: Product) -> None:
        """Add the product's recognitions and what was taken back."""
        for one in life.certificates:
            decision = self._published(life) if life.published else self._decision(one, product)
            recognition = self._recognition(life, one, product, decision)
            if one.revoked_on:
                self._revocation(one, recognition, product)

    def _recognition(self, life: Life, one: Certificate, product: Product, decision: Decision | None) -> Recognition:
        """Enter a recognition; one mistaken first with a star too many, and rightly on the day it was put right."""
        entered = self.entered(one)
        given = {
            "product": product,
            "decision": decision,
            "kind": one.kind,
            "stars": one.stars,
            "five_star_candidate": one.is_candidate,
            "edition": one.edition,
            "expires_on": one.expires_on,
            "score": None if one.score is None else Decimal(one.score) / 10,
            "origin": Origin.PUBLISHED if life.published else Origin.MADE_UP,
            "began_precision": one.precision,
        }
        if one.mistaken:
            wrong = Recognition(**{**given, "stars": WRONG_STARS, "score": None}, **entry(one.on, entered))
            entered = entered_on(one.mistaken.put_right, self.random)
            withdraw(wrong, entered, "Nhập nhầm hạng sao, đã đối chiếu quyết định.")
            self.making.rows.add(wrong)
        return self.making.rows.add(Recognition(**given, **entry(one.on, entered, product.source)))

    def _revocation(self, one: Certificate, recognition: Recognition, product: Product) -> None:
        if one.revoked_on is None or one.ground is None:
            message = f"{product} was taken back on no day or no ground."
            raise ValueError(message)
        self.making.rows.add(
            Revocation(
                recognition=recognition,
                decision=self._made_up(Level.PROVINCE, one.revoked_on, "thu hồi", product),
                ground=one.ground,
                **entry(one.revoked_on, entered_after(one.revoked_on, self.random)),
            )
        )

    def _published(self, life: Life) -> Decision | None:
        """Return the decision whose number the source gives; without a number there is no paper to show."""
        published = life.published
        if published is None or not published.decision_number or published.known_on is None:
            return None
        key = (published.decision_number, published.known_on, "")
        if key not in self._decisions:
            is_central = CENTRE_SUFFIX in published.decision_number
            self._decisions[key] = self._enter(
                Decision(
                    number=published.decision_number,
                    decided_on=published.known_on,
                    decided_precision=published.precision,
                    level=Level.CENTRE if is_central else Level.PROVINCE,
                    place=None if is_central else self.making.ground.old_province,
                    origin=Origin.PUBLISHED,
                    source=published.source,
                ),
                self.entered(life.latest),
            )
        return self._decisions[key]

    def _decision(self, one: Certificate, product: Product) -> Decision:
        return self._made_up(one.level, one.on, "công nhận", product)

    def _made_up(self, level: Level, on: date, about: str, product: Product) -> Decision:
        """Return the decision of the day: one of the province, one of each district, one of the ministry."""
        place = self._authority_place(level, on, product)
        key = (f"{about} {level} {place.public_code if place else ''}", on, about)
        if key not in self._decisions:
            entered = self._entered_by_round.get((on, level)) or entered_after(on, self.random)
            self._decisions[key] = self._enter(
                Decision(
                    number=f"{self.making.number()}/QĐ-{'BNNMT' if level is Level.CENTRE else 'UBND'}",
                    decided_on=on,
                    authority=_authority(place, on),
                    level=level,
                    place=place,
                    origin=Origin.MADE_UP,
                    source=MADE_UP,
                ),
                entered,
            )
        return self._decisions[key]

    def _authority_place(self, level: Level, on: date, product: Product) -> Place | None:
        if level is Level.CENTRE:
            return None
        if level is Level.DISTRICT and product.place is not None:
            return product.place.parent
        return self.making.ground.province_on(on)

    def _enter(self, decision: Decision, entered: datetime) -> Decision:
        decision.code = new_code("QD", self.random)
        decision.recorded_at = entered
        decision.recorded_by = BY
        return self.making.rows.add(decision)


def _authority(place: Place | None, on: date) -> str:
    if place is None:
        return "Bộ Nông nghiệp và Môi trường" if on >= MINISTRIES_MERGED else "Bộ Nông nghiệp và Phát triển nông thôn"
    return f"UBND {place.kind.lower()} {place.name}"
