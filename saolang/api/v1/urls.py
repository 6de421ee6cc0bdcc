"""Addresses of the open API."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.api.v1.resources import documentation, elsewhere, openapi, row, rows

app_name = "api"

urlpatterns: list[URLPattern] = [
    path("", documentation, name="documentation"),
    path("openapi.json", openapi, name="openapi"),
    path("<slug:name>", rows, name="rows"),
    path("<slug:name>/<str:code>", row, name="row"),
    path("<path:rest>", elsewhere, name="elsewhere"),
]
