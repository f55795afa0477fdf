"""Certificates: where libvirt's programs keep them, how they are made, and what may be wrong with them.

- `Files`, `Folder`, `Role` and `locate`: which files one end of a TLS connection reads.
- `check`: everything that is wrong with them, in words.
- `create_ca`, `create_server`, `create_client`, `revoke`: certificates for tests and small sites.

Reading and making certificates needs the package `cryptography` (`pip install anyvirt[tls]`); finding files and
connecting do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.pki.layout import Files, Folder, Role, locate, user_folder

if TYPE_CHECKING:
    from anyvirt.pki.checks import Finding, Problem, check
    from anyvirt.pki.making import KeyType, Subject, create_ca, create_client, create_server, revoke

__all__ = [
    "Files",
    "Finding",
    "Folder",
    "KeyType",
    "Problem",
    "Role",
    "Subject",
    "check",
    "create_ca",
    "create_client",
    "create_server",
    "locate",
    "revoke",
    "user_folder",
]

_HOMES = {
    **dict.fromkeys(("Finding", "Problem", "check"), "checks"),
    **dict.fromkeys(("KeyType", "Subject", "create_ca", "create_client", "create_server", "revoke"), "making"),
}

if not TYPE_CHECKING:  # what needs `cryptography` is imported when it is first used

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'anyvirt.pki' has no attribute {name!r}")
        from importlib import import_module

        return globals().setdefault(name, getattr(import_module(f"anyvirt.pki.{_HOMES[name]}"), name))
