"""The SQL of every population: which rows there are, and what each field of the vocabulary is on a item.

Written by hand because it is the hot path of every dashboard: one statement answers all indicators of a plan. Only what
data cannot reach goes into the text: names of tables and fields stand here, values are always parameters.

Parameters all statements share: day, since (dates; the eve of each as day_eve, since_eve), moment (what was known),
extended_from and extended_to (certificates kept past their expiry on the day, D26 Article 12).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def known(alias: str) -> str:
    """Test that the fact had been entered, and not withdrawn, at the moment asked (DatedFact.as_known)."""
    return f"{alias}.recorded_at <= %(moment)s AND ({alias}.withdrawn_at IS NULL OR {alias}.withdrawn_at > %(moment)s)"


def true_on(alias: str, day: str = "%(day)s") -> str:
    """Test that the fact was known and true on the day (DatedFact.as_at)."""
    return f"{known(alias)} AND {alias}.began_on <= {day} AND ({alias}.ended_on IS NULL OR {alias}.ended_on > {day})"


def listed(alias: str) -> str:
    """Test that the record had been entered, and not merged into its look-alike, at the moment asked."""
    return f"{alias}.recorded_at <= %(moment)s AND ({alias}.merged_at IS NULL OR {alias}.merged_at > %(moment)s)"


def revoked(recognition: str) -> str:
    return f"""EXISTS (SELECT 1 FROM certification_revocation revocation
        WHERE revocation.recognition_id = {recognition} AND {true_on("revocation")})"""


def suspended(recognition: str) -> str:
    return f"""EXISTS (SELECT 1 FROM certification_suspension suspension
        WHERE suspension.recognition_id = {recognition} AND {true_on("suspension")})"""


def latest_of(product: str) -> str:
    """Return the id of the product's latest recognition on the day; the index of recognitions is in that order."""
    return f"""(SELECT latest.id FROM certification_recognition latest
        WHERE latest.product_id = {product} AND latest.began_on <= %(day)s AND {known("latest")}
        ORDER BY latest.began_on DESC, latest.id DESC LIMIT 1)"""


def in_force(expires_on: str) -> str:
    """Test that the certificate had not run out on the day, or is kept until the authority decides."""
    return f"({expires_on} >= %(day)s OR {expires_on} BETWEEN %(extended_from)s AND %(extended_to)s)"


def holds(recognition: str, expires_on: str) -> str:
    """Test that the recognition of that id, the latest of its product, is in force and not suspended."""
    return f"({in_force(expires_on)} AND NOT {revoked(recognition)} AND NOT {suspended(recognition)})"


@dataclass(frozen=True)
class Facts:
    """How a population is counted.

    `rows`: relations in the order they build on one another, the last, `item`, giving one row per thing. `{area}` and
    `{unit}` in the first are the join that limits it to places, and the unit it is grouped by. `fields`: each word of
    the vocabulary over `item`. `counted`: the column that makes a row one thing, an id of `record`'s table.
    `record_alias`: that table's name in the first relation. `materialised`: relations worked out once. `happened_on`:
    the day of an event.
    """

    rows: Mapping[str, str]
    fields: Mapping[str, str]
    counted: str
    happened_on: str | None = None
    record: str = "product"
    record_alias: str = "product"
    materialised: frozenset[str] = frozenset()

    def kept(self, relation: str) -> str:
        """Return the word that makes a database work a relation out once, where its columns are read many times."""
        return "MATERIALIZED " if relation in self.materialised else ""


_LEGAL_FORM = """(SELECT form.legal_form FROM registry_ownership ownership
    JOIN registry_producerform form ON form.producer_id = ownership.producer_id AND {form_true}
    WHERE ownership.product_id = item.product_id AND {ownership_true} LIMIT 1)"""


def _legal_form(day: str) -> str:
    return _LEGAL_FORM.format(form_true=true_on("form", day), ownership_true=true_on("ownership", day))


def _craft_village(day: str) -> str:
    return f"""EXISTS (SELECT 1 FROM registry_craftproduct tie
        WHERE tie.product_id = item.product_id AND {true_on("tie", day)})"""


_LEVEL = "(SELECT decision.level FROM certification_decision decision WHERE decision.id = item.decision_id)"


def _of_set(column: str) -> str:
    return f"(SELECT {column} FROM registry_productset kind_of WHERE kind_of.code = item.product_set_id)"


_PRODUCTS = Facts(
    rows={
        "item": f"""
            SELECT product.id AS product_id, product.product_set_id, product.origin, {{unit}} AS unit_id,
                recognition.id AS recognition_id, recognition.stars, recognition.kind, recognition.edition,
                recognition.five_star_candidate, recognition.decision_id, recognition.expires_on
            FROM registry_product product {{area}}
            LEFT JOIN certification_recognition recognition ON recognition.id = {latest_of("product.id")}
            WHERE {listed("product")}""",
    },
    fields={
        "state": f"""CASE WHEN item.recognition_id IS NULL THEN 'none'
            WHEN {revoked("item.recognition_id")} THEN 'revoked'
            WHEN NOT {in_force("item.expires_on")} THEN 'expired'
            WHEN {suspended("item.recognition_id")} THEN 'suspended'
            WHEN item.expires_on >= %(day)s THEN 'valid' ELSE 'extended' END""",
        "stars": "item.stars",
        "five_star_candidate": "item.five_star_candidate",
        "level": _LEVEL,
        "edition": "item.edition",
        "kind": "item.kind",
        "expires_on": "item.expires_on",
        "first_certified_on": f"""(SELECT MIN(recognition.began_on) FROM certification_recognition recognition
            WHERE recognition.product_id = item.product_id AND {known("recognition")}
            AND recognition.began_on <= %(day)s)""",
        "set": _of_set("kind_of.number"),
        "industry": _of_set("kind_of.industry_code"),
        "legal_form": _legal_form("%(day)s"),
        "producer_known": f"""EXISTS (SELECT 1 FROM registry_ownership ownership
            WHERE ownership.product_id = item.product_id AND {true_on("ownership")})""",
        "craft_village": _craft_village("%(day)s"),
        "origin": "item.origin",
    },
    counted="product_id",
)


def _previous(column: str) -> str:
    """Return a column of the recognition before this one."""
    return f"""(SELECT before_it.{column} FROM certification_recognition before_it
        WHERE before_it.product_id = item.product_id AND {known("before_it")}
        AND (before_it.began_on < item.began_on
            OR (before_it.began_on = item.began_on AND before_it.id < item.recognition_id))
        ORDER BY before_it.began_on DESC, before_it.id DESC LIMIT 1)"""


_RECOGNITIONS = Facts(
    rows={
        "item": f"""
            SELECT product.id AS product_id, product.product_set_id, product.origin, {{unit}} AS unit_id,
                recognition.id AS recognition_id, recognition.kind, recognition.stars, recognition.edition,
                recognition.decision_id, recognition.began_on
            FROM registry_product product {{area}}
            JOIN certification_recognition recognition
                ON recognition.product_id = product.id AND {known("recognition")}""",
    },
    fields={
        "kind": "item.kind",
        "stars": "item.stars",
        "previous_stars": _previous("stars"),
        "previous_began_on": _previous("began_on"),
        "level": _LEVEL,
        "edition": "item.edition",
        "set": _of_set("kind_of.number"),
        "industry": _of_set("kind_of.industry_code"),
        "legal_form": _legal_form("item.began_on"),
        "craft_village": _craft_village("item.began_on"),
        "origin": "item.origin",
    },
    counted="product_id",
    happened_on="item.began_on",
)

# A certificate came up when it ended: replaced by a later one, revoked, or run out (the day after its last). Of a
# product's certificates that came up in the period the first counts: it is what the product held before.
_CERTIFICATES_DUE = Facts(
    rows={
        # What ended in the period had not run out before it.
        "ending": f"""
            SELECT product.id AS product_id, product.origin, {{unit}} AS unit_id,
                recognition.id AS recognition_id, recognition.stars, recognition.expires_on, (
                    SELECT MIN(later.began_on) FROM certification_recognition later
                    WHERE later.product_id = product.id AND later.began_on <= %(day)s AND {known("later")}
                    AND (later.began_on > recognition.began_on
                        OR (later.began_on = recognition.began_on AND later.id > recognition.id))
                ) AS replaced_on, (
                    SELECT MIN(revocation.began_on) FROM certification_revocation revocation
                    WHERE revocation.recognition_id = recognition.id AND {true_on("revocation")}
                ) AS revoked_on
            FROM registry_product product {{area}}
            JOIN certification_recognition recognition ON recognition.product_id = product.id
                AND recognition.began_on <= %(day)s AND recognition.expires_on >= %(since_eve)s
                AND {known("recognition")}""",
        "ended": """
            SELECT ending.*, CASE
                WHEN revoked_on IS NOT NULL AND (replaced_on IS NULL OR revoked_on <= replaced_on)
                    AND revoked_on <= expires_on THEN revoked_on
                WHEN replaced_on IS NOT NULL AND replaced_on <= expires_on THEN replaced_on
                ELSE expires_on END AS due_on,
                CASE WHEN (replaced_on IS NULL OR replaced_on > expires_on)
                    AND (revoked_on IS NULL OR revoked_on > expires_on) THEN 1 ELSE 0 END AS ran_out
            FROM ending""",
        "numbered": """
            SELECT ended.*, ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY due_on, recognition_id) AS nth
            FROM ended
            WHERE (ran_out = 0 AND due_on BETWEEN %(since)s AND %(day)s)
                OR (ran_out = 1 AND due_on BETWEEN %(since_eve)s AND %(day_eve)s)""",
        "item": f"""
            SELECT numbered.*, held.id AS held_id, held.stars AS held_stars, held.expires_on AS held_expires_on
            FROM numbered JOIN certification_recognition held ON held.id = {latest_of("numbered.product_id")}
            WHERE nth = 1""",
    },
    fields={
        "outcome": f"""CASE
            WHEN NOT {holds("item.held_id", "item.held_expires_on")} THEN 'lost'
            WHEN item.held_expires_on < %(day)s THEN 'extended'
            WHEN item.held_stars > item.stars THEN 'upgraded'
            WHEN item.held_stars < item.stars THEN 'lowered' ELSE 'renewed' END""",
        "stars": "item.stars",
        "due_on": "item.due_on",
        "craft_village": _craft_village("item.due_on"),
        "origin": "item.origin",
    },
    counted="product_id",
    materialised=frozenset({"ending"}),
)


def _holders(table: str, alias: str, test: str, ties: str, columns: str) -> dict[str, str]:
    """Return the relations of things that hold certificates through the products tied to them.

    One walk, and no relation read twice: SQLite would otherwise scan whole tables to filter a join.
    """
    return {
        "held": f"""
            SELECT {alias}.id AS {alias}_id, {columns}, {{unit}} AS unit_id,
                CASE WHEN {holds("recognition.id", "recognition.expires_on")} THEN recognition.stars END AS held_stars
            FROM {table} {alias} {{area}}
            LEFT JOIN {ties} AND tie.{alias}_id = {alias}.id AND {true_on("tie")}
            LEFT JOIN certification_recognition recognition ON recognition.id = {latest_of("tie.product_id")}
            WHERE {test}""",
        "item": f"""
            SELECT {alias}_id, {columns.replace(f"{alias}.", "")}, unit_id, COUNT(held_stars) AS certified_products,
                MAX(held_stars) AS top_stars
            FROM held GROUP BY {alias}_id, {columns.replace(f"{alias}.", "")}, unit_id""",
    }


def _first_on(table: str, owner: str) -> str:
    """Return the day of the first recognition of any product tied to the owner."""
    return f"""(SELECT MIN(recognition.began_on) FROM {table} tie
        JOIN certification_recognition recognition
            ON recognition.product_id = tie.product_id AND recognition.began_on <= %(day)s AND {known("recognition")}
        WHERE tie.{owner} = item.{owner} AND {true_on("tie")})"""


def _of_producer(column: str, table: str) -> str:
    """Return a column of the producer's one fact that was true; two at a time are refused when they are entered."""
    return f"""(SELECT {column} FROM {table} fact
        WHERE fact.producer_id = item.producer_id AND {true_on("fact")} LIMIT 1)"""


_PRODUCERS = Facts(
    rows=_holders(
        "registry_producer", "producer", listed("producer"), "registry_ownership tie ON TRUE", "producer.origin"
    ),
    fields={
        "certified_products": "item.certified_products",
        "top_stars": "item.top_stars",
        "first_certified_on": _first_on("registry_ownership", "producer_id"),
        "legal_form": _of_producer("fact.legal_form", "registry_producerform"),
        "size": _of_producer("fact.size", "registry_producerform"),
        "sex": _of_producer("fact.sex", "registry_representative"),
        "ethnic_minority": _of_producer(
            "CASE WHEN fact.ethnicity IN ('', '01', '55') THEN FALSE ELSE TRUE END", "registry_representative"
        ),
        "green_chain": f"""EXISTS (SELECT 1 FROM registry_valuechainlink link
            WHERE link.producer_id = item.producer_id AND link.growing_area_id IS NOT NULL
            AND (link.is_circular IS TRUE OR link.is_green IS TRUE) AND {true_on("link")})""",
        "labour_headcount": _of_producer("fact.headcount", "registry_labour"),
        "labour_women": _of_producer("fact.women", "registry_labour"),
        "labour_local": _of_producer("fact.local", "registry_labour"),
        "labour_trained": _of_producer("fact.trained", "registry_labour"),
        "origin": "item.origin",
    },
    counted="producer_id",
    record="producer",
    record_alias="producer",
    materialised=frozenset({"held"}),
)

_CRAFT_VILLAGES = Facts(
    rows=_holders(
        "registry_craftvillage",
        "village",
        "village.recorded_at <= %(moment)s",
        "registry_craftproduct tie ON tie.tie = 'made_in'",
        "village.kind, village.origin",
    ),
    fields={
        "kind": "item.kind",
        "recognised": f"""EXISTS (SELECT 1 FROM registry_craftvillagerecognition recognition
            WHERE recognition.village_id = item.village_id AND {true_on("recognition")})""",
        "certified_products": "item.certified_products",
        "first_certified_on": _first_on("registry_craftproduct", "village_id"),
        "origin": "item.origin",
    },
    counted="village_id",
    record="craft_village",
    record_alias="village",
    materialised=frozenset({"held"}),
)

POPULATIONS: dict[str, Facts] = {
    "products": _PRODUCTS,
    "recognitions": _RECOGNITIONS,
    "certificates_due": _CERTIFICATES_DUE,
    "producers": _PRODUCERS,
    "craft_villages": _CRAFT_VILLAGES,
}

TABLES = {
    "product": ("registry_product", "name_vi"),
    "producer": ("registry_producer", "name"),
    "craft_village": ("registry_craftvillage", "name"),
}
"""The table of a kind of record, and its column with the name."""
