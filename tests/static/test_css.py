"""Style sheet, fonts and scripts keep to the oldest browsers served and to their weight (docs/architecture.md)."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

STATIC = Path(__file__).resolve().parents[2] / "saolang" / "static"
TEMPLATES = STATIC.parent / "templates"
CSS = (STATIC / "css" / "saolang.css").read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)

MISSING_IN_CHROME_109 = {
    "nesting": r"[;{]\s*&|\{[^{}@]*\{",
    "oklch": r"oklch\(",
    "color-mix": r"color-mix\(",
    "light-dark": r"light-dark\(",
    "subgrid": r"subgrid",
    "popover": r":popover-open|\[popover",
    "scope": r"@scope",
    "starting style": r"@starting-style",
    "anchors": r"anchor\(|anchor-name",
}


def style_rules(css: str) -> str:
    """Return what stands inside @layer and @media, without these blocks themselves."""
    return re.sub(r"@(layer|media)[^{;]*\{", "", css)


@pytest.mark.parametrize("feature", MISSING_IN_CHROME_109)
def test_style_sheet_uses_only_what_the_oldest_browser_knows(feature: str) -> None:
    pattern = MISSING_IN_CHROME_109[feature]

    assert re.findall(pattern, style_rules(RULES)) == []


def test_style_sheet_weighs_at_most_12_kilobytes() -> None:
    assert len(gzip.compress(CSS.encode())) <= 12_000


def test_style_sheet_names_no_address_outside() -> None:
    addresses = re.findall(r"url\(\"?([^)\"]+)", CSS)

    assert [address for address in addresses if not (STATIC / "css" / address).resolve().is_file()] == []


def test_fonts_weigh_at_most_26_kilobytes() -> None:
    fonts = STATIC.joinpath("fonts").glob("*.woff2")

    assert sum(font.stat().st_size for font in fonts) <= 26 * 1024


def scripts_of(template: Path) -> set[str]:
    """Return the scripts that a page of the template loads: its own, and those of what it extends and takes in."""
    text = template.read_text(encoding="utf-8")
    own = set(re.findall(r"<script[^>]*\{% static '([^']+\.js)'", text))
    if "{% htmx_script %}" in text:
        own.add("django_htmx/htmx-2.min.js")
    others = re.findall(r"\{% (?:extends|include) \"([^\"]+)\"", text)
    others += [
        f"cotton/{name.replace('-', '_').replace('.', '/')}.html" for name in re.findall(r"<c-([a-z][\w.-]*)", text)
    ]
    below = (TEMPLATES / other for other in others if (TEMPLATES / other).is_file() and TEMPLATES / other != template)
    return own.union(*map(scripts_of, below))


def packed(script: str) -> int:
    """Return how many bytes of it are sent."""
    return len(gzip.compress(Path(str(find(script))).read_bytes()))


def test_scripts_of_a_page_weigh_at_most_30_kilobytes() -> None:
    pages = {template: scripts_of(template) for template in TEMPLATES.rglob("*.html")}
    weights = {template.name: sum(map(packed, scripts)) for template, scripts in pages.items()}

    assert {name for name, weight in weights.items() if weight > 30_000} == set()
    loaded = {Path(script).name for script in set().union(*pages.values())}
    assert {script.name for script in STATIC.joinpath("js").glob("*.js")} - loaded == {"steps-worker.js"}


def test_every_font_has_its_licence_beside_it() -> None:
    families = {re.sub(r"-\d+\.woff2$", "", font.name) for font in STATIC.joinpath("fonts").glob("*.woff2")}

    assert families == {"be-vietnam-pro", "noto-sans-khmer"}
    for family in families:
        licence = STATIC / "fonts" / f"{family}-OFL.txt"
        assert "SIL Open Font License" in licence.read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb or #rgb (WCAG 2.2, definition)."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    linear = []
    for start in (0, 2, 4):
        channel = int(digits[start : start + 2], 16) / 255
        linear.append(channel / 12.92 if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4)
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", CSS))


@pytest.mark.parametrize(
    ("text", "ground", "least"),
    [
        ("ink", "canvas", 7),
        ("muted", "paper", 4.5),
        ("muted", "canvas", 4.5),
        ("green-700", "paper", 4.5),
        ("green-900", "green-100", 4.5),
        ("paper", "green-900", 4.5),
        ("due", "due-50", 4.5),
        ("bad", "bad-50", 4.5),
        ("info", "info-50", 4.5),
        ("control", "paper", 3),
        ("star-line", "paper", 3),
    ],
)
def test_colours_stand_out_from_their_ground(text: str, ground: str, least: float) -> None:
    dark, light = sorted((luminance(TOKENS[text]), luminance(TOKENS[ground])))

    assert (light + 0.05) / (dark + 0.05) >= least
