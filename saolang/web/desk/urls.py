"""Addresses of the officials' desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.web.desk.gallery import gallery

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("mau-giao-dien/", gallery, name="gallery"),
]
