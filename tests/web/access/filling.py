"""What fills the places of addresses: by the name of an address, or by its folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Filling: TypeAlias = Mapping[str, Mapping[str, object]]
Addresses: TypeAlias = tuple[Filling, Filling]
"""By name ("desk:photo"), and by folder ("ho-so")."""
