"""Asks a running server every question of docs/epcis.md by curl, and writes its answers below them.

    ./run serve --port 8000
    EPCIS=http://localhost:8000/epcis KEY=sl_… .venv/bin/python tools/transcripts/take.py

Use a producer's key with every scope, and an installation into which the examples were not sent before.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "epcis.md"
BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<answer>.*?)```", re.DOTALL)
TOLD = ("Location", "Link", "Content-Type", "Allow", "WWW-Authenticate", "GS1-")
"""The headers that are shown, by how they begin."""
CHANGING = {
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?!\d)": "3f0c…",
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:\+00:00|Z)": "2026-11-23T08:00:00.000+00:00",
    r"nextPageToken=[^&>\s]+": "nextPageToken=WyI5…",
    r"https?://(?:localhost|127\.0\.0\.1)(?::\d+)?/epcis": "https://ocop.example.vn/epcis",
    r"https?://(?:localhost|127\.0\.0\.1)(?::\d+)?/ns": "https://ocop.example.vn/ns",
    r"saolang \d+\.\d+\.\d+": "saolang",
}
"""What is another each time, and what is shown in its place."""


def taken(page: str, address: str, key: str) -> str:
    """Return the page with the answers of the server at that address."""
    return BLOCK.sub(
        lambda block: f"```console\n$ {block['command']}\n{_answer(block['command'], address, key)}```", page
    )


def _answer(command: str, address: str, key: str) -> str:
    known = {**os.environ, "EPCIS": address, "KEY": key}
    done = subprocess.run(["sh", "-c", command], cwd=PAGE.parent, env=known, capture_output=True, check=True)  # noqa: S603, S607
    head, _, body = done.stdout.decode().rpartition("\r\n\r\n")
    lines = [line for line in head.split("\r\n") if line.startswith(("HTTP/", *TOLD))]
    if body:
        lines.append(json.dumps(json.loads(body), ensure_ascii=False, indent=2))
    shown = "".join(f"{line}\n" for line in lines)
    for changing, instead in CHANGING.items():
        shown = re.sub(changing, instead, shown)
    return re.sub(r"^HTTP/\S+ (\d+).*$", r"HTTP \1", shown, flags=re.MULTILINE)


if __name__ == "__main__":
    PAGE.write_text(taken(PAGE.read_text("utf-8"), os.environ["EPCIS"], os.environ["KEY"]), "utf-8")
