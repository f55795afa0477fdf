"""What the guest sees of its devices. What a device is connected to on the host is not part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from anyvirt.conf.domain.abi.compare import Found, compare_fields, compare_presence, compare_values, pairs
from anyvirt.conf.domain.devices import address
from anyvirt.conf.domain.devices.chardev import Channel, ChannelTargetType, CharType
from anyvirt.conf.domain.devices.hostdev import Hostdev, HostdevMode
from anyvirt.conf.domain.devices.interface import Interface, InterfaceType
from anyvirt.conf.domain.devices.memory_device import MemoryDevice, MemoryDeviceSource
from anyvirt.conf.domain.devices.redirection import ANY, RedirFilter
from anyvirt.conf.domain.devices.shmem import Shmem, ShmemMsi
from anyvirt.conf.domain.devices.tpm import PcrBanks, Tpm, TpmEmulator
from anyvirt.conf.domain.devices.video import Video
from anyvirt.conf.domain.model import Domain
from anyvirt.util.xmlmap import Element

_VIRTIO: Final = ("iommu", "ats", "packed", "page_per_vq")
_BLOCK: Final = ("logical_block_size", "physical_block_size", "discard_granularity")

# By the field of Domain that lists them: the fields of a device that the guest sees, its address apart.
_FIELDS: Final = {
    "disks": (
        *("device", "bus", "target", "serial", "wwn", "readonly", "model", "rotation_rate", "queues", "queue_size"),
        *_VIRTIO,
        *_BLOCK,
    ),
    "controllers": ("type", "index", "model", "ports", "vectors", *_VIRTIO),
    "filesystems": ("target", "readonly", "model", *_VIRTIO),
    "interfaces": ("model", "mtu", *_VIRTIO),
    "inputs": ("type", "bus", "model", *_VIRTIO),
    "sounds": ("model", "multichannel", "streams"),
    "videos": ("model", "ram", "vram", "vram64", "vgamem", "heads", *_VIRTIO),
    "hostdevs": ("mode",),
    "smartcards": (),
    "serials": ("target_type", "target_model", "port"),
    "parallels": ("port",),
    "channels": ("target_type",),
    "consoles": ("target_type",),
    "hubs": ("type",),
    "redirdevs": ("bus", "type"),
    "watchdogs": ("model",),
    "rngs": ("model", *_VIRTIO),
    "panics": ("model",),
    "shmems": ("role", "model", "size"),
    "tpms": ("model",),
    "memory_devices": ("model", "node", "size", "label_size", "readonly", "uuid", "base", "block", "requested"),
    "iommus": (
        *("model", "pci_bus", "intremap", "caching_mode", "eim", "iotlb", "aw_bits", "dma_translation", "xtsup"),
        "passthrough",
    ),
    "vsocks": ("model", *_VIRTIO),
}
_TAGS: Final = {field.name: field.path for field in Domain.__xml_fields__}
_BALLOON: Final = ("model", "autodeflate", "free_page_reporting", *_VIRTIO)

# Parts of an address that the guest sees. Of the kinds that are not here, libvirt compares the kind alone.
_ADDRESS: Final[dict[type[Element], tuple[str, ...]]] = {
    address.PCIAddress: ("domain", "bus", "slot", "function"),
    address.DriveAddress: ("controller", "bus", "unit"),
    address.VirtioSerialAddress: ("controller", "bus", "port"),
    address.CcidAddress: ("controller", "slot"),
    address.IsaAddress: ("iobase", "irq"),
    address.DimmAddress: ("slot", "base"),
}


def compare_devices(source: Domain, target: Domain) -> Found:
    """Where the guest would see other devices."""
    for name, fields in _FIELDS.items():
        path = _TAGS[name]
        a, b = getattr(source, name), getattr(target, name)
        if len(a) != len(b):
            yield from compare_values(f"{path} (count)", len(a), len(b))
            continue
        more = _MORE.get(name)
        for place, left, right in pairs(path, a, b):
            yield from compare_fields(left, right, fields, place)
            if more is not None:
                yield from more(left, right, place)
            yield from _addresses(left, right, place)
    yield from compare_values("devices/interface[@type='hostdev'] (count)", *map(_passed_through, (source, target)))
    yield from _redirection_filters(source.redirfilters, target.redirfilters)
    yield from compare_presence("devices/memballoon", source.memballoon, target.memballoon)
    if source.memballoon is not None and target.memballoon is not None:
        yield from compare_fields(source.memballoon, target.memballoon, _BALLOON, "devices/memballoon")
        yield from _addresses(source.memballoon, target.memballoon, "devices/memballoon")


def _addresses(source: Any, target: Any, path: str) -> Found:
    a, b = source.address, target.address
    yield from compare_values(f"{path}/address/@type", _kind(a), _kind(b))
    if type(a) is type(b) and a is not None:
        yield from compare_fields(a, b, _ADDRESS.get(type(a), ()), f"{path}/address")
    yield from compare_fields(source, target, ("acpi_index",), path)


def _kind(element: Element | None) -> object:
    """What tells an element from the others of its union."""
    return None if element is None else type(element).__xml_const__["type"]


def _passed_through(domain: Domain) -> int:
    return sum(interface.type is InterfaceType.HOSTDEV for interface in domain.interfaces)


def _interface(source: Interface, target: Interface, path: str) -> Found:
    yield from compare_values(f"{path}/mac/@address", *((each.mac or "").lower() for each in (source, target)))


def _video(source: Video, target: Video, path: str) -> Found:
    def accelerated(video: Video) -> bool:
        return any(option is not None for option in (video.accel2d, video.accel3d, video.rendernode))

    yield from compare_presence(f"{path}/model/acceleration", accelerated(source), accelerated(target))
    if accelerated(source) and accelerated(target):
        yield from compare_fields(source, target, ("accel2d", "accel3d"), path)


def _hostdev(source: Hostdev, target: Hostdev, path: str) -> Found:
    if source.mode is HostdevMode.SUBSYSTEM:
        yield from compare_fields(source, target, ("type",), path)


def _channel(source: Channel, target: Channel, path: str) -> Found:
    if source.target_type is not target.target_type:
        return
    if source.target_type is ChannelTargetType.GUESTFWD:
        yield from compare_fields(source, target, ("guestfwd_address", "guestfwd_port"), path)
        return
    yield from compare_fields(source, target, ("name",), path)
    if source.name is None and (source.type is CharType.SPICEVMC) != (target.type is CharType.SPICEVMC):
        # The type decides on the name that the guest sees where none is given.
        yield from compare_fields(source, target, ("type",), path)


def _shmem(source: Shmem, target: Shmem, path: str) -> Found:
    yield from compare_presence(f"{path}/server", source.server is not None, target.server is not None)
    yield from compare_presence(f"{path}/msi", source.msi is not None, target.msi is not None)
    msis = (source.msi or ShmemMsi(), target.msi or ShmemMsi())
    yield from compare_fields(*msis, ("vectors", "ioeventfd"), f"{path}/msi")


def _tpm(source: Tpm, target: Tpm, path: str) -> Found:
    a, b = source.backend, target.backend
    yield from compare_values(f"{path}/backend/@type", _kind(a), _kind(b))
    if isinstance(a, TpmEmulator) and isinstance(b, TpmEmulator):
        yield from compare_fields(a, b, ("version",), f"{path}/backend")
        banks = (a.active_pcr_banks or PcrBanks(), b.active_pcr_banks or PcrBanks())
        place = f"{path}/backend/active_pcr_banks"
        yield from compare_fields(*banks, ("sha1", "sha256", "sha384", "sha512"), place)


def _memory_device(source: MemoryDevice, target: MemoryDevice, path: str) -> Found:
    sources = (source.source or MemoryDeviceSource(), target.source or MemoryDeviceSource())
    yield from compare_fields(*sources, ("alignsize", "pmem"), f"{path}/source")


_MORE: Final[dict[str, Callable[[Any, Any, str], Found]]] = {
    "interfaces": _interface,
    "videos": _video,
    "hostdevs": _hostdev,
    "channels": _channel,
    "shmems": _shmem,
    "tpms": _tpm,
    "memory_devices": _memory_device,
}


def _redirection_filters(source: list[RedirFilter], target: list[RedirFilter]) -> Found:
    path = "devices/redirfilter"
    if len(source) != len(target):
        yield from compare_values(f"{path} (count)", len(source), len(target))
        return
    for place, left, right in pairs(path, source, target):
        if len(left.rules) != len(right.rules):
            yield from compare_values(f"{place}/usbdev (count)", len(left.rules), len(right.rules))
            continue
        for here, a, b in pairs(f"{place}/usbdev", left.rules, right.rules):
            for name, attribute in (("class_", "class"), ("vendor",) * 2, ("product",) * 2, ("version",) * 2):
                yield from compare_values(f"{here}/@{attribute}", *(_rule(getattr(rule, name)) for rule in (a, b)))
            yield from compare_fields(a, b, ("allow",), here)


def _rule(value: int | str | None) -> int | str:
    """What is not said matches any, as -1 does."""
    return ANY if value in (None, "-1") else value
