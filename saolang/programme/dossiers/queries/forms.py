"""What Mẫu số 01 and 02 can be filled with from what the registry knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.programme.dossiers.rules.forms import Field, fields_for
from saolang.programme.registry.models import Labour, Representative

if TYPE_CHECKING:
    from saolang.programme.dossiers.models import Dossier


def known_of(dossier: Dossier) -> dict[str, str]:
    """Return what the registry knows of the fields of the forms, by field; what it does not know is left out.

    Two queries.
    """
    producer, today = dossier.producer, timezone.localdate()
    person = Representative.objects.standing().as_at(today).filter(producer=producer).first()
    labour = Labour.objects.standing().as_at(today).filter(producer=producer).first()
    known = {
        "representative": person.full_name if person else "",
        "position": person.position if person else "",
        "sex": person.sex if person else "",
        "ethnicity": person.ethnicity if person else "",
        "address": producer.address,
        "phone": producer.phone,
        "email": producer.email,
        "founded": str(producer.founded_on.year) if producer.founded_on else "",
        "workers": str(labour.headcount) if labour else "",
        "samples": str(dossier.edition.content.get("sample_products", "")),
    }
    return {field: value for field, value in known.items() if value}


def filled(dossier: Dossier) -> dict[str, str]:
    """Return the answers of the forms by field: what the producer entered, and else what the registry knows."""
    entered = {field: value for field, value in dossier.forms.items() if value}
    return known_of(dossier) | entered


def asked(dossier: Dossier) -> tuple[Field, ...]:
    """Return the fields the producer is asked: those the registry does not know."""
    known = known_of(dossier)
    return tuple(field for field in fields_for(dossier.kind) if field.code not in known)
