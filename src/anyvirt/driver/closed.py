"""What is behind a connection that was closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

from anyvirt.util.error import InvalidConn, error_from_message, libvirtError
from anyvirt.util.last_error import remember

if TYPE_CHECKING:
    from anyvirt.driver import contract

    class _Everything(
        contract.HypervisorContract,
        contract.NetworkContract,
        contract.StorageContract,
        contract.InterfaceContract,
        contract.NodeDeviceContract,
        contract.SecretContract,
        contract.NwfilterContract,
    ):
        pass


_FROM_DOMAIN: Final = 20  # VIR_FROM_DOMAIN, whatever the call is about, but for the call that closes


def invalid_connection(function: str, hint: str) -> libvirtError:
    """The InvalidConn of the call *function*, in libvirt's words; *hint* says what is wrong with the connection."""
    error = error_from_message(
        InvalidConn.code,
        f"{InvalidConn.prefix} in {function}",
        origin=0 if function == "virConnectClose" else _FROM_DOMAIN,
        str1=f"{InvalidConn.prefix} in %s",
        str2=function,
    )
    error.hint = hint
    remember(error)
    return error


@cache
def _answers() -> Any:
    """Has every call of every contract. Made when a closed connection is used: few programs do that."""
    from anyvirt.driver import contract

    class Answers(
        contract.HypervisorContract,
        contract.NetworkContract,
        contract.StorageContract,
        contract.InterfaceContract,
        contract.NodeDeviceContract,
        contract.SecretContract,
        contract.NwfilterContract,
    ):
        def _unanswered(self, function: str) -> libvirtError:
            return invalid_connection(function, "the connection is closed")

    return Answers()


class _Closed:
    """Fails when it is called, not when that is awaited: the connection has nothing left to run a coroutine with."""

    def __getattr__(self, method: str) -> Callable[..., NoReturn]:
        answer: Callable[..., Any] = getattr(_answers(), method)

        def refuse(*args: object) -> NoReturn:
            answer(*args).send(None)
            raise AssertionError(f"{method} was answered")

        return refuse


CLOSED = cast("_Everything", _Closed())
"""A driver that answers nothing any more."""
