"""Files on their way in: nothing lost, nothing doubled, nothing left behind, in a folder as in an S3 storage."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from saolang.base.files.choices import Kinds
from saolang.base.files.models import KEPT_FOR, Piece, Upload
from saolang.base.files.queries import offset_of, read, upload_of
from saolang.base.files.services import uploads
from saolang.core.refusal import Refusal
from tests.factories.files import a_pdf

if TYPE_CHECKING:
    from uuid import UUID

    from pytest_django.fixtures import SettingsWrapper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]

BY = "user:7"


def begun(size: int, kinds: Kinds = Kinds.PAPERS) -> Upload:
    return uploads.begin(name="quyết định.pdf", size=size, kinds=kinds, by=BY)


def sent(content: bytes, piece: int = 100, kinds: Kinds = Kinds.PAPERS) -> Upload:
    """Begin an upload and send all of it."""
    upload = begun(len(content), kinds)
    for offset in range(0, len(content), piece):
        uploads.append(upload=upload, offset=offset, content=content[offset : offset + piece])
    return upload


def left_behind(number: UUID) -> list[str]:
    """Return the objects that lie in the folder of an upload."""
    try:
        return default_storage.listdir(f"uploads/{number}")[1]
    except FileNotFoundError:
        return []


def test_pieces_become_the_file() -> None:
    content = a_pdf()

    upload = sent(content)
    file = uploads.complete(upload=upload, by=BY)

    assert (read(file), file.content_type, file.stored_by) == (content, "application/pdf", BY)
    upload.refresh_from_db()
    assert (upload.file, offset_of(upload), left_behind(upload.number)) == (file, len(content), [])


def test_completing_twice_returns_the_same_file() -> None:
    upload = sent(a_pdf())
    file = uploads.complete(upload=upload, by=BY)
    upload.refresh_from_db()

    assert uploads.complete(upload=upload, by=BY) == file


def test_upload_that_is_not_whole_is_not_admitted() -> None:
    upload = begun(10)
    uploads.append(upload=upload, offset=0, content=b"%PDF-")

    with pytest.raises(Refusal) as refused:
        uploads.complete(upload=upload, by=BY)

    assert refused.value == uploads.NOT_WHOLE
    assert offset_of(upload) == 5


@pytest.mark.parametrize("offset", [0, 3, 6])
def test_piece_at_another_offset_is_refused_and_leaves_nothing(offset: int) -> None:
    upload = begun(10)
    uploads.append(upload=upload, offset=0, content=b"%PDF-")

    with pytest.raises(uploads.WrongOffsetError):
        uploads.append(upload=upload, offset=offset, content=b"12345")

    assert (offset_of(upload), len(left_behind(upload.number))) == (5, 1)


def test_of_two_who_send_the_same_piece_one_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = begun(10)

    def overtaken(content: bytes) -> ContentFile[bytes]:
        """Let the other one finish between this one's look at the offset and its own row."""
        monkeypatch.setattr(uploads, "ContentFile", ContentFile)
        uploads.append(upload=upload, offset=0, content=b"OTHER")
        return ContentFile(content)

    monkeypatch.setattr(uploads, "ContentFile", overtaken)

    with pytest.raises(uploads.WrongOffsetError):
        uploads.append(upload=upload, offset=0, content=b"%PDF-")

    (piece,) = upload.pieces.all()
    assert default_storage.open(piece.path).read() == b"OTHER"
    assert left_behind(upload.number) == [piece.path.rpartition("/")[2]]


def test_piece_for_an_upload_ended_meanwhile_leaves_nothing() -> None:
    upload = begun(10)
    uploads.end(upload=upload)

    with pytest.raises(Upload.DoesNotExist):
        uploads.append(upload=upload, offset=0, content=b"%PDF-")

    assert left_behind(upload.number) == []


def test_file_that_may_not_be_kept_ends_its_upload() -> None:
    upload = sent(b"MZ\x90\x00 a program")

    with pytest.raises(Refusal, match="không thuộc loại nào"):
        uploads.complete(upload=upload, by=BY)

    assert not Upload.objects.exists()
    assert left_behind(upload.number) == []


def test_upload_waits_for_a_scanner_that_does_not_answer(settings: SettingsWrapper) -> None:
    upload = sent(a_pdf())
    settings.CLAMAV = "tcp://127.0.0.1:1"
    with pytest.raises(Refusal, match="Chưa quét được"):
        uploads.complete(upload=upload, by=BY)

    settings.CLAMAV = ""

    assert uploads.complete(upload=upload, by=BY).content_type == "application/pdf"


def test_upload_that_lost_a_piece_is_refused() -> None:
    upload = sent(a_pdf())
    default_storage.delete(upload.pieces.get(offset=100).path)

    with pytest.raises(Refusal) as refused:
        uploads.complete(upload=upload, by=BY)

    assert refused.value == uploads.LOST


def test_too_large_is_refused_before_a_byte_comes(settings: SettingsWrapper) -> None:
    settings.UPLOAD_LIMIT_MB = settings.PICTURE_LIMIT_MB = 1

    with pytest.raises(Refusal, match="Tệp lớn hơn 1 MB"):
        begun(1_000_001)


def test_one_person_sends_only_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_UNDER_WAY", 1)
    begun(10)
    uploads.begin(name="a.pdf", size=10, kinds=Kinds.PAPERS, by="user:8")

    with pytest.raises(Refusal) as refused:
        begun(10)

    assert refused.value == uploads.TOO_MANY


def test_upload_is_found_by_its_owner_until_it_expires() -> None:
    upload = begun(10)
    found = upload_of(BY, upload.number)

    with pytest.raises(Upload.DoesNotExist):
        upload_of("user:8", upload.number)
    with time_machine.travel(timezone.now() + KEPT_FOR), pytest.raises(Upload.DoesNotExist):
        upload_of(BY, upload.number)
    assert found == upload


def test_sweep_forgets_what_has_expired_and_what_was_left_behind() -> None:
    upload, other = sent(b"%PDF-1.7"), sent(b"%PDF-1.4")
    Upload.objects.filter(pk=upload.pk).update(begun_at=timezone.now() - KEPT_FOR - dt.timedelta(minutes=1))
    default_storage.save("uploads/ended-by-a-kill/000-a", ContentFile(b"x"))

    swept = uploads.sweep()

    assert swept == 1
    assert list(Upload.objects.all()) == [other]
    assert default_storage.listdir("uploads")[0] == [str(other.number)]
    assert Piece.objects.count() == 1


def test_sweep_of_an_empty_storage_finds_nothing() -> None:
    assert uploads.sweep() == 0
