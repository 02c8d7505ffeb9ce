"""Who is asking, for throttling and logs."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import request


def client_address() -> str:
    """The caller's address; proxies are taken into account by ProxyFix when PROXY_HOPS is set."""
    return request.remote_addr or "unknown"


def rate_limit_key() -> str:
    """What requests are counted by: the address, of IPv6 the network that one line is given.

    A /64 has more addresses than anybody can count to (RFC 6177).
    """
    try:
        address = ip_address(client_address())
    except ValueError:
        return client_address()
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((address, 64), strict=False))
