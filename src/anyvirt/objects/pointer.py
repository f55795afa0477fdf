"""What programs find in an object where libvirt-python's have a pointer to one in C."""

from __future__ import annotations

from typing import Self


class Pointed:
    """An object that is its own pointer."""

    @property
    def _o(self) -> Self:
        return self  # what libvirtmod's functions take

    @_o.setter
    def _o(self, pointer: object) -> None:
        pass  # programs let go of the object in C by it; here there is none

    def c_pointer(self) -> int:
        """A number that tells this object from others while it lives."""
        return id(self)
