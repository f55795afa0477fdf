"""What a document leaves out, and every driver means alike."""

from __future__ import annotations

import pytest

from anyvirt.conf import Domain
from anyvirt.conf.domain.devices.address import DriveAddress
from anyvirt.conf.domain.devices.chardev import ConsoleTargetType
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.devices.disk import DiskBus
from anyvirt.conf.domain.devices.graphics import ListenType
from anyvirt.conf.domain.devices.input import InputBus
from anyvirt.conf.domain.devices.source import FileSource, NetworkSource
from anyvirt.conf.domain.fill.disks import disk_index
from anyvirt.conf.domain.model import LifecycleAction, VcpuPlacement
from anyvirt.conf.domain.parse import parse


def domain(inside: str = "", devices: str = "", *, memory: str = "<memory>1048576</memory>") -> Domain:
    """A definition with *inside* in the domain and *devices* in its devices."""
    return parse(
        f"<domain type='qemu'><name>a</name>{memory}<os><type arch='x86_64'>hvm</type></os>{inside}"
        f"<devices>{devices}</devices></domain>"
    )


def test_the_smallest_document_becomes_a_whole_one() -> None:
    smallest = domain()
    assert smallest.uuid is not None
    assert smallest.current_memory == smallest.memory == 1048576
    assert (smallest.vcpu, smallest.vcpu_placement, smallest.vcpu_current) == (1, VcpuPlacement.STATIC, None)
    assert smallest.on_poweroff is LifecycleAction.DESTROY
    assert smallest.on_reboot is LifecycleAction.RESTART
    assert smallest.on_crash is LifecycleAction.DESTROY
    assert "<clock offset='utc'/>" in smallest.to_xml()
    assert "<boot dev='hd'/>" in smallest.to_xml()
    assert "<devices>\n  </devices>" in smallest.to_xml()


def test_two_domains_without_uuid_differ() -> None:
    assert domain().uuid != domain().uuid


def test_the_balloon_leaves_no_more_than_there_is() -> None:
    assert domain("<currentMemory>9999999</currentMemory>").current_memory == 1048576


def test_numa_cells_say_how_much_memory_there_is() -> None:
    cpu = "<cpu><numa><cell cpus='0' memory='512' unit='MiB'/><cell cpus='1' memory='256' unit='MiB'/></numa></cpu>"
    both = domain(f"<vcpu>2</vcpu>{cpu}")
    assert both.memory == 768 * 1024
    assert both.cpu is not None
    assert both.cpu.numa is not None
    assert [cell.id for cell in both.cpu.numa.cells] == [0, 1]


def test_all_cpus_at_boot_need_not_be_said() -> None:
    assert domain("<vcpu current='4'>4</vcpu>").vcpu_current is None
    assert domain("<vcpu current='3'>4</vcpu>").vcpu_current == 3


def test_an_adjusted_clock_varies() -> None:
    assert "<clock offset='variable' adjustment='60' basis='localtime'/>" in (
        domain("<clock offset='localtime' adjustment='60'/>").to_xml()
    )


def test_iothreads_that_are_only_counted_get_the_free_ids() -> None:
    threads = domain("<iothreads>3</iothreads><iothreadids><iothread id='2'/></iothreadids>")
    assert [thread.id for thread in threads.iothread_ids] == [2, 1, 3]


@pytest.mark.parametrize(
    ("target", "index"), [("vda", 0), ("sdz", 25), ("hdaa", 26), ("xvdb", 1), ("sda1", 0), ("disk", -1), ("vd", -1)]
)
def test_names_of_disks_count(target: str, index: int) -> None:
    assert disk_index(target) == index


@pytest.mark.parametrize(
    ("target", "device", "bus", "address"),
    [
        ("vda", "disk", DiskBus.VIRTIO, None),
        ("hdd", "disk", DiskBus.IDE, DriveAddress(bus=1, unit=1)),
        ("hde", "disk", DiskBus.IDE, DriveAddress(controller=1)),
        ("sdh", "disk", DiskBus.SCSI, DriveAddress(controller=1)),
        ("fdb", "floppy", DiskBus.FDC, DriveAddress(unit=1)),
        ("xvda", "disk", DiskBus.XEN, None),
    ],
)
def test_the_name_of_a_disk_says_where_it_is(
    target: str, device: str, bus: DiskBus, address: DriveAddress | None
) -> None:
    disk = domain(devices=f"<disk device='{device}'><source file='/a'/><target dev='{target}'/></disk>").disks[0]
    assert disk.bus is bus
    assert disk.address == address


def test_disks_bring_their_controllers() -> None:
    found = domain(
        devices="<disk><source file='/a'/><target dev='sdi'/></disk>"
        "<disk device='cdrom'><target dev='sdb' bus='sata'/></disk>"
    )
    assert [(one.type, one.index) for one in found.controllers] == [
        (ControllerType.SCSI, 0),
        (ControllerType.SCSI, 1),
        (ControllerType.SATA, 0),
    ]
    assert found.disks[1].readonly


def test_disks_of_a_bus_stand_in_the_order_of_their_names() -> None:
    found = domain(
        devices="".join(
            f"<disk><source file='/{target}'/><target dev='{target}' bus='{bus}'/></disk>"
            for target, bus in (("vdc", "virtio"), ("sda", "scsi"), ("vda", "virtio"))
        )
    )
    assert [disk.target for disk in found.disks] == ["vda", "vdc", "sda"]


def test_a_label_of_network_storage_is_not_kept() -> None:
    """libvirt reads it and writes none: there is nothing on the host that could have it."""
    label = "<seclabel model='dac' relabel='no'/>"
    found = domain(
        devices="<disk type='network'>"
        f"<source protocol='nbd'><host name='h'/>{label}</source><target dev='vda'/></disk>"
        f"<disk><source file='/a'>{label}</source><target dev='vdb'/></disk>"
    )
    sources = [disk.source for disk in found.disks]
    assert isinstance(sources[0], NetworkSource)
    assert isinstance(sources[1], FileSource)
    assert (sources[0].seclabels, len(sources[1].seclabels)) == ([], 1)


def test_the_first_console_is_a_serial_port() -> None:
    found = domain(devices="<console type='pty'/><console type='pty'><target type='virtio'/></console>")
    assert [serial.port for serial in found.serials] == [0]
    assert [(one.target_type, one.port) for one in found.consoles] == [
        (ConsoleTargetType.SERIAL, 0),
        (ConsoleTargetType.VIRTIO, 1),
    ]


def test_a_serial_port_is_a_console() -> None:
    found = domain(devices="<serial type='file'><source path='/log'/></serial>")
    assert found.consoles[0].sources[0].path == "/log"


def test_serial_ports_count_on_from_the_highest_given() -> None:
    found = domain(devices="<serial type='null'/><serial type='null'><target port='3'/></serial><serial type='null'/>")
    assert [serial.port for serial in found.serials] == [4, 3, 5]  # behind the highest, as libvirt does


def test_virtio_ports_bring_their_controller() -> None:
    found = domain(devices="<channel type='pty'><target type='virtio' name='a'/></channel>")
    assert [(one.type, one.index) for one in found.controllers] == [(ControllerType.VIRTIO_SERIAL, 0)]


def test_interfaces_get_an_address_of_their_own() -> None:
    found = domain(devices="<interface type='user'/><interface type='user'/>")
    first, second = (interface.mac for interface in found.interfaces)
    assert first is not None
    assert first.startswith("52:54:00:")
    assert first != second


def test_the_prefix_of_generated_addresses_is_the_drivers() -> None:
    xml = "<domain type='xen'><name>a</name><memory>1</memory><os><type>hvm</type></os>" + (
        "<devices><interface type='user'/></devices></domain>"
    )
    mac = parse(xml, mac_prefix="00:16:3e").interfaces[0].mac
    assert mac is not None
    assert mac.startswith("00:16:3e:")


VGA = "<video><model type='vga'/></video>"


def test_vnc_without_a_port_chooses_one_and_listens() -> None:
    graphics = domain(devices=f"<graphics type='vnc' listen='::1'/>{VGA}").graphics[0]
    assert graphics.autoport is True
    assert [(one.type, one.address) for one in graphics.listens] == [(ListenType.ADDRESS, "::1")]


def test_a_socket_wins_over_ports() -> None:
    shown = domain(devices=f"<graphics type='vnc' socket='/s' port='5901'/>{VGA}").to_xml()
    assert "<graphics type='vnc' socket='/s'>" in shown
    assert "<listen type='socket' socket='/s'/>" in shown


def test_spice_without_ports_does_not_listen() -> None:
    graphics = domain(devices=f"<graphics type='spice'/>{VGA}").graphics[0]
    assert [one.type for one in graphics.listens] == [ListenType.NONE]


def test_a_video_card_has_memory_and_a_screen() -> None:
    video = domain(devices="<video><model type='qxl' ram='1000'/></video>").videos[0]
    assert (video.ram, video.vram, video.heads, video.primary) == (1024, 65536, 1, True)


@pytest.mark.parametrize(("kind", "bus"), [("mouse", InputBus.PS2), ("tablet", InputBus.USB)])
def test_input_devices_have_a_bus(kind: str, bus: InputBus) -> None:
    assert domain(devices=f"<input type='{kind}'/>").inputs[0].bus is bus


def test_the_drivers_part_comes_between_defaults_and_rules() -> None:
    def choose(filled: Domain) -> None:
        assert filled.videos[0].heads is None
        filled.videos[0].model = type(filled.videos[0].model)("cirrus")

    xml = "<domain type='qemu'><name>a</name><memory>1</memory><os><type>hvm</type></os>" + (
        "<devices><graphics type='vnc'/></devices></domain>"
    )
    assert parse(xml, fill=choose).videos[0].vram == 16384
