"""Stock: the one function that changes it, and the ledger of every change."""
