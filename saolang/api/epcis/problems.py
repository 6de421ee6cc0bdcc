"""What is answered when something is wrong: RFC 7807, with the types of EPCIS 2.0, table 12-1."""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
from django.http import HttpResponse

from saolang.base.kit.words import say
from saolang.core.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from saolang.core.epcis.problems import Problem as Found

PROBLEM_JSON = "application/problem+json"


class ProblemType(Enum):
    """A type and its status. What the standard has no type for is about the status alone (RFC 7807, 4.2)."""

    VALIDATION = ("epcisException:ValidationException", HTTPStatus.BAD_REQUEST)
    QUERY_PARAMETER = ("epcisException:QueryParameterException", HTTPStatus.BAD_REQUEST)
    QUERY_VALIDATION = ("epcisException:QueryValidationException", HTTPStatus.BAD_REQUEST)
    SUBSCRIPTION_CONTROLS = ("epcisException:SubscriptionControlsException", HTTPStatus.BAD_REQUEST)
    NO_KEY = ("epcisException:SecurityException", HTTPStatus.UNAUTHORIZED)
    NOT_ALLOWED = ("epcisException:SecurityException", HTTPStatus.FORBIDDEN)
    NO_SUCH_RESOURCE = ("epcisException:NoSuchResourceException", HTTPStatus.NOT_FOUND)
    NO_SUCH_NAME = ("epcisException:NoSuchNameException", HTTPStatus.NOT_FOUND)
    NO_SUCH_SUBSCRIPTION = ("epcisException:NoSuchSubscriptionException", HTTPStatus.NOT_FOUND)
    NO_SUCH_METHOD = ("about:blank", HTTPStatus.METHOD_NOT_ALLOWED)
    NOT_ACCEPTABLE = ("epcisException:NotAcceptableException", HTTPStatus.NOT_ACCEPTABLE)
    ALREADY_EXISTS = ("epcisException:ResourceAlreadyExistsException", HTTPStatus.CONFLICT)
    NO_LENGTH = ("about:blank", HTTPStatus.LENGTH_REQUIRED)
    CAPTURE_LIMIT = ("epcisException:CaptureLimitExceededException", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    QUERY_TOO_LARGE = ("epcisException:QueryTooLargeException", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    QUERY_TOO_COMPLEX = ("epcisException:QueryTooComplexException", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    URI_TOO_LONG = ("epcisException:URITooLongException", HTTPStatus.REQUEST_URI_TOO_LONG)
    UNSUPPORTED_MEDIA_TYPE = ("epcisException:UnsupportedMediaTypeException", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    TOO_OFTEN = ("about:blank", HTTPStatus.TOO_MANY_REQUESTS)
    IMPLEMENTATION = ("epcisException:ImplementationException", HTTPStatus.INTERNAL_SERVER_ERROR)
    LEFT_OUT = ("epcisException:ImplementationException", HTTPStatus.NOT_IMPLEMENTED)

    @property
    def uri(self) -> str:
        return self.value[0]

    @property
    def status(self) -> HTTPStatus:
        return self.value[1]


_BY_STATUS = {(kind.uri, int(kind.status)): kind for kind in ProblemType}


class Problem(Exception):  # noqa: N818 - the word of RFC 7807
    """Stops the answer to a request. `errors` are further problems, as the lower floors found them."""

    def __init__(
        self,
        kind: ProblemType,
        refusal: Refusal,
        *,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(str(refusal))
        self.kind = kind
        self.refusal = refusal
        self.errors = errors
        self.headers = headers or {}

    def answer(self) -> HttpResponse:
        """Return the problem as it is sent: one sentence in the language asked for, and what it is made of."""
        status = self.kind.status
        told: dict[str, Any] = {
            "type": self.kind.uri,
            "title": self.kind.uri.rpartition(":")[2] if self.kind.uri != "about:blank" else status.phrase,
            "status": int(status),
            "detail": say(self.refusal),
        }
        if self.errors:
            told["errors"] = list(self.errors)
        return HttpResponse(orjson.dumps(told), content_type=PROBLEM_JSON, status=status, headers=dict(self.headers))


def of_errors(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Return one problem that tells of several the lower floors found: it is of the first one's type."""
    first = errors[0]
    kind = _BY_STATUS.get((first["type"], first["status"]), ProblemType.VALIDATION)
    return Problem(kind, Refusal(first["detail"]), errors=errors)


def of_found(found: Found) -> Problem:
    """Return what the rules of EPCIS found wrong, to be answered."""
    return Problem(_BY_STATUS.get((found.type, found.status), ProblemType.VALIDATION), found.sentence)
