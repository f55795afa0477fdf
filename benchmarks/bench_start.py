"""Starting and destroying guests: anyvirt's embedded driver against bare QEMU, alone and sixteen at once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyvirt as libvirt
from anyvirt.testing import build_guest
from anyvirt.testing.processes import processes_using
from benchmarks.bare import BareCommand, BareQemu
from benchmarks.figures import Figure, alternating, seconds

ROUNDS = 9
CROWD = 16
CROWD_ROUNDS = 2

# Names of figures that others compare with.
START = "anyvirt: start, paused"
DESTROY = "anyvirt: destroy"
AT_ONCE = f"anyvirt: start {CROWD} at once"

START_RATIO = 2.0
DESTROY_RATIO = 1.5


def measure() -> list[Figure]:
    """Times until a guest is paused with its monitor ready, and until its process is gone."""
    with (
        tempfile.TemporaryDirectory(prefix="avb-") as root,
        tempfile.TemporaryDirectory(prefix="avb-") as copy,
        libvirt.open(f"qemu:///embed?root={root}") as conn,
    ):
        guest = build_guest()
        domains = [conn.defineXML(guest.domain_xml(f"bench-{number}")) for number in range(CROWD)]
        try:
            return _against_bare(domains[0], Path(root), Path(copy)) + _crowd(domains)
        finally:
            for domain in domains:
                if domain.isActive():
                    domain.destroy()
                domain.undefine()


def _start(domain: libvirt.virDomain) -> None:
    domain.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)


def _against_bare(domain: libvirt.virDomain, root: Path, copy: Path) -> list[Figure]:
    _start(domain)
    [pid] = processes_using(root)
    command = BareCommand(pid, root, copy)
    domain.destroy()
    bare: list[BareQemu] = []

    try:
        start, destroy, bare_start, bare_kill = alternating(
            [
                lambda: seconds(lambda: _start(domain)),
                lambda: seconds(domain.destroy),
                lambda: seconds(lambda: bare.append(command.start())),
                lambda: seconds(lambda: bare.pop().kill()),
            ],
            ROUNDS,
        )
    finally:
        for left in bare:
            left.kill()
    return [
        Figure("bare QEMU: start until its monitor is ready", bare_start * 1000, "ms"),
        Figure(START, start * 1000, "ms"),
        Figure("start / bare QEMU", start / bare_start, "x", START_RATIO),
        Figure("bare QEMU: kill", bare_kill * 1000, "ms"),
        Figure(DESTROY, destroy * 1000, "ms"),
        Figure("destroy / killing bare QEMU", destroy / bare_kill, "x", DESTROY_RATIO),
    ]


def _crowd(domains: list[libvirt.virDomain]) -> list[Figure]:
    with ThreadPoolExecutor(len(domains)) as pool:

        def at_once(action: Callable[[libvirt.virDomain], object]) -> float:
            return seconds(lambda: list(pool.map(action, domains)))

        def one_after_the_other(action: Callable[[libvirt.virDomain], object]) -> float:
            return seconds(lambda: [action(domain) for domain in domains])

        starts_at_once, destroys_at_once, starts, destroys = alternating(
            [
                lambda: at_once(_start),
                lambda: at_once(lambda domain: domain.destroy()),
                lambda: one_after_the_other(_start),
                lambda: one_after_the_other(lambda domain: domain.destroy()),
            ],
            CROWD_ROUNDS,
        )
    return [
        Figure(f"anyvirt: start {CROWD} one after the other", starts, "s"),
        Figure(AT_ONCE, starts_at_once, "s"),
        Figure("start at once / one after the other", starts_at_once / starts, "x"),
        Figure(f"anyvirt: destroy {CROWD} one after the other", destroys, "s"),
        Figure(f"anyvirt: destroy {CROWD} at once", destroys_at_once, "s"),
    ]
