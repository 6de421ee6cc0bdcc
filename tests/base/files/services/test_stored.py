from __future__ import annotations

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from saolang.base.audit.queries import history_of
from saolang.base.files.models import StoredFile
from saolang.base.files.queries import read
from saolang.base.files.services import store
from saolang.core.refusal import Refusal

pytestmark = pytest.mark.django_db

PLAN = "Kế hoạch số 01 về Chương trình OCOP".encode()


@pytest.fixture(autouse=True)
def empty_storage() -> None:
    """Forget what the test before has stored."""
    path = StoredFile(sha256=hashlib.sha256(PLAN).hexdigest()).path
    default_storage.delete(path)


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


def test_read_refuses_bytes_that_are_gone() -> None:
    file = store(PLAN, by="user:1")
    default_storage.delete(file.path)

    with pytest.raises(Refusal, match="Không tìm thấy"):
        read(file)
