"""Which records fill the addresses of papers and their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from saolang.base.files.services import store
from saolang.base.papers.choices import PaperKind
from saolang.base.papers.models import PaperTemplate
from saolang.base.papers.services.issuing import issue
from saolang.programme.dossiers.queries import papers
from saolang.programme.evaluation.queries import papers as of_councils
from tests.factories.dossiers import a_dossier
from tests.factories.evaluation import a_full_council, a_session
from tests.factories.registry import a_product

if TYPE_CHECKING:
    from tests.web.access.filling import Addresses
    from tests.web.desk.registry import Records


def addresses(made: Records) -> Addresses:
    """Enter them beside the records of the registry, and say which address each fills."""
    product = a_product("Trà lá mãng cầu", producer=made.producer)
    dossier = a_dossier(made.place, producer=made.producer, product=product, filed_at=timezone.now())
    report = issue(draft=papers.commune_report(dossier), by="tests")
    registration = issue(draft=papers.registration(dossier), by="tests")
    session = a_session(a_full_council(made.place.province))
    minutes = issue(draft=of_councils.minutes(session), by="tests")
    template = PaperTemplate.objects.create(
        place=made.place,
        kind=PaperKind.COMMUNE_REPORT,
        file=store(b"template", by="tests"),
        file_name="mau.docx",
        added_by="tests",
    )
    of_session = {"code": session.code, "kind": PaperKind.MINUTES.value, "form": "pdf"}
    by_name = {
        "desk:paperwork_issued": {"number": report.pk},
        "portal:paperwork": {"code": dossier.code, "kind": PaperKind.REGISTRATION.value},
        "portal:paperwork_file": {"code": dossier.code, "kind": PaperKind.REGISTRATION.value, "form": "pdf"},
        "portal:paperwork_issued": {"number": registration.pk},
        "council:paperwork": of_session,
        "council:paperwork_file": of_session,
        "council:paperwork_issue": of_session,
        "council:paperwork_issued": {"code": session.code, "number": minutes.pk},
        "council:sheet_file": {"code": session.code, "position": 1, "number": 0, "form": "pdf"},
    }
    by_folder = {
        "van-ban": {"code": dossier.code, "kind": PaperKind.COMMUNE_REPORT.value, "form": "pdf"},
        "mau-van-ban": {"number": template.pk, "kind": PaperKind.COMMUNE_REPORT.value},
    }
    return by_name, by_folder
