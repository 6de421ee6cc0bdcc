"""The numbers of Cao Bằng's plan in three statements, as the best of us would write them for these numbers alone.

They know nothing of other indicators, of names, splits or other maps; the house's counting is held against them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime

    from saolang.base.places.models import Place

AREA = """area AS MATERIALIZED (
    SELECT standing.place_id FROM places_standing standing JOIN places_place unit ON unit.id = standing.unit_id
    WHERE standing.map_id = %(map)s AND unit.lft BETWEEN %(lft)s AND %(rgt)s)"""

KNOWN = "{0}.recorded_at <= %(known)s AND ({0}.withdrawn_at IS NULL OR {0}.withdrawn_at > %(known)s)"
TRUE = KNOWN + " AND {0}.began_on <= %(day)s AND ({0}.ended_on IS NULL OR {0}.ended_on > %(day)s)"
LATEST = f"""(SELECT latest.id FROM certification_recognition latest WHERE latest.product_id = {{0}}
    AND latest.began_on <= %(day)s AND {KNOWN.format("latest")}
    ORDER BY latest.began_on DESC, latest.id DESC LIMIT 1)"""
NOT_REVOKED = f"""NOT EXISTS (SELECT 1 FROM certification_revocation revocation
    WHERE revocation.recognition_id = {{0}} AND revocation.began_on <= %(day)s AND {KNOWN.format("revocation")})"""

PRODUCTS = f"""
WITH {AREA}
SELECT COUNT(*), COUNT(*) FILTER (WHERE recognition.stars = 4), COUNT(*) FILTER (WHERE recognition.stars = 5)
FROM area JOIN registry_product product ON product.place_id = area.place_id AND product.recorded_at <= %(known)s
JOIN certification_recognition recognition ON recognition.id = {LATEST.format("product.id")}
WHERE recognition.expires_on >= %(day)s AND {NOT_REVOKED.format("recognition.id")}"""

DUE = f"""
WITH {AREA}, ending AS MATERIALIZED (
    SELECT product.id AS product_id, recognition.id, recognition.stars, recognition.expires_on,
        (SELECT MIN(later.began_on) FROM certification_recognition later WHERE later.product_id = product.id
            AND later.began_on <= %(day)s AND {KNOWN.format("later")} AND (later.began_on > recognition.began_on
            OR (later.began_on = recognition.began_on AND later.id > recognition.id))) AS replaced,
        (SELECT MIN(revocation.began_on) FROM certification_revocation revocation
            WHERE revocation.recognition_id = recognition.id AND revocation.began_on <= %(day)s
            AND {KNOWN.format("revocation")}) AS revoked
    FROM area JOIN registry_product product ON product.place_id = area.place_id
    JOIN certification_recognition recognition ON recognition.product_id = product.id
        AND recognition.began_on <= %(day)s AND recognition.expires_on >= %(since_eve)s
        AND {KNOWN.format("recognition")}),
ended AS (
    SELECT ending.*, CASE
        WHEN revoked IS NOT NULL AND (replaced IS NULL OR revoked <= replaced) AND revoked <= expires_on THEN revoked
        WHEN replaced IS NOT NULL AND replaced <= expires_on THEN replaced END AS cut FROM ending),
due AS (
    SELECT ended.*, ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY COALESCE(cut, expires_on), id) AS nth
    FROM ended WHERE cut BETWEEN %(since)s AND %(day)s
    OR (cut IS NULL AND expires_on BETWEEN %(since_eve)s AND %(day_eve)s))
SELECT COUNT(*), COUNT(*) FILTER (WHERE held.stars >= due.stars AND held.expires_on >= %(day)s
    AND {NOT_REVOKED.format("held.id")})
FROM due JOIN certification_recognition held ON held.id = {LATEST.format("due.product_id")} WHERE nth = 1"""

PRODUCERS = f"""
WITH {AREA}, active AS MATERIALIZED (
    SELECT DISTINCT ownership.producer_id
    FROM area JOIN registry_producer producer ON producer.place_id = area.place_id AND producer.recorded_at <= %(known)s
    JOIN registry_ownership ownership ON ownership.producer_id = producer.id AND {TRUE.format("ownership")}
    JOIN certification_recognition recognition ON recognition.id = {LATEST.format("ownership.product_id")}
    WHERE recognition.expires_on >= %(day)s AND {NOT_REVOKED.format("recognition.id")})
SELECT COUNT(*), COUNT(*) FILTER (WHERE form.legal_form = 'cooperative'),
    COUNT(*) FILTER (WHERE form.legal_form = 'company' AND form.size <> 'large'),
    COUNT(*) FILTER (WHERE person.sex = 'female'), COUNT(*) FILTER (WHERE person.ethnicity NOT IN ('', '01', '55')),
    SUM(labour.headcount), SUM(labour.trained),
    COUNT(*) FILTER (WHERE EXISTS (
        SELECT 1 FROM registry_valuechainlink link WHERE link.producer_id = active.producer_id
        AND link.growing_area_id IS NOT NULL AND (link.is_circular IS TRUE OR link.is_green IS TRUE)
        AND {TRUE.format("link")}))
FROM active
LEFT JOIN registry_producerform form ON form.producer_id = active.producer_id AND {TRUE.format("form")}
LEFT JOIN registry_representative person ON person.producer_id = active.producer_id AND {TRUE.format("person")}
LEFT JOIN registry_labour labour ON labour.producer_id = active.producer_id AND {TRUE.format("labour")}"""


def numbers(unit: Place, since: date, day: date, known: datetime | None = None) -> list[float]:
    """Return the plan's thirteen numbers: 3 of products, 2 of certificates due, 8 of producers."""
    parameters = {
        "map": unit.map_id,
        "lft": unit.lft,
        "rgt": unit.rgt,
        "day": day.isoformat(),
        "since": since.isoformat(),
        "day_eve": (day - timedelta(days=1)).isoformat(),
        "since_eve": (since - timedelta(days=1)).isoformat(),
        "known": connection.ops.adapt_datetimefield_value(known or timezone.now()),
    }
    found: list[float] = []
    with connection.cursor() as cursor:
        for statement in (PRODUCTS, DUE, PRODUCERS):
            cursor.execute(statement, parameters)
            found += cursor.fetchone() or ()
    return found
