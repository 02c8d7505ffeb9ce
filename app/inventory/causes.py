"""How the ledger notes what a movement by hand came from, so that it can be found again."""

from __future__ import annotations

EMPTIED = "empty"
# Followed by the id of the movement that was taken back, or by the form that was sent.
UNDONE = "undo:"
TYPED = "edit:"
