"""TLS as libvirt's programs speak it: the contexts of both ends, who may connect, and what a failure means.

After the handshake a daemon that accepts the client sends one byte, `ACCEPTED`, through the encrypted connection; one
that does not hangs up. The client waits for it before its first call.

A client, whatever does its I/O:

    context = client_context(locate(Role.CLIENT, pkipath), verify=..., priority=...)
    try:
        wrapped = context.wrap_socket(plain, server_hostname=host)   # or asyncio's ssl=context, server_hostname=host
        context.after_handshake(wrapped)
        check_verdict(wrapped.recv(1))
    except OSError as exc:                                            # ssl.SSLError is one
        raise explain(exc, context, host) from exc

A daemon:

    context = server_context(files, verify=..., priority=...)
    ... handshake ...
    context.after_handshake(ssl_object)
    name = check_client(ssl_object, allowed_names)                    # AuthFailed: log it, hang up
    send(ACCEPTED)

Nothing in here needs more than the standard library. Where the package `cryptography` is there, errors say more.
"""

from __future__ import annotations

from anyvirt.tls.contexts import Context, client_context, server_context
from anyvirt.tls.peers import ACCEPTED, check_client, check_verdict, distinguished_name, explain

__all__ = [
    "ACCEPTED",
    "Context",
    "check_client",
    "check_verdict",
    "client_context",
    "distinguished_name",
    "explain",
    "server_context",
]
