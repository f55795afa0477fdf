"""Make the calls of the scenes with libvirt-python and with anyvirt, and print each difference.

    python -m scripts.diff_calls [-w] [SCENE...]

Compared are values, shapes, order, classes, codes, domains and levels of errors, and events. The wording of messages is
our own; -w shows where it differs. A difference that is meant to stay stands in intended.py with its reason; an entry
there that no call needs any more is a failure too.

Exit status: 0 nothing differs but what is intended, 1 something does, 77 there is no libvirt-python to compare with.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from anyvirt.testing.peers import peer_version
from scripts.diff_calls.intended import INTENDED

RECORD = Path(__file__).with_name("record.py")
SCENES = Path(__file__).with_name("scenes")
SOURCES = Path(__file__).parents[2] / "src"
SYSTEM_PYTHON = "/usr/bin/python3"  # distributions install the original for this one
SKIPPED = 77
LIMIT_S = 300

Note = dict[str, Any]


def record_all(python: str, library: str, scenes: list[str]) -> list[Note]:
    """What came of each call of the scenes, each in a process of its own: none finds what another has left."""
    names = scenes or sorted(path.stem for path in SCENES.glob("*.py") if not path.stem.startswith("_"))
    return [note for name in names for note in record(python, library, name)]


def record(python: str, library: str, scene: str) -> list[Note]:
    """What came of each call of one scene with *library*."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)} if library == "anyvirt" else dict(os.environ)
    done = subprocess.run(
        [python, str(RECORD), library, scene],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
        env=environment,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the calls with {library} ended with {done.returncode}: {done.stderr.strip()}")
    notes: list[Note] = json.loads(done.stdout)
    return notes


def outcome(note: Note) -> object:
    """What is compared."""
    if "broken" in note:
        return {"broken": note["broken"].splitlines()[-1]}
    return {"error": note["error"]} if "error" in note else {"value": note.get("value")}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenes", nargs="*", help="names of scenes; all without")
    parser.add_argument("-w", "--wording", action="store_true", help="show messages that differ")
    options = parser.parse_args()
    if peer_version("libvirt-python") is None:
        print(f"skipped: {SYSTEM_PYTHON} cannot import libvirt (Debian package python3-libvirt)")
        return SKIPPED
    theirs = {note["call"]: note for note in record_all(SYSTEM_PYTHON, "libvirt", options.scenes)}
    ours = {note["call"]: note for note in record_all(sys.executable, "anyvirt", options.scenes)}
    count: Counter[str] = Counter()
    needed = set()
    for call in dict.fromkeys([*theirs, *ours]):
        left, right = theirs.get(call), ours.get(call)
        count["calls"] += 1
        broken = "broken" in (left or {}) or "broken" in (right or {})  # what the scene did not come to is not alike
        if left is not None and right is not None and outcome(left) == outcome(right) and not broken:
            if options.wording and left.get("message") != right.get("message"):
                print(f"{call}({left['args']}):\n  libvirt: {left['message']}\n  anyvirt: {right['message']}")
            continue
        if call in INTENDED:
            needed.add(call)
            count["intended"] += 1
            continue
        count["different"] += 1
        print(f"{call}({(left or right or {}).get('args', '')})")
        for name, note in (("libvirt", left), ("anyvirt", right)):
            shown = "not called" if note is None else json.dumps(outcome(note))
            print(f"  {name}: {shown}  {(note or {}).get('message') or ''}")
    unneeded = [] if options.scenes else sorted(INTENDED.keys() - needed)
    for call in unneeded:
        print(f"{call} does not differ: take it out of intended.py")
    methods = {call.partition(": ")[2].partition(" #")[0] for call in theirs}
    print(
        f"{count['calls']} calls of {len(methods)} methods: {count['calls'] - count['different'] - count['intended']} "
        f"alike, {count['intended']} differ as intended, {count['different']} differ"
    )
    return 1 if count["different"] or unneeded else 0


if __name__ == "__main__":
    sys.exit(main())
