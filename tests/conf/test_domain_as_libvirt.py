"""What libvirt refuses, passes over or completes in a domain, case by case, and what the original does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

import anyvirt
from anyvirt.constants import VIR_ERR_CONFIG_UNSUPPORTED as UNSUPPORTED
from anyvirt.constants import VIR_ERR_INTERNAL_ERROR as INTERNAL
from anyvirt.constants import VIR_ERR_XML_DETAIL as PARSE
from anyvirt.constants import VIR_ERR_XML_ERROR as XML
from scripts.differential.compare import Comparison, keep
from scripts.differential.original import Original


class Case(NamedTuple):
    """A document by its parts, and what comes of it: an error's code, or what is in the kept text and what is not."""

    devices: str = ""
    general: str = ""
    starts: str = ""
    guest: str = "hvm"
    code: int = 0
    has: tuple[str, ...] = ()
    has_not: tuple[str, ...] = ()
    arch: str = "x86_64"
    is_newer: bool = False  # than the original that distributions carry

    def document(self) -> str:
        return (
            f"<domain type='test'><name>case</name><uuid>{UUID}</uuid><memory>65536</memory>"
            f"<vcpu>4</vcpu>{self.general}"
            f"<os><type arch='{self.arch}'>{self.guest}</type>{self.starts}</os>"
            f"<devices>{self.devices}</devices></domain>"
        )


UUID = "3b9cf2d8-5a3e-4d0f-9a55-0b6f4f3d2e55"
KERNEL = "<kernel>/k</kernel><initrd>/i</initrd><cmdline>c</cmdline><dtb>/d</dtb>"
INIT = "<init>/sbin/init</init><initarg>x</initarg>"
PCI = "<address type='pci' domain='0' bus='1' slot='2' function='0'/>"
VHOSTUSER = (
    "<disk type='vhostuser' snapshot='no'><driver name='qemu' type='raw'/><source type='unix' path='/s'/>"
    "<target dev='vda' bus='virtio'/>{}</disk>"
)
DISK = (
    "<disk type='file' device='{device}'><driver name='qemu' type='{format}'/>{source}<target dev='{target}'/>"
    "{more}</disk>"
)
LUKS = f"<encryption format='luks'><secret type='passphrase' uuid='{UUID}'/></encryption>"
USB = "<controller type='usb' index='0' model='ich9-ehci1'/>"
SPICE = "<graphics type='spice' autoport='yes'>{}</graphics>"


def disk(
    more: str = "",
    source: str = "<source file='/a'/>",
    target: str = "sda",
    device: str = "disk",
    kind: str = "raw",
) -> str:
    return DISK.format(device=device, format=kind, source=source, target=target, more=more)


def network(source: str, more: str = "") -> str:
    return disk(more, source).replace("type='file'", "type='network'", 1)


def nvme(target: str, more: str = "") -> str:
    return disk(more, f"<source file='/{target}'/>", target)


CASES: dict[str, Case] = {
    # --- other ways to start ---
    "a full guest has no init": Case(starts=KERNEL + INIT, has=("<kernel>",), has_not=("<init>",)),
    "a container has no kernel": Case(
        starts=KERNEL + INIT, guest="exe", has=("<init>", "<cmdline>"), has_not=("<kernel",)
    ),
    "Xen's old word for its guests is Xen's": Case(guest="linux", has=(">linux<",)),
    "only a full guest boots from a device": Case(
        starts="<boot dev='hd'/><bootmenu enable='yes'/>", guest="xen", has_not=("<boot",)
    ),
    "a container's console": Case(
        "<console type='pty'/>", starts=INIT, guest="exe", has=("<target type='serial' port='0'/>",)
    ),
    "no machine": Case(starts="<boot dev='hd'/>", arch="x86_64' machine='", has=("<type arch='x86_64'>hvm",)),
    # --- disks ---
    "NVMe disks": Case(
        nvme("nvme0n1") + nvme("nvme3n2"),
        has=(
            "<controller type='nvme' index='3'/>",
            "<target dev='nvme3n2' bus='nvme'/>",
            "<address type='drive' controller='3' bus='0' target='0' unit='1'/>",
        ),
        is_newer=True,
    ),
    "NVMe disks share the serial of their controller": Case(
        nvme("nvme0n1", "<serial>one</serial>") + nvme("nvme0n2"), has=("<serial>one</serial>",), is_newer=True
    ),
    "NVMe disks of one controller with two serials": Case(
        nvme("nvme0n1", "<serial>one</serial>") + nvme("nvme0n2", "<serial>two</serial>"), code=XML, is_newer=True
    ),
    "a disk of FreeBSD's target layer": Case(
        disk(source="<source dev='/dev/cam/ctl'/>").replace("type='file'", "type='ctl'"),
        has=("type='ctl'", "<source dev='/dev/cam/ctl'/>"),
        is_newer=True,
    ),
    "removable SCSI": Case(
        disk().replace("dev='sda'", "dev='sda' bus='scsi' removable='on'"), has=("removable='on'",), is_newer=True
    ),
    "removable IDE": Case(disk().replace("dev='sda'", "dev='hda' bus='ide' removable='on'"), code=XML),
    "a passed on LUN is raw": Case(
        "<disk type='block' device='lun'><driver name='qemu' type='qcow2'/><source dev='/d'/>"
        "<target dev='sda' bus='scsi'/></disk>",
        code=UNSUPPORTED,
    ),
    "a passed on LUN of another network than iSCSI": Case(
        network("<source protocol='nbd' name='x'><host name='h'/></source>").replace("'disk'", "'lun'"),
        code=UNSUPPORTED,
    ),
    "a passed on LUN that is encrypted": Case(
        f"<disk type='block' device='lun'><source dev='/d'>{LUKS}</source><target dev='sda' bus='scsi'/></disk>",
        code=UNSUPPORTED,
    ),
    "reservations of nobody": Case(
        "<disk type='block' device='lun'><source dev='/d'><reservations managed='no'/></source>"
        "<target dev='sda' bus='scsi'/></disk>",
        code=XML,
    ),
    "a user where no protocol asks for one": Case(
        network(
            "<source protocol='nbd' name='x'><host name='h'/>"
            "<auth username='u'><secret type='ceph' usage='s'/></auth></source>"
        ),
        code=UNSUPPORTED,
    ),
    "a secret of no type": Case(
        network(
            "<source protocol='rbd' name='p/x'><host name='h'/>"
            "<auth username='u'><secret type='odd' usage='s'/></auth></source>"
        ),
        code=UNSUPPORTED,
    ),
    "a user of a file": Case(
        disk(source="<source file='/a'><auth username='u'><secret type='ceph' usage='s'/></auth></source>"),
        has=("<auth username='u'>",),
    ),
    "a user of a file without a secret": Case(disk(source="<source file='/a'><auth username='u'/></source>"), code=XML),
    "a cookie twice": Case(
        network(
            "<source protocol='http' name='x'><host name='h'/><cookies><cookie name='a'>1</cookie>"
            "<cookie name='a'>2</cookie></cookies></source>"
        ),
        code=XML,
    ),
    "a layer without a place": Case(disk("<backingStore type='file'><format type='raw'/></backingStore>"), code=XML),
    "the end of the chain": Case(
        disk("<backingStore><format type='raw'/></backingStore>"), has=("<backingStore/>",), has_not=("<format",)
    ),
    "half a volume": Case(
        disk(source="<source pool='p'/>").replace("type='file'", "type='volume'"),
        code=XML,
    ),
    "a served disk": Case(VHOSTUSER.format("<boot order='1'/>"), has=("<boot order='1'/>",)),
    "a served disk is not throttled": Case(
        VHOSTUSER.format("<iotune><total_bytes_sec>9</total_bytes_sec></iotune>"), code=UNSUPPORTED
    ),
    "a served disk has no serial": Case(VHOSTUSER.format("<serial>s</serial>"), code=UNSUPPORTED),
    "a served disk is in no snapshot": Case(VHOSTUSER.format("").replace("'no'", "'internal'"), code=UNSUPPORTED),
    "hard disks are on no floppy controller": Case(disk().replace("dev='sda'", "dev='hda' bus='fdc'"), code=INTERNAL),
    # --- controllers ---
    "too many PCI buses": Case("<controller type='pci' index='256' model='pci-bridge'/>", code=UNSUPPORTED),
    "a companion needs its master": Case("<controller type='usb' index='0' model='ich9-uhci1'/>", code=PARSE),
    "a companion": Case(
        USB + "<controller type='usb' index='0' model='ich9-uhci2'><master/></controller>",
        has=("<master startport='0'/>",),
    ),
    "one master is enough": Case(
        "<controller type='usb' index='1' model='nec-xhci'/><controller type='usb' index='0' model='ich9-uhci1'/>",
        has=("model='ich9-uhci1'",),
    ),
    "no USB is nowhere": Case(
        f"<controller type='usb' index='0' model='none'>{PCI}</controller>",
        has=("<controller type='usb' index='0' model='none'/>",),
    ),
    "a thread for a SCSI controller of no model": Case(
        "<controller type='scsi' index='0'><driver iothread='1'/></controller>",
        "<iothreads>1</iothreads>",
        code=XML,
    ),
    "only PCI controllers reserve memory": Case(
        "<controller type='sata' index='0'><target memReserve='9'/></controller>",
        has_not=("memReserve",),
        is_newer=True,
    ),
    # --- input ---
    "PS/2 in a container": Case("<input type='mouse' bus='ps2'/>", starts=INIT, guest="exe", code=INTERNAL),
    "Xen's bus": Case("<input type='mouse' bus='xen'/>", guest="xen", has=("<input type='mouse' bus='xen'/>",)),
    "a tablet on Xen's bus": Case("<input type='tablet' bus='xen'/>", guest="xen", code=INTERNAL),
    "USB in a guest of Xen": Case("<input type='mouse' bus='usb'/>", guest="xen", code=INTERNAL),
    "a model of input that is none": Case("<input type='mouse' model='odd'/>", code=UNSUPPORTED),
    # --- interfaces ---
    "what drives a device of the host stands first": Case(
        f"<interface type='hostdev'><source>{PCI}</source><driver name='vfio'/></interface>",
        has=("<driver name='vfio'/>\n      <source>",),
    ),
    "what drives one of the emulator's stands behind its model": Case(
        "<interface type='user'><driver name='vhost'/><model type='virtio'/></interface>",
        has=("<model type='virtio'/>\n      <driver name='vhost'/>",),
    ),
    "a driver of the emulator for the host's device": Case(
        f"<interface type='hostdev'><source>{PCI}</source><driver name='qemu'/></interface>", code=XML
    ),
    "a module of the host's kernel": Case(
        f"<interface type='hostdev'><source>{PCI}</source><driver name='vfio' model='m' iommufd='yes'/></interface>",
        has=("<driver name='vfio' model='m' iommufd='yes'/>",),
        is_newer=True,
    ),
    "a module for the emulator's device": Case(
        "<interface type='user'><model type='virtio'/><driver name='qemu' model='m'/></interface>",
        has=("<driver name='qemu'/>",),
    ),
    "a backend of the kernel is for virtio": Case(
        "<interface type='user'><model type='e1000'/><backend vhost='/v'/></interface>", has_not=("vhost",)
    ),
    "one queue is what all have": Case(
        "<interface type='user'><model type='virtio'/><driver queues='1'/></interface>", has_not=("queues",)
    ),
    "a partner of no type": Case("<interface type='user'><teaming type='odd'/></interface>", code=UNSUPPORTED),
    "MidoNet has no profile": Case(
        "<interface type='bridge'><source bridge='b'/><virtualport type='midonet'>"
        "<parameters interfaceid='09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f' profileid='p'/></virtualport></interface>",
        has_not=("profileid",),
    ),
    # --- graphics ---
    "the last word on a channel counts": Case(
        SPICE.format(
            "<channel name='usbredir' mode='any'/><channel name='record' mode='secure'/>"
            "<channel name='main' mode='secure'/>"
            "<channel name='main' mode='insecure'/>"
        ),
        has=("<channel name='main' mode='insecure'/>\n      <channel name='record' mode='secure'/>",),
        has_not=("usbredir",),
    ),
    "a socket has no address": Case(
        "<graphics type='vnc' port='5901' websocket='5700'>"
        "<listen type='socket' socket='/s' address='1.2.3.4'/></graphics>",
        has=("<listen type='socket' socket='/s'/>",),
        has_not=("1.2.3.4", "websocket"),
    ),
    # --- numbers ---
    "places of drives are decimal": Case(disk("<address type='drive' bus='0x0'/>"), code=XML),
    "I/O ports are hexadecimal": Case(
        "<panic model='isa'><address type='isa' iobase='505' irq='10'/></panic>", has=("iobase='0x505' irq='0x10'",)
    ),
    "registers are hexadecimal": Case(
        "<vsock model='virtio'><address type='spapr-vio' reg='1000'/></vsock>", has=("reg='0x00001000'",)
    ),
    "a limit of 0 is none": Case(
        disk("<iotune><total_bytes_sec>0</total_bytes_sec><read_iops_sec>0</read_iops_sec></iotune>"),
        has_not=("iotune",),
    ),
    "the start of another clock": Case(general="<clock offset='utc' start='x'/>", has=("<clock offset='utc'/>",)),
    "a clock without its start": Case(general="<clock offset='absolute' start='x'/>", code=INTERNAL),
    "a clock without its timezone": Case(general="<clock offset='timezone' timezone=''/>", code=INTERNAL),
    "too far away": Case(general="<clock offset='utc' adjustment='9223372036854775808'/>", code=XML),
    "pinned nowhere": Case(general="<cputune><vcpupin vcpu='0'/></cputune>", code=INTERNAL),
    "an argument of nothing": Case(starts="<init>/i</init><initarg/>", guest="exe", code=XML),
    # --- others ---
    "a part of a MiB is none": Case(
        "<shmem name='s'><size unit='KiB'>1536</size></shmem>", has=("<size unit='M'>1</size>",)
    ),
    "a port for the log of firmware": Case(
        "<serial type='pty'><target type='isa-debug'/></serial>", arch="ppc64", code=UNSUPPORTED
    ),
    "two balloons": Case("<memballoon model='virtio'/>" * 2, code=INTERNAL),
    "two stores of crashes": Case(
        "<pstore backend='acpi-erst'><path>/a</path><size unit='KiB'>64</size></pstore>" * 2, code=XML, is_newer=True
    ),
    "a USB device over D-Bus": Case(
        "<controller type='usb' index='0'/><redirdev bus='usb' type='dbus'/>",
        has=("<source channel='org.qemu.usbredir'/>",),
    ),
    "a wide register": Case(
        "<vsock model='virtio'><address type='spapr-vio' reg='0x123456789'/></vsock>", has=("reg='0x123456789'",)
    ),
    "metadata has one element of each namespace": Case(
        general="<metadata><a:x xmlns:a='u:a'/><a:y xmlns:a='u:a'/><none/><b:x xmlns:b='u:b'/></metadata>",
        has=("<a:x ", "<b:x "),
        has_not=("<a:y", "<none"),
    ),
    "the host says all of Hyper-V": Case(
        general="<features><hyperv mode='passthrough'><relaxed state='on'/></hyperv></features>",
        has=("<hyperv mode='passthrough'>",),
        has_not=("relaxed",),
        is_newer=True,
    ),
    "spinlocks without a number": Case(
        general="<features><hyperv><spinlocks state='on'/></hyperv></features>",
        has=("<spinlocks state='on'/>",),
        is_newer=True,
    ),
    "spinlocks that give up early": Case(
        general="<features><hyperv><spinlocks state='on' retries='7'/></hyperv></features>", code=XML
    ),
    "deprecated features": Case(
        general="<cpu mode='host-model' deprecated_features='off'/>",
        has=("deprecated_features='off'",),
        is_newer=True,
    ),
    "a policy that is none": Case(
        general="<cpu mode='custom'><model>qemu64</model><feature policy='odd' name='x2apic'/></cpu>", code=UNSUPPORTED
    ),
    "two caches of a CPU": Case(
        general="<cpu mode='host-passthrough'><cache mode='passthrough'/><cache mode='emulate'/></cpu>", code=XML
    ),
    # --- IOMMUs ---
    "an accelerated SMMU": Case(
        "<iommu model='smmuv3'><driver pciBus='1' accel='on' cmdqv='auto' ats='on' ril='off' ssidsize='8' oas='auto'/>"
        "</iommu>",
        has=("pciBus='1' accel='on' cmdqv='auto' ats='on' ril='off' ssidsize='8' oas='auto'",),
        arch="aarch64",
        is_newer=True,
    ),
    "an SMMU that is not accelerated": Case(
        "<iommu model='smmuv3'><driver oas='44'/></iommu>", arch="aarch64", code=XML, is_newer=True
    ),
    "acceleration of another IOMMU": Case("<iommu model='intel'><driver accel='on'/></iommu>", code=XML, is_newer=True),
    "granules of another IOMMU": Case(
        "<iommu model='intel'><driver><granule mode='host'/></driver></iommu>", code=XML, is_newer=True
    ),
    # --- control of resources ---
    "caches and bandwidth of the whole emulator": Case(
        general="<cputune><cachetune><cache id='0' level='3' type='both' size='3' unit='MiB'/>"
        "<monitor level='3'/></cachetune>"
        "<cachetune vcpus='0-1'><cache id='1' level='3' type='both' size='3' unit='MiB'/>"
        "<monitor level='3'/></cachetune>"
        "</cputune>",
        has=("<cachetune>", "<monitor level='3'/>", "<monitor level='3' vcpus='0-1'/>"),
        is_newer=True,
    ),
    "the whole emulator twice": Case(
        general="<cputune>" + "<memorytune><node id='0' bandwidth='60'/></memorytune>" * 2 + "</cputune>",
        code=XML,
        is_newer=True,
    ),
    "monitors of energy": Case(
        general="<cputune><energytune vcpus='0-1'><monitor/></energytune></cputune>",
        has=("<energytune vcpus='0-1'>", "<monitor vcpus='0-1'/>"),
        is_newer=True,
    ),
    "groups of energy that overlap": Case(
        general="<cputune><energytune vcpus='0-1'><monitor/></energytune>"
        "<energytune vcpus='1-2'><monitor/></energytune></cputune>",
        code=XML,
        is_newer=True,
    ),
    "a place of memory that is none": Case(
        general="<numatune><memory mode='strict' placement='odd'/></numatune>", code=UNSUPPORTED
    ),
}


@pytest.fixture(scope="module")
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as opened:
        yield opened


@pytest.mark.parametrize("name", CASES)
def test_what_comes_of_it(name: str, conn: anyvirt.virConnect) -> None:
    case = CASES[name]
    outcome = keep(conn, "domain", case.document())
    assert outcome.code == case.code, outcome.text
    for part in case.has:
        assert part in outcome.text
    for part in case.has_not:
        assert part not in outcome.text


@pytest.mark.peer("libvirt-python >= 9.0")
def test_the_original_does_the_same(conn: anyvirt.virConnect) -> None:
    different = []
    with Original() as original:
        for name, case in CASES.items():
            theirs = original.keep("domain", case.document())
            ours = keep(conn, "domain", case.document())
            if not case.is_newer and not Comparison(case.document(), theirs, ours).verdict.is_agreement:
                different.append(f"{name}: {theirs.code} {theirs.text}\n{ours.code} {ours.text}")
    assert not different, "\n\n".join(different)
