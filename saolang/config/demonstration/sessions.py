"""The council of the demonstration: a session that has ended, with an objection, and one under way."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from saolang.base.accounts.choices import Proof, Role
from saolang.base.accounts.services.people import create_user
from saolang.base.accounts.services.signatures import sign
from saolang.config.demonstration.rows import BY
from saolang.config.demonstration.sign_ins import PASSWORD
from saolang.programme.criteria.rules import sheet_of
from saolang.programme.evaluation.choices import Seat
from saolang.programme.evaluation.models import Case, Council, Membership, ScoreSheet, Session
from saolang.programme.evaluation.queries.sheets import bundle_code
from saolang.programme.evaluation.services import councils, objections, results, sessions, sheets
from saolang.programme.registry.choices import Origin
from saolang.web.account.signables import find

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saolang.base.accounts.models import User
    from saolang.base.places.models import Place
    from saolang.config.demonstration.people import People
    from saolang.programme.dossiers.models import Dossier

SHOWN = " (minh họa)"
SWAYED = 3
"""On so many criteria a member sees a product otherwise than it claims."""
FINISHED = 3
"""So many members have filled in the sheets of the session under way."""


def hold_sessions(
    told: Mapping[str, Any], province: Place, reached: Mapping[str, list[Dossier]], people: People
) -> None:
    """Set the council up and hold both sessions over the dossiers that came so far (`reached`)."""
    council = _set_up(told, province, by=people.office.actor)
    secretary = Membership.objects.get(council=council, seat=Seat.SECRETARY).user
    before = _session(council, "Phiên thứ nhất", reached["announced"] + reached["objected"], secretary)
    _score(before, members=None)
    sessions.close(session=before, by=secretary.actor)
    results.announce(session=before, by=secretary.actor)
    for dossier in reached["objected"]:
        result = Case.objects.get(session=before, dossier=dossier).results.get()
        text = "Chúng tôi có giấy tờ chứng minh thêm cho tiêu chí này."
        by = people.owner_of(dossier).actor
        objections.raise_objection(result=result, criteria=["2.1"], text=text, by=by)
    under_way = _session(council, "Phiên thứ hai", reached["scoring"], secretary)
    _score(under_way, members=FINISHED)


def _set_up(told: Mapping[str, Any], province: Place, *, by: str) -> Council:
    new = councils.NewCouncil(
        name=told["name"],
        decision_number=told["decision"],
        decided_on=told["decided_on"],
        place=province,
        origin=Origin.MADE_UP,
    )
    council = councils.set_up(council=new, by=by)
    for each in told["seats"]:
        user = create_user(email=each["email"], full_name=each["name"], password=PASSWORD, by=BY)
        councils.seat(
            council=council,
            user=user,
            seat=Seat(each["seat"]),
            organisation=each["organisation"],
            since=told["decided_on"],
            tell=False,
            by=by,
        )
    return council


def _session(council: Council, title: str, dossiers: Sequence[Dossier], secretary: User) -> Session:
    """Return a session that is open, of which the members had the papers in time."""
    today = timezone.localdate()
    new = sessions.NewSession(
        title=f"{title}{SHOWN}", held_on=today, round_code="2026-2", venue="Phòng họp", origin=Origin.MADE_UP
    )
    by = secretary.actor
    session = sessions.plan(council=council, session=new, by=by)
    sessions.add_cases(session=session, dossiers=dossiers, by=by)
    sessions.send_papers(session=session, by=by)
    Session.objects.filter(pk=session.pk).update(papers_sent_at=timezone.now() - timedelta(days=10))
    for membership in council.memberships.all():
        sessions.mark_present(session=session, membership=membership, present=True, by=by)
    return sessions.open_session(session=Session.objects.get(pk=session.pk), by=by)


def _score(session: Session, members: int | None) -> None:
    """Let members fill in and sign their sheets; so many of them, or all."""
    random = Random(f"Sao Làng {session.title}")  # noqa: S311 - made-up sheets, not secrets
    voting = session.council.memberships.exclude(seat=Seat.SECRETARY).select_related("user").order_by("pk")
    for membership in list(voting)[:members]:
        own = ScoreSheet.objects.filter(case__session=session, membership=membership).order_by("case__position")
        for sheet in own.select_related("case__dossier__edition__product_set"):
            batch = _clicks(sheet, random)
            sheets.clicks(sheet=sheet, batch=batch, by=membership.user.actor)
        code = bundle_code(session, membership, 1)
        thing = find(membership.user, "score_sheets", code)
        role = Role.CHAIR if membership.seat == Seat.CHAIR else Role.MEMBER
        sign(thing=thing, user=membership.user, role=role, proof=Proof.PASSWORD, by=membership.user.actor)


def _clicks(sheet: ScoreSheet, random: Random) -> list[sheets.NewClick]:
    """Return a member's clicks: what the dossier claims, but for a few criteria seen one option otherwise."""
    criteria_set = sheet_of(sheet.case.dossier.edition)
    claims = dict(sheet.case.dossier.claims.values_list("criterion", "option"))
    marked = {mark.criterion for mark in criteria_set.marks}
    free = [code for code in claims if code not in marked]
    for code in random.sample(free, SWAYED):
        options = [each.code for each in criteria_set.criteria[code].options if each.points]
        nth = options.index(claims[code])
        claims[code] = options[max(0, min(len(options) - 1, nth + random.choice((-1, 1))))]
    cases = {
        code: option.case
        for code, claimed in claims.items()
        if (option := criteria_set.criteria[code].option(claimed)) and option.case
    }
    said = [*((f"{code}:case", case) for code, case in cases.items()), *claims.items()]
    said += [(code, "none") for code in criteria_set.criteria if code not in claims]
    return [
        sheets.NewClick(number=UUID(int=random.getrandbits(128)), order=order, criterion=criterion, option=option)
        for order, (criterion, option) in enumerate(said, 1)
    ]
