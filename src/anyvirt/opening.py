"""The functions of the module: opening connections, the version, this thread's last error."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from anyvirt import base
from anyvirt.connection import virConnect
from anyvirt.driver import LIBVIR_VERSION_NUMBER, URI, RunsOn
from anyvirt.driver.registry import default_uri, driver_for
from anyvirt.runner import InlineRunner, LoopRunner, Runner
from anyvirt.util.error import InvalidArg, libvirtError
from anyvirt.util.wait import Locked, run_inline

if TYPE_CHECKING:
    from anyvirt import aio

_RO = 1  # VIR_CONNECT_RO
_NO_ALIASES = 2  # VIR_CONNECT_NO_ALIASES

# What drivers share between connections is found or made while they open, before there is a driver with a lock.
_opening = threading.RLock()

ErrorHandler = Callable[[object, tuple[object, ...]], object]


def open(name: str | None = None) -> virConnect:
    """Open a connection to the hypervisor at the URI *name*, or at the default URI.

    Raises:
        InvalidArg: *name* is not a URI.
        NoConnect: no driver answers it.

    Source: virConnectOpen in libvirt-host.
    """
    return _open(name, readonly=False)


def openReadOnly(name: str | None = None) -> virConnect:
    """Open a connection that can look but not change anything.

    Source: virConnectOpenReadOnly in libvirt-host.
    """
    return _open(name, readonly=True)


def openAuth(uri: str | None, auth: list[object], flags: int = 0) -> virConnect:
    """Open a connection, with *auth* = [credential types, callback, data] for drivers that ask for credentials.

    Raises:
        InvalidArg: a flag other than VIR_CONNECT_RO and VIR_CONNECT_NO_ALIASES.

    Source: virConnectOpenAuth in libvirt-host.
    """
    if flags & ~(_RO | _NO_ALIASES):
        raise InvalidArg(f"unsupported flags ({flags & ~(_RO | _NO_ALIASES):#x}) in virConnectOpenAuth")
    return _open(uri, readonly=bool(flags & _RO))


def _open(name: str | None, *, readonly: bool) -> virConnect:
    try:
        uri = URI.parse(name or default_uri())
        driver_class = driver_for(uri)
        runner: Runner
        if driver_class.runs_on is RunsOn.LOOP:
            runner = LoopRunner()
            driver = runner.run(driver_class.open(uri, readonly=readonly))
        else:
            driver = run_inline(driver_class.open(uri, readonly=readonly), _opening)
            runner = InlineRunner(driver.lock)
    except libvirtError as error:
        base.remember(error)
        raise
    return virConnect(driver, runner, readonly=readonly)


async def open_async(name: str | None, *, readonly: bool) -> aio.virConnect:
    """The awaitable twin of `open` and `openReadOnly`."""
    from anyvirt import aio
    from anyvirt.runner import AsyncInlineRunner, AsyncLoopRunner, AsyncRunner

    uri = URI.parse(name or default_uri())
    driver_class = driver_for(uri)
    runner: AsyncRunner
    if driver_class.runs_on is RunsOn.LOOP:
        runner = AsyncLoopRunner()
        driver = await runner.run(driver_class.open(uri, readonly=readonly))
    else:
        driver = await Locked(driver_class.open(uri, readonly=readonly), _opening)
        runner = AsyncInlineRunner(driver.lock)
    return aio.virConnect(driver, runner, readonly=readonly)


def getVersion(name: str | None = None) -> int:
    """The API level of this library as major * 1,000,000 + minor * 1,000 + release.

    Source: virGetVersion in libvirt-host.
    """
    return LIBVIR_VERSION_NUMBER


def virInitialize() -> int:
    """Prepare the library. Nothing needs it; it is there for programs that call it.

    Source: virInitialize in libvirt-host.
    """
    return 0


def registerErrorHandler(f: ErrorHandler | None, ctx: object) -> int:
    """Accept the handler of errors that libvirt would print. Nothing is printed here: each error is raised, once.

    Returns:
        1: the handler was taken.
    """
    return 1


def virGetLastError() -> tuple[object, ...] | None:
    """The error of this thread's last failed call as (code, domain, message, level, str1-3, int1-2), or None.

    Source: virGetLastError in virterror.
    """
    error = base.last_error()
    return None if error is None else error.err


def virGetLastErrorCode() -> int:
    """VIR_ERR_* of this thread's last failed call; VIR_ERR_OK if there was none."""
    error = base.last_error()
    return 0 if error is None else error.get_error_code()


def virGetLastErrorDomain() -> int:
    """VIR_FROM_* of this thread's last failed call; VIR_FROM_NONE if there was none."""
    error = base.last_error()
    return 0 if error is None else error.get_error_domain()


def virGetLastErrorMessage() -> str:
    """The message of this thread's last failed call; "no error" if there was none."""
    error = base.last_error()
    return "no error" if error is None else error.get_error_message()


def virResetLastError() -> None:
    """Forget this thread's last error.

    Source: virResetLastError in virterror.
    """
    base.remember(None)
