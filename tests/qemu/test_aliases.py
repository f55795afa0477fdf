"""Names of devices."""

from __future__ import annotations

from anyvirt.conf.domain.model import Domain
from anyvirt.qemu import aliases
from tests.qemu.definitions import controller, define, disk, document, nic


def named(devices: str, machine: str = "pc") -> Domain:
    domain = define(document(devices, machine=machine))
    aliases.assign(domain)
    return domain


def controller_names(domain: Domain) -> dict[str, str | None]:
    return {f"{c.type.value}:{c.index}": c.alias for c in domain.controllers}


def test_disks() -> None:
    disks = disk("vda") + disk("vdc") + disk("hda") + disk("fda", device="floppy") + disk("sdt", bus="usb")
    assert [d.alias for d in named(disks).disks] == [
        "virtio-disk0", "virtio-disk2", "ide0-0-0", "fdc0-0-0", "usb-disk19",
    ]  # fmt: skip
    assert named(disk("sdb", bus="sata"), "q35").disks[0].alias == "sata0-0-1"


def test_scsi_disks() -> None:
    """The old bus has no targets, and libvirt leaves them out of its names."""
    assert named(disk("sda", bus="scsi")).disks[0].alias == "scsi0-0-0"
    virtio = controller("scsi", "virtio-scsi", 0) + disk("sdb", bus="scsi")
    assert named(virtio).disks[0].alias == "scsi0-0-0-1"


def test_controllers_of_a_pc() -> None:
    channel = "<channel type='pty'><target type='virtio' name='a'/></channel>"
    domain = named(disk("hda") + disk("fda", device="floppy") + channel + controller("usb", "qemu-xhci", 1))
    assert controller_names(domain) == {
        "usb:0": "usb",
        "usb:1": "usb1",
        "pci:0": "pci.0",
        "ide:0": "ide",
        "fdc:0": "fdc0",
        "virtio-serial:0": "virtio-serial0",
    }


def test_controllers_of_a_q35() -> None:
    domain = named("<controller type='sata' index='1'/>", "q35")
    names = controller_names(domain)
    assert (names["pci:0"], names["pci:1"]) == ("pcie.0", "pci.1")
    assert (names["sata:0"], names["sata:1"]) == ("ide", "sata1")


def test_everything_else() -> None:
    domain = named(
        nic(number=1) + nic(number=2) + "<serial type='pty'/><parallel type='pty'/><graphics type='vnc'/>"
        "<channel type='pty'><target type='virtio' name='a'/></channel><watchdog model='ib700'/>"
        "<rng model='virtio'><backend model='builtin'/></rng>"
    )
    assert [i.alias for i in domain.interfaces] == ["net0", "net1"]
    assert [d.alias for d in (domain.serials[0], domain.parallels[0], domain.channels[0])] == [
        "serial0", "parallel0", "channel0",
    ]  # fmt: skip
    assert [d.alias for d in domain.inputs] == ["input0", "input1"]
    assert [d.alias for d in (domain.videos[0], domain.watchdogs[0], domain.rngs[0])] == ["video0", "watchdog0", "rng0"]
    assert domain.memballoon is not None
    assert domain.memballoon.alias == "balloon0"


def test_the_first_console_is_the_serial_port() -> None:
    domain = named("<serial type='pty'/><console type='pty'/><console type='pty'><target type='virtio'/></console>")
    assert [c.alias for c in domain.consoles] == ["serial0", "console1"]


def test_names_of_the_user_stay() -> None:
    domain = named(nic(more="<alias name='ua-lan'/>", number=1) + nic(number=2))
    assert [i.alias for i in domain.interfaces] == ["ua-lan", "net0"]


def test_a_device_that_comes_later_does_not_take_a_name_in_use() -> None:
    domain = named(nic(number=1) + nic(number=2) + nic(number=3))
    del domain.interfaces[1]
    domain.interfaces.append(domain.interfaces[0].copy())
    domain.interfaces[-1].alias = None
    aliases.assign(domain)
    assert [i.alias for i in domain.interfaces] == ["net0", "net2", "net3"]


def test_naming_twice_changes_nothing() -> None:
    domain = named(disk("vda") + nic() + "<serial type='pty'/>", "q35")
    once = domain.copy()
    aliases.assign(domain)
    assert domain == once
