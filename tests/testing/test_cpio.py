"""The archive is one that others can read."""

from __future__ import annotations

import subprocess

import pytest

from anyvirt.testing.cpio import Entry, archive
from anyvirt.testing.peers import find_program

ENTRIES = [
    Entry.folder("bin"),
    Entry.file("bin/tool", b"#!/bin/sh\n", 0o755),
    Entry.link("bin/alias", "tool"),
    Entry.file("odd", b"x" * 5),
    Entry.file("empty", b""),
]


def test_every_part_begins_at_a_multiple_of_four() -> None:
    """Headers, names and contents are padded as the format wants."""
    data = archive(ENTRIES)
    assert len(data) % 4 == 0
    at, names = 0, []
    while at < len(data):
        assert data[at : at + 6] == b"070701"
        size, name_size = int(data[at + 54 : at + 62], 16), int(data[at + 94 : at + 102], 16)
        names.append(data[at + 110 : at + 110 + name_size - 1].decode())
        at += -(-(110 + name_size) // 4) * 4
        at += -(-size // 4) * 4
    assert names == ["bin", "bin/tool", "bin/alias", "odd", "empty", "TRAILER!!!"]


@pytest.mark.skipif(find_program("cpio") is None, reason="cpio is not installed")
def test_cpio_lists_it() -> None:
    """The original program finds each entry with its type, permissions and size."""
    done = subprocess.run(["cpio", "-itv", "--quiet"], input=archive(ENTRIES), capture_output=True, check=True)
    lines = [line.split() for line in done.stdout.decode().splitlines()]
    assert [(words[0], words[4], words[8]) for words in lines] == [
        ("drwxr-xr-x", "0", "bin"),
        ("-rwxr-xr-x", "10", "bin/tool"),
        ("lrwxrwxrwx", "4", "bin/alias"),
        ("-rw-r--r--", "5", "odd"),
        ("-rw-r--r--", "0", "empty"),
    ]
