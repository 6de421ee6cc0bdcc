"""Addresses of one's own account."""

from __future__ import annotations

from django.urls import URLPattern, path

from saolang.web.account.invitations import invitation
from saolang.web.account.notices import notices, open_notice, read_all
from saolang.web.account.profile import profile
from saolang.web.account.second_factor import remove_passkey
from saolang.web.account.sessions import end_other_sessions, end_session, sessions
from saolang.web.account.signing import signing, state_signature

app_name = "account"

PROFILE: list[URLPattern] = [
    path("tai-khoan/", profile, name="profile"),
]
SIGN_IN: list[URLPattern] = [
    path("tai-khoan/khoa-truy-cap/<int:number>/bo/", remove_passkey, name="passkey_remove"),
    path("tai-khoan/thiet-bi/", sessions, name="sessions"),
    path("tai-khoan/thiet-bi/khac/dang-xuat/", end_other_sessions, name="sessions_end_others"),
    path("tai-khoan/thiet-bi/<int:number>/dang-xuat/", end_session, name="session_end"),
]
INVITATIONS: list[URLPattern] = [
    path("moi/<str:secret>/", invitation, name="invitation"),
]
NOTICES: list[URLPattern] = [
    path("thong-bao/", notices, name="notices"),
    path("thong-bao/da-doc/", read_all, name="notices_read"),
    path("thong-bao/<int:number>/", open_notice, name="notice_open"),
]
SIGNING: list[URLPattern] = [
    path("ky/<slug:kind>/<path:code>/", signing, name="signing"),
    path("chu-ky-so/<int:number>/", state_signature, name="state_signature"),
]

urlpatterns: list[URLPattern] = [
    *PROFILE,
    *SIGN_IN,
    *NOTICES,
    *SIGNING,
    *INVITATIONS,
]
