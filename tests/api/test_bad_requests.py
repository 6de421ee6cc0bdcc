"""What Django refuses before a view is asked is told to programs as everything else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db

MANY = "&".join(f"a{number}=1" for number in range(1_100))
TO_PROGRAMS = {"Accept": "application/json"}


def problem(answer: HttpResponse) -> tuple[int, str, str]:
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["detail"].startswith("Địa chỉ hoặc nội dung gửi lên")
    return answer.status_code, answer["Content-Type"], told["type"]


@pytest.mark.parametrize("query", ["a=%00", MANY])
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/epcis/events", "epcisException:QueryParameterException"),
        ("/api/v1/products", "about:blank"),
        ("/01/09520000000011", "about:blank"),
    ],
)
def test_malformed_address_is_a_problem(path: str, kind: str, query: str) -> None:
    answer = Client().get(f"{path}?{query}", headers=TO_PROGRAMS)

    assert problem(answer) == (400, "application/problem+json", kind)


@pytest.mark.parametrize("path", ["/epcis/events/%00", "/api/v1/products/%00", "/01/09520000000011/10/%00"])
def test_nul_in_a_path_is_a_problem(path: str) -> None:
    answer = Client().get(path, headers=TO_PROGRAMS)

    assert problem(answer)[:2] == (400, "application/problem+json")


def test_form_cut_short_is_a_problem_with_our_versions() -> None:
    answer = Client().post("/epcis/capture", b"a", content_type="multipart/form-data")

    assert problem(answer) == (400, "application/problem+json", "epcisException:ValidationException")
    assert answer["GS1-EPCIS-Version"] == "2.0"


def test_person_reads_a_page() -> None:
    scanned = Client().get("/01/09520000000011?linkType=%00", headers={"Accept": "text/html"})
    elsewhere = Client().get("/tim/?q=%00")

    assert {scanned.status_code, elsewhere.status_code} == {400}
    assert {scanned["Content-Type"], elsewhere["Content-Type"]} == {"text/html; charset=utf-8"}
    assert scanned["Access-Control-Allow-Origin"] == "*"
