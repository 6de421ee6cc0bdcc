"""Addresses of one's own account."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.web.account.profile import profile

app_name = "account"

PROFILE: list[URLPattern] = [
    path("tai-khoan/", profile, name="profile"),
]

urlpatterns: list[URLPattern] = [
    *PROFILE,
]
