"""The page of a scanned code and the resolver, beside nginx, a plain page and a bare "hello", in one run.

Two workers each, asked in turns by wrk (Debian) over as many connections; medians of the rounds. The page is the same
bytes everywhere: nginx sends it as a file compressed beforehand, with the same headers, the plain page makes it with
Django's ORM and template as it would without any of this. Then capture and search, whose benchmarks stand beside.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bench.ground import ROOT, open_folder, scanned_installation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

GTIN = "09520000099992"
LOT = "L-BENCH"
ROUNDS = int(os.environ.get("SAOLANG_BENCH_ROUNDS", "5"))
SECONDS = int(os.environ.get("SAOLANG_BENCH_SECONDS", "4"))
CONNECTIONS = int(os.environ.get("SAOLANG_BENCH_CONNECTIONS", "32"))
"""Open at once. With few, a system with threads of its own spends its time in waking them."""
WORKERS = 2
REST = 2
"""Seconds between one and the next."""
PORTS = {"ours": 8761, "hello": 8762, "nginx": 8763, "plain": 8764}
FURTHER = ("capture", "search")
SENT_BY_NGINX = frozenset(
    {"connection", "content-encoding", "content-length", "content-type", "date", "etag", "server"}
)
GZIP = ("-H", "Accept-Encoding: gzip", "-H", "Accept-Language: vi")


@dataclass(frozen=True)
class Asked:
    """What is asked of whom: a line of the table."""

    name: str
    url: str
    headers: tuple[str, ...] = GZIP


def main() -> None:
    """Measure what the machine has programs for, and say what it lacks."""
    if lacking := [name for name in ("nginx", "wrk") if shutil.which(name) is None]:
        print(f"traceability: {' and '.join(lacking)} not found. On Debian: apt-get install nginx-light wrk")
    else:
        measure()
    for name in FURTHER:
        if find_spec(f"bench.{name}"):
            import_module(f"bench.{name}").main()


def measure() -> None:
    """Print answers a second of each, and what ours are of the others'."""
    folder = scanned_installation()
    code = json.loads(_in_own_process(folder, "ground"))["code"]
    page = f"/sp/{code}/lo/{LOT}"
    link = f"/01/{GTIN}/10/{LOT}"
    asked = [
        Asked("scan page", f"http://127.0.0.1:{PORTS['ours']}{page}"),
        Asked("nginx, the same bytes", f"http://127.0.0.1:{PORTS['nginx']}/page"),
        Asked("plain Django page", f"http://127.0.0.1:{PORTS['plain']}{page}"),
        Asked("redirect", f"http://127.0.0.1:{PORTS['ours']}{link}"),
        Asked("linkset", f"http://127.0.0.1:{PORTS['ours']}{link}?linkType=linkset"),
        Asked("bare hello", f"http://127.0.0.1:{PORTS['hello']}/"),
    ]
    with ExitStack() as servers:
        servers.enter_context(_granian(folder, "ours", "saolang.config.verbs.serve:without_work"))
        servers.enter_context(_granian(folder, "hello", "bench.traceability:hello"))
        servers.enter_context(_granian(folder, "plain", "bench.traceability:plain"))
        for each in (*asked[:1], *asked[3:5]):
            _warm(each.url)
        servers.enter_context(_nginx(asked[0].url))
        found = _in_turns(asked)
        painted = _first_paint(asked[0].url, asked[3].url)
    _print(found)
    print(painted)


def _first_paint(page: str, link: str) -> str:
    """Return the seconds in words; where there is no browser, that there is none."""
    if find_spec("playwright") is None or not Path("/usr/bin/chromium").exists():
        return "first paint: no Chromium here"
    from bench.first_paint import first_paint  # noqa: PLC0415 - only where there is a browser

    # A link leads to the address of the installation, which here is the port asked.
    seconds, with_redirect = first_paint(page), first_paint(link)
    return f"first paint: {seconds:.2f} s (wanted: 1.7), with the redirect {with_redirect:.2f} s (wanted: 2.2)"


def _print(found: dict[str, float]) -> None:
    for name, rate in found.items():
        print(f"{name:24} {rate:10,.0f}/s")
    pairs = (
        ("scan page", "nginx, the same bytes", 0.5),
        ("scan page", "plain Django page", 8),
        ("redirect", "bare hello", 0.4),
        ("linkset", "bare hello", 0.4),
    )
    for one, other, wanted in pairs:
        print(f"{one} / {other}: {found[one] / found[other]:.2f} (wanted: {wanted})")


def _in_turns(asked: list[Asked]) -> dict[str, float]:
    rates: dict[str, list[float]] = {each.name: [] for each in asked}
    for _ in range(ROUNDS):
        for each in asked:
            rates[each.name].append(_rate(each))
            # A slow server works on at what was asked last, and would take that from the next one.
            time.sleep(REST)
    return {name: statistics.median(each) for name, each in rates.items()}


def _rate(asked: Asked) -> float:
    command = ["wrk", "-t1", "--timeout", "20s", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *asked.headers, asked.url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    if "Non-2xx or 3xx" in told or "Socket errors" in told:
        raise RuntimeError(told)
    return next(float(line.split()[1]) for line in told.splitlines() if line.startswith("Requests/sec"))


def _warm(url: str) -> None:
    """Ask until every worker knows the headers and the page is kept."""
    for _ in range(40):
        _fetch(url)
        time.sleep(0.02)


def _fetch(url: str) -> tuple[bytes, Message]:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:  # type: ignore[override]
            return None

    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip", "Accept-Language": "vi"})  # noqa: S310
    try:
        with urllib.request.build_opener(Stay).open(request) as answer:
            return bytes(answer.read()), answer.headers
    except urllib.error.HTTPError as redirected:
        return bytes(redirected.read()), redirected.headers


@contextmanager
def _granian(folder: Path, name: str, target: str) -> Iterator[None]:
    command = [
        sys.executable, "-m", "granian", target, "--factory", "--interface", "wsgi", "--port", str(PORTS[name]),
        "--workers", str(WORKERS), "--blocking-threads", "1", "--no-ws", "--log-level", "error",
    ]  # fmt: skip
    with _running(command, folder, PORTS[name]):
        yield


@contextmanager
def _nginx(page: str) -> Iterator[None]:
    """Serve what the page answers as nginx serves a file compressed beforehand, with as many workers."""
    packed, headers = _fetch(page)
    added = "".join(
        f'add_header {name} "{value}";\n' for name, value in headers.items() if name.lower() not in SENT_BY_NGINX
    )
    with tempfile.TemporaryDirectory(prefix="bench-nginx-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "page").write_bytes(b"")
        (folder / "page.gz").write_bytes(packed)
        (folder / "nginx.conf").write_text(
            f"worker_processes {WORKERS};\ndaemon off;\npid {name}/pid;\nerror_log {name}/error.log;\n"
            "events { worker_connections 512; }\n"
            f"http {{ access_log off; sendfile on; keepalive_requests 10000000; client_body_temp_path {name}/body;\n"
            f"server {{ listen 127.0.0.1:{PORTS['nginx']}; root {name}; gzip_static always;\n"
            f"default_type 'text/html; charset=utf-8';\n{added} }} }}\n",
            encoding="utf-8",
        )
        with _running(["nginx", "-p", name, "-c", f"{name}/nginx.conf"], folder, PORTS["nginx"]):
            yield


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    environment = os.environ | {"SAOLANG_VAR": str(folder), "SAOLANG_DEMONSTRATION": "1", "SAOLANG_LOG_LEVEL": "ERROR"}
    environment["SAOLANG_BASE_URL"] = f"http://127.0.0.1:{PORTS['ours']}"
    environment.pop("DATABASE_URL", None)
    with subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            _wait_for(port)
            yield
        finally:
            server.terminate()
            server.wait()


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            _fetch(f"http://127.0.0.1:{port}/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Nothing answers on port {port}.")


def hello():  # noqa: ANN201 - a factory, as granian wants it
    """Return the least a WSGI program can do."""

    def answer(_environ: object, start_response: object) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])  # type: ignore[operator]
        return [b"hello"]

    return answer


def plain():  # noqa: ANN201
    """Return Django with the same page made anew for each request, by ORM and template, and nothing kept."""
    from saolang.config.wsgi import application  # noqa: PLC0415
    from saolang.web.catalogue import scan  # noqa: PLC0415

    scan.ready = lambda *_: None
    return application.application


def ground() -> None:
    """Give a product that holds its certificate a GTIN, and a lot of eight steps, and print its code."""
    from django.utils import timezone  # noqa: PLC0415

    from saolang.programme.certification.queries import certified  # noqa: PLC0415
    from saolang.programme.registry.models import Product  # noqa: PLC0415
    from saolang.programme.traceability.choices import CaptureWay  # noqa: PLC0415
    from saolang.programme.traceability.models import Lot  # noqa: PLC0415
    from saolang.programme.traceability.services.capture import capture_events  # noqa: PLC0415

    product = Product.objects.filter(gtin=GTIN).first()
    if product is None:
        held = certified(Product.objects.exclude(ownerships=None), timezone.localdate(), timezone.now())
        product = held.order_by("pk")[0]
        Product.objects.filter(pk=product.pk).update(gtin=GTIN)
        owner = product.ownerships.filter(ended_on=None, withdrawn_at=None)[0].producer
        Lot.objects.create(
            code="LO-BENCH", producer=owner, product=product, number=LOT, quantity=500, unit="KGM",
            made_on=timezone.localdate(), recorded_by="bench",
        )  # fmt: skip
        capture_events(
            [_event(step, at) for at, step in enumerate(STEPS)], by="bench", producer=owner, way=CaptureWay.FORM
        )
    print(json.dumps({"code": product.code}))


STEPS = ("commissioning", "inspecting", "storing", "packing", "storing", "loading", "shipping", "retail_selling")


def _event(step: str, at: int) -> dict[str, object]:
    return {
        "type": "ObjectEvent",
        "eventTime": f"2026-10-{at + 1:02}T08:00:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "action": "ADD" if step == "commissioning" else "OBSERVE",
        "bizStep": step,
        "quantityList": [{"epcClass": f"https://id.gs1.org/01/{GTIN}/10/{LOT}", "quantity": 500 - at, "uom": "KGM"}],
    }


def _in_own_process(folder: Path, act: str) -> str:
    command = [sys.executable, "-m", "bench.traceability", str(folder), act]
    return subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout  # noqa: S603


if __name__ == "__main__":
    open_folder(Path(sys.argv[1]))
    {"ground": ground}[sys.argv[2]]()
