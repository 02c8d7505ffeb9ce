"""How often one may knock (B24, B46).

A wrong password counts against the pair of caller and account, so that a stranger who guesses locks
out only himself, and against the caller as a whole, so that he cannot go through many accounts.
Whole neighbourhoods share one address on mobile networks, hence the generous second number, and
only failures count for it.
"""

from __future__ import annotations

import hashlib

from flask import Response, request

from app.accounts.email_addresses import comparable
from app.extensions import limiter
from app.web.access import current_user
from app.web.addresses import rate_limit_key
from app.web.typed import clean_line

FAILURES_PER_ACCOUNT = "10 per 15 minutes"
FAILURES_PER_ADDRESS = "150 per 15 minutes"
REGISTRATIONS_PER_ADDRESS = "30 per hour"
MAILS_PER_ACCOUNT = "5 per hour"
MAILS_PER_ADDRESS = "30 per hour"
RESETS_PER_ADDRESS = "30 per hour"
PASSWORD_CHANGES_PER_USER = "10 per 15 minutes"


def account_key() -> str:
    """Who asks, and for which account; hashed, so that no address is kept in Redis."""
    # Cleaned as the form cleans it: an unseen character must not make it another account.
    typed = clean_line(request.form.get("email", "")) or ""
    account = hashlib.sha256(comparable(typed).encode("utf-8", "replace"))
    return f"{rate_limit_key()}:{account.hexdigest()[:32]}"


def user_key() -> str:
    """The signed-in user, wherever they are; so that a stolen session cannot guess for long."""
    return f"user:{current_user.id}"


def was_refused(response: Response) -> bool:
    """Only what was wrong counts."""
    return response.status_code >= 400


def was_accepted(response: Response) -> bool:
    """Only what sends a mail counts; who mistypes may correct it."""
    return response.status_code < 400


login_per_account = limiter.limit(
    FAILURES_PER_ACCOUNT, methods=["POST"], key_func=account_key, deduct_when=was_refused
)
login_per_address = limiter.limit(FAILURES_PER_ADDRESS, methods=["POST"], deduct_when=was_refused)
register_per_address = limiter.limit(REGISTRATIONS_PER_ADDRESS, methods=["POST"])
register_per_account = limiter.limit(
    MAILS_PER_ACCOUNT, methods=["POST"], key_func=account_key, deduct_when=was_accepted
)
forgot_per_address = limiter.limit(MAILS_PER_ADDRESS, methods=["POST"])
forgot_per_account = limiter.limit(
    MAILS_PER_ACCOUNT, methods=["POST"], key_func=account_key, deduct_when=was_accepted
)
reset_per_address = limiter.limit(RESETS_PER_ADDRESS)
change_per_user = limiter.limit(
    PASSWORD_CHANGES_PER_USER, methods=["POST"], key_func=user_key, deduct_when=was_refused
)
