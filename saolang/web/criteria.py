"""A set of criteria as pages show it, in the reader's language: to officials, producers and the public alike."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext

from saolang.core.scoring import Ground, Readings
from saolang.core.text import gettext_noop as _
from saolang.programme.criteria.rules import IN_WORDS, readings_of, sheet_of, wording, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from saolang.core.scoring import Criterion, KnockOut, Option, Part
    from saolang.programme.criteria.models import SetEdition
    from saolang.programme.criteria.rules import Difference, Wording
    from saolang.programme.registry.models import ProductSet


@dataclass(frozen=True)
class ShownGround:
    """A ground that keeps a product from being rated. A requirement bites where it is not met."""

    code: str
    words: Wording
    requirement: bool
    zero: bool
    """It bites by itself, on a criterion of 0 points."""


@dataclass(frozen=True)
class ShownOption:
    code: str
    words: Wording
    points: int
    mark: int | None


@dataclass(frozen=True)
class ShownCase:
    """The options of one case; of most criteria all, under no case."""

    words: Wording | None
    options: tuple[ShownOption, ...]


@dataclass(frozen=True)
class ShownHeading:
    code: str
    words: Wording


@dataclass(frozen=True)
class ShownCriterion:
    """`headings` are those that begin with this criterion."""

    code: str
    words: Wording
    maximum: int
    headings: tuple[ShownHeading, ...]
    cases: tuple[ShownCase, ...]
    questions: tuple[Wording, ...]
    proofs: tuple[Wording, ...]
    needs: str
    grounds: tuple[ShownGround, ...]


@dataclass(frozen=True)
class ShownPart:
    code: str
    words: Wording
    maximum: int
    criteria: tuple[ShownCriterion, ...]


@dataclass(frozen=True)
class ShownSet:
    """`asked` are the grounds an assessor is asked about, those of the head and those beside a criterion."""

    code: str
    words: Wording
    parts: tuple[ShownPart, ...]
    grounds: tuple[ShownGround, ...]
    asked: tuple[ShownGround, ...]
    official: bool
    """Whether every option stands in the Decision's own wording."""
    document: str


def set_words(product_set: ProductSet, language: str) -> Wording:
    """Return what the set is called."""
    return wording({"vi": product_set.name_vi, "en": product_set.name_en}, language)


def industry_words(product_set: ProductSet, language: str) -> Wording:
    """Return what the industry of the set is called."""
    return wording({"vi": product_set.industry_vi, "en": product_set.industry_en}, language)


READINGS: dict[str, tuple[str, str]] = {
    "left_out_is_zero": (
        _("Tiêu chí không chọn mức nào được 0 điểm."),
        _("Phiếu bỏ sót tiêu chí nào thì không được nhận."),
    ),
    "marks_count": (
        _("Mức đánh dấu sao là điều kiện: phải được ít nhất số điểm của mức ấy."),
        _("Mức đánh dấu sao chỉ để biết, không làm hạ sao."),
    ),
    "marks_accumulate": (
        _("5 sao phải đạt cả mức đánh dấu của 3, 4 và 5 sao."),
        _("Mỗi hạng chỉ xét mức đánh dấu của chính hạng ấy."),
    ),
    "conditions_count": (
        _("Tiêu chí chỉ áp dụng khi tiêu chí khác có điểm (như 5.2 theo 5.1) thì chỉ tính khi ấy."),
        _("Tiêu chí nào cũng tính, không tùy thuộc tiêu chí khác."),
    ),
    "questions_knock_out": (
        _("Điều kiện phiếu không tính được là căn cứ loại khi người chấm thấy có."),
        _("Điều kiện phiếu không tính được chỉ là câu hỏi cho người chấm."),
    ),
    "cases_exclude": (
        _("Ở tiêu chí có các trường hợp, chỉ tính mức của trường hợp đã chọn."),
        _("Ở tiêu chí có các trường hợp, tính mức đã chọn dù thuộc trường hợp nào."),
    ),
    "zero_stops": (
        _("0 điểm ở tiêu chí có ghi như vậy (bộ 16, 6.1 đến 6.4) thì dừng đánh giá."),
        _("0 điểm không làm dừng đánh giá."),
    ),
}
"""What each reading says where it holds, and where it does not."""
STARS_READ = {
    "stars_without_three_star_marks": _("Không đạt mức đánh dấu của 3 sao thì được nhiều nhất %(stars)s sao."),
    "stars_when_knocked_out": _("Có căn cứ loại thì được %(stars)s sao; 0 là không xếp hạng."),
}


@dataclass(frozen=True)
class ShownReading:
    """One reading of an edition in words, and whether it is other than our default."""

    name: str
    sentence: str
    changed: bool


def readings_in_words(edition: SetEdition) -> list[ShownReading]:
    """Return how the edition is read where the Decision says nothing."""
    defaults = asdict(Readings())
    return [
        ShownReading(name, reading_sentence(name, value), changed=value != defaults[name])
        for name, value in readings_of(edition).items()
    ]


def reading_sentence(name: str, value: object) -> str:
    """Return what a reading of that value says."""
    if name in STARS_READ:
        return gettext(STARS_READ[name]) % {"stars": value}
    return gettext(READINGS[name][0 if value else 1])


class ShownDifference(NamedTuple):
    """One difference between two editions, in words."""

    place: str
    what: str
    before: str
    after: str


def differences_in_words(found: Iterable[Difference]) -> list[ShownDifference]:
    """Return the differences in words: a reading by what it says, anything else by its entry in the file."""
    said, defaults = [], asdict(Readings())
    for each in found:
        if not each.place and each.what in defaults:
            before, after = reading_sentence(each.what, each.before), reading_sentence(each.what, each.after)
            said.append(ShownDifference("", gettext("cách hiểu"), before, after))
        else:
            what = gettext(IN_WORDS[each.what]) if each.what in IN_WORDS else each.what
            said.append(ShownDifference(each.place, what, _value(each.before), _value(each.after)))
    return said


def _value(value: object) -> str:
    if value is None:
        return "–"
    return "; ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def shown(edition: SetEdition, language: str) -> ShownSet:
    """Return the set of the edition for a reader of the language."""
    sheet = sheet_of(edition)
    headings = dict(_headings(edition.content, language))
    grounds = [_ground(each, language) for each in sheet.knock_outs]
    beside: dict[str, list[ShownGround]] = {}
    for ground in grounds:
        criterion, colon, _kind = ground.code.partition(":")
        beside.setdefault(criterion if colon else "", []).append(ground)
    parts = tuple(_part(part, headings, beside, language) for part in sheet.parts)
    return ShownSet(
        code=sheet.code,
        words=words(sheet, language),
        parts=parts,
        grounds=tuple(beside.get("", ())),
        asked=tuple(each for each in grounds if not each.zero),
        official=all("official" in option.words for each in sheet.criteria.values() for option in each.options),
        document=edition.content.get("legal_basis", {}).get("document", ""),
    )


def _part(
    part: Part, headings: Mapping[str, tuple[ShownHeading, ...]], beside: Mapping[str, list[ShownGround]], language: str
) -> ShownPart:
    criteria = tuple(
        ShownCriterion(
            code=each.code,
            words=words(each, language),
            maximum=int(each.maximum),
            headings=headings.get(each.code, ()),
            cases=tuple(_cases(each, language)),
            questions=tuple(wording(question, language) for question in each.questions),
            proofs=tuple(wording(proof, language) for proof in each.proofs),
            needs=each.needs,
            grounds=tuple(beside.get(each.code, ())),
        )
        for each in part.criteria
    )
    return ShownPart(part.code, words(part, language), int(part.maximum), criteria)


def _cases(criterion: Criterion, language: str) -> Iterator[ShownCase]:
    if not criterion.cases:
        yield ShownCase(None, tuple(_option(option, language) for option in criterion.options))
    for code, said in criterion.cases:
        options = (_option(option, language) for option in criterion.options if option.case == code)
        yield ShownCase(wording(said, language), tuple(options))


def _option(option: Option, language: str) -> ShownOption:
    return ShownOption(option.code, words(option, language), int(option.points), option.mark)


def _ground(ground: KnockOut, language: str) -> ShownGround:
    return ShownGround(
        ground.code,
        words(ground, language),
        requirement=ground.ground == Ground.REQUIREMENT,
        zero=ground.ground == Ground.STOP_IF_ZERO,
    )


def _headings(content: Mapping[str, Any], language: str) -> Iterator[tuple[str, tuple[ShownHeading, ...]]]:
    """Yield the headings over criteria, each list by the first criterion under it."""

    def walk(
        nodes: Iterable[Mapping[str, Any]], above: tuple[ShownHeading, ...]
    ) -> Iterator[tuple[str, tuple[ShownHeading, ...]]]:
        for number, node in enumerate(nodes):
            over = () if number else above
            if node.get("children"):
                said = {tongue: node[f"name_{tongue}"] for tongue in ("vi", "en") if f"name_{tongue}" in node}
                yield from walk(node["children"], (*over, ShownHeading(node["code"], wording(said, language))))
            elif over:
                yield node["code"], over

    for part in content["parts"]:
        yield from walk(part["criteria"], ())
