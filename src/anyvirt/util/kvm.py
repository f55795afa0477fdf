"""Whether this host's KVM can run guests: what can be known without starting QEMU."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import functools
import hashlib
import itertools
import os
import platform
from collections.abc import Iterator
from pathlib import Path

DEVICE = Path("/dev/kvm")
_CPUINFO = Path("/proc/cpuinfo")
_MODULES = Path("/sys/module")

_PROVIDERS = ("kvm", "kvm_intel", "kvm_amd", "kvm_hv", "kvm_pr", "kvm_pvm")

# Options that change what a guest sees. The others include counters, which would make every look a new one.
_PARAMETERS = ("nested", "ept", "npt", "unrestricted_guest", "enable_apicv", "avic", "ignore_msrs", "force")

_KVM_GET_API_VERSION = 0xAE00  # linux/kvm.h
_KVM_API_VERSION = 12


def obstacle() -> str | None:
    """Why no guest can run under KVM here; None when nothing speaks against it."""
    try:
        fd = os.open(DEVICE, os.O_RDWR | os.O_CLOEXEC)
    except OSError as exc:
        if exc.errno == errno.ENOENT:
            return f"{DEVICE} does not exist"
        return f"{DEVICE} cannot be opened: {exc.strerror}"
    try:
        version = fcntl.ioctl(fd, _KVM_GET_API_VERSION)
    except OSError as exc:
        return f"{DEVICE} is not KVM: {exc.strerror}"
    finally:
        os.close(fd)
    if version != _KVM_API_VERSION:
        return f"{DEVICE} speaks version {version} of its interface, not {_KVM_API_VERSION}"
    if _is_x86() and not _has_virtualization():
        # Such a KVM (pvm) answers like any other and runs firmware, but operating systems hang at their first steps.
        modules = ", ".join(_kvm_modules()) or "built in"
        return (
            f"{DEVICE} works without hardware virtualization ({modules}; the processor has neither vmx nor svm) "
            "and does not run ordinary guests"
        )
    return None


def fingerprint() -> str:
    """Changes whenever :func:`obstacle` or what QEMU says of KVM may: kernel, access, module options, processor."""
    parts = [platform.release(), platform.version(), *_device_state(), *_module_state(), *_processor()]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _is_x86() -> bool:
    return platform.machine() in ("x86_64", "i686", "i586", "i386")


def _has_virtualization() -> bool:
    flags = next((line for line in _cpuinfo() if line.startswith("flags")), "").split()
    return "vmx" in flags or "svm" in flags


def _cpuinfo() -> list[str]:
    """The first processor's lines. The kernel makes the file up while it is read: more would cost time."""
    try:
        with _CPUINFO.open(errors="replace") as file:
            return list(itertools.takewhile(str.strip, file))
    except OSError:
        return []


@functools.cache
def _processor() -> tuple[str, ...]:
    # Left out: what changes by itself, such as the frequency of the moment.
    kept = ("vendor_id", "cpu family", "model", "stepping", "microcode", "flags", "CPU ", "Features")
    return tuple(line for line in _cpuinfo() if line.startswith(kept))


def _device_state() -> Iterator[str]:
    try:
        st = DEVICE.stat()
    except OSError:
        return
    yield f"{st.st_rdev}"
    yield str(os.access(DEVICE, os.R_OK | os.W_OK))


def _kvm_modules() -> list[str]:
    """The modules that provide KVM, without the common one."""
    return sorted(path.name for path in _MODULES.glob("kvm_*"))


def _module_state() -> Iterator[str]:
    for module in (_MODULES / name for name in _PROVIDERS):
        if not module.is_dir():
            continue
        yield module.name
        for name in _PARAMETERS:
            with contextlib.suppress(OSError):
                yield f"{name}={(module / 'parameters' / name).read_text().strip()}"
