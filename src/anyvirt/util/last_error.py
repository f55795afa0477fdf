"""The error of each thread's last call, and what the program wants to be told of."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from anyvirt.util.error_base import ErrorTuple, libvirtError

    ErrorHandler = Callable[[object, ErrorTuple], object]


class _Last(threading.local):
    """A call begins by taking the error away: what is here afterwards is its own.

    The values of the error are kept, not the exception: that would keep the frames it came through, and with them
    connections which a program has let go of.
    """

    error: ErrorTuple | None = None


last = _Last()
_handler: tuple[ErrorHandler, object] | None = None


def remember(error: libvirtError) -> None:
    """*error* goes to the caller now: make it this thread's last one, and tell the program's handler."""
    last.error = values = error.err
    if _handler is not None and values is not None:
        handler, context = _handler
        try:
            handler(context, values)
        except Exception:
            import logging

            # It must not take the place of the error that it was told of.
            logging.getLogger("anyvirt").exception("the error handler %r raised", handler)


def set_handler(handler: ErrorHandler | None, context: object) -> None:
    """Call *handler*(*context*, error) for each error from now on; None ends that."""
    global _handler
    _handler = None if handler is None else (handler, context)
