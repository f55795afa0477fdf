"""The background event loop of a process: where embedded drivers live while a blocking program uses them."""

from __future__ import annotations

import asyncio
import os
import threading

_guard = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_owner = 0


def background_loop() -> asyncio.AbstractEventLoop:
    """The one background loop of this process, started at first use. A forked child gets a loop of its own."""
    global _loop, _owner
    with _guard:
        if _loop is None or _loop.is_closed() or _owner != os.getpid():
            _loop, _owner = _start(), os.getpid()
        return _loop


def _start() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    running = threading.Event()
    loop.call_soon(running.set)
    # A daemon thread: a program that ends without closing its connections must not hang on ours.
    threading.Thread(target=loop.run_forever, name="anyvirt-loop", daemon=True).start()
    running.wait()
    return loop
