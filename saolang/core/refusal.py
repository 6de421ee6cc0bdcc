"""A refusal: why something may not be done, in one sentence a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818 - the word of the house; it is no error of the program
    """Says what happened, why, and what next. A rule returns it, a service raises it, a page and the API show it.

    `message` is a Vietnamese sentence with %(name)s places; `params` fills them. It stays unfilled so that the floor
    that shows it can translate it first.
    """

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Refusal:
        """Return the refusal that `as_data` told."""
        return cls(data["message"], **data["params"])

    def as_data(self) -> dict[str, Any]:
        """Return the refusal so that it can be kept as JSON, and told later in the reader's language."""
        return {"message": self.message, "params": {name: str(value) for name, value in self.params.items()}}

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and (self.message, self.params) == (other.message, other.params)

    def __hash__(self) -> int:
        return hash(self.message)
