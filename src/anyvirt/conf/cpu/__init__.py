"""CPU models: what a host has against what a guest asks for.

    host = parse(capabilities_cpu)          # HostCpu, for it names an architecture
    wanted = parse("<cpu match='exact'><model>Penryn</model></cpu>")
    verdict, reason = compare(host, wanted)

All functions are pure. x86 and POWER have tables of models; of ARM, s390, RISC-V and LoongArch the hypervisor alone
knows what they can do. For another architecture they raise NoSupport. Errors say that they are about CPUs: their
domain is VIR_FROM_CPU.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anyvirt.conf.cpu.document import parse as parse
    from anyvirt.conf.cpu.document import parse_guest as parse_guest
    from anyvirt.conf.cpu.document import parse_host as parse_host
    from anyvirt.conf.cpu.document import read_strictly as read_strictly
    from anyvirt.conf.cpu.judging import baseline as baseline
    from anyvirt.conf.cpu.judging import compare as compare
    from anyvirt.conf.cpu.judging import expand as expand
    from anyvirt.conf.cpu.judging import has_feature as has_feature
    from anyvirt.conf.cpu.judging import model_names as model_names
    from anyvirt.conf.cpu.judging import model_vendor as model_vendor
    from anyvirt.conf.cpu.judging import require as require
    from anyvirt.conf.cpu.judging import translate as translate
    from anyvirt.conf.cpu.judging import update as update
    from anyvirt.conf.cpu.verdict import Comparison as Comparison
    from anyvirt.conf.cpu.verdict import Verdict as Verdict

# A name is loaded at its first use: who reads documents alone does not need what knows the models.
_HOMES = {
    "document": ("parse", "parse_guest", "parse_host", "read_strictly"),
    "judging": (
        *("baseline", "compare", "expand", "has_feature"),
        *("model_names", "model_vendor", "require", "translate", "update"),
    ),
    "verdict": ("Comparison", "Verdict"),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return globals().setdefault(name, getattr(import_module(f"{__name__}.{home}"), name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(name for names in _HOMES.values() for name in names)
