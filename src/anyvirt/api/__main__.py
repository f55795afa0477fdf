"""python -m anyvirt.api: write the generated files, compare them (--check), or report what is covered (report)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from anyvirt.api import generate, report


def main(arguments: list[str] | None = None) -> int:
    """Run the command; answers the exit status."""
    parser = argparse.ArgumentParser(prog="python -m anyvirt.api", description=__doc__)
    parser.add_argument("command", nargs="?", choices=["generate", "report"], default="generate")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a generated file is out of date")
    parser.add_argument("--facts", type=Path, default=report.facts_folder(), help="folder of python-api.json")
    parser.add_argument("--missing", action="store_true", help="name what the report counts as missing")
    options = parser.parse_args(arguments)
    if options.command == "report":
        sys.stdout.write(report.report(options.facts, missing=options.missing))
        return 0
    return generate.run(generate.FILES, check=options.check)


if __name__ == "__main__":
    sys.exit(main())
