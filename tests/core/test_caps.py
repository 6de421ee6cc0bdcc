from __future__ import annotations

from decimal import Decimal

from saolang.core.caps import caps, written_caps
from saolang.core.scoring import (
    CriteriaSet,
    Criterion,
    Ground,
    KnockOut,
    Option,
    Part,
    rate,
)

BANDS = ((Decimal(90), 5), (Decimal(70), 4), (Decimal(50), 3), (Decimal(30), 2), (Decimal(0), 1))
FORGED = KnockOut("forged_dossier", Ground.DISQUALIFICATION, {"vi": "Giả mạo hồ sơ"})
STOPPED = KnockOut("2:stop", Ground.STOP, {"vi": "Tạp chất"})


def criterion(code: str, *marks: int) -> Criterion:
    """Return a criterion of at most 25 points whose option of 20 carries the first mark, that of 25 the second."""
    starred = dict(zip((20, 25), marks, strict=False))
    options = (Option(f"{code}-{points}", Decimal(points), {}, starred.get(points)) for points in (0, 20, 25))
    return Criterion(code, {"vi": f"Tiêu chí {code}"}, Decimal(25), tuple(options))


SHEET = CriteriaSet(
    code="made-up",
    words={},
    parts=(Part("A", {}, Decimal(100), (criterion("1", 4, 5), criterion("2", 3), criterion("3"), criterion("4"))),),
    knock_outs=(FORGED, STOPPED),
    bands=BANDS,
)


def points(*of_each: int) -> dict[str, Decimal]:
    return {str(number): Decimal(each) for number, each in enumerate(of_each, 1)}


def test_nothing_caps_what_has_the_stars_its_points_give() -> None:
    reached = points(25, 25, 25, 25)

    assert caps(SHEET, reached, rate(SHEET, reached)) == ()


def test_each_mark_missed_is_named_with_the_star_it_denied() -> None:
    reached = points(20, 25, 25, 25)

    [cap] = caps(SHEET, reached, rate(SHEET, reached))

    assert (cap.criterion, cap.star, cap.least, cap.has) == ("1", 5, 25, 20)


def test_marks_of_lower_stars_come_first() -> None:
    reached = points(0, 0, 25, 25) | {"3": Decimal(45)}

    assert written_caps(SHEET, reached, rate(SHEET, reached)) == [
        {"criterion": "2", "star": 3, "least": "20"},
        {"criterion": "1", "star": 4, "least": "20"},
    ]


def test_ground_denies_the_star_the_points_give_and_not_a_mark() -> None:
    reached = points(20, 25, 25, 25)

    told = written_caps(SHEET, reached, rate(SHEET, reached, (FORGED, STOPPED)))

    assert told == [{"rule": "forged_dossier", "star": 5}, {"rule": "2:stop", "star": 5}]
