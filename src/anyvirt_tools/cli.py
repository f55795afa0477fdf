"""The entry point of the program `anyvirt`."""

from __future__ import annotations

import sys

_EXTRA = "tools"  # of the distribution: brings the packages that the command line needs


def main() -> int:
    """Run the command that `sys.argv` asks for.

    Returns:
        the exit code; docs/cli.md says what each means.
    """
    try:
        from anyvirt_tools.program import run
    except ModuleNotFoundError as exc:
        if exc.name != "click":
            raise
        sys.stderr.write(f"error: the command line needs the Python package '{exc.name}'\n")
        sys.stderr.write(f"Hint: pip install 'anyvirt[{_EXTRA}]'\n")
        return 1
    except KeyboardInterrupt:
        return 130  # as `run` returns for it
    return run(sys.argv[1:])
