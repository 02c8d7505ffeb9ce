"""What a sheet as a whole is refused for."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.errors import Conflict, InvalidInput


class UnusableSheet(InvalidInput):
    """Nothing of this file or text can be read; the message says why and what to do."""

    def __init__(self, message: Any, *, field: str = "file") -> None:
        super().__init__(message, field=field)


class PreviewMoved(Conflict):
    """What would be written is no longer what was shown; nothing was."""

    def __init__(self) -> None:
        super().__init__(
            _("Your shop has changed since you looked at this preview. Nothing was written.")
        )
