"""Devices of the test driver's guests: plugged in, changed, unplugged, now and for the next start."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

import anyvirt
from anyvirt import constants as c
from anyvirt.conf import Domain
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.error import (
    DeviceMissing,
    InvalidArg,
    NoTarget,
    OperationFailed,
    OperationInvalid,
    OperationUnsupported,
    XmlDetail,
    XmlError,
    libvirtError,
)

LIVE, CONFIG = c.VIR_DOMAIN_AFFECT_LIVE, c.VIR_DOMAIN_AFFECT_CONFIG
BOTH = LIVE | CONFIG
TIMEOUT_S = 30.0

XML = """\
<domain type='test'><name>web</name><memory>65536</memory><os><type>hvm</type></os><devices>
<disk type='file'><source file='/srv/a'/><target dev='vda' bus='virtio'/><alias name='ua-root'/></disk>
<disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>
<interface type='user'><mac address='52:54:00:00:00:01'/></interface>
</devices></domain>"""

DEVICES = {
    "disk": "<disk type='file'><source file='/srv/b'/><target dev='vdb' bus='virtio'/></disk>",
    "interface": "<interface type='user'><mac address='52:54:00:00:00:02'/></interface>",
    "controller": "<controller type='scsi' index='3' model='virtio-scsi'/>",
    "lease": "<lease><lockspace>a</lockspace><key>k</key><target path='/srv/lease'/></lease>",
    "filesystem": "<filesystem type='mount'><source dir='/srv'/><target dir='srv'/></filesystem>",
    "input": "<input type='tablet' bus='usb'/>",
    "sound": "<sound model='ich9'/>",
    "video": "<video><model type='vga'/></video>",
    "graphics": "<graphics type='vnc' port='5901'/>",
    "hostdev": "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0x5678'/></source>"
    "</hostdev>",
    "watchdog": "<watchdog model='i6300esb'/>",
    "rng": "<rng model='virtio'><backend model='random'>/dev/random</backend></rng>",
    "memory": "<memory model='dimm'><target><size>1024</size></target></memory>",
    "shmem": "<shmem name='s'><model type='ivshmem-plain'/><size unit='M'>1</size></shmem>",
    "serial": "<serial type='pty'/>",
    "parallel": "<parallel type='pty'/>",
    "channel": "<channel type='unix'><target type='virtio' name='org.x'/></channel>",
    "smartcard": "<smartcard mode='host'/>",
    "hub": "<hub type='usb'/>",
    "tpm": "<tpm model='tpm-tis'><backend type='emulator'/></tpm>",
    "panic": "<panic model='isa'/>",
    "vsock": "<vsock model='virtio'><cid auto='yes'/></vsock>",
    "memballoon": "<memballoon model='virtio'/>",
    "iommu": "<iommu model='intel'/>",
    "nvram": "<nvram><address type='spapr-vio' reg='0x3000'/></nvram>",
    "audio": "<audio id='1' type='none'/>",
    "crypto": "<crypto model='virtio' type='qemu'><backend model='builtin' queues='1'/></crypto>",
}

HasDevice = Callable[[str], tuple[bool, bool]]


@pytest.fixture
def dom() -> Iterator[anyvirt.virDomain]:
    """A domain of a node of its own, which runs and is defined."""
    with anyvirt.open("test:///default") as conn:
        dom = conn.defineXML(XML)
        dom.create()
        yield dom


@pytest.fixture
def has(dom: anyvirt.virDomain) -> HasDevice:
    """Whether the guest's, and the saved definition have a text."""

    def has(text: str) -> tuple[bool, bool]:
        return text in dom.XMLDesc(), text in dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE)

    return has


class Heard:
    """The events of devices, in order."""

    def __init__(self, dom: anyvirt.virDomain) -> None:
        self.events: list[tuple[str, str]] = []
        self._changed = threading.Condition()
        conn = dom.connect()
        for name in ("DEVICE_ADDED", "DEVICE_REMOVED"):
            event_id = getattr(c, f"VIR_DOMAIN_EVENT_ID_{name}")
            conn.domainEventRegisterAny(dom, event_id, self._on_event, name)

    def _on_event(self, _conn: object, _dom: object, alias: str, name: str) -> None:
        with self._changed:
            self.events.append((name, alias))
            self._changed.notify_all()

    def first(self, count: int) -> list[tuple[str, str]]:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.events) >= count, TIMEOUT_S)
            return self.events[:count]


@pytest.mark.parametrize("flags", [LIVE, CONFIG, BOTH])
@pytest.mark.parametrize("kind", DEVICES)
def test_every_kind_comes_and_goes(dom: anyvirt.virDomain, kind: str, flags: int) -> None:
    """A device is where the flags say, and gone when it was taken away by the document that brought it."""
    live, saved = dom.XMLDesc(), dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE)
    assert dom.attachDeviceFlags(DEVICES[kind], flags) == 0
    assert (dom.XMLDesc() != live) == bool(flags & LIVE)
    assert (dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE) != saved) == bool(flags & CONFIG)
    assert f"<{kind}" in (dom.XMLDesc() if flags & LIVE else dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE))
    assert dom.detachDeviceFlags(DEVICES[kind], flags) == 0
    with pytest.raises((DeviceMissing, OperationFailed)):
        dom.detachDeviceFlags(DEVICES[kind], flags)


def test_without_flags_the_running_guest_is_meant(dom: anyvirt.virDomain, has: HasDevice) -> None:
    dom.attachDevice(DEVICES["disk"])
    assert has("vdb") == (True, False)
    dom.detachDevice(DEVICES["disk"])
    assert has("vdb") == (False, False)
    dom.destroy()
    with pytest.raises(OperationInvalid, match="not running"):
        dom.attachDevice(DEVICES["disk"])
    dom.attachDeviceFlags(DEVICES["disk"])
    assert has("vdb") == (True, True)


def test_both_get_one_mac_address(dom: anyvirt.virDomain) -> None:
    """It is made once."""
    dom.attachDeviceFlags("<interface type='user'/>", BOTH)
    live, saved = Domain.from_xml(dom.XMLDesc()), Domain.from_xml(dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE))
    assert live.interfaces[1].mac == saved.interfaces[1].mac


def test_a_model_is_as_good_as_its_document(dom: anyvirt.virDomain, has: HasDevice) -> None:
    dom.attachDeviceFlags(Disk.from_xml(DEVICES["disk"]), CONFIG)
    assert has("vdb") == (False, True)


def test_events_name_the_device(dom: anyvirt.virDomain) -> None:
    """A device of the running guest has an alias, and its coming and going are told; the saved one's are not."""
    heard = Heard(dom)
    dom.attachDeviceFlags(DEVICES["disk"], CONFIG)
    dom.attachDeviceFlags(DEVICES["interface"], LIVE)
    dom.attachDeviceFlags(DEVICES["disk"], LIVE)
    dom.detachDeviceFlags(DEVICES["disk"], BOTH)
    dom.detachDeviceAlias("net1", LIVE)
    assert heard.first(4) == [
        ("DEVICE_ADDED", "net1"),
        ("DEVICE_ADDED", "virtio-disk1"),
        ("DEVICE_REMOVED", "virtio-disk1"),
        ("DEVICE_REMOVED", "net1"),
    ]


def test_aliases(dom: anyvirt.virDomain, has: HasDevice) -> None:
    """The user's own are in both definitions."""
    dom.detachDeviceAlias("ua-root", LIVE)
    assert has("vda") == (False, True)
    with pytest.raises(DeviceMissing, match="ua-root"):
        dom.detachDeviceAlias("ua-root", BOTH)
    assert has("vda") == (False, True)
    dom.detachDeviceAlias("ua-root", CONFIG)
    assert has("vda") == (False, False)


@pytest.mark.parametrize(
    ("xml", "flags", "error", "says"),
    [
        (DEVICES["disk"].replace("vdb", "vda"), LIVE, OperationFailed, "target vda already exists"),
        (DEVICES["disk"].replace("vdb", "vda"), CONFIG, OperationInvalid, "target vda already exists"),
        ("<nonsense/>", LIVE, XmlError, "unknown device type 'nonsense'"),
        ("<disk", LIVE, XmlDetail, "line 1"),
        ("<disk type='file'/>", CONFIG, NoTarget, "target"),
        (DEVICES["disk"].replace("virtio", "fdc"), CONFIG, libvirtError, "vdb"),
        (DEVICES["disk"], 1 << 10, InvalidArg, "unsupported flags"),
    ],
)
def test_what_cannot_be_attached_changes_nothing(
    dom: anyvirt.virDomain, xml: str, flags: int, error: type[libvirtError], says: str
) -> None:
    before = dom.XMLDesc(), dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE)
    with pytest.raises(error, match=says):
        dom.attachDeviceFlags(xml, flags)
    assert (dom.XMLDesc(), dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE)) == before


def test_both_or_none(dom: anyvirt.virDomain, has: HasDevice) -> None:
    """What fails in one definition does not happen in the other."""
    dom.attachDeviceFlags(DEVICES["disk"], LIVE)
    with pytest.raises(OperationFailed, match="vdb already exists"):
        dom.attachDeviceFlags(DEVICES["disk"], BOTH)
    assert has("vdb") == (True, False)
    with pytest.raises(DeviceMissing):
        dom.detachDeviceFlags(DEVICES["disk"], BOTH)
    assert has("vdb") == (True, False)


def test_several_that_fit_are_none(dom: anyvirt.virDomain) -> None:
    """A document must say which one it means."""
    dom.attachDeviceFlags(DEVICES["interface"], CONFIG)
    with pytest.raises(OperationFailed, match="2 matching devices"):
        dom.detachDeviceFlags("<interface type='user'/>", CONFIG)
    dom.detachDeviceFlags("<interface type='user'><mac address='52:54:00:00:00:02'/></interface>", CONFIG)
    dom.detachDeviceFlags("<interface type='user'/>", CONFIG)


def test_a_transient_domain_has_no_next_start(dom: anyvirt.virDomain) -> None:
    dom.undefine()
    with pytest.raises(OperationInvalid, match="transient"):
        dom.attachDeviceFlags(DEVICES["disk"], CONFIG)
    dom.attachDeviceFlags(DEVICES["disk"], LIVE)
    assert "vdb" in dom.XMLDesc()


def test_medium_of_a_drive(dom: anyvirt.virDomain, has: HasDevice) -> None:
    """It goes in and out of a running guest."""
    loaded = "<disk type='file' device='cdrom'><source file='/srv/iso'/><target dev='hdc' bus='ide'/><readonly/></disk>"
    dom.updateDeviceFlags(loaded, LIVE)
    assert has("/srv/iso") == (True, False)
    dom.updateDeviceFlags(loaded.replace("<source file='/srv/iso'/>", ""), LIVE | c.VIR_DOMAIN_DEVICE_MODIFY_FORCE)
    assert has("/srv/iso") == (False, False)


def test_link_of_an_interface(dom: anyvirt.virDomain, has: HasDevice) -> None:
    down = "<interface type='user'><mac address='52:54:00:00:00:01'/><link state='down'/></interface>"
    dom.updateDeviceFlags(down, BOTH)
    assert has("<link state='down'/>") == (True, True)
    with pytest.raises(DeviceMissing):
        dom.updateDeviceFlags(down.replace("00:01", "00:09"), LIVE)


def test_what_a_running_guest_cannot_change(dom: anyvirt.virDomain, has: HasDevice) -> None:
    """The refusal names what differs, and the definition for the next start can be changed instead."""
    other = "<disk type='file'><source file='/srv/other'/><target dev='vda' bus='virtio'/></disk>"
    with pytest.raises(OperationUnsupported, match="cannot change source"):
        dom.updateDeviceFlags(other, LIVE)
    assert has("/srv/other") == (False, False)
    dom.updateDeviceFlags(other, CONFIG)
    assert has("/srv/other") == (False, True)
    assert "ua-root" in dom.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE)
    with pytest.raises(OperationUnsupported, match="live update of device 'rng'"):
        dom.updateDeviceFlags(DEVICES["rng"], LIVE)
    with pytest.raises(OperationUnsupported, match="persistent update of device 'rng'"):
        dom.updateDeviceFlags(DEVICES["rng"], CONFIG)


def test_readers_change_no_device(dom: anyvirt.virDomain) -> None:
    with anyvirt.openReadOnly("test:///default") as readonly:
        seen = readonly.lookupByName("web")
        for call in (seen.attachDevice, seen.detachDevice, seen.updateDeviceFlags, seen.detachDeviceAlias):
            with pytest.raises(libvirtError, match="read only access prevents"):
                call("x")
