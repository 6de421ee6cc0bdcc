"""Programs ask the whole application, within the transaction of the test."""

from __future__ import annotations

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper


@pytest.fixture(autouse=True)
def shared_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave open the connection whose transaction the test shares, as Django's own client of tests does."""
    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", lambda _connection: None)
