"""Words that are chosen when they are shown, not when the module is read."""

from __future__ import annotations

from typing import Any, cast

from flask_babel import lazy_gettext


def lazy(text: str, **values: Any) -> str:
    """A message that is translated when it is shown; imported as `_l`, which the extraction knows.

    Typed as the text that it acts as everywhere: forms, labels, f-strings.
    """
    return cast(str, lazy_gettext(text, **values))
