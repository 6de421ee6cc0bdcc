"""Digital Links and EPC URNs: one notation for one thing, beside biip and the reference event hash."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from epcis_event_hash_generator.dl_normaliser import normaliser
from hypothesis import example, given
from hypothesis import strategies as st

from saolang.core.gs1.dictionary import read
from saolang.core.gs1.keys import CHARACTERS_82, check_digit
from saolang.core.gs1.links import CANONICAL, Link, canonical, parse_path, parse_urn, to_urn
from saolang.core.refusal import Refusal

GTIN = "09520000000011"
ENTRIES = read(Path("saolang/data/gs1/gs1-syntax-dictionary.txt").read_text())
HOSTS = frozenset(("ocop.example.vn", "localhost:8000"))
HOME = "https://ocop.example.vn"
VALUES = st.text("".join(sorted(CHARACTERS_82)), min_size=1, max_size=20).filter(lambda text: text.strip("."))
GTINS = st.text("0123456789", min_size=13, max_size=13).map(lambda digits: digits + check_digit(digits))


@given(GTINS, VALUES, VALUES, VALUES)
def test_link_is_read_back_from_its_path(gtin: str, cpv: str, lot: str, serial: str) -> None:
    link = Link(gtin=gtin, cpv=cpv, lot=lot, serial=serial)

    assert parse_path(link.path) == link
    assert parse_path(link.path + "/") == link


@given(GTINS, VALUES, VALUES)
def test_link_reads_as_the_reference_library_reads_it(gtin: str, lot: str, serial: str) -> None:
    link = Link(gtin=gtin, lot=lot, serial=serial)

    read_by_biip = GS1DigitalLinkURI.parse(link.canonical)

    assert [(each.ai.ai, each.value) for each in read_by_biip.element_strings] == list(link.pieces)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/01/9520000000011", Link(gtin=GTIN)),
        ("/01/614141123452", Link(gtin="00614141123452")),
        ("/01/96385074", Link(gtin="00000096385074")),
        (f"/01/{GTIN}/10/A%2FB", Link(gtin=GTIN, lot="A/B")),
        (f"/01/{GTIN}/22/V1/21/S", Link(gtin=GTIN, cpv="V1", serial="S")),
        (f"/01/{GTIN}/235/TPX", Link(gtin=GTIN, others=(("235", "TPX"),))),
        ("/414/9520000000004/254/1", Link(gln="9520000000004", extension="1")),
        ("/417/9520000000004", Link(party="9520000000004")),
        ("/00/106141412345678908", Link(sscc="106141412345678908")),
        ("/8004/9520000ABC", Link(others=(("8004", "9520000ABC"),))),
    ],
)
def test_path_is_read(path: str, expected: Link) -> None:
    assert parse_path(path) == expected


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/01",
        "/01/",
        "/01/09520000000012",
        "/01/09520000000011/10",
        f"/01/{GTIN}/21/S/10/L",
        f"/01/{GTIN}/10/L/10/M",
        f"/01/{GTIN}/22/V/235/T",
        f"/01/{GTIN}/10/L%C3%B4",
        f"/01/{GTIN}/10/A%20B",
        f"/01/{GTIN}/10/{'x' * 21}",
        f"/01/{GTIN}/17/260101",
        f"/gtin/{GTIN}",
        "/414/9520000000005",
        "/00/106141412345678909",
        "/10/L/01/09520000000011",
        "//01/09520000000011",
    ],
)
def test_path_against_the_syntax_is_refused(path: str) -> None:
    with pytest.raises(Refusal):
        parse_path(path)


@pytest.mark.parametrize("query", ["10=L", "21=S", "22=V", "01=09520000000011", "235=T", "a=1&10=L"])
def test_qualifier_in_the_query_is_refused(query: str) -> None:
    with pytest.raises(Refusal, match="nằm trong đường dẫn"):
        parse_path(f"/01/{GTIN}", query)


@pytest.mark.parametrize("query", ["999=1", "17=261399", "3103=1", "254=1"])
def test_attribute_the_dictionary_does_not_know_or_allow_is_refused(query: str) -> None:
    with pytest.raises(Refusal):
        parse_path(f"/01/{GTIN}", query, ENTRIES)


@pytest.mark.parametrize("query", ["17=261200&linkType=gs1:pip", "3103=000195", "utm=1", "linkType="])
def test_attribute_and_foreign_key_in_the_query_are_let_be(query: str) -> None:
    assert parse_path(f"/01/{GTIN}/10/L", query, ENTRIES) == Link(gtin=GTIN, lot="L")


def test_query_of_too_many_parts_is_refused() -> None:
    with pytest.raises(Refusal):
        parse_path(f"/01/{GTIN}", "&".join(f"a{number}=1" for number in range(200)))


@pytest.mark.parametrize(
    ("urn", "expected"),
    [
        ("urn:epc:id:sgtin:9520000.000001.S1", f"/01/{GTIN}/21/S1"),
        ("urn:epc:id:sgtin:9520000.000001.A.B:C", f"/01/{GTIN}/21/A.B%3AC"),
        ("urn:epc:class:lgtin:9520000.000001.A%2FB", f"/01/{GTIN}/10/A%2FB"),
        ("urn:epc:idpat:sgtin:9520000.000001.*", f"/01/{GTIN}"),
        ("urn:epc:id:sscc:0614141.1234567890", "/00/106141412345678908"),
        ("urn:epc:id:sgln:9520000.00000.0", "/414/9520000000004"),
        ("urn:epc:id:sgln:9520000.00000.7", "/414/9520000000004/254/7"),
        ("urn:epc:id:sgln:952000000000..0", "/414/9520000000004"),
        ("urn:epc:id:pgln:9520000.00000", "/417/9520000000004"),
        ("urn:epc:id:grai:9520000.00000.X", "/8003/09520000000004X"),
        ("urn:epc:id:giai:9520000.ABC", "/8004/9520000ABC"),
        ("urn:epc:id:gsrn:9520000.0000000000", "/8018/952000000000000002"),
        ("urn:epc:id:gdti:9520000.00000.D1", "/253/9520000000004D1"),
        ("urn:epc:id:sgcn:9520000.00000.12", "/255/952000000000412"),
        ("urn:epc:id:cpi:9520000.AB.5", "/8010/9520000AB/8011/5"),
        ("urn:epc:id:itip:9520000.000001.01.02.S", "/8006/095200000000110102/21/S"),
        ("urn:epc:id:upui:9520000.000001.T", f"/01/{GTIN}/235/T"),
        ("urn:epc:id:ginc:9520000.XY", "/401/9520000XY"),
    ],
)
def test_urn_and_link_become_one_notation(urn: str, expected: str) -> None:
    assert canonical(urn) == CANONICAL + expected
    assert canonical(CANONICAL + expected) == CANONICAL + expected


@given(
    st.integers(6, 12).flatmap(lambda length: st.tuples(st.just(length), GTINS)),
    st.text("!'()*+,-.:;=_%&/\"<>?ABCabc019", min_size=1, max_size=20),
)
def test_urn_of_a_unit_and_lot_comes_back_and_hashes_as_the_reference(sized: tuple[int, str], text: str) -> None:
    length, gtin = sized
    for link in (Link(gtin=gtin, serial=text), Link(gtin=gtin, lot=text), Link(gtin=gtin)):
        urn = to_urn(link, length)

        assert parse_urn(urn) == link
        assert canonical(urn) == normaliser(urn)


@pytest.mark.parametrize(
    "urn",
    [
        "urn:epc:id:sscc:0614141.1234567890",
        "urn:epc:id:sgln:9520000.00000.0",
        "urn:epc:id:sgln:9520000.00000.7",
        "urn:epc:id:pgln:9520000.00000",
    ],
)
def test_urn_of_a_pallet_place_and_party_comes_back(urn: str) -> None:
    assert to_urn(parse_urn(urn), 7) == urn


@pytest.mark.parametrize(
    ("link", "length"), [(Link(gtin=GTIN), 5), (Link(gtin=GTIN), 13), (Link(others=(("8004", "A"),)), 7)]
)
def test_urn_of_a_length_or_key_there_is_none_of_is_refused(link: Link, length: int) -> None:
    with pytest.raises(Refusal):
        to_urn(link, length)


@pytest.mark.parametrize(
    "urn",
    [
        "urn:epc:",
        "urn:epc:id:sgtin",
        "urn:epc:id:sgtin:",
        "urn:epc:id:sgtin:9520000",
        "urn:epc:id:sgtin:9520000..S",
        "urn:epc:id:sgtin:9520000.000001",
        "urn:epc:id:sgtin:95200.00000001.S",
        "urn:epc:id:sgtin:9520000.00000x.S",
        "urn:epc:id:sgtin:9520000.000001.S S",
        "urn:epc:id:sgtin:9520000.000001." + "S" * 21,
        "urn:epc:idpat:sgtin:9520000.000001.5",
        "urn:epc:idpat:sgtin:9520000.*.*",
        "urn:epc:id:pgln:9520000.00000.0",
        "urn:epc:id:cpi:9520000.AB",
        "urn:epc:id:cpi:9520000.ab.5",
        "urn:epc:id:nothing:1.2",
    ],
)
def test_urn_that_is_malformed_is_refused(urn: str) -> None:
    with pytest.raises(Refusal):
        canonical(urn)


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        (f"http://truyxuat.example.vn/01/{GTIN}/10/L1", f"{CANONICAL}/01/{GTIN}/10/L1"),
        (f"https://brand.example/vi/qr/01/{GTIN}/10/L1?17=260101&a=b#top", f"{CANONICAL}/01/{GTIN}/10/L1"),
        (f"HTTPS://ID.GS1.ORG/01/{GTIN}/", f"{CANONICAL}/01/{GTIN}"),
        ("https://x.example/01/9520000000011", f"{CANONICAL}/01/{GTIN}"),
        (f"https://x.example/01/{GTIN}/22/V/10/L/21/S", f"{CANONICAL}/01/{GTIN}/21/S"),
        (f"https://x.example/01/{GTIN}/22/V/10/L", f"{CANONICAL}/01/{GTIN}/10/L"),
        (f"https://x.example/01/{GTIN}/22/V", f"{CANONICAL}/01/{GTIN}"),
        ("https://x.example/414/9520000000004", f"{CANONICAL}/414/9520000000004"),
        (f"{CANONICAL}/8006/095200000000110102/21/S", f"{CANONICAL}/8006/095200000000110102/21/S"),
    ],
)
def test_link_on_any_host_becomes_one_notation(identifier: str, expected: str) -> None:
    assert canonical(identifier) == expected


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("https://ocop.example.vn/sp/SP-7K3M9QXW", f"{HOME}/sp/SP-7K3M9QXW"),
        ("http://localhost:8000/sp/SP-7K3M9QXW/lo/L%2D1/", f"{HOME}/sp/SP-7K3M9QXW/lo/L-1"),
        ("https://OCOP.example.vn/sp/SP-7K3M9QXW/lo/A%2fB/so/1?hl=en", f"{HOME}/sp/SP-7K3M9QXW/lo/A%2FB/so/1"),
        ("https://ocop.example.vn/nl/LO-1234", f"{HOME}/nl/LO-1234"),
        ("https://ocop.example.vn/dd/DD-1234", f"{HOME}/dd/DD-1234"),
        ("https://other.example/sp/SP-7K3M9QXW/lo/L%2D1/", "https://other.example/sp/SP-7K3M9QXW/lo/L%2D1/"),
    ],
)
def test_address_of_ours_becomes_one_notation_on_our_hosts_alone(identifier: str, expected: str) -> None:
    assert canonical(identifier, HOSTS, HOME) == expected


def test_address_of_ours_keeps_its_host_where_no_home_is_said() -> None:
    assert canonical("http://ocop.example.vn/sp/SP-1", HOSTS) == "https://ocop.example.vn/sp/SP-1"


@pytest.mark.parametrize(
    "address", ["https://ocop.example.vn/sp/SP-1/lo/A%20B", f"https://ocop.example.vn/sp/SP-1/so/{'9' * 21}"]
)
def test_address_of_ours_with_a_lot_or_serial_no_carrier_bears_is_refused(address: str) -> None:
    with pytest.raises(Refusal):
        canonical(address, HOSTS, HOME)


@pytest.mark.parametrize(
    "identifier",
    [
        "urn:uuid:6f2b1c2e-2f0a-4c53-9a35-5b8f4f6f0001",
        "https://example.vn/cert/OCOP-2025-0123",
        "https://news.example/2026/01/15/tin-moi",
        "https://news.example/01/20260115/tin-moi",
        "https://shop.example/01/09520000000012/anh/to",
        "https://[::1",
        "https://",
        "mailto:a@b.vn",
        "",
    ],
)
def test_other_identifiers_come_back_as_they_are(identifier: str) -> None:
    assert canonical(identifier, HOSTS, HOME) == identifier


@pytest.mark.parametrize(
    "identifier",
    [
        "https://id.gs1.org/01/09520000000012",
        "https://id.gs1.org/voc/Product",
        "https://id.gs1.org/01/09520000000011?10=L",
        "https://brand.example/01/09520000000012/10/L",
        f"https://brand.example/01/{GTIN}/21/S/10/L",
        "https://brand.example/414/9520000000005",
        f"https://brand.example/01/{GTIN}/10/{'x' * 500}",
    ],
)
def test_link_that_is_wrong_is_refused(identifier: str) -> None:
    with pytest.raises(Refusal):
        canonical(identifier, HOSTS, HOME)


PIECES = st.sampled_from(
    [
        "urn:epc:",
        "id:sgtin:",
        "class:lgtin:",
        "https://",
        "id.gs1.org",
        "ocop.example.vn",
        "/01/",
        "/10/",
        "/21/",
        "/sp/",
        "/lo/",
        "?10=",
        "&",
        "%",
        "%2F",
        "%ff",
        ".",
        "*",
        "\ud800",
        "\n",
        GTIN,
        "9520000",
        "000001",
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=9).map("".join)))
@example("https://id.gs1.org/01/\ud800")
def test_canonical_of_any_text_is_a_fixed_point_or_a_refusal(text: str) -> None:
    try:
        once = canonical(text, HOSTS, HOME)
    except Refusal:
        return

    assert canonical(once, HOSTS, HOME) == once


@given(st.text(), st.text())
def test_any_path_and_query_is_read_or_refused(path: str, query: str) -> None:
    try:
        link = parse_path(path, query, ENTRIES)
    except Refusal:
        return

    assert parse_path(link.path) == link


def test_finest_link_keeps_what_names_the_thing() -> None:
    link = Link(gtin=GTIN, cpv="V", lot="L", serial="S")

    assert link.finest == Link(gtin=GTIN, serial="S")
    assert link.canonical == f"{CANONICAL}/01/{GTIN}/22/V/10/L/21/{quote('S')}"
