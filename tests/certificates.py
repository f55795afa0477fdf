"""Certificates for tests: made once for each process that runs tests, and copied, because making keys takes long."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from anyvirt.pki import Folder, KeyType, Subject, create_ca, create_client, create_server

CLIENT = "C=GB,O=Example,CN=fred"  # its name in lists of who may connect
NAMES = ("localhost", "127.0.0.1", "host.example")


@cache
def _made() -> tempfile.TemporaryDirectory[str]:
    kept = tempfile.TemporaryDirectory(prefix="anyvirt-certificates-")
    make(Folder.flat(Path(kept.name)), KeyType.EC)
    return kept


def make(folder: Folder, key_type: KeyType) -> None:
    """Make an authority, and a server's and a client's certificate."""
    create_ca(folder, Subject("Test authority"), key_type=key_type)
    create_server(folder, NAMES, ca=folder, key_type=key_type)
    create_client(folder, Subject("fred", "Example", "GB"), ca=folder, key_type=key_type)


def certificates(folder: Path) -> Folder:
    """A folder for `pkipath` with everything in it, made in *folder*."""
    target = folder / "pki"
    shutil.copytree(_made().name, target)
    return Folder.flat(target)
