"""What is wrong with an event or a document, as RFC 7807 and EPCIS 2.0 (table 12-1) tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saolang.core.refusal import Refusal

VALIDATION = "epcisException:ValidationException"
CAPTURE_LIMIT = "epcisException:CaptureLimitExceededException"
SECURITY = "epcisException:SecurityException"
QUERY_PARAMETER = "epcisException:QueryParameterException"
QUERY_TOO_LARGE = "epcisException:QueryTooLargeException"
QUERY_TOO_COMPLEX = "epcisException:QueryTooComplexException"
IMPLEMENTATION = "epcisException:ImplementationException"

STATUSES = {
    VALIDATION: 400,
    QUERY_PARAMETER: 400,
    SECURITY: 403,
    CAPTURE_LIMIT: 413,
    QUERY_TOO_LARGE: 413,
    QUERY_TOO_COMPLEX: 413,
    IMPLEMENTATION: 501,
}
"""HTTP statuses. What we leave out is the one way in which our implementation fails."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where: a JSON pointer (RFC 6901) into what was sent, "" for the whole."""

    sentence: Refusal
    pointer: str = ""
    type: str = field(default=VALIDATION)

    @property
    def status(self) -> int:
        return STATUSES[self.type]

    @property
    def title(self) -> str:
        """The standard's own name of it."""
        return self.type.rpartition(":")[2]

    def below(self, pointer: str) -> Problem:
        """Return the same problem, told from further up."""
        return Problem(self.sentence, pointer + self.pointer, self.type)


def pointer_to(*steps: str | int) -> str:
    """Return the JSON pointer of the steps: ("a", 0, "b/c") gives "/a/0/b~1c"."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in steps)
