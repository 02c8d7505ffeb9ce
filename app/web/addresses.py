"""Who is asking, for throttling and logs."""

from __future__ import annotations

from flask import request


def client_address() -> str:
    """The caller's address; proxies are taken into account by ProxyFix when PROXY_HOPS is set."""
    return request.remote_addr or "unknown"


def rate_limit_key() -> str:
    """Requests are counted per client address unless a limit says otherwise."""
    return client_address()
