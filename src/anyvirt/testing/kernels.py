"""Where the kernel of the tiny guest comes from: Debian's or Ubuntu's own package, or what is installed."""

from __future__ import annotations

import gzip
import lzma
import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# The smallest kernel of each distribution that has ACPI and virtio: it boots fastest without hardware virtualization.
META_PACKAGES = ("linux-image-cloud-amd64", "linux-image-virtual", "linux-image-amd64")

_PACKAGE_PATTERN = "linux-image-*.deb"
_MODULES_PACKAGE = "linux-modules-"  # Ubuntu keeps the modules in a package of their own
_APT_TIMEOUT_S = 600
_SUFFIXES = (".ko", ".ko.xz", ".ko.gz", ".ko.zst")


class GuestUnavailable(RuntimeError):
    """The tiny guest cannot be built here; the text says what is missing and how to get it."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A kernel with its modules, as files."""

    release: str
    image: Path
    modules: Path

    def module_closure(self, wanted: tuple[str, ...]) -> dict[str, bytes]:
        """The *wanted* modules and what they depend on, in the order in which to load them.

        What is built into the kernel, or does not exist in it, is left out.
        """
        files: dict[str, Path] = {}
        for path in sorted(self.modules.glob("kernel/**/*.ko*")):
            for suffix in _SUFFIXES:
                if path.name.endswith(suffix):
                    files[path.name.removesuffix(suffix).replace("-", "_")] = path
        loaded: dict[str, bytes] = {}

        def add(name: str) -> None:
            if name in loaded or name not in files:
                return
            data = _module_data(files[name])
            for dependency in _dependencies(data):
                add(dependency)
            loaded[name] = data

        for name in wanted:
            add(name.replace("-", "_"))
        return loaded


def _module_data(path: Path) -> bytes:
    data = path.read_bytes()
    match path.suffix:
        case ".xz":
            return lzma.decompress(data)
        case ".gz":
            return gzip.decompress(data)
        case ".zst":  # not in Python's standard library before 3.14
            return subprocess.run(["zstd", "-dc", path], check=True, capture_output=True).stdout
        case _:
            return data


def _dependencies(module: bytes) -> list[str]:
    """The names in the "depends" field of the module's .modinfo section."""
    found = re.search(rb"\0depends=([^\0]*)\0", module)
    return [name.replace("-", "_") for name in found[1].decode().split(",") if name] if found else []


def installed_kernels() -> list[Kernel]:
    """Kernels in /boot that this user may read and whose modules are there, cloud kernels first, then the newest."""
    found = []
    for image in Path("/boot").glob("vmlinuz-*"):
        release = image.name.removeprefix("vmlinuz-")
        modules = Path("/lib/modules", release)
        if os.access(image, os.R_OK) and modules.is_dir():
            found.append(Kernel(release, image, modules))
    return sorted(found, key=lambda kernel: ("cloud" in kernel.release, kernel.image.stat().st_mtime), reverse=True)


def cached_packages(folder: Path) -> list[Path]:
    """The packages of the newest kernel that `download` left in *folder*, the image's first; [] when there is none."""
    images = sorted(folder.glob(_PACKAGE_PATTERN), key=lambda path: path.stat().st_mtime)
    if not images:
        return []
    release = images[-1].name.removeprefix("linux-image-").partition("_")[0]
    return [images[-1], *folder.glob(f"{_MODULES_PACKAGE}{release}_*.deb")]


def download(folder: Path) -> list[Path]:
    """Fetch a kernel's packages with apt into *folder*; installs nothing, needs no privileges but apt's lists."""
    if platform.machine() != "x86_64":
        raise GuestUnavailable(f"the tiny guest needs a kernel package for amd64; this host is {platform.machine()}")
    for program in ("apt-get", "apt-cache", "dpkg-deb"):
        if shutil.which(program) is None:
            raise GuestUnavailable(f"the tiny guest's kernel comes from a Debian package, which needs {program}")
    packages = _image_packages()
    with tempfile.TemporaryDirectory(prefix=".download-", dir=folder) as scratch:
        fetched = subprocess.run(
            ["apt-get", "download", *packages], cwd=scratch, capture_output=True, text=True, timeout=_APT_TIMEOUT_S
        )
        if fetched.returncode != 0:
            raise GuestUnavailable(f"apt-get download {' '.join(packages)} failed: {fetched.stderr.strip()}")
        # The image's package last: where it stands, the cache is complete.
        for path in sorted(Path(scratch).glob("*.deb"), key=lambda path: path.name, reverse=True):
            path.rename(folder / path.name)
    return cached_packages(folder)


def _image_packages() -> list[str]:
    """The real packages behind the first of META_PACKAGES that apt knows."""
    for meta in META_PACKAGES:
        for image in _depends(meta):
            if re.fullmatch(r"linux-image-\d.*", image):
                return [image, *(name for name in _depends(image) if re.match(rf"{_MODULES_PACKAGE}\d", name))]
    raise GuestUnavailable(
        f"apt knows none of the kernel packages {', '.join(META_PACKAGES)}; run 'apt-get update' as root first"
    )


def _depends(package: str) -> list[str]:
    answer = subprocess.run(
        ["apt-cache", "depends", "--important", package], capture_output=True, text=True, timeout=_APT_TIMEOUT_S
    )
    return re.findall(r"^\s*\|?Depends: ([^\s<>]+)$", answer.stdout, re.MULTILINE)


@dataclass(frozen=True, slots=True)
class KernelSource:
    """A kernel that can be had: *identity* names it before anything is unpacked."""

    identity: str
    packages: tuple[Path, ...] = ()
    installed: Kernel | None = None

    @contextmanager
    def opened(self) -> Iterator[Kernel]:
        """The kernel's files, for as long as the context lasts."""
        if self.installed is not None:
            yield self.installed
            return
        with tempfile.TemporaryDirectory(prefix="anyvirt-kernel-") as scratch:
            root = Path(scratch)
            for package in self.packages:
                subprocess.run(["dpkg-deb", "-x", package, root], check=True, capture_output=True)
            image = next(root.glob("boot/vmlinuz-*"))
            release = image.name.removeprefix("vmlinuz-")
            yield Kernel(release, image, root / "lib" / "modules" / release)


def find_kernel(folder: Path) -> KernelSource:
    """The kernel to use: a package kept in *folder*, an installed cloud kernel, a package from apt, any installed one.

    Raises:
        GuestUnavailable: there is none.
    """
    if packages := cached_packages(folder):
        return _packaged(packages)
    installed = installed_kernels()
    if installed and "cloud" in installed[0].release:
        return _installed(installed[0])
    try:
        return _packaged(download(folder))
    except GuestUnavailable:
        if not installed:
            raise
        return _installed(installed[0])


def _packaged(packages: list[Path]) -> KernelSource:
    return KernelSource(" ".join(path.name for path in packages), packages=tuple(packages))


def _installed(kernel: Kernel) -> KernelSource:
    return KernelSource(f"installed {kernel.release}", installed=kernel)
