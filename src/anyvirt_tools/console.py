"""The way from a domain to this terminal: which device, who else uses it, and what is said about it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

import anyvirt
from anyvirt.constants import VIR_DOMAIN_CONSOLE_FORCE
from anyvirt_tools.devices import Character, characters
from anyvirt_tools.failure import Failure
from anyvirt_tools.session import doing
from anyvirt_tools.terminal import escape_byte, raw, relay

if TYPE_CHECKING:
    from anyvirt import virDomain, virStream
    from anyvirt_tools.session import Session

_HANDOVER_S = 3.0  # that a program gets to let go of a console which --force takes from it
_POLL_S = 0.02
_CHUNK = 65536


def attach(
    session: Session, domain: virDomain, *, devname: str | None = None, force: bool = False, escape: str = "^]"
) -> None:
    """Connect this terminal to a console of *domain* until Ctrl-] or the end of the guest.

    Where a daemon has the guest, its console is the daemon's to open: it may be on another host, or another user's.
    Else the connection to the hypervisor is closed before: a console may stay open for days, and others wait for their
    turn.
    """
    try:
        ends = escape_byte(escape)
    except ValueError as exc:
        raise click.UsageError(str(exc)) from exc
    name = domain.name()
    if not domain.isActive():
        raise Failure("The domain is not running")
    keyboard = sys.stdin.fileno()
    interactive = os.isatty(keyboard)
    with ExitStack() as stack:
        if of_daemon(session.connection.getURI()):
            guest = stack.enter_context(streamed(domain, devname, force=force))
        else:
            device = choose(characters(domain.XMLDesc()), name, devname)
            session.close()
            path = device.path
            assert path is not None
            stack.enter_context(claim(path, name, force=force))
            guest = stack.enter_context(opened(device))
        if interactive:
            session.output.note(f"Connected to domain '{name}'\nEscape character is {escape}")
        sys.stdout.flush()
        with raw(keyboard):
            relay(guest, keyboard, sys.stdout.fileno(), ends if interactive else None)


def of_daemon(uri: str) -> bool:
    """Whether a daemon has the guests of *uri*, rather than this process."""
    parts = urlsplit(uri)
    return "+" in parts.scheme or bool(parts.netloc) or parts.path in ("/system", "/session")


@contextmanager
def streamed(domain: virDomain, devname: str | None, *, force: bool) -> Iterator[int]:
    """A file descriptor of the guest's console, of which the hypervisor has the other end."""
    stream = domain.connect().newStream()
    with doing(f"cannot open the console of domain '{domain.name()}'"):
        domain.openConsole(devname, stream, VIR_DOMAIN_CONSOLE_FORCE if force else 0)
    ours, theirs = socket.socketpair()
    threads = [Thread(target=pump, args=(stream, theirs), daemon=True) for pump in (_show, _type)]
    with ours, theirs:
        for thread in threads:
            thread.start()
        try:
            yield ours.fileno()
        finally:
            # What was typed last goes first; then there is nothing more to read for either side.
            ours.shutdown(socket.SHUT_WR)
            threads[1].join()
            with suppress(anyvirt.libvirtError):
                stream.abort()
            threads[0].join()


def _show(stream: virStream, screen: socket.socket) -> None:
    """Pass on what the guest says, until it ends."""
    with suppress(anyvirt.libvirtError, OSError):
        while said := stream.recv(_CHUNK):
            assert isinstance(said, bytes)  # the stream is no one that does not wait
            screen.sendall(said)
    with suppress(OSError):
        screen.shutdown(socket.SHUT_WR)


def _type(stream: virStream, keyboard: socket.socket) -> None:
    """Pass on what is typed, until there is no more."""
    with suppress(anyvirt.libvirtError, OSError):
        while typed := keyboard.recv(_CHUNK):
            while typed:
                typed = typed[stream.send(typed) :]


def choose(found: list[Character], name: str, devname: str | None) -> Character:
    """The console that is meant, if it is one that can be connected to."""
    wanted = [c for c in found if (c.alias == devname if devname else c.element in ("console", "serial"))]
    if not wanted:
        what = f"character device '{devname}'" if devname else "console"
        aliases = ", ".join(dict.fromkeys(c.alias for c in found if c.alias))
        raise Failure(f"domain '{name}' has no {what}" + (f" (it has {aliases})" if devname and aliases else ""))
    device = wanted[0]
    called = device.alias or device.element
    if device.type not in ("pty", "unix") or (device.type == "unix" and device.mode == "connect"):
        raise Failure(f"'{called}' of domain '{name}' is of type '{device.type}': it is no pty or socket to connect to")
    if device.path is None:
        raise Failure(f"'{called}' of domain '{name}' has no path yet")
    return device


@contextmanager
def opened(device: Character) -> Iterator[int]:
    """A file descriptor of the guest's console."""
    path = device.path
    assert path is not None
    try:
        if device.type == "unix":
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connected:
                connected.connect(path)
                yield connected.fileno()
            return
        terminal = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as exc:
        raise Failure(f"cannot open the console {path}: {exc.strerror}") from exc
    try:
        yield terminal
    finally:
        os.close(terminal)


@contextmanager
def claim(path: str, name: str, *, force: bool) -> Iterator[None]:
    """Be the only one of this user's programs on the console at *path*.

    Two readers of a terminal would each get a part of what the guest says; a second one on a socket would get nothing.
    The lock is a file that stays, with the number of the process that holds it.
    """
    lock = _lock_file(path)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(descriptor, name, force=force)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, name: str, *, force: bool) -> None:
    give_up = time.monotonic() + _HANDOVER_S
    asked = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            holder = os.pread(descriptor, 32, 0).decode().strip()
        if not force or time.monotonic() > give_up:
            raise Failure(
                f"the console of domain '{name}' is in use by process {holder or 'unknown'}"
                + ("" if force else "; --force takes it over")
            )
        if holder and not asked:
            asked = True
            with suppress(ProcessLookupError, PermissionError):
                os.kill(int(holder), signal.SIGHUP)
        time.sleep(_POLL_S)


def _lock_file(path: str) -> Path:
    base = os.environ.get("XDG_RUNTIME_DIR") or ("/run" if os.geteuid() == 0 else None)
    # Never below /tmp, where anybody could put a link in our way.
    folder = Path(base or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "anyvirt", "consoles")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise Failure(f"cannot make the folder {folder} for locks of consoles: {exc.strerror}") from exc
    return folder / hashlib.sha256(os.path.realpath(path).encode()).hexdigest()[:32]
