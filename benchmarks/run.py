"""Runs all measurements, prints them with their targets, and writes them as JSON.

    python -m benchmarks.run [start import conf documents call rpc libvirt inprocess scale daemon remote]  or all

A target that is missed does not fail the run: the figures are for reading, on whatever machine this is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from anyvirt.testing.libvirtd import LibvirtdUnavailable
from benchmarks import (
    bench_call,
    bench_conf,
    bench_daemon,
    bench_documents,
    bench_import,
    bench_inprocess,
    bench_libvirt,
    bench_remote,
    bench_rpc,
    bench_scale,
    bench_start,
)
from benchmarks.figures import Figure

RESULT = Path("build", "bench.json")

# What bench_conf measures, in ms, and how much it may take.
CONF_TARGETS = {"parse": 0.15, "format": 0.05}


def conf() -> list[Figure]:
    return [
        Figure(f"conf: {name}", value, "ms", CONF_TARGETS.get(name)) for name, value in bench_conf.measure().items()
    ]


def call() -> list[Figure]:
    return [Figure(f"call: {name}", value, "us", None) for name, value in bench_call.measure().items()]


def rpc() -> list[Figure]:
    return [Figure(f"rpc: {name}", value, "us", None) for name, value in bench_rpc.measure().items()]


def show(figures: list[Figure]) -> None:
    for figure in figures:
        target = "" if figure.target is None else f"at most {figure.target:.3g} {figure.unit}"
        line = f"  {figure.name:<46} {figure.value:10.3f} {figure.unit:<3} {target:<18} {figure.verdict}"
        print(line.rstrip(), flush=True)


def main() -> int:
    figures: list[Figure] = []

    def libvirt() -> list[Figure]:
        return bench_libvirt.measure({figure.name: figure.value for figure in figures})

    measurements: dict[str, Callable[[], list[Figure]]] = {
        "start": bench_start.measure,
        "libvirt": libvirt,  # compares with what "start" found
        "conf": conf,
        "documents": bench_documents.measure,
        "call": call,
        "inprocess": bench_inprocess.measure,
        "scale": bench_scale.measure,
        "daemon": bench_daemon.measure,
        "rpc": rpc,
        "remote": bench_remote.measure,
        "import": bench_import.measure,
    }
    parser = argparse.ArgumentParser(description="Measure anyvirt.")
    parser.add_argument("names", nargs="*", choices=[*measurements, []], help="what to measure; all without any")
    names = parser.parse_args().names or list(measurements)
    if "libvirt" in names and "start" not in names:
        parser.error("'libvirt' compares with what 'start' measures; name both")

    print(f"bench: Python {platform.python_version()}, {os.cpu_count()} CPUs, {platform.machine()}")
    for name, measure in measurements.items():
        if name not in names:
            continue
        print(f"{name}:", flush=True)
        try:
            found = measure()
        except LibvirtdUnavailable as exc:
            print(f"  not measured: {exc}")
            continue
        show(found)
        figures += found

    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([{**figure._asdict(), "verdict": figure.verdict} for figure in figures], indent=2))
    judged = [figure for figure in figures if figure.target is not None]
    met = sum(figure.verdict == "met" for figure in judged)
    print(f"bench: {len(figures)} figures in {RESULT}; {met} of {len(judged)} targets met")
    return 0


if __name__ == "__main__":
    sys.exit(main())
