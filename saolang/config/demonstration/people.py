"""Who acts in the demonstration's dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from saolang.base.accounts.models import User
    from saolang.programme.dossiers.models import Dossier


@dataclass(frozen=True)
class People:
    """Who acts: an officer of the commune, the office, an adviser, the producers by their names."""

    commune: User
    office: User
    adviser: User
    producers: Mapping[str, User]

    def owner_of(self, dossier: Dossier) -> User:
        return self.producers[dossier.producer.name]
