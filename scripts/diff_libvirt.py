#!/usr/bin/env python3
"""Define documents in the original libvirt and in anyvirt, and compare what each makes of them.

    scripts/diff_libvirt.py [-v] [FILE...]

Both are asked for what they keep, and for what they tell an older version (MIGRATABLE). Without files: all of
tests/real/documents. The daemon is a private one, see anyvirt.testing.libvirtd. A document that
one of the two refuses must be refused by the other with the same error code.

Exit status: 0 all alike, 1 some differ, 77 there is no libvirtd to compare with.
"""

from __future__ import annotations

import argparse
import asyncio
import difflib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import parse
from anyvirt.qemu import addresses
from anyvirt.qemu.capabilities import CapsCache, QemuCaps, find_emulator
from anyvirt.qemu.defaults import fill
from anyvirt.qemu.migratable import for_older_versions
from anyvirt.qemu.validate import check
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd
from anyvirt.testing.peers import find_program, peer_version
from anyvirt.util.error import libvirtError

DOCUMENTS = Path(__file__).parent.parent / "tests" / "real" / "documents"
SKIPPED = 77  # what test harnesses take for "not applicable here"

_CALL_S = 60  # the first call waits for libvirt to ask its emulators


@dataclass(frozen=True)
class Result:
    """What came of one document."""

    name: str
    theirs: str
    ours: str

    @property
    def alike(self) -> bool:
        return self.theirs == self.ours

    @property
    def first_difference(self) -> str:
        """The first line that differs, theirs and ours."""
        left, right = self.theirs.splitlines(), self.ours.splitlines()
        for theirs, ours in zip(left, right, strict=False):
            if theirs != ours:
                return f"libvirt: {theirs.strip()}  anyvirt: {ours.strip()}"
        longer, who = (left, "libvirt") if len(left) > len(right) else (right, "anyvirt")
        return f"only {who}: {longer[min(len(left), len(right))].strip()}"

    @property
    def diff(self) -> str:
        return "\n".join(
            difflib.unified_diff(self.theirs.splitlines(), self.ours.splitlines(), "libvirt", "anyvirt", lineterm="")
        )


class Libvirt:
    """The original, asked through virsh."""

    def __init__(self, daemon: PrivateLibvirtd) -> None:
        virsh = find_program("virsh")
        if virsh is None:
            raise LibvirtdUnavailable("virsh is not installed (Debian package libvirt-clients)")
        self._virsh = [virsh, "--quiet", "--connect", f"qemu{daemon.uri.removeprefix('qemu')}"]

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*self._virsh, *arguments], capture_output=True, text=True, timeout=_CALL_S, check=False)

    def define(self, document: Path, name: str) -> str:
        done = self._run("define", str(document))
        if done.returncode != 0:
            message = done.stderr.strip().splitlines()[-1].removeprefix("error: ")
            return f"refused: {message.partition(':')[0]}"
        try:
            kept = self._run("dumpxml", "--inactive", "--security-info", name).stdout
            # libvirt reads what it keeps again for this, and may refuse it then: ports beyond the board's pass once.
            migratable = self._run("dumpxml", "--inactive", "--security-info", "--migratable", name)
            return kept + migratable.stdout if migratable.returncode == 0 else kept
        finally:
            self._run("undefine", name)


def define(document: str, caps: QemuCaps) -> str:
    """What the QEMU driver of anyvirt keeps of a document; a refusal as `Libvirt.define` puts it."""

    def complete(domain: Domain) -> None:
        fill(domain, caps)

    try:
        domain = parse(document, fill=complete)
        check(domain, caps)
        addresses.assign(domain, caps)
    except libvirtError as exc:
        return f"refused: {exc.message.partition(':')[0]}"
    kept = format_domain(domain, secure=True, inactive=True)
    return kept + format_domain(for_older_versions(domain), secure=True, inactive=True, migratable=True)


_TELLS_OF_ITCO = (9, 1)  # from this version on libvirt writes down the watchdog that every q35 board has


def normalise(text: str) -> str:
    """Take out what is random, what only a newer libvirt tells of, and lines that say nothing."""
    text = re.sub(r"(<mac address=')[^']*", r"\1(random)", text)
    text = re.sub(r"<(\w+)([^<>]*)>\s*</\1>", r"<\1\2/>", text)
    if (peer_version("libvirt") or ()) < _TELLS_OF_ITCO:
        text = re.sub(r"\s*<watchdog model='itco' action='\w+'/>", "", text)
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def compare(files: Iterable[Path]) -> Iterator[Result]:
    """Define each file on both sides.

    Raises:
        LibvirtdUnavailable: there is nothing to compare with.
    """
    with tempfile.TemporaryDirectory(prefix="avd-") as folder, PrivateLibvirtd() as daemon:
        libvirt = Libvirt(daemon)
        caps = CapsCache(Path(folder))
        for file in files:
            document = file.read_text()
            name = re.search("<name>(.*?)</name>", document)
            arch = re.search("arch='(.*?)'", document)
            theirs = libvirt.define(file, name[1] if name else "")
            emulator = find_emulator(arch[1] if arch else "x86_64")
            ours = (
                "refused: unsupported configuration"
                if emulator is None
                else define(document, asyncio.run(caps.get(emulator)))
            )
            if theirs.count("</domain>") < ours.count("</domain>"):
                ours = ours[: ours.index("</domain>\n") + len("</domain>\n")]
            yield Result(file.stem, normalise(theirs), normalise(ours))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="domain documents")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the whole difference")
    options = parser.parse_args()
    results = []
    try:
        for result in compare(options.files or sorted(DOCUMENTS.glob("*.xml"))):
            results.append(result)
            print(f"{result.name}: {'identical' if result.alike else result.first_difference}", flush=True)
            if options.verbose and not result.alike:
                print(result.diff)
    except LibvirtdUnavailable as exc:
        print(f"skipped: {exc}")
        return SKIPPED
    alike = sum(result.alike for result in results)
    print(f"{alike} of {len(results)} documents identical")
    return 0 if alike == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
