"""What is stored is stored once and comes back as it was, in a folder as in S3; what is sent is looked at first."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from saolang.base.audit.queries import history_of
from saolang.base.files import queries
from saolang.base.files.choices import Kinds
from saolang.base.files.models import StoredFile
from saolang.base.files.queries import read, stream
from saolang.base.files.services import admit, store
from saolang.core.refusal import Refusal
from tests.factories.files import a_picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

PLAN = "Kế hoạch số 01 về Chương trình OCOP".encode()


def test_store_keeps_the_bytes_under_their_digest() -> None:
    file = store(PLAN, by="user:1")

    assert (file.sha256, file.size, file.content_type) == (hashlib.sha256(PLAN).hexdigest(), len(PLAN), "text/plain")
    assert read(file) == PLAN


def test_store_twice_keeps_one_file_and_one_entry() -> None:
    first = store(PLAN, by="user:1")

    second = store(PLAN, by="user:2")

    assert second == first
    assert second.stored_by == "user:1"
    assert history_of("file", first.sha256).count() == 1


def test_store_replaces_what_an_interrupted_write_left() -> None:
    path = StoredFile(sha256=hashlib.sha256(PLAN).hexdigest()).path
    default_storage.save(path, ContentFile(PLAN[:5]))

    file = store(PLAN, by="user:1")

    assert read(file) == PLAN


def test_read_refuses_bytes_that_have_changed() -> None:
    file = store(PLAN, by="user:1")
    default_storage.delete(file.path)
    default_storage.save(file.path, ContentFile(b"something else"))

    with pytest.raises(Refusal, match="đã bị thay đổi"):
        read(file)


def test_stream_holds_back_the_last_part_of_an_altered_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "AT_ONCE", 10)
    file = store(PLAN, by="user:1")
    default_storage.delete(file.path)
    default_storage.save(file.path, ContentFile(PLAN[:-1] + b"!"))
    given = []

    with pytest.raises(Refusal, match="đã bị thay đổi"):
        given.extend(stream(file))

    assert b"".join(given) == PLAN[: len(PLAN) // 10 * 10 - (0 if len(PLAN) % 10 else 10)]


def test_read_refuses_bytes_that_are_gone() -> None:
    file = store(PLAN, by="user:1")
    default_storage.delete(file.path)

    with pytest.raises(Refusal, match="Không tìm thấy"):
        read(file)


def test_admit_keeps_a_picture_made_anew() -> None:
    sent = a_picture(exif=b"Exif\x00\x00II*\x00 where it was taken")

    file = admit(sent, name="anh.jpg", kinds=Kinds.PICTURES, by="user:1")

    assert file.content_type == "image/webp"
    assert b"where it was taken" not in read(file)


def test_admit_keeps_nothing_of_what_it_refuses() -> None:
    with pytest.raises(Refusal):
        admit(b"MZ\x90\x00", name="a.pdf", kinds=Kinds.PAPERS, by="user:1")

    assert not StoredFile.objects.exists()
