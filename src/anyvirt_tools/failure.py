"""How a command ends that does not succeed: what is said on stderr, and the exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anyvirt import libvirtError

SUCCESS = 0
FAILED = 1
USAGE = 2
INTERRUPTED = 130  # as a shell reports a program that SIGINT ended
BROKEN_PIPE = 141  # as a shell reports a program that SIGPIPE ended


class Failure(Exception):
    """What a command could not do. The error that it met, if any, is its `__cause__`."""


def describe(error: BaseException) -> dict[str, Any]:
    """The parts of *error*, as `--output json` prints them."""
    cause = error.__cause__ if isinstance(error, Failure) else error
    library = _from_library(cause)
    return {
        "message": library.get_error_message() if error is library and library is not None else str(error),
        "cause": library.get_error_message() if library is not None and error is not library else None,
        "kind": type(library).__name__ if library is not None else "Failure",
        "code": library.get_error_code() if library is not None else None,
        "origin": library.get_error_domain() if library is not None else None,
        "hint": getattr(library, "hint", None),
    }


def report(parts: dict[str, Any], *, as_json: bool) -> None:
    """Say on stderr what went wrong."""
    if as_json:
        import json

        lines = [json.dumps({"error": parts}, ensure_ascii=False)]
    else:
        lines = [f"error: {parts['message']}"]
        if parts["cause"]:
            lines.append(f"error: {parts['cause']}")
        if parts["hint"]:
            lines.append(f"Hint: {parts['hint']}")
    # Results that stand in a buffer belong before the message where both go to the same place.
    sys.stdout.flush()
    sys.stderr.write("".join(f"{line}\n" for line in lines))


def usage(message: str, hint: str | None) -> dict[str, Any]:
    """The parts of a message about a command line that cannot be understood."""
    return {"message": message, "cause": None, "kind": "Usage", "code": None, "origin": None, "hint": hint}


def _from_library(error: BaseException | None) -> libvirtError | None:
    from anyvirt import libvirtError

    return error if isinstance(error, libvirtError) else None
