"""Join the web subsets of Tinos into one TTF a face, for papers.

Needs fonttools and brotli (not among the project's requirements) and the unpacked npm package @fontsource/tinos 5.3.0:
    python join_tinos.py PACKAGE_FOLDER OUTPUT_FOLDER
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FACES = {"Regular": "400-normal", "Bold": "700-normal", "Italic": "400-italic"}
SUBSETS = ("latin", "latin-ext", "vietnamese")


def join(package: Path, face: str, output: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for subset in SUBSETS:
            font = TTFont(package / "files" / f"tinos-{subset}-{FACES[face]}.woff2")
            font.flavor = None
            parts.append(str(Path(folder) / f"{subset}.ttf"))
            font.save(parts[-1])
        Merger().merge(parts).save(output / f"Tinos-{face}.ttf")


if __name__ == "__main__":
    for name in FACES:
        join(Path(sys.argv[1]), name, Path(sys.argv[2]))
