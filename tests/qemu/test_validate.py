"""What the QEMU driver refuses."""

from __future__ import annotations

import dataclasses

import pytest

from anyvirt.util.error import ConfigUnsupported, InternalError, XmlDetail, XmlError, libvirtError
from tests.qemu.definitions import CAPS, controller, define, disk, document, nic

VNC = "<graphics type='vnc'/>"


def drive(**parts: int) -> str:
    words = " ".join(f"{name}='{parts.get(name, 0)}'" for name in ("controller", "bus", "target", "unit"))
    return f"<address type='drive' {words}/>"


def refusal(xml: str) -> libvirtError:
    with pytest.raises(ConfigUnsupported) as caught:
        define(xml)
    return caught.value


# --- the machine ---------------------------------------------------------------------------------------------------


def test_unknown_machine_names_its_neighbours() -> None:
    error = refusal(document(machine="pc-q35-7.3"))
    assert error.message == (
        "unsupported configuration: '/usr/bin/qemu-system-x86_64' has no machine type 'pc-q35-7.3'"
    )
    assert error.hint is not None
    assert "pc-q35-7.2" in error.hint


def test_kvm_where_there_is_none() -> None:
    error = refusal(document(type="kvm"))
    assert "cannot run domains of type 'kvm': no /dev/kvm" in error.detail


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        (document(type="xen"), "cannot run domains of type 'xen'"),
        (document(arch="aarch64", machine="pc"), "emulates 'x86_64', not 'aarch64'"),
        (document(general="<vcpu>256</vcpu>"), "256 CPUs are beyond the 255 of machine type 'pc"),
        (document(general="<vcpu>256</vcpu>", machine="q35"), "256 CPUs are above 255, .* <iommu>"),
        (
            document(general="<vcpu>3</vcpu><cpu><topology sockets='1' cores='2' threads='1'/></cpu>"),
            "cpu/topology: makes",
        ),
        (document(general="<on_reboot>preserve</on_reboot>"), "on_reboot: QEMU cannot do 'preserve'"),
        (
            document(general="<on_poweroff>coredump-destroy</on_poweroff>"),
            "on_poweroff: 'coredump-destroy' is for on_crash",
        ),
        (
            document(general="<on_poweroff>restart</on_poweroff><on_reboot>destroy</on_reboot>"),
            "on_poweroff 'restart' and on_reboot 'destroy' exclude each other",
        ),
        (document(general="<features><gic/></features>"), "has no 'gic'"),
        (document(general="<clock offset='utc'><timer name='platform'/></clock>"), "timer type .* 'platform'"),
        (
            document(general="<clock offset='utc'><timer name='pit' tickpolicy='merge'/></clock>"),
            "unsupported pit tickpolicy 'merge'",
        ),
        (document(general="<maxMemory slots='2'>1048576</maxMemory>"), "maxMemory: memory is plugged into NUMA cells"),
        (document().replace("</os>", "<loader type='pflash'>/CODE.fd</loader></os>"), "UEFI on 'x86_64' needs ACPI"),
    ],
)
def test_machine(xml: str, message: str) -> None:
    with pytest.raises(ConfigUnsupported, match=message):
        define(xml)


def test_spinlock_retries() -> None:
    features = "<features><hyperv><spinlocks state='on' retries='10'/></hyperv></features>"
    with pytest.raises(XmlError, match="retries 10 is below 4095"):
        define(document(general=features))


# --- disks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("devices", "machine", "message"),
    [
        (disk("hda"), "q35", "disk 'hda': machine type .* has no IDE"),
        (disk("xvda"), "pc", "disk 'xvda': QEMU has no bus 'xen'"),
        (disk("hde", bus="ide"), "pc", "the board has one IDE|controller 1 in the address"),
        (disk("hda", more=drive(bus=2)), "pc", "bus 2 in the address, but bus is at most 1"),
        (disk("hda", more=drive(target=1)), "pc", "target must be 0 for ide"),
        (disk("sda", bus="sata", more=drive(unit=6)), "q35", "unit is at most 5"),
        (disk("sda", bus="scsi", more=drive(target=2)), "pc", "target must be 0 for scsi"),
        (
            controller("scsi", "virtio-scsi", 0) + disk("sda", bus="scsi", more=drive(target=256)),
            "pc",
            "target is at most 255",
        ),
        (disk("fda", device="floppy", more=drive(unit=2)), "pc", "unit is at most 1"),
        (disk("vda").replace("<source", "<driver name='tap'/><source"), "pc", "unsupported driver name 'tap'"),
        (disk("vda").replace("<source", "<driver type='cow'/><source"), "pc", "'cow' storage format"),
        (disk("vda", more="<vendor>ACME</vendor>"), "pc", "vendor and product are for bus 'scsi'"),
        (
            disk("vda", more="<shareable/>").replace("<source", "<driver type='qcow2'/><source"),
            "pc",
            "guests cannot share",
        ),
        (
            "<disk type='block' device='lun'><source dev='/dev/sg0'/><target dev='sda' bus='sata'/></disk>",
            "q35",
            "device 'lun' is for bus 'scsi', not 'sata'",
        ),
    ],
)
def test_disks(devices: str, machine: str, message: str) -> None:
    with pytest.raises(ConfigUnsupported, match=message):
        define(document(devices, machine=machine))


def test_disk_without_its_i_o_thread() -> None:
    threaded = disk("vda").replace("<source", "<driver name='qemu' iothread='3'/><source")
    error = refusal(document(threaded, general="<iothreads>1</iothreads>"))
    assert "disk 'vda': the domain has no iothread 3" in error.detail


# --- other devices -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("devices", "message"),
    [
        (controller("scsi", "buslogic", 0), "Unsupported controller model: buslogic"),
        (controller("scsi", "vmpvscsi", 0), "scsi controller 0 .*has no device 'pvscsi'"),
        (controller("usb", "qusb1", 1), "model 'qusb1' is not supported"),
        (controller("usb", "pci-ohci", 1), "has no device 'pci-ohci'"),
        (controller("ide", "piix3", 1), "the board has one IDE controller"),
        (controller("pci", "pci-bridge", 1, "<model name='pxb'/>"), "model name 'pxb' is not for model 'pci-bridge'"),
        (nic("vmxnet9"), "interface 52:54:00:00:00:01: .* has no network card 'vmxnet9'"),
        ("<input type='passthrough' bus='virtio'><source evdev='/dev/input/event0'/></input>", "virtio-input-host"),
        ("<input type='tablet' bus='virtio' model='virtio-transitional'/>", "is for type 'passthrough' only"),
        ("<video><model type='vbox'/></video>", "video: .* has no model 'vbox'"),
        ("<video><model type='ramfb'/></video>", "video: .* has no model 'ramfb'"),
        ("<video><model type='vga'/></video><video><model type='vga'/></video>", "'vga' must be the primary card"),
        ("<video><model type='vga' heads='2'/></video>", "model 'vga' has one head, not 2"),
        ("<video><model type='vga' vram='500'/></video>", "vram 512 KiB is below 1024 KiB"),
        ("<video><model type='qxl' vgamem='20000'/></video>", "vgamem 20000 KiB is no power of two"),
        ("<watchdog model='diag288'/>", "'diag288' exists on s390"),
        ("<watchdog model='itco'/>", "'itco' exists on 'q35' machines only"),
        ("<console type='pty'><target type='xen'/></console>", "console target type xen"),
        ("<console type='pty'><target type='serial'/></console>"
         "<console type='pty'><target type='sclp'/></console>", "sclpconsole"),
        ("<serial type='pty'><target type='sclp-serial'/></serial>", "has no serial ports of target type"),
        (
            "<serial type='pty'><target type='isa-serial'><model name='pci-serial'/></target></serial>",
            "requires target type 'pci-serial', not 'isa-serial'",
        ),
        ("<channel type='pty'><target type='xen' name='x'/></channel>", "no channels of type 'xen'"),
        ("<graphics type='spice'/>", "cannot show type 'spice'"),
        (VNC.replace("/>", " passwd='123456789'/>"), "a VNC password has at most 8 bytes"),
        (VNC.replace("/>", " port='70000'/>"), "graphics/@port: 70000 is not a port"),
        (nic(more="<driver rx_queue_size='300'/>"), "rx_queue_size 300 is not a power of two"),
        ("<graphics type='rdp'/>", "cannot show type 'rdp'"),
        ("<graphics type='sdl'/>", "cannot show type 'sdl'"),
        ("<memballoon model='xen'/>", "Memballoon device type 'xen'"),
    ],
)  # fmt: skip
def test_devices(devices: str, message: str) -> None:
    with pytest.raises(ConfigUnsupported, match=message):
        define(document(devices))


def test_watchdogs_with_two_actions() -> None:
    two = "<watchdog model='i6300esb' action='reset'/><watchdog model='ib700' action='none'/>"
    with pytest.raises(ConfigUnsupported, match="all watchdogs must have the same action, not none, reset"):
        define(document(two))


@pytest.mark.parametrize(
    ("devices", "message"),
    [
        ("<input type='tablet' bus='ps2'/>", "there is no tablet on bus 'ps2'"),
        ("<input type='mouse' bus='xen'/>", "bus 'xen' is for paravirtual guests"),
        ("<controller type='pci' index='1'/>", "is no PCI controller"),
    ],
)
def test_where_libvirt_has_no_better_code(devices: str, message: str) -> None:
    with pytest.raises(InternalError, match=message):
        define(document(devices))


def test_a_device_that_is_not_built_in() -> None:
    caps = dataclasses.replace(CAPS, devices=CAPS.devices - {"virtio-blk-pci"})
    with pytest.raises(ConfigUnsupported, match=r"disk 'vda': .* has no device 'virtio-blk-pci'"):
        define(document(disk("vda")), caps)


def test_a_plain_definition_passes() -> None:
    define(document(disk("vda") + nic() + VNC + "<serial type='pty'/>", machine="q35"))


def test_what_names_no_numa_cell() -> None:
    """Huge pages and expander buses are for NUMA cells that the guest has."""
    cells = "<cpu><numa><cell id='0' cpus='0' memory='65536'/></numa></cpu>"
    pages = "<memoryBacking><hugepages><page size='2048' nodeset='4'/></hugepages></memoryBacking>"
    with pytest.raises(XmlDetail, match="the guest has no NUMA cell 4"):
        define(document(general=pages + cells))
    target = "<target busNr='254'><node>1</node></target>"
    bus = f"<controller type='pci' index='1' model='pci-expander-bus'>{target}</controller>"
    with pytest.raises(XmlError, match="the guest has no NUMA cell 1"):
        define(document(bus, general=cells))


def test_a_usb_disk_sits_on_usb() -> None:
    """An address on another bus is refused with libvirt's code."""
    address = "<address type='pci' domain='0' bus='0' slot='5' function='0'/>"
    with pytest.raises(InternalError, match="an address on bus 'usb' is of type 'usb'"):
        define(document(disk("sda", bus="usb", more=address)))


# --- what other drivers may have ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("devices", "error", "sentence"),
    [
        (disk("vda", device="cdrom"), ConfigUnsupported, "bus 'virtio' cannot hold a CD-ROM drive"),
        (
            disk(
                "vda",
                more="<iotune><read_bytes_sec>9</read_bytes_sec><read_bytes_sec_max>8</read_bytes_sec_max></iotune>",
            ),
            ConfigUnsupported,
            "read_bytes_sec_max cannot be below read_bytes_sec",
        ),
        (disk("vda", more=drive()), ConfigUnsupported, "the address must be of type pci, ccw or virtio-mmio"),
        ("<input type='passthrough' bus='virtio'/>", XmlError, "needs a source with evdev"),
        ("<input type='evdev'/>", XmlError, "needs a source with dev"),
        (
            disk("vda", more="<address type='pci' slot='5'/>") + nic(more="<address type='pci' slot='5'/>"),
            XmlError,
            "<interface>: address 0000:00:05.0 is taken by a <disk>",
        ),
    ],
)
def test_what_qemu_cannot_do(devices: str, error: type[libvirtError], sentence: str) -> None:
    with pytest.raises(error) as caught:
        define(document(devices))
    assert type(caught.value) is error
    assert sentence in str(caught.value)
