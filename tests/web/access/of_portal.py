"""Which records fill the addresses of a producer's own pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.base.files.services import store
from saolang.programme.dossiers.models import Submission, Supplement
from saolang.programme.dossiers.services import ideas
from saolang.programme.registry.models import ProductSet
from tests.factories.certification import a_certificate, a_decision, a_mark_run, a_recognition
from tests.factories.dossiers import RICE, a_dossier, a_paper_of
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter them beside the records of the registry, and say which address each fills."""
    dossier = a_dossier(made.place, producer=made.producer, choices={"1.1": "1.1-3"})
    paper = a_paper_of(dossier)
    said = ideas.NewIdea(
        product_name="Bánh gạo lứt",
        product_set=ProductSet.objects.get(pk=RICE),
        description="Bánh giòn từ gạo lứt.",
    )
    idea = ideas.register(producer=made.producer, idea=said, by="tests")
    asked = Supplement.objects.create(
        dossier=dossier, item="1.1", note="Thêm hợp đồng", due_on=timezone.localdate(), asked_by="tests"
    )
    frozen = Submission.objects.create(dossier=dossier, number=1, content=store(FROZEN, by="tests"), frozen_by="tests")
    issued = a_certificate(a_recognition(a_product(producer=made.producer, place=made.place), decision=a_decision()))
    run = a_mark_run(issued.recognition)
    papers = ("paper", "paper_file", "paper_replace", "paper_withdraw")
    own = ("dossier", "answers", "dossier_papers", "dossier_put_in", "hand_in", "supplements", "dossier_withdraw")
    return {
        **{f"portal:{name}": {"code": paper.code} for name in papers},
        **{f"portal:{name}": {"code": idea.code} for name in ("idea", "idea_revise", "business_plan")},
        **{f"portal:{name}": {"code": dossier.code} for name in own},
        "portal:certificate": {"code": issued.public_code},
        "portal:mark_run_add": {"code": issued.public_code},
        "portal:mark_run_account": {"code": issued.public_code, "number": run.pk},
        "portal:part": {"code": dossier.code, "letter": "A"},
        "portal:line": {"code": dossier.code, "criterion": "1.1"},
        "portal:dossier_take_out": {"code": dossier.code, "paper": paper.code},
        "portal:submission": {"code": dossier.code, "number": frozen.number},
        "portal:submission_file": {"code": dossier.code, "number": frozen.number},
        "portal:reply": {"code": dossier.code, "number": asked.pk},
    }, {}


FROZEN = (
    b'{"claims":{},"forms":{},"producer":{"name":"HTX"},"product":{"name":"SP"},"proofs":[],'
    b'"self_score":{"points":"3","stars":1}}'
)
"""A dossier as it was frozen, as short as a page can show it."""
