"""Rows of the tables of constants and error codes."""

from __future__ import annotations

from typing import NamedTuple


class Const(NamedTuple):
    """A public constant: its name and value are part of the interface."""

    name: str
    value: int | str
    since: str  # the release of libvirt that brought it


class Group(NamedTuple):
    """Constants that belong together: an enumeration of the C interface, or names with a common beginning."""

    name: str  # of the C enumeration, or `PREFIX_*`
    doc: str
    consts: tuple[Const, ...]


class ErrorCode(NamedTuple):
    """An error code, from which a subclass of libvirtError comes."""

    name: str
    value: int
    since: str
    prefix: str  # what messages of this code begin with
    meaning: str

    @property
    def class_name(self) -> str:
        """NoDomain for VIR_ERR_NO_DOMAIN, WarNoSecret for VIR_WAR_NO_SECRET."""
        if self.name == "VIR_ERR_SYSTEM_ERROR":
            return "SystemCallError"  # SystemError is a class of Python's, and easily raised by mistake
        return "".join(part.capitalize() for part in self.name.removeprefix("VIR_").removeprefix("ERR_").split("_"))
