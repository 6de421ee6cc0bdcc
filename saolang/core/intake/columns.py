"""What the columns of a register hold: guessed from the header's words, corrected by a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from saolang.core.intake.words import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Field(StrEnum):
    """What a column can hold. Those of ROUND_FIELDS can also stand under "lần 1", "lần 2/nâng hạng": `Column.round`."""

    NUMBER = "number"
    PRODUCT = "product"
    PRODUCER = "producer"
    LEGAL_FORM = "legal_form"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    ADDRESS = "address"
    REPRESENTATIVE = "representative"
    PHONE = "phone"
    STARS = "stars"
    MARK_THREE = "mark_three"
    MARK_FOUR = "mark_four"
    MARK_FIVE = "mark_five"
    POTENTIAL = "potential_five"
    DECISION = "decision"
    DECISION_DATE = "decision_date"
    DECISION_YEAR = "decision_year"
    AUTHORITY = "authority"
    EXPIRY = "expiry"
    GROUP = "group"
    SCORE = "score"
    CODE = "code"
    NOTE = "note"


ROUND_FIELDS = frozenset(
    {Field.STARS, Field.DECISION, Field.DECISION_DATE, Field.DECISION_YEAR, Field.AUTHORITY, Field.EXPIRY, Field.SCORE}
)
STAR_MARKS = {Field.MARK_THREE: 3, Field.MARK_FOUR: 4, Field.MARK_FIVE: 5}


class _Rule(NamedTuple):
    field: Field
    score: float
    wanted: re.Pattern[str]
    unwanted: re.Pattern[str] | None = None


def _rule(field: Field, score: float, wanted: str, unwanted: str | None = None) -> _Rule:
    return _Rule(field, score, re.compile(wanted), re.compile(unwanted) if unwanted else None)


_UNIT = "xa|phuong|thi tran|dac khu|tt|p|x"
_OLD_UNIT = "huyen|thi xa|thanh pho|tp|quan|tx|h"
_NOT_A_PRODUCT_NAME = (
    r"\b(nhom|bo|loai|phan loai|nganh|ma|hang|so luong|so san pham|gia|hinh|anh|cau chuyen|website|link|chu the|co so"
    r"|phan hang|ket qua|ngay|quyet dinh|mo ta|khoi luong|quy cach|tieu chuan|cong bo|tong so)\b"
)
_NOT_A_PRODUCER_NAME = (
    r"\b(loai hinh|dia chi|dai dien|dien thoai|sdt|so luong|ma so|gioi tinh|dan toc|cong nhan|cap|email)\b"
)

_RULES = (
    _rule(Field.NUMBER, 1.0, r"^(stt|tt|so tt|so thu tu|no)( san pham)?$"),
    _rule(Field.PRODUCT, 1.0, r"^(ten )?(cac )?(san pham|sp)( ocop| dich vu| du thi| tham gia| dat ocop| cong nhan)?$"),
    _rule(Field.PRODUCT, 0.9, r"\bten (cac |cua )?(san pham|sp)\b", r"\b(nhom|bo|chu the)\b"),
    _rule(Field.PRODUCT, 0.6, r"\bsan pham\b", _NOT_A_PRODUCT_NAME),
    _rule(Field.PRODUCT, 0.9, r"^(ten )?(mat hang|hang hoa)$|^product( name)?$|^san pham dat sao( ocop)?$"),
    _rule(
        Field.PRODUCER,
        1.0,
        r"^(ten (va )?dia chi |ten |cac )*chu the( ocop| san xuat| san pham| tham gia)?( (ten )?(va )?dia chi)?$",
    ),
    _rule(Field.PRODUCER, 0.9, r"\bchu the\b", _NOT_A_PRODUCER_NAME),
    _rule(
        Field.PRODUCER,
        0.8,
        r"\b(co so|don vi|nha|ho|doanh nghiep|to chuc)( san xuat| kinh doanh)\b"
        r"|\bten (co so|don vi|doanh nghiep|to chuc|htx)\b",
        _NOT_A_PRODUCER_NAME,
    ),
    _rule(
        Field.PRODUCER,
        0.6,
        r"^(don vi|co so|doanh nghiep|htx|hop tac xa|producer|subject|to chuc ca nhan)\b",
        _NOT_A_PRODUCER_NAME,
    ),
    _rule(Field.LEGAL_FORM, 1.0, r"\b(loai hinh|hinh thuc to chuc|loai chu the)\b"),
    _rule(Field.COMMUNE, 1.0, rf"^(ten |don vi |cap |dia chi )?({_UNIT})( ({_UNIT}))*( cu)?$|^commune$"),
    _rule(Field.COMMUNE, 0.8, rf"^(ten |don vi |cap )?({_UNIT})( ({_UNIT}))* (moi|sau sap nhap|sau sap xep)$"),
    _rule(Field.DISTRICT, 1.0, rf"^(ten |don vi |cap |dia chi )?({_OLD_UNIT})( ({_OLD_UNIT}))*( cu)?$|^district$"),
    _rule(Field.PROVINCE, 0.9, r"^(ten )?tinh( thanh pho| tp| thanh)?$"),
    _rule(Field.ADDRESS, 1.0, r"\bdia chi\b|^d ?c$", r"\bten (va )?dia chi\b|^chu the\b"),
    _rule(
        Field.ADDRESS,
        0.7,
        r"^(dia diem|dia ban|dia phuong|noi san xuat|noi sx|don vi hanh chinh|xa huyen|huyen xa|thon|ap|khu pho)\b",
    ),
    _rule(Field.REPRESENTATIVE, 0.95, r"\b(dai dien|chu ho|nguoi dung dau|chu co so|giam doc|ho va ten|ho ten)\b"),
    _rule(Field.PHONE, 1.0, r"\b(dien thoai|sdt|so dt|lien he|di dong|hotline)\b|^dt$"),
    _rule(Field.MARK_THREE, 1.1, r"^(hang |dat )?0?3 ?(sao|\*)$"),
    _rule(Field.MARK_FOUR, 1.1, r"^(hang |dat )?0?4 ?(sao|\*)$"),
    _rule(Field.MARK_FIVE, 1.1, r"^(hang |dat )?0?5 ?(sao|\*)$"),
    _rule(Field.POTENTIAL, 1.0, r"\btiem nang\b", r"\bsan pham tiem nang\b"),
    _rule(
        Field.STARS,
        1.0,
        r"^(so |hang |xep hang |phan hang |dat |muc )*sao( hien tai| ocop| dat( duoc)?| cong nhan)*$",
    ),
    _rule(Field.STARS, 1.05, r"\b(sao|hang)( ocop)? (moi|hien nay|sau nang hang)$"),
    _rule(Field.STARS, 0.9, r"^(xep|phan)? ?hang( san pham| ocop| dat( duoc)?| sao)*$|^xep loai$"),
    _rule(
        Field.STARS, 0.7, r"\b(sao|phan hang|xep hang)\b", r"\b(tiem nang|ngay|nam|quyet dinh|qd|han|diem|co quan|ma)\b"
    ),
    _rule(Field.STARS, 0.6, r"^ket qua( danh gia)?( phan hang| xep hang)?$|^stars?$"),
    _rule(Field.DECISION, 1.0, r"\b(quyet dinh|so qd|qd)\b", r"^(ngay|nam|thoi gian|co quan|noi|don vi)\b"),
    _rule(Field.DECISION, 0.7, r"^(so )?(van ban|giay chung nhan|hieu)\b|^can cu\b|^decision no$"),
    _rule(
        Field.DECISION_DATE,
        1.0,
        r"^(ngay|thoi gian|thoi diem)( thang)?( nam)? ?(duoc )?"
        r"(cong nhan|qd|quyet dinh|ban hanh|ky|cap|chung nhan|ra)\b",
        r"\b(het|hieu luc)\b",
    ),
    _rule(Field.DECISION_DATE, 0.8, r"^ngay( thang)?( nam)?$|^thoi (gian|diem)$|^decision date$"),
    _rule(
        Field.DECISION_YEAR,
        1.0,
        r"^nam( duoc)?( cong nhan| danh gia| dat| cap| xep hang| phan hang| qd| quyet dinh)?( sao| ocop| lai)?$",
    ),
    _rule(
        Field.AUTHORITY,
        1.0,
        r"\b(co quan|don vi cong nhan|cap cong nhan|noi cap|don vi cap|cap quyet dinh|cap danh gia)\b",
    ),
    _rule(Field.EXPIRY, 1.1, r"\b(het han|het hieu luc|thoi han|gia tri den|hieu luc den|hieu luc)\b"),
    _rule(
        Field.GROUP,
        0.95,
        r"^(nhom|nganh|linh vuc|phan loai|bo san pham|loai san pham|phan nhom)\b",
    ),
    _rule(Field.SCORE, 0.9, r"\bdiem\b", r"\b(dia diem|thoi diem|dac diem|diem ban)\b"),
    _rule(Field.CODE, 1.0, r"^ma( so)?( san pham| sp| ocop)?$"),
    _rule(Field.NOTE, 1.0, r"^(ghi chu|note)\b"),
)

_FIRST_ROUND = re.compile(r"\b(lan|dot)\s*(thu\s*)?(0?1|nhat|dau)\b|\bcong nhan moi\b")
_SECOND_ROUND = re.compile(r"\b(lan|dot)\s*(thu\s*)?(0?2|hai)\b|\bnang hang\b|\bcong nhan lai\b|\bdanh gia lai\b")
_THIRD_ROUND = re.compile(r"\b(lan|dot)\s*(thu\s*)?(0?3|ba)\b")
_SUB_HEADER_WEIGHT = 0.3
LEAST_SCORE = 0.6


@dataclass(frozen=True, slots=True)
class Column:
    """One column's meaning: the field, the round of recognition it belongs to (0: none), how sure the guess is."""

    index: int
    field: Field
    round: int = 0
    header: str = ""
    score: float = 1.0

    def to_data(self) -> dict[str, object]:
        return {
            "index": self.index,
            "field": self.field.value,
            "round": self.round,
            "header": self.header,
            "score": round(self.score, 2),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Column:
        """Read back what `to_data` wrote. Raises ValueError where the field is not known."""
        return cls(
            index=int(str(data["index"])),
            field=Field(str(data["field"])),
            round=int(str(data.get("round", 0))),
            header=str(data.get("header", "")),
            score=float(str(data.get("score", 1.0))),
        )


@lru_cache(maxsize=4096)
def header_words(text: str) -> str:
    """Return a header as the rules read it: folded, without punctuation but for the star sign."""
    return " ".join(re.sub(r"[^\w*]+|_", " ", folded(text)).split())


@lru_cache(maxsize=4096)
def field_of(words: str) -> tuple[Field, float] | None:
    """Return the field these header words name and how sure that is, or None."""
    best = max(
        (rule for rule in _RULES if rule.wanted.search(words) and not (rule.unwanted and rule.unwanted.search(words))),
        key=lambda rule: rule.score,
        default=None,
    )
    return (best.field, best.score) if best else None


def round_of(words: str) -> int:
    """Return which recognition a group of columns tells of: 1, 2, 3, or 0 where the header names none."""
    if _SECOND_ROUND.search(words):
        return 2
    if _FIRST_ROUND.search(words):
        return 1
    return 3 if _THIRD_ROUND.search(words) else 0


def guess_column(index: int, parts: Iterable[str]) -> Column | None:
    """Guess a column from the texts of its header, top row first."""
    texts = list(dict.fromkeys(part for part in parts if part))
    if not texts:
        return None
    whole = header_words(" ".join(texts))
    candidates = [found for found in (field_of(whole),) if found]
    if len(texts) > 1:
        own = field_of(header_words(texts[-1]))
        candidates += [(own[0], own[1] + _SUB_HEADER_WEIGHT)] if own else []
    if not candidates:
        return None
    field, score = max(candidates, key=lambda candidate: candidate[1])
    number = round_of(header_words(" ".join(texts[:-1] or texts))) if field in ROUND_FIELDS else 0
    return Column(index, field, number, " / ".join(texts), score)


def choose_columns(guesses: Iterable[Column | None]) -> tuple[Column, ...]:
    """Keep one column per field and round: the surest, then the leftmost."""
    kept: dict[tuple[Field, int], Column] = {}
    ranked = sorted((guess for guess in guesses if guess), key=lambda guess: (-guess.score, guess.index))
    for guess in ranked:
        if guess.score >= LEAST_SCORE:
            kept.setdefault((guess.field, guess.round), guess)
    return tuple(sorted(kept.values(), key=lambda column: column.index))
