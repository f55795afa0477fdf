"""The background event loop of a process: where embedded drivers live while a blocking program uses them."""

from __future__ import annotations

import asyncio
import os
import threading

from anyvirt.util.posix import after_fork

_guard = threading.Lock()
_loops: dict[int, asyncio.AbstractEventLoop] = {}


def background_loop() -> asyncio.AbstractEventLoop:
    """The one background loop of this process, started at first use. A forked child gets a loop of its own."""
    process = os.getpid()
    with _guard:
        if process not in _loops:
            _loops[process] = _start()
        return _loops[process]


def adopt(loop: asyncio.AbstractEventLoop) -> None:
    """Make *loop* the background loop of this process: for a process that has one of its own all the time.

    Raises:
        RuntimeError: there is another one already.
    """
    with _guard:
        if _loops.setdefault(os.getpid(), loop) is not loop:
            raise RuntimeError("this process has a background loop already, which drivers may be using")


def _start() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    running = threading.Event()
    loop.call_soon(running.set)
    # A daemon thread: a program that ends without closing its connections must not hang on ours.
    threading.Thread(target=loop.run_forever, name="anyvirt-loop", daemon=True).start()
    running.wait()
    return loop


def _renew_guard() -> None:
    global _guard
    _guard = threading.Lock()  # a thread that is not in the child may hold the one from before


after_fork(_renew_guard)
