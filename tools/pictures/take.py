"""Take the pictures of `docs/pictures`: `./run docs`.

A fresh demonstration is made in a temporary folder and served on a free port; a browser signs in, walks through
`scenes.py` and keeps what it sees, as a laptop and as a phone show it, in Vietnamese and in English. The pictures are
cut down to a palette. It needs the packages of development and Chromium, Chrome or Edge in Vietnamese, so that fields
show days as in Vietnam (on Debian: apt-get install chromium chromium-l10n fonts-khmeros).
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright
from scenes import PASSWORD, SCENES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from scenes import Scene

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
WINDOWS = {1366: 900, 390: 844}
"""The widths pictures are taken at, and the height of the window where a scene asks for no other."""
COLOURS = 112
SECONDS_TO_START = 120
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""A browser that calls nobody but the demonstration."""


@contextmanager
def demonstration() -> Iterator[str]:
    """Serve a fresh demonstration; give its address; leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="saolang-pictures-") as var, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"SAOLANG_VAR": var, "SAOLANG_DEMONSTRATION": "1", "PYTHONPATH": str(ROOT)}
        verb = [sys.executable, "-m", "saolang.config.cli"]
        for words in (["setup"], ["demo"]):
            subprocess.run([*verb, *words], env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        server = subprocess.Popen([*verb, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            address = f"http://localhost:{port}"
            wait_for(address)
            yield address
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Return once the pages answer. Raises TimeoutError when they never do."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address).close()  # noqa: S310 - the address is ours
        except OSError:
            time.sleep(0.2)
        else:
            return
    message = f"{address} did not answer in {SECONDS_TO_START} seconds"
    raise TimeoutError(message)


@contextmanager
def browser() -> Iterator[Browser]:
    """Open whichever browser the machine has, as in a Vietnamese office."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit("No Chromium, Chrome or Edge on this machine. On Debian: apt-get install chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=found, args=[*sandbox, *QUIET, "--lang=vi"], env={**os.environ, "LANGUAGE": "vi"}
        )
        yield opened
        opened.close()


def signed_in(opened: Browser, address: str, who: str) -> Page:
    """Return a page on which the person has signed in."""
    page = opened.new_context(base_url=address, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh").new_page()
    page.set_viewport_size({"width": 1366, "height": WINDOWS[1366]})
    page.goto("/tai-khoan/login/")
    if who:
        page.fill("[name=login]", who)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "login" not in url)
    return page


def take(scene: Scene, page: Page) -> None:
    """Walk to the scene once, then keep it in each language at each width."""
    scene.reach(page)
    for language in scene.languages:
        name = "django_language"
        page.context.add_cookies([{"name": name, "value": language, "url": page.url}])
        for width in scene.widths:
            page.set_viewport_size({"width": width, "height": scene.heights.get(width, WINDOWS[width])})
            page.goto(page.url)
            page.wait_for_load_state("networkidle")
            scene.prepare(page)
            keep(page.screenshot(), PICTURES / f"{scene.name}.{language}.{width}.png")
    page.context.clear_cookies(name="django_language")
    page.set_viewport_size({"width": 1366, "height": WINDOWS[1366]})


def keep(shot: bytes, file: Path) -> None:
    """Write the picture with a palette: a third of the size, and no difference to the eye."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


def main(wanted: list[str]) -> None:
    """Take every picture, or only those of the scenes named; a scene that builds on another needs it named too."""
    PICTURES.mkdir(exist_ok=True)
    pages: dict[str, Page] = {}
    with demonstration() as address, browser() as opened:
        for scene in SCENES:
            if wanted and scene.name not in wanted:
                continue
            if scene.who not in pages:
                pages[scene.who] = signed_in(opened, address, scene.who)
            take(scene, pages[scene.who])
            print(scene.name)
    if not wanted:
        drop_others()


def drop_others() -> None:
    """Remove pictures of scenes that are no more."""
    known = {
        f"{scene.name}.{language}.{width}.png"
        for scene in SCENES
        for language in scene.languages
        for width in scene.widths
    }
    for file in PICTURES.glob("*.png"):
        if file.name not in known:
            file.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
