"""The certificates of a decision on paper: each kept as a PDF, all bound into one file for printing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from saolang.base.papers.services import issuing
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.certification.queries.papers import all_certificates, as_issued, certificate, to_print

if TYPE_CHECKING:
    from saolang.base.papers.models import IssuedPaper
    from saolang.programme.certification.models import Decision

NOTHING_TO_PRINT = Refusal(
    gettext_noop("Quyết định này chưa có giấy chứng nhận nào còn hiệu lực. Hãy cấp giấy trước, rồi tạo bản in.")
)


def keep_papers(*, decision: Decision, by: str) -> IssuedPaper:
    """Keep the PDF of each certificate of the decision that counts today; bind them all into one file; return that.

    Each is kept in a transaction of its own. Begun again, it goes on where it was: what is kept is not made again.
    Raises Refusal where no certificate of the decision counts.
    """
    certificates = to_print(decision)
    kept = as_issued(certificates)
    papers = [
        kept.get(issued.public_code) or issuing.issue(draft=certificate(issued), by=by) for issued in certificates
    ]
    if not papers:
        raise NOTHING_TO_PRINT
    return issuing.bind(draft=all_certificates(decision, papers[0].place), papers=papers, by=by)
