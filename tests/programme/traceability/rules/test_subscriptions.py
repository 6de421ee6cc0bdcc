"""Where events may be sent, how often it is tried, when it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saolang.programme.traceability.rules import subscriptions as rules

TOKEN = "mot-khoa-rieng-cua-kho"
DESTINATION = "https://kho.example.vn/su-kien?a=1"


@pytest.mark.parametrize(
    "url",
    [
        DESTINATION,
        "https://kho.example.vn",
        "https://kho.example.vn:8443/x",
        "https://203.113.131.1/x",
        "https://[2401:d800::1]/x",
    ],
)
def test_public_https_address_is_taken(url: str) -> None:
    assert rules.check_destination(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "kho.example.vn",
        "http://kho.example.vn/",
        "https:///x",
        "https://a:b@kho.example.vn/",
        "https://kho.example.vn/#a",
        "https://kho.example.vn:0/",
        "https://kho.example.vn:99999/",
        "https://kho.example.vn:x/",
        "https://kho example.vn/",
        "https://kho.example.vn/\r\nHost: x",
        "https://chợ.vn/",
        "https://[::1",
        "https://" + "a" * 500,
        f"https://{'a' * 64}.vn/",
        f"https://{'a.' * 130}vn/",
        "https://kho..vn/",
        "https://.vn/",
    ],
)
def test_address_that_is_no_plain_https_is_refused(url: str) -> None:
    assert rules.check_destination(url) == rules.NOT_HTTPS


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::a00:1]",
        "[64:ff9b:1::a00:1]",
        "[fec0::1]",
        "224.0.0.1",
        "localhost",
        "LOCALHOST.",
        "kho",
        "kho.local",
        "kho.internal",
        "may-chu.localdomain",
        "router.home.arpa",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "10.0.0.1.",
    ],
)
def test_host_that_is_never_public_is_refused(host: str) -> None:
    assert rules.check_destination(f"https://{host}/") == rules.NOT_PUBLIC


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, None),
        ({"stream": False, "schedule": {"minute": "0"}}, None),
        ({"token": "short"}, rules.WEAK_TOKEN),
        ({"token": "x" * 201}, rules.WEAK_TOKEN),
        ({"token": "mot-khoa\nrieng-cua-kho"}, rules.WEAK_TOKEN),
        ({"schedule": {"minute": "0"}}, rules.ONE_OF_BOTH),
        ({"stream": False}, rules.ONE_OF_BOTH),
        ({"present": rules.MOST_SUBSCRIPTIONS}, rules.TOO_MANY),
        ({"destination": "http://x"}, rules.NOT_HTTPS),
    ],
)
def test_subscription_is_checked(changes: dict[str, object], refusal: object) -> None:
    asked = {"destination": DESTINATION, "token": TOKEN, "stream": True, "schedule": None, "present": 0} | changes

    assert rules.check_subscription(**asked) == refusal  # type: ignore[arg-type]


def test_schedule_that_is_none_is_refused() -> None:
    refusal = rules.check_subscription(
        destination=DESTINATION, token=TOKEN, stream=False, schedule={"minute": "60"}, present=0
    )

    assert refusal is not None


def test_waits_grow_to_a_bound_and_then_it_ends() -> None:
    waits = [rules.wait_after(failures) for failures in range(1, rules.MOST_FAILURES)]

    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == rules.LONGEST_WAIT
    assert timedelta(days=1) < sum(waits, timedelta()) < timedelta(days=2)
    assert [rules.ends_after(rules.MOST_FAILURES - 1), rules.ends_after(rules.MOST_FAILURES)] == [False, True]


@given(st.text())
def test_any_text_is_taken_or_refused(url: str) -> None:
    rules.check_destination(url)
    rules.check_destination(f"https://{url}")
