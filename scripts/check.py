"""Runs every check of the repository, then the tests; what `make check` and `make test` call.

    scripts/check.py                 all checks, then all tests
    scripts/check.py --no-tests      the checks
    scripts/check.py -- -k lifecycle all checks, then the tests that pytest selects with these arguments

A check that passes is one line; one that fails shows its output, and the rest still runs. pytest comes last, so that
its summary closes the run. The exit status is 0 only when everything passed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Check(NamedTuple):
    name: str
    command: list[str]


def module(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", name, *arguments]


CHECKS = (
    Check("ruff check", module("ruff", "check", "--quiet")),
    Check("ruff format", module("ruff", "format", "--check", "--quiet")),
    Check("import rules", [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]),
    Check("generated code", module("anyvirt.api", "--check")),
    Check("generated calls", module("anyvirt.rpc", "--check")),
    Check("polkit's actions", [sys.executable, "scripts/polkit_policy.py", "--check"]),
    Check("mypy --strict", module("mypy")),
)

TESTS = module("pytest", "--numprocesses", "auto", "--dist", "worksteal")


def run(check: Check) -> bool:
    began = time.monotonic()
    done = subprocess.run(check.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    took = time.monotonic() - began
    print(f"check: {check.name:<16} {'ok' if done.returncode == 0 else 'FAILED':<6} {took:6.1f} s", flush=True)
    if done.returncode != 0:
        print(done.stdout.rstrip() + "\n", flush=True)
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the repository's checks and tests.")
    parser.add_argument("--no-tests", action="store_true", help="the checks only")
    parser.add_argument("pytest_arguments", nargs="*", help="given to pytest")
    options = parser.parse_args()

    failed = [check.name for check in CHECKS if not run(check)]
    if failed:
        print(f"check: failed: {', '.join(failed)}", flush=True)
    tests_status = 0
    if options.no_tests:
        print(f"{len(CHECKS) - len(failed)} passed, {len(failed)} failed")
    else:
        tests_status = subprocess.run([*TESTS, *options.pytest_arguments], cwd=ROOT).returncode
    return 1 if failed or tests_status != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
