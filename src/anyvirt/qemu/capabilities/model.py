"""What one QEMU binary can do, as plain values that survive a trip through JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine type (``-machine NAME``)."""

    name: str
    alias: str | None = None  # "pc" for the newest "pc-i440fx-..."
    max_cpus: int = 1
    is_default: bool = False
    default_ram_id: str | None = None  # id that a memory backend must carry to replace the machine's own RAM
    deprecated: bool = False
    hotpluggable_cpus: bool = False
    default_cpu_type: str | None = None  # QOM type, e.g. "qemu64-x86_64-cpu"


@dataclass(frozen=True, slots=True, kw_only=True)
class CpuModel:
    """A named CPU model as one accelerator sees it."""

    name: str
    usable: bool | None = None  # None: this QEMU does not say
    blockers: tuple[str, ...] = ()  # CPU features that the host (or TCG) cannot give
    deprecated: bool = False
    alias_of: str | None = None  # "qemu64" stands for "qemu64-v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BestCpu:
    """The most that a guest's CPU can be: "host" under KVM, "max" under TCG, as QEMU spells it out."""

    name: str  # "max" and "host" on x86, a named model on s390
    properties: Mapping[str, bool | int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerator:
    """Whether guests can run under one accelerator, and the CPU models it offers."""

    usable: bool
    reason: str | None = None  # why not, with QEMU's own words
    transient: bool = False  # the failure may lie in the moment (time limit): worth asking again later
    cpu_models: tuple[CpuModel, ...] = ()
    best_cpu: BestCpu | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QemuCaps:
    """Everything the driver knows of one emulator binary.

    All names are QEMU's own: QOM type names, QMP command and event names, QAPI enum members.
    """

    binary: str
    version: tuple[int, int, int]
    package: str = ""
    arch: str  # libvirt's name: "x86_64", "i686", "aarch64", ...
    machines: Mapping[str, Machine] = field(default_factory=dict)  # canonical name -> machine
    devices: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    accelerators: Mapping[str, Accelerator] = field(default_factory=dict)  # "tcg", "kvm"
    commands: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    displays: frozenset[str] = frozenset()  # -display and friends: "gtk", "egl-headless", "dbus" ...
    netdevs: frozenset[str] = frozenset()  # -netdev types; "user" is missing where libslirp is
    chardevs: frozenset[str] = frozenset()  # -chardev backends
    block_drivers: frozenset[str] = frozenset()  # -blockdev drivers
    options: frozenset[str] = frozenset()  # of the command line that not every build has: "sandbox", "spice" ...

    def has_device(self, name: str) -> bool:
        return name in self.devices

    def has_object(self, name: str) -> bool:
        return name in self.objects

    def machine(self, name: str) -> Machine | None:
        """The machine type called *name*, which may be an alias such as ``q35``."""
        if (found := self.machines.get(name)) is not None:
            return found
        return next((machine for machine in self.machines.values() if machine.alias == name), None)

    @property
    def default_machine(self) -> Machine | None:
        """The machine type QEMU itself would take; several architectures have none."""
        return next((machine for machine in self.machines.values() if machine.is_default), None)

    @property
    def version_number(self) -> int:
        """``7.2.22`` as 7002022, the form of virConnectGetVersion."""
        major, minor, micro = self.version
        return major * 1_000_000 + minor * 1_000 + micro

    def accelerator(self, name: str) -> Accelerator:
        """The accelerator called *name*; one that nobody heard of is unusable."""
        return self.accelerators.get(name) or Accelerator(usable=False, reason=f"{self.binary} has no {name}")

    # --- JSON -----------------------------------------------------------------------------------------------------

    def to_json(self) -> dict[str, Any]:
        """A value that json.dumps takes and :meth:`from_json` turns back into an equal object."""
        return {
            "binary": self.binary,
            "version": list(self.version),
            "package": self.package,
            "arch": self.arch,
            "machines": [_fields(machine) for machine in self.machines.values()],
            "accelerators": {
                name: {
                    "usable": acc.usable,
                    "reason": acc.reason,
                    "transient": acc.transient,
                    "cpu_models": [_fields(model) for model in acc.cpu_models],
                    "best_cpu": acc.best_cpu and {"name": acc.best_cpu.name, "properties": {**acc.best_cpu.properties}},
                }
                for name, acc in self.accelerators.items()
            },
            **{name: sorted(getattr(self, name)) for name in _SETS},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for anything that :meth:`to_json` did not make."""
        major, minor, micro = map(int, data["version"])
        machines = [Machine(**entry) for entry in data["machines"]]
        return cls(
            binary=data["binary"],
            version=(major, minor, micro),
            package=data["package"],
            arch=data["arch"],
            machines={machine.name: machine for machine in machines},
            accelerators={name: _accelerator(entry) for name, entry in data["accelerators"].items()},
            **{name: frozenset(_strings(data[name])) for name in _SETS},
        )


_SETS = ("devices", "objects", "commands", "events", "displays", "netdevs", "chardevs", "block_drivers", "options")


def _fields(value: Machine | CpuModel) -> dict[str, Any]:
    """The fields that differ from their default: keeps the cache file, read at every start, small."""
    return {f.name: item for f in dataclasses.fields(value) if (item := getattr(value, f.name)) != f.default}


def _accelerator(data: Mapping[str, Any]) -> Accelerator:
    models = (
        CpuModel(**{**entry, "blockers": tuple(_strings(entry.get("blockers", ())))}) for entry in data["cpu_models"]
    )
    return Accelerator(
        usable=bool(data["usable"]),
        reason=data["reason"],
        transient=bool(data["transient"]),
        cpu_models=tuple(models),
        best_cpu=None if (best := data["best_cpu"]) is None else best_cpu(best["name"], best["properties"]),
    )


def best_cpu(name: str, properties: Mapping[str, object]) -> BestCpu:
    """From what QEMU answers, or a file holds: only plain values are kept."""
    return BestCpu(
        name=name, properties={key: value for key, value in properties.items() if isinstance(value, bool | int | str)}
    )


def _strings(values: Iterable[object]) -> Iterable[str]:
    for value in values:
        if not isinstance(value, str):
            raise TypeError(f"{value!r} is not a string")
        yield value
