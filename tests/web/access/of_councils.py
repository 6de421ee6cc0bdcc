"""Which records fill the addresses of councils, sessions and score sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.accounts.choices import Role, ScopeKind
from saolang.base.files.services import store
from saolang.programme.dossiers.models import Proof
from saolang.programme.evaluation.choices import Rule, Seat
from saolang.programme.evaluation.models import Council, Membership
from saolang.programme.evaluation.queries.results import latest_result
from saolang.programme.evaluation.services import objections, results, sessions
from tests.factories.dossiers import a_paper_of
from tests.factories.evaluation import a_full_council, a_session, a_waiting_dossier, an_open_session, everybody_signs

if TYPE_CHECKING:
    from saolang.base.accounts.models import User
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records

COUNCIL, ANOTHER = "HD-1", "HD-2"
"""The council of the records, and one of nowhere near."""
SEATS = {Role.CHAIR: Seat.DEPUTY, Role.MEMBER: Seat.MEMBER, Role.SECRETARY: Seat.SECRETARY}
"""Where those who ask sit: the council has its chair already."""


def addresses(made: Records) -> Addresses:
    """Set up a council with a session under way and one that has ended, objected to; say which address each fills."""
    council = a_full_council(made.place.province, code=COUNCIL, decision_file=store(b"%PDF-1.7", by="tests"))
    ended = an_open_session(council, a_waiting_dossier(made.place, producer=made.producer))
    everybody_signs(ended)
    sessions.close(session=ended, by="tests")
    results.announce(session=ended, by="tests")
    judged = ended.cases.get()
    result = latest_result(judged)
    assert result is not None
    objection = objections.raise_objection(result=result, criteria=["1.1"], text="Đủ hợp đồng", by="tests")
    waiting = a_waiting_dossier(made.place)
    proof = Proof.objects.create(dossier=waiting, criterion="1.1", evidence=a_paper_of(waiting), added_by="tests")
    under_way = an_open_session(council, waiting)
    of_result = {"code": ended.code, "number": result.pk}
    by_name: dict[str, dict[str, object]] = {
        "council:unseat": {"code": council.code, "number": council.memberships.order_by("pk")[1].pk},
        "council:evidence": {"code": under_way.code, "position": 1, "paper": proof.evidence.code},
        "council:session_replan": {"code": a_session(council).code},
        "council:bundle": {"code": f"{under_way.code}.0.1"},
        "council:published": {"code": ended.code},
        "council:results": {"code": ended.code},
        "council:announce": {"code": ended.code},
        "council:recognise": {"code": ended.code},
        **{f"council:{name}": of_result for name in ("confirm", "end", "send_up", "proof_of_result")},
        "council:proof": {"code": ended.code, "number": judged.sheets.order_by("pk")[0].pk},
        "council:objection": {"code": ended.code, "number": objection.pk},
        "portal:result": {"code": judged.dossier.code},
    }
    by_folder = {
        "hoi-dong": {"code": council.code},
        "phien": {"code": under_way.code, "position": 1, "rule": Rule.QUORUM},
    }
    return by_name, by_folder


def take_a_seat(person: User) -> None:
    """Let who holds a role over the council of the records sit there: the role alone has no vote."""
    for grant in person.grants.filter(scope_kind=ScopeKind.COUNCIL, scope_code=COUNCIL, role__in=SEATS):
        council = Council.objects.get(code=COUNCIL)
        Membership.objects.create(
            council=council, user=person, seat=SEATS[Role(grant.role)], grant=grant, since=grant.valid_from
        )
