from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
DOCUMENTS = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
MOST_BYTES = 6_500_000
"""What a clone carries for the pictures, and a page of the guides loads."""


def test_every_picture_is_shown_in_a_document_and_every_one_shown_exists() -> None:
    shown = {
        name for document in DOCUMENTS for name in re.findall(r"pictures/([\w.-]+\.png)", document.read_text("utf-8"))
    }

    assert sorted(shown) == sorted(file.name for file in PICTURES.glob("*.png"))


def test_pictures_weigh_little() -> None:
    assert sum(file.stat().st_size for file in PICTURES.glob("*.png")) < MOST_BYTES
