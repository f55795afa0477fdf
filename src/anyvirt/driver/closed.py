"""What is behind a connection that was closed."""

from __future__ import annotations

from typing import Final

from anyvirt.driver.contract import HypervisorContract
from anyvirt.util.error import InvalidConn, error_from_message, libvirtError

_FROM_DOMAIN: Final = 20  # VIR_FROM_DOMAIN, whatever the call is about


class Closed(HypervisorContract):
    """A hypervisor that answers nothing any more."""

    def _unanswered(self, function: str) -> libvirtError:
        return invalid_connection(function, "the connection is closed")


def invalid_connection(function: str, hint: str) -> libvirtError:
    """The InvalidConn of the call *function*, in libvirt's words; *hint* says what is wrong with the connection."""
    error = error_from_message(
        InvalidConn.code,
        f"{InvalidConn.prefix} in {function}",
        origin=_FROM_DOMAIN,
        str1=f"{InvalidConn.prefix} in %s",
        str2=function,
    )
    error.hint = hint
    return error
