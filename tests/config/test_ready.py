"""The short path sends what Django would have sent, header by header, and never what is no longer so."""

from __future__ import annotations

import datetime as dt
import gzip
import io
from http import HTTPStatus
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.utils import timezone

from saolang.config.ready import MOST_HOSTS, Days, ReadyPages
from saolang.programme.certification.models import Recognition, Revocation, Suspension
from saolang.programme.traceability.choices import RecallGround, ScanState
from saolang.programme.traceability.models import ReadyPage, Recall
from saolang.programme.traceability.services.pages import keep
from saolang.programme.traceability.services.scans import flush
from tests.factories.certification import a_certificate, a_revocation, an_owned_recognition
from tests.factories.traceability import a_lot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from saolang.programme.traceability.models import Lot

PHONE = "Mozilla/5.0 (Linux; Android 13) Chrome/109.0 Mobile Safari/537.36"
OF_ONE_REQUEST = {"X-Request-ID"}


class Answer:
    """An answer of a WSGI application, as a server would send it."""

    def __init__(self, application: Callable[..., Any], path: str, **environ: str) -> None:
        query = environ.pop("QUERY_STRING", "")
        asked = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_USER_AGENT": PHONE,
            "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
            "HTTP_ACCEPT_LANGUAGE": "vi",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        }
        body = application(asked | environ, self._start)
        self.body = b"".join(body)

    def _start(self, status: str, headers: list[tuple[str, str]], *_: object) -> None:
        self.status = int(status.split(maxsplit=1)[0])
        self.headers = dict(headers)

    @property
    def text(self) -> str:
        return gzip.decompress(self.body).decode()

    @property
    def alike(self) -> dict[str, str]:
        """Headers that do not differ from one request to the next."""
        return {name: value for name, value in self.headers.items() if name not in OF_ONE_REQUEST}


class Counted:
    """Django, and how often it was asked."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.asked = 0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.asked += 1
        return self.django(environ, start_response)


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    """Leave nothing of a test in the memory of the process; keep the connection, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    from saolang.programme.traceability.services import pages, scans  # noqa: PLC0415

    pages._made.clear()  # noqa: SLF001
    scans._noted.clear()  # noqa: SLF001


@pytest.fixture
def lot(province: object) -> Lot:
    since = timezone.localdate() - dt.timedelta(days=30)
    recognition = an_owned_recognition(on=since)
    a_certificate(recognition, on=since)
    return a_lot(recognition.product)


@pytest.fixture
def path(lot: Lot) -> str:
    assert lot.product is not None
    return f"/sp/{lot.product.code}/lo/{lot.number}"


@pytest.fixture
def link(lot: Lot) -> str:
    assert lot.product is not None
    lot.product.gtin = "09520000000011"
    lot.product.save()
    return f"/01/{lot.product.gtin}/10/{lot.number}"


@pytest.fixture
def django() -> Counted:
    return Counted()


@pytest.fixture
def short(django: Counted) -> ReadyPages:
    return ReadyPages(django)


def warm(application: ReadyPages, path: str, **environ: str) -> Answer:
    """Ask twice: Django makes the page and says the headers; from then on it is ready."""
    Answer(application, path, **environ)
    keep()
    return Answer(application, path, **environ)


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["vi", "en", "km"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_short_path_answers_as_django_does(
    short: ReadyPages, django: Counted, path: str, language: str, method: str
) -> None:
    asked = {"HTTP_ACCEPT_LANGUAGE": language, "REQUEST_METHOD": method}
    warm(short, path, HTTP_ACCEPT_LANGUAGE=language)
    before = django.asked

    by_short, by_django = Answer(short, path, **asked), Answer(django.django, path, **asked)

    assert django.asked == before
    assert by_short.status == by_django.status == HTTPStatus.OK
    assert by_short.alike == by_django.alike
    assert by_short.headers.keys() == by_django.headers.keys()
    assert method == "HEAD" or by_short.body == by_django.body


def test_page_not_changed_is_not_sent_again(short: ReadyPages, django: Counted, path: str) -> None:
    etag = warm(short, path).headers["ETag"]
    before = django.asked

    by_short = Answer(short, path, HTTP_IF_NONE_MATCH=etag)

    by_django = Answer(django.django, path, HTTP_IF_NONE_MATCH=etag)
    assert django.asked == before
    assert (by_short.status, by_short.body) == (HTTPStatus.NOT_MODIFIED, b"")
    assert (by_short.status, by_short.alike) == (by_django.status, by_django.alike)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"HTTP_ACCEPT": "text/html,*/*;q=0.8"}, HTTPStatus.TEMPORARY_REDIRECT),
        ({}, HTTPStatus.TEMPORARY_REDIRECT),
        ({"QUERY_STRING": "linkType=linkset"}, HTTPStatus.OK),
        ({"HTTP_ACCEPT": "application/linkset+json"}, HTTPStatus.OK),
    ],
    ids=str,
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_short_path_resolves_as_django_does(
    short: ReadyPages, django: Counted, link: str, asked: dict[str, str], *, status: int, method: str
) -> None:
    warm(short, link, **asked)
    before = django.asked

    by_short = Answer(short, link, **asked, REQUEST_METHOD=method)

    by_django = Answer(django.django, link, **asked, REQUEST_METHOD=method)
    assert django.asked == before
    assert by_short.status == by_django.status == status
    assert by_short.alike == by_django.alike
    assert by_short.headers.keys() == by_django.headers.keys()
    assert method == "HEAD" or by_short.body == by_django.body


@pytest.mark.parametrize(
    "asked",
    [
        {"QUERY_STRING": "linkType=gs1:pip"},
        {"QUERY_STRING": "17=270101"},
        {"HTTP_ACCEPT": "application/ld+json"},
    ],
    ids=str,
)
def test_link_that_wants_weighing_goes_to_django(
    short: ReadyPages, django: Counted, link: str, asked: dict[str, str]
) -> None:
    warm(short, link)
    before = django.asked

    answer = Answer(short, link, **asked)

    assert django.asked == before + 1
    assert answer.status == HTTPStatus.TEMPORARY_REDIRECT


@pytest.mark.parametrize(
    "asked",
    [
        {"REQUEST_METHOD": "POST"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_ACCEPT_ENCODING": "br"},
        {"HTTP_COOKIE": "sessionid=abc"},
        {"QUERY_STRING": "a=%00"},
        {"QUERY_STRING": "hl=vi&hl=en"},
        {"HTTP_IF_MATCH": '"x"'},
    ],
    ids=str,
)
def test_whatever_is_out_of_the_ordinary_goes_to_django(
    short: ReadyPages, django: Counted, path: str, asked: dict[str, str]
) -> None:
    warm(short, path)
    before = django.asked

    answer = Answer(short, path, **asked)

    assert django.asked == before + 1
    assert answer.status < HTTPStatus.INTERNAL_SERVER_ERROR


@pytest.mark.parametrize(("asked", "language"), [("", "vi"), ("hl=en", "en"), ("17=270101&hl=km", "km")])
def test_short_path_reads_the_language_as_django_does(short: ReadyPages, path: str, asked: str, language: str) -> None:
    answer = warm(short, path, QUERY_STRING=asked)

    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in answer.text


@pytest.mark.django_db
def test_hosts_somebody_makes_up_are_answered_and_not_all_remembered(short: ReadyPages, path: str) -> None:
    for port in range(MOST_HOSTS + 50):
        Answer(short, path, HTTP_HOST=f"localhost:{port}")

    assert Answer(short, path, HTTP_HOST="localhost:7999").status == HTTPStatus.OK
    assert Answer(short, path, HTTP_HOST=f"localhost:{'0' * 9_000}").status == HTTPStatus.OK
    assert len(short._hosts) == MOST_HOSTS  # noqa: SLF001


def revoke(lot: Lot) -> None:
    a_revocation(the_recognition(lot), timezone.localdate())


def suspend(lot: Lot) -> None:
    Suspension.objects.create(
        recognition=the_recognition(lot), ground="other_finding", began_on=timezone.localdate(), recorded_by="tests"
    )


def let_expire(lot: Lot) -> None:
    the_recognitions(lot).update(expires_on=timezone.localdate() - dt.timedelta(days=1))


def call_back(lot: Lot) -> None:
    recall = Recall.objects.create(
        code="TH-1", product=lot.product, ground=RecallGround.UNSAFE, began_on=timezone.localdate(), danger="nấm mốc"
    )
    recall.lots.create(lot=lot)


def the_recognitions(lot: Lot) -> Any:
    return Recognition.objects.filter(product=lot.product)


def the_recognition(lot: Lot) -> Recognition:
    return the_recognitions(lot).get()


CHANGES: dict[Callable[[Lot], None], str] = {
    revoke: "Chứng nhận đã bị thu hồi",
    suspend: "Chứng nhận đang bị tạm dừng",
    let_expire: "Chứng nhận đã hết hạn",
    call_back: "Hàng đang bị thu hồi: đừng dùng",
}


@pytest.mark.parametrize(("change", "word"), CHANGES.items(), ids=[change.__name__ for change in CHANGES])
def test_change_is_on_the_very_next_answer(
    short: ReadyPages, path: str, lot: Lot, change: Callable[[Lot], None], word: str
) -> None:
    assert "Chứng nhận thật, còn hiệu lực" in warm(short, path).text

    change(lot)

    answer = Answer(short, path)
    assert f">{word}<" in answer.text
    assert "Chứng nhận thật, còn hiệu lực" not in answer.text


def test_page_of_yesterday_is_not_shown_today(short: ReadyPages, django: Counted, path: str) -> None:
    warm(short, path)
    ReadyPage.objects.update(made_on=timezone.localdate() - dt.timedelta(days=1))
    before = django.asked

    Answer(short, path)

    assert django.asked == before + 1


def test_page_made_before_a_change_is_not_kept_as_one_made_after(short: ReadyPages, lot: Lot, path: str) -> None:
    Answer(short, path)
    revoke(lot)
    keep()

    answer = Answer(short, path)

    assert ">Chứng nhận đã bị thu hồi<" in answer.text


def test_scans_by_the_short_path_are_counted_as_those_by_django(short: ReadyPages, lot: Lot, path: str) -> None:
    from saolang.programme.traceability.models import ScanCount  # noqa: PLC0415

    flush()
    ScanCount.objects.all().delete()
    warm(short, path)
    Answer(short, path)

    flush()

    counted = ScanCount.objects.get()
    assert (counted.product_code, counted.lot_number) == (lot.product.code, lot.number)  # type: ignore[union-attr]
    assert (counted.state, counted.language, counted.device, counted.count) == (ScanState.VALID, "vi", "phone", 3)


def test_day_is_that_of_vietnam_and_ends_at_midnight() -> None:
    days = Days()
    last_second = dt.datetime(2026, 11, 23, 16, 59, 59, tzinfo=dt.UTC)
    told = []
    for moment in (last_second, last_second + dt.timedelta(seconds=1), last_second):
        with time_machine.travel(moment, tick=False):
            told.append(days.today().isoformat())

    assert told == ["2026-11-23", "2026-11-24", "2026-11-23"]


ANSWERS = 25
"""Read after each change; the first comes from Django, those after it from what was kept."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.campaign(test=100, prove=100_000)
def test_no_answer_is_stale_while_certificates_change_under_load(
    short: ReadyPages, lot: Lot, path: str, rounds: int
) -> None:
    """Two readers ask and keep what was made; the writer revokes, restores, and reads it from its next request on."""
    recognition, done = the_recognition(lot), []
    day = timezone.localdate()
    readers = [Thread(target=_read_until, args=[short, path, done]) for _ in range(2)]
    for reader in readers:
        reader.start()
    stale = 0
    try:
        for _ in range(rounds // (2 * ANSWERS)):
            revocation = Revocation.objects.create(recognition=recognition, ground="other_finding", began_on=day)
            stale += _answers_without(">Chứng nhận đã bị thu hồi<", short, path)
            revocation.delete()
            stale += _answers_without(">Chứng nhận thật, còn hiệu lực<", short, path)
    finally:
        done.append(1)
        for reader in readers:
            reader.join()

    assert stale == 0


def _answers_without(words: str, application: ReadyPages, path: str) -> int:
    return sum(words not in Answer(application, path).text for _ in range(ANSWERS))


def _read_until(application: ReadyPages, path: str, done: list[int]) -> None:
    try:
        while not done:
            Answer(application, path)
            keep()
    finally:
        connections.close_all()
