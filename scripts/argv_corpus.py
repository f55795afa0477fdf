"""Compare our QEMU command lines with libvirt's, option by option, over a collection of its test cases.

    python scripts/argv_corpus.py [FOLDER] [--show OPTION] [--cases]

FOLDER holds manifest.tsv with in/ and out/ beside it; by default ../shared/corpus/domain-qemu-argv beside the
repository, or $ANYVIRT_CORPUS/domain-qemu-argv. This is a report and never fails: libvirt's cases assume another QEMU,
and a part of them is about devices that we do not have yet.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import csv
import json
import os
import re
import shlex
import shutil
from pathlib import Path

from anyvirt.conf.domain.model import DomainType
from anyvirt.conf.domain.parse import parse
from anyvirt.qemu import addresses, aliases, defaults
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.capabilities.probe import probe
from anyvirt.qemu.command import GraphicsPorts, Runtime, Tap, build
from anyvirt.util.error import libvirtError

Options = collections.Counter[tuple[str, str]]

# Said in another way, or not at all, on purpose: QEMU's log, what happens at shutdown, the key for secrets.
_LEFT_OUT = ("-msg", "-no-shutdown", "-action", "-watchdog-action", "-mon")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=_default_folder())
    parser.add_argument("--show", metavar="OPTION", help="print each difference in this option, as in -device")
    parser.add_argument("--cases", action="store_true", help="print why each case could not be built")
    arguments = parser.parse_args()
    emulator = shutil.which("qemu-system-x86_64")
    if not arguments.folder.is_dir() or emulator is None:
        print(f"skipped: {arguments.folder} or qemu-system-x86_64 is not here")
        return
    caps = asyncio.run(probe(emulator))
    _report(arguments.folder, caps, arguments.show, arguments.cases)


def _default_folder() -> Path:
    base = os.environ.get("ANYVIRT_CORPUS")
    root = Path(base) if base else Path(__file__).resolve().parents[2] / "shared" / "corpus"
    return root / "domain-qemu-argv"


def _report(folder: Path, caps: QemuCaps, show: str | None, cases: bool) -> None:
    total = built = 0
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    refusals: collections.Counter[str] = collections.Counter()
    for case in csv.DictReader((folder / "manifest.tsv").open(), delimiter="\t"):
        if "caps=x86_64:latest" not in case["note"] or case["expected"] == "-":
            continue
        total += 1
        try:
            ours = _ours((folder / case["input"]).read_text(), caps)
        except (libvirtError, AssertionError) as exc:
            refusals[re.sub(r"domain '[^']*':? ?", "", str(exc).partition("\n")[0])] += 1
            if cases:
                print(f"{case['id']}: {exc}")
            continue
        built += 1
        theirs = _theirs((folder / case["expected"]).read_text())
        for name in {name for name, _ in ours | theirs}:
            mine = collections.Counter({value: n for (option, value), n in ours.items() if option == name})
            libvirts = collections.Counter({value: n for (option, value), n in theirs.items() if option == name})
            counts[name]["same"] += (mine & libvirts).total()
            counts[name]["ours only"] += (mine - libvirts).total()
            counts[name]["theirs only"] += (libvirts - mine).total()
            if show == name and mine != libvirts:
                print(f"{case['id']}\n  ours      {sorted(mine - libvirts)}\n  libvirt's {sorted(libvirts - mine)}")
    print(f"{'option':<20}{'same':>8}{'ours only':>12}{'libvirt only':>14}")
    for name, count in sorted(counts.items()):
        print(f"{name:<20}{count['same']:>8}{count['ours only']:>12}{count['theirs only']:>14}")
    print("\nwhy the others cannot, most frequent first")
    for reason, number in refusals.most_common(25):
        print(f"{number:>4}  {reason}")
    print(f"\n{built} of {total} cases can be built")


def _ours(xml: str, caps: QemuCaps) -> Options:
    domain = parse(xml, fill=lambda domain: defaults.fill(domain, caps))
    addresses.assign(domain, caps)
    aliases.assign(domain)
    runtime = Runtime(
        folder=Path("/run"),
        monitor_fd=3,
        accelerator="kvm" if domain.type is DomainType.KVM else "tcg",
        taps={interface.alias: Tap(fds=(3,)) for interface in domain.interfaces if interface.alias},
        graphics={i: GraphicsPorts(port=5900) for i, graphics in enumerate(domain.graphics) if graphics.port == -1},
    )
    return _options(build(domain, caps, runtime).argv[1:])


def _theirs(text: str) -> Options:
    words = shlex.split(text.replace("\\\n", " "))
    first = next(i for i, word in enumerate(words) if word.startswith("/"))  # behind the environment
    return _options(words[first + 1 :])


def _options(words: list[str]) -> Options:
    options: Options = collections.Counter()
    words = list(words)
    while words:
        name = words.pop(0)
        value = words.pop(0) if words and not words[0].startswith("-") else ""
        if name not in _LEFT_OUT and "charmonitor" not in value and "masterKey0" not in value:
            options[name, _normal(value)] += 1
    return options


def _normal(value: str) -> str:
    """The order of options means nothing; numbers of descriptors and machine versions differ with the host."""
    try:
        return json.dumps(json.loads(value), sort_keys=True)
    except ValueError:
        value = re.sub(r"\bfd=\d+", "fd=N", value)
        value = re.sub(r"^pc-i440fx-7\.2\b", "pc", re.sub(r"^pc-q35-7\.2\b", "q35", value))
        first, *rest = re.split(r"(?<!,),(?!,)", value)
        return ",".join([first, *sorted(rest)])


if __name__ == "__main__":
    main()
