"""Which records fill the addresses of potential products, ideas and dossiers on the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.base.files.services import store
from saolang.programme.dossiers.choices import Act, Assessor, Direction, State
from saolang.programme.dossiers.models import Idea, Package, Proof, Supplement
from saolang.programme.dossiers.services.moves import move
from tests.factories.dossiers import a_dossier, a_paper_of, a_potential_product, an_edition
from tests.factories.evaluation import a_result_of

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter them beside the records of the registry, and say which address each fills."""
    potential = a_potential_product(made.place)
    idea = Idea.objects.create(
        code="YT-00000001",
        producer=made.producer,
        place=made.place,
        product_name="Trà lá mãng cầu",
        product_set=an_edition().product_set,
        description="Trà từ lá non.",
        recorded_by="tests",
    )
    dossier = move(dossier=a_dossier(made.place, choices={"1.1": "1.1-3"}), act=Act.FILE, by="tests")
    proof = Proof.objects.create(dossier=dossier, criterion="1.1", evidence=a_paper_of(dossier), added_by="tests")
    supplement = Supplement.objects.create(
        dossier=dossier, item="1.1", note="Nêu vùng trồng", due_on=timezone.localdate(), asked_by="tests"
    )
    package = Package.objects.create(
        code="GC-00000001",
        dossier=dossier,
        direction=Direction.OUT,
        file=store(b"package", by="tests"),
        made_by="tests",
    )
    sent_up = a_dossier(made.place, state=State.CENTRE, filed_at=timezone.now())
    a_result_of(sent_up)
    by_name = {
        **{f"desk:dossier_{act}": {"code": sent_up.code} for act in ("recognise", "end", "again")},
        "desk:dossier_file": {"number": proof.pk},
        "desk:supplement_settle": {"number": supplement.pk},
        "desk:package_file": {"number": package.pk},
    }
    by_folder = {
        "tiem-nang": {"code": potential.code},
        "y-tuong": {"code": idea.code},
        "ho-so": {"code": dossier.code, "assessor": Assessor.COMMUNE},
    }
    return by_name, by_folder
