"""The container of .xls and .doc files: is it whole, encrypted, does it carry macros, which rows are hidden.

Reads [MS-CFB] (the file system inside the file) and as much of [MS-XLS] as that needs; values are read elsewhere. Every
offset is checked, since the reader of values trusts them.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED = Refusal(_("Tệp bị cắt cụt hoặc hỏng. Hãy gửi lại tệp gốc."))

_END_OF_CHAIN = 0xFFFFFFFE
_SPECIAL = 0xFFFFFFFA
_HEADER_DIFAT = 109
_ENTRY_SIZE = 128

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _ROW = 0x0809, 0x000A, 0x0085, 0x002F, 0x0208
_HIDDEN_ROW_FLAG = 0x0020
_MACRO_FOLDERS = {"_VBA_PROJECT_CUR", "Macros"}
_OTHER_STREAMS = {"WordDocument": "Word", "PowerPoint Document": "PowerPoint", "__properties_version1.0": "Outlook"}


@dataclass(frozen=True, slots=True)
class OldBook:
    """`kind` is "excel" or the name of another kind; `hidden_rows` (0-based) by the sheet's name."""

    kind: str
    encrypted: bool = False
    macros: bool = False
    hidden_rows: dict[str, frozenset[int]] = field(default_factory=dict)


def inspect(content: bytes) -> OldBook:
    """Return what the container tells. Raises Refusal where it is not whole."""
    try:
        return _inspect(_Container(content))
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise _DAMAGED from error


def _inspect(container: _Container) -> OldBook:
    names = set(container.entries)
    if "EncryptedPackage" in names:
        return OldBook("excel", encrypted=True)
    macros = bool(_MACRO_FOLDERS & names)
    for stream, kind in _OTHER_STREAMS.items():
        if stream in names:
            return OldBook(kind, kind == "Word" and _is_locked_word(container), macros)
    name = next((name for name in ("Workbook", "Book") if name in names), None)
    if name is None:
        return OldBook("OLE")
    book = container.stream(name)
    records = list(_records(book, 0))
    encrypted = any(kind == _FILEPASS for kind, _ in records)
    return OldBook("excel", encrypted, macros, {} if encrypted else _hidden_rows(book, records))


def _is_locked_word(container: _Container) -> bool:
    """Read the flag of encryption in the head of the text ([MS-DOC], 2.5.2)."""
    flags: int = struct.unpack_from("<H", container.stream("WordDocument"), 0x0A)[0]
    return bool(flags & 0x0100)


def _hidden_rows(book: bytes, records: list[tuple[int, bytes]]) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for kind, data in records:
        if kind == _BOUNDSHEET:
            start = struct.unpack_from("<I", data)[0]
            rows = (struct.unpack_from("<H10xH", body) for code, body in _records(book, start) if code == _ROW)
            found[_sheet_name(data)] = frozenset(row for row, flags in rows if flags & _HIDDEN_ROW_FLAG)
    return found


def _sheet_name(data: bytes) -> str:
    length, wide = data[6], data[7] & 1
    return data[8 : 8 + length * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1")


def _records(book: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream, the charts inside it included, up to its own end."""
    depth, position = 0, start
    while position < len(book):
        kind, size = struct.unpack_from("<HH", book, position)
        data = book[position + 4 : position + 4 + size]
        if len(data) < size:
            raise _DAMAGED
        yield kind, data
        depth += (kind == _BOF) - (kind == _EOF)
        position += 4 + size
        if kind == _EOF and depth <= 0:
            return
    raise _DAMAGED


class _Container:
    """The sectors, chains and directory of a compound file. Raises Refusal where a chain leaves the file or loops."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 0x1E)
        if shift not in (9, 12) or mini_shift != 6:  # noqa: PLR2004 - the sizes the format allows
            raise _DAMAGED
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        self._whole_sectors = (len(content) - self._size) // self._size
        directory, self._cutoff, first_mini = (
            struct.unpack_from("<I", content, offset)[0] for offset in (0x30, 0x38, 0x3C)
        )
        self._fat = self._read_fat()
        entries = self._chain(directory)
        self.entries = dict(self._entry(entries[at : at + _ENTRY_SIZE]) for at in range(0, len(entries), _ENTRY_SIZE))
        root_start, root_size = self.entries.get("Root Entry", (_END_OF_CHAIN, 0))
        self._mini = self._chain(root_start)[:root_size]
        mini_fat = self._chain(first_mini)
        self._mini_fat = struct.unpack(f"<{len(mini_fat) // 4}I", mini_fat)

    def _sector(self, number: int) -> bytes:
        if number >= self._whole_sectors and (number + 1) * self._size >= len(self._content):
            raise _DAMAGED
        return self._content[(number + 1) * self._size : (number + 2) * self._size]

    def _read_fat(self) -> tuple[int, ...]:
        numbers = list(struct.unpack_from(f"<{_HEADER_DIFAT}I", self._content, 0x4C))
        following, count = struct.unpack_from("<II", self._content, 0x44)
        for _step in range(min(count, self._whole_sectors)):
            if following >= _SPECIAL:
                break
            *more, following = struct.unpack(f"<{self._size // 4}I", self._sector(following))
            numbers += more
        data = b"".join(self._sector(number) for number in numbers if number < _SPECIAL)
        return struct.unpack(f"<{len(data) // 4}I", data)

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        number = start
        while number < _SPECIAL:
            if len(parts) > self._whole_sectors:
                raise _DAMAGED
            parts.append(self._sector(number))
            number = self._fat[number]
        return b"".join(parts)

    @staticmethod
    def _entry(data: bytes) -> tuple[str, tuple[int, int]]:
        length = struct.unpack_from("<H", data, 0x40)[0]
        name = data[: max(length - 2, 0)].decode("utf-16-le")
        start, size = struct.unpack_from("<II", data, 0x74)
        return name, (start, size)

    def stream(self, name: str) -> bytes:
        """Return a stream's bytes, from the small sectors where it is small."""
        start, size = self.entries[name]
        data = self._chain(start) if size >= self._cutoff else self._mini_chain(start)
        if len(data) < size:
            raise _DAMAGED
        return data[:size]

    def _mini_chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        number = start
        while number < _SPECIAL:
            if len(parts) > len(self._mini_fat):
                raise _DAMAGED
            parts.append(self._mini[number * self._mini_size : (number + 1) * self._mini_size])
            number = self._mini_fat[number]
        return b"".join(parts)
