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

PRODUCTS = f"""
WITH {AREA}, latest AS (
    SELECT recognition.id, recognition.stars, recognition.expires_on, ROW_NUMBER() OVER (
        PARTITION BY recognition.product_id ORDER BY recognition.began_on DESC, recognition.id DESC) AS nth
    FROM area JOIN registry_product product ON product.place_id = area.place_id AND product.recorded_at <= %(known)s
    JOIN certification_recognition recognition ON recognition.product_id = product.id
        AND recognition.began_on <= %(day)s AND recognition.recorded_at <= %(known)s
        AND (recognition.withdrawn_at IS NULL OR recognition.withdrawn_at > %(known)s))
SELECT COUNT(*), COUNT(*) FILTER (WHERE stars = 4), COUNT(*) FILTER (WHERE stars = 5)
FROM latest WHERE nth = 1 AND expires_on >= %(day)s AND NOT EXISTS (
    SELECT 1 FROM certification_revocation revocation WHERE revocation.recognition_id = latest.id
    AND revocation.began_on <= %(day)s AND revocation.recorded_at <= %(known)s
    AND (revocation.withdrawn_at IS NULL OR revocation.withdrawn_at > %(known)s))"""

DUE = f"""
WITH {AREA}, timeline AS (
    SELECT product.id AS product_id, recognition.id, recognition.stars, recognition.expires_on,
        LEAD(recognition.began_on) OVER (
            PARTITION BY product.id ORDER BY recognition.began_on, recognition.id) AS replaced,
        FIRST_VALUE(recognition.stars) OVER newest AS last_stars,
        FIRST_VALUE(recognition.expires_on) OVER newest AS last_expiry,
        FIRST_VALUE(recognition.id) OVER newest AS last_id,
        (SELECT MIN(revocation.began_on) FROM certification_revocation revocation
         WHERE revocation.recognition_id = recognition.id AND revocation.began_on <= %(day)s
         AND revocation.recorded_at <= %(known)s
         AND (revocation.withdrawn_at IS NULL OR revocation.withdrawn_at > %(known)s)) AS revoked
    FROM area JOIN registry_product product ON product.place_id = area.place_id
    JOIN certification_recognition recognition ON recognition.product_id = product.id
        AND recognition.began_on <= %(day)s AND recognition.recorded_at <= %(known)s
        AND (recognition.withdrawn_at IS NULL OR recognition.withdrawn_at > %(known)s)
    WINDOW newest AS (PARTITION BY product.id ORDER BY recognition.began_on DESC, recognition.id DESC)),
ended AS (
    SELECT timeline.*, CASE
        WHEN revoked IS NOT NULL AND (replaced IS NULL OR revoked <= replaced) AND revoked <= expires_on THEN revoked
        WHEN replaced IS NOT NULL AND replaced <= expires_on THEN replaced END AS cut FROM timeline),
due AS (
    SELECT ended.*, ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY COALESCE(cut, expires_on), id) AS nth
    FROM ended WHERE cut BETWEEN %(since)s AND %(day)s
    OR (cut IS NULL AND expires_on BETWEEN %(since_eve)s AND %(day_eve)s))
SELECT COUNT(*), COUNT(*) FILTER (WHERE last_stars >= stars AND last_expiry >= %(day)s AND NOT EXISTS (
        SELECT 1 FROM certification_revocation revocation WHERE revocation.recognition_id = last_id
        AND revocation.began_on <= %(day)s AND revocation.recorded_at <= %(known)s
        AND (revocation.withdrawn_at IS NULL OR revocation.withdrawn_at > %(known)s)))
FROM due WHERE nth = 1"""

PRODUCERS = f"""
WITH {AREA}, latest AS (
    SELECT ownership.producer_id, recognition.id, recognition.expires_on, ROW_NUMBER() OVER (
        PARTITION BY recognition.product_id ORDER BY recognition.began_on DESC, recognition.id DESC) AS nth
    FROM area JOIN registry_producer producer ON producer.place_id = area.place_id AND producer.recorded_at <= %(known)s
    JOIN registry_ownership ownership ON ownership.producer_id = producer.id AND ownership.began_on <= %(day)s
        AND (ownership.ended_on IS NULL OR ownership.ended_on > %(day)s) AND ownership.recorded_at <= %(known)s
        AND (ownership.withdrawn_at IS NULL OR ownership.withdrawn_at > %(known)s)
    JOIN certification_recognition recognition ON recognition.product_id = ownership.product_id
        AND recognition.began_on <= %(day)s AND recognition.recorded_at <= %(known)s
        AND (recognition.withdrawn_at IS NULL OR recognition.withdrawn_at > %(known)s)),
active AS MATERIALIZED (
    SELECT DISTINCT producer_id FROM latest WHERE nth = 1 AND expires_on >= %(day)s AND NOT EXISTS (
        SELECT 1 FROM certification_revocation revocation WHERE revocation.recognition_id = latest.id
        AND revocation.began_on <= %(day)s AND revocation.recorded_at <= %(known)s
        AND (revocation.withdrawn_at IS NULL OR revocation.withdrawn_at > %(known)s)))
SELECT COUNT(*), COUNT(*) FILTER (WHERE form.legal_form = 'cooperative'),
    COUNT(*) FILTER (WHERE form.legal_form = 'company' AND form.size <> 'large'),
    COUNT(*) FILTER (WHERE person.sex = 'female'), COUNT(*) FILTER (WHERE person.ethnicity NOT IN ('', '01', '55')),
    SUM(labour.headcount), SUM(labour.trained),
    COUNT(*) FILTER (WHERE EXISTS (
        SELECT 1 FROM registry_valuechainlink link WHERE link.producer_id = active.producer_id
        AND link.growing_area_id IS NOT NULL AND (link.is_circular IS TRUE OR link.is_green IS TRUE)
        AND link.began_on <= %(day)s AND (link.ended_on IS NULL OR link.ended_on > %(day)s)
        AND link.recorded_at <= %(known)s AND (link.withdrawn_at IS NULL OR link.withdrawn_at > %(known)s)))
FROM active
LEFT JOIN registry_producerform form ON form.producer_id = active.producer_id AND form.began_on <= %(day)s
    AND (form.ended_on IS NULL OR form.ended_on > %(day)s) AND form.recorded_at <= %(known)s
    AND (form.withdrawn_at IS NULL OR form.withdrawn_at > %(known)s)
LEFT JOIN registry_representative person ON person.producer_id = active.producer_id AND person.began_on <= %(day)s
    AND (person.ended_on IS NULL OR person.ended_on > %(day)s) AND person.recorded_at <= %(known)s
    AND (person.withdrawn_at IS NULL OR person.withdrawn_at > %(known)s)
LEFT JOIN registry_labour labour ON labour.producer_id = active.producer_id AND labour.began_on <= %(day)s
    AND (labour.ended_on IS NULL OR labour.ended_on > %(day)s) AND labour.recorded_at <= %(known)s
    AND (labour.withdrawn_at IS NULL OR labour.withdrawn_at > %(known)s)"""


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
