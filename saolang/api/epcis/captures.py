"""Capturing (EPCIS 2.0, 12.4): documents, single events, and the jobs that tell how a capture went."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.conf import settings

from saolang.api.epcis.answers import as_json, created
from saolang.api.epcis.bodies import document_in, most_bytes
from saolang.api.epcis.paging import page_of
from saolang.api.epcis.problems import Problem, ProblemType, of_errors
from saolang.api.epcis.resources import needs, resource
from saolang.core.refusal import Refusal
from saolang.core.text import gettext_noop
from saolang.programme.traceability.choices import ErrorBehaviour, KeyScope
from saolang.programme.traceability.models import CaptureJob
from saolang.programme.traceability.services.capture import capture_document

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from saolang.api.epcis.resources import KeyedRequest
    from saolang.programme.traceability.models import ApiKey

BEHAVIOUR = "GS1-Capture-Error-Behaviour"
NOT_A_BEHAVIOUR = Refusal(gettext_noop("Đầu mục GS1-Capture-Error-Behaviour nhận rollback hoặc proceed."))
NO_SUCH_JOB = Refusal(gettext_noop("Không có lần gửi sự kiện nào mang mã này."))


@needs(KeyScope.CAPTURE)
def capture(request: KeyedRequest) -> HttpResponse:
    """Capture the events of a document, and say where it is told how that went."""
    said = request.headers.get(BEHAVIOUR, ErrorBehaviour.ROLLBACK)
    if said not in ErrorBehaviour.values:
        raise Problem(ProblemType.VALIDATION, NOT_A_BEHAVIOUR)
    job = keep(request.key, document_in(request), ErrorBehaviour(said))
    return created(request, "capture_job", job.code, status=HTTPStatus.ACCEPTED)


@needs(KeyScope.CAPTURE)
def capture_jobs(request: KeyedRequest) -> HttpResponse:
    """List the captures of the key's producer, the latest first."""
    found, headers = page_of(request, _jobs_of(request.key))
    return as_json(request, [_as_dict(job) for job in found], headers=headers)


@needs(KeyScope.CAPTURE)
def capture_job(request: KeyedRequest, code: UUID) -> HttpResponse:
    """Tell how a capture went."""
    job = _jobs_of(request.key).filter(code=code).first()
    if job is None:
        raise Problem(ProblemType.NO_SUCH_RESOURCE, NO_SUCH_JOB)
    return as_json(request, _as_dict(job))


def keep(key: ApiKey, content: bytes, behaviour: ErrorBehaviour = ErrorBehaviour.ROLLBACK) -> CaptureJob:
    """Capture what was sent for the key's producer; return the job. Raises Problem where nothing of it was taken."""
    job = capture_document(content, by=key.actor, producer=key.producer, key=key, behaviour=behaviour)
    if job.pk is None:
        raise of_errors(job.errors)
    return job


def limits() -> dict[str, str]:
    """Return what OPTIONS says of capturing."""
    return {
        "GS1-EPCIS-Capture-Limit": str(settings.EPCIS_CAPTURE_LIMIT),
        "GS1-EPCIS-Capture-File-Size-Limit": str(most_bytes()),
        BEHAVIOUR: ", ".join(ErrorBehaviour.values),
    }


def _jobs_of(key: ApiKey) -> QuerySet[CaptureJob]:
    """Return the captures a key may read of: those of its producer; the office's reads of all."""
    return CaptureJob.objects.filter(producer=key.producer) if key.producer_id else CaptureJob.objects.all()


def _as_dict(job: CaptureJob) -> dict[str, Any]:
    return {
        "captureID": str(job.code),
        "createdAt": job.created_at,
        "finishedAt": job.finished_at,
        "running": job.finished_at is None,
        "success": bool(job.success),
        "captureErrorBehaviour": job.behaviour,
        "errors": job.errors,
    }


captures = resource(GET=capture_jobs, POST=capture, headers=limits)
job = resource(GET=capture_job)
