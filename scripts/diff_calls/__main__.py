"""Make the calls of the scenes with libvirt-python and with anyvirt, and print each difference.

    python -m scripts.diff_calls [-w] [--daemon libvirt|anyvirt] [SCENE...]

With --daemon the calls are made with that library alone: on its own test driver, and on that of a daemon of ours which
is started for it.

Compared are values, shapes, order, classes, codes, domains and levels of errors, and events. The wording of messages is
our own; -w shows where it differs; with --daemon anyvirt it must be the same. A difference that is meant to stay stands
in intended.py with its reason; an entry there that no call needs any more is a failure too.

Exit status: 0 nothing differs but what is intended, 1 something does, 77 there is no libvirt-python to compare with.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.peers import peer_version
from scripts.diff_calls.intended import INTENDED, ON_A_DAEMON

RECORD = Path(__file__).with_name("record.py")
SCENES = Path(__file__).with_name("scenes")
SOURCES = Path(__file__).parents[2] / "src"
SYSTEM_PYTHON = "/usr/bin/python3"  # distributions install the original for this one
SKIPPED = 77
LIMIT_S = 300
OWN_URIS: Final = "opening"  # the scene about URIs, which are others where a daemon is meant

Note = dict[str, Any]


class Side(NamedTuple):
    """Who makes the calls, and where.

    Attributes:
        name: what it is called where it differs from the other one.
        library: the module that is imported.
        socket: that of the daemon whose test driver it is; "" for the library's own.
    """

    name: str
    library: str
    socket: str = ""

    def record_all(self, scenes: list[str]) -> dict[str, Note]:
        """What came of each call of the scenes, each in a process of its own: none finds what another has left."""
        return {note["call"]: note for scene in scenes for note in self.record(scene)}

    def record(self, scene: str) -> list[Note]:
        """What came of each call of one scene."""
        python, environment = SYSTEM_PYTHON, dict(os.environ)
        if self.library == "anyvirt":
            python, environment["PYTHONPATH"] = sys.executable, str(SOURCES)
        done = subprocess.run(
            [python, str(RECORD), self.library, self.socket, scene],
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
            env=environment,
        )
        if done.returncode != 0:
            raise RuntimeError(f"the calls with {self.name} ended with {done.returncode}: {done.stderr.strip()}")
        notes: list[Note] = json.loads(done.stdout)
        return notes


@contextmanager
def sides(on_daemon: str | None) -> Iterator[tuple[Side, Side]]:
    """The two libraries; or one of them, on its own driver and *on_daemon*."""
    if on_daemon is None:
        yield Side("libvirt", "libvirt"), Side("anyvirt", "anyvirt")
        return
    with tempfile.TemporaryDirectory(prefix="avt-") as folder, PrivateDaemon(Path(folder)) as daemon:
        yield Side(on_daemon, on_daemon), Side("anyvirtd", on_daemon, str(daemon.socket))


def outcome(note: Note, *, wording: bool = False) -> object:
    """What is compared."""
    if "broken" in note:
        return {"broken": note["broken"].splitlines()[-1]}
    if "error" in note:
        return {"error": note["error"], **({"message": note["message"]} if wording else {})}
    return {"value": note.get("value")}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("scenes", nargs="*", help="names of scenes; all without")
    parser.add_argument("-w", "--wording", action="store_true", help="show messages that differ")
    parser.add_argument(
        "--daemon", choices=("libvirt", "anyvirt"), help="one library, on its own driver and a daemon's"
    )
    options = parser.parse_args()
    if options.daemon != "anyvirt" and peer_version("libvirt-python") is None:
        print(f"skipped: {SYSTEM_PYTHON} cannot import libvirt (Debian package python3-libvirt)")
        return SKIPPED
    known = sorted(path.stem for path in SCENES.glob("*.py") if not path.stem.startswith("_"))
    if options.daemon is not None:
        known.remove(OWN_URIS)
    with sides(options.daemon) as (one, other), ThreadPoolExecutor() as pool:  # much of it is waiting for events
        theirs, ours = pool.map(lambda side: side.record_all(options.scenes or known), (one, other))
    # What the original's driver does otherwise than ours it does otherwise than ours behind a daemon.
    own = ON_A_DAEMON.get(options.daemon, INTENDED)
    intended = own if options.daemon == "anyvirt" else {**INTENDED, **own}
    count: Counter[str] = Counter()
    needed = set()
    same_words = options.daemon == "anyvirt"
    for call in dict.fromkeys([*theirs, *ours]):
        left, right = theirs.get(call), ours.get(call)
        count["calls"] += 1
        broken = "broken" in (left or {}) or "broken" in (right or {})  # what the scene did not come to is not alike
        if left and right and not broken and outcome(left, wording=same_words) == outcome(right, wording=same_words):
            if options.wording and left.get("message") != right.get("message"):
                print(f"{call}({left['args']}):\n  {one.name}: {left['message']}\n  {other.name}: {right['message']}")
            continue
        if call in intended:
            needed.add(call)
            count["intended"] += 1
            continue
        count["different"] += 1
        print(f"{call}({(left or right or {}).get('args', '')})")
        for side, note in ((one, left), (other, right)):
            shown = "not called" if note is None else json.dumps(outcome(note))
            print(f"  {side.name}: {shown}  {(note or {}).get('message') or ''}")
    unneeded = [] if options.scenes else sorted(own.keys() - needed)
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
