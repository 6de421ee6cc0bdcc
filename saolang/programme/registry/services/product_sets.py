"""The product sets of the criteria, loaded from data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from django.conf import settings
from django.db import transaction

from saolang.base.audit.choices import Action
from saolang.base.audit.services.changes import record
from saolang.programme.registry.models import ProductSet

if TYPE_CHECKING:
    from pathlib import Path

DATA = settings.PACKAGE / "data" / "criteria" / "sets.yaml"


@transaction.atomic
def load(*, by: str, path: Path = DATA) -> int:
    """Make the product sets what the file says, and return how many there are; loading again changes nothing."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    wanted = [
        ProductSet(
            code=row["code"],
            edition=data["edition"],
            number=row["number"],
            name_vi=row["name"]["vi"],
            name_en=row["name"]["en"],
            industry_code=row["industry"]["code"],
            industry_vi=row["industry"]["vi"],
            industry_en=row["industry"]["en"],
            group_code=row["group"]["code"],
            group_vi=row["group"]["vi"],
            group_en=row["group"]["en"],
        )
        for row in data["sets"]
    ]
    known = {each.code: _values(each) for each in ProductSet.objects.filter(edition=data["edition"])}
    changed = [each for each in wanted if known.get(each.code) != _values(each)]
    for product_set in changed:
        product_set.save()
    if changed:
        record(by=by, action=Action.IMPORT, kind="product_set", code=data["edition"], after={"count": len(changed)})
    return len(wanted)


def _values(product_set: ProductSet) -> dict[str, object]:
    return {name: value for name, value in vars(product_set).items() if name != "_state"}
