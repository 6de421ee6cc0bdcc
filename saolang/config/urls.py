"""The one table of addresses."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("tai-khoan/", include("allauth.account.urls")),
    # Before signing in, too: the language of the sign-in page is chosen on it.
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    path("", include("saolang.web.account.urls")),
    path("", include("saolang.web.desk.urls")),
]
