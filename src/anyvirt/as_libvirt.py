"""python -m anyvirt.as_libvirt: run a program written for libvirt-python on anyvirt, or have a whole environment do so.

python -m anyvirt.as_libvirt SCRIPT.py ARGUMENTS...
python -m anyvirt.as_libvirt -m MODULE ARGUMENTS...
python -m anyvirt.as_libvirt --install
python -m anyvirt.as_libvirt --uninstall
"""

from __future__ import annotations

import argparse
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path

from anyvirt.compat import install_as_libvirt, installation


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; answers the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m anyvirt.as_libvirt",
        description="Run a program written for libvirt-python on anyvirt, or have a whole environment do so.",
        usage="%(prog)s [SCRIPT | -m MODULE] [ARGUMENT ...]\n       %(prog)s --install | --uninstall [--target FOLDER]",
    )
    parser.add_argument("--install", action="store_true", help="write modules and metadata of libvirt-python")
    parser.add_argument("--uninstall", action="store_true", help="remove what --install has written")
    parser.add_argument("--target", type=Path, help="the folder of packages to change, if not this environment's")
    parser.add_argument("-m", dest="module", action="store_true", help="run a module by its name")
    parser.add_argument("program", nargs=argparse.REMAINDER, help="what to run, with its arguments")
    options = parser.parse_args(arguments)
    if options.install or options.uninstall:
        if options.install and options.uninstall:
            parser.error("--install and --uninstall exclude each other")
        if options.program or options.module:
            parser.error("nothing is run with --install or --uninstall")
        return _change(options.target or installation.environment(), install=options.install)
    if not options.program:
        parser.error("give a script, or -m and a module")
    if options.target is not None:
        parser.error("--target goes with --install or --uninstall")
    _run(options.program, module=options.module)
    return 0


def _change(folder: Path, *, install: bool) -> int:
    try:
        changed = installation.install(folder) if install else installation.uninstall(folder)
    except (installation.Refused, OSError) as exc:
        sys.stderr.write(f"as_libvirt: {exc}\n")
        return 1
    did = "installed" if install else "removed"
    sys.stdout.write(f"{did} {', '.join(path.name for path in changed)} in {folder}\n")
    return 0


def _run(program: list[str], *, module: bool) -> None:
    install_as_libvirt()
    sys.argv = program[:]
    if module:
        runpy.run_module(program[0], run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = str(Path(program[0]).resolve().parent)
        runpy.run_path(program[0], run_name="__main__")


if __name__ == "__main__":
    sys.exit(main())
