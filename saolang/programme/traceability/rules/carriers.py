"""What carriers hold and how they are drawn: QR with an address, GS1 DataMatrix, EAN-13.

GS1 General Specifications 26: 5.2 EAN/UPC, 5.6 GS1 DataMatrix, 5.7 QR, 5.12 sizes. A drawing counts in modules, the
narrowest bar or square; `module_mm` says how wide one may be printed at the least.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import zint

from saolang.programme.traceability.choices import Carrier
from saolang.programme.traceability.rules.identity import link_of

if TYPE_CHECKING:
    from saolang.programme.registry.models import Product

UNITS = 2.0
"""Of zint's own drawing, in a module."""
QUIET_ZONE = {Carrier.QR: 4, Carrier.DATA_MATRIX: 1, Carrier.EAN13: 0}
"""Modules of white on each side that the drawing still lacks; zint puts those of EAN-13 in itself."""
LEAST_MODULE_MM = {Carrier.QR: 0.396, Carrier.DATA_MATRIX: 0.396, Carrier.EAN13: 0.264}
"""Millimetres of a module below which shops' readers and telephones miss codes (5.12.3.1, addendum 1)."""
BAR_HEIGHT = 44
"""Modules of a bar of EAN-13; a label lower than that cuts it, readers being used to it."""
MIDDLE = 1
"""Error correction level M of QR: 15 % may be lost to wear."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Dark rectangles (left, top, width, height) on white, all in modules, the quiet zone within."""

    width: float
    height: float
    bars: tuple[tuple[float, float, float, float], ...]

    @property
    def svg(self) -> str:
        """The drawing as a picture that scales."""
        path = "".join(f"M{left:g} {top:g}h{wide:g}v{high:g}h-{wide:g}z" for left, top, wide, high in self.bars)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}"'
            f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{self.width:g}v{self.height:g}H0z"/>'
            f'<path d="{path}"/></svg>'
        )


def content_of(carrier: Carrier | str, product: Product, lot: str = "", serial: str = "") -> str:
    """Return what the carrier holds: an address of ours, an element string with its AIs in brackets, or 13 digits."""
    if carrier == Carrier.QR:
        return link_of(product, lot, serial)
    if carrier == Carrier.EAN13:
        return product.gtin[-13:]
    pieces = (("01", product.gtin), ("10", lot), ("21", serial))
    return "".join(f"[{ai}]{value}" for ai, value in pieces if value)


def drawn(carrier: Carrier | str, content: str) -> Drawing:
    """Draw the content. The caller has asked whether the product may have the carrier."""
    kind = Carrier(carrier)
    symbol = zint.Symbol()
    symbol.show_hrt = False
    symbol.symbology = _SYMBOLOGIES[kind]
    match kind:
        case Carrier.QR:
            symbol.option_1 = MIDDLE + 1
        case Carrier.DATA_MATRIX:
            symbol.input_mode = zint.InputMode.GS1
            symbol.option_3 = zint.DataMatrixOptions.SQUARE
        case Carrier.EAN13:
            symbol.height = BAR_HEIGHT
    symbol.encode(content)
    symbol.buffer_vector()
    quiet = QUIET_ZONE[kind]
    bars = tuple(
        (bar.x / UNITS + quiet, bar.y / UNITS + quiet, bar.width / UNITS, bar.height / UNITS)
        for bar in symbol.vector.rectangles
    )
    return Drawing(symbol.vector.width / UNITS + 2 * quiet, symbol.vector.height / UNITS + 2 * quiet, bars)


_SYMBOLOGIES = {
    Carrier.QR: zint.Symbology.QRCODE,
    Carrier.DATA_MATRIX: zint.Symbology.DATAMATRIX,
    Carrier.EAN13: zint.Symbology.EANX,
}
