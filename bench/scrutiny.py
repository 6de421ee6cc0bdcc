"""How often the questions to the secretary are asked where nothing is there, and where something is planted.

Prints the tables and writes them into `docs/scrutiny.md`. Sessions are made up (`tests/core/made_up_sheets.py`) with
fixed seeds, so that the page says the same tomorrow. Takes some minutes.
"""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from bench.ground import ROOT
from saolang.core.scrutiny import OF_A_SESSION, Kind, questions_about, questions_between
from tests.core.made_up_sheets import copied, flat, heaped, honest, severe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor

    from saolang.core.scrutiny import Sheet

PAGE = ROOT / "docs" / "scrutiny.md"
CLEAN, PLANTED = 100, 20
"""How many sessions of each size are made up: with nothing there, and with something planted."""
SIZES = ((5, 8), (7, 20), (7, 60))
"""Members and products of a session."""
COUNCILS = 40
WORKERS = 4

TABLES = "<!-- Below: written by ./run bench scrutiny. -->\n"
"""Where the tables begin on the page; what stands above is written by hand."""


class Plant(NamedTuple):
    """Something planted, how it is told, and what should ask about it."""

    words: str
    kind: Kind
    plant: Callable[[list[Sheet]], list[Sheet]]


PLANTS = (
    Plant("one member gives a step less on 10 % of the criteria", Kind.SEVERITY, partial(severe, share=0.1)),
    Plant("… on 20 %", Kind.SEVERITY, partial(severe, share=0.2)),
    Plant("… on 40 %", Kind.SEVERITY, partial(severe, share=0.4)),
    Plant("one member draws criteria 30 % towards the product's mean", Kind.HALO, partial(flat, by=0.3)),
    Plant("… 50 %", Kind.HALO, partial(flat, by=0.5)),
    Plant("one member takes 30 % of the criteria from another's sheet", Kind.COPIED, partial(copied, share=0.3)),
    Plant("… 50 %", Kind.COPIED, partial(copied, share=0.5)),
    Plant("… 80 %", Kind.COPIED, partial(copied, share=0.8)),
    Plant(
        "one member lifts half of what lies up to 4 points below a threshold", Kind.HEAPING, partial(heaped, share=0.5)
    ),
    Plant("… all of it", Kind.HEAPING, partial(heaped, share=1.0)),
)


def main() -> None:
    began = time.perf_counter()
    with ProcessPoolExecutor(WORKERS) as pool:
        tables = "\n".join([*clean_sessions(pool), "", *planted_sessions(pool), "", *councils(pool), ""])
    words, _, _ = PAGE.read_text(encoding="utf-8").partition(TABLES)
    PAGE.write_text(f"{words}{TABLES}\n{tables}", encoding="utf-8")
    print(tables)
    print(f"{time.perf_counter() - began:.0f} s; written to {PAGE.relative_to(ROOT)}")


def clean_sessions(pool: Executor) -> Iterator[str]:
    """Yield the lines of the table of sessions in which nothing is there."""
    yield f"## Nothing is there: sessions of {CLEAN} asked about at all\n"
    yield f"| members × products | asked about | {' | '.join(OF_A_SESSION)} |"
    yield "| --- " * (2 + len(OF_A_SESSION)) + "|"
    for members, products in SIZES:
        found = list(pool.map(partial(kinds_asked, members=members, products=products), range(CLEAN)))
        by_kind = (f"{sum(kind in kinds for kinds in found) / CLEAN:.0%}" for kind in OF_A_SESSION)
        yield f"| {members} × {products} | {sum(map(bool, found)) / CLEAN:.0%} | {' | '.join(by_kind)} |"


def planted_sessions(pool: Executor) -> Iterator[str]:
    """Yield the lines of the table of sessions in which something is planted."""
    yield f"## Planted: sessions of {PLANTED} in which it is asked about\n"
    yield f"| planted | question | {' | '.join(f'{members} × {products}' for members, products in SIZES)} |"
    yield "| --- " * (2 + len(SIZES)) + "|"
    for words, kind, plant in PLANTS:
        shares = []
        for members, products in SIZES:
            asked = partial(kinds_asked, members=members, products=products, plant=plant)
            found = pool.map(asked, range(PLANTED))
            shares.append(f"{sum(kind in kinds for kinds in found) / PLANTED:.0%}")
        yield f"| {words} | {kind} | {' | '.join(shares)} |"


def councils(pool: Executor) -> Iterator[str]:
    """Yield the lines of the table of councils, one of which lies further from the self-scores than the others."""
    yield f"## Councils: of {COUNCILS} comparisons of four councils, products 5 points apart, those asked about\n"
    yield "| results each | nothing there | one 2 points away | one 4 points away | one 6 points away |"
    yield "| --- " * 5 + "|"
    for results in (10, 25):
        shares = (
            sum(pool.map(partial(is_asked, results=results, further=further), range(COUNCILS))) / COUNCILS
            for further in (0.0, 2.0, 4.0, 6.0)
        )
        yield f"| {results} | {' | '.join(f'{share:.0%}' for share in shares)} |"


def kinds_asked(
    seed: int, *, members: int, products: int, plant: Callable[[list[Sheet]], list[Sheet]] = list
) -> set[Kind]:
    """Return the kinds of questions asked about a made-up session, with something planted in it or not."""
    return {finding.kind for finding in questions_about(plant(honest(seed, members, products))) if finding.questions}


def is_asked(seed: int, *, results: int, further: float) -> bool:
    """Tell whether anything is asked about four made-up councils, one of them so many points further away."""
    chosen = Random(seed)
    gaps = {council: [chosen.gauss(-6, 5) for _ in range(results)] for council in ("1", "2", "3", "4")}
    gaps["1"] = [gap - further for gap in gaps["1"]]
    return bool(questions_between(gaps).questions)
