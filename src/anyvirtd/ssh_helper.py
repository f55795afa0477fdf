"""`anyvirt-ssh-helper`: what a client runs on this host through ssh, to reach a daemon here.

It takes what libvirt's `virt-ssh-helper` takes, the URI of the driver, finds the daemon's socket, and passes bytes on
in both directions. It also takes netcat's options, as libvirt's older clients give them:

    anyvirt-ssh-helper [-r] qemu:///system
    anyvirt-ssh-helper [-q SECONDS] -U /run/libvirt/libvirt-sock
"""

from __future__ import annotations

import getopt
import os
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from typing import Final, NamedTuple

from anyvirt.driver.daemons import Local, connect
from anyvirt.driver.uri import URI
from anyvirt.util.error import InvalidArg, libvirtError
from anyvirt.util.sockets import Mode

NAME: Final = "anyvirt-ssh-helper"
_BLOCK: Final = 65536
_USAGE: Final = f"""usage: {NAME} [-r] URI
       {NAME} [-q SECONDS] -U PATH

Connects standard input and output with the daemon for URI, or with the socket PATH.

  -r, --readonly   the socket that lets look but not change
  -U PATH          this socket, as netcat
  -q SECONDS       as netcat; what still comes is passed on in any case
  -h, --help       this text
  -V, --version    the version of anyvirt
"""


class Wish(NamedTuple):
    """What the command line asks for: a URI, or a path."""

    uri: str | None
    path: str | None
    readonly: bool


def main() -> int:
    """Run the command that `sys.argv` asks for.

    Returns:
        0 when the daemon has hung up; 1 if it cannot be reached; 2 if the command line makes no sense.
    """
    try:
        wish = _wish(sys.argv[1:])
    except getopt.GetoptError as exc:
        # Clients look for these words to learn that it has the option -q.
        sys.stderr.write(f"{NAME}: {exc.msg.replace('requires argument', 'requires an argument')}\n{_USAGE}")
        return 2
    if wish is None:
        return 0
    try:
        daemon = connect(_local(wish))
    except libvirtError as exc:
        sys.stderr.write(f"{NAME}: {exc}\n")
        return 1
    with daemon:
        forward(daemon, sys.stdin.fileno(), sys.stdout.fileno())
    return 0


def _wish(arguments: Sequence[str]) -> Wish | None:
    options, words = getopt.gnu_getopt(list(arguments), "rq:U:hV", ["readonly", "help", "version"])
    given = dict(options)
    if "-h" in given or "--help" in given:
        sys.stdout.write(_USAGE)
        return None
    if "-V" in given or "--version" in given:
        from anyvirt import __version__

        sys.stdout.write(f"{NAME} {__version__}\n")
        return None
    if (len(words) != 1) is ("-U" not in given):
        raise getopt.GetoptError("a URI is needed, or -U with the path of a socket")
    return Wish(words[0] if words else None, given.get("-U"), "-r" in given or "--readonly" in given)


def _local(wish: Wish) -> Local:
    """The daemon that is wished for.

    Raises:
        InvalidArg: the URI is not one of this host.
    """
    if wish.path is not None:
        return Local("", session=False, socket=wish.path)
    uri = URI.parse(wish.uri or "")
    if uri.transport not in (None, "unix") or uri.host is not None:
        raise InvalidArg(f"'{uri.text}' is not a URI of a daemon on this host", hint="write it as qemu:///system")
    try:
        mode = Mode(uri.params.get("mode", "auto"))
    except ValueError as exc:
        known = ", ".join(each.value for each in Mode)
        raise InvalidArg(f"mode '{uri.params['mode']}' in '{uri.text}' is not one of {known}") from exc
    return Local.of(uri, readonly=wish.readonly, mode=mode)


def forward(daemon: socket.socket, source: int, target: int) -> None:
    """Pass on what comes from the descriptor *source*, and to *target* what the daemon says, until it hangs up.

    When *source* ends, the daemon learns it, and may still answer.
    """

    def to_daemon() -> None:
        _copy(lambda: os.read(source, _BLOCK), daemon.sendall)
        with suppress(OSError):  # it has hung up itself
            daemon.shutdown(socket.SHUT_WR)

    # Not waited for: who has nothing to say any more may never close his side.
    Thread(target=to_daemon, daemon=True).start()
    _copy(lambda: daemon.recv(_BLOCK), lambda data: _write(target, data))


def _copy(read: Callable[[], bytes], write: Callable[[bytes], None]) -> None:
    with suppress(OSError):  # one of the two has gone, which ends it as well as an orderly end
        while data := read():
            write(data)


def _write(target: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(target, view) :]


if __name__ == "__main__":
    sys.exit(main())
