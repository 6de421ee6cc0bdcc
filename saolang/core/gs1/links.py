"""GS1 Digital Links, EPC URNs, and the one notation in which both name the same thing.

GS1 Digital Link: URI Syntax 1.6.0; EPC Tag Data Standard 2.1, section 6 (URNs); CBV 2.0, section 8.2.
What no library does, or not fast enough: biip takes a wrong check digit, a short GTIN and a qualifier in the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote

from saolang.core.gs1 import dictionary as syntax
from saolang.core.gs1.keys import (
    CHARACTERS_82,
    LONGEST_LOT,
    gln13,
    gtin14,
    is_checked,
    is_digits,
    sscc18,
)
from saolang.core.gs1.urns import PREFIX_LENGTHS, escaped, pairs_of
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

GS1_HOST = "id.gs1.org"
CANONICAL = f"https://{GS1_HOST}"
UNESCAPED = "-._~';="
"""What of set 82 stands in an address as it is (table 7-1 of the syntax, and the reference event hash)."""
LONGEST_REMEMBERED = 400
"""Characters of an identifier whose canonical form is remembered: longer ones would fill the memory."""

QUALIFIERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "00": (),
    "01": (("22", "10", "21"), ("235",)),
    "253": (),
    "255": (),
    "401": (),
    "402": (),
    "414": (("254",), ("7040",)),
    "417": (("7040",),),
    "8003": (),
    "8004": (("7040",),),
    "8006": (("22", "10", "21"),),
    "8010": (("8011",),),
    "8013": (),
    "8017": (("8019",),),
    "8018": (("8019",),),
}
"""Keys of a Digital Link and the qualifiers that may follow each, in order; alternatives (the dictionary's dlpkey)."""


def _text(longest: int) -> Callable[[str], bool]:
    return lambda value: 0 < len(value) <= longest and CHARACTERS_82.issuperset(value)


def _number(longest: int) -> Callable[[str], bool]:
    return lambda value: 0 < len(value) <= longest and is_digits(value)


def _key_and(length: int, rest: Callable[[str], bool]) -> Callable[[str], bool]:
    """Return the test of a checked key of that many digits, and of what may follow it."""
    return lambda value: (
        is_checked(value[:length]) and len(value) >= length and (len(value) == length or rest(value[length:]))
    )


def _key(length: int) -> Callable[[str], bool]:
    return lambda value: len(value) == length and is_checked(value)


HOLDS: dict[str, Callable[[str], object]] = {
    "00": _key(18),
    "01": _key(14),
    "10": _text(LONGEST_LOT),
    "21": _text(LONGEST_LOT),
    "22": _text(LONGEST_LOT),
    "235": _text(28),
    "253": _key_and(13, _text(17)),
    "254": _text(LONGEST_LOT),
    "255": _key_and(13, _number(12)),
    "401": _text(30),
    "402": _key(17),
    "414": _key(13),
    "417": _key(13),
    "7040": re.compile(r"[0-9][!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{3}").fullmatch,
    "8003": lambda value: value[:1] == "0" and _key_and(14, _text(16))(value),
    "8004": _text(30),
    "8006": lambda value: re.fullmatch(r"[0-9]{18}", value) is not None and is_checked(value[:14]),
    "8010": re.compile(r"[#\-/0-9A-Z]{1,30}").fullmatch,
    "8011": re.compile(r"0|[1-9][0-9]{0,11}").fullmatch,
    "8013": _text(25),
    "8017": _key(18),
    "8018": _key(18),
    "8019": _number(10),
}
"""What each AI of a link may hold (the dictionary's specification of it)."""

_PLAIN = re.compile(
    r"/01/(?P<gtin>[0-9]{14})(?:/10/(?P<lot>[A-Za-z0-9._-]{1,20}))?(?:/21/(?P<serial>[A-Za-z0-9._-]{1,20}))?"
)
"""The links met nearly always; their characters need no decoding."""
_WEB = re.compile(r"(?i:https?)://(?P<host>[^/?#\s]+)(?P<path>/[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?", re.DOTALL)
_USUAL = re.compile(r"https://id\.gs1\.org/01/(?P<gtin>[0-9]{14})(?:/(?:10|21)/[A-Za-z0-9._-]{1,20})?")
"""Canonical links as they mostly come: their check digit is all there is to ask."""
_OWN = re.compile(
    r"/(?:sp/[A-Z0-9-]{1,20}(?:/lo/(?P<lot>[^/]+))?(?:/so/(?P<serial>[^/]+))?|(?:nl|dd)/[A-Z0-9-]{1,20})/?"
)
"""Our own addresses: a product, its lot, its unit; a lot of raw material; a location."""
_UNMISTAKABLE = {
    "01": (12, 13, 14),
    "00": (18,),
    "414": (13,),
    "417": (13,),
    "8018": (18,),
    "8017": (18,),
    "8006": (18,),
}
"""Lengths by which a key on a foreign host is known to be one: "/01/" alone may be a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a Digital Link or an EPC URN names: one key, and what qualifies it.

    `others` are pairs of AI and value of keys and qualifiers with no name here (assets, documents, coupons).
    """

    gtin: str = ""
    sscc: str = ""
    gln: str = ""
    party: str = ""
    cpv: str = ""
    lot: str = ""
    serial: str = ""
    extension: str = ""
    others: tuple[tuple[str, str], ...] = ()

    @property
    def pieces(self) -> tuple[tuple[str, str], ...]:
        """AIs and values in the order of the path."""
        named = tuple((ai, value) for ai, name in NAMES.items() if (value := getattr(self, name)))
        if self.others and self.others[0][0] in QUALIFIERS:
            return self.others + named
        return named + self.others

    @property
    def path(self) -> str:
        """The path of the link on any host, such as /01/09520000000011/10/L1."""
        return "".join(f"/{ai}/{quote(value, safe=UNESCAPED)}" for ai, value in self.pieces)

    @property
    def canonical(self) -> str:
        """The link on GS1's own host."""
        return CANONICAL + self.path

    @property
    def finest(self) -> Link:
        """What the link names, without what only describes it: a unit by its serial, else the lot, else the key.

        The event hash of CBV 2.0 (section 8.9.2) and a look-up by EPC take it so.
        """
        if self.serial:
            return Link(gtin=self.gtin, serial=self.serial, others=self._keys())
        if self.lot:
            return Link(gtin=self.gtin, lot=self.lot, others=self._keys())
        return Link(
            gtin=self.gtin,
            sscc=self.sscc,
            gln=self.gln,
            party=self.party,
            extension=self.extension,
            others=self.others,
        )

    def _keys(self) -> tuple[tuple[str, str], ...]:
        return tuple(piece for piece in self.others if piece[0] in QUALIFIERS)


NAMES = {
    "01": "gtin",
    "00": "sscc",
    "414": "gln",
    "417": "party",
    "22": "cpv",
    "10": "lot",
    "21": "serial",
    "254": "extension",
}
"""AIs that are fields of a link."""


def parse_path(path: str, query: str = "", entries: syntax.Dictionary | None = None) -> Link:
    """Return what the path of a Digital Link names; a GTIN of 8, 12 or 13 digits comes back as its 14.

    Path and query are as they stand in the address, percent-encoded; a slash at the end does no harm. Raises Refusal
    for what the syntax forbids: a wrong check digit, qualifiers out of order, a qualifier in the query, an AI that is
    none; with `entries` of the syntax dictionary also an attribute in the query with a value it may not have.
    """
    plain = _PLAIN.fullmatch(path)
    if plain and not query and is_checked(plain["gtin"]):
        return Link(gtin=plain["gtin"], lot=plain["lot"] or "", serial=plain["serial"] or "")
    link = _of_segments(path.removeprefix("/").removesuffix("/").split("/"))
    if query:
        _check_query(query, link, entries)
    return link


def parse_urn(text: str) -> Link:
    """Return what an EPC URN names. Raises Refusal for one that is none, or is malformed."""
    try:
        pairs = pairs_of(text)
    except ValueError:
        raise _no_urn(text) from None
    if not all(HOLDS[ai](value) for ai, value in pairs):
        raise _no_urn(text)
    return _link(pairs)


def to_urn(link: Link, prefix_length: int) -> str:
    """Return the EPC URN of a unit, lot, kind, place, party or pallet; the URN says where the company prefix ends.

    Raises Refusal for a length no prefix has, and for keys that only their Digital Link writes here.
    """
    if prefix_length not in PREFIX_LENGTHS:
        raise Refusal(gettext_noop("Tiền tố mã doanh nghiệp trong URN phải có từ 6 đến 12 chữ số."))
    if link.gtin:
        body = f"{link.gtin[1 : prefix_length + 1]}.{link.gtin[0]}{link.gtin[prefix_length + 1 : 13]}"
        if link.serial:
            return f"urn:epc:id:sgtin:{body}.{escaped(link.serial)}"
        return f"urn:epc:class:lgtin:{body}.{escaped(link.lot)}" if link.lot else f"urn:epc:idpat:sgtin:{body}.*"
    if link.sscc:
        return f"urn:epc:id:sscc:{link.sscc[1 : prefix_length + 1]}.{link.sscc[0]}{link.sscc[prefix_length + 1 : 17]}"
    if link.gln:
        body = f"{link.gln[:prefix_length]}.{link.gln[prefix_length:12]}"
        return f"urn:epc:id:sgln:{body}.{escaped(link.extension) or '0'}"
    if link.party:
        return f"urn:epc:id:pgln:{link.party[:prefix_length]}.{link.party[prefix_length:12]}"
    raise Refusal(gettext_noop("Loại mã này không đổi sang URN được. Hãy dùng địa chỉ GS1 Digital Link."))


def canonical(identifier: str, hosts: frozenset[str] = frozenset(), home: str = "") -> str:
    """Return the one notation under which the identifier is kept and looked up.

    An EPC URN and a Digital Link, on any host and below any path, become the link on GS1's host, cut to what they name.
    An address of ours on one of `hosts` (lower case, with the port if any) becomes the same on `home`, such as
    "https://ocop.example.vn"; with no `home`, on its own host by https. Other URIs come back as they are.
    Raises Refusal for a URN or link that is malformed.
    """
    work = _remembered if len(identifier) <= LONGEST_REMEMBERED else _canonical
    return work(identifier, hosts, home)


def _canonical(identifier: str, hosts: frozenset[str], home: str) -> str:
    usual = _USUAL.fullmatch(identifier)
    if usual and is_checked(usual["gtin"]):
        return identifier
    if identifier.startswith("urn:epc:"):
        return parse_urn(identifier).finest.canonical
    found = _WEB.fullmatch(identifier)
    if not found:
        return identifier
    host, path = found["host"].lower(), found["path"]
    if host in hosts and (own := _OWN.fullmatch(path)):
        return (home or f"https://{host}") + _own_path(path, own)
    link_path = path if host == GS1_HOST else _link_path(path)
    return parse_path(link_path, found["query"] or "").finest.canonical if link_path else identifier


def _link_path(path: str) -> str:
    """Return what of a foreign path is a Digital Link's, "" where none is."""
    segments = path.removesuffix("/").split("/")
    for at, (ai, key) in enumerate(pairwise(segments)):
        if len(key) in _UNMISTAKABLE.get(ai, ()) and is_digits(key):
            return "/" + "/".join(segments[at:]) if _goes_on(ai, segments[at + 2 :]) else ""
    return ""


_remembered = lru_cache(maxsize=65536)(_canonical)


def _own_path(path: str, own: re.Match[str]) -> str:
    """Return the address of ours with its lot and serial encoded in one way, and no slash at its end."""
    for name in ("lot", "serial"):
        if own[name] and not HOLDS["10"](unquote(own[name])):
            raise _bad_value("10" if name == "lot" else "21", unquote(own[name]))
    return "/".join(quote(unquote(piece), safe=UNESCAPED) for piece in path.removesuffix("/").split("/"))


def _goes_on(ai: str, rest: list[str]) -> bool:
    """Tell whether what follows the key looks like qualifiers: else the address is some other page's."""
    allowed = {each for sequence in QUALIFIERS[ai] for each in sequence}
    return len(rest) % 2 == 0 and allowed.issuperset(rest[::2])


def _of_segments(segments: list[str]) -> Link:
    if len(segments) % 2 or segments[0] not in QUALIFIERS:
        raise Refusal(
            gettext_noop(
                "Địa chỉ không theo GS1 Digital Link: phải bắt đầu bằng một mã định danh (như /01/ và GTIN),"
                " sau đó từng cặp mã và giá trị."
            )
        )
    ais, values = segments[::2], [unquote(value) for value in segments[1::2]]
    if not any(_in_order(ais[1:], sequence) for sequence in (*QUALIFIERS[ais[0]], ())):
        raise Refusal(
            gettext_noop("Địa chỉ có thành phần không thuộc mã %(key)s hoặc sai thứ tự: %(found)s."),
            key=ais[0],
            found=", ".join(ais[1:]),
        )
    values[0] = _normal(ais[0], values[0])
    for ai, value in zip(ais, values, strict=True):
        if not HOLDS[ai](value):
            raise _bad_value(ai, value)
    return _link(zip(ais, values, strict=True))


def _normal(ai: str, value: str) -> str:
    """Return the value of a key as it is kept, with a sentence of its own for the keys people meet."""
    spelling = {"01": gtin14, "414": gln13, "417": gln13, "00": sscc18}.get(ai)
    return spelling(value) if spelling else value


def _in_order(found: list[str], sequence: tuple[str, ...]) -> bool:
    """Tell whether the qualifiers found are among the sequence, each once, in its order."""
    left = iter(sequence)
    return all(ai in left for ai in found)


def _link(pairs: Iterable[tuple[str, str]]) -> Link:
    known: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    for ai, value in pairs:
        if ai in NAMES:
            known[NAMES[ai]] = value
        else:
            others.append((ai, value))
    return Link(**known, others=tuple(others))


def _check_query(query: str, link: Link, entries: syntax.Dictionary | None) -> None:
    """Refuse a key or qualifier of the path in the query, and numbers that are no AI (syntax, 5.9 and 5.10)."""
    key = link.pieces[0][0]
    in_path = {key, *(ai for sequence in QUALIFIERS[key] for ai in sequence)}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise Refusal(gettext_noop("Địa chỉ có quá nhiều tham số.")) from None
    for name, value in pairs:
        if not is_digits(name):
            continue
        if name in in_path:
            raise Refusal(
                gettext_noop("Mã %(ai)s phải nằm trong đường dẫn của địa chỉ, không nằm sau dấu hỏi."), ai=name
            )
        if entries is None:
            continue
        entry = entries.get(name)
        if entry is None or not entry.is_attribute:
            raise Refusal(gettext_noop("“%(ai)s” không phải thuộc tính của GS1 Digital Link."), ai=name)
        if not syntax.holds(entry, value):
            raise _bad_value(name, value)


def _bad_value(ai: str, value: str) -> Refusal:
    return Refusal(
        gettext_noop("Mã %(ai)s không nhận giá trị “%(value)s”: sai độ dài, ký tự hoặc số kiểm tra."),
        ai=ai,
        value=value,
    )


def _no_urn(text: str) -> Refusal:
    return Refusal(gettext_noop("“%(urn)s” không phải một EPC URN đúng chuẩn."), urn=text)
