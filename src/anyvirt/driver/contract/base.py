"""What all driver contracts have in common."""

from __future__ import annotations

from anyvirt.util.arguments import origin_of
from anyvirt.util.error import NoSupport, libvirtError


class ContractBase:
    """The calls that a part of a driver can support; one that it does not override says so by NoSupport.

    Methods are named after the C functions. Arguments are checked for their types alone: what a value means, which
    flags are known and whether the object is in the right state is for the driver to say. Sizes of memory are in KiB.
    The connection has checked already that it is not read-only where that matters.
    """

    def _unanswered(self, function: str) -> libvirtError:
        """What a call raises that is not overridden."""
        return NoSupport(function, origin=origin_of(function))
