"""The menu of the pages anybody may open."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
FOR_ALL = [
    "catalogue:products",
    "catalogue:producers",
    "catalogue:villages",
    "catalogue:country",
    "catalogue:check",
    "catalogue:recalls",
    "catalogue:report",
    "catalogue:stories",
    "catalogue:promises",
    "catalogue:rating_sets",
    "catalogue:criteria",
    "catalogue:handbook",
    "catalogue:open_data",
    "catalogue:proof",
]


@pytest.mark.parametrize("name", [*FOR_ALL, "account_login"])
def test_pages_for_all_lead_to_each_other_and_mark_the_one_shown(name: str, client: Client) -> None:
    page = client.get(reverse(name)).content.decode()

    menu = page.partition('id="menu"')[2].partition("</nav>")[0]
    links = re.findall(r'<a href="([^"]+)"( aria-current="page")?>', menu)
    entries = [*FOR_ALL, "account_login"]
    assert links == [(reverse(each), ' aria-current="page"' if each == name else "") for each in entries]
