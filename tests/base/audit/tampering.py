"""A chain of 200 entries, and what somebody with the database in hand may do to it.

The cases are run on a copied SQLite file, as a person would, and on the test's own database of either kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from saolang.base.audit.choices import Action
from saolang.base.audit.rules import SEALED, entry_text
from saolang.base.audit.services.chain import publish_checkpoint, seal
from saolang.base.audit.services.changes import record
from saolang.base.audit.services.keys import current_key
from saolang.core.chain import entry_digest, link_digest

if TYPE_CHECKING:
    from collections.abc import Callable

BY = "user:1"
CHECKPOINTS = (50, 120, 200)
UNSEALED = 3
PERSONAL, ERASED, SWAPPED = 60, 65, 90


@dataclass
class Hand:
    """Somebody who may write into the database: `run` does a statement and returns its rows.

    The chain to tamper with begins after position `base`; the key of a change is its position and `shift`.
    """

    run: Callable[[str], list[tuple[Any, ...]]]
    base: int = 0
    shift: int = 0

    def at(self, position: int) -> int:
        return self.base + position

    def key(self, position: int) -> int:
        return self.at(position) + self.shift

    def insert(self, key: int, *, like: int) -> None:
        """Put in an entry of the moment of another."""
        kept = "at, action, kind, code, before, after, reason, request_id"
        self.run(
            f"INSERT INTO audit_change (id, actor, commitment, salt, {kept})"
            f" SELECT {key}, 'user:666', '', '', {kept} FROM audit_change WHERE id = {self.key(like)}"
        )

    def digest(self, position: int) -> str:
        return str(self.run(f"SELECT digest FROM audit_link WHERE position = {self.at(position)}")[0][0])

    def rechain(self, position: int) -> None:
        """Compute the chain anew from a position on, and its end."""
        columns = ", ".join(f'CAST("{name}" AS text)' if name == "at" else f'"{name}"' for name in SEALED)
        digest, number = self.digest(position - 1), self.at(position)
        for row in self.run(
            f"SELECT {columns} FROM audit_link JOIN audit_change ON id = change_id"
            f" WHERE position >= {number} ORDER BY position"
        ):
            digest = link_digest(digest, entry_digest(entry_text(row)))
            self.run(f"UPDATE audit_link SET digest = '{digest}' WHERE position = {number}")
            number += 1
        self.run(f"UPDATE audit_head SET digest = '{digest}', position = {number - 1}")


@dataclass(frozen=True)
class Case:
    """A thing done, what `./run verify` is to find (fault, position, last, entry), and where the script places it."""

    does: Callable[[Hand], object]
    found: list[tuple[str, int | None, int | None, int | None]]
    outside: list[str] = field(default_factory=list)


def make_chain() -> None:
    """Record 200 changes, seal them with checkpoints on the way, and leave some unsealed."""
    current_key(by=BY)
    for position in range(2, CHECKPOINTS[-1] + 1):
        record(
            by=BY,
            action=Action.CHANGE,
            kind="producer",
            code=f"CT-{position}",
            before={"name": "Cơ sở", "number": position},
            personal={"phone": f"0912{position}"} if position in {PERSONAL, ERASED} else None,
        )
        if position in CHECKPOINTS:
            seal()
            publish_checkpoint(by=BY)
    for _ in range(UNSEALED):
        record(by=BY, action=Action.CREATE, kind="producer", code="CT-900")


def alter(column: str, value: str) -> Callable[[Hand], object]:
    return lambda hand: hand.run(f"UPDATE audit_change SET {column} = '{value}' WHERE id = {hand.key(70)}")


def delete_entry(hand: Hand) -> None:
    hand.run(f"DELETE FROM audit_change WHERE id = {hand.key(70)}")


def delete_link(hand: Hand) -> None:
    hand.run(f"DELETE FROM audit_link WHERE position = {hand.at(70)}")


def delete_both(hand: Hand) -> None:
    delete_link(hand)
    delete_entry(hand)


def cut_the_end(hand: Hand) -> None:
    hand.run(f"DELETE FROM audit_link WHERE position > {hand.at(195)}")
    hand.run(f"DELETE FROM audit_change WHERE id > {hand.key(195)}")


def cut_the_end_and_the_head(hand: Hand) -> None:
    cut_the_end(hand)
    hand.run(f"UPDATE audit_head SET position = {hand.at(195)}, digest = '{hand.digest(195)}'")


def insert_entry(hand: Hand) -> None:
    hand.insert(hand.key(300), like=70)
    hand.run(f"UPDATE audit_change SET at = '2020-01-01 00:00:00' WHERE id = {hand.key(300)}")


def insert_entry_among_others(hand: Hand) -> None:
    delete_both(hand)
    hand.insert(hand.key(70), like=71)


def insert_link(hand: Hand) -> None:
    """Move all later links on by one, and put in one that follows the link before it."""
    hand.insert(hand.key(300), like=70)
    hand.run(f"UPDATE audit_link SET position = position + 100000 WHERE position > {hand.at(70)}")
    hand.run("UPDATE audit_link SET position = position - 99999 WHERE position > 100000")
    digest = link_digest(hand.digest(70), entry_digest("made up"))
    hand.run(
        "INSERT INTO audit_link (position, change_id, digest, sealed_at)"
        f" SELECT {hand.at(71)}, {hand.key(300)}, '{digest}', sealed_at FROM audit_link"
        f" WHERE position = {hand.at(70)}"
    )


def insert_link_and_chain_anew(hand: Hand) -> None:
    insert_link(hand)
    hand.rechain(71)


def alter_and_chain_anew(hand: Hand) -> None:
    alter("reason", "khác")(hand)
    hand.rechain(70)


def swap_entries(hand: Hand) -> None:
    one, other = hand.at(70), hand.at(SWAPPED)
    hand.run(f"UPDATE audit_link SET change_id = -1 WHERE position = {one}")
    hand.run(f"UPDATE audit_link SET change_id = {hand.key(70)} WHERE position = {other}")
    hand.run(f"UPDATE audit_link SET change_id = {hand.key(SWAPPED)} WHERE position = {one}")


def swap_links(hand: Hand) -> None:
    one, other = hand.at(70), hand.at(71)
    hand.run(f"UPDATE audit_link SET position = 100000 WHERE position = {one}")
    hand.run(f"UPDATE audit_link SET position = {one} WHERE position = {other}")
    hand.run(f"UPDATE audit_link SET position = {other} WHERE position = 100000")


def forge_digest(hand: Hand) -> None:
    hand.run(f"UPDATE audit_link SET digest = '{'0' * 64}' WHERE position = {hand.at(70)}")


def alter_personal_data(hand: Hand) -> None:
    told = '{"phone": "0900"}'
    hand.run(f"UPDATE audit_change SET personal = '{told}' WHERE id = {hand.key(PERSONAL)}")


def erase(hand: Hand) -> None:
    hand.run(f"UPDATE audit_change SET personal = NULL, salt = '' WHERE id = {hand.key(ERASED)}")


def erase_and_tell(hand: Hand) -> None:
    erase(hand)
    key = hand.key(199 + UNSEALED)
    hand.run(f"UPDATE audit_change SET action = 'erase', kind = 'change', code = '{hand.key(ERASED)}' WHERE id = {key}")


def forge_checkpoint(hand: Hand) -> None:
    hand.run(f"UPDATE audit_checkpoint SET digest = '{'0' * 64}' WHERE position = {hand.at(120)}")


def backdate_checkpoint(hand: Hand) -> None:
    hand.run(f"UPDATE audit_checkpoint SET at = '2020-01-01 00:00:00' WHERE position = {hand.at(120)}")


SHIFTED_END = [("checkpoint", 200, None, None), ("head", 200, None, None)]
ALTERED = Case(alter("reason", "khác"), [("altered", 70, None, 70)], ["position 70"])

CASES: dict[str, Case] = {
    "nothing": Case(lambda _hand: None, []),
    **{
        f"altered {column}": Case(alter(column, value), ALTERED.found, ALTERED.outside)
        for column, value in {
            "actor": "user:2",
            "action": "create",
            "kind": "product",
            "code": "CT-1",
            "before": '{"number": 70}',
            "after": '{"share": 0.5}',
            "reason": "khác",
            "request_id": "khac",
            "at": "2020-01-01 00:00:00",
        }.items()
    },
    "deleted entry": Case(delete_entry, [("deleted", 70, None, 70)], ["position 70"]),
    "deleted link": Case(delete_link, [("gap", 70, 70, None), ("outside", None, None, 70)], ["positions 70"]),
    "deleted entry and link": Case(delete_both, [("gap", 70, 70, None)], ["positions 70"]),
    "cut end": Case(
        cut_the_end,
        [("cut", 196, 200, None), ("checkpoint", 200, None, None)],
        ["positions 196", "position 200"],
    ),
    "cut end and head": Case(cut_the_end_and_the_head, [("checkpoint", 200, None, None)], ["position 200"]),
    "inserted entry": Case(insert_entry, [("outside", None, None, 300)], ["entry 300"]),
    "inserted entry among others": Case(
        insert_entry_among_others, [("gap", 70, 70, None), ("outside", None, None, 70)], ["positions 70"]
    ),
    "inserted link": Case(
        insert_link,
        [("inserted", 71, 71, 300), ("checkpoint", 120, None, None), *SHIFTED_END],
        ["position 71", "position 72", "position 120", "position 200"],
    ),
    "inserted link, chained anew": Case(
        insert_link_and_chain_anew,
        [("checkpoint", 120, None, None), ("checkpoint", 200, None, None)],
        ["position 120", "position 200"],
    ),
    "altered, chained anew": Case(
        alter_and_chain_anew,
        [("checkpoint", 120, None, None), ("checkpoint", 200, None, None)],
        ["position 120", "position 200"],
    ),
    "swapped entries": Case(
        swap_entries,
        [("moved", 70, SWAPPED, SWAPPED), ("moved", SWAPPED, 70, 70)],
        ["position 70", f"position {SWAPPED}"],
    ),
    "swapped links": Case(
        swap_links, [("moved", 70, 71, 71), ("moved", 71, 70, 70)], ["position 70", "position 71", "position 72"]
    ),
    "forged digest": Case(forge_digest, [("digest", 70, None, 70)], ["position 70", "position 71"]),
    "altered personal data": Case(alter_personal_data, [("personal", PERSONAL, None, PERSONAL)]),
    "erased personal data": Case(erase, [("erased", ERASED, None, ERASED)]),
    "erased personal data, and told": Case(erase_and_tell, []),
    "forged checkpoint": Case(
        forge_checkpoint,
        [("checkpoint", 120, None, None), ("signature", 120, None, None)],
        ["position 120", "position 120"],
    ),
    "backdated checkpoint": Case(backdate_checkpoint, [("signature", 120, None, None)], ["position 120"]),
}
