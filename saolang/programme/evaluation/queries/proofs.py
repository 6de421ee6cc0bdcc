"""Proving one sheet or one result of a closed session without showing the others.

The session's leaves are, in this order: every signed sheet, every preliminary result it came to, how it was held. Their
root stands in the session, in the list of changes, and beside the published results.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef

from saolang.base.audit.choices import Action
from saolang.base.audit.models import Change
from saolang.base.audit.queries import history_of
from saolang.base.audit.rules import canonical
from saolang.base.kit.batches import AT_ONCE
from saolang.core.merkle import prove, root
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.evaluation.choices import SessionState, Stage
from saolang.programme.evaluation.models import Attendance, Breach, Case, Conflict, Result, ScoreSheet, Session
from saolang.programme.evaluation.queries.sheets import BUNDLE, criteria_of, lines_of, with_all
from saolang.programme.evaluation.rules.proofs import minutes_text, result_text
from saolang.programme.evaluation.rules.sheets import text_of
from saolang.programme.registry.choices import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = "saolang-inclusion-1"
NOT_CLOSED = Refusal(gettext_noop("Phiên chưa kết thúc, nên chưa có mã gốc để chứng minh."))


class Leaf(NamedTuple):
    """A text of the tree, and what it is of: "sheet:12", "result:3", "session"."""

    name: str
    text: str


def leaves_of(session: Session) -> list[Leaf]:
    """Return the leaves of the session's tree, in order. Nine queries."""
    sheets = list(
        with_all(ScoreSheet.objects.filter(case__session=session).exclude(signature=None)).order_by(
            "case__position", "round", "membership_id"
        )
    )
    lines = lines_of(sheets)
    texts = {sheet.pk: text_of(sheet, criteria_of(sheet), lines[sheet.pk]) for sheet in sheets}
    results = Result.objects.filter(case__session=session, stage=Stage.PRELIMINARY)
    return [
        *(Leaf(f"sheet:{sheet.pk}", texts[sheet.pk]) for sheet in sheets),
        *(
            Leaf(f"result:{result.pk}", result_text(result))
            for result in results.select_related("case__session", "case__dossier").order_by("case__position", "pk")
        ),
        Leaf("session", _minutes(session)),
    ]


def root_of(session: Session) -> str:
    """Return the root of the session's tree as it stands, in hexadecimal."""
    return root([leaf.text for leaf in leaves_of(session)])


def still_stands(session: Session) -> bool:
    """Tell whether a session is as it was closed: its tree comes to its root, which the list of changes tells of too.

    Of one that the centre held only the root is here.
    """
    told = set(history_of("council_session", session.code).values_list("action", "after__merkle_root"))
    if (Action.CLOSE, session.merkle_root) in told:
        return root_of(session) == session.merkle_root
    return session.origin == Origin.IMPORTED and (Action.IMPORT, session.merkle_root) in told


def closings_gone() -> Iterator[Change]:
    """Yield the changes that tell of a session closed, or brought by a package, that is closed no more, or gone."""
    ended = Session.objects.filter(state=SessionState.CLOSED, code=OuterRef("code"))
    told = Change.objects.filter(kind="council_session", action__in=[Action.CLOSE, Action.IMPORT])
    return told.filter(~Exists(ended)).order_by("pk").iterator(AT_ONCE)


def sheet_proof(sheet: ScoreSheet) -> str:
    """Return the file that proves the sheet: itself, its place in the tree, and the signature it was signed with.

    One line of JSON, which `docs/operating/check_chain.py` checks without this program. Raises Refusal before the
    session is closed. The person must see the sheet already (`queries.sheets.sheets_visible_to`).
    """
    signature = sheet.signature
    if signature is None:
        raise NOT_CLOSED
    bundled = list(ScoreSheet.objects.filter(signature=signature).order_by("case__position"))
    signed = {
        "bundle": canonical(
            {"format": BUNDLE, "code": signature.code, "sheets": [each.sha256 for each in bundled]},
        ),
        "statement": signature.statement,
        "key": signature.key.public,
        "signature": signature.value,
    }
    return _proof(sheet.case.session, f"sheet:{sheet.pk}", signed)


def result_proof(result: Result) -> str:
    """Return the file that proves the result, as `sheet_proof` does. Of a final one it is the preliminary one's."""
    same = Result.objects.filter(case=result.case_id, stage=Stage.PRELIMINARY, pk__lte=result.pk).order_by("-pk")[0]
    return _proof(result.case.session, f"result:{same.pk}", {})


def _proof(session: Session, name: str, signed: dict[str, Any]) -> str:
    if not session.merkle_root:
        raise NOT_CLOSED
    leaves = leaves_of(session)
    index = next(index for index, leaf in enumerate(leaves) if leaf.name == name)
    inclusion = prove([leaf.text for leaf in leaves], index)
    # In ASCII, as the script of operating/verify.md reads it.
    return json.dumps(
        {
            "format": FORMAT,
            "session": session.code,
            "root": session.merkle_root,
            "text": leaves[index].text,
            "index": inclusion.index,
            "size": inclusion.size,
            "path": list(inclusion.path),
            **signed,
        }
    )


def _minutes(session: Session) -> str:
    return minutes_text(
        session,
        Case.objects.filter(session=session).select_related("dossier").order_by("position"),
        Attendance.objects.filter(session=session),
        Conflict.objects.filter(case__session=session).select_related("case"),
        Breach.objects.filter(session=session),
    )
