from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.base.kit.cms import read_signature, signature_within_pdf
from tests.base.kit.certificates import Holder

DOCUMENT = "Báo cáo năm 2023".encode()
SIGNATURE = Holder("Trần Văn Bình").sign(DOCUMENT)


@pytest.fixture(scope="module", params=["rsa", "ec"])
def holder(request: pytest.FixtureRequest) -> Holder:
    return Holder("Trần Văn Bình", kind=request.param)


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_signature_says_whose_it_is_and_of_which_bytes(holder: Holder, algorithm: str) -> None:
    signed = read_signature(holder.sign(DOCUMENT, algorithm))

    assert signed.name == "Trần Văn Bình"
    assert signed.is_of(DOCUMENT)
    assert not signed.is_of(DOCUMENT + b".")


def test_signature_altered_in_any_part_of_its_end_is_refused(holder: Holder) -> None:
    content = holder.sign(DOCUMENT)
    altered = content[:-1] + bytes([content[-1] ^ 1])

    with pytest.raises(ValueError, match="not that of its certificate"):
        read_signature(altered)


def test_signature_with_another_digest_put_in_is_refused(holder: Holder) -> None:
    content = holder.sign(DOCUMENT)
    digest = read_signature(content).digest

    with pytest.raises(ValueError, match="not that of its certificate"):
        read_signature(content.replace(digest, bytes(len(digest))))


@given(st.binary(max_size=60))
def test_what_is_no_signature_is_refused_as_a_value(content: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whichever of its sentences
        read_signature(content)


@given(st.data())
def test_a_signature_cut_off_or_altered_never_ends_otherwise(data: st.DataObject) -> None:
    content = bytearray(SIGNATURE)
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))

    try:
        signed = read_signature(bytes(content[: data.draw(st.integers(0, len(content)))]))
    except ValueError:
        return

    assert signed.is_of(DOCUMENT)


def test_signature_within_a_pdf_is_of_all_but_itself(holder: Holder) -> None:
    pdf = holder.sign_pdf(b"%PDF-1.7\nissued\n%%EOF\n")

    signature, signed = signature_within_pdf(pdf)

    assert read_signature(signature).is_of(signed)
    assert signed.startswith(b"%PDF-1.7\nissued\n%%EOF\n")


@pytest.mark.parametrize("added", [b"and more", b"/ByteRange [0 1 2 3]", b"/ByteRange [5 1 2 3]"])
def test_pdf_with_something_added_after_its_signature_is_refused(holder: Holder, added: bytes) -> None:
    pdf = holder.sign_pdf(b"%PDF-1.7\n%%EOF\n")

    with pytest.raises(ValueError, match="whole PDF"):
        signature_within_pdf(pdf + added)


def test_pdf_without_a_signature_is_refused() -> None:
    with pytest.raises(ValueError, match="no signature"):
        signature_within_pdf(b"%PDF-1.7\n%%EOF\n")
