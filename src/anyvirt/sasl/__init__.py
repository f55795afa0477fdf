"""SASL as libvirt's programs use it, without I/O: the mechanisms of both ends, and the file of users of a daemon.

| mechanism | here | note |
|---|---|---|
| SCRAM-SHA-512, SCRAM-SHA-256, SCRAM-SHA-1 | client; daemon: SCRAM-SHA-256 | the password is never sent |
| PLAIN | both | only where nobody else can listen: through TLS or a unix socket |
| EXTERNAL | both | who the client's certificate or its unix socket says that it is |
| GSSAPI | both | Kerberos; needs the package `gssapi`, and is the only one that can protect a plain TCP connection |
| ANONYMOUS | neither | |

A client (`send` makes the call AUTH_SASL_START or AUTH_SASL_STEP):

    chosen = choose(init.mechlist, policy, wanted=...)
    name, password = (await credentials of the user) if chosen.needs_password else ("", "")
    layer = await authenticate(chosen(name, password, host), send, policy)

A daemon, for each connection:

    server = Server(users, policy, external=..., allowed=...)
    server.mechanisms                      # for AUTH_SASL_INIT, joined by commas
    answer = server.start(mechanism, data) # then server.step(data) until answer.complete; AuthFailed: log it, count it
    server.username, server.layer          # then
"""

from __future__ import annotations

from anyvirt.sasl.attempts import Attempts
from anyvirt.sasl.client import authenticate, choose
from anyvirt.sasl.mechanism import Layer, Mechanism, Policy
from anyvirt.sasl.server import Answer, Server
from anyvirt.sasl.users import UserFile, Users, default_path

__all__ = [
    "Answer",
    "Attempts",
    "Layer",
    "Mechanism",
    "Policy",
    "Server",
    "UserFile",
    "Users",
    "authenticate",
    "choose",
    "default_path",
]
