"""Talking to a console, with a socket or a pty of our own at its other end."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirt.testing import Console, ConsoleClosed, ConsoleTimeout


class Pair:
    """A console and the guest's end of it."""

    def __init__(self) -> None:
        ours, self.guest = socket.socketpair()
        ours.setblocking(False)
        self.console = Console(ours.detach(), is_pty=False)

    def says(self, text: str) -> None:
        self.guest.sendall(text.encode())


@pytest.fixture
def pair() -> Iterator[Pair]:
    pair = Pair()
    with pair.console, pair.guest:
        yield pair


def test_expect_continues_after_what_it_found(pair: Pair) -> None:
    """The same text must come again to be found again, and all of it stays in the transcript."""
    pair.says("tick 1\r\ntick 2\r\n")
    assert pair.console.expect(re.compile(r"tick (\d)"))[1] == "1"
    assert pair.console.expect(re.compile(r"tick (\d)"))[1] == "2"
    assert pair.console.transcript == "tick 1\r\ntick 2\r\n"


def test_expect_takes_a_text_literally(pair: Pair) -> None:
    """A dot is a dot."""
    pair.says("1x2 1.2")
    assert pair.console.expect("1.2").start() == 4


def test_expect_says_what_came_instead(pair: Pair) -> None:
    """The error shows what was waited for, and what the guest said."""
    pair.says("Kernel panic")
    with pytest.raises(ConsoleTimeout, match=r"did not say 'login' within 0.05 s. It said: Kernel panic"):
        pair.console.expect(re.compile("login"), timeout_s=0.05)


def test_the_end_of_the_guest_is_an_error_of_its_own(pair: Pair) -> None:
    """A guest that stops is not a guest that is slow."""
    pair.guest.close()
    with pytest.raises(ConsoleClosed):
        pair.console.expect("login")
    pair.console.wait_closed()


def test_run_returns_what_the_command_printed(pair: Pair) -> None:
    """Neither the shell's echo nor its prompt is part of the output."""
    pair.says("guest# echo '~be'gin~; id; echo \"~$?~\"\r\n~begin~\r\nroot\r\n~0~\r\nguest# ")
    assert pair.console.run("id") == "root\n"
    assert pair.guest.recv(100) == b"echo '~be'gin~; id; echo \"~$?~\"\n"


def test_run_reports_a_command_that_failed(pair: Pair) -> None:
    """The exit status and the output are in the error."""
    pair.says("~begin~\r\nno such file\r\n~1~\r\n")
    with pytest.raises(RuntimeError, match="'cat x' failed with status 1: no such file"):
        pair.console.run("cat x")


def test_a_pty_is_asked_again_when_the_marker_was_lost() -> None:
    """On a pty the prompt that answers an empty line is as good as the marker."""
    guest, other = os.openpty()
    with Console.open_pty(os.ttyname(other)) as console:
        os.write(guest, b"guest# ")
        console.wait_until_up("never said", timeout_s=5)
    os.close(guest)
    os.close(other)


@pytest.mark.parametrize(
    ("devices", "message"),
    [
        ("", "no serial line"),
        ("<serial type='pty'/>", "no serial line"),
        ("<serial type='file'><source path='/x'/></serial>", "of type 'file'"),
    ],
)
def test_of_domain_needs_a_line_that_can_be_opened(devices: str, message: str) -> None:
    """A domain that is not running, or writes to a file, has no console to talk to."""
    with pytest.raises(ValueError, match=message):
        Console.of_domain(f"<domain><devices>{devices}</devices></domain>")


def test_of_domain_connects_to_a_socket(root: Path) -> None:
    """The path comes from the document."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(root / "s"))
        listener.listen()
        xml = f"<domain><devices><serial type='unix'><source path='{root}/s'/></serial></devices></domain>"
        with Console.of_domain(xml) as console, listener.accept()[0] as guest:
            guest.sendall(b"hello")
            assert console.read(5) == "hello"
