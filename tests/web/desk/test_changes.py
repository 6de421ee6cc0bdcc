from __future__ import annotations

import ast
import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from saolang.base.accounts.choices import Role
from saolang.base.audit.choices import THINGS, Action
from saolang.base.audit.models import Change, Link
from saolang.base.audit.services.chain import seal
from saolang.base.audit.services.changes import record
from saolang.web.desk.forms.changes import ChangeFilter
from saolang.web.desk.things import page_of_thing
from saolang.web.pages import PER_PAGE
from tests.factories.accounts import GrantFactory, UserFactory
from tests.web.desk.conftest import signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from django.db.models import QuerySet
    from pytest_django import DjangoAssertNumQueries

    from saolang.web.desk.changes import Row
    from tests.factories.province import Province

pytestmark = pytest.mark.django_db

LIST = reverse("desk:changes")


@pytest.fixture
def administrator() -> Client:
    return signed_in(GrantFactory(role=Role.ADMINISTRATOR, user__full_name="Quản Trị").user)


@pytest.fixture
def auditor() -> Client:
    return signed_in(GrantFactory(role=Role.AUDITOR).user)


def told(code: str = "CT-1", **changed: object) -> Change:
    entry = {"by": "installation", "action": Action.CREATE, "kind": "producer", "code": code, **changed}
    return record(**entry)  # type: ignore[arg-type]


def rows_on(page: Any) -> list[Row]:
    """Return the rows of the page, but for what the tests themselves entered: the places."""
    return [row for row in page.context["rows"] if row.change.kind != "places"]


def codes_on(page: Any) -> list[str]:
    return [row.change.code for row in rows_on(page)]


def test_changes_are_listed_the_latest_first_with_who_what_and_where_in_the_chain(auditor: Client) -> None:
    person = UserFactory(full_name="Lê Văn Hậu")
    sealed = told("CT-1", by=person.actor, action=Action.CHANGE, reason="Đổi tên")
    seal()
    told("CT-2")

    page = auditor.get(LIST)

    assert [(row.change.code, row.who, row.action, row.thing, row.position) for row in rows_on(page)] == [
        ("CT-2", "hệ thống, khi cài đặt", "tạo mới", "chủ thể", None),
        ("CT-1", "Lê Văn Hậu", "sửa", "chủ thể", Link.objects.get(change=sealed).position),
    ]
    assert "chưa niêm phong" in page.content.decode()
    assert reverse("desk:producer", args=["CT-1"]) in page.content.decode()


def test_changes_are_paged_by_the_last_one_shown(auditor: Client) -> None:
    for number in range(PER_PAGE + 2):
        told(f"CT-{number}")

    first = auditor.get(LIST)
    second = auditor.get(LIST, {"before": first.context["older"]})

    assert codes_on(first) == [f"CT-{number}" for number in range(PER_PAGE + 1, 1, -1)]
    assert codes_on(second) == ["CT-1", "CT-0"]
    assert (first.context["is_first"], second.context["is_first"], second.context["older"]) == (True, False, None)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"actor": "lê văn hậu"}, ["B"]),
        ({"actor": "le van"}, ["B"]),
        ({"actor": "installation"}, ["C", "A"]),
        ({"actor": "khi cai dat"}, ["C", "A"]),
        ({"actor": "nobody"}, []),
        ({"kind": "product"}, ["C"]),
        ({"code": "A"}, ["A"]),
        ({"action": "close"}, ["B"]),
        ({"since": "2000-01-01", "until": "2100-01-01"}, ["C", "B", "A"]),
        ({"since": "2100-01-01"}, []),
        ({"until": "2000-01-01"}, []),
        ({"kind": "product", "code": "A"}, []),
        ({"before": "tomorrow"}, ["C", "B", "A"]),
    ],
)
def test_changes_are_narrowed(auditor: Client, asked: dict[str, str], found: list[str]) -> None:
    person = UserFactory(full_name="Lê Văn Hậu")
    told("A")
    told("B", by=person.actor, action=Action.CLOSE)
    told("C", kind="product")

    page = auditor.get(LIST, asked)

    assert codes_on(page) == found


@pytest.mark.parametrize(
    ("kind", "code", "leads_to"),
    [
        ("producer", "CT-1", "/dieu-hanh/chu-the/CT-1/"),
        ("target", "KH-1/T-01", "/dieu-hanh/ke-hoach/KH-1/chi-tieu/T-01/"),
        ("target", "KH-1", ""),
        ("plan_report", "KH-1/7", "/ky/plan_report/KH-1/7/"),
        ("user", "user:7", "/dieu-hanh/nguoi-dung/7/"),
        ("user", "-", ""),
        ("product", "sổ 2023/a", ""),
        ("file", "a" * 64, ""),
    ],
)
def test_changes_lead_to_the_page_of_the_thing_where_there_is_one(kind: str, code: str, leads_to: str) -> None:
    coordinator = GrantFactory(role=Role.COORDINATOR).user

    address = page_of_thing(coordinator, kind, code)

    assert address == leads_to


def test_changes_lead_nowhere_the_person_may_not_go(administrator: Client) -> None:
    told("CT-1")

    page = administrator.get(LIST)

    assert [row.url for row in rows_on(page)] == [""]


@pytest.mark.parametrize("count", [1, 3])
def test_changes_ask_a_fixed_number_of_queries(
    auditor: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        told(f"CT-{number}", by=UserFactory().actor)
    auditor.get(LIST)

    with django_assert_num_queries(6):
        auditor.get(LIST)


@pytest.mark.parametrize(
    ("asked", "how"),
    [
        ({}, "SCAN audit_change"),
        ({"actor": "installation"}, "audit_change_of_actor (actor=?)"),
        ({"kind": "producer"}, "audit_change_of_kind (kind=?)"),
        ({"code": "CT-1"}, "audit_change_of_thing (kind=? AND code=?)"),
        ({"action": "erase"}, "audit_change_of_action (action=?)"),
        ({"since": "2026-01-01", "until": "2026-01-02"}, "audit_change_at (at>? AND at<?)"),
    ],
)
def test_changes_are_found_through_an_index_however_many_there_are(asked: dict[str, str], how: str) -> None:
    found = ChangeFilter(asked, Change.objects.all()).qs.order_by("-pk")[: PER_PAGE + 1]

    plan = _plan_of(found)

    if connection.vendor == "sqlite":
        assert how in plan
        assert ("TEMP B-TREE" in plan) == ("code" in asked or "since" in asked)
    else:
        assert "Seq Scan" not in plan


def _plan_of(found: QuerySet[Change]) -> str:
    """Return how the database would find them; PostgreSQL reads a list as short as a test's from end to end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    return str(found.explain())


# One change --------------------


def test_change_shows_personal_data_to_an_administrator_and_records_it(administrator: Client) -> None:
    change = told(personal={"phone": "0912 345 678"})

    page = administrator.get(reverse("desk:change", args=[change.pk])).content.decode()

    entry = Change.objects.latest("pk")
    assert "0912 345 678" in page
    assert (entry.action, entry.kind, entry.code) == ("read_personal_data", "change", str(change.pk))


def test_change_tells_personal_data_before_and_after_in_words(administrator: Client, province: Province) -> None:
    producer = province.producer()
    record(
        by="user:1",
        action=Action.CHANGE,
        kind="producer",
        code=producer.code,
        after={"address": "Ấp 1"},
        personal={"before": {"phone": "0901"}, "after": {"phone": "0912"}, "address": "10.0.0.1"},
    )

    page = administrator.get(reverse("desk:change", args=[Change.objects.latest("pk").pk]))

    told = [(one.field, one.before, one.after) for one in page.context["personal"]]
    assert told == [("điện thoại", "0901", "0912"), ("địa chỉ mạng", "", "10.0.0.1")]
    assert [one.field for one in page.context["row"].differences] == ["địa chỉ"]


def test_change_hides_personal_data_from_an_auditor_and_says_so(auditor: Client) -> None:
    change = told(personal={"phone": "0912 345 678"}, after={"name": "HTX A"})

    page = auditor.get(reverse("desk:change", args=[change.pk])).content.decode()

    assert "HTX A" in page
    assert "0912 345 678" not in page
    assert "chưa được giao quyền xem dữ liệu cá nhân" in page
    assert not Change.objects.filter(action=Action.READ_PERSONAL_DATA).exists()


def test_change_is_erased_by_an_administrator_with_a_reason(administrator: Client) -> None:
    change = told(personal={"phone": "0912 345 678"})

    answer = administrator.post(reverse("desk:change_erase", args=[change.pk]), {"reason": "Theo yêu cầu"})

    page = administrator.get(reverse("desk:change", args=[change.pk])).content.decode()
    assert answer.status_code == 302
    assert Change.objects.get(pk=change.pk).personal is None
    assert "0912 345 678" not in page
    assert "bởi Quản Trị. Lý do: Theo yêu cầu" in page


def test_change_is_not_erased_without_a_reason(administrator: Client) -> None:
    change = told(personal={"phone": "0912 345 678"})

    answer = administrator.post(reverse("desk:change_erase", args=[change.pk]), {"reason": " "})

    assert answer.status_code == 422
    assert Change.objects.get(pk=change.pk).personal == {"phone": "0912 345 678"}


# CSV --------------------


def test_changes_csv_holds_the_narrowed_list_without_personal_data_and_is_recorded(auditor: Client) -> None:
    told("CT-1", personal={"phone": "0912 345 678"}, reason="=1+1")
    told("CT-2", kind="product")

    answer = auditor.get(reverse("desk:changes_csv"), {"kind": "producer"})

    text = b"".join(answer).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(line["Mã đối tượng"], line["Lý do"]) for line in lines] == [("CT-1", "'=1+1")]
    assert "0912 345 678" not in text
    entry = Change.objects.latest("pk")
    assert (entry.action, entry.kind, entry.after) == ("export", "changes", {"rows": 1, "narrowed_by": ["kind"]})


# Who may --------------------


def addresses() -> list[str]:
    change = told()
    return [LIST, reverse("desk:changes_csv"), reverse("desk:change", args=[change.pk])]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADER, Role.READER, Role.COMMUNE])
def test_changes_are_refused_to_who_may_not_read_them(role: Role) -> None:
    client = signed_in(GrantFactory(role=role).user)

    codes = [client.get(address).status_code for address in addresses()]

    assert codes == [403, 403, 403]


def test_changes_send_a_stranger_to_sign_in() -> None:
    codes = [Client().get(address).status_code for address in addresses()]

    assert codes == [302, 302, 302]


def test_erasing_is_refused_to_an_auditor(auditor: Client) -> None:
    change = told(personal={"phone": "0912"})

    answer = auditor.post(reverse("desk:change_erase", args=[change.pk]), {"reason": "Theo yêu cầu"})

    assert answer.status_code == 403
    assert Change.objects.get(pk=change.pk).personal == {"phone": "0912"}


def test_auditor_of_a_province_reads_of_what_lies_there_only(province: Province) -> None:
    producer = province.producer()
    product = province.product(producer=producer)
    here = [told(producer.code), told(product.code, kind="product")]
    elsewhere = [told("CT-0"), told("user:1", kind="user")]
    client = signed_in(GrantFactory(role=Role.AUDITOR, place=province.place).user)

    page = client.get(LIST)
    codes = [client.get(reverse("desk:change", args=[change.pk])).status_code for change in (*here, *elsewhere)]

    assert codes_on(page) == [product.code, producer.code]
    assert codes == [200, 200, 404, 404]


def test_every_kind_of_thing_that_is_recorded_has_its_words() -> None:
    kinds = {kind for path in settings.PACKAGE.rglob("*.py") for kind in kinds_recorded_in(path)}

    assert {"producer", "letter", "demonstration"} <= kinds
    assert kinds - set(THINGS) == set()


def kinds_recorded_in(path: Path) -> set[str]:
    """Return the kinds a file names where it records: written there, or as the file's KIND."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = {
        line.targets[0].id: line.value
        for line in tree.body
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
    }
    named = [
        own.get(word.value.id) if isinstance(word.value, ast.Name) else word.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "record"
        for word in call.keywords
        if word.arg == "kind"
    ]
    return {kind.value for kind in named if isinstance(kind, ast.Constant) and isinstance(kind.value, str)}
