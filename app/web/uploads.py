"""Files in forms."""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.widgets import FileInput


class UploadField(Field):
    """The files that came under this name, as a list; empty when none was chosen.

    It reads the request's files itself: the form's other fields see text only (BaseForm.Meta). What
    a browser sends for an empty choice, a file without name and content, is left out.
    """

    widget = FileInput(multiple=True)

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take what was sent, whatever the form was given."""
        self.process_errors = []
        self.object_data = None
        found = request.files.getlist(self.name) if formdata is not None else []
        self.data: list[FileStorage] = [file for file in found if file.filename]
        self.raw_data = self.data
