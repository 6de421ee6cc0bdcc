"""A council of 15 members over 60 products: everybody clicks, then all sign at once; nothing lost, nothing twice.

A real server answers real requests. Each member is a thread of its own that sends what a browser sends: single clicks,
queues kept while a connection was down, late ones after later ones, and some of them again because the answer was lost.
Afterwards the database is held against what was sent.

`python -m tests.postgres ./run bench councils` measures on PostgreSQL. MEMBERS and PRODUCTS make it smaller:
`python -m bench.councils 3 4`.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from bench.ground import ROOT, in_own_process, open_folder

MEMBERS, PRODUCTS = 15, 60
SINGLE = 3
"""Clicks of a sheet sent one by one; the rest wait in a queue and come together."""
LOST, LATE = 0.1, 0.3
"""How often an answer is lost, so that the click is sent again; how often a click comes after a later one."""
ALONE = 200
"""Clicks of one member with nobody else there: what saving one costs the server."""
MEANT_MS = 50
PASSWORD = "chín con trâu trắng"  # noqa: S105 - of an installation that ends with the measurement
TOKEN = "a" * 32  # what the browser shows as its CSRF cookie and sends beside each request
BY = "bench"
SHOWN = re.compile(r'name="sha256" value="([0-9a-f]{64})"')


@dataclass
class Member:
    """A member's cookie, the session's code, and for each product the criteria with the options there are."""

    cookie: str
    session: str
    signing: str
    products: dict[str, dict[str, list[str]]]
    port: int
    seed: int
    taken: list[float] = field(default_factory=list)
    sent: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def post(self, path: str, body: str, kind: str) -> tuple[int, str]:
        """Send and return the answer's status and body, over a connection of its own, as phones do."""
        headers = {
            "Cookie": f"sessionid={self.cookie}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": kind,
        }
        return self._ask("POST", path, body, headers)

    def get(self, path: str) -> str:
        return self._ask("GET", path, None, {"Cookie": f"sessionid={self.cookie}; csrftoken={TOKEN}"})[1]

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def main(members: int = MEMBERS, products: int = PRODUCTS, alone: int = ALONE) -> None:
    with TemporaryDirectory(prefix="saolang-bench-") as folder:
        environment = os.environ | {"SAOLANG_VAR": folder, "SAOLANG_DEMONSTRATION": "1"}
        _verb(environment, "setup").wait()
        known = json.loads(in_own_process("bench.councils", "fill", folder, members, products))
        port = _free_port()
        server = _verb(environment, "serve", "--port", str(port), "--no-queue")
        try:
            council = [Member(**each, port=port, seed=number) for number, each in enumerate(known["members"])]
            _wait_for(council[0])
            figures = _measure(council, alone)
        finally:
            server.terminate()
            server.wait()
        sent = Path(folder) / "sent.json"
        sent.write_text(json.dumps({"alone": alone, "members": {each.signing: each.sent for each in council}}))
        found = json.loads(in_own_process("bench.councils", "check", folder, sent))
    _print(figures, found, len(council), products)
    if found["faults"]:
        sys.exit("\n".join(found["faults"][:20]))


def _measure(council: list[Member], clicks: int) -> dict[str, float]:
    """Click alone, click all together, sign all at once; return milliseconds and seconds."""
    alone = council[0]
    path = next(iter(alone.products))
    by_itself: list[float] = []
    for number in range(clicks):
        criterion = random.Random(number).choice(list(alone.products[path]))
        by_itself.append(_send(alone, path, [_click(alone, path, criterion, -number)]))
    began = time.perf_counter()
    with ThreadPoolExecutor(len(council)) as threads:
        list(threads.map(_fill_in, council))
    clicked = time.perf_counter() - began
    shown = [SHOWN.search(each.get(f"/ky/score_sheets/{each.signing}/")) for each in council]
    barrier = Barrier(len(council))
    began = time.perf_counter()
    with ThreadPoolExecutor(len(council)) as threads:
        list(threads.map(lambda pair: _sign(*pair, barrier), zip(council, shown, strict=True)))
    signed = time.perf_counter() - began
    together = [each for member in council for each in member.taken]
    return {
        "alone_p50": 1000 * statistics.median(by_itself),
        "alone_p95": 1000 * statistics.quantiles(by_itself, n=20)[-1],
        "p50": 1000 * statistics.median(together),
        "p95": 1000 * statistics.quantiles(together, n=20)[-1],
        "requests": len(together),
        "clicked": clicked,
        "signed": signed,
    }


def _fill_in(member: Member) -> None:
    """Fill in every sheet as a person with a bad connection does."""
    chance = random.Random(member.seed)
    for path, criteria in member.products.items():
        order = 0
        clicks = []
        for criterion in criteria:
            for _ in range(chance.choice((1, 1, 2))):  # some are ticked twice: the later one stands
                order += 1
                clicks.append(_click(member, path, criterion, order, chance))
        single, queued = clicks[:SINGLE], clicks[SINGLE:]
        if chance.random() < LATE:
            single.reverse()
            chance.shuffle(queued)
        for click in single:
            for _ in range(1 + (chance.random() < LOST)):
                member.taken.append(_send(member, path, [click]))
        for begin in range(0, len(queued), 50):
            batch = queued[begin : begin + 50]
            _send(member, path, batch)
            if chance.random() < LOST:
                _send(member, path, [*batch, single[0]])
        member.sent[path] = clicks


def _click(
    member: Member, path: str, criterion: str, order: int, chance: random.Random | None = None
) -> dict[str, Any]:
    """Make a click on the criterion; one of order 0, before all others, where the order is below 1."""
    chance = chance or random.Random(order)
    options = [*member.products[path][criterion], "none"]
    number = UUID(int=chance.getrandbits(128), version=4)
    return {"number": str(number), "order": max(order, 0), "criterion": criterion, "option": chance.choice(options)}


def _send(member: Member, path: str, clicks: list[dict[str, Any]]) -> float:
    """Send clicks and return the seconds until they were answered."""
    began = time.perf_counter()
    status, body = member.post(path, json.dumps({"clicks": clicks}), "application/json")
    seconds = time.perf_counter() - began
    if status != http.client.OK:
        raise RuntimeError(f"{path} answered {status}: {body[:300]}")
    return seconds


def _sign(member: Member, shown: re.Match[str] | None, barrier: Barrier) -> None:
    if shown is None:
        raise RuntimeError("The page to sign on shows no digest.")
    barrier.wait()
    form = {"password": PASSWORD, "sha256": shown[1], "csrfmiddlewaretoken": TOKEN}
    path = f"/ky/score_sheets/{member.signing}/"
    status, body = member.post(path, urlencode(form), "application/x-www-form-urlencoded")
    if status != http.client.FOUND:
        raise RuntimeError(f"{path} answered {status}: {body[:300]}")


def _print(figures: dict[str, float], found: dict[str, Any], members: int, products: int) -> None:
    print(f"{members} members, {products} products, {found['clicks']:,} clicks; {found['database']}")
    print(
        f"saving a click, one member alone: p50 {figures['alone_p50']:.1f} ms, p95 {figures['alone_p95']:.1f} ms "
        f"(meant: {MEANT_MS})"
    )
    print(
        f"all at once, {figures['requests']:,.0f} requests of one click in {figures['clicked']:.0f} s: "
        f"p50 {figures['p50']:.1f} ms, p95 {figures['p95']:.1f} ms"
    )
    print(f"all {members * products} sheets signed at once in {figures['signed']:.1f} s")
    print("Nothing lost, nothing counted twice." if not found["faults"] else f"{len(found['faults'])} FAULTS")


def _verb(environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "saolang.config.cli", *words]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _wait_for(member: Member) -> None:
    for _ in range(300):
        try:
            member.get("/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("The server did not answer.")


# In a process with Django --------------------


def fill(folder: Path, members: int, products: int) -> None:
    """Open a session over the products; print each member's cookie and what can be ticked."""
    open_folder(folder)
    from django.test import Client  # noqa: PLC0415 - Django has to be set up first

    from saolang.programme.criteria.rules import sheet_of  # noqa: PLC0415
    from saolang.programme.evaluation.queries.sheets import bundle_code  # noqa: PLC0415

    session = _open_session(members, products)
    cases = list(session.cases.select_related("dossier__edition").order_by("position"))
    sheet = sheet_of(cases[0].dossier.edition)
    criteria = {code: [option.code for option in criterion.options] for code, criterion in sheet.criteria.items()}
    told = []
    for seat in session.council.memberships.select_related("user").order_by("pk"):
        client = Client()
        client.force_login(seat.user)
        told.append(
            {
                "cookie": client.cookies["sessionid"].value,
                "session": session.code,
                "signing": bundle_code(session, seat, 1),
                "products": {f"/phien/{session.code}/{case.position}/phieu/luu/": criteria for case in cases},
            }
        )
    print(json.dumps({"members": told}))


def _open_session(members: int, products: int) -> Any:
    from datetime import date  # noqa: PLC0415

    from saolang.base.accounts.services.people import create_user  # noqa: PLC0415
    from saolang.base.places.models import Place  # noqa: PLC0415
    from saolang.programme.criteria.queries import current_edition  # noqa: PLC0415
    from saolang.programme.criteria.services.editions import load_shipped  # noqa: PLC0415
    from saolang.programme.dossiers.models import Dossier  # noqa: PLC0415
    from saolang.programme.evaluation.choices import Seat  # noqa: PLC0415
    from saolang.programme.evaluation.services import councils, sessions  # noqa: PLC0415
    from saolang.programme.registry.models import ProductSet  # noqa: PLC0415
    from saolang.programme.registry.services import producers  # noqa: PLC0415
    from saolang.programme.registry.services import products as product_services  # noqa: PLC0415

    load_shipped(by=BY)
    province = Place.objects.get(map=2, code="92")
    commune = Place.objects.filter(map=2, level="commune", province=province).earliest("pk")
    edition = current_edition(ProductSet.objects.get(pk="qd26-03"))
    day = date(2026, 11, 20)
    council = councils.set_up(
        council=councils.NewCouncil(name="Hội đồng OCOP", decision_number="1/QĐ-UBND", decided_on=day, place=province),
        by=BY,
    )
    session = sessions.plan(council=council, session=sessions.NewSession(title="Đợt 2", held_on=day), by=BY)
    producer = producers.register(
        producer=producers.NewProducer(name="Hợp tác xã Tân Bình", since=day, place=commune), by=BY
    )
    dossiers = []
    for number in range(products):
        new = product_services.NewProduct(name_vi=f"Gạo {number}", since=day, place=commune, producer=producer)
        dossiers.append(
            Dossier.objects.create(
                code=f"HS-{number:08}",
                producer=producer,
                product=product_services.register(product=new, by=BY),
                place=commune,
                kind="first",
                edition=edition,
                procedure="d26",
                state="council",
                opened_by=BY,
            )
        )
    sessions.add_cases(session=session, dossiers=dossiers, by=BY)
    sessions.send_papers(session=session, by=BY)
    for number in range(members):
        user = create_user(email=f"uv-{number}@example.vn", full_name=f"Ủy viên {number}", password=PASSWORD, by=BY)
        place = Seat.CHAIR if number == 0 else Seat.MEMBER
        seat = councils.seat(council=council, user=user, seat=place, by=BY)
        sessions.mark_present(session=session, membership=seat, present=True, by=BY)
    return sessions.open_session(session=session, by=BY)


def check(folder: Path, sent: Path) -> None:
    """Hold the database against what was sent, and print what does not agree."""
    open_folder(folder)
    from django.db import connection  # noqa: PLC0415

    from saolang.programme.evaluation.models import Click, Result, ScoreSheet  # noqa: PLC0415

    faults: list[str] = []
    clicks = 0
    alone = 0
    told = json.loads(sent.read_text())
    for signing, of_member in told["members"].items():
        seat = int(signing.split(".")[1])
        for path, of_sheet in of_member.items():
            sheet = ScoreSheet.objects.get(membership=seat, case__position=int(path.split("/")[3]))
            numbers = {each["number"] for each in of_sheet}
            clicks += len(numbers)
            kept = [str(number) for number in Click.objects.filter(sheet=sheet).values_list("number", flat=True)]
            alone += len(set(kept) - numbers)
            due = {each["criterion"]: each["option"] for each in sorted(of_sheet, key=lambda each: each["order"])}
            stands = dict(sheet.lines.values_list("criterion", "option"))
            if len(kept) != sheet.clicks or not numbers <= set(kept):
                faults.append(f"{path} {seat}: {len(numbers)} clicks sent, {sheet.clicks} counted, {len(kept)} kept")
            if stands != due:
                faults.append(f"{path} {seat}: what stands is not what was clicked last")
            if sheet.signature_id is None:
                faults.append(f"{path} {seat}: not signed")
    settled = Result.objects.values("case").distinct().count()
    discussed = ScoreSheet.objects.filter(case__state="discussion").values("case").distinct().count()
    if settled + discussed != ScoreSheet.objects.values("case").distinct().count():
        faults.append(f"{settled} products have a result, {discussed} are discussed: some have neither")
    if settled != Result.objects.count():
        faults.append("A product was settled twice.")
    if alone != told["alone"]:
        faults.append(f"{alone} clicks of the member alone are kept, not {told['alone']}")
    print(json.dumps({"faults": faults, "clicks": clicks + alone, "database": connection.vendor}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        fill(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    elif sys.argv[1:2] == ["check"]:
        check(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:]))
