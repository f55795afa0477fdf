"""What the named features and models of x86 are: `x86.json` as objects, read at first use.

Every feature is one bit of a CPUID register or of an MSR, so a set of features is an int: bit *n* stands for the
feature that has position *n* in the table. Positions are also the order in which documents list features.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from anyvirt.util.error import InternalError

Release = tuple[int, ...]  # of libvirt


class Register(NamedTuple):
    """Where a word of features stands."""

    source: str  # cpuid or msr
    number: int  # the CPUID leaf (EAX), or that of the MSR
    sub: int  # the sub-leaf (ECX); 0 for an MSR
    name: str  # eax, ebx, ecx, edx; an MSR is edx:eax


class Signature(NamedTuple):
    """What CPUID says a CPU is."""

    family: int
    model: int
    stepping: int

    @classmethod
    def from_eax(cls, eax: int) -> Signature:
        """Decode EAX of CPUID leaf 1: the extended fields count for some families only (Intel SDM, CPUID)."""
        family, model = eax >> 8 & 0xF, eax >> 4 & 0xF
        if family in (6, 15):
            model += (eax >> 16 & 0xF) << 4
        if family == 15:
            family += eax >> 20 & 0xFF
        return cls(family, model, eax & 0xF)


class SignatureRange(NamedTuple):
    """The CPUs that a model was made after."""

    family: int
    model: int
    steppings: range

    @classmethod
    def parse(cls, text: str) -> SignatureRange:
        """Read FAMILY/MODEL or FAMILY/MODEL/FIRST-LAST."""
        family, model, *rest = text.split("/")
        first, last = rest[0].split("-") if rest else ("0", "15")
        return cls(int(family), int(model), range(int(first), int(last) + 1))

    def matches(self, signature: Signature) -> bool:
        return (self.family, self.model) == signature[:2] and signature.stepping in self.steppings


class X86Model(NamedTuple):
    """A named CPU."""

    name: str
    vendor: str | None
    signatures: tuple[SignatureRange, ...]
    features: int
    gone: tuple[str, ...]  # features it once had: hypervisors may still switch them on
    names_hosts: bool  # a host may be called so
    names_guests: bool

    def has(self, signature: Signature) -> bool:
        return any(known.matches(signature) for known in self.signatures)


class X86Table:
    """The features, vendors and models of x86."""

    def __init__(self, text: str, release: Release | None = None) -> None:
        import json  # here, as it is with the reader of the file

        data = json.loads(text)
        newer = [since for since in data["since"] if release is not None and _release(since) > release]
        unknown = {name for since in newer for name in data["since"][since].split()}
        self.positions: dict[str, int] = {}
        self.names: list[str] = []
        self.registers: dict[Register, list[tuple[int, int]]] = {}  # bit in the register, bit in a set
        self.aliases: dict[str, str] = data["aliases"]  # of the hypervisors
        # Linux's names in /proc/cpuinfo; what it makes up of several bits depends on the vendor.
        self.linux: dict[str, str] = data["linux"]
        self.linux_intel: dict[str, str] = self.linux | data["linux_intel"]
        self.linux_amd: dict[str, str] = self.linux | data["linux_amd"]
        for where, words in data["registers"].items():
            bits = self.registers[_register(where)] = []
            for word in words.split():
                name, bit = word.split("=")
                if name in unknown:
                    continue
                bits.append((int(bit), len(self.names)))
                self.positions[name] = len(self.names)
                self.names.append(name)
        # The features that CPUID tells, and no other register.
        self.of_cpuid = sum(
            1 << position
            for register, bits in self.registers.items()
            if register.source == "cpuid"
            for _, position in bits
        )
        self.bound_to_host = self.set_of(data["bound_to_host"].split())  # guests with these cannot be migrated
        self.models: dict[str, X86Model] = {}
        for entry in data["models"]:
            if entry.get("since") not in newer:
                self.models[entry["name"]] = self._model(entry)
        # Vendors to what CPUID leaf 0 says; a release without a model of one does not know its name either.
        of_models = {model.vendor for model in self.models.values()}
        self.vendors: dict[str, str] = {name: said for name, said in data["vendors"].items() if name in of_models}

    def _model(self, entry: dict[str, str]) -> X86Model:
        features = self.models[entry["like"]].features if "like" in entry else 0
        features |= self.set_of(entry.get("with", "").split())
        features &= ~self.set_of(entry.get("without", "").split())
        uses = entry.get("names", "host guest").split()
        return X86Model(
            name=entry["name"],
            vendor=entry.get("vendor"),
            signatures=tuple(SignatureRange.parse(text) for text in entry.get("signatures", "").split()),
            features=features,
            gone=tuple(entry.get("gone", "").split()),
            names_hosts="host" in uses,
            names_guests="guest" in uses,
        )

    def set_of(self, names: Iterable[str]) -> int:
        """The set of the features *names*, which the table has."""
        return sum({1 << self.positions[name] for name in names})

    def bit(self, name: str) -> int:
        """The set of one feature."""
        if name not in self.positions:
            raise InternalError(f"unknown CPU feature '{name}'")
        return 1 << self.positions[name]

    def model(self, name: str) -> X86Model:
        if name not in self.models:
            raise InternalError(f"unknown CPU model '{name}'", hint=f"known are {', '.join(self.models)}")
        return self.models[name]

    def names_of(self, features: int) -> Iterator[str]:
        """The names of a set of features, in the order of the table."""
        while features:
            lowest = features & -features
            yield self.names[lowest.bit_length() - 1]
            features ^= lowest


def _register(text: str) -> Register:
    """Read cpuid LEAF SUBLEAF REGISTER, or msr NUMBER REGISTER; numbers are hexadecimal."""
    source, *numbers, name = text.split()
    index, sub = (int(number, 16) for number in (*numbers, "0")[:2])
    return Register(source, index, sub, name)


def _release(text: str) -> Release:
    return tuple(int(part) for part in text.split("."))


_as_of: ContextVar[Release | None] = ContextVar("release of libvirt whose tables are used", default=None)


@contextmanager
def as_of(release: Release) -> Iterator[None]:
    """Within, know the features and models that this release of libvirt knew, for a host that has no newer one."""
    before = _as_of.set(release)
    try:
        yield
    finally:
        _as_of.reset(before)


def x86() -> X86Table:
    return read(_as_of.get())


@functools.cache
def read(release: Release | None) -> X86Table:
    """The table as a release of libvirt has it; all of it for None."""
    from importlib import resources  # here, since it takes longer to import than all models together

    return X86Table(resources.files(__package__).joinpath("x86.json").read_text(encoding="utf-8"), release)
