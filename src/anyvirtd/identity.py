"""Who a client is, as far as it is known."""

from __future__ import annotations

import grp
import os
import pwd
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

_CREDENTIALS: Final = struct.Struct("3i")  # struct ucred: pid, uid, gid
_NAMES_LAST_S: Final = 60.0
"""For how long at most the name of a user is not looked up again: the host may have to ask another one for it."""


@dataclass
class Identity:
    """A client's other end. What is not known is None or empty.

    Attributes:
        transport: how it came: unix, tcp or tls.
        address: where from, as libvirt writes it: 127.0.0.1:0 for a UNIX socket.
        uid, gid, pid: of the process at the other end of a UNIX socket when it connected.
        dname: the distinguished name of its certificate.
        sasl_user: as whom it has shown itself.
        selinux: its SELinux context.
    """

    transport: str
    address: str = "127.0.0.1:0"
    uid: int | None = None
    gid: int | None = None
    pid: int | None = None
    dname: str = ""
    sasl_user: str = ""
    selinux: str = ""
    acts_for: str = ""
    """What a proxy has said of whom it acts for, for messages; the other attributes are those of whom it named."""

    @classmethod
    def of_unix(cls, sock: socket.socket) -> Identity:
        """Who is at the other end of a UNIX socket, by the word of the kernel."""
        pid, uid, gid = _CREDENTIALS.unpack(sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
        return cls("unix", uid=uid, gid=gid, pid=pid, selinux=_security_context(sock))

    @cached_property
    def user(self) -> str:
        """Name of the user, the number where it has none; empty where there is no user."""
        return "" if self.uid is None else _user_name(self.uid, time.monotonic() // _NAMES_LAST_S)

    @cached_property
    def group(self) -> str:
        """Name of the user's group, the number where it has none; empty where there is no user."""
        return "" if self.gid is None else _group_name(self.gid)

    @cached_property
    def groups(self) -> frozenset[str]:
        """Names of all groups of the user."""
        if self.uid is None or self.gid is None:
            return frozenset()
        return frozenset(map(_group_name, {self.gid, *os.getgrouplist(self.user, self.gid)}))

    def acting_for(self, claimed: Mapping[str, Any]) -> Identity:
        """Somebody else in whose name this client asks, by its own word: parameters VIR_CONNECT_IDENTITY_*."""
        found = Identity(
            self.transport,
            self.address,
            uid=claimed.get("unix-user-id"),
            gid=claimed.get("unix-group-id"),
            pid=claimed.get("process-id", self.pid),
            dname=claimed.get("x509-distinguished-name", ""),
            sasl_user=claimed.get("sasl-user-name", ""),
            selinux=claimed.get("selinux-context", ""),
            acts_for=str(self),
        )
        # The names are looked up by the numbers where there are some: a claim cannot name one user and number another.
        if found.uid is None and "user-name" in claimed:
            found.__dict__["user"] = claimed["user-name"]
        return found

    def __str__(self) -> str:
        if self.acts_for:
            return f"{self.sasl_user or self.dname or self.user or 'somebody'} through {self.acts_for}"
        if self.transport == "unix":
            return f"process {self.pid} of user {self.user}"
        name = self.sasl_user or self.dname
        return f"{self.address} over {self.transport}" + (f" ({name})" if name else "")


@lru_cache(256)
def _user_name(uid: int, _period: float) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _group_name(gid: int) -> str:
    try:
        return grp.getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _security_context(sock: socket.socket) -> str:
    try:
        raw: bytes = sock.getsockopt(socket.SOL_SOCKET, getattr(socket, "SO_PEERSEC", 31), 4096)
    except OSError:
        return ""  # no such security module here
    return raw.rstrip(b"\0").decode("utf-8", "replace")
