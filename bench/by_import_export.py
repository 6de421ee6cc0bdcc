"""The flat register through django-import-export, as its documentation would have it.

One resource over the recognition; what the row names besides is found by its natural key or made, before the row
(documentation: "Creating non-existent relations"). Keys are asked for by columns that have an index, and the units of
the city are looked up in memory, so that nothing here is slower than it must be.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from import_export.resources import ModelResource
from tablib import Dataset

from saolang.base.kit.codes import new_code
from saolang.base.kit.search import searchable
from saolang.base.kit.sorting import sort_key
from saolang.base.places.models import Place
from saolang.core.lifecycle import expires_on
from saolang.programme.certification.models import Decision, Recognition
from saolang.programme.certification.rules import editions
from saolang.programme.registry.models import Ownership, Producer, ProducerForm, Product, ProductVersion, Representative

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BY = "import-export"


class RecognitionResource(ModelResource):
    """A row is a recognition, the same where product, day and stars are."""

    class Meta:
        model = Recognition
        fields = ("product", "decision", "stars", "began_on", "edition", "expires_on", "recorded_by")
        import_id_fields = ("product", "began_on", "stars")
        skip_unchanged = True
        report_skipped = True

    def __init__(self, city: str) -> None:
        super().__init__()
        units = Place.objects.filter(map=1, province__name=city).select_related("parent")
        self.city = Place.objects.get(map=1, level="province", name=city)
        self.communes = {(str(unit), str(unit.parent)): unit for unit in units}

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:  # noqa: ARG002 - the library calls it so
        day = date.fromisoformat(row["began_on"])
        edition = editions().edition_on(day)
        if edition is None:
            raise ValueError(row["began_on"])
        product = self._product(row, self._producer(row, day), day)
        decision, _ = Decision.objects.get_or_create(
            place=self.city,
            number=row["decision"],
            decided_on=day,
            defaults={"code": new_code("QD"), "recorded_by": BY},
        )
        row |= {
            "product": product.pk,
            "decision": decision.pk,
            "began_on": day,
            "edition": edition.code,
            "expires_on": expires_on(day, edition),
            "recorded_by": BY,
        }

    def _producer(self, row: Mapping[str, str], day: date) -> Producer:
        name = row["producer"]
        producer, created = Producer.objects.get_or_create(
            folded=searchable(name),
            place=self.communes[row["commune"], row["district"]],
            defaults={
                "code": new_code("CT"),
                "name": name,
                "sort_key": sort_key(name),
                "place_text": f"{row['commune']}, {row['district']}",
                "phone": row["phone"],
                "recorded_by": BY,
            },
        )
        if created:
            ProducerForm.objects.create(producer=producer, legal_form=row["legal_form"], began_on=day, recorded_by=BY)
            Representative.objects.create(
                producer=producer, full_name=row["representative"], began_on=day, recorded_by=BY
            )
        return producer

    def _product(self, row: Mapping[str, str], producer: Producer, day: date) -> Product:
        name = row["product"]
        folded = searchable(name)
        known = Product.objects.filter(ownerships__producer=producer, folded=folded).first()
        if known:
            return known
        product = Product.objects.create(
            code=new_code("SP"),
            name_vi=name,
            folded=folded,
            sort_key=sort_key(name),
            place=producer.place,
            place_text=producer.place_text,
            recorded_by=BY,
        )
        ProductVersion.objects.create(product=product, name_vi=name, began_on=day, recorded_by=BY)
        Ownership.objects.create(product=product, producer=producer, began_on=day, recorded_by=BY)
        return product


def load(file: Path) -> Dataset:
    """Return the rows of the file, as the library's own form for XLSX reads them."""
    return Dataset().load(file.read_bytes(), format="xlsx")


def bring_in(rows: Dataset, city: str, *, preview: bool) -> None:
    """Import the rows in one transaction; a preview is undone again, as the library's page does before it asks."""
    RecognitionResource(city).import_data(rows, dry_run=preview, use_transactions=True, raise_errors=True)
