"""Disks: block nodes and the device on top."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from anyvirt.qemu.command import storage
from anyvirt.util.error import ConfigUnsupported
from tests.qemu.command.commandline import CAPS, USB, Parsed, build_from, document

FILE = "<source file='/a'/>"
VIRTIO = """<target dev='vda' bus='virtio'/><alias name='virtio-disk0'/>
  <address type='pci' domain='0' bus='0' slot='5' function='0'/>"""
SCSI = """<controller type='scsi' index='0' model='{}'><alias name='scsi0'/>
  <address type='pci' domain='0' bus='0' slot='6' function='0'/></controller>"""


def disk(inner: str, *, type: str = "file", device: str = "disk", place: str = VIRTIO, attributes: str = "") -> str:
    return f"<disk type='{type}' device='{device}' {attributes}>{inner}{place}</disk>"


def drive(target: str, bus: str, alias: str, *, unit: int = 0, number: int = 0, controller: int = 0) -> str:
    return f"""<target dev='{target}' bus='{bus}'/><alias name='{alias}'/>
      <address type='drive' controller='{controller}' bus='{number}' target='0' unit='{unit}'/>"""


def built(devices: str, **options: Any) -> Parsed:
    return build_from(document(devices, **options))


def test_image_is_a_node_for_the_bytes_and_one_for_the_format() -> None:
    parsed = built(disk(f"<driver name='qemu' type='qcow2'/>{FILE}"))
    assert parsed.node("libvirt-1-storage") == {
        "driver": "file",
        "filename": "/a",
        "node-name": "libvirt-1-storage",
        "auto-read-only": True,
        "discard": "unmap",
    }
    assert parsed.node("libvirt-1-format") == {
        "node-name": "libvirt-1-format",
        "read-only": False,
        "driver": "qcow2",
        "file": "libvirt-1-storage",
    }
    assert parsed.device("virtio-disk0") == {
        "driver": "virtio-blk-pci",
        "drive": "libvirt-1-format",
        "id": "virtio-disk0",
        "bus": "pci.0",
        "addr": "0x5",
    }


@pytest.mark.parametrize(
    ("mode", "nodes", "write_cache"),
    [
        ("none", {"direct": True, "no-flush": False}, "on"),
        ("directsync", {"direct": True, "no-flush": False}, "off"),
        ("writeback", {"direct": False, "no-flush": False}, "on"),
        ("writethrough", {"direct": False, "no-flush": False}, "off"),
        ("unsafe", {"direct": False, "no-flush": True}, "on"),
    ],
)
def test_cache_modes(mode: str, nodes: dict[str, bool], write_cache: str) -> None:
    parsed = built(disk(f"<driver cache='{mode}'/>{FILE}"))
    assert parsed.node("libvirt-1-storage")["cache"] == nodes
    assert parsed.node("libvirt-1-format")["cache"] == nodes
    assert parsed.device("virtio-disk0")["write-cache"] == write_cache


def test_options_of_the_driver() -> None:
    parsed = built(
        disk(
            f"""<driver type='qcow2' cache='none' io='native' discard='unmap' detect_zeroes='unmap' queues='4'
            queue_size='256' iothread='1' ioeventfd='on' event_idx='off' error_policy='enospace'>
            <metadata_cache><max_size unit='KiB'>4</max_size></metadata_cache></driver>{FILE}"""
        ),
        general="<iothreads>1</iothreads>",
    )
    assert parsed.node("libvirt-1-storage")["aio"] == "native"
    upper = parsed.node("libvirt-1-format")
    assert (upper["discard"], upper["detect-zeroes"], upper["cache-size"]) == ("unmap", "unmap", 4096)
    wanted = {"num-queues": 4, "queue-size": 256, "iothread": "iothread1", "ioeventfd": True, "event_idx": False}
    device = parsed.device("virtio-disk0")
    assert (wanted | {"werror": "enospc"}).items() <= device.items()
    assert "rerror" not in device  # reading needs no space
    assert parsed.object("iothread1") == {"qom-type": "iothread", "id": "iothread1"}


def test_zeroes_are_not_unmapped_where_discard_is_off() -> None:
    assert built(disk(f"<driver detect_zeroes='unmap'/>{FILE}")).node("libvirt-1-format")["detect-zeroes"] == "on"


def test_native_io_needs_an_open_without_cache() -> None:
    with pytest.raises(ConfigUnsupported, match="disk vda: io='native' needs cache='none'"):
        built(disk(f"<driver io='native'/>{FILE}"))


def test_what_the_guest_sees_of_the_disk() -> None:
    parsed = built(
        SCSI.format("virtio-scsi")
        + disk(
            f"""{FILE}<blockio logical_block_size='512' physical_block_size='4096'/><shareable/>
            <serial>S1</serial><wwn>5000c50015ea71ac</wwn><vendor>ACME</vendor><product>Disk</product>""",
            place=drive("sda", "scsi", "scsi0-0-0-3", unit=3).replace("bus='scsi'", "bus='scsi' rotation_rate='1'"),
        )
    )
    assert parsed.device("scsi0-0-0-3") == {
        "driver": "scsi-hd",
        "bus": "scsi0.0",
        "channel": 0,
        "scsi-id": 0,
        "lun": 3,
        "device_id": "S1",
        "drive": "libvirt-1-format",
        "id": "scsi0-0-0-3",
        "share-rw": True,
        "logical_block_size": 512,
        "physical_block_size": 4096,
        "wwn": 0x5000C50015EA71AC,
        "rotation_rate": 1,
        "vendor": "ACME",
        "product": "Disk",
        "serial": "S1",
    }


def test_lsi_controllers_know_scsi_ids_only() -> None:
    parsed = built(SCSI.format("lsilogic") + disk(FILE, place=drive("sdb", "scsi", "scsi0-0-1", unit=1)))
    device = parsed.device("scsi0-0-1")
    assert (device["scsi-id"], "lun" in device) == (1, False)
    assert device["device_id"] == "drive-scsi0-0-1"


def test_ide() -> None:
    ide = "<controller type='ide' index='0'><alias name='ide'/></controller>"
    parsed = built(ide + disk(FILE, place=drive("hdc", "ide", "ide0-1-0", number=1)))
    device = parsed.device("ide0-1-0")
    assert (device["driver"], device["bus"], device["unit"]) == ("ide-hd", "ide.1", 0)


@pytest.mark.parametrize(("machine", "bus"), [("q35", "ide.2"), ("pc", "sata0.2")])
def test_sata(machine: str, bus: str) -> None:
    """The controller that a q35 machine comes with is not added, and has a name of its own."""
    address = "" if machine == "q35" else "<address type='pci' domain='0' bus='0' slot='7' function='0'/>"
    controller = f"<controller type='sata' index='0'><alias name='sata0'/>{address}</controller>"
    parsed = built(controller + disk(FILE, place=drive("sdc", "sata", "sata0-0-2", unit=2)), machine=machine)
    assert parsed.device("sata0-0-2")["bus"] == bus
    assert ("ich9-ahci" in parsed.drivers()) == (machine == "pc")


def test_usb() -> None:
    place = """<target dev='sda' bus='usb' removable='on'/><alias name='usb-disk0'/>
      <address type='usb' bus='0' port='2'/>"""
    device = built(USB + disk(FILE, place=place)).device("usb-disk0")
    assert (device["driver"], device["bus"], device["port"], device["removable"]) == (
        "usb-storage",
        "usb.0",
        "2",
        True,
    )


def test_empty_drive_has_no_nodes() -> None:
    ide = "<controller type='ide' index='0'><alias name='ide'/></controller>"
    parsed = built(ide + disk("<readonly/>", device="cdrom", place=drive("hda", "ide", "ide0-0-0")))
    assert parsed.device("ide0-0-0") == {"driver": "ide-cd", "bus": "ide.0", "unit": 0, "id": "ide0-0-0"}
    assert parsed.all("-blockdev") == []


def test_disk_without_source_is_refused() -> None:
    with pytest.raises(ConfigUnsupported, match="disk vda has no source"):
        built(disk(""))


def test_cdrom_is_read_only() -> None:
    ide = "<controller type='ide' index='0'><alias name='ide'/></controller>"
    cdrom = disk("<source dev='/dev/null'/>", type="block", device="cdrom", place=drive("hda", "ide", "ide0-0-0"))
    parsed = built(ide + cdrom)
    assert parsed.node("libvirt-1-format")["read-only"] is True
    assert parsed.node("libvirt-1-storage")["driver"] == "host_device"


def test_real_drive_has_a_tray(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_is_optical_drive", "/dev/sr0".__eq__)
    ide = "<controller type='ide' index='0'><alias name='ide'/></controller>"
    cdrom = disk("<source dev='/dev/sr0'/>", type="block", device="cdrom", place=drive("hda", "ide", "ide0-0-0"))
    assert built(ide + cdrom).node("libvirt-1-storage")["driver"] == "host_cdrom"


@pytest.mark.parametrize("machine", ["pc", "q35"])
def test_boot_index_of_a_floppy_belongs_to_its_controller(machine: str) -> None:
    fdc = "<controller type='fdc' index='0'><alias name='fdc0'/></controller>"
    place = drive("fdb", "fdc", "fdc0-0-1", unit=1)
    parsed = built(fdc + disk(f"{FILE}<boot order='3'/>", device="floppy", place=place), machine=machine)
    assert parsed.device("fdc0-0-1") == {
        "driver": "floppy",
        "unit": 1,
        "drive": "libvirt-1-format",
        "id": "fdc0-0-1",
    }
    if machine == "pc":
        assert parsed.one("-global") == "isa-fdc.bootindexB=3"
    else:
        assert {"driver": "isa-fdc", "bootindexB": 3} in parsed.json("-device")


def test_classes_of_boot_devices_mean_the_first_of_each() -> None:
    ide = "<controller type='ide' index='0'><alias name='ide'/></controller>"
    devices = ide + "".join(
        (
            disk(FILE),
            disk(FILE, place=VIRTIO.replace("vda", "vdb").replace("disk0", "disk1").replace("slot='5'", "slot='8'")),
            disk("", device="cdrom", place=drive("hda", "ide", "ide0-0-0")),
        )
    )
    parsed = built(devices, os="<boot dev='cdrom'/><boot dev='hd'/>")
    assert parsed.device("ide0-0-0")["bootindex"] == 1
    assert parsed.device("virtio-disk0")["bootindex"] == 2
    assert "bootindex" not in parsed.device("virtio-disk1")


def test_nodes_are_numbered_from_the_last_disk() -> None:
    second = VIRTIO.replace("vda", "vdb").replace("disk0", "disk1").replace("slot='5'", "slot='8'")
    parsed = built(disk(FILE) + disk(FILE, place=second))
    assert parsed.device("virtio-disk0")["drive"] == "libvirt-2-format"
    assert parsed.device("virtio-disk1")["drive"] == "libvirt-1-format"


def test_backing_chain() -> None:
    """Each image names the one below; an empty <backingStore/> closes the chain whatever the images say."""
    chain = f"""<driver type='qcow2'/>{FILE}<backingStore type='file'><format type='raw'/><source file='/b'/>
      <backingStore/></backingStore>"""
    parsed = built(disk(chain))
    assert parsed.node("libvirt-1-format")["backing"] == "libvirt-2-format"
    assert parsed.node("libvirt-2-format")["read-only"] is True
    assert parsed.node("libvirt-2-storage")["filename"] == "/b"
    alone = built(disk(f"<driver type='qcow2'/>{FILE}<backingStore/>"))
    assert alone.node("libvirt-1-format")["backing"] is None
    assert "backing" not in built(disk(f"<driver type='qcow2'/>{FILE}")).node("libvirt-1-format")


def test_throttling() -> None:
    """Limits are an object of their own, so that disks can share them."""
    second = VIRTIO.replace("vda", "vdb").replace("disk0", "disk1").replace("slot='5'", "slot='8'")
    tune = "<iotune><total_bytes_sec>1000</total_bytes_sec><group_name>g</group_name></iotune>"
    parsed = built(disk(FILE + tune) + disk(FILE + tune, place=second))
    groups = [value for value in parsed.json("-object") if value["qom-type"] == "throttle-group"]
    assert groups == [{"qom-type": "throttle-group", "id": "throttle-g", "limits": {"bps-total": 1000}}]
    for alias in ("virtio-disk0", "virtio-disk1"):
        node = parsed.node(parsed.device(alias)["drive"])
        assert (node["driver"], node["throttle-group"]) == ("throttle", "throttle-g")


def test_copy_on_read() -> None:
    parsed = built(disk(f"<driver copy_on_read='on'/>{FILE}"))
    node = parsed.node(parsed.device("virtio-disk0")["drive"])
    assert (node["driver"], node["file"]) == ("copy-on-read", "libvirt-1-format")


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (
            "<source protocol='nbd' name='e'><host name='h'/></source>",
            {"driver": "nbd", "server": {"type": "inet", "host": "h", "port": "10809"}, "export": "e"},
        ),
        (
            "<source protocol='nbd'><host transport='unix' socket='/s'/></source>",
            {"driver": "nbd", "server": {"type": "unix", "path": "/s"}},
        ),
        (
            "<source protocol='iscsi' name='iqn.2030-01.org.example:t/2'><host name='::1' port='3261'/></source>",
            {"driver": "iscsi", "portal": "[::1]:3261", "target": "iqn.2030-01.org.example:t", "lun": 2},
        ),
        (
            """<source protocol='rbd' name='pool/ns/image'><host name='m1' port='6789'/><host name='m2' port='6790'/>
               <snapshot name='s'/></source>""",
            {
                "driver": "rbd",
                "pool": "pool",
                "namespace": "ns",
                "image": "image",
                "snapshot": "s",
                "server": [{"host": "m1", "port": "6789"}, {"host": "m2", "port": "6790"}],
            },
        ),
        (
            "<source protocol='https' name='/d/x.img' query='a=b'><host name='h'/><ssl verify='no'/></source>",
            {"driver": "https", "url": "https://h:443/d/x.img?a=b", "sslverify": False},
        ),
    ],
)
def test_network_storage(source: str, wanted: dict[str, object]) -> None:
    node = built(disk(source, type="network")).node("libvirt-1-storage")
    assert wanted.items() <= node.items()


def test_folder_is_shown_read_only() -> None:
    folder = "<driver type='fat'/><source dir='/d'/>"
    parsed = built(disk(f"{folder}<readonly/>", type="dir"))
    assert parsed.node("libvirt-1-storage")["rw"] is False
    with pytest.raises(ConfigUnsupported, match="read-only only"):
        built(disk(folder, type="dir"))


def test_virtio_flavours_and_options() -> None:
    inner = f"<driver iommu='on' ats='on' packed='off'/>{FILE}"
    device = built(disk(inner, attributes="model='virtio-transitional'")).device("virtio-disk0")
    assert device["driver"] == "virtio-blk-pci-transitional"
    assert (device["iommu_platform"], device["ats"], device["packed"]) == (True, True, False)


def test_format_that_this_qemu_cannot_read() -> None:
    with pytest.raises(ConfigUnsupported, match=r"disk vda: .* cannot read images of format 'vdi'"):
        built(disk(f"<driver type='vdi'/>{FILE}"))


def test_device_that_this_qemu_does_not_have() -> None:
    caps = dataclasses.replace(CAPS, devices=CAPS.devices - {"virtio-blk-pci"})
    with pytest.raises(ConfigUnsupported, match="has no device 'virtio-blk-pci'"):
        build_from(document(disk(FILE)), caps=caps)
