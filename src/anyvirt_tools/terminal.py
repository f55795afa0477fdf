"""A terminal that passes every key on, and the copying of bytes between it and a guest."""

from __future__ import annotations

import errno
import os
import select
import signal
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

_CHUNK = 65536
_BACKLOG = 65536  # bytes typed that the guest has not taken; more are not read from the keyboard
_ENDING_SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT)
# How a read says that the other end of a terminal or of a socket is gone.
_GONE = (errno.EIO, errno.ECONNRESET, errno.EPIPE)


def escape_byte(text: str) -> int:
    """The byte that a key sends which is written as in "^]", for Ctrl and ], or as the character itself.

    Raises:
        ValueError: *text* is neither.
    """
    if len(text) == 1 and text.isascii():
        return ord(text)
    if len(text) == 2 and text[0] == "^" and "@" <= text[1].upper() <= "_":
        return ord(text[1].upper()) & 0x1F
    raise ValueError(f"'{text}' is no escape character; write it like ^]")


@contextmanager
def raw(keyboard: int) -> Iterator[None]:
    """Make the terminal *keyboard* pass on each key as it is typed, and bring it back whatever happens.

    Does nothing to what is not a terminal.
    """
    if not os.isatty(keyboard):
        yield
        return
    before = termios.tcgetattr(keyboard)
    handlers = {number: signal.signal(number, _end) for number in _ENDING_SIGNALS}
    try:
        tty.setraw(keyboard, termios.TCSADRAIN)
        yield
    finally:
        with suppress(termios.error):  # the terminal may be gone: that is what SIGHUP says
            termios.tcsetattr(keyboard, termios.TCSADRAIN, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    # An exception, so that all that is open is closed on the way out; the code is what a shell would report.
    raise SystemExit(128 + number)


def relay(guest: int, keyboard: int, screen: int, escape: int | None) -> None:
    """Copy bytes both ways until *guest* ends or the byte *escape* is typed.

    At the end of *keyboard* what the guest says is still copied.
    """
    os.set_blocking(guest, False)
    waiting = bytearray()  # typed, not yet taken by the guest
    listening = True
    while True:
        poll = select.poll()
        poll.register(guest, select.POLLIN | (select.POLLOUT if waiting else 0))
        if listening and len(waiting) < _BACKLOG:
            poll.register(keyboard, select.POLLIN)
        ready = dict(poll.poll())
        if keyboard in ready:
            typed = os.read(keyboard, _CHUNK)
            listening = bool(typed)
            if escape is not None and escape in typed:
                waiting += typed[: typed.index(escape)]
                _write(guest, waiting)
                return
            waiting += typed
        if ready.get(guest, 0) & select.POLLOUT:
            _write(guest, waiting)
        if ready.get(guest, 0) & ~select.POLLOUT and not _copy(guest, screen):
            return


def _write(guest: int, waiting: bytearray) -> None:
    """Give the guest as much of *waiting* as it takes."""
    try:
        del waiting[: os.write(guest, waiting)]
    except BlockingIOError:
        return
    except OSError as exc:
        if exc.errno not in _GONE:
            raise
        waiting.clear()  # what it said last is still there to read


def _copy(guest: int, screen: int) -> bool:
    """Show what the guest says. False when it has ended."""
    try:
        said = os.read(guest, _CHUNK)
    except BlockingIOError:
        return True
    except OSError as exc:
        if exc.errno not in _GONE:
            raise
        return False
    shown = 0
    while shown < len(said):
        shown += os.write(screen, said[shown:])
    return bool(said)
