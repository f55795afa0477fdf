"""Where the emulators of this host are."""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import shutil
import stat
from collections.abc import Iterable, Iterator

from anyvirt.util.arch import host_arch, runs_on
from anyvirt.util.error import SystemCallError

# libvirt's name of an architecture -> QEMU's target, where they differ.
_TARGET_OF_ARCH = {
    "i686": "i386",
    "armv7l": "arm",
    "armv6l": "arm",
    "openrisc": "or1k",
    "parisc": "hppa",
    "ppc64le": "ppc64",
}

# Targets that one may ask for; most hosts have an emulator for one or two.
_TARGETS = (
    "aarch64", "alpha", "arm", "hppa", "i386", "loongarch64", "m68k", "microblaze", "microblazeel", "mips", "mips64",
    "mips64el", "mipsel", "or1k", "ppc", "ppc64", "riscv32", "riscv64", "s390x", "sh4", "sh4eb", "sparc", "sparc64",
    "x86_64", "xtensa", "xtensaeb",
)  # fmt: skip

# Distributions that ship a KVM-only emulator under a name without a target: RHEL and its kin, older Debian.
_NATIVE = ("/usr/libexec/qemu-kvm", "qemu-kvm", "kvm")

_PACKAGES = {
    "i386": "qemu-system-x86",
    "x86_64": "qemu-system-x86",
    "aarch64": "qemu-system-arm",
    "arm": "qemu-system-arm",
    "ppc": "qemu-system-ppc",
    "ppc64": "qemu-system-ppc",
}

# Where QEMU's modules lie below the prefix of its bin/: Debian, Fedora, RHEL, others.
_MODULE_FOLDERS = (f"lib/{platform.machine()}-linux-gnu/qemu", "lib64/qemu", "lib64/qemu-kvm", "lib/qemu")


def find_emulator(arch: str, *, native: str | None = None) -> str | None:
    """The path of the default emulator for guests of *arch*, libvirt's name; None when none is installed.

    *native* is the architecture of the host: its guests may also use the emulators that have no target in their name.
    A 32-bit x86 guest runs on a 64-bit emulator.
    """
    native = native or host_arch()
    names = [f"qemu-system-{_target(arch)}"]
    if arch == "i686":
        names.append("qemu-system-x86_64")
    if runs_on(arch, native):
        names.extend(_NATIVE)
    return next(_existing(names), None)


def installed_emulators(*, native: str | None = None) -> list[str]:
    """The emulators of all architectures, the host's own first, each path once."""
    host = _target(native or host_arch())
    names = [f"qemu-system-{host}", *_NATIVE, *(f"qemu-system-{target}" for target in _TARGETS)]
    if shutil.which(names[0]):
        # The plain emulator of the host speaks for itself; "kvm" and "qemu-kvm" are links or wrappers around it.
        names = [name for name in names if name not in _NATIVE]
    return list(dict.fromkeys(_existing(names)))


def package_hint(arch: str) -> str:
    """How to get an emulator for *arch*."""
    package = _PACKAGES.get(_target(arch), "qemu-system-misc")
    return f"install QEMU for it: package '{package}' on Debian and Ubuntu, 'qemu-kvm' on Fedora and RHEL"


def check_emulator(path: str) -> os.stat_result:
    """Look whether *path* can be an emulator at all.

    Raises:
        SystemCallError: it does not exist, or cannot be executed. The words are libvirt's.
    """
    try:
        st = os.stat(path)
    except OSError as exc:
        hint = package_hint(host_arch()) if isinstance(exc, FileNotFoundError) else None
        raise SystemCallError(
            f"Cannot check QEMU binary {path}: {exc.strerror}", int1=exc.errno or -1, hint=hint
        ) from exc
    if not stat.S_ISREG(st.st_mode) or not os.access(path, os.X_OK):
        raise SystemCallError(
            f"QEMU binary {path} is not executable: {os.strerror(errno.EACCES)}",
            int1=errno.EACCES,
            hint=f"chmod +x {path}" if stat.S_ISREG(st.st_mode) else None,
        )
    return st


def module_times(binary: str) -> tuple[int, ...]:
    """When modules of *binary* were last installed or removed: distributions ship SPICE, QXL and others in packages."""
    prefix = os.path.dirname(os.path.dirname(os.path.realpath(binary)))
    times = []
    for folder in _MODULE_FOLDERS:
        with contextlib.suppress(OSError):
            times.append(os.stat(os.path.join(prefix, folder)).st_mtime_ns)
    return tuple(times)


def _target(arch: str) -> str:
    return _TARGET_OF_ARCH.get(arch, arch)


def _existing(names: Iterable[str]) -> Iterator[str]:
    return (path for name in names if (path := shutil.which(name)) is not None)
