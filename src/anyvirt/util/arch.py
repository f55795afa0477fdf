"""Processor architectures by libvirt's names."""

from __future__ import annotations

import os
from typing import Final

WORD_SIZES: Final = {
    "aarch64": 64, "alpha": 64, "armv6l": 32, "armv7b": 32, "armv7l": 32, "cris": 32, "i686": 32, "itanium": 64,
    "lm32": 32, "loongarch64": 64, "m68k": 32, "microblaze": 32, "microblazeel": 32, "mips": 32, "mips64": 64,
    "mips64el": 64, "mipsel": 32, "openrisc": 32, "parisc": 32, "parisc64": 64, "ppc": 32, "ppc64": 64, "ppc64le": 64,
    "ppcemb": 32, "riscv32": 32, "riscv64": 64, "s390": 32, "s390x": 64, "sh4": 32, "sh4eb": 32, "sparc": 32,
    "sparc64": 64, "unicore32": 32, "x86_64": 64, "xtensa": 32, "xtensaeb": 32,
}  # fmt: skip
"""Every architecture that a document may name, and its word size in bits (virArch)."""

X86: Final = frozenset(("i686", "x86_64"))

# What the kernel says where libvirt says something else.
_KERNEL_NAMES = {
    "i386": "i686", "i486": "i686", "i586": "i686", "amd64": "x86_64", "arm64": "aarch64", "ia64": "itanium",
    "armv8l": "armv7l",
}  # fmt: skip


def host_arch() -> str:
    """The architecture of this host."""
    machine = os.uname().machine
    return _KERNEL_NAMES.get(machine, machine)


def runs_on(arch: str, emulator_arch: str) -> bool:
    """Whether an emulator of *emulator_arch* also runs guests of *arch*."""
    return arch == emulator_arch or (arch, emulator_arch) == ("i686", "x86_64")
