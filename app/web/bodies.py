"""How large a request's body may be."""

from __future__ import annotations

from flask import Request
from flask import current_app as application
from werkzeug.datastructures import ImmutableMultiDict


class BoundedRequest(Request):
    """A request whose form is bounded however it is encoded.

    Werkzeug holds the parts of a multipart form to MAX_FORM_MEMORY_SIZE, but reads a urlencoded one
    whole: six megabytes of it, meant for pictures, are a million fields and seconds of work.
    """

    @property
    def max_content_length(self) -> int | None:
        """Bytes; for a urlencoded form what a form may take in memory."""
        longest = super().max_content_length
        form_limit = application.config["MAX_FORM_MEMORY_SIZE"] if application else None
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
