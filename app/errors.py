"""What can go wrong in the shop's own terms.

A service raises one of these few shapes; app.web.errorpages turns each into a page or a fragment
with its status, in the user's language. A message is what the user reads, so it says what to do.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any


class DomainError(Exception):
    """A rule of the shop was not met; `message` is meant for the user."""

    status = HTTPStatus.BAD_REQUEST

    def __init__(self, message: Any = "") -> None:
        super().__init__(str(message))
        self.message = message


class Unauthenticated(DomainError):
    """Nobody is signed in, and this needs somebody."""

    status = HTTPStatus.UNAUTHORIZED


class Forbidden(DomainError):
    """Signed in, but in the wrong role."""

    status = HTTPStatus.FORBIDDEN


class NotFound(DomainError):
    """Unknown, or not yours: the two are told apart for nobody."""

    status = HTTPStatus.NOT_FOUND


class Conflict(DomainError):
    """It changed under you; `current` is what it is now."""

    status = HTTPStatus.CONFLICT

    def __init__(self, message: Any = "", *, current: Any = None) -> None:
        super().__init__(message)
        self.current = current


class InvalidInput(DomainError):
    """A value breaks a rule; `field` names the form field the message belongs to, if one does."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, message: Any, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TooManyRequests(DomainError):
    """Asked too often; `retry_after` is in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, message: Any = "", *, retry_after: int = 60) -> None:
        super().__init__(message)
        self.retry_after = retry_after
