"""The criteria sets that come with the software, editions read from them, and what may be done with a proposal."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import yaml
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from saolang.base.audit.rules import canonical
from saolang.base.places.choices import Level
from saolang.core.pathways import Effort
from saolang.core.refusal import Refusal
from saolang.core.scoring import Readings, WrongSet, read_readings, read_set
from saolang.core.text import gettext_noop
from saolang.programme.criteria.choices import EditionState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from saolang.base.places.models import Place
    from saolang.core.scoring import CriteriaSet, Criterion, KnockOut, Option, Part, Words
    from saolang.programme.criteria.models import OptionCost, SetEdition

    Worded: TypeAlias = CriteriaSet | Part | Criterion | Option | KnockOut

CRITERIA = settings.PACKAGE / "data" / "criteria"
MOST_BYTES = 1_000_000
"""The largest file of criteria that is read; ours have 30,000 bytes."""
DEEPEST = 20
"""Levels in one another at most; ours have 11."""
OPENING = (
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
)
CLOSING = (yaml.BlockEndToken, yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
MOST_KEPT = 128
"""Editions kept read: the 26 sets, the editions before, and those proposed."""

NOT_TEXT = Refusal(gettext_noop("Tệp không phải văn bản UTF-8. Hãy lưu tệp YAML với bảng mã UTF-8 rồi gửi lại."))
TOO_LARGE = Refusal(gettext_noop("Tệp lớn hơn 1 MB. Một bộ tiêu chí chỉ vài chục nghìn chữ; hãy kiểm tra lại tệp."))
TOO_NESTED = Refusal(gettext_noop("Tệp lồng quá nhiều cấp nên không đọc được. Hãy bắt đầu từ tệp tải về ở trang này."))
NO_ALIASES = Refusal(gettext_noop("Tệp dùng bí danh YAML (&, *). Hãy viết ra từng mục, như tệp tải về ở trang này."))
NOT_A_SET = Refusal(gettext_noop("Tệp không phải một bộ tiêu chí. Hãy bắt đầu từ tệp tải về ở trang này."))
NOT_YAML = gettext_noop("Không đọc được tệp YAML, dòng %(line)s: %(problem)s.")
NOT_PLAIN = gettext_noop("Mục “%(key)s” không phải chữ, số nguyên hay danh sách. Hãy đặt nó trong dấu nháy.")
FAULTY = gettext_noop("Bộ tiêu chí có chỗ chưa đúng: %(faults)s.")
OTHER_SET = gettext_noop("Tệp là bộ %(found)s, không phải %(wanted)s. Hãy chọn đúng bộ rồi gửi lại.")
NO_REASON = Refusal(gettext_noop("Hãy ghi lý do, để người duyệt biết vì sao đổi bộ tiêu chí."))
SAME = Refusal(gettext_noop("Đề xuất không khác gì bản đang dùng, nên không có gì để duyệt."))
ONE_AT_A_TIME = gettext_noop("Bộ này đang có một đề xuất chờ duyệt (%(edition)s). Hãy duyệt hoặc từ chối nó trước.")
OVERTAKEN = gettext_noop("Trong lúc bạn soạn, bản %(edition)s đã được duyệt. Hãy xem lại rồi gửi đề xuất lần nữa.")
DECIDED = gettext_noop("Đề xuất %(edition)s không còn chờ duyệt.")
BY_ANOTHER = Refusal(gettext_noop("Người đề xuất không tự duyệt. Hãy nhờ một người khác có quyền sửa bộ tiêu chí."))
WHY_REFUSED = Refusal(gettext_noop("Hãy ghi lý do không duyệt, để người đề xuất biết."))
NOT_IN_USE = gettext_noop("Chỉ xác nhận đối chiếu cho bản đang dùng; %(edition)s không phải bản đang dùng.")
CHECKED = gettext_noop("Bản %(edition)s đã được xác nhận đối chiếu.")


# Reading --------------------


@lru_cache(maxsize=1)
def criteria_sets() -> dict[str, CriteriaSet]:
    """Return the sets of D26 by code from `data/criteria/qd26`, read once. Raises WrongSet if one does not add up."""
    sets = (read_content(each) for each in shipped_contents().values())
    return {each.code: each for each in sets}


@lru_cache(maxsize=1)
def shipped_contents() -> dict[str, dict[str, Any]]:
    """Return what the files of the sets of D26 hold, by code of the set."""
    contents = (yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in criteria_files())
    return {content["code"]: content for content in contents}


def criteria_files() -> list[Path]:
    """Return the files of the sets of D26, in the order of the Decision."""
    return sorted((CRITERIA / "qd26").glob("*.yaml"))


@lru_cache(maxsize=1)
def _frames() -> dict[str, Any]:
    frames: dict[str, Any] = yaml.safe_load((CRITERIA / "editions.yaml").read_text(encoding="utf-8"))
    return frames


def read_content(content: Mapping[str, Any], readings: Readings | None = None) -> CriteriaSet:
    """Return the set the content of a file describes. Raises WrongSet with all that does not hold in it."""
    frames = _frames()
    [parts] = (each["parts"] for each in frames["editions"] if each["code"] == "qd26")
    return read_set(content, frames["star_bands"], readings, parts)


def digest_of(content: Mapping[str, Any], readings: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an edition: of the very bytes `as_json` hands out."""
    return hashlib.sha256(as_json(content, readings)).hexdigest()


def as_json(content: Mapping[str, Any], readings: Mapping[str, Any]) -> bytes:
    """Return an edition as JSON in one form only, so that whoever has it can compute its digest."""
    return canonical({"content": content, "readings": readings}).encode()


def as_yaml(edition: SetEdition) -> bytes:
    """Return the edition as a file that can be loaded again: its content, its source and digest told at the head."""
    basis = edition.content.get("legal_basis", {})
    checked = timezone.localdate(edition.checked_at).isoformat() if edition.checked_at else "not yet"
    head = [
        f"# {edition.code}, Decision {basis.get('document', '')} of {basis.get('issued', '')}",
        f"# SHA-256 of content and readings as canonical JSON: {edition.sha256}",
        f"# Checked against the official text: {checked}",
    ]
    if edition.readings:
        head.append(f"# Readings: {canonical(edition.readings)}")
    body = yaml.safe_dump(_in_order(edition.content), allow_unicode=True, sort_keys=False, width=1000)
    return "\n".join([*head, body]).encode()


FIRST = (
    "id",
    "code",
    "slug",
    "number",
    "name_vi",
    "name_en",
    "vi",
    "en",
    "text_vi",
    "type",
    "max",
    "points",
    "min_star",
)
"""What stands first in a file: a database may give the entries back in another order."""
LAST = (
    "notes",
    "cases",
    "options",
    "children",
    "criteria",
    "disqualification",
    "parts",
    "star_conditions",
    "anomalies",
)


def _in_order(value: Any) -> Any:
    """Return the value with the entries of each object as a person would write them."""
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    if not isinstance(value, dict):
        return value
    rank = {key: number for number, key in enumerate(FIRST)} | {key: 100 + n for n, key in enumerate(LAST)}
    return {key: _in_order(value[key]) for key in sorted(value, key=lambda key: (rank.get(key, len(FIRST)), key))}


def sheet_of(edition: SetEdition) -> CriteriaSet:
    """Return the score sheet of the edition, read once for all who ask."""
    known = _SHEETS.get(edition.sha256)
    if known is None:
        known = read_content(edition.content, read_readings(edition.readings))
        if len(_SHEETS) >= MOST_KEPT:
            _SHEETS.pop(next(iter(_SHEETS)))
        _SHEETS[edition.sha256] = known
    return known


_SHEETS: dict[str, CriteriaSet] = {}
"""Score sheets by the digest of their edition."""


def readings_of(edition: SetEdition) -> dict[str, bool | int]:
    """Return every reading of the edition by name, ours where it says nothing."""
    return asdict(read_readings(edition.readings))


# Words --------------------


class Wording(NamedTuple):
    """Words as they can be shown: the text, the language it is in, and whether it is the Decision's own wording."""

    text: str
    language: str
    official: bool

    def __str__(self) -> str:
        return self.text


def words(thing: Worded, language: str) -> Wording:
    """Return what a part, criterion, option or ground is called for a reader of the language (vi, en, km).

    In Vietnamese the Decision's own wording, where the edition carries it, and else our short form. Whatever has no
    words in the language stands in Vietnamese: pages mark it with the language given.
    """
    return wording(thing.words, language)


def wording(said: Words, language: str) -> Wording:
    """Return the same for words alone, as those of a question."""
    asked = language.partition("-")[0]
    if asked != "vi" and asked in said:
        return Wording(said[asked], asked, official=False)
    if "official" in said:
        return Wording(said["official"], "vi", official=True)
    return Wording(said["vi"], "vi", official=False)


# Proposals --------------------


def read_file(text: bytes) -> dict[str, Any]:
    """Return what a file of criteria holds that somebody sent. Raises Refusal for what is no such file."""
    if len(text) > MOST_BYTES:
        raise TOO_LARGE
    try:
        decoded = text.decode("utf-8-sig")
        _check_shape(decoded)
        content = yaml.load(decoded, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError:
        raise NOT_TEXT from None
    except (yaml.YAMLError, ValueError) as error:
        raise _not_yaml(error) from None
    if not isinstance(content, dict):
        raise NOT_A_SET
    for key in _not_plain(content):
        raise Refusal(NOT_PLAIN, key=key)
    return content


def _check_shape(text: str) -> None:
    """Raise Refusal for aliases, which blow a small file up, and for nesting no set has, as soon as it meets one."""
    depth = 0
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.AliasToken):
            raise NO_ALIASES
        depth += isinstance(token, OPENING) - isinstance(token, CLOSING)
        if depth > DEEPEST:
            raise TOO_NESTED


def _not_yaml(error: Exception) -> Refusal:
    mark = getattr(error, "problem_mark", None)
    return Refusal(NOT_YAML, line=mark.line + 1 if mark else "?", problem=getattr(error, "problem", None) or "YAML")


def _not_plain(value: object, key: str = "") -> Iterator[str]:
    """Yield the place of everything that a JSON file would not give back as it is: days, fractions, odd keys."""
    if isinstance(value, dict):
        for name, each in value.items():
            if isinstance(name, str):
                yield from _not_plain(each, name)
            else:
                yield str(name)
    elif isinstance(value, list):
        for each in value:
            yield from _not_plain(each, key)
    elif not isinstance(value, str | int | None):
        yield key


def check_content(content: Mapping[str, Any], product_set: str) -> Refusal | None:
    """Answer nothing when the content is that very set and holds; else every fault, by name."""
    if content.get("code") != product_set:
        return Refusal(OTHER_SET, found=content.get("code"), wanted=product_set)
    try:
        read_content(content)
    except WrongSet as wrong:
        return Refusal(FAULTY, faults="; ".join(gettext(each.message) % each.params for each in wrong.faults))
    return None


def may_propose(current: SetEdition, waiting: SetEdition | None, *, seen: int, reason: str) -> Refusal | None:
    """Answer nothing when an edition may be proposed by who saw the edition of that number in use; else why not."""
    if waiting:
        return Refusal(ONE_AT_A_TIME, edition=waiting.code)
    if current.number != seen:
        return Refusal(OVERTAKEN, edition=current.code)
    return None if reason.strip() else NO_REASON


def may_decide(edition: SetEdition, *, by: str) -> Refusal | None:
    """Answer nothing when the person may approve or refuse the proposal: another than who made it; else why not."""
    if edition.state != EditionState.PROPOSED:
        return Refusal(DECIDED, edition=edition.code)
    return BY_ANOTHER if edition.proposed_by == by else None


def may_confirm(edition: SetEdition, current: SetEdition) -> Refusal | None:
    """Answer nothing when it may be entered that the edition was compared with the official text; else why not."""
    if edition.pk != current.pk:
        return Refusal(NOT_IN_USE, edition=edition.code)
    return Refusal(CHECKED, edition=edition.code) if edition.checked_at else None


class Difference(NamedTuple):
    """One thing that differs between two editions: where (the nearest code), what, before and after."""

    place: str
    what: str
    before: object
    after: object


CODES = ("id", "code", "criterion", "type")
"""By which of these a thing in a list is known: an option, a criterion, a mark, a note."""
IN_WORDS = {
    "code": gettext_noop("mã"),
    "points": gettext_noop("điểm"),
    "max": gettext_noop("điểm tối đa"),
    "min_star": gettext_noop("mức đánh dấu (sao)"),
    "min_points": gettext_noop("điểm của mức đánh dấu"),
    "vi": gettext_noop("nhãn"),
    "name_vi": gettext_noop("tên"),
    "en": gettext_noop("nhãn tiếng Anh"),
    "name_en": gettext_noop("tên tiếng Anh"),
    "text_vi": gettext_noop("nguyên văn"),
    "case": gettext_noop("trường hợp"),
    "option": gettext_noop("lựa chọn"),
    "criterion": gettext_noop("tiêu chí"),
    "criteria": gettext_noop("tiêu chí"),
    "anomalies": gettext_noop("chỗ cần xem lại của nguồn"),
}
"""What the entries of a file are called; another stands by its own name."""


def differences(before: SetEdition, after: SetEdition) -> list[Difference]:
    """Return all that differs between two editions of a set: readings first, then the file in the order of `before`."""
    read, then = readings_of(before), readings_of(after)
    found = [Difference("", name, value, then[name]) for name, value in read.items() if value != then[name]]
    first, second = dict(_leaves(before.content)), dict(_leaves(after.content))
    for where in first | second:
        if first.get(where) != second.get(where):
            named = [each for each in where[:-1] if not each.startswith("#")]
            found.append(Difference(_nearest(named), where[-1], first.get(where), second.get(where)))
    return found


def _nearest(named: list[str]) -> str:
    """Return the code of the thing itself, without those of the headings it lies under."""
    codes = [each for each in named if each[:1].isdigit() or each in {"A", "B", "C"}]
    return codes[-1] if codes else (named[-1] if named else "")


def _leaves(value: object, where: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield each text and number of a file with the way to it; things in a list are known by their code."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, (*where, key))
    elif isinstance(value, list) and all(isinstance(each, dict) for each in value):
        for number, each in enumerate(value):
            code = next((str(each[key]) for key in CODES if key in each), f"#{number}")
            yield from _leaves(each, (*where, code))
    else:
        yield where, value


# Costs --------------------

NO_PROVINCE = gettext_noop("%(place)s không phải tỉnh, thành phố. Chi phí do tỉnh, thành phố đặt.")
NOT_OF_CRITERION = gettext_noop("Tiêu chí %(criterion)s không có lựa chọn %(option)s.")
BELOW_ZERO = gettext_noop("Chi phí của lựa chọn %(option)s phải từ 0 đến 9.999.999.999 triệu đồng.")
MOST_COST = 9_999_999_999
COSTS_OVERTAKEN = Refusal(
    gettext_noop("Trong lúc bạn sửa, người khác đã đặt chi phí khác cho tiêu chí này. Hãy so lại rồi lưu lần nữa.")
)


def effort_of(cost: OptionCost) -> Effort:
    """Return what a province has set for an option."""
    return Effort(cost.cost, cost.months, cost.proof)


def token_of(efforts: Mapping[str, Effort]) -> str:
    """Return what stands for the costs a person saw, to tell whether they are still those."""
    said = [[code, f"{each.cost.normalize():f}", each.months, each.proof] for code, each in sorted(efforts.items())]
    return hashlib.sha256(canonical(said).encode()).hexdigest()[:16]


def check_costs(
    place: Place,
    criterion: str,
    options: Mapping[str, Option],
    efforts: Mapping[str, Effort | None],
    *,
    seen: str,
    token: str,
) -> Refusal | None:
    """Answer nothing when a province may set these costs for options of the criterion; else why not."""
    if place.level != Level.PROVINCE:
        return Refusal(NO_PROVINCE, place=str(place))
    if seen != token:
        return COSTS_OVERTAKEN
    for option, effort in efforts.items():
        if option not in options:
            return Refusal(NOT_OF_CRITERION, criterion=criterion, option=option)
        if effort and not 0 <= effort.cost <= MOST_COST:
            return Refusal(BELOW_ZERO, option=option)
    return None
