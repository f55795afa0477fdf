"""The command line of the daemon: libvirtd's options, and a few of our own."""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import anyvirt
from anyvirt.util.error import SystemCallError, libvirtError
from anyvirtd.places import Places
from anyvirtd.settings import Settings

if TYPE_CHECKING:
    from anyvirtd.logs import Logs

_SESSION_TIMEOUT_S: Final = 120


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the daemon until it ends; the result is the exit status."""
    options = _parser().parse_args(arguments)
    root = None if options.root is None else Path(options.root).resolve()
    session = options.session or (root is None and os.geteuid() != 0)
    if root is not None:
        places = Places.under(root, session=session)
    else:
        places = Places.of_user() if session else Places.system()
    config = places.config if options.config is None else Path(options.config)

    def read_settings() -> Settings:
        return Settings.read(config, required=options.config is not None)

    try:
        settings = read_settings()
        if options.check:
            print(f"{config}: all is well" if config.exists() else f"{config}: there is none, and none is needed")  # noqa: T201
            return 0
        timeout_s = options.timeout
        if timeout_s is None:
            timeout_s = _SESSION_TIMEOUT_S if session and not options.listen else 0
        pid_file = places.run / "anyvirtd.pid" if options.pid_file is None else Path(options.pid_file)
        _make_folder(pid_file.parent, private=session)
        ready = _detach() if options.daemon else _stay
        with _PidFile(pid_file):
            # One that a client has started has nobody at its standard error either.
            background = options.daemon or (session and root is None and not sys.stderr.isatty())
            logs = _logs(settings, places, verbose=options.verbose, background=background)
            try:
                with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                    runner.run(_run(places, settings, read_settings, logs, options, timeout_s, ready))
            finally:
                logs.close()
    except (libvirtError, OSError) as exc:
        print(f"anyvirtd: {exc}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="anyvirtd", description="Host virtual machines for clients of libvirt's.", allow_abbrev=False
    )
    add = parser.add_argument
    add("-d", "--daemon", action="store_true", help="run in the background, once it is ready")
    add("-f", "--config", metavar="FILE", help="the configuration file")
    add("-l", "--listen", action="store_true", help="listen to the network, as the configuration says")
    add("-p", "--pid-file", metavar="FILE", help="where its process id is written to, and locked")
    add("-t", "--timeout", metavar="SECONDS", type=_seconds, help="end when nothing was there for it to do for so long")
    add("-v", "--verbose", action="store_true", help="log what happens, not warnings alone")
    add("-V", "--version", action="version", version=f"anyvirtd {anyvirt.__version__}")
    add("--session", action="store_true", help="the user's own daemon; what others than root run anyway")
    add("--root", metavar="DIR", help="have everything under one folder: sockets, guests, logs")
    add("--libvirt-sockets", action="store_true", help="listen at the paths of libvirt's own daemon, too")
    add("--check", action="store_true", help="check the configuration file, and end")
    return parser


def _seconds(text: str) -> int:
    seconds = int(text)
    if seconds < 0:
        raise ValueError(text)
    return seconds


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """What makes the event loop: uvloop's where it is installed, which is faster."""
    try:
        import uvloop
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


def _stay() -> None:
    """There is nobody to be told that the daemon is ready."""


def _detach() -> Callable[[], None]:
    """Go on in a child, in a session of its own; this process ends when the child is ready, or has failed.

    Returns:
        To be called, in the child, when it is ready. Until then it may write to the terminal.
    """
    waits, tells = os.pipe()
    if os.fork():
        os.close(tells)
        os._exit(0 if os.read(waits, 1) else 1)
    os.close(waits)
    os.setsid()

    def ready() -> None:
        os.chdir("/")
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):
            os.dup2(null, fd)
        os.close(null)
        os.write(tells, b"1")
        os.close(tells)

    return ready


async def _run(
    places: Places,
    settings: Settings,
    read_settings: Callable[[], Settings],
    logs: Logs,
    options: argparse.Namespace,
    timeout_s: int,
    ready: Callable[[], None],
) -> None:
    from anyvirtd.daemon import Daemon

    daemon = Daemon(
        places,
        settings,
        read_settings,
        logs,
        listen=options.listen,
        libvirt_sockets=options.libvirt_sockets,
        timeout_s=timeout_s,
        ready=ready,
    )
    await daemon.run()


def _logs(settings: Settings, places: Places, *, verbose: bool, background: bool) -> Logs:
    from anyvirtd.logs import Logs, Output

    if background:
        journal = Path("/run/systemd/journal/socket").exists() and places.root is None
        default = Output(1, "journald") if journal else Output(1, "file", str(places.log))
    else:
        default = Output(1, "stderr")
    logs = Logs(default=default, verbose=verbose)
    logs.set_up(settings.log_level, settings.log_filters, settings.log_outputs, as_json=settings.log_format == "json")
    return logs


def _make_folder(folder: Path, *, private: bool) -> None:
    try:
        folder.mkdir(mode=0o700 if private else 0o755, parents=True, exist_ok=True)
    except OSError as exc:
        raise SystemCallError(f"cannot make '{folder}': {exc.strerror}", int1=exc.errno or 0) from exc


class _PidFile:
    """A file with the number of this process, locked for as long as it lives."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._fd = -1

    def __enter__(self) -> _PidFile:
        while True:
            try:
                fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
            except OSError as exc:
                raise SystemCallError(f"cannot write '{self._path}': {exc.strerror}", int1=exc.errno or 0) from exc
            try:
                fcntl.lockf(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_at(fd, self._path):
                    os.ftruncate(fd, 0)
                    os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
                    self._fd = fd
                    return self
            except OSError:
                holder = os.pread(fd, 32, 0).decode("ascii", "replace").strip()
                raise SystemCallError(
                    f"another daemon runs: process {holder or 'unknown'} has '{self._path}'",
                    hint="end that one first, or name another --pid-file and --root",
                ) from None
            finally:
                if self._fd != fd:
                    os.close(fd)

    def __exit__(self, *what: object) -> None:
        with suppress(FileNotFoundError):
            self._path.unlink()
        os.close(self._fd)


def _is_at(fd: int, path: Path) -> bool:
    """Whether the file is still there; its last owner may have removed it meanwhile."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    mine = os.fstat(fd)
    return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)
