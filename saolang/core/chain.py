"""A chain of digests over a list of entries: how it is made, and what is wrong with one that does not hold.

Each link is the SHA-256 of the digest before it and of the entry's own, so that no entry can be altered, taken out, put
in or moved without every later digest telling so. Whoever computes all later digests anew is told by a checkpoint: a
digest that was published before.
"""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from saolang.core.text import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BEGINNING = ""
"""What stands for the digest before the first link."""
EXPLAINED = 200
"""So many links that do not hold are compared with each other to say what happened; of more, only that and where."""
LOOKED_BACK = 64
"""So many links inserted in one place are recognised as such."""


class Fault(StrEnum):
    """What can be wrong with a chain, with its entries and with what vouches for them."""

    GAP = "gap"
    DELETED = "deleted"
    ALTERED = "altered"
    DIGEST = "digest"
    MOVED = "moved"
    INSERTED = "inserted"
    CUT = "cut"
    HEAD = "head"
    OUTSIDE = "outside"
    PERSONAL = "personal"
    ERASED = "erased"
    CHECKPOINT = "checkpoint"
    SIGNATURE = "signature"
    PUBLISHED = "published"
    UNREADABLE = "unreadable"


SENTENCES = {
    Fault.GAP: _("Thiếu mắt xích từ vị trí %(position)s đến %(last)s: đã bị xóa."),
    Fault.DELETED: _("Vị trí %(position)s: mục %(entry)s đã bị xóa."),
    Fault.ALTERED: _("Vị trí %(position)s: mục %(entry)s không còn như khi niêm phong, hoặc mục trước nó đã bị xóa."),
    Fault.DIGEST: _("Vị trí %(position)s: mã băm đã bị sửa; mục %(entry)s còn nguyên."),
    Fault.MOVED: _("Vị trí %(position)s: mục %(entry)s bị đổi chỗ, đúng ra ở vị trí %(last)s."),
    Fault.INSERTED: _("Mắt xích từ vị trí %(position)s đến %(last)s (mục %(entry)s) được chèn vào sau."),
    Fault.CUT: _("Chuỗi dừng trước vị trí %(last)s: các mắt xích từ vị trí %(position)s đã bị xóa."),
    Fault.HEAD: _("Vị trí %(position)s: mã băm khác với mã băm bộ niêm phong đã ghi nhớ ở đó."),
    Fault.OUTSIDE: _(
        "Mục %(entry)s không nằm trong chuỗi dù cũ hơn mục đã niêm phong: được chèn vào sau, hoặc mắt xích bị xóa."
    ),
    Fault.PERSONAL: _("Vị trí %(position)s: dữ liệu cá nhân của mục %(entry)s không còn như khi niêm phong."),
    Fault.ERASED: _("Vị trí %(position)s: dữ liệu cá nhân của mục %(entry)s bị xóa mà không có mục nào ghi lại."),
    Fault.CHECKPOINT: _("Mốc kiểm chứng ở vị trí %(position)s không khớp với chuỗi: có mục trước đó đã bị thay đổi."),
    Fault.SIGNATURE: _("Chữ ký của mốc kiểm chứng ở vị trí %(position)s không đúng."),
    Fault.PUBLISHED: _("Mã băm đã công bố của vị trí %(position)s không khớp với chuỗi: có mục trước đó đã thay đổi."),
    Fault.UNREADABLE: _(
        "Có dữ liệu không đọc được: ai đó đã ghi thẳng vào cơ sở dữ liệu. Phần còn lại chưa được kiểm."
    ),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold, and where: the position in the chain, the entry's key, as far as there are any."""

    fault: Fault
    position: int | None = None
    entry: int | None = None
    last: int | None = None

    @property
    def message(self) -> str:
        """The sentence with its places, to be translated."""
        return SENTENCES[self.fault]

    @property
    def params(self) -> Mapping[str, object]:
        return {"position": self.position, "entry": self.entry, "last": self.last}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A link as it is found: its position, its digest, its entry's key, and the entry's text where there is one."""

    position: int
    digest: str
    entry: int
    text: str | None


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A link whose digest is not that of its entry and of the digest before; and some of the links before it."""

    link: Sealed
    own: str
    before: tuple[Sealed, ...]

    @property
    def position(self) -> int:
        return self.link.position

    @property
    def due(self) -> str:
        """The digest that should stand here."""
        return link_digest(self.before[-1].digest, self.own)

    def follows(self, digest: str) -> bool:
        return link_digest(digest, self.own) == self.link.digest


def entry_digest(text: str) -> str:
    """Return the SHA-256 of an entry's text. Half a letter, which no database of ours but SQLite takes, counts too."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def link_digest(previous: str, own: str) -> str:
    """Return the digest of a link: SHA-256 over the one before it and its entry's own, both written in hexadecimal."""
    return hashlib.sha256(f"{previous}{own}".encode()).hexdigest()


def follow(links: Iterable[Sealed]) -> Iterator[Finding]:
    """Yield what does not hold in a chain, given in order of position from the first link on; each fault once.

    After a fault the chain is followed from the digest as it stands, so that one fault does not hide the next.
    """
    before: deque[Sealed] = deque([Sealed(0, BEGINNING, 0, "")], maxlen=LOOKED_BACK)
    suspects: list[_Suspect] = []
    for link in links:
        last = before[-1]
        if link.position != last.position + 1:
            yield Finding(Fault.GAP, last.position + 1, last=link.position - 1)
        if link.text is None:
            yield Finding(Fault.DELETED, link.position, link.entry)
        elif link.position == last.position + 1:
            own = entry_digest(link.text)
            if link_digest(last.digest, own) == link.digest:
                pass
            elif len(suspects) < EXPLAINED:
                suspects.append(_Suspect(link, own, tuple(before)))
            else:
                yield Finding(Fault.ALTERED, link.position, link.entry)
        before.append(link)
    yield from _explained(suspects)


def _explained(suspects: list[_Suspect]) -> Iterator[Finding]:
    """Yield what happened to links that do not hold, told from where they would hold; in order of position."""
    after = _followed(suspects)
    found = [finding for suspect in suspects if (finding := _explanation(suspect, suspects, after))]
    inserted = [finding for finding in found if finding.fault == Fault.INSERTED]
    for finding in found:
        if finding.fault == Fault.INSERTED or not any(_lies_in(finding, other) for other in inserted):
            yield finding


def _followed(suspects: list[_Suspect]) -> dict[int, int]:
    """Return, by the position of each suspect that follows some link, the position of that link."""
    standing = {suspect.due: suspect.position for suspect in suspects}
    standing |= {link.digest: link.position for suspect in suspects for link in suspect.before}
    standing |= {suspect.link.digest: suspect.position for suspect in suspects}
    return {
        suspect.position: position
        for suspect in suspects
        for digest, position in standing.items()
        if suspect.follows(digest)
    }


def _explanation(suspect: _Suspect, suspects: list[_Suspect], after: dict[int, int]) -> Finding | None:
    """Return what happened to the link, None when it stands where it belongs and the one before it does not."""
    link, position = suspect.link, suspect.position
    if position in after:
        place = _place(position, after)
        if place == position:
            return None
        if place < position and not any(between in after for between in range(place, position)):
            first = next(each for each in suspect.before if each.position == place)
            return Finding(Fault.INSERTED, place, first.entry, last=position - 1)
        return Finding(Fault.MOVED, position, link.entry, last=place)
    for other in suspects:
        if link_digest(other.before[-1].digest, suspect.own) == other.link.digest:
            return Finding(Fault.MOVED, position, link.entry, last=other.position)
    if any(other.follows(suspect.due) for other in suspects):
        return Finding(Fault.DIGEST, position, link.entry)
    return Finding(Fault.ALTERED, position, link.entry)


def _place(position: int, after: dict[int, int]) -> int:
    """Return where the link at the position belongs: right after the one it follows, wherever that belongs."""
    steps = 0
    while position in after:
        position = after[position]
        steps += 1
    return position + steps


def _lies_in(finding: Finding, inserted: Finding) -> bool:
    return (inserted.position or 0) <= (finding.position or 0) <= (inserted.last or 0)
