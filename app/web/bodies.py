"""How large a request's body may be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, request
from flask import current_app as application
from werkzeug.datastructures import ImmutableMultiDict

from app.web.access import current_user

View = TypeVar("View", bound=Callable[..., Any])
_LIMITS = "body_limits"


def large_body(*, total: int, form: int) -> Callable[[View], View]:
    """Let sellers send this view more than others: bytes in all, and of those in form fields.

    Stands above the access decorator. Anybody else stays within the usual limits, because a body is
    read before the view can refuse it.
    """

    def decorate(view: View) -> View:
        setattr(view, _LIMITS, (total, form))
        return view

    return decorate


def register(app: Flask) -> None:
    """Give a seller's request the room that its view asks for, before anything reads the body."""

    @app.before_request
    def make_room() -> None:
        view = app.view_functions.get(request.endpoint or "")
        limits = getattr(view, _LIMITS, None)
        if limits and request.method == "POST" and current_user.is_seller:
            request.max_content_length, request.max_form_memory_size = limits

    @app.teardown_request
    def close_files(_error: BaseException | None) -> None:
        """What was uploaded lies in temporary files: they go now, not at some collection."""
        request.close()


class BoundedRequest(Request):
    """A request whose form is bounded however it is encoded.

    Werkzeug holds the parts of a multipart form to MAX_FORM_MEMORY_SIZE, but reads a urlencoded one
    whole: six megabytes of it, meant for pictures, are a million fields and seconds of work.
    """

    @property
    def max_content_length(self) -> int | None:
        """Bytes; for a urlencoded form what a form may take in memory."""
        longest = super().max_content_length
        form_limit = self.max_form_memory_size if application else None
        if self.mimetype != "application/x-www-form-urlencoded" or form_limit is None:
            return longest
        return form_limit if longest is None else min(longest, form_limit)

    def _load_form_data(self) -> None:
        """Leave out what has no name: no browser sends it, and nobody could ask for it."""
        super()._load_form_data()
        for part in ("form", "files"):
            found = self.__dict__[part]
            if None in found:
                named = [pair for pair in found.items(multi=True) if pair[0] is not None]
                self.__dict__[part] = ImmutableMultiDict(named)

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        self._max_content_length = value
