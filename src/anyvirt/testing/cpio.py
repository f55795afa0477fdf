"""Writing the "newc" cpio archives that the Linux kernel unpacks as its initial file system."""

from __future__ import annotations

import stat
from dataclasses import dataclass

_MAGIC = "070701"  # Documentation/driver-api/early-userspace/buffer-format in the Linux source
_TRAILER = "TRAILER!!!"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, folder, symbolic link or device node of the archive; everything belongs to root."""

    name: str
    mode: int
    data: bytes = b""
    device: tuple[int, int] = (0, 0)

    @classmethod
    def file(cls, name: str, data: bytes, permissions: int = 0o644) -> Entry:
        return cls(name, stat.S_IFREG | permissions, data)

    @classmethod
    def folder(cls, name: str) -> Entry:
        return cls(name, stat.S_IFDIR | 0o755)

    @classmethod
    def link(cls, name: str, target: str) -> Entry:
        return cls(name, stat.S_IFLNK | 0o777, target.encode())

    @classmethod
    def character_device(cls, name: str, major: int, minor: int) -> Entry:
        return cls(name, stat.S_IFCHR | 0o600, device=(major, minor))


def archive(entries: list[Entry]) -> bytes:
    """The archive of *entries* in the order given; a folder stands before what is in it."""
    out = bytearray()
    for inode, entry in enumerate([*entries, Entry(_TRAILER, 0)], start=1):
        name = entry.name.encode() + b"\0"
        # inode, mode, uid, gid, links, mtime, size, device of the file (2), device it stands for (2), name size, check
        fields = (inode, entry.mode, 0, 0, 1, 0, len(entry.data), 0, 0, *entry.device, len(name), 0)
        out += (_MAGIC + "".join(f"{field:08X}" for field in fields)).encode() + name
        out += bytes(-len(out) % 4)
        out += entry.data
        out += bytes(-len(out) % 4)
    return bytes(out)
