"""What the QEMU driver adds to a definition."""

from __future__ import annotations

import dataclasses

import pytest

from anyvirt.conf.domain.boot import LoaderType
from anyvirt.conf.domain.cpu import CpuCheck, CpuMode
from anyvirt.conf.domain.devices.audio import AudioType
from anyvirt.conf.domain.devices.chardev import ConsoleTargetType, SerialTargetModel, SerialTargetType
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.devices.disk import DiskBus
from anyvirt.conf.domain.devices.input import InputBus, InputType
from anyvirt.conf.domain.devices.memballoon import BalloonModel
from anyvirt.conf.domain.devices.video import VideoModel
from anyvirt.conf.domain.devices.watchdog import WatchdogAction, WatchdogModel
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.capabilities import Machine, QemuCaps
from anyvirt.qemu.defaults import fill
from anyvirt.util.error import XmlError
from tests.qemu.definitions import CAPS, controller, controllers, define, disk, document, filled, nic, place, text

VNC = "<graphics type='vnc'/>"


def without(*devices: str) -> QemuCaps:
    return dataclasses.replace(CAPS, devices=CAPS.devices - set(devices))


def kinds(domain: Domain) -> list[str]:
    return [f"{c.type.value}:{c.index}:{c.model}" for c in domain.controllers]


# --- machine -------------------------------------------------------------------------------------------------------


def test_machine_of_a_definition_that_names_none() -> None:
    domain = filled(document(machine=None))
    assert (domain.emulator, domain.os_machine) == (CAPS.binary, "pc-i440fx-7.2")


def test_an_alias_becomes_the_machine_it_stands_for_today() -> None:
    assert filled(document(machine="q35")).os_machine == "pc-q35-7.2"
    assert filled(document(machine="pc-q35-6.1")).os_machine == "pc-q35-6.1"


def test_an_emulator_without_a_default_machine() -> None:
    caps = dataclasses.replace(CAPS, arch="aarch64", machines={"virt-7.2": Machine(name="virt-7.2", alias="virt")})
    with pytest.raises(XmlError, match="aarch64 has no default machine type"):
        filled(document(machine=None, arch="aarch64"), caps)


def test_filling_twice_changes_nothing() -> None:
    for machine in ("pc", "q35"):
        domain = filled(document(disk("vda") + nic() + VNC + "<serial type='pty'/>", machine=machine))
        once = text(domain)
        fill(domain, CAPS)
        assert text(domain) == once


# --- devices of the board ------------------------------------------------------------------------------------------


def test_controllers_of_a_pc() -> None:
    """The order matters: it is the order in which slots are given."""
    domain = filled(document(disk("hda") + disk("sda", bus="scsi")))
    assert kinds(domain) == ["usb:0:piix3-uhci", "pci:0:pci-root", "scsi:0:lsilogic", "ide:0:None"]


def test_controllers_of_a_q35() -> None:
    assert kinds(filled(document(machine="q35"))) == ["usb:0:qemu-xhci", "sata:0:None", "pci:0:pcie-root"]


def test_usb_of_a_q35_without_xhci() -> None:
    domain = filled(document(machine="q35"), without("qemu-xhci", "nec-usb-xhci"))
    assert [c.model for c in controllers(domain, ControllerType.USB)] == [
        "ich9-ehci1",
        "ich9-uhci1",
        "ich9-uhci2",
        "ich9-uhci3",
    ]
    assert kinds(filled(document(machine="q35"), without("qemu-xhci")))[0] == "usb:0:nec-xhci"


def test_usb_switched_off_stays_off() -> None:
    assert kinds(filled(document("<controller type='usb' model='none'/>")))[0] == "usb:0:none"


def test_wrong_root_bus() -> None:
    with pytest.raises(XmlError, match=r"pci controller 0: .* has 'pcie-root' there, not 'pci-root'"):
        filled(document(controller("pci", "pci-root", 0), machine="q35"))


def test_inputs_of_a_pc() -> None:
    domain = filled(document("<input type='tablet' bus='usb'/><input type='keyboard'/>"))
    assert [(d.type, d.bus) for d in domain.inputs] == [
        (InputType.TABLET, InputBus.USB),
        (InputType.KEYBOARD, InputBus.PS2),
        (InputType.MOUSE, InputBus.PS2),
    ]


def test_memory_balloon() -> None:
    balloon = filled(document()).memballoon
    assert balloon is not None
    assert balloon.model is BalloonModel.VIRTIO
    balloon = filled(document("<memballoon model='none'/>")).memballoon
    assert balloon is not None
    assert balloon.model is BalloonModel.NONE


def test_watchdog_of_a_q35() -> None:
    """The board has it anyway; QEMU has one action for all."""
    domain = filled(document("<watchdog model='i6300esb' action='poweroff'/>", machine="q35"))
    assert [(w.model, w.action) for w in domain.watchdogs] == [
        (WatchdogModel.I6300ESB, WatchdogAction.POWEROFF),
        (WatchdogModel.ITCO, WatchdogAction.POWEROFF),
    ]
    assert filled(document()).watchdogs == []


# --- processor -----------------------------------------------------------------------------------------------------


def test_default_cpu_is_written_down() -> None:
    cpu = filled(document()).cpu
    assert cpu is not None
    assert cpu.model is not None
    assert (cpu.mode, cpu.check, cpu.model.name) == (CpuMode.CUSTOM, CpuCheck.NONE, "qemu64")


@pytest.mark.parametrize(
    ("kind", "mode"), [("max-x86_64-cpu", CpuMode.MAXIMUM), ("host-x86_64-cpu", CpuMode.HOST_PASSTHROUGH)]
)
def test_default_cpu_that_is_not_a_model(kind: str, mode: CpuMode) -> None:
    machine = dataclasses.replace(CAPS.machines["pc-i440fx-7.2"], default_cpu_type=kind)
    cpu = filled(document(), dataclasses.replace(CAPS, machines={machine.name: machine})).cpu
    assert cpu is not None
    assert cpu.mode is mode


def test_a_topology_alone_gets_the_default_model() -> None:
    general = "<vcpu>4</vcpu><cpu><topology sockets='1' cores='4' threads='1'/></cpu>"
    cpu = filled(document(general=general)).cpu
    assert cpu is not None
    assert cpu.model is not None
    assert cpu.topology is not None
    assert cpu.model.name == "qemu64"


def test_check_of_other_modes() -> None:
    cpu = filled(document(general="<cpu mode='host-model'/>")).cpu
    assert cpu is not None
    assert cpu.check is CpuCheck.PARTIAL
    cpu = filled(document(general="<cpu mode='host-passthrough'/>")).cpu
    assert cpu is not None
    assert (cpu.check, cpu.migratable) == (CpuCheck.NONE, True)


def test_cpus_outside_of_numa_cells_join_the_first() -> None:
    general = "<vcpu>4</vcpu><cpu><numa><cell cpus='0' memory='32768'/><cell cpus='2' memory='32768'/></numa></cpu>"
    cpu = filled(document(general=general)).cpu
    assert cpu is not None
    assert cpu.numa is not None
    assert [cell.cpus for cell in cpu.numa.cells] == ["0-1,3", "2"]


# --- models --------------------------------------------------------------------------------------------------------


def test_disks() -> None:
    found = filled(document(disk("vda"))).disks[0]
    assert (found.driver, found.format, found.bus) == ("qemu", "raw", DiskBus.VIRTIO)


def test_a_volume_knows_its_own_format() -> None:
    volume = "<disk type='volume'><source pool='p' volume='v'/><target dev='vda'/></disk>"
    assert filled(document(volume)).disks[0].format is None


def test_network_cards() -> None:
    assert filled(document(nic(None))).interfaces[0].model == "rtl8139"
    assert filled(document(nic(None)), without("rtl8139")).interfaces[0].model == "e1000"
    assert filled(document(nic(None)), without("rtl8139", "e1000")).interfaces[0].model == "virtio"


def test_scsi_controllers() -> None:
    xml = document(disk("sda", bus="scsi"))
    assert controllers(filled(xml), ControllerType.SCSI)[0].model == "lsilogic"
    assert controllers(filled(xml, without("lsi53c895a")), ControllerType.SCSI)[0].model == "virtio-scsi"


def test_serial_port_and_its_console() -> None:
    domain = filled(document("<serial type='pty'/>"))
    serial = domain.serials[0]
    assert (serial.target_type, serial.target_model) == (SerialTargetType.ISA, SerialTargetModel.ISA_SERIAL)
    assert [(c.target_type, c.port) for c in domain.consoles] == [(ConsoleTargetType.SERIAL, 0)]


def test_a_screen_has_a_video_card() -> None:
    assert [v.model for v in filled(document(VNC)).videos] == [VideoModel.CIRRUS]
    assert [v.model for v in filled(document(VNC), without("cirrus-vga")).videos] == [VideoModel.VGA]
    assert filled(document()).videos == []


def test_video_memory() -> None:
    qxl = filled(document(VNC + "<video><model type='qxl'/></video>")).videos[0]
    assert (qxl.ram, qxl.vram, qxl.vgamem) == (65536, 65536, 16384)
    vga = filled(document(VNC + "<video><model type='vga' vram='10000'/></video>")).videos[0]
    assert vga.vram == 16384


def test_sound() -> None:
    assert [a.type for a in filled(document()).audios] == [AudioType.NONE]
    assert [a.type for a in filled(document("<graphics type='spice'/>")).audios] == [AudioType.SPICE]
    assert filled(document("<graphics type='egl-headless'/>")).audios == []


def test_a_firmware_image_is_a_rom_unless_it_says_otherwise() -> None:
    xml = document().replace("</os>", "<loader>/usr/share/seabios/bios.bin</loader></os>")
    loader = filled(xml).loader
    assert loader is not None
    assert loader.type is LoaderType.ROM


def test_a_virtual_board_of_another_architecture() -> None:
    """What it has differs; what it is given sits on PCI Express all the same."""
    machine = Machine(name="virt-7.2", alias="virt", max_cpus=512, default_cpu_type="cortex-a15-arm-cpu")
    caps = dataclasses.replace(
        CAPS, arch="aarch64", binary="/usr/bin/qemu-system-aarch64", machines={"virt-7.2": machine}
    )
    xml = document(disk("vda") + nic(None) + VNC + "<serial type='pty'/>", arch="aarch64", machine="virt")
    domain = define(xml, caps)
    assert (domain.os_machine, domain.interfaces[0].model, domain.inputs) == ("virt-7.2", "virtio", [])
    assert (domain.serials[0].target_type, domain.serials[0].target_model) == (
        SerialTargetType.SYSTEM,
        SerialTargetModel.PL011,
    )
    assert [place(d) for d in (domain.interfaces[0], domain.disks[0], domain.memballoon, domain.videos[0])] == [
        "01:00.0", "02:00.0", "03:00.0", "04:00.0",
    ]  # fmt: skip
