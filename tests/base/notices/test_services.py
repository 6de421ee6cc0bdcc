from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import translation

from saolang.base.accounts.choices import Role
from saolang.base.notices.choices import Kind, Mail
from saolang.base.notices.models import Notice
from saolang.base.notices.rules import words_of
from saolang.base.notices.services import notify
from saolang.core.refusal import Refusal

READ = {"kind": Kind.REGISTER_READ, "params": {"name": "so.xlsx"}, "by": "user:1"}


def values(notice: Notice) -> dict[str, object]:
    return {name: value for name, value in vars(notice).items() if name != "_state"}


@pytest.mark.django_db
def test_notice_comes_back_as_it_was_told() -> None:
    told = notify(recipient="user:7", address="hoa@example.vn", language="en", path="/so-theo-doi/1/", **READ)

    assert told
    found = Notice.objects.get()
    assert values(found) == values(told)
    assert (found.recipient, found.address, found.language) == ("user:7", "hoa@example.vn", "en")
    assert (found.kind, found.params, found.path) == ("register_read", {"name": "so.xlsx"}, "/so-theo-doi/1/")
    assert (found.mail, found.attempts, found.read_at, found.by) == (Mail.WAITING, 0, None, "user:1")


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "letter"), [("", True), ("hoa@example.vn", False)])
def test_notice_without_address_or_letter_is_only_listed(*, address: str, letter: bool) -> None:
    told = notify(recipient="user:7", address=address, letter=letter, **READ)

    assert told
    assert told.mail == Mail.NONE


@pytest.mark.django_db
def test_secret_notice_is_never_listed() -> None:
    notify(
        recipient="user:7",
        address="hoa@example.vn",
        kind=Kind.PASSWORD_RESET,
        path="/tai-khoan/mat-khau/bi-mat/",
        by="user:7",
    )

    assert not Notice.objects.filter(recipient="user:7").exists()
    assert Notice.objects.get().address == "hoa@example.vn"


@pytest.mark.django_db
def test_notice_of_one_name_is_written_once() -> None:
    first = notify(recipient="user:7", once="read:SD-1", **READ)
    second = notify(recipient="user:7", once="read:SD-1", **READ)
    other = notify(recipient="user:7", once="read:SD-2", **READ)

    assert first
    assert second is None
    assert other
    assert Notice.objects.count() == 2


@pytest.mark.django_db
def test_notice_written_already_leaves_the_transaction_whole() -> None:
    notify(recipient="user:7", once="read:SD-1", **READ)

    with transaction.atomic():
        notify(recipient="user:7", once="read:SD-1", **READ)
        notify(recipient="user:8", once="read:SD-2", **READ)

    assert set(Notice.objects.values_list("recipient", flat=True)) == {"user:7", "user:8"}


@pytest.mark.django_db(transaction=True)
def test_notice_of_one_name_is_written_once_by_many_at_a_time() -> None:
    told: list[Notice | None] = []

    def tell() -> None:
        told.append(notify(recipient="user:7", once="read:SD-1", **READ))
        connection.close()

    threads = [Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([notice for notice in told if notice]) == 1
    assert len(told) == 4
    assert Notice.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_notice_goes_with_the_change_that_is_undone() -> None:
    def tell_and_fail() -> None:
        with transaction.atomic():
            notify(recipient="user:7", **READ)
            raise Refusal("Không được.")

    with pytest.raises(Refusal):
        tell_and_fail()

    assert not Notice.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("params", [{}, {"name": "a", "rows": 3}])
def test_notice_whose_places_are_not_filled_is_refused(params: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="has the places"):
        notify(recipient="user:7", kind=Kind.REGISTER_READ, params=params, by="user:1")


@pytest.mark.django_db
def test_notice_of_no_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="weather"):
        notify(recipient="user:7", kind="weather", params={}, by="user:1")


@pytest.mark.django_db
def test_values_are_said_in_the_readers_language_whoever_told_them() -> None:
    with translation.override("en"):
        notify(
            recipient="user:7",
            kind=Kind.GRANT_GIVEN,
            params={
                "giver": "Hoa",
                "role": Role.COORDINATOR.label,
                "scope": "Hậu Giang",
                "since": date(2026, 3, 9),
            },
            by="user:1",
        )

    words = words_of(Notice.objects.get())

    assert words.subject == "Bạn được giao vai trò điều phối viên"
    assert words.sentence == "Hoa giao cho bạn vai trò điều phối viên, phạm vi Hậu Giang, từ ngày 09/03/2026."
    with translation.override("en"):
        assert "coordinator" in words_of(Notice.objects.get()).sentence
        assert "9 Mar 2026" in words_of(Notice.objects.get()).sentence


@pytest.mark.django_db
def test_moments_numbers_and_refusals_are_said_as_people_read_them() -> None:
    at = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
    notify(
        recipient="user:7",
        kind=Kind.REPORT_SIGNED,
        params={"signer": "Hoa", "role": Role.CHAIR.label, "report": "Báo cáo 2025", "at": at},
        by="user:1",
    )
    notify(recipient="user:7", kind=Kind.GRANTS_WAITING, params={"count": 1200}, by="user:1")
    refusal = Refusal("Đã có tài khoản dùng địa chỉ %(email)s.", email="a@b.vn")
    notify(recipient="user:7", kind=Kind.REGISTER_FAILED, params={"name": "so.xlsx", "why": refusal}, by="user:1")

    signed, waiting, failed = map(words_of, Notice.objects.order_by("pk"))

    assert signed.sentence == "Hoa (chủ tịch hội đồng) đã ký “Báo cáo 2025” lúc 15:30 ngày 09/03/2026."
    assert "1.200 quyền" in waiting.sentence
    assert failed.sentence.endswith("Đã có tài khoản dùng địa chỉ a@b.vn.")


@pytest.mark.django_db
def test_subject_is_one_line_whatever_fills_it() -> None:
    notify(
        recipient="user:7",
        kind=Kind.REGISTER_READ,
        params={"name": "so\r\nBcc: all@example.vn\u2028x.xlsx"},
        by="user:1",
    )

    assert words_of(Notice.objects.get()).subject == "Đã đọc xong sổ “so Bcc: all@example.vn x.xlsx”"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"])
def test_notice_that_leads_out_of_our_pages_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="no path of ours"):
        notify(recipient="user:7", path=path, **READ)
