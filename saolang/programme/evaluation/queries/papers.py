"""What the papers of a council say: score sheet, result table, minutes, draft decision, notice of a result.

Each is a draft with the fields that `data/documents/fields.yaml` names, in Vietnamese whatever the reader's language.
Nobody's points stand in one before the product has a result: until then sheets are blind.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import override

from saolang.base.accounts.queries import person_behind
from saolang.base.kit.formats import figure, moment
from saolang.base.papers.choices import PaperKind
from saolang.base.papers.rules import Draft, Mark
from saolang.base.papers.rules.wording import (
    OFFICE_OF_THE_PROVINCE,
    called,
    committee,
    dated,
    every_paper,
    in_figures,
    province_of,
)
from saolang.core.councils import two_decimals
from saolang.core.scoring import ZERO, score
from saolang.programme.certification.choices import Level
from saolang.programme.certification.rules import LEAST_STARS, MOST_STARS
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.dossiers.choices import DossierKind
from saolang.programme.dossiers.queries.forms import filled
from saolang.programme.dossiers.rules.lines import caps_in_words, points_in_words, remarks_on, rows_of, words_of
from saolang.programme.evaluation.choices import FOUND, REMARKS, VOTING, Mode, Rule, Seat, Stage
from saolang.programme.evaluation.models import Attendance, Case, Conflict, Result, ScoreSheet
from saolang.programme.evaluation.queries.councils import seated
from saolang.programme.evaluation.rules import sheets as rules
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from saolang.base.places.models import Place
    from saolang.core.scoring import Points
    from saolang.programme.dossiers.models import Dossier
    from saolang.programme.dossiers.rules.lines import Row
    from saolang.programme.evaluation.models import Council, Session, SheetLine

MONTHS = 36
"""How long a certificate holds (D26; every edition so far)."""
MINISTRY = "Bộ Nông nghiệp và Môi trường"
THE_COUNCIL = "HỘI ĐỒNG ĐÁNH GIÁ, PHÂN HẠNG SẢN PHẨM OCOP"
NOT_CONFIRMED = (
    "Cách tính của hội đồng theo mặc định của phần mềm; quy chế hoạt động của hội đồng chưa được khai báo để xác nhận."
)
NOTHING_FINAL = "Chưa có kết quả chính thức nào để công nhận theo quyết định này, nên danh sách còn trống."
NOT_YET = "–"


@override("vi")
def score_sheet(sheet: ScoreSheet) -> Draft:
    """Return one member's sheet with every option and those ticked; its reader has been let see the sheet."""
    case, lines = sheet.case, {line.criterion: line for line in sheet.lines.all()}
    dossier, session = case.dossier, case.session
    content, criteria_set = dossier.edition.content, sheet_of(dossier.edition)
    points = score(criteria_set, rules.filled(criteria_set, lines.values()))
    answers = filled(dossier)
    data = {
        **every_paper(session.council.place, made_up=session.origin == Origin.MADE_UP),
        "dated": dated(session.council.place, timezone.localdate(sheet.saved_at)),
        "remarks": remarks_on(dossier.edition),
        "council": session.council.name,
        "session": session.title,
        **_product(dossier),
        "phone": answers.get("phone", ""),
        "address": answers.get("address", ""),
        "round": str(sheet.round),
        "lines": [_scored(row, lines, points) for row in rows_of(content)],
        "knock_outs": [
            {"words": each.words["vi"], "ticked": each.code in lines and lines[each.code].option == FOUND}
            for each in criteria_set.knock_outs
        ],
        "total": points_in_words(sum(points.values(), ZERO)),
        "sheet_remarks": lines[REMARKS].reason if REMARKS in lines else sheet.remarks,
        "member": sheet.signature.name if sheet.signature else sheet.membership.user.full_name,
        "seat": str(Seat(sheet.membership.seat).label),
        "organisation": sheet.membership.organisation,
        "signed": _signed(sheet),
    }
    code = rules.code_of(sheet)
    mark = Mark.NONE if sheet.signature_id else Mark.DRAFT
    return Draft(PaperKind.SCORE_SHEET, "score_sheet", code, _home(session), f"phieu-cham-{code}", data, mark)


@override("vi")
def result_table(session: Session) -> Draft:
    """Return the results of the session, product by product, with what each member's sheet came to."""
    return _of_session(PaperKind.RESULT_TABLE, session, "bang-ket-qua", _results(session))


@override("vi")
def minutes(session: Session) -> Draft:
    """Return the minutes: who was there, interests declared, what was discussed, the results, rules not kept."""
    results, voting = _results(session), seated().filter(council=session.council, seat__in=VOTING)
    there = {each.membership_id for each in _present(session)}
    data = {
        **results,
        "venue": session.venue,
        "present": str(len(there)),
        "all_members": str(voting.count()),
        "absent": [
            {"name": seat.user.full_name, "seat": str(Seat(seat.seat).label)}
            for seat in voting.select_related("user")
            if seat.pk not in there
        ],
        "papers_sent": moment(session.papers_sent_at) if session.papers_sent_at else "",
        "conflicts": [
            {
                "name": each.membership.user.full_name,
                "product": each.case.dossier.product.name_vi,
                "reason": each.reason,
            }
            for each in Conflict.objects.filter(case__session=session).select_related(
                "membership__user", "case__dossier__product"
            )
        ],
        "breaches": [
            {"rule": str(Rule(each.rule).label), "reason": each.reason, "by": _name_of(each.recorded_by)}
            for each in session.breaches.all()
        ],
        "discussions": [
            {"product": case.dossier.product.name_vi, "text": case.discussion}
            for case in _cases(session)
            if case.discussion
        ],
        "counts": _counts(row["stars"] for row in results["rows"]),
    }
    return _of_session(PaperKind.MINUTES, session, "bien-ban", data)


@override("vi")
def draft_decision(session: Session) -> Draft:
    """Return the draft of the decision on the session's final results that this level recognises, with its list."""
    council, home = session.council, _home(session)
    province = province_of(home)
    least, most = LEAST_STARS, MOST_STARS[council.level]
    recognised = [
        (case, result)
        for case, result in _with_results(session)
        if result and result.stage == Stage.FINAL and least <= result.stars <= most
    ]
    rows = [
        {
            "position": str(position),
            **_product_of_a_list(case.dossier),
            "kind": str(DossierKind(case.dossier.kind).label),
            "mean": _mean(result),
            "stars": _stars(result),
        }
        for position, (case, result) in enumerate(recognised, 1)
    ]
    data = {
        **every_paper(council.place, made_up=session.origin == Origin.MADE_UP),
        "superior": _superior(council, home).upper(),
        "authority": (f"Bộ trưởng {MINISTRY}" if _is_central(council) else f"Chủ tịch {committee(province)}").upper(),
        "province": called(province),
        "round": _round(session),
        "council": council.name,
        "minutes": f"biên bản {session.title} ngày {in_figures(session.held_on)}",
        "count": str(len(rows)),
        "by_stars": _counts(row["stars"] for row in rows),
        "remarks": [] if rows else [{"text": NOTHING_FINAL}],
        "months": str(MONTHS),
        "rows": rows,
    }
    return _of_session(PaperKind.DRAFT_DECISION, session, "du-thao-quyet-dinh", data)


@override("vi")
def result_notice(result: Result) -> Draft:
    """Return the notice of the result to the producer and the commune, with the mean of each criterion."""
    case = result.case
    session, dossier = case.session, case.dossier
    means = {code: Fraction(mean) for code, mean in result.means.items()}
    data = {
        **every_paper(province_of(dossier.place), made_up=session.origin == Origin.MADE_UP),
        "remarks": [*remarks_on(dossier.edition), *_remarks_on(session)],
        "superior": _superior(session.council, dossier.place).upper(),
        "office": OFFICE_OF_THE_PROVINCE.upper(),
        "to": [{"name": dossier.producer.name}, {"name": committee(dossier.place)}],
        **_product(dossier),
        "session": session.title,
        "held_on": in_figures(session.held_on),
        "stage": str(Stage(result.stage).label),
        "preliminary": result.stage == Stage.PRELIMINARY,
        "mean": _mean(result),
        "votes": str(result.votes),
        "stars": _stars(result),
        "capped": caps_in_words(dossier.edition.content, result.capped_by),
        "lines": [
            {
                "code": row.code,
                "name": row.name,
                "heading": row.is_heading,
                "maximum": str(row.maximum),
                "points": points_in_words(sum((means[code] for code in row.covers), Fraction(0))),
            }
            for row in rows_of(dossier.edition.content)
        ],
        "root": session.merkle_root,
    }
    name = f"thong-bao-ket-qua-{dossier.code}"
    return Draft(PaperKind.RESULT_NOTICE, "dossier", dossier.code, province_of(dossier.place), name, data)


# Shared --------------------


def _results(session: Session) -> dict[str, Any]:
    """Return what the result table and the minutes share."""
    council, home, present = session.council, _home(session), _present(session)
    by_case = _totals(session)
    return {
        **every_paper(council.place, made_up=session.origin == Origin.MADE_UP),
        "remarks": _remarks_on(session),
        "superior": _superior(council, home).upper(),
        "office": THE_COUNCIL,
        "council": council.name,
        "decision": f"Quyết định số {council.decision_number} ngày {in_figures(council.decided_on)}",
        "session": session.title,
        "held_on": in_figures(session.held_on),
        "mode": str(Mode(session.mode).label),
        "chair": _name_of_seat(present, (Seat.CHAIR, Seat.DEPUTY)),
        "secretary": _secretary(council),
        "members": [
            {
                "position": str(position),
                "name": each.membership.user.full_name,
                "seat": str(Seat(each.membership.seat).label),
                "organisation": each.membership.organisation,
            }
            for position, each in enumerate(present, 1)
        ],
        "rows": [_row(case, result, present, by_case) for case, result in _with_results(session)],
        "root": session.merkle_root,
    }


def _row(
    case: Case, result: Result | None, present: Iterable[Attendance], totals: Mapping[tuple[int, int, int], str]
) -> dict[str, str]:
    scored = (totals.get((case.pk, result.round, each.membership_id), NOT_YET) for each in present) if result else ()
    capped = caps_in_words(case.dossier.edition.content, result.capped_by) if result else []
    return {
        "position": str(case.position),
        **_product_of_a_list(case.dossier),
        "round": str(result.round if result else case.round),
        "totals": " · ".join(scored),
        "mean": _mean(result) if result else NOT_YET,
        "stars": _stars(result) if result else NOT_YET,
        "capped": " ".join(each["text"] for each in capped),
        "stage": str(Stage(result.stage).label) if result else "chưa có kết quả",
    }


def _cases(session: Session) -> list[Case]:
    read = ("dossier__product", "dossier__producer", "dossier__place", "dossier__edition")
    return list(session.cases.select_related(*read).order_by("position"))


def _with_results(session: Session) -> list[tuple[Case, Result | None]]:
    """Return the products in the order of the list, each with its last result. Two queries."""
    latest = {result.case_id: result for result in Result.objects.filter(case__session=session).order_by("pk")}
    return [(case, latest.get(case.pk)) for case in _cases(session)]


def _present(session: Session) -> list[Attendance]:
    there = Attendance.objects.filter(session=session, present=True, membership__seat__in=VOTING)
    found = list(there.select_related("membership__user").order_by("membership_id"))
    order = list(Seat)
    return sorted(found, key=lambda each: order.index(Seat(each.membership.seat)))


def _totals(session: Session) -> dict[tuple[int, int, int], str]:
    """Return what each signed sheet came to, by product, round and seat."""
    signed = ScoreSheet.objects.filter(case__session=session, total__isnull=False)
    return {
        (sheet.case_id, sheet.round, sheet.membership_id): points_in_words(sheet.total)
        for sheet in signed
        if sheet.total is not None
    }


def _name_of_seat(present: Iterable[Attendance], seats: Iterable[Seat]) -> str:
    by_seat = {each.membership.seat: each.membership.user.full_name for each in present}
    return next((by_seat[seat] for seat in seats if seat in by_seat), "")


def _secretary(council: Council) -> str:
    seat = seated().filter(council=council, seat=Seat.SECRETARY).select_related("user").first()
    return seat.user.full_name if seat else ""


def _name_of(actor: str) -> str:
    person = person_behind(actor)
    return person.full_name if person else ""


def _scored(row: Row, lines: Mapping[str, SheetLine], points: Points) -> dict[str, Any]:
    line = None if row.is_heading else lines.get(row.code)
    return {
        "code": row.code,
        "name": row.name,
        "heading": row.is_heading,
        "maximum": str(row.maximum),
        "points": points_in_words(sum((points[code] for code in row.covers), ZERO)),
        "reason": line.reason if line else "",
        "notes": [{"text": note} for note in row.notes],
        "options": [
            {
                "words": words_of(option),
                "points": str(option["points"]),
                "mark": "*" * option.get("min_star", 0),
                "ticked": line is not None and line.option == option["id"],
            }
            for option in row.options
        ],
    }


def _signed(sheet: ScoreSheet) -> str:
    if sheet.signature is None:
        return "Phiếu chưa ký."
    return f"Đã ký trên hệ thống lúc {moment(sheet.signature.signed_at)}; mã băm {sheet.sha256}."


def _product(dossier: Dossier) -> dict[str, str]:
    return {
        "product": dossier.product.name_vi,
        "official_code": dossier.official_code,
        "producer": dossier.producer.name,
        "set": dossier.edition.content["name_vi"],
    }


def _product_of_a_list(dossier: Dossier) -> dict[str, str]:
    return {
        "product": dossier.product.name_vi,
        "producer": dossier.producer.name,
        "commune": called(dossier.place),
        "set": dossier.edition.content["name_vi"],
    }


def _mean(result: Result) -> str:
    return figure(two_decimals(Fraction(result.total)), 2)


def _stars(result: Result) -> str:
    return f"{result.stars} sao" if result.stars else "không xếp hạng"


def _counts(stars: Iterable[str]) -> list[dict[str, str]]:
    counted = Counter(stars)
    return [{"text": f"{words}: {count} sản phẩm"} for words, count in sorted(counted.items(), reverse=True)]


def _remarks_on(session: Session) -> list[dict[str, str]]:
    return [] if session.council.regulation_source else [{"text": NOT_CONFIRMED}]


def _round(session: Session) -> str:
    year, _, number = session.round_code.partition("-")
    return f"đợt {number} năm {year}" if number else session.round_code


def _is_central(council: Council) -> bool:
    return council.level == Level.CENTRE


def _superior(council: Council, home: Place) -> str:
    return MINISTRY if _is_central(council) else committee(province_of(home))


def _home(session: Session) -> Place:
    """Return the unit whose papers the session has: the council's; of a council of the centre its first product's."""
    if session.council.place:
        return session.council.place
    return province_of(session.cases.select_related("dossier__place__province")[0].dossier.place)


def _of_session(kind: PaperKind, session: Session, name: str, data: dict[str, Any]) -> Draft:
    return Draft(kind, "council_session", session.code, _home(session), f"{name}-{session.code}", data)
