"""Searching 100,000 products: what the public asks, and how long 95 of 100 answers take at most.

Aim: 10 ms, on SQLite and on PostgreSQL. Each runs in a process of its own, on a database of its own that holds nothing
but the places and the made-up products, three quarters of them recognised. Asked are words of names, whole and begun,
with and without marks, short ones and rare ones, two of them together, what no name holds, and slips of the pen (one in
ten). Measured is `best`, and the four parts a page of results shows, with the cards of the products.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bench.ground import ROOT, in_own_process, open_folder

PRODUCTS = 100_000
QUESTIONS = 300
BY = "bench"
GOODS = (
    "gạo ST25", "gạo nếp cẩm", "cá cơm khô", "mắm cá linh", "bánh tráng", "trà hoa vàng", "chè shan tuyết",
    "mật ong rừng", "nước mắm", "khoai lang sấy", "chuối sấy dẻo", "bưởi năm roi", "cam sành",
    "vải thiều", "nhãn lồng", "mít sấy giòn",
    "mật dừa nước", "tôm khô", "mực một nắng", "chả cá", "lạp xưởng", "rượu đế", "cà phê rang xay", "hạt điều",
    "hồ tiêu", "bột sắn dây", "đường thốt nốt", "bò khô", "đậu phộng", "miến dong",
)  # fmt: skip
FIRST = (
    "Ba", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Hai", "Ngọc", "Minh", "Thanh", "Phú", "Lộc", "Tân", "Long", "Hòa", "An",
)  # fmt: skip
LAST = (
    "Hương", "Thảo", "Đạt", "Quốc", "Việt", "Hùng", "Lan", "Mai", "Huệ", "Tuyết", "Thu", "Giang", "Xuân", "Phong",
)  # fmt: skip
HEADINGS = ("database", "median", "p95", "slowest", "page p95")


def main() -> None:
    print(f"Searching {PRODUCTS:,} products; milliseconds of {QUESTIONS} questions")
    print("  ".join(f"{heading:>10}" for heading in HEADINGS))
    with TemporaryDirectory(dir=_ground()) as folder:
        _show("SQLite", in_own_process("bench.search", folder))
    with TemporaryDirectory(dir=_ground()) as folder:
        _show("PostgreSQL", _on_postgresql(folder))


def _ground() -> Path:
    ground = ROOT / "var" / "bench"
    ground.mkdir(parents=True, exist_ok=True)
    return ground


def _on_postgresql(folder: str) -> str:
    command = [sys.executable, "-m", "tests.postgres", sys.executable, "-m", "bench.search", folder]
    return subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout  # noqa: S603


def _show(database: str, told: str) -> None:
    if not told.startswith("{"):
        print(told.strip())
        return
    figures = json.loads(told)
    cells = (f"{figures[name]:10.1f}" for name in ("median", "p95", "slowest", "page"))
    print("  ".join([f"{database:>10}", *cells]))


def measure(folder: Path) -> dict[str, float]:
    """Make the products in the folder's database, ask every question, and return milliseconds."""
    open_folder(folder)
    from django.core.management import call_command  # noqa: PLC0415 - Django has to be set up first

    from saolang.base.kit.search import asked, best  # noqa: PLC0415
    from saolang.base.places.services import load_places  # noqa: PLC0415
    from saolang.programme.promotion.queries import catalogue  # noqa: PLC0415
    from saolang.web.catalogue.products import the_present  # noqa: PLC0415
    from saolang.web.catalogue.search import everything  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    load_places(by=BY)
    _make_products()
    questions = [asked(question) for question in _questions()]
    now = the_present()
    shown = catalogue.shown_products(now)
    alone = _timed([lambda words=words: best(shown, words, most=24) for words in questions])
    pages = _timed([lambda words=words: everything(words, now) for words in questions])
    return {
        "median": alone[len(alone) // 2],
        "p95": alone[len(alone) * 95 // 100],
        "slowest": alone[-1],
        "page": pages[len(pages) * 95 // 100],
    }


def _timed(tasks: list) -> list[float]:  # type: ignore[type-arg] # of functions without arguments
    for task in tasks[:20]:
        task()  # warm
    taken = []
    for task in tasks:
        started = time.perf_counter()
        task()
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def _names() -> list[str]:
    random = Random(PRODUCTS)
    return [
        f"{random.choice(GOODS)} {random.choice(FIRST)} {random.choice(LAST)}".capitalize() for _ in range(PRODUCTS)
    ]


def _make_products() -> None:
    from datetime import date  # noqa: PLC0415

    from django.db import connection  # noqa: PLC0415 - Django has to be set up first

    from saolang.base.kit.inserting import insert  # noqa: PLC0415
    from saolang.base.kit.search import searchable  # noqa: PLC0415
    from saolang.base.kit.sorting import sort_key  # noqa: PLC0415
    from saolang.programme.certification.models import Recognition  # noqa: PLC0415
    from saolang.programme.registry.models import Product  # noqa: PLC0415

    rows = [
        Product(
            code=f"SP-{at:08d}", name_vi=name, folded=searchable(name), sort_key=sort_key(name), recorded_by="bench"
        )
        for at, name in enumerate(_names())
    ]
    for first in range(0, PRODUCTS, 10_000):
        insert(rows[first : first + 10_000])
    given = {"stars": 3, "edition": "qd26", "began_on": date(2026, 1, 5), "expires_on": date(2029, 1, 5)}
    recognised = [Recognition(product=row, recorded_by=BY, **given) for at, row in enumerate(rows) if at % 4]
    for first in range(0, len(recognised), 10_000):
        insert(recognised[first : first + 10_000])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _questions() -> list[str]:
    """Return what people ask: the same every time."""
    random, names = Random(1), _names()
    return [_question(at % 10, random.choice(names).split(), random) for at in range(QUESTIONS)]


def _question(kind: int, words: list[str], random: Random) -> str:
    """Return a question: of ten, one has a slip, one two letters, one finds nothing, three have two words, two one."""
    slip = random.randrange(len(words[0]))
    misspelt = f"{words[0][:slip]}{words[0][slip + 1 :]} {words[1]}"
    one = random.choice(words)
    two = " ".join(words[:2])
    return (misspelt, one[:2], "không có tên này", two, two, two, one, one, " ".join(words), " ".join(words))[kind]


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
