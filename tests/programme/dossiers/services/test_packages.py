"""A dossier goes up to the centre as one signed file, and the answer comes back, between two installations.

The receiving one is this database with the dossier, its papers and its keys taken away.
"""

from __future__ import annotations

import contextlib
import io
import zipfile
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.apps import apps
from django.db import connection

from saolang.base.audit.models import SigningKey
from saolang.base.audit.queries import history_of
from saolang.base.files.queries import read
from saolang.base.files.services import store
from saolang.core.refusal import Refusal
from saolang.programme.dossiers.choices import Act, Assessor, Direction, Sender, State
from saolang.programme.dossiers.models import (
    Assessment,
    Dossier,
    Finding,
    Package,
    Proof,
    SampleMove,
    Submission,
    TrustedKey,
)
from saolang.programme.dossiers.rules import packages as rules
from saolang.programme.dossiers.services import moves
from saolang.programme.dossiers.services.packages import answer, export, take_in, trust
from saolang.programme.registry.models import Evidence, Producer, Product
from tests.factories.dossiers import a_dossier, a_paper_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.base.places.models import Place

RESULT = {"total": "1834/20", "stars": 4, "stars_by_points": 5, "means": {"1.1": "3"}, "capped_by": [], "votes": 9}
LEFT_BEHIND = (
    "dossiers.Package",
    "dossiers.Move",
    "dossiers.Finding",
    "dossiers.Assessment",
    "dossiers.SampleMove",
    "dossiers.Submission",
    "dossiers.Proof",
    "dossiers.Claim",
    "dossiers.Dossier",
    "registry.Evidence",
    "audit.SigningKey",
)


@pytest.fixture
def sent_up(commune: Place) -> Dossier:
    """A dossier the province has sent to the centre, with a paper, a report, samples and its frozen copy."""
    dossier = a_dossier(commune, choices={"1.1": "1.1-3"}, state=State.FINAL, official_code="92-1-1-2026")
    paper = a_paper_of(dossier)
    Proof.objects.create(dossier=dossier, criterion="1.1", evidence=paper, added_by="tests")
    report = Assessment.objects.create(
        dossier=dossier,
        assessor=Assessor.ADVISERS,
        answers={"survey": "Đã đến"},
        proposes=True,
        saved_by="tests",
        locked_at=dossier.opened_at,
        locked_by="tests",
    )
    Finding.objects.create(assessment=report, criterion="1.1", option="1.1-2")
    SampleMove.objects.create(dossier=dossier, act="received", units=5, on="2026-06-01", recorded_by="tests")
    frozen = store(b'{"frozen":true}', by="tests")
    Submission.objects.create(dossier=dossier, number=1, content=frozen, frozen_by="tests")
    return moves.move(dossier=dossier, act=Act.SEND_UP, by="tests")


def at_another_installation() -> None:
    """Take away what the other installation does not have."""
    for label in LEFT_BEHIND:
        apps.get_model(label).objects.all().delete()


def packed(dossier: Dossier) -> tuple[bytes, str]:
    """Export the dossier; return the bytes and the key that signed them."""
    package = export(dossier=dossier, result=RESULT, by="tests")
    return read(package.file), SigningKey.objects.get(in_use=True).public


def altered(content: bytes, **changes: bytes | None) -> bytes:
    """Return the package with files put in the place of those, or taken out for None; `_` stands for any evidence."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    first = min(name for name in entries if name.startswith(rules.FILES))
    for name, value in changes.items():
        path = {"_": first, "manifest": rules.MANIFEST, "signature": rules.SIGNATURE}.get(name, rules.FILES + name)
        entries.pop(path, None)
        if value is not None:
            entries[path] = value
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, value in entries.items():
            archive.writestr(path, value)
    return out.getvalue()


def test_a_dossier_goes_up_whole_and_stands_at_the_centre(sent_up: Dossier) -> None:
    content, key = packed(sent_up)
    name, made, before = sent_up.product.name_vi, sent_up.code, Product.objects.count()
    at_another_installation()
    trust(public=key, name="Tỉnh Cần Thơ", sender=Sender.PROVINCE, by="tests")

    package = take_in(content=content, by="user:9")

    arrived = package.dossier
    assert (arrived.code, arrived.state, arrived.procedure) == (made, State.CENTRE, "d26-centre")
    assert (arrived.product.name_vi, Product.objects.count()) == (name, before + 1)
    assert list(arrived.claims.values_list("criterion", "option")) == [("1.1", "1.1-3")]
    [proof] = arrived.proofs.select_related("evidence__file")
    assert (proof.criterion, read(proof.evidence.file)[:8]) == ("1.1", b"%PDF-1.7")
    [report] = arrived.assessments.all()
    assert (report.answers, report.findings.get().option) == ({"survey": "Đã đến"}, "1.1-2")
    assert read(arrived.submissions.get().content) == b'{"frozen":true}'
    assert arrived.sample_moves.get().units == 5
    assert (package.direction, package.other) == (Direction.IN, "Tỉnh Cần Thơ")
    assert [change.action for change in history_of("package", package.code)] == ["import", "export"]


def test_the_same_package_twice_changes_nothing(sent_up: Dossier) -> None:
    content, key = packed(sent_up)
    at_another_installation()
    trust(public=key, name="Tỉnh Cần Thơ", sender=Sender.PROVINCE, by="tests")
    first = take_in(content=content, by="user:9")
    counts = [model.objects.count() for model in (Dossier, Producer, Product, Evidence, Package)]

    second = take_in(content=content, by="user:9")

    assert second == first
    assert [model.objects.count() for model in (Dossier, Producer, Product, Evidence, Package)] == counts


def test_a_key_nobody_has_compared_is_shown_and_nothing_enters(sent_up: Dossier) -> None:
    content, key = packed(sent_up)
    at_another_installation()

    with pytest.raises(Refusal) as refused:
        take_in(content=content, by="user:9")

    assert refused.value == rules.unknown_key(key)
    assert rules.fingerprint(key) in str(refused.value)
    assert (Dossier.objects.count(), Package.objects.count()) == (0, 0)


def test_our_own_package_is_not_taken_in(sent_up: Dossier) -> None:
    content, _key = packed(sent_up)

    with pytest.raises(Refusal) as refused:
        take_in(content=content, by="user:9")

    assert refused.value == rules.OWN


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"_": b"other"}, "đã bị sửa. Hãy xin"),
        ({"_": None}, "Gói thiếu tệp"),
        ({"0" * 64: b"more"}, "Gói có tệp lạ 0000"),
        ({"manifest": b'{"format":"saolang-package/1"}'}, "Chữ ký của gói không khớp"),
        ({"manifest": None}, "không phải gói hồ sơ"),
        ({"signature": b"[]"}, "không phải gói hồ sơ"),
        ({"signature": b'{"key":"x","signature":"y"}'}, "Chữ ký của gói không khớp"),
    ],
)
def test_a_package_somebody_altered_leaves_nothing_behind(
    sent_up: Dossier, changes: dict[str, bytes | None], why: str
) -> None:
    content, key = packed(sent_up)
    at_another_installation()
    trust(public=key, name="Tỉnh Cần Thơ", sender=Sender.PROVINCE, by="tests")

    with pytest.raises(Refusal, match=why):
        take_in(content=altered(content, **changes), by="user:9")

    assert (Dossier.objects.count(), Evidence.objects.count(), Package.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_package_is_refused(db: None, content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        take_in(content=content, by="user:9")

    assert refused.value == rules.NO_PACKAGE


def test_a_package_damaged_on_its_way_is_refused(sent_up: Dossier) -> None:
    content, _ = packed(sent_up)

    for place in range(0, len(content), 31):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        with contextlib.suppress(Refusal):  # a byte of what no reader looks at may change: a moment, a version
            rules.read(bytes(damaged))


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "../../tai-khoan"},
        {"code": "HS-1"},
        {"code": 7},
        {"forms": ["phone"]},
        {"forms": {"phone": {"a": 1}}},
        {"kind": "x" * 500},
        {"official_code": "9" * 500},
        {"filed_at": "hôm qua"},
        {"place": None},
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused_though_its_key_is_trusted(
    sent_up: Dossier, wrong: dict[str, object]
) -> None:
    content, _ = packed(sent_up)
    said = rules.read(content)
    at_another_installation()
    manifest = {**said.manifest, "dossier": {**said.manifest["dossier"], **wrong}}
    hostile, key = signed_by_another(manifest, said.files)
    trust(public=key, name="Tỉnh Cần Thơ", sender=Sender.PROVINCE, by="tests")

    if "official_code" in wrong and connection.vendor == "sqlite":
        pytest.skip("SQLite keeps any length")
    with pytest.raises(Refusal) as refused:
        take_in(content=hostile, by="user:9")

    assert refused.value == rules.INCOMPLETE
    assert not Dossier.objects.exists()


def test_a_manifest_without_its_code_is_refused(sent_up: Dossier) -> None:
    said = rules.read(packed(sent_up)[0])
    nameless = {name: value for name, value in said.manifest.items() if name != "code"}

    with pytest.raises(Refusal) as refused:
        rules.read(signed_by_another(nameless, said.files)[0])

    assert refused.value == rules.NO_PACKAGE


def test_a_dossier_that_is_here_already_from_another_package_is_refused(sent_up: Dossier) -> None:
    first, key = packed(sent_up)
    second, _ = packed(sent_up)
    at_another_installation()
    trust(public=key, name="Tỉnh Cần Thơ", sender=Sender.PROVINCE, by="tests")
    take_in(content=first, by="user:9")

    with pytest.raises(Refusal) as refused:
        take_in(content=second, by="user:9")

    assert refused.value == rules.THERE_ALREADY


def test_only_what_was_sent_up_is_packed(commune: Place) -> None:
    with pytest.raises(Refusal) as refused:
        export(dossier=a_dossier(commune, state=State.FINAL), by="tests")

    assert refused.value == rules.NOT_AT_CENTRE


def test_the_centres_answer_brings_a_product_below_five_stars_back(sent_up: Dossier) -> None:
    package = export(dossier=sent_up, result=RESULT, by="tests")
    reply, key = answer_from_the_centre(package, stars=4)
    trust(public=key, name="Bộ Nông nghiệp và Môi trường", sender=Sender.CENTRE, by="tests")

    taken = take_in(content=reply, by="user:2")
    again = take_in(content=reply, by="user:2")

    sent_up.refresh_from_db()
    assert (taken.dossier, taken.answers, again) == (sent_up, package.code, taken)
    assert sent_up.state == State.FINAL


def test_a_product_of_five_stars_waits_for_the_ministers_decision(sent_up: Dossier) -> None:
    package = export(dossier=sent_up, result=RESULT, by="tests")
    reply, key = answer_from_the_centre(package, stars=5)
    trust(public=key, name="Bộ Nông nghiệp và Môi trường", sender=Sender.CENTRE, by="tests")

    take_in(content=reply, by="user:2")

    sent_up.refresh_from_db()
    assert sent_up.state == State.CENTRE


def test_an_answer_to_nothing_we_sent_is_refused(sent_up: Dossier) -> None:
    package = export(dossier=sent_up, result=RESULT, by="tests")
    reply, key = answer_from_the_centre(package, stars=4)
    trust(public=key, name="Bộ Nông nghiệp và Môi trường", sender=Sender.CENTRE, by="tests")
    Package.objects.all().delete()

    with pytest.raises(Refusal) as refused:
        take_in(content=reply, by="user:2")

    assert refused.value == rules.ANSWERS_NOTHING


def test_only_a_dossier_that_came_as_a_package_is_answered(sent_up: Dossier) -> None:
    with pytest.raises(Refusal) as refused:
        answer(dossier=sent_up, result=RESULT, by="tests")

    assert refused.value == rules.NO_PACKAGE_TO_ANSWER


def test_an_answer_waits_for_the_final_result(sent_up: Dossier) -> None:
    content, key = packed(sent_up)
    at_another_installation()
    trust(public=key, name="Tỉnh Cần Thơ", sender=Sender.PROVINCE, by="tests")
    arrived = take_in(content=content, by="user:9").dossier

    with pytest.raises(Refusal) as refused:
        answer(dossier=arrived, result=RESULT, by="user:9")

    assert refused.value == rules.NO_RESULT


def test_the_centre_answers_what_it_received(sent_up: Dossier) -> None:
    content, key = packed(sent_up)
    at_another_installation()
    trust(public=key, name="Tỉnh Cần Thơ", sender=Sender.PROVINCE, by="tests")
    brought = take_in(content=content, by="user:9")
    for act in (Act.ADVISE, Act.ANNOUNCE, Act.CONFIRM):
        moves.move(dossier=brought.dossier, act=act, by="user:9")

    package = answer(dossier=brought.dossier, result=RESULT, by="user:9")

    manifest = rules.read(read(package.file)).manifest
    assert (manifest["kind"], manifest["answers"], manifest["result"]) == ("answer", brought.code, RESULT)
    assert (package.direction, package.answers, package.other) == (Direction.OUT, brought.code, "Tỉnh Cần Thơ")


def test_an_answer_that_a_trusted_province_signed_is_not_the_centres(sent_up: Dossier) -> None:
    package = export(dossier=sent_up, result=RESULT, by="tests")
    reply, key = answer_from_the_centre(package, stars=5)
    trust(public=key, name="Tỉnh An Giang", sender=Sender.PROVINCE, by="tests")

    with pytest.raises(Refusal, match="được xác nhận là của Tỉnh An Giang, không phải của trung ương"):
        take_in(content=reply, by="user:2")

    assert list(Package.objects.values_list("direction", flat=True)) == [Direction.OUT]


def test_a_dossier_that_the_centres_key_signed_comes_from_no_province(sent_up: Dossier) -> None:
    content, key = packed(sent_up)
    at_another_installation()
    trust(public=key, name="Bộ Nông nghiệp và Môi trường", sender=Sender.CENTRE, by="tests")

    with pytest.raises(Refusal, match="chỉ ký gói trả lời"):
        take_in(content=content, by="user:9")

    assert not Dossier.objects.exists()


def test_a_key_trusted_as_the_wrong_sender_is_trusted_as_the_right_one_instead(sent_up: Dossier) -> None:
    package = export(dossier=sent_up, result=RESULT, by="tests")
    reply, key = answer_from_the_centre(package, stars=4)
    trust(public=key, name="Bộ Nông nghiệp", sender=Sender.PROVINCE, by="user:1")

    trusted = trust(public=key, name="Bộ Nông nghiệp và Môi trường", sender=Sender.CENTRE, by="user:2")
    taken = take_in(content=reply, by="user:2")

    assert (TrustedKey.objects.get(), trusted.trusted_by) == (trusted, "user:2")
    assert taken.other == "Bộ Nông nghiệp và Môi trường"
    assert [change.action for change in history_of("trusted_key", key)] == ["change", "create"]


def test_a_key_is_trusted_as_the_centres_or_a_provinces(db: None) -> None:
    with pytest.raises(Refusal) as refused:
        trust(public="k", name="Tỉnh Cần Thơ", sender="anybody", by="tests")  # type: ignore[arg-type]

    assert refused.value == rules.NO_SENDER


@pytest.mark.parametrize(("name", "why"), [(" ", rules.NAMELESS), ("Lần hai", rules.TRUSTED_ALREADY)])
def test_a_key_is_trusted_once_and_by_name(db: None, name: str, why: Refusal) -> None:
    trust(public="k", name="Tỉnh Cần Thơ", sender=Sender.PROVINCE, by="tests")

    with pytest.raises(Refusal) as refused:
        trust(public="k", name=name, sender=Sender.PROVINCE, by="tests")

    assert refused.value == why


def answer_from_the_centre(package: Package, *, stars: int) -> tuple[bytes, str]:
    """Return what a centre with a key of its own would answer, and that key."""
    manifest = {
        "format": rules.FORMAT,
        "code": "GC-00000042",
        "kind": rules.ANSWER,
        "sender": "trung ương",
        "answers": package.code,
        "dossier": {"code": package.dossier.code},
        "result": {**RESULT, "stars": stars},
        "papers": [],
        "files": [],
    }
    return signed_by_another(manifest, {})


def signed_by_another(manifest: Mapping[str, object], files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """Return the package as an installation with a key of its own would make it, and that key."""
    private = Ed25519PrivateKey.generate()
    key = b64encode(private.public_key().public_bytes_raw()).decode()
    signature = b64encode(private.sign(rules.manifest_bytes(manifest))).decode()
    return rules.write(manifest, files, public=key, signature=signature), key
