"""What a QEMU binary can do: asked from the binary itself over QMP, once, and remembered on disk."""

from .cache import CapsCache
from .emulators import find_emulator, installed_emulators, package_hint
from .model import Accelerator, CpuModel, Machine, QemuCaps

__all__ = [
    "Accelerator",
    "CapsCache",
    "CpuModel",
    "Machine",
    "QemuCaps",
    "find_emulator",
    "installed_emulators",
    "package_hint",
]
