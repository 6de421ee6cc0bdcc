"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.web.catalogue.proof import proof, published_digests

app_name = "catalogue"

PROOF: list[URLPattern] = [
    path("kiem-chung/", proof, name="proof"),
    path("kiem-chung/so-bam.json", published_digests, name="published_digests"),
]

urlpatterns: list[URLPattern] = [
    *PROOF,
]
