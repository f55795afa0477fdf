"""Definitions out of libvirt's own tests, where they are at hand: what comes out must be what libvirt keeps.

ANYVIRT_CORPUS names their folder. Cases count whose devices our models have, for the newest x86_64 emulator, as long
as they do not hang on files of the test's host (firmware descriptors, the user's sound settings).
"""

from __future__ import annotations

import csv
import dataclasses
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirt.qemu.capabilities import Accelerator
from anyvirt.util.error import ConfigUnsupported, libvirtError
from tests.qemu.definitions import CAPS, define, text

CORPUS = Path(os.environ.get("ANYVIRT_CORPUS") or Path(__file__).parents[2].parent / "shared" / "corpus")
FOLDER = CORPUS / "domain-qemu"

# Share of the cases that come out right: what holds today, to be raised and never lowered.
KEPT_FLOOR = 0.96
REFUSED_FLOOR = 0.93

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not FOLDER.exists(), reason=f"no documents in {FOLDER}"),
]


class _Everything(frozenset[str]):
    """The devices of an emulator that has them all."""

    def __contains__(self, name: object) -> bool:
        return True


ABLE = dataclasses.replace(
    CAPS,
    devices=_Everything(),
    displays=_Everything(),
    chardevs=_Everything(),
    objects=_Everything(),
    machines=CAPS.machines,
    accelerators={"tcg": Accelerator(usable=True), "kvm": Accelerator(usable=True)},
)


def cases(*, refused: bool) -> Iterator[tuple[str, str, str]]:
    """Id, document and what libvirt keeps of it."""
    with (FOLDER / "manifest.tsv").open() as manifest:
        for row in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE):
            host_files = row["id"].startswith(("firmware-", "audio-default-"))
            if "caps=x86_64:latest" not in row["note"] or "only=active" in row["note"] or host_files:
                continue
            if ("fail=parse" in row["note"]) is refused:
                expected = "" if refused else (FOLDER / row["expected"]).read_text()
                yield row["id"], (FOLDER / row["input"]).read_text(), expected


def current(document: str) -> str:
    """The document for a machine that our emulator has: versions do not matter here."""
    return re.sub(r"machine='(pc-q35|pc-i440fx|pc)-[^']*'", lambda m: f"machine='{_TODAY[m[1]]}'", document)


_TODAY = {"pc": "pc-i440fx-7.2", "pc-i440fx": "pc-i440fx-7.2", "pc-q35": "pc-q35-7.2"}


def lines(document: str) -> list[str]:
    """What counts: neither the path of the emulator nor the version of the machine."""
    document = re.sub(r"<emulator>.*</emulator>", "<emulator/>", document)
    document = re.sub(r" machine='[^']*'", "", document)
    return [line.strip() for line in document.splitlines() if line.strip()]


def test_what_libvirt_keeps() -> None:
    right, wrong = 0, []
    for name, document, expected in cases(refused=False):
        try:
            kept = text(define(current(document), ABLE))
        except ConfigUnsupported as exc:
            if "QEMU driver yet" not in exc.detail:
                wrong.append(f"{name}: {exc.detail}")
        except libvirtError as exc:
            wrong.append(f"{name}: {exc.detail}")
        else:
            if lines(kept) == lines(expected):
                right += 1
            else:
                ours, theirs = set(lines(kept)), set(lines(expected))
                wrong.append(f"{name}: ours {sorted(ours - theirs)[:2]} theirs {sorted(theirs - ours)[:2]}")
    assert right >= KEPT_FLOOR * (right + len(wrong)), "\n".join(wrong)


def test_what_libvirt_refuses() -> None:
    right, wrong = 0, []
    for name, document, _ in cases(refused=True):
        try:
            define(current(document), ABLE)
        except libvirtError:
            right += 1
        else:
            wrong.append(name)
    assert right >= REFUSED_FLOOR * (right + len(wrong)), "\n".join(wrong)
