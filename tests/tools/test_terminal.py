"""Copying between a terminal and a guest, with pty pairs, pipes and sockets for both."""

from __future__ import annotations

import os
import socket
import termios
import threading
import tty
from collections.abc import Iterator
from contextlib import suppress

import pytest

from anyvirt_tools.terminal import escape_byte, raw, relay

ESCAPE = 0x1D


class Ends:
    """Both ends of all that `relay` copies between, and the thread in which it runs."""

    def __init__(self, ours: int, guests: int) -> None:
        self.guest = guests
        self._console = ours
        self._keyboard, self.typing = os.pipe()
        self.shown, self._screen = os.pipe()
        self._thread: threading.Thread | None = None

    def start(self, escape: int | None = ESCAPE) -> None:
        arguments = (self._console, self._keyboard, self._screen, escape)
        self._thread = threading.Thread(target=relay, args=arguments, daemon=True)
        self._thread.start()

    def ended(self) -> bool:
        assert self._thread is not None
        self._thread.join(timeout=30)
        return not self._thread.is_alive()

    def guest_ends(self) -> None:
        os.close(self.guest)
        self.guest = -1

    def typing_ends(self) -> None:
        os.close(self.typing)
        self.typing = -1

    def close(self) -> None:
        for descriptor in (self.guest, self._console, self._keyboard, self.typing, self.shown, self._screen):
            with suppress(OSError):
                os.close(descriptor)


def read_exactly(descriptor: int, count: int) -> bytes:
    read = b""
    while len(read) < count:
        more = os.read(descriptor, count - len(read))
        assert more, f"ended after {read!r}"
        read += more
    return read


@pytest.fixture(params=["pty", "socket"])
def ends(request: pytest.FixtureRequest) -> Iterator[Ends]:
    if request.param == "pty":
        guest, ours = os.openpty()
        tty.setraw(ours)  # as QEMU does to its own
    else:
        pair = socket.socketpair()
        guest, ours = (end.detach() for end in pair)
    found = Ends(ours, guest)
    yield found
    found.close()


def test_bytes_go_both_ways_as_they_are(ends: Ends) -> None:
    ends.start()
    everything = bytes(range(256)).replace(bytes([ESCAPE]), b"")
    os.write(ends.typing, everything)
    assert read_exactly(ends.guest, len(everything)) == everything
    os.write(ends.guest, bytes(range(256)))
    assert read_exactly(ends.shown, 256) == bytes(range(256))
    ends.guest_ends()
    assert ends.ended()


def test_the_escape_key_ends_it_after_what_was_typed_before(ends: Ends) -> None:
    ends.start()
    os.write(ends.typing, b"halt\r\x1dnot this")
    assert read_exactly(ends.guest, 5) == b"halt\r"
    assert ends.ended()


def test_without_an_escape_key_every_byte_is_the_guests(ends: Ends) -> None:
    ends.start(escape=None)
    os.write(ends.typing, b"a\x1db")
    assert read_exactly(ends.guest, 3) == b"a\x1db"
    ends.guest_ends()
    assert ends.ended()


def test_the_last_words_of_a_guest_are_shown(ends: Ends) -> None:
    os.write(ends.guest, b"power down")
    ends.start()
    assert read_exactly(ends.shown, 10) == b"power down"
    ends.guest_ends()
    assert ends.ended()


def test_at_the_end_of_the_input_the_guest_is_still_heard(ends: Ends) -> None:
    ends.start()
    os.write(ends.typing, b"ls\n")
    ends.typing_ends()
    assert read_exactly(ends.guest, 3) == b"ls\n"
    os.write(ends.guest, b"bin dev\r\n")
    assert read_exactly(ends.shown, 9) == b"bin dev\r\n"
    ends.guest_ends()
    assert ends.ended()


def test_a_guest_that_takes_nothing_is_still_heard(ends: Ends) -> None:
    ends.start()
    pasted = b"x" * 3000 * 1024
    writer = threading.Thread(target=_write_all, args=(ends.typing, pasted), daemon=True)
    writer.start()
    os.write(ends.guest, b"busy")
    assert read_exactly(ends.shown, 4) == b"busy"
    assert read_exactly(ends.guest, len(pasted)) == pasted  # and in the end it gets all
    writer.join(timeout=30)
    ends.guest_ends()
    assert ends.ended()


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def test_raw_mode_is_undone_whatever_happens() -> None:
    master, slave = os.openpty()
    before = termios.tcgetattr(slave)

    def fail_in_raw_mode() -> None:
        with raw(slave):
            assert termios.tcgetattr(slave)[3] & (termios.ECHO | termios.ICANON | termios.ISIG) == 0
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_in_raw_mode()
    assert termios.tcgetattr(slave) == before
    os.close(master)
    os.close(slave)


def test_what_is_no_terminal_is_left_alone() -> None:
    reading, writing = os.pipe()
    with raw(reading):
        pass
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize(
    ("text", "byte"), [("^]", 0x1D), ("^a", 1), ("^A", 1), ("^[", 0x1B), ("~", ord("~")), ("^", ord("^"))]
)
def test_keys_are_written_as_in_virsh(text: str, byte: int) -> None:
    assert escape_byte(text) == byte


@pytest.mark.parametrize("text", ["", "ab", "^1", "é", "^é"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no escape character"):
        escape_byte(text)
