"""What guests of one emulator, machine and accelerator may have, as far as this driver can give it to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from anyvirt.conf.cpu import model_vendor
from anyvirt.conf.domain.cpu import Cpu
from anyvirt.conf.domain.model import DomainType
from anyvirt.conf.domain_capabilities import (
    CapsEnum,
    CpuBlockers,
    CpuCaps,
    CpuModeCaps,
    CpuModeFeature,
    CpuModelCaps,
    DomainCapabilities,
    HypervCaps,
    LoaderCaps,
    OsCaps,
    SevCaps,
    SgxCaps,
    Supported,
)
from anyvirt.qemu.capabilities import CapsCache, Machine, QemuCaps, find_emulator, package_hint
from anyvirt.qemu.host import preferred_machine
from anyvirt.qemu.hostcpu import ACCELERATORS, host_model
from anyvirt.qemu.machine import Chipset, chipset
from anyvirt.util.arch import WORD_SIZES, host_arch, runs_on
from anyvirt.util.error import ConfigUnsupported, InvalidArg

_VIRTIO_MODELS = ("virtio", "virtio-transitional", "virtio-non-transitional")

# Value of the document -> device of QEMU that must be there.
_DISK_BUSES = {"ide": "ide-hd", "fdc": "floppy", "scsi": "scsi-hd", "virtio": "virtio-blk-pci", "usb": "usb-storage"}
_VIDEO_MODELS = {
    "vga": "VGA",
    "cirrus": "cirrus-vga",
    "vmvga": "vmware-svga",
    "qxl": "qxl-vga",
    "virtio": "virtio-gpu-pci",
    "bochs": "bochs-display",
    "ramfb": "ramfb",
}
_RNG_BACKENDS = {"random": "rng-random", "egd": "rng-egd", "builtin": "rng-builtin"}
_MEMORY_SOURCES = {
    "file": "memory-backend-file",
    "anonymous": "memory-backend-ram",
    "memfd": "memory-backend-memfd",
}
_CHANNELS = {"pty": "pty", "unix": "socket", "spicevmc": "spicevmc"}
_CHARACTER_BACKENDS = {
    "null": "null",
    "pty": "pty",
    "dev": "serial",
    "file": "file",
    "pipe": "pipe",
    "udp": "udp",
    "tcp": "socket",
    "unix": "socket",
}


class Choice(NamedTuple):
    """What a question about domain capabilities is about, with nothing left open."""

    caps: QemuCaps
    arch: str
    machine: Machine
    virt_type: str  # "qemu" or "kvm"


async def choose(
    cache: CapsCache,
    emulator: str | None = None,
    arch: str | None = None,
    machine: str | None = None,
    virt_type: str | None = None,
) -> Choice:
    """Fill in what the caller of virConnectGetDomainCapabilities left open, by libvirt's rules.

    Raises:
        InvalidArg: a name is unknown, or the emulator cannot do what is asked for.
        ConfigUnsupported: no emulator for *arch* is installed.
        SystemCallError, OperationFailed: *emulator* is none.
    """
    if virt_type is not None and virt_type not in {known.value for known in DomainType}:
        raise InvalidArg(f"unknown virttype: {virt_type}")
    if arch is not None and arch not in WORD_SIZES:
        raise InvalidArg(f"unknown architecture: {arch}")
    if emulator is None:
        emulator = find_emulator(wanted := arch or host_arch())
        if emulator is None:
            raise ConfigUnsupported(f"no QEMU for architecture '{wanted}' is installed", hint=package_hint(wanted))
    caps = await cache.get(emulator)
    arch = arch or caps.arch
    if not runs_on(arch, caps.arch):
        raise InvalidArg(f"'{emulator}' emulates '{caps.arch}', not '{arch}'")
    virt_type = virt_type or ("kvm" if caps.accelerator("kvm").usable else "qemu")
    accelerator = caps.accelerator(ACCELERATORS.get(virt_type, virt_type))
    if not accelerator.usable:
        raise InvalidArg(f"'{emulator}' cannot run guests of type '{virt_type}' here", hint=accelerator.reason)
    if machine is None:
        return Choice(caps, arch, preferred_machine(caps, virt_type), virt_type)
    found = caps.machine(machine)
    if found is None:
        raise InvalidArg(f"'{emulator}' has no machine type '{machine}'", hint=f"{emulator} -machine help lists them")
    return Choice(caps, arch, found, virt_type)


def domain_capabilities_xml(caps: QemuCaps, machine: Machine, virt_type: str, arch: str | None = None) -> str:
    """What virConnectGetDomainCapabilities answers."""
    return domain_capabilities(caps, machine, virt_type, arch).to_xml()


def domain_capabilities(
    caps: QemuCaps, machine: Machine, virt_type: str, arch: str | None = None
) -> DomainCapabilities:
    """What a guest on *machine* may have. Only what this driver builds is listed, not all that QEMU could."""
    no = Supported(supported=False)
    return DomainCapabilities(
        path=caps.binary,
        domain=virt_type,
        machine=machine.name,
        arch=arch or caps.arch,
        max_vcpus=machine.max_cpus,
        iothreads=Supported(supported=caps.has_object("iothread")),
        os=OsCaps(
            supported=True,
            enums=[_enum("firmware")],
            loader=LoaderCaps(
                supported=True,
                enums=[_enum("type", "rom", "pflash"), _enum("readonly", "yes", "no"), _enum("secure", "no")],
            ),
        ),
        cpu=_cpu(caps, virt_type),
        memory_backing=_supported({"sourceType": _present(_MEMORY_SOURCES, caps.objects)}),
        disk=_disk(caps, machine, arch or caps.arch),
        graphics=_supported({"type": _graphics(caps)}),
        video=_supported({"modelType": [*_present(_VIDEO_MODELS, caps.devices), "none"]}),
        hostdev=no.copy(),
        rng=_supported(
            {
                "model": _VIRTIO_MODELS if caps.has_device("virtio-rng-pci") else (),
                "backendModel": _present(_RNG_BACKENDS, caps.objects),
            }
        ),
        filesystem=no.copy(),
        tpm=no.copy(),
        redirdev=no.copy(),
        channel=_supported({"type": _present(_CHANNELS, caps.chardevs)}),
        crypto=no.copy(),
        interface=_supported({"backendType": ["default"]}),
        panic=no.copy(),
        console=_supported({"type": _present(_CHARACTER_BACKENDS, caps.chardevs)}),
        gic=no.copy(),
        vmcoreinfo=Supported(supported=caps.has_device("vmcoreinfo")),
        genid=Supported(supported=caps.has_device("vmgenid")),
        backing_store_input=Supported(supported=True),
        backup=no.copy(),
        sev=SevCaps(supported=False),
        sgx=SgxCaps(supported=False),
        hyperv=HypervCaps(supported=False),
    )


def _graphics(caps: QemuCaps) -> list[str]:
    servers = _present({"vnc": "query-vnc", "spice": "query-spice"}, caps.commands)
    return servers + _present({"egl-headless": "egl-headless"}, caps.displays)


def _disk(caps: QemuCaps, machine: Machine, arch: str) -> Supported:
    buses = _present(_DISK_BUSES, caps.devices)
    if "ide" in buses and chipset(arch, machine.name) not in (Chipset.I440FX, Chipset.ISAPC):
        buses.remove("ide")  # q35's disks hang on its SATA controller
    if caps.has_device("ich9-ahci"):
        buses.append("sata")
    return _supported(
        {"diskDevice": ("disk", "cdrom", "floppy", "lun"), "bus": buses, "model": _VIRTIO_MODELS if buses else ()}
    )


def _cpu(caps: QemuCaps, virt_type: str) -> CpuCaps:
    models = caps.accelerator(ACCELERATORS[virt_type]).cpu_models
    names = {model.name for model in models}
    modes = [
        _mode("host-passthrough", virt_type == "kvm" and "host" in names, "hostPassthroughMigratable"),
        _mode("maximum", "max" in names, "maximumMigratable"),
        _host_model(host_model(caps, virt_type)),
    ]
    named = [model for model in models if model.name not in ("host", "max", "base")]
    custom = CpuModeCaps(
        name="custom",
        supported=bool(named),
        models=[
            CpuModelCaps(
                name=model.name,
                usable={True: "yes", False: "no", None: "unknown"}[model.usable],
                deprecated=True if model.deprecated else None,
                vendor=model_vendor(caps.arch, model.name) or "unknown",
                canonical=model.alias_of,
            )
            for model in named
        ],
        blockers=[CpuBlockers(model=model.name, features=list(model.blockers)) for model in named if model.blockers],
    )
    return CpuCaps(modes=[*modes, custom])


def _host_model(cpu: Cpu | None) -> CpuModeCaps:
    if cpu is None or cpu.model is None or cpu.model.name is None:
        return CpuModeCaps(name="host-model", supported=False)
    return CpuModeCaps(
        name="host-model",
        supported=True,
        models=[CpuModelCaps(name=cpu.model.name, fallback="forbid")],
        vendor=cpu.vendor,
        features=[
            CpuModeFeature(policy=feature.policy.value, name=feature.name)
            for feature in cpu.features
            if feature.policy is not None
        ],
    )


def _mode(name: str, supported: bool, migratable: str) -> CpuModeCaps:
    enums = [_enum(migratable, "on", "off")] if supported else []
    return CpuModeCaps(name=name, supported=supported, enums=enums)


def _enum(name: str, *values: str) -> CapsEnum:
    return CapsEnum(name=name, values=list(values))


def _present(table: Mapping[str, str], available: Iterable[str]) -> list[str]:
    """The keys of *table* whose values are *available*."""
    known = frozenset(available)
    return [name for name, needed in table.items() if needed in known]


def _supported(options: Mapping[str, Iterable[str]]) -> Supported:
    """Supported when the first of *options* has a value at all."""
    enums = [_enum(name, *values) for name, values in options.items()]
    return Supported(supported=bool(enums[0].values), enums=enums if enums[0].values else [])
