"""Run as a program of its own: a file on standard input, whether it may be kept as the answer.

What reads pictures, PDF and archives is written in C and meets files made by strangers. Here a damaged or hostile one
costs this process alone, which may use only so much memory and time. Nothing of the project is imported, so that
starting costs little.

Ends with 0 where the file may be kept, a picture's new bytes on standard output; with REFUSED where it may not, a
`Reason` on standard output.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
import zlib
from enum import StrEnum
from typing import Any, NoReturn

REFUSED = 3
MOST_PAGES = 1_000
MOST_PIXELS = 50_000_000
"""More pixels than this are not unpacked: a small file can hold a picture that fills the memory."""
MOST_UNPACKED_BYTES = 256 * 2**20
_MOST_MEMBERS = 10_000
MOST_MEMORY = 2**30
MOST_SECONDS = 60
_MOST_DEPTH = 100
_QUALITY = 80

_SCRIPTED = {"/JavaScript"}
_STARTING = {"/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"}
_PLAYING = {"/Rendition", "/Movie", "/Sound", "/GoTo3DView", "/RichMediaExecute"}
_PLAYED = {"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"}
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_LOADED_FROM_OUTSIDE = re.compile(rb'/(?:attachedTemplate|oleObject|frame|subDocument)["\']')


class Reason(StrEnum):
    """Why a file may not be kept."""

    DAMAGED = "damaged"
    LOCKED = "locked"
    BOMB = "bomb"
    MACROS = "macros"
    LOADS = "loads"
    PIXELS = "pixels"
    MOVES = "moves"
    TWO_KINDS = "two_kinds"
    PAGES = "pages"
    SCRIPTS = "scripts"
    STARTS = "starts"
    CARRIES = "carries"
    PLAYS = "plays"
    XFA = "xfa"


class NotKept(Exception):  # noqa: N818 - no error of the program
    """The file may not be kept."""


def main(kind: str, side: int) -> int:
    """Look into the file of the kind and write the answer; `side` bounds a picture, in pixels."""
    content = sys.stdin.buffer.read()
    try:
        match kind:
            case "picture":
                answer = picture(content, side)
            case "pdf":
                answer = pdf(content)
            case _:
                answer = archive(content)
    except NotKept as refused:
        sys.stdout.buffer.write(str(refused).encode())
        return REFUSED
    sys.stdout.buffer.write(answer)
    return 0


def _refuse(reason: Reason) -> NoReturn:
    raise NotKept(reason.value)


def _refuse_if(wrong: object, reason: Reason) -> None:
    if wrong:
        _refuse(reason)


# Pictures --------------------


def picture(content: bytes, side: int) -> bytes:
    """Return the picture as a WebP made of its pixels alone: upright, bounded, nothing the camera or anybody added."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - each kind of file loads only what it needs

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as sent:
            _refuse_if(sent.width * sent.height > MOST_PIXELS, Reason.PIXELS)
            # A phone's JPEG may carry a second, smaller picture (MPO); the first one is the photo.
            _refuse_if(getattr(sent, "is_animated", False) and sent.format != "MPO", Reason.MOVES)
            sent.thumbnail((side, side))
            kept = io.BytesIO()
            _on_white(ImageOps.exif_transpose(sent)).save(kept, "WEBP", quality=_QUALITY)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        _refuse(Reason.DAMAGED)
    return kept.getvalue()


def _on_white(seen: Any) -> Any:
    """Return the picture without transparency, as it looks on paper."""
    from PIL import Image  # noqa: PLC0415

    if not seen.has_transparency_data:
        return seen.convert("RGB")
    seen = seen.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen).convert("RGB")


# PDF --------------------


def pdf(content: bytes) -> bytes:
    """Refuse a PDF that is locked, broken, endless, or does more than show its pages; answer with nothing."""
    import pikepdf  # noqa: PLC0415 - each kind of file loads only what it needs

    _refuse_if(zipfile.is_zipfile(io.BytesIO(content)), Reason.TWO_KINDS)
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as document:
            _refuse_if(document.is_encrypted, Reason.LOCKED)
            _refuse_if(len(document.pages) > MOST_PAGES, Reason.PAGES)
            _refuse_if(not len(document.pages), Reason.DAMAGED)
            _look_through(document.trailer, _MOST_DEPTH)
            for thing in document.objects:
                _look_through(thing, _MOST_DEPTH)
            # Of a key written twice, some readers take the first and some the last: we see the last alone.
            _refuse_if(any("duplicated key" in str(warning) for warning in document.get_warnings()), Reason.DAMAGED)
    except pikepdf.PasswordError:
        _refuse(Reason.LOCKED)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        _refuse(Reason.DAMAGED)
    return b""


def _look_through(thing: Any, depth: int) -> None:
    """Look at a thing of a PDF and at what stands inside it; what it only points to is looked at in its own turn."""
    import pikepdf  # noqa: PLC0415

    _refuse_if(not depth, Reason.BOMB)
    if isinstance(thing, pikepdf.Array):
        inside = list(thing)
    elif isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
        entries = dict((thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing).items())
        _look_at(entries)
        inside = list(entries.values())
    else:
        return
    for part in inside:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            _look_through(part, depth - 1)


def _look_at(entries: dict[str, Any]) -> None:
    """Refuse a dictionary that stands for something to be run, started, carried along or played."""
    does, shown, sort = (_name(entries.get(key)) for key in ("/S", "/Subtype", "/Type"))
    _refuse_if("/JS" in entries or does in _SCRIPTED, Reason.SCRIPTS)
    _refuse_if("/XFA" in entries, Reason.XFA)
    _refuse_if(does in _STARTING, Reason.STARTS)
    _refuse_if("/EF" in entries or sort == "/EmbeddedFile" or shown == "/FileAttachment", Reason.CARRIES)
    _refuse_if(does in _PLAYING or ("/Rect" in entries and shown in _PLAYED), Reason.PLAYS)


def _name(value: Any) -> str:
    """Return a name of a PDF, "" for anything else: a text that spells the same does nothing."""
    import pikepdf  # noqa: PLC0415

    return str(value) if isinstance(value, pikepdf.Name) else ""


# Office documents --------------------


def archive(content: bytes) -> bytes:
    """Refuse an office document that is locked, broken, carries macros or unpacks too far; answer with nothing."""
    left = MOST_UNPACKED_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            listed = members.infolist()
            _refuse_if(len(listed) > _MOST_MEMBERS, Reason.BOMB)
            _refuse_if(sum(member.file_size for member in listed) > MOST_UNPACKED_BYTES, Reason.BOMB)
            for member in listed:
                _refuse_if(member.flag_bits & 1, Reason.LOCKED)
                with members.open(member) as stream:
                    data = stream.read(left + 1)
                left -= len(data)
                _refuse_if(left < 0, Reason.BOMB)
                _look_at_part(member.filename.lower(), data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        _refuse(Reason.DAMAGED)
    return b""


def _look_at_part(name: str, data: bytes) -> None:
    """Refuse a part of an office document that is a macro, says there are some, or fetches more when it is opened."""
    _refuse_if(name.endswith("vbaproject.bin") or "/activex/" in name, Reason.MACROS)
    _refuse_if(name.startswith(("basic/", "scripts/")) and not name.endswith("/"), Reason.MACROS)
    if name == "[content_types].xml":
        _refuse_if(b"macroEnabled" in data, Reason.MACROS)
    if name == "meta-inf/manifest.xml":
        _refuse_if(b"encryption-data" in data, Reason.LOCKED)
    if name.endswith(".rels"):
        _refuse_if(any(_loads(found[0]) for found in _RELATIONSHIP.finditer(data)), Reason.LOADS)


def _loads(relationship: bytes) -> bool:
    return b"External" in relationship and _LOADED_FROM_OUTSIDE.search(relationship) is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
