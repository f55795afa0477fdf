"""The functions of the module: opening connections, the version, this thread's last error."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import contextmanager
from operator import index
from typing import TYPE_CHECKING, Final, overload

from anyvirt.connection import virConnect
from anyvirt.driver import LIBVIR_VERSION_NUMBER, URI, Driver, RunsOn
from anyvirt.driver.credentials import Credentials
from anyvirt.driver.registry import chosen_uri, find
from anyvirt.runner import AsyncInlineRunner, AsyncLoopRunner, InlineRunner, LoopRunner
from anyvirt.util.arguments import optional_text
from anyvirt.util.error import libvirtError
from anyvirt.util.flags import check_flags
from anyvirt.util.last_error import last, remember, set_handler
from anyvirt.util.posix import after_fork, is_root
from anyvirt.util.wait import Locked, run_inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anyvirt import aio
    from anyvirt.util.error import ErrorTuple
    from anyvirt.util.last_error import ErrorHandler

_RO: Final = 1  # VIR_CONNECT_RO
_NO_ALIASES: Final = 2  # VIR_CONNECT_NO_ALIASES
_SYSTEM: Final = "qemu:///system"
_SESSION: Final = "qemu:///session"

# What drivers share between connections is found or made while they open, before there is a driver with a lock.
_opening = threading.RLock()


def _renew_opening() -> None:
    global _opening
    _opening = threading.RLock()  # a thread that is not in the child may hold the one from before


after_fork(_renew_opening)


def open(name: str | None = None) -> virConnect:
    """Open a connection to the hypervisor at the URI *name*, or at the default URI.

    Raises:
        InternalError: *name* is not a URI.
        NoConnect: no driver answers it.

    Source: virConnectOpen in libvirt-host.
    """
    return _open(name)


def openReadOnly(name: str | None = None) -> virConnect:
    """Open a connection that can look but not change anything.

    Source: virConnectOpenReadOnly in libvirt-host.
    """
    return _open(name, flags=_RO)


def openAuth(uri: str | None, auth: Sequence[object] | None, flags: int = 0) -> virConnect:
    """Open a connection, with *auth* = [credential types, callback, data] for drivers that ask for credentials.

    A driver that asks has the callback called with a tuple of lists [type, prompt, challenge, default, result] and with
    *data*. It puts a text into each result and returns 0; a negative number gives up.

    Raises:
        AuthFailed: the credentials are wrong, or there are none of a type that the driver knows.
        InvalidArg: the driver asks, and there is no callback; or a flag other than VIR_CONNECT_RO and
            VIR_CONNECT_NO_ALIASES.
        TypeError: *auth* is not of that form.

    Source: virConnectOpenAuth in libvirt-host.
    """
    return _open(uri, auth, index(flags))


def _open(name: str | None, auth: Sequence[object] | None = None, flags: int = 0) -> virConnect:
    credentials = Credentials.of(auth)
    uri, driver_class = _find(name, flags)
    readonly = bool(flags & _RO)
    with _blamed(driver_class.error_origin):
        check_flags(flags, _RO | _NO_ALIASES, "virConnectOpenAuth")
        if driver_class.runs_on is RunsOn.LOOP:
            runner = LoopRunner()

            async def connect() -> virConnect:
                # Made over there: if its opener has been interrupted by then, it closes itself.
                driver = await driver_class.open_auth(uri, readonly=readonly, auth=credentials)
                return virConnect(driver, runner, readonly=readonly)

            return runner.run(connect())
        driver = run_inline(driver_class.open_auth(uri, readonly=readonly, auth=credentials), _opening)
        return virConnect(driver, InlineRunner(driver.lock), readonly=readonly)


def daemon_uri() -> str:
    """The URI for a person at a terminal who has named none: what is set, else a daemon's, which many can use at once.

    That is the host's for root, if one listens, else the user's own, which is started when it is needed.

    Raises:
        InternalError, ConfSyntax: a file of settings makes no sense.
    """
    from anyvirt.driver.daemons import Local, listens

    last.error = None
    with _blamed(0):
        return chosen_uri() or (_SYSTEM if is_root() and listens(Local("qemu", session=False)) else _SESSION)


async def open_async(name: str | None, auth: Sequence[object] | None = None, flags: int = 0) -> aio.virConnect:
    """The awaitable twin of `open`, `openReadOnly` and `openAuth`."""
    import asyncio

    from anyvirt import aio

    credentials = Credentials.of(auth)
    uri, driver_class = _find(name, flags)
    readonly = bool(flags & _RO)
    loop = asyncio.get_running_loop()
    with _blamed(driver_class.error_origin):
        check_flags(flags, _RO | _NO_ALIASES, "virConnectOpenAuth")
        if driver_class.runs_on is RunsOn.LOOP:
            runner = AsyncLoopRunner()

            async def connect() -> aio.virConnect:
                # Made over there: if its opener has been cancelled by then, it closes itself.
                driver = await driver_class.open_auth(uri, readonly=readonly, auth=credentials)
                return aio.virConnect(driver, runner, readonly=readonly, loop=loop)

            return await runner.run(connect())
        opening = driver_class.open_auth(uri, readonly=readonly, auth=credentials)
        driver = await Locked(opening, _opening)
        return aio.virConnect(driver, AsyncInlineRunner(driver.lock), readonly=readonly, loop=loop)


def _find(name: str | None, flags: int) -> tuple[URI, type[Driver]]:
    last.error = None
    with _blamed(0):
        return find(optional_text(name, "name") or "", aliases=not flags & _NO_ALIASES)


@contextmanager
def _blamed(origin: int) -> Iterator[None]:
    """Complete an error on its way to the caller: *origin* unless it says more, and that it is the last one."""
    try:
        yield
    except libvirtError as error:
        error.origin = error.origin or origin
        remember(error)
        raise


@overload
def getVersion(name: None = None) -> int: ...


@overload
def getVersion(name: str) -> tuple[int, int]: ...


def getVersion(name: str | None = None) -> int | tuple[int, int]:
    """The API level of this library as major * 1,000,000 + minor * 1,000 + release.

    With *name*, that of a driver, the same twice: drivers have no versions of their own.

    Source: virGetVersion in libvirt-host.
    """
    return LIBVIR_VERSION_NUMBER if name is None else (LIBVIR_VERSION_NUMBER, LIBVIR_VERSION_NUMBER)


def virInitialize() -> int:
    """Prepare the library. Nothing needs it; it is there for programs that call it.

    Source: virInitialize in libvirt-host.
    """
    return 0


def registerErrorHandler(f: ErrorHandler | None, ctx: object) -> int:
    """Call *f*(*ctx*, error) for each error that a call raises, with the nine values of `libvirtError.err`.

    Nothing is printed here, so nobody needs a handler to have silence. None takes the handler away.

    Returns:
        1: the handler was taken.

    Source: virSetErrorFunc in virterror.
    """
    set_handler(f, ctx)
    return 1


def virGetLastError() -> ErrorTuple | None:
    """The error of this thread's last call as (code, domain, message, level, str1-3, int1-2); None if it went well.

    Source: virGetLastError in virterror.
    """
    return last.error


def virGetLastErrorCode() -> int:
    """VIR_ERR_* of this thread's last call; VIR_ERR_OK if it went well.

    Source: virGetLastErrorCode in virterror.
    """
    return 0 if last.error is None else last.error[0]


def virGetLastErrorDomain() -> int:
    """VIR_FROM_* of the error of this thread's last call; VIR_FROM_NONE if it went well.

    Source: virGetLastErrorDomain in virterror.
    """
    return 0 if last.error is None else last.error[1]


def virGetLastErrorMessage() -> str:
    """The message of the error of this thread's last call; "no error" if it went well.

    Source: virGetLastErrorMessage in virterror.
    """
    return "no error" if last.error is None else last.error[2]


def virResetLastError() -> None:
    """Forget this thread's last error.

    Source: virResetLastError in virterror.
    """
    last.error = None
