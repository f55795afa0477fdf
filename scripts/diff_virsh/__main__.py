"""Run the scenes in the original virsh, on its own test driver and on our daemon's, and print each difference.

    python -m scripts.diff_virsh [--uri URI] [SCENE...]

Without --uri a daemon is started for the comparison. Compared is what each command prints. What differs as it is meant
to stands in intended.py with its reason; an entry there that no command needs any more is a failure too. Where the
original driver has no such call and ours does, that counts as more.

Exit status: 0 nothing differs but what is intended, 1 something does, 77 there is no virsh to compare with.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anyvirt.testing.daemon import PrivateDaemon
from scripts.diff_virsh.intended import INTENDED
from scripts.diff_virsh.run import Ran, read_scene, run_original, run_scene, scene_names

SKIPPED = 77
_MISSING = "not supported by the connection driver"


def verdict(theirs: Ran, ours: Ran) -> str:
    """alike, more, intended or differ."""
    if theirs.meaning == ours.meaning:
        return "alike"
    if _reason(ours.command) is not None:
        return "intended"
    return "more" if _MISSING in theirs.output and _MISSING not in ours.output else "differ"


def _reason(command: str) -> str | None:
    return next((reason for start, reason in INTENDED.items() if (command + " ").startswith(start + " ")), None)


def compare(names: list[str], uri: str) -> Iterator[tuple[str, Ran, Ran]]:
    """The scene, and what a command of it printed on either side."""
    for name in names:
        scene = read_scene(name)
        pairs = zip(run_original(scene), run_scene(scene, uri), strict=True)
        yield from ((name, theirs, ours) for theirs, ours in pairs)


@contextmanager
def daemon_uri(given: str | None) -> Iterator[str]:
    """The URI of a daemon's test driver, of one that is started if none is *given*."""
    if given is not None:
        yield given
    else:
        with tempfile.TemporaryDirectory(prefix="avt-") as folder, PrivateDaemon(Path(folder)) as daemon:
            yield daemon.uri()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenes", nargs="*", help="names of scenes; all without")
    parser.add_argument("--uri", help="a daemon's test driver")
    options = parser.parse_args()
    if shutil.which("virsh") is None:
        print("skipped: there is no virsh (Debian package libvirt-clients)")
        return SKIPPED
    count: Counter[str] = Counter()
    subcommands: set[str] = set()
    used: set[str] = set()
    with daemon_uri(options.uri) as uri:
        for name, theirs, ours in compare(options.scenes or scene_names(), uri):
            found = verdict(theirs, ours)
            count[found] += 1
            subcommands.add(theirs.command.split()[0])
            if found == "intended":
                used.update(start for start in INTENDED if (theirs.command + " ").startswith(start + " "))
            if found == "differ":
                print(f"{name}: {theirs.command}\n--- original\n{theirs.output}\n--- anyvirtd\n{ours.output}\n")
    unused = [] if options.scenes else sorted(set(INTENDED) - used)
    for start in unused:
        print(f"intended, but nothing differs: {start}")
    print(
        f"diff-virsh: {sum(count.values())} commands, {len(subcommands)} subcommands: {count['alike']} alike, "
        f"{count['more']} that the original's driver does not have, {count['intended']} differ as intended, "
        f"{count['differ']} differ"
    )
    return 1 if count["differ"] or unused else 0


if __name__ == "__main__":
    raise SystemExit(main())
