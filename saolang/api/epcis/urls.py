"""Addresses of the EPCIS interface. No slash ends them but the first: the standard's own paths (EPCIS 2.0, 12.3)."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.api.epcis.browsing import KINDS, all_names, elsewhere, its_events, one_name
from saolang.api.epcis.captures import captures, job
from saolang.api.epcis.discovery import openapi, root
from saolang.api.epcis.events import event, events
from saolang.api.epcis.named import queries, query, query_events
from saolang.api.epcis.subscribing import subscription, subscriptions

app_name = "epcis"

BROWSING: list[URLPattern] = [
    pattern
    for kind in KINDS
    for pattern in (
        path(kind, all_names, {"kind": kind}, name=kind),
        path(f"{kind}/<path:name>/events", its_events, {"kind": kind}, name=f"{kind}_events"),
        path(f"{kind}/<path:name>", one_name, {"kind": kind}, name=f"{kind}_below"),
    )
]

urlpatterns: list[URLPattern] = [
    path("", root, name="root"),
    path("openapi.json", openapi, name="openapi"),
    path("capture", captures, name="capture"),
    path("capture/<uuid:code>", job, name="capture_job"),
    path("events", events, name="events"),
    path("events/<path:event_id>", event, name="event"),
    path("queries", queries, name="queries"),
    path("queries/<str:name>", query, name="query"),
    path("queries/<str:name>/events", query_events, name="query_events"),
    path("queries/<str:name>/subscriptions", subscriptions, name="subscriptions"),
    path("queries/<str:name>/subscriptions/<uuid:code>", subscription, name="subscription"),
    *BROWSING,
    path("<path:rest>", elsewhere, name="elsewhere"),
]
