"""Large documents, all the classes of the models, and the same calls in the original libvirt's test driver."""

from __future__ import annotations

import compileall
import subprocess
import sys
import timeit
from collections.abc import Callable
from pathlib import Path

import anyvirt
from anyvirt.conf.domain import Domain
from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.domain.parse import complete
from anyvirt.conf.domain.post_parse import post_parse
from anyvirt.conf.domain.validate import validate
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
_MODELS = """
import importlib, pkgutil
import anyvirt.conf
from anyvirt.util.xmlmap import Element
def modules(base):
    for cls in base.__subclasses__():
        yield cls.__module__
        yield from modules(cls)
for found in pkgutil.walk_packages(anyvirt.conf.__path__, "anyvirt.conf."):
    importlib.import_module(found.name)
print(*sorted({name for name in modules(Element) if name.startswith("anyvirt.conf.")}))
"""
_IMPORT = """
import sys, time
began = time.process_time()
from importlib import import_module
import anyvirt.conf
for name in sys.argv[1:]:
    import_module(name)
print(time.process_time() - began)
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

    for domain in objects.values():
        complete(domain)
    actions: dict[str, Callable[[int], object]] = {
        "parse": lambda count: Domain.from_xml(texts[count]),
        "post-parse": lambda count: post_parse(objects[count]),
        "validate": lambda count: validate(objects[count]),
        "format": lambda count: format_domain(objects[count]),
    }

    def per_device(action: str, count: int) -> float:
        repeats = MANY // count
        return timeit.timeit(lambda: actions[action](count), number=repeats) / repeats / count

    figures = []
    for action in actions:
        few, many = alternating(
            [lambda action=action: per_device(action, FEW), lambda action=action: per_device(action, MANY)],  # type: ignore[misc]
            ROUNDS,
        )
        figures.append(Figure(f"{action} {MANY} devices", many * MANY * 1000, "ms"))
        figures.append(Figure(f"{action}: a device among {MANY} / {FEW}", many / few, "x", LINEAR))
    return figures


def _classes() -> list[Figure]:
    """anyvirt.conf and every module of it that defines a class of documents, in a new interpreter: processor time.

    Byte code is cached, and what they need of the standard library counts. The code that reads and writes a class is
    made at its first use, so it does not count; nor do modules that define no such class, as the stores.
    """
    compileall.compile_dir(str(Path(anyvirt.__file__).parent), quiet=2)
    modules = _python(_MODELS).split()
    (spent,) = alternating([lambda: float(_python(_IMPORT, *modules))], ROUNDS)
    return [Figure("import anyvirt.conf, all classes", spent * 1000, "ms", ALL_CLASSES_MS)]


def _python(script: str, *arguments: str) -> str:
    """What *script* prints."""
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


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
