"""Lives of products and producers that meet a province's figures exactly. Plain objects: no database, no clock."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from saolang.base.kit.models import Precision
from saolang.config.demonstration.published import LISTS_READ_ON
from saolang.core.lifecycle import Editions, expires_on
from saolang.programme.certification.choices import Level, RecognitionKind, RevocationGround

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from random import Random

    from saolang.config.demonstration.published import PublishedProduct
    from saolang.config.demonstration.shapes import CraftVillageShape, Mistake, ProvinceShape, Round

LAST_DAY = date(2026, 11, 20)
"""The day the demonstration's history ends."""

DISTRICTS_DECIDE = (date(2023, 2, 24), date(2025, 6, 30))
"""Districts recognised 3 stars from Decision 148/QĐ-TTg until there were no districts any more."""

LEAST_STARS, MOST_STARS, CANDIDATE_STARS = 3, 5, 4
SETTLING = timedelta(days=180)
"""How long after a recognition a product is at least left alone before it is upgraded outside its renewal."""

LARGE_ENOUGH_SCORES = {3: (500, 699), 4: (700, 899), 5: (900, 980)}
"""Tenths of points for each number of stars."""


@dataclass(eq=False)
class Maker:
    """A producer that is made up, or the one a source names."""

    legal_form: str
    since: date
    published_name: str = ""
    misfiled: Mistake | None = None


@dataclass(eq=False)
class Certificate:
    """One recognition and what became of it."""

    on: date
    stars: int
    kind: RecognitionKind
    edition: str
    expires_on: date
    level: Level
    precision: Precision = Precision.DAY
    score: int | None = None
    is_candidate: bool = False
    revoked_on: date | None = None
    ground: RevocationGround | None = None
    entered: date | None = None
    mistaken: Mistake | None = None


@dataclass(eq=False)
class Life:
    """One product and its certificates, oldest first. `published` when it is real; then only its source speaks."""

    maker: Maker | None
    certificates: list[Certificate] = field(default_factory=list)
    published: PublishedProduct | None = None
    let_go: bool = False
    struck_off: bool = False
    village: CraftVillageShape | None = None

    @property
    def latest(self) -> Certificate:
        return self.certificates[-1]

    def stars_on(self, day: date) -> int:
        """Return the stars held on the day, 0 when none are."""
        given = [certificate for certificate in self.certificates if certificate.on <= day]
        if not given or given[-1].expires_on < day:
            return 0
        revoked = given[-1].revoked_on is not None and given[-1].revoked_on <= day
        return 0 if revoked else given[-1].stars


@dataclass
class History:
    """Everything that happened in one province."""

    lives: list[Life]
    makers: list[Maker]


class FiguresDoNotFitError(ValueError):
    """The figures asked of a round cannot be met from where the rounds before it ended."""


def live(shape: ProvinceShape, published: Iterable[PublishedProduct], editions: Editions, random: Random) -> History:
    """Return a history in which every figure of the shape holds on its day, published products included.

    Raises FiguresDoNotFitError, naming province and round, when that cannot be.
    """
    province = _Province(shape, editions, random)
    province.admit(published)
    ends = [*(round_.day for round_ in shape.rounds[1:]), date(LAST_DAY.year, 12, 31)]
    for round_, next_on in zip(shape.rounds, ends, strict=True):
        province.hold(round_, next_on)
    province.settle_crafts()
    return History(province.lives, province.makers)


def certificate(
    on: date, stars: int, kind: RecognitionKind, editions: Editions, random: Random | None = None
) -> Certificate:
    """Return a recognition under the edition of the day. With `random` it gets a score, now and then none.

    Raises ValueError before the first edition.
    """
    edition = editions.edition_on(on)
    if edition is None:
        message = f"No edition of the criteria was in force on {on}."
        raise ValueError(message)
    return Certificate(
        on=on,
        stars=stars,
        kind=kind,
        edition=edition.code,
        expires_on=expires_on(on, edition),
        level=_level(on, stars),
        score=_score(stars, random) if random else None,
    )


def _level(on: date, stars: int) -> Level:
    if stars == MOST_STARS:
        return Level.CENTRE
    first, last = DISTRICTS_DECIDE
    return Level.DISTRICT if stars == LEAST_STARS and first <= on <= last else Level.PROVINCE


def _score(stars: int, random: Random) -> int | None:
    score = random.randint(*LARGE_ENOUGH_SCORES[stars])
    return None if random.random() < 0.15 else score  # noqa: PLR2004 - offices enter the score most of the time


class _Province:
    """A province while its rounds are being held."""

    def __init__(self, shape: ProvinceShape, editions: Editions, random: Random) -> None:
        self.shape = shape
        self.editions = editions
        self.random = random
        self.lives: list[Life] = []
        self.makers: list[Maker] = []

    @property
    def made_up(self) -> list[Life]:
        return [life for life in self.lives if life.published is None]

    def admit(self, published: Iterable[PublishedProduct]) -> None:
        """Take in what the sources say; a producer they do not name stays unknown."""
        makers: dict[str, Maker] = {}
        for product in published:
            life = Life(maker=None, published=product)
            if product.is_recognised:
                life.certificates.append(self._published_certificate(product))
            if product.producer:
                since = product.known_on or LISTS_READ_ON
                maker = makers.setdefault(product.producer, Maker(product.legal_form, since, product.producer))
                maker.since = min(maker.since, since)
                life.maker = maker
            self.lives.append(life)
        self.makers.extend(makers.values())

    def _published_certificate(self, product: PublishedProduct) -> Certificate:
        if product.known_on is None or product.stars is None:
            message = f"The source of {product.name} gives no date or no stars."
            raise ValueError(message)
        given = certificate(product.known_on, product.stars, product.kind, self.editions)
        given.precision = product.precision
        given.is_candidate = product.is_candidate
        given.score = round(float(product.score) * 10) if product.score else None
        return given

    def hold(self, round_: Round, next_on: date) -> None:
        """Hold one round: take back, renew, raise, decide at the centre, recognise, put forward."""
        self._revoke(round_)
        self._strike_off(round_)
        given = [*self._renew(round_, next_on), *self._raise(round_), *self._decide_at_centre(round_)]
        new = self._recognise(round_)
        self._give_makers(new, round_)
        given += [life.latest for life in new]
        for one in given:
            one.entered = round_.entered
        self._put_forward(round_, given)
        self._mistake(round_, new)

    def _revoke(self, round_: Round) -> None:
        holding = [life for life in self.made_up if life.stars_on(round_.day)]
        grounds = (RevocationGround.PRODUCTION_ENDED, RevocationGround.CRITERIA_LOST, RevocationGround.BREACH_OF_LAW)
        for life in self.random.sample(holding, round_.revoked):
            life.latest.revoked_on = round_.day
            life.latest.ground = self.random.choice(grounds)
            life.let_go = True

    def _strike_off(self, round_: Round) -> None:
        run_out = [
            life
            for life in self.made_up
            if life.let_go and not life.latest.revoked_on and life.latest.expires_on < round_.day
        ]
        run_out.sort(key=lambda life: life.latest.expires_on, reverse=True)
        for life in run_out[: round_.struck_off]:
            life.latest.revoked_on = round_.day
            life.latest.ground = RevocationGround.NOT_RENEWED

    def _renew(self, round_: Round, next_on: date) -> list[Certificate]:
        """Give again the kept share of what comes up before the next round; the rest is let go."""
        due = [life for life in self.made_up if not life.let_go and life.latest.expires_on < next_on]
        kept = self.random.sample(due, round(round_.kept * len(due)))
        is_last = next_on > LAST_DAY
        for life in due:
            life.let_go = not is_last
        lowered = [life for life in kept if life.latest.stars == CANDIDATE_STARS][: round_.lowered]
        given = []
        for life in kept:
            life.let_go = False
            stars = LEAST_STARS if life in lowered else life.latest.stars
            kind = RecognitionKind.DOWNGRADE if life in lowered else RecognitionKind.RENEWAL
            given.append(self._give(life, round_.day, stars, kind))
        return given

    def _raise(self, round_: Round) -> list[Certificate]:
        """Raise products from 3 to 4 stars: those given stars long enough ago."""
        settled = [
            life
            for life in self.made_up
            if life.stars_on(round_.day) == LEAST_STARS and life.latest.on <= round_.day - SETTLING and not life.let_go
        ]
        raised = self.random.sample(settled, round_.upgraded)
        return [self._give(life, round_.day, CANDIDATE_STARS, RecognitionKind.UPGRADE) for life in raised]

    def _decide_at_centre(self, round_: Round) -> list[Certificate]:
        forward = [life for life in self.made_up if life.stars_on(round_.day) and life.latest.is_candidate]
        return [
            self._give(life, round_.day, MOST_STARS, RecognitionKind.UPGRADE)
            for life in self.random.sample(forward, round_.centre)
        ]

    def _recognise(self, round_: Round) -> list[Life]:
        new = []
        for stars, count in sorted(self._missing(round_).items()):
            for _ in range(count):
                life = Life(maker=None)
                self._give(life, round_.day, stars, RecognitionKind.FIRST)
                new.append(life)
        self.random.shuffle(new)
        self.lives.extend(new)
        return new

    def _missing(self, round_: Round) -> dict[int, int]:
        """Return how many new products of each number of stars the round needs."""
        if round_.holding is None:
            return dict(round_.new)
        held = Counter(life.stars_on(round_.until) for life in self.lives)
        missing = {stars: round_.holding.get(stars, 0) - held[stars] for stars in (3, 4, 5)}
        if min(missing.values()) < 0 or missing[MOST_STARS]:
            raise FiguresDoNotFitError(self._where(round_, f"{dict(held)} hold stars, {dict(round_.holding)} should"))
        return missing

    def _give_makers(self, new: Sequence[Life], round_: Round) -> None:
        """Give each new product a made-up producer: the new ones one product each, then those already active."""
        active = {life.maker: None for life in self.lives if life.maker is not None and life.stars_on(round_.until)}
        forms = self._new_forms(active, new, round_)
        if len(forms) > len(new):
            raise FiguresDoNotFitError(self._where(round_, f"{len(forms)} new producers, {len(new)} new products"))
        makers = [Maker(form, round_.day) for form in forms]
        self.makers.extend(makers)
        owned = Counter(life.maker for life in self.made_up)
        open_ = [maker for maker in (*active, *makers) if not maker.published_name]
        for nth, life in enumerate(new):
            life.maker = makers[nth] if nth < len(makers) else self._active_maker(open_, owned)
            owned[life.maker] += 1

    def _active_maker(self, makers: Sequence[Maker], owned: Mapping[Maker | None, int]) -> Maker:
        some = self.random.sample(makers, min(3, len(makers)))
        return min(some, key=lambda maker: owned[maker])

    def _new_forms(self, active: Iterable[Maker], new: Sequence[Life], round_: Round) -> list[str]:
        if round_.producers is None:
            count = round(self.shape.makers_for_new * len(new))
            forms = list(self.shape.forms)
            return self.random.choices(forms, [self.shape.forms[form] for form in forms], k=count)
        there = Counter(maker.legal_form for maker in active)
        missing = {form: round_.producers.get(form, 0) - there[form] for form in {*there, *round_.producers}}
        if min(missing.values()) < 0:
            raise FiguresDoNotFitError(self._where(round_, f"{dict(there)} active, {dict(round_.producers)} should be"))
        forms = [form for form in sorted(missing) for _ in range(missing[form])]
        self.random.shuffle(forms)
        return forms

    def _put_forward(self, round_: Round, given: Iterable[Certificate]) -> None:
        """Mark products of 4 stars given in the round, until as many are put forward as asked."""
        if round_.candidates is None:
            return
        forward = sum(1 for life in self.lives if life.stars_on(round_.until) and life.latest.is_candidate)
        eligible = [one for one in given if one.stars == CANDIDATE_STARS][: round_.candidates - forward]
        if forward + len(eligible) != round_.candidates:
            raise FiguresDoNotFitError(self._where(round_, f"{forward} are put forward, {len(eligible)} more could be"))
        for one in eligible:
            one.is_candidate = True
            one.score = self.random.randint(900, 955)

    def _mistake(self, round_: Round, new: Sequence[Life]) -> None:
        if round_.mistaken:
            three = [life.latest for life in new if life.latest.stars == LEAST_STARS]
            for one in three[: round_.mistaken.count]:
                one.mistaken = round_.mistaken
        if round_.misfiled:
            of_the_round = (maker for maker in self.makers if maker.since == round_.day and not maker.published_name)
            cooperatives = [maker for maker in of_the_round if maker.legal_form == "cooperative"]
            for maker in cooperatives[: round_.misfiled.count]:
                maker.misfiled = round_.misfiled

    def _give(self, life: Life, on: date, stars: int, kind: RecognitionKind) -> Certificate:
        given = certificate(on, stars, kind, self.editions, self.random)
        given.is_candidate = kind is RecognitionKind.RENEWAL and stars == CANDIDATE_STARS and life.latest.is_candidate
        life.certificates.append(given)
        return given

    def settle_crafts(self) -> None:
        """Say which products are made in craft villages: per village, first recognised in its year, kept to 2024."""
        free = [life for life in self.made_up if all(life.stars_on(date(year, 12, 31)) for year in _years(life))]
        for village in self.shape.craft_villages:
            of_the_year = [life for life in free if life.certificates[0].on.year == village.since]
            if len(of_the_year) < village.products:
                message = f"Province {self.shape.code}: {village.name} finds no {village.products} products."
                raise FiguresDoNotFitError(message)
            for life in of_the_year[: village.products]:
                life.village = village
                free.remove(life)

    def _where(self, round_: Round, what: str) -> str:
        return f"Province {self.shape.code}, round of {round_.day}: {what}."


def _years(life: Life) -> Iterable[int]:
    return range(life.certificates[0].on.year, 2025)
