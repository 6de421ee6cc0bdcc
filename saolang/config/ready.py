"""Ready pages sent before Django is asked: the short path of the same addresses, with the same headers.

What a scanned code says is made by Django (`web.catalogue.scan`, `api.resolver`) and kept until something it says
changes. Until then it is one read by key and a list of headers. Those are Django's own: taken from what it last
answered, for each kind of answer and language, so they cannot differ. Whatever is out of the ordinary goes to Django.
"""

from __future__ import annotations

import re
import time
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from saolang.api.resolver.negotiation import LINKSET, preferred
from saolang.api.resolver.targets import HTML
from saolang.api.resolver.views import LINKSET_QUERY, links_of
from saolang.base.kit.languages import language_for
from saolang.base.kit.requests import HEADER, request_id_of
from saolang.programme.traceability.queries.pages import code_of_gtin, ready
from saolang.programme.traceability.rules.scan import device_of
from saolang.programme.traceability.services.scans import Scan, note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

PAGE = re.compile(r"/sp/([A-Z0-9-]{1,20})(?:/lo/([!-~]{1,20}?))?/?")
"""Addresses that many ask for: a product and its lots. A unit's page says something else each time."""
_NUMBER = r"(?!\.\.?(?:/|$))([A-Za-z0-9._-]{1,20})"
LINK = re.compile(rf"/01/([0-9]{{14}})(?:/10/{_NUMBER})?(?:/21/{_NUMBER})?")
"""Digital Links as they are printed; their characters need no decoding, and none is taken out as "." and ".." are."""
QUERY = re.compile(r"[A-Za-z0-9=&._-]*")
ASKED = re.compile(r"(?:^|&)hl=([^&]*)")
SESSION = settings.SESSION_COOKIE_NAME
COOKIE = re.compile(rf"(?:^|;\s*){settings.LANGUAGE_COOKIE_NAME}=([^;]*)")
OWN = frozenset({"etag", "link", "location", "content-length", HEADER.lower()})
"""Headers that belong to one answer."""
OF_A_BODY = frozenset({"content-type", "content-encoding"})
ID_ASKED = f"HTTP_{HEADER.upper().replace('-', '_')}"
MOST_HOSTS, LONGEST_HOST = 100, 260
"""Names under which we are asked that are remembered: anybody may put any port behind one."""
CONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE")
"""What is rarely asked, and weighed by Django."""


class Short(NamedTuple):
    """An answer without the headers all of its kind have."""

    status: str
    headers: Headers
    body: bytes = b""


class Days:
    """What day it is here, reckoned anew only when the one before is over: every answer asks."""

    def __init__(self) -> None:
        self._begins = self._ends = 0.0
        self._day = date.min

    def today(self) -> date:
        now = time.time()
        if not self._begins <= now < self._ends:
            day = timezone.localdate()
            self._begins, self._ends = _midnight(day), _midnight(day + timedelta(days=1))
            self._day = day
        return self._day


def _midnight(day: date) -> float:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())).timestamp()


_days = Days()


class ReadyPages:
    """Sends what is ready, and hands on everything else. One for each process."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application
        self._headers: dict[tuple[object, str], Headers] = {}
        self._hosts: set[str] = set()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = _answering(environ) if environ["PATH_INFO"].startswith(("/sp/", "/01/")) else None
        if answer is None or not self._is_ordinary(environ):
            return self.application(environ, start_response)
        language = _language(environ)
        headers = self._headers.get((answer, language))
        if headers is None:
            return self.application(environ, self._learning(answer, language, start_response))
        short = _asked(answer, environ, language)
        if short is None:
            return self.application(environ, start_response)
        return _send(short, headers, environ, start_response)

    def _is_ordinary(self, environ: WSGIEnvironment) -> bool:
        """Tell whether Django would answer with what is kept: nobody signed in, nothing refused."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", ""):
            return False
        cookies, query = environ.get("HTTP_COOKIE", ""), environ.get("QUERY_STRING", "")
        if cookies and (SESSION in cookies or '"' in cookies):
            return False
        if query and (query.count("hl=") > 1 or not QUERY.fullmatch(query)):
            return False
        if not environ.keys().isdisjoint(CONDITIONS):
            return False
        if settings.BEHIND_HTTPS and environ.get("HTTP_X_FORWARDED_PROTO") != "https":
            return False
        host = environ.get("HTTP_HOST", "")
        return host in self._hosts or self._admits(host)

    def _admits(self, host: str) -> bool:
        """Tell whether Django answers under the host; the first that it does are remembered."""
        if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
            return False
        if len(self._hosts) < MOST_HOSTS and len(host) <= LONGEST_HOST:
            self._hosts.add(host)
        return True

    def _learning(self, answer: object, language: str, start_response: StartResponse) -> StartResponse:
        """Return what starts Django's answer and notes its headers, where it is one as they are kept."""

        def start(status: str, headers: Headers, *further: Any) -> Callable[[bytes], object]:
            said = {name.lower(): value for name, value in headers}
            is_whole = status.startswith("307") or said.get("content-encoding") == "gzip"
            if status.startswith(("200", "307")) and is_whole and "set-cookie" not in said:
                own = [(name, value) for name, value in headers if name.lower() not in OWN]
                self._headers[answer, language] = own
            return start_response(status, headers, *further)

        return start


def _asked(
    answer: Callable[[WSGIEnvironment, str], Short | None], environ: WSGIEnvironment, language: str
) -> Short | None:
    """Return the answer; None, too, where the database gives none: that is Django's to tell of."""
    driver: Any = connection
    try:
        return answer(environ, language)
    except driver.Database.Error:
        connection.close()
        return None


def _answering(environ: WSGIEnvironment) -> Callable[[WSGIEnvironment, str], Short | None] | None:
    """Return what answers such a request in short; None where only Django does."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    if PAGE.fullmatch(path):
        return _page
    if not LINK.fullmatch(path):
        return None
    if f"?{query}" == LINKSET_QUERY:
        return _linkset
    return BY_MEDIA_TYPE.get(preferred(environ.get("HTTP_ACCEPT", ""))) if not query else None


def _page(environ: WSGIEnvironment, language: str) -> Short | None:
    path = environ["PATH_INFO"].rstrip("/")
    page = ready(path, language, _days.today())
    if page is None:
        return None
    code, _, number = path.removeprefix("/sp/").partition("/lo/")
    note(Scan(code, number, page.state, language, device_of(environ.get("HTTP_USER_AGENT", ""))))
    return _kept(environ, page.body, page.etag, [])


def _linkset(environ: WSGIEnvironment, language: str) -> Short | None:  # noqa: ARG001 - alike
    path = environ["PATH_INFO"]
    page = ready(path + LINKSET_QUERY, settings.LANGUAGE_CODE, _days.today())
    if page is None:
        return None
    return _kept(environ, page.body, page.etag, [("Link", links_of(path, with_context=True))])


def _redirect(environ: WSGIEnvironment, language: str) -> Short | None:  # noqa: ARG001
    path = environ["PATH_INFO"]
    code = code_of_gtin(path[4:18])
    if code is None:
        return None
    # Lot and serial hold nothing that either path writes otherwise.
    further = path[18:].replace("/10/", "/lo/", 1).replace("/21/", "/so/", 1)
    headers = [
        ("Location", f"{settings.BASE_URL}/sp/{code}{further}"),
        ("Link", links_of(path, with_context=False)),
        ("Content-Length", "0"),
    ]
    return Short("307 Temporary Redirect", headers)


BY_MEDIA_TYPE = {HTML: _redirect, LINKSET: _linkset}
"""What answers a Digital Link, by what is wanted most."""


def _kept(environ: WSGIEnvironment, body: bytes, tag: str, headers: Headers) -> Short:
    etag = f'W/"{tag}"'
    if environ.get("HTTP_IF_NONE_MATCH") == etag:
        return Short("304 Not Modified", [*headers, ("ETag", etag), ("Content-Length", "0")])
    return Short("200 OK", [*headers, ("ETag", etag), ("Content-Length", str(len(body)))], body)


def _language(environ: WSGIEnvironment) -> str:
    asked, chosen = _found(ASKED, environ.get("QUERY_STRING", "")), _found(COOKIE, environ.get("HTTP_COOKIE", ""))
    return language_for(asked, chosen, environ.get("HTTP_ACCEPT_LANGUAGE", ""))


def _found(pattern: re.Pattern[str], text: str) -> str:
    """Return what the pattern's group finds; most texts are empty."""
    return found[1] if text and (found := pattern.search(text)) else ""


def _send(short: Short, headers: Headers, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if short.status.startswith("304"):
        headers = [(name, value) for name, value in headers if name.lower() not in OF_A_BODY]
    own = (HEADER, request_id_of(environ.get(ID_ASKED, "")))
    start_response(short.status, [*headers, *short.headers, own])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [short.body]
