"""A tiny Linux guest for tests and demos: a distribution's kernel, busybox, a 100-line init. Built in seconds, cached.

    guest = build_guest()
    dom = conn.defineXML(guest.domain_xml("tiny"))
    with guest.boot(dom) as console:
        print(console.run("uname -a"))

It has virtio drivers, a root shell on its console and on further serial lines, and powers off when its power button is
pressed. The words on the kernel's command line that change what it does are listed in guest_init.sh.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal, Protocol
from xml.sax.saxutils import escape, quoteattr

from anyvirt.testing.console import Console
from anyvirt.testing.cpio import Entry, archive
from anyvirt.testing.kernels import GuestUnavailable, Kernel, find_kernel

__all__ = ["GuestUnavailable", "TinyGuest", "build_guest", "default_cache"]

MARKER = "anyvirt guest is up"

CMDLINE = "console=ttyS0 quiet"  # quiet: the guest's first line is then its marker, a little sooner

# In the order in which the guest finds its devices.
MODULES = (
    "virtio_pci",
    "virtio_mmio",
    "virtio_blk",
    "virtio_scsi",
    "sd_mod",
    "sr_mod",
    "ahci",
    "ata_piix",
    "virtio_net",
    "e1000",
    "virtio_console",
    "virtio_balloon",
    "virtio_rng",
    "button",
    "evdev",
    "i6300esb",
)

_BUSYBOX = "/bin/busybox"
_START_PAUSED = 1  # VIR_DOMAIN_START_PAUSED


class StartableDomain(Protocol):
    """What `TinyGuest.boot` needs of a domain object."""

    def createWithFlags(self, flags: int = 0) -> int: ...
    def resume(self) -> int: ...
    def XMLDesc(self, flags: int = 0) -> str: ...


@dataclass(frozen=True, slots=True)
class TinyGuest:
    """The built guest: files to boot from, and the line by which it says that it is up."""

    kernel: Path
    initrd: Path
    cmdline: str = CMDLINE
    marker: str = MARKER

    def domain_xml(
        self,
        name: str = "tiny",
        *,
        memory_mib: int = 128,
        vcpus: int = 1,
        machine: str = "pc",
        cmdline: str = "",
        serial: Literal["pty", "unix", "file"] = "pty",
        serial_path: Path | str | None = None,
        serial_log: Path | str | None = None,
        disks: Sequence[Path | str] = (),
        network: bool = False,
        devices: str = "",
        uuid: str | None = None,
        domain_type: str = "qemu",
    ) -> str:
        """A domain document that boots this guest.

        Args:
            cmdline: more words for the kernel's command line; see guest_init.sh.
            serial: what the guest's console is connected to.
            serial_path: for "unix" the socket to listen on, for "file" the file to write.
            serial_log: a file that gets a copy of all that the guest writes to its console.
            disks: raw images, as virtio disks vda, vdb ...
            network: a virtio interface on the emulator's own user-mode network.
            devices: XML of further devices, as it is.
        """
        source = ""
        if serial != "pty":
            mode = " mode='bind'" if serial == "unix" else ""
            source = f"<source{mode} path={quoteattr(str(serial_path))}/>"
        log = f"<log file={quoteattr(str(serial_log))} append='off'/>" if serial_log else ""
        lines = [
            f"<serial type='{serial}'>{source}{log}<target port='0'/></serial>",
            *(
                f"<disk type='file'><driver name='qemu' type='raw'/><source file={quoteattr(str(path))}/>"
                f"<target dev='vd{chr(ord('a') + index)}' bus='virtio'/></disk>"
                for index, path in enumerate(disks)
            ),
        ]
        if network:
            lines.append("<interface type='user'><model type='virtio'/></interface>")
        if devices:
            lines.append(devices)
        return "\n".join(
            [
                f"<domain type='{domain_type}'>",
                f"  <name>{escape(name)}</name>",
                *([f"  <uuid>{uuid}</uuid>"] if uuid else []),
                f"  <memory unit='MiB'>{memory_mib}</memory>",
                f"  <vcpu>{vcpus}</vcpu>",
                "  <os>",
                f"    <type arch='x86_64' machine='{machine}'>hvm</type>",
                f"    <kernel>{escape(str(self.kernel))}</kernel>",
                f"    <initrd>{escape(str(self.initrd))}</initrd>",
                f"    <cmdline>{escape(f'{self.cmdline} {cmdline}'.strip())}</cmdline>",
                "  </os>",
                "  <features><acpi/><apic/></features>",
                "  <on_reboot>restart</on_reboot>",
                "  <on_crash>destroy</on_crash>",
                "  <devices>",
                *(f"    {line}" for line in lines),
                "  </devices>",
                "</domain>",
                "",
            ]
        )

    def boot(self, dom: StartableDomain, timeout_s: float = 60) -> Console:
        """Start *dom*, connect to its first console and wait until the guest is up.

        The domain starts paused and runs on only when the console is connected, so that no output is lost.
        """
        dom.createWithFlags(_START_PAUSED)
        console = Console.of_domain(dom.XMLDesc())
        try:
            dom.resume()
            console.wait_until_up(self.marker, timeout_s)
        except BaseException:
            console.close()
            raise
        return console


def default_cache() -> Path:
    """Where the guest is kept: $ANYVIRT_TEST_CACHE, or the user's cache folder."""
    if given := os.environ.get("ANYVIRT_TEST_CACHE"):
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base, "anyvirt", "guest")


def build_guest(cache_dir: Path | None = None) -> TinyGuest:
    """The tiny guest, from the cache or built into it. Several processes may ask at once: one builds, the others wait.

    Raises:
        GuestUnavailable: a kernel or busybox cannot be had here.
    """
    folder = cache_dir or default_cache()
    folder.mkdir(parents=True, exist_ok=True)
    init_files = {name: _resource(name) for name in ("guest_init.sh", "guest_dhcp.sh")}
    busybox = _busybox()
    with _locked(folder / "lock"):
        source = find_kernel(folder)
        ingredients = [source.identity.encode(), " ".join(MODULES).encode(), *init_files.values(), busybox]
        key = hashlib.sha256(b"\0".join(ingredients)).hexdigest()[:16]
        built = folder / f"guest-{key}"
        if not built.is_dir():
            with source.opened() as kernel:
                _build(built, kernel, init_files, busybox)
    return TinyGuest(kernel=built / "vmlinuz", initrd=built / "initrd")


def _build(target: Path, kernel: Kernel, init_files: dict[str, bytes], busybox: bytes) -> None:
    scratch = Path(tempfile.mkdtemp(prefix=".build-", dir=target.parent))
    try:
        shutil.copyfile(kernel.image, scratch / "vmlinuz")
        modules = kernel.module_closure(MODULES)
        (scratch / "initrd").write_bytes(archive(_file_system(init_files, busybox, modules)))
        scratch.chmod(0o755)  # an emulator that runs as another user reads it too
        scratch.rename(target)  # whole or not at all
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise


def _file_system(init_files: dict[str, bytes], busybox: bytes, modules: dict[str, bytes]) -> list[Entry]:
    return [
        *(
            Entry.folder(name)
            for name in ("bin", "dev", "etc", "mnt", "mod", "proc", "root", "run", "sbin", "sys", "tmp")
        ),
        Entry.character_device("dev/console", 5, 1),  # what the kernel gives to init as its standard streams
        Entry.file("init", init_files["guest_init.sh"], 0o755),
        Entry.file("bin/dhcp-event", init_files["guest_dhcp.sh"], 0o755),
        Entry.file("bin/busybox", busybox, 0o755),
        *(Entry.link(f"bin/{applet}", "busybox") for applet in _applets() if applet != "busybox"),
        *(Entry.file(f"mod/{index:02d}-{name}.ko", data) for index, (name, data) in enumerate(modules.items())),
    ]


def _resource(name: str) -> bytes:
    return resources.files("anyvirt.testing").joinpath(name).read_bytes()


def _busybox() -> bytes:
    path = Path(_BUSYBOX)
    if not path.exists():
        raise GuestUnavailable(f"the tiny guest needs {_BUSYBOX}; install Debian's package busybox-static")
    data = path.read_bytes()
    if b"/ld-linux" in data[:4096]:  # the program interpreter stands in the first page
        raise GuestUnavailable(f"{_BUSYBOX} is linked dynamically; install Debian's package busybox-static")
    return data


def _applets() -> list[str]:
    return subprocess.run([_BUSYBOX, "--list"], check=True, capture_output=True, text=True).stdout.split()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released by the kernel with the descriptor, also when we are killed
        yield
