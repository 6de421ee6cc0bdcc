"""A commune of today's map, and a dossier its producer has filed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from saolang.base.places.models import Place
from saolang.programme.dossiers.choices import Act
from saolang.programme.dossiers.services.moves import move
from tests.factories.dossiers import a_dossier

if TYPE_CHECKING:
    from saolang.programme.dossiers.models import Dossier


@pytest.fixture
def commune(db: None) -> Place:
    return Place.objects.filter(map=2, level="commune").select_related("province").order_by("code")[0]


@pytest.fixture
def filed(commune: Place) -> Dossier:
    """A first dossier of rice, with the commune."""
    return move(dossier=a_dossier(commune, choices={"1.1": "1.1-3", "2.1": "2.1-2"}), act=Act.FILE, by="tests")
