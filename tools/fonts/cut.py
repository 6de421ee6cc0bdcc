"""Cut the two web fonts of `saolang/static/fonts` from the fontpkg packages.

Run it only when a font package is renewed, in an environment of its own, from the root of the project:

    python -m venv /tmp/fonts && /tmp/fonts/bin/pip install 'fonttools[woff]'
    /tmp/fonts/bin/python tools/fonts/cut.py .venv/lib/python3.11/site-packages

Headings need one weight and the letters of Vietnamese and English: 10 kB instead of 130. Khmer needs its own block,
the lunar dates and the joiners, at one weight and width, with every layout feature: without them the script breaks.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).resolve().parents[2] / "saolang" / "static" / "fonts"

VIETNAMESE_LETTERS = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư"
PUNCTUATION = "·×–—“”…₫"
HEADING_CHARACTERS = {
    *range(0x20, 0x7F),
    *map(ord, VIETNAMESE_LETTERS + PUNCTUATION),
    *range(0x1EA0, 0x1EFA),
}
KHMER_CHARACTERS = {*range(0x1780, 0x1800), *range(0x19E0, 0x1A00), *range(0x200B, 0x200E)}


def cut(font: TTFont, characters: set[int], features: list[str], target: Path) -> None:
    """Keep the characters and layout features named, drop hinting, write WOFF2."""
    options = Options(flavor="woff2", hinting=False, layout_features=features)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def main(site_packages: Path) -> None:
    headings = site_packages / "fontpkg_be_vietnam_pro"
    cut(
        TTFont(headings / "files" / "BeVietnamPro-Bold.ttf"),
        HEADING_CHARACTERS,
        ["kern"],
        FONTS / "be-vietnam-pro-700.woff2",
    )
    shutil.copyfile(headings / "LICENSE", FONTS / "be-vietnam-pro-OFL.txt")

    khmer = site_packages / "fontpkg_noto_sans_khmer"
    variable = TTFont(khmer / "files" / "NotoSansKhmer[wdth,wght].ttf")
    cut(
        instantiateVariableFont(variable, {"wdth": 100, "wght": 400}),
        KHMER_CHARACTERS,
        ["*"],
        FONTS / "noto-sans-khmer-400.woff2",
    )
    shutil.copyfile(khmer / "LICENSE", FONTS / "noto-sans-khmer-OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
