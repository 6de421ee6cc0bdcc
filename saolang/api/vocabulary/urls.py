"""Addresses of our vocabulary. They are part of every event that uses it, so they never change."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.api.vocabulary.views import vocabulary, word

app_name = "vocabulary"

urlpatterns: list[URLPattern] = [
    path("", vocabulary, name="vocabulary"),
    path("<slug:name>", word, name="word"),
]
