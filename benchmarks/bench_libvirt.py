"""The same starts and destroys by the original libvirt, through a daemon of our own, in the same run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from anyvirt.testing import build_guest
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd
from anyvirt.testing.peers import missing_peer
from benchmarks.bench_start import AT_ONCE, CROWD, DESTROY, START
from benchmarks.figures import Figure

PYTHON = "/usr/bin/python3"  # Debian builds libvirt-python for this one
CACHE = Path(".cache", "bench-libvirt")
ROUNDS = 3
TIMEOUT_S = 300

AIM = 1 / 3  # of libvirt's time


def measure(ours: dict[str, float]) -> list[Figure]:
    """Libvirt's times, and how ours, measured before in this run and given by the figures' names, compare.

    Raises:
        LibvirtdUnavailable: libvirt or its Python binding is not here; the text says which.
    """
    for requirement in ("libvirt", "libvirt-python"):
        if reason := missing_peer(requirement):
            raise LibvirtdUnavailable(reason)
    guest = build_guest()
    documents = [guest.domain_xml(f"bench-{number}") for number in range(CROWD)]
    client = Path(__file__).with_name("libvirt_client.py")
    with PrivateLibvirtd(CACHE.absolute()) as daemon:
        try:
            done = subprocess.run(
                [PYTHON, client, daemon.uri, str(ROUNDS)],
                input=json.dumps(documents),
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
            )
        except subprocess.TimeoutExpired as exc:
            raise LibvirtdUnavailable(f"libvirt was not done after {TIMEOUT_S} s") from exc
        if done.returncode != 0:
            raise LibvirtdUnavailable(f"libvirt failed: {done.stderr.strip()}")
    theirs: dict[str, float] = json.loads(done.stdout)
    return [
        Figure("libvirt: start, paused", theirs["start"] * 1000, "ms"),
        Figure("anyvirt start / libvirt", ours[START] / 1000 / theirs["start"], "x", AIM),
        Figure("libvirt: destroy", theirs["destroy"] * 1000, "ms"),
        Figure("anyvirt destroy / libvirt", ours[DESTROY] / 1000 / theirs["destroy"], "x", AIM),
        Figure(f"libvirt: start {CROWD} at once", theirs["crowd_start"], "s"),
        Figure(f"anyvirt {CROWD} at once / libvirt", ours[AT_ONCE] / theirs["crowd_start"], "x", AIM),
        Figure(f"libvirt: destroy {CROWD} at once", theirs["crowd_destroy"], "s"),
    ]
