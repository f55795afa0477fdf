"""Large documents, all the classes of the models, and the same calls in the original libvirt's test driver."""

from __future__ import annotations

import compileall
import subprocess
import sys
import timeit
from pathlib import Path

import anyvirt
from anyvirt.conf.domain import Domain
from anyvirt.testing.peers import missing_peer
from benchmarks.bench_conf import DOMAIN
from benchmarks.figures import Figure, alternating

ROUNDS = 9
CALLS = 100
FEW, MANY = 100, 1000
LINEAR = 1.3
"""How much more a device may cost among many than among few: caches of the processor fill up, nothing else."""
ALL_CLASSES_MS = 60

_PYTHON = "/usr/bin/python3"  # the interpreter that distributions build libvirt-python for
_DISK = """\
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='/srv/images/disk{0}.qcow2'/>
      <target dev='sd{1}' bus='scsi'/>
      <address type='drive' controller='{2}' bus='0' target='0' unit='{3}'/>
    </disk>
"""
_DEFINE = """
import sys, timeit
import libvirt
document = sys.stdin.read()
conn = libvirt.open("test:///default")
domain = conn.defineXML(document)
for action in (lambda: conn.defineXML(document), lambda: domain.XMLDesc()):
    print(min(timeit.repeat(action, number={calls}, repeat={rounds})) / {calls} * 1000)
"""
_IMPORT = """
import time
began = time.perf_counter()
import importlib, pkgutil
import anyvirt.conf
for found in pkgutil.walk_packages(anyvirt.conf.__path__, "anyvirt.conf."):
    importlib.import_module(found.name)
print(time.perf_counter() - began)
"""


def large(devices: int) -> str:
    """A domain with so many disks."""
    disks = (_DISK.format(number, _letters(number), number // 7, number % 7) for number in range(devices))
    return DOMAIN.replace("</emulator>\n", "</emulator>\n" + "".join(disks), 1)


def _letters(number: int) -> str:
    """a to z, aa to zz ..., as disks are named."""
    name = ""
    while number >= 0:
        name = chr(ord("a") + number % 26) + name
        number = number // 26 - 1
    return name


def measure() -> list[Figure]:
    return [*_linear(), *_classes(), *_define()]


def _linear() -> list[Figure]:
    """Time for one device among many over that among few; both are measured in turn."""
    texts = {count: large(count) for count in (FEW, MANY)}
    objects = {count: Domain.from_xml(text) for count, text in texts.items()}

    def per_device(action: str, count: int) -> float:
        run = (lambda: Domain.from_xml(texts[count])) if action == "parse" else objects[count].to_xml
        repeats = MANY // count
        return timeit.timeit(run, number=repeats) / repeats / count

    figures = []
    for action in ("parse", "format"):
        few, many = alternating(
            [lambda action=action: per_device(action, FEW), lambda action=action: per_device(action, MANY)],  # type: ignore[misc]
            ROUNDS,
        )
        figures.append(Figure(f"{action} {MANY} devices", many * MANY * 1000, "ms"))
        figures.append(Figure(f"{action}: a device among {MANY} / {FEW}", many / few, "x", LINEAR))
    return figures


def _classes() -> list[Figure]:
    """All models in a new interpreter, in which nothing else was imported; their byte code is cached."""
    compileall.compile_dir(str(Path(anyvirt.__file__).parent), quiet=2)
    (best,) = alternating(
        [lambda: float(subprocess.run([sys.executable, "-c", _IMPORT], check=True, capture_output=True).stdout)], ROUNDS
    )
    return [Figure("import anyvirt.conf, all classes", best * 1000, "ms", ALL_CLASSES_MS)]


def _define() -> list[Figure]:
    """defineXML and XMLDesc of test:///default, ours and the original's."""
    with anyvirt.open("test:///default") as conn:
        domain = conn.defineXML(DOMAIN)
        ours = [
            min(timeit.repeat(action, number=CALLS, repeat=ROUNDS)) / CALLS * 1000
            for action in (lambda: conn.defineXML(DOMAIN), domain.XMLDesc)
        ]
    figures = [Figure(f"test driver: {name}", value, "ms") for name, value in zip(_CALLS, ours, strict=True)]
    if missing_peer("libvirt-python") is not None or not Path(_PYTHON).exists():
        return figures
    script = _DEFINE.format(calls=CALLS, rounds=ROUNDS)
    answer = subprocess.run([_PYTHON, "-c", script], input=DOMAIN, text=True, check=True, capture_output=True).stdout
    for name, mine, theirs in zip(_CALLS, ours, map(float, answer.split()), strict=True):
        figures.append(Figure(f"libvirt's test driver: {name}", theirs, "ms"))
        figures.append(Figure(f"{name}: ours / libvirt's", mine / theirs, "x"))
    return figures


_CALLS = ("defineXML", "XMLDesc")
