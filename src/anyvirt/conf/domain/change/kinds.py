"""The kinds of devices: where a definition has them, and what tells two of a kind apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from anyvirt.conf.domain.devices.audio import Audio
from anyvirt.conf.domain.devices.chardev import Channel, Console, Parallel, Serial
from anyvirt.conf.domain.devices.controller import Controller
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.filesystem import Filesystem
from anyvirt.conf.domain.devices.graphics import Graphics
from anyvirt.conf.domain.devices.hostdev import Hostdev
from anyvirt.conf.domain.devices.input import Input
from anyvirt.conf.domain.devices.interface import Interface
from anyvirt.conf.domain.devices.lease import Lease
from anyvirt.conf.domain.devices.memballoon import Memballoon
from anyvirt.conf.domain.devices.memory_device import MemoryDevice
from anyvirt.conf.domain.devices.platform import Crypto, Iommu, NvramDevice, Panic, Pstore, Vsock
from anyvirt.conf.domain.devices.redirection import Hub, Redirdev, RedirFilter
from anyvirt.conf.domain.devices.rng import Rng
from anyvirt.conf.domain.devices.shmem import Shmem
from anyvirt.conf.domain.devices.smartcard import Smartcard
from anyvirt.conf.domain.devices.sound import Sound
from anyvirt.conf.domain.devices.tpm import Tpm
from anyvirt.conf.domain.devices.video import Video
from anyvirt.conf.domain.devices.watchdog import Watchdog
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import XmlDetail, XmlError
from anyvirt.util.xmlmap.tree import Malformed, encode, parse_tree

AnyDevice = (
    Disk
    | Controller
    | Lease
    | Filesystem
    | Interface
    | Smartcard
    | Serial
    | Parallel
    | Console
    | Channel
    | Input
    | Tpm
    | Graphics
    | Sound
    | Audio
    | Video
    | Hostdev
    | Redirdev
    | RedirFilter
    | Hub
    | Watchdog
    | Memballoon
    | Rng
    | NvramDevice
    | Panic
    | Shmem
    | MemoryDevice
    | Crypto
    | Iommu
    | Vsock
    | Pstore
)


class Kind(NamedTuple):
    """A kind of device.

    `key` names fields that tell two of a kind apart; a document that has the first of them needs to say no more.
    Without a key a document means the devices that are as it says.
    """

    field: str  # of the Domain
    model: Callable[..., Any]
    key: tuple[str, ...] = ()
    single: bool = False  # a guest has at most one


KINDS: Final[dict[str, Kind]] = {
    "disk": Kind("disks", Disk, ("target",)),
    "controller": Kind("controllers", Controller, ("type", "index")),
    "lease": Kind("leases", Lease, ("key", "lockspace")),
    "filesystem": Kind("filesystems", Filesystem, ("target",)),
    "interface": Kind("interfaces", Interface, ("mac",)),
    "smartcard": Kind("smartcards", Smartcard),
    "serial": Kind("serials", Serial),
    "parallel": Kind("parallels", Parallel),
    "console": Kind("consoles", Console),
    "channel": Kind("channels", Channel),
    "input": Kind("inputs", Input),
    "tpm": Kind("tpms", Tpm),
    "graphics": Kind("graphics", Graphics, ("type",)),
    "sound": Kind("sounds", Sound),
    "audio": Kind("audios", Audio, ("id",)),
    "video": Kind("videos", Video),
    "hostdev": Kind("hostdevs", Hostdev, ("source",)),
    "redirdev": Kind("redirdevs", Redirdev),
    "redirfilter": Kind("redirfilters", RedirFilter, single=True),
    "hub": Kind("hubs", Hub),
    "watchdog": Kind("watchdogs", Watchdog),
    "memballoon": Kind("memballoon", Memballoon, single=True),
    "rng": Kind("rngs", Rng),
    "nvram": Kind("nvram_devices", NvramDevice, single=True),
    "panic": Kind("panics", Panic),
    "shmem": Kind("shmems", Shmem, ("name",)),
    "memory": Kind("memory_devices", MemoryDevice),
    "crypto": Kind("cryptos", Crypto),
    "iommu": Kind("iommus", Iommu),
    "vsock": Kind("vsocks", Vsock, single=True),
    "pstore": Kind("pstores", Pstore, single=True),
}
"""By the name of the element."""

_TAG_OF: Final = {kind.model: tag for tag, kind in KINDS.items()}


def tag_of(device: AnyDevice) -> str:
    """The name of its element."""
    return _TAG_OF[type(device)]


def kind_of(device: AnyDevice) -> Kind:
    return KINDS[tag_of(device)]


def read_device(document: str) -> AnyDevice:
    """The device that *document*, a single element, describes. Nothing is completed.

    Raises:
        XmlDetail: it is not well formed.
        XmlError: it is no device, or one that misses something.
    """
    try:
        root = parse_tree(encode(document))
    except Malformed as exc:
        raise XmlDetail(f"device: line {exc.line}: {exc.why}") from None
    kind = KINDS.get(root.tag)
    if kind is None:
        raise XmlError(f"unknown device type '{root.tag}'", hint=f"devices are {', '.join(KINDS)}")
    device: AnyDevice = kind.model.from_xml(document)  # type: ignore[attr-defined]
    return device


def devices_like(domain: Domain, device: AnyDevice) -> list[AnyDevice]:
    """Those of *domain* that are of the same kind."""
    found = getattr(domain, kind_of(device).field)
    if isinstance(found, list):
        return found
    return [] if found is None else [found]


def put_devices(domain: Domain, kind: Kind, devices: list[AnyDevice]) -> None:
    """Make *devices* those of their kind."""
    setattr(domain, kind.field, devices if kind.field != "memballoon" else next(iter(devices), None))


def all_devices(domain: Domain) -> Iterator[AnyDevice]:
    """Every device, in the order of the document."""
    for kind in KINDS.values():
        found = getattr(domain, kind.field)
        if isinstance(found, list):
            yield from found
        elif found is not None:
            yield found


def describe(device: AnyDevice) -> str:
    """A device in words: disk 'vda', interface 52:54:00:..., watchdog."""
    tag = tag_of(device)
    match device:
        case Disk():
            return f"disk '{device.target}'"
        case Interface() if device.mac is not None:
            return f"interface {device.mac}"
        case Controller():
            return f"{device.type.value} controller {device.index if device.index is not None else ''}".rstrip()
        case Filesystem() if device.target is not None:
            return f"filesystem '{device.target}'"
        case Lease():
            return f"lease '{device.key}' in lockspace '{device.lockspace or ''}'"
        case Shmem():
            return f"shmem '{device.name}'"
        case Graphics():
            return f"{device.type.value} graphics"
    alias = getattr(device, "alias", None)
    return f"{tag} '{alias}'" if alias else tag
