"""What programs find in an object where libvirt-python's have a pointer to one in C."""

from __future__ import annotations

from typing import Self
from weakref import ref


class Pointed:
    """An object that functions of libvirtmod take by a pointer."""

    @property
    def _o(self) -> ref[Self]:
        # As there it keeps nothing alive: a connection ends with its last object, whoever remembers a pointer.
        return ref(self)

    @_o.setter
    def _o(self, pointer: object) -> None:
        pass  # programs let go of the object in C by it; here there is none

    def c_pointer(self) -> int:
        """A number that tells this object from others while it lives."""
        return id(self)
