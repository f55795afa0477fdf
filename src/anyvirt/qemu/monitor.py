"""A QMP connection to one QEMU process: commands out, answers and events in, failures as our errors.

The protocol is `qemu.qmp`'s; this module adds what the driver needs around it: any length of socket path, a time limit
for the greeting, events handed over in the order in which QEMU sent them, and one notice when the guest goes away.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from qemu.qmp import (
    ConnectError,
    ExecInterruptedError,
    ExecuteError,
    Message,
    QMPClient,
    QMPError,
    Runstate,
    StateError,
)

from anyvirt.util.error import InternalError, OperationFailed
from anyvirt.util.wait import in_thread

OnEvent = Callable[[str, Mapping[str, Any], float], None]
"""Gets name, data and the time of the event in seconds since the epoch, in QEMU's clock."""

OnClosed = Callable[[str], None]
"""Gets the reason why the connection ended."""

# Without a handler of its own the logging module prints qemu.qmp's notices on the user's terminal.
logging.getLogger("qemu.qmp").addHandler(logging.NullHandler())


class CommandFailed(InternalError):
    """QEMU refused a command.

    Attributes:
        qmp_class: the class of the error, mostly "GenericError"; "DeviceNotFound", "CommandNotFound" ...
        qmp_text: QEMU's own sentence.
    """

    qmp_class: str = ""
    qmp_text: str = ""


class MonitorClosed(OperationFailed):
    """The connection has ended, most often because the guest's process has."""


class Monitor:
    """The control connection of one guest. Belongs to the event loop on which it was made."""

    def __init__(self, client: QMPClient, sock: socket.socket, name: str, on_closed: OnClosed | None) -> None:
        self._client = client
        self._sock = sock
        self._name = name
        self._on_closed = on_closed
        self._closing = False
        self._reason = ""
        self._fd_lock = asyncio.Lock()
        self._watcher = asyncio.create_task(self._watch(), name=f"monitor of {name}")

    @classmethod
    async def connect(
        cls,
        target: str | os.PathLike[str] | socket.socket,
        *,
        name: str = "the guest",
        on_event: OnEvent | None = None,
        on_closed: OnClosed | None = None,
        timeout: float = 30.0,  # noqa: ASYNC109 - it bounds more than one await of ours
    ) -> Self:
        """Connect and agree on capabilities.

        Args:
            target: path of QEMU's socket, or a stream socket connected to it, which becomes the monitor's own.
            name: what error messages call the other side.
            on_event: called for each event, in order, before any answer that QEMU sent after it. It must not block.
            on_closed: called once, after the last event, when the connection ends other than by :meth:`close`.
            timeout: seconds until QEMU must have greeted.

        Raises:
            MonitorClosed: nobody answers at *target*, or not as QEMU does, or not in time.
        """
        client = QMPClient()
        client.logger.addFilter(_conceal)  # the logger is shared; a filter is added once
        # Reading the default listener's filter as a handler keeps order and stores nothing: a listener's queue and
        # history would grow as long as the guest lives.
        client.events.event_filter = _handler(on_event)
        sock = None
        try:
            async with asyncio.timeout(timeout):
                sock = target if isinstance(target, socket.socket) else await dial(Path(target), timeout)
                await client.connect(sock)
        except TimeoutError as exc:
            _close(sock)
            raise MonitorClosed(f"{name} did not answer on its monitor within {timeout:g} s") from exc
        except (ConnectError, OSError) as exc:
            _close(sock)
            raise MonitorClosed(f"cannot reach the monitor of {name}: {_why(exc)}") from exc
        except BaseException:
            _close(sock)
            raise
        return cls(client, sock, name, on_closed)

    async def execute(self, command: str, arguments: Mapping[str, object] | None = None) -> Any:
        """Run a QMP command and return its value.

        Raises:
            CommandFailed: QEMU refused it.
            InternalError: QEMU's answer is neither a value nor an error.
            MonitorClosed: the connection ended before the answer came.
        """
        try:
            return await self._client.execute(command, arguments)
        except ExecuteError as exc:
            failure = CommandFailed(f"unable to execute QEMU command '{command}' on {self._name}: {exc}")
            failure.qmp_class, failure.qmp_text = exc.error_class, exc.error.error.desc
            raise failure from exc
        except (ExecInterruptedError, StateError) as exc:
            reason = f": {self._reason}" if self._reason else ""
            raise MonitorClosed(f"{self._name} went away before it answered '{command}'{reason}") from exc
        except QMPError as exc:
            raise InternalError(f"{self._name} answered '{command}' with neither a value nor an error") from exc

    async def pass_through(self, message: Mapping[str, object], fd: int | None = None) -> dict[str, object]:
        """Send *message* as it is, with *fd* if one is given, and return QEMU's answer, be it a value or an error.

        Raises:
            MonitorClosed: the connection ended before the answer came.
        """
        if fd is not None:
            async with self._fd_lock:
                self._send_fd(fd)
                return await self.pass_through(message)
        try:
            return {"return": await self._client.execute_msg(Message(message))}
        except ExecuteError as exc:
            return {"error": {"class": exc.error_class, "desc": exc.error.error.desc}}
        except (ExecInterruptedError, StateError) as exc:
            raise MonitorClosed(f"{self._name} went away before it answered a command") from exc
        except QMPError as exc:
            raise InternalError(f"{self._name} answered a command with neither a value nor an error") from exc

    async def execute_with_fd(self, command: str, fd: int, arguments: Mapping[str, object] | None = None) -> Any:
        """Run a command that takes a file descriptor along (``getfd``, ``add-fd``). *fd* stays open here."""
        # QEMU gives the command that it reads next the last descriptor it got: no other may come between.
        async with self._fd_lock:
            self._send_fd(fd)
            return await self.execute(command, arguments)

    def _send_fd(self, fd: int) -> None:
        try:
            self._client.send_fd_scm(fd)
        except (StateError, OSError) as exc:
            raise MonitorClosed(f"cannot pass a descriptor to {self._name}: {_why(exc)}") from exc

    @property
    def closed(self) -> bool:
        """Whether the connection has ended; what was asked of QEMU meanwhile has failed with MonitorClosed."""
        return self._client.runstate is not Runstate.RUNNING

    async def close(self) -> None:
        """End the connection at once. Commands without an answer fail with MonitorClosed; the guest goes on."""
        self._closing = True
        # Shut down rather than flushed: a QEMU that hangs reads nothing, and we must get away all the same.
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        await asyncio.shield(self._watcher)

    async def _watch(self) -> None:
        while self._client.runstate is Runstate.RUNNING:
            await self._client.runstate_changed()
        try:
            await self._client.disconnect()
        except Exception as exc:
            self._reason = _why(exc)
        self._sock.close()
        if self._on_closed is not None and not self._closing:
            self._on_closed(self._reason)


def _conceal(record: logging.LogRecord) -> bool:
    """Keep passwords out of the log of all messages, which whoever looks for a mistake switches on."""
    if isinstance(record.args, tuple) and any('"password"' in str(arg) for arg in record.args):
        record.args = tuple("a message with a password" for _ in record.args)
    return True


def _handler(on_event: OnEvent | None) -> Callable[[Message], bool]:
    def handle(event: Message) -> bool:
        if on_event is not None:
            stamp = _mapping(event.get("timestamp"))
            seconds = stamp.get("seconds", 0) + stamp.get("microseconds", 0) / 1_000_000
            try:
                on_event(str(event["event"]), _mapping(event.get("data")), seconds)
            except Exception as exc:
                # A faulty handler must not take the connection down with it.
                asyncio.get_running_loop().call_exception_handler(
                    {"message": f"handler of QMP event {event['event']} failed", "exception": exc}
                )
        return False

    return handle


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


async def dial(path: Path, timeout_s: float) -> socket.socket:
    """Connect to a Unix socket whose path may be longer than the 108 bytes that an address holds."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
    try:
        # connect() blocks while the listener's backlog is full.
        sock.settimeout(timeout_s)
        folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            await in_thread(sock.connect, f"/proc/self/fd/{folder}/{path.name}")
        finally:
            os.close(folder)
        sock.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return sock


def _close(sock: socket.socket | None) -> None:
    if sock is not None:
        sock.close()


def _why(exc: BaseException) -> str:
    """The cause of a failed connection in words; qemu.qmp wraps the interesting one."""
    if isinstance(exc, ConnectError):
        exc = exc.exc
    if isinstance(exc, EOFError):
        return "it closed the connection"
    if isinstance(exc, OSError) and exc.strerror:
        return exc.strerror
    return str(exc) or type(exc).__name__
