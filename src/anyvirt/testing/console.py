"""Talking to a guest's console, as a test does: wait for a text, send a line, run a command."""

from __future__ import annotations

import os
import re
import select
import socket
import time
import tty
import xml.etree.ElementTree as ElementTree
from types import TracebackType
from typing import Self

_CHUNK = 65536
_NUDGE_S = 0.5
_TAIL = 2000  # characters of the transcript that an error shows


class ConsoleTimeout(TimeoutError):
    """The guest did not say in time what it was expected to say; the text ends with what it did say."""


class ConsoleClosed(EOFError):
    """The guest's console ended, which is what happens when the guest stops."""


class Console:
    """One connection to a console that is a pty or a listening Unix socket on this host.

    Attributes:
        transcript: all that the guest wrote since the connection was made.
    """

    def __init__(self, descriptor: int, *, is_pty: bool) -> None:
        self._descriptor = descriptor
        self._is_pty = is_pty
        self._position = 0  # how much of the transcript has been matched
        self.transcript = ""

    @classmethod
    def of_domain(cls, xml: str) -> Self:
        """Connect to the first serial line in a running domain's document."""
        serial = ElementTree.fromstring(xml).find("./devices/serial")
        source = serial.find("source") if serial is not None else None
        path = source.get("path") if source is not None else None
        if serial is None or path is None:
            raise ValueError("the domain has no serial line that is connected to something")
        match serial.get("type"):
            case "pty":
                return cls.open_pty(path)
            case "unix":
                return cls.open_socket(path)
            case other:
                raise ValueError(f"cannot talk to a serial line of type {other!r}; it must be pty or unix")

    @classmethod
    def open_pty(cls, path: str) -> Self:
        descriptor = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        tty.setraw(descriptor)  # or the pty would echo the guest's output back as its input
        return cls(descriptor, is_pty=True)

    @classmethod
    def open_socket(cls, path: str) -> Self:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)
            connection.setblocking(False)
            return cls(connection.detach(), is_pty=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def read(self, timeout_s: float) -> str:
        """What the guest wrote, as soon as it writes; empty when it wrote nothing in *timeout_s*.

        Raises:
            ConsoleClosed: the console's other end is gone.
        """
        readable, _, _ = select.select([self._descriptor], [], [], max(0.0, timeout_s))
        if not readable:
            return ""
        try:
            data = os.read(self._descriptor, _CHUNK)
        except BlockingIOError:
            return ""
        except OSError as exc:  # EIO from a pty, ECONNRESET from a socket: the emulator is gone
            raise ConsoleClosed("the guest's console was closed") from exc
        if not data:
            raise ConsoleClosed("the guest's console was closed")
        text = data.decode(errors="replace")
        self.transcript += text
        return text

    def send(self, line: str) -> None:
        """Type *line* and the return key."""
        data = f"{line}\n".encode()
        while data:
            select.select([], [self._descriptor], [])
            data = data[os.write(self._descriptor, data) :]

    def expect(self, pattern: str | re.Pattern[str], timeout_s: float = 30) -> re.Match[str]:
        """Wait until the guest has written *pattern* (a str is taken literally) after what was matched before.

        Raises:
            ConsoleTimeout: it did not, in *timeout_s*.
            ConsoleClosed: the guest stopped first.
        """
        wanted = re.compile(re.escape(pattern)) if isinstance(pattern, str) else pattern
        deadline = time.monotonic() + timeout_s
        while (found := wanted.search(self.transcript, self._position)) is None:
            self._read_before(deadline, f"{wanted.pattern!r}", timeout_s)
        self._position = found.end()
        return found

    def wait_until_up(self, marker: str, timeout_s: float = 60) -> None:
        """Wait until the tiny guest has said that it is up.

        An emulator looks only once a second whether someone has opened its pty and drops what the guest writes
        until then. On a pty the marker can therefore be lost; then the prompt that answers an empty line will do.
        """
        if not self._is_pty:
            self.expect(re.compile(re.escape(marker) + r"[^\n]*\n"), timeout_s)
            return
        up = re.compile(re.escape(marker) + r"[^\n]*\n|guest# ")
        deadline = time.monotonic() + timeout_s
        while (found := up.search(self.transcript)) is None:
            nudge = min(deadline, time.monotonic() + _NUDGE_S)
            if not self.read(nudge - time.monotonic()):
                self._check(deadline, repr(marker), timeout_s)
                self.send("")
        self._position = found.end()

    def run(self, command: str, timeout_s: float = 30) -> str:
        """What *command* prints in the guest's shell.

        Raises:
            RuntimeError: the command failed; the text has its exit status and output.
        """
        # The quotes keep the marks from matching the shell's echo of this very line.
        self.send(f"echo '~be'gin~; {command}; echo \"~$?~\"")
        self.expect(re.compile(r"~begin~\r?\n"), timeout_s)
        start = self._position
        end = self.expect(re.compile(r"~(\d+)~\r?\n"), timeout_s)
        output = self.transcript[start : end.start()].replace("\r\n", "\n")
        if end[1] != "0":
            raise RuntimeError(f"in the guest, {command!r} failed with status {end[1]}: {output.strip()}")
        return output

    def wait_closed(self, timeout_s: float = 60) -> None:
        """Wait until the console ends, as it does when the guest's emulator exits."""
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                self._read_before(deadline, "the end of the console", timeout_s)
            except ConsoleClosed:
                return

    def _read_before(self, deadline: float, wanted: str, timeout_s: float) -> None:
        if not self.read(deadline - time.monotonic()):
            self._check(deadline, wanted, timeout_s)

    def _check(self, deadline: float, wanted: str, timeout_s: float) -> None:
        if time.monotonic() >= deadline:
            said = self.transcript[-_TAIL:] or "nothing"
            raise ConsoleTimeout(f"the guest did not say {wanted} within {timeout_s:g} s. It said: {said}")
