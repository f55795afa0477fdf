"""Small documents, and whether a domain can be defined with them: ours against the table, and the original's."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import anyvirt
from anyvirt.error import libvirtError
from anyvirt.testing.peers import missing_peer

DISK = "<disk type='file'><driver name='qemu'/><source file='/a'/><target dev='vda' bus='virtio'/>{}</disk>"
COOKIE = "<source protocol='http' name='/a'><host name='h'/><cookies><cookie name='{}'>{}</cookie></cookies></source>"
OS = "<os><type arch='x86_64' machine='pc'>hvm</type></os>"
NET = "<disk type='network'>{}<target dev='vda' bus='virtio'/></disk>"
NIC = "<interface type='bridge'><source bridge='br0'/>{}</interface>"
HOST_NIC = "<interface type='hostdev'><source>{}</source></interface>"
SPICE = "<graphics type='spice' autoport='yes'>{}</graphics>"
USB = "<controller type='usb' index='0'/>"
NO_USB = "<controller type='usb' model='none'/>"
PCI = "<source><address domain='0' bus='1' slot='2' function='0'/></source>"

DEFINED = (
    DISK.format("<wwn>0x5000c50015ea71ac</wwn>"),
    DISK.format("<boot order='1' loadparm='prompt.1'/>"),
    DISK.replace("file='/a'", "file='/a' startupPolicy='optional'").format(""),
    NET.format("<source protocol='rbd' name='pool/image'><host name='h'/></source>"),
    NET.format(
        "<source protocol='http' name='/a'><host name='h'/><cookies><cookie name='a'>b</cookie></cookies></source>"
    ),
    "<disk type='file' device='cdrom'><source/><target dev='hda' bus='ide'/></disk>",
    "<disk type='volume'><source pool='p' volume='v'/><target dev='vda' bus='virtio'/></disk>",
    NIC.format("<vlan trunk='yes'><tag id='1'/><tag id='2'/></vlan>"),
    NIC.format("<virtualport type='openvswitch'/>"),
    NIC.format("<model type='e1000'/><driver queues='4'/>"),
    NIC.format("<rom enabled='yes' bar='on' file='/r'/>"),
    HOST_NIC.format("<address type='usb' bus='0x11' device='300'/>"),
    HOST_NIC.format("<address type='pci' domain='0x10000' bus='3'/>"),
    "<hostdev mode='subsystem' type='pci'><source><address domain='0xffffffff' bus='1'/></source></hostdev>",
    "<console/>",
    "<parallel/>",
    "<serial type='nmdm'/>",
    "<controller type='scsi' ports='4'/>",
    "<filesystem type='mount'><source dir='/a'/><target dir='x'/></filesystem>",
    "<memballoon model='none'><address type='pci' slot='5'/></memballoon>",
    "<rng model='virtio'><rate period='1'/><backend model='random'/></rng>",
    "<sound model='ich6'><codec type='duplex'/></sound>",
    "<video><model type='qxl' ram='65536' vgamem='16384'/></video>",
)
REFUSED = (
    DISK.replace("name='qemu'", "name='qemu' type='picture'").format(""),
    DISK.replace("name='qemu'", "name='qemu' rerror_policy='enospace'").format(""),
    DISK.replace("vda", "fda").format(""),
    DISK.format("<wwn>5000</wwn>"),
    DISK.format("<backingStore type='file'><source file='/b'/></backingStore>"),
    DISK.format("<auth username='u'/>"),
    DISK.format("<boot order='1' loadparm='123456789'/>"),
    DISK.format("<acpi index='0'/>"),
    DISK.format("<address type='unassigned'/>"),
    DISK.format("<address type='ccw' cssid='0xfe' ssid='4' devno='0x1'/>"),
    DISK.format("<address type='ccw' cssid='0xfe'/>"),
    DISK.replace("file='/a'/>", "file=''/>").format(""),
    DISK.replace("/a'/>", "/a'><seclabel model='dac' relabel='no'><label>x</label></seclabel></source>").format(""),
    NET.format("<source protocol='rbd' name='image'/>"),
    NET.replace("'network'", "'network' device='lun'").format("<source protocol='nbd'><host name='h'/></source>"),
    "<disk type='block' device='lun'><source dev='/a'><encryption format='luks'><secret type='passphrase' usage='a'/>"
    "</encryption></source><target dev='sda' bus='scsi'/></disk>",
    "<disk type='nvme'><source type='pci' namespace='1' startupPolicy='optional'><address bus='5'/></source>"
    "<target dev='vda' bus='virtio'/></disk>",
    "<disk type='vhostuser'><source type='unix' path='/s' startupPolicy='optional'/>"
    "<target dev='vda' bus='virtio'/></disk>",
    NET.format("<source protocol='nbd'><host name='h' port='x'/></source>"),
    NET.format("<source protocol='nbd'><host name='h' socket='/s'/></source>"),
    NET.format(
        "<source protocol='http' name='/a'><host name='h'/><cookies><cookie name='a b'>c</cookie></cookies></source>"
    ),
    NET.format(
        "<source protocol='http' name='/a'><host name='h'/><cookies><cookie name='a'>b;c</cookie></cookies></source>"
    ),
    "<disk type='volume'><source pool='p'/><target dev='vda' bus='virtio'/></disk>",
    "<disk type='nvme'><source type='pci' namespace='1'/><target dev='vda' bus='virtio'/></disk>",
    "<disk type='vhostuser'><source path='/s'/><target dev='vda' bus='virtio'/></disk>",
    "<disk type='file' device='floppy'><source file='/a'/><target dev='hda' bus='fdc'/></disk>",
    NIC.format("<vlan/>"),
    NIC.format("<vlan trunk='no'><tag id='1'/><tag id='2'/></vlan>"),
    NIC.format("<virtualport type='802.1Qbh'/>"),
    NIC.format("<virtualport/>"),
    NIC.format("<bandwidth><inbound peak='1'/></bandwidth>"),
    NIC.format("<bandwidth><inbound average='1' floor='2'/></bandwidth>"),
    NIC.format("<bandwidth><inbound average='1'/><inbound average='2'/></bandwidth>"),
    NIC.format("<rom enabled='no' bar='on'/>"),
    NIC.format("<model type='virtio'/><teaming type='persistent' persistent='ua-a'/>"),
    "<interface type='user'><virtualport type='openvswitch'/></interface>",
    "<interface type='user'><port isolated='yes'/></interface>",
    NIC.format("<virtualport type='openvswitch'/><port isolated='yes'/>"),
    "<interface type='ethernet'><ip address='10.0.0.1' family='ipv6'/></interface>",
    "<interface type='ethernet'><ip address='10.0.0.1' peer='x'/></interface>",
    "<interface type='ethernet'><route address='10.0.0.1' prefix='24' gateway='10.0.0.1'/></interface>",
    "<interface type='vhostuser'><source type='unix' path='/s' mode='client'/></interface>",
    "<interface type='hostdev'><source/></interface>",
    HOST_NIC.format("<address type='drive'/>"),
    HOST_NIC.format("<address type='pci' domain='0x100000000' bus='3'/>"),
    HOST_NIC.format("<address type='usb' bus='1'/>"),
    "<serial type='spicevmc'/>",
    "<controller type='scsi' model='lsilogic'><driver iothread='1'/></controller>",
    NO_USB + USB,
    NO_USB + "<hub type='usb'/>",
    "<filesystem type='mount'><source dir='/a'/><target dir='x'/><boot order='1'/></filesystem>",
    f"<hostdev mode='subsystem' type='pci'>{PCI}<rom enabled='no' bar='on'/></hostdev>",
    f"<hostdev mode='subsystem' type='pci'>{PCI}<teaming type='transient'/></hostdev>",
    "<memballoon model='virtio'/><memballoon model='virtio'/>",
    "<tpm><backend type='emulator'/><backend type='emulator'/></tpm>",
    "<rng model='virtio'/>",
    "<panic model='isa'/><panic model='isa'/>",
    "<iommu model='smmuv3'><driver caching_mode='on'/></iommu>",
    "<video><model type='vga' ram='65536'/></video>",
    "<video><driver name='vhostuser'/><model type='vga'/></video>",
    "<video><model type='vga'><resolution x='800'/></model></video>",
    "<audio id='1' type='alsa'><input><settings frequency='44100'/></input></audio>",
    "<graphics type='vnc' listen='1.2.3.4'><listen type='address' address='1.2.3.5'/></graphics>",
    "<graphics type='vnc'><audio id='7'/></graphics>",
    "<input type='tablet' bus='ps2'/>",
    "<input type='mouse' bus='xen'/>",
    "<lease><key>k</key><target path='/p'/></lease>",
)
REFUSED_OUTSIDE_DEVICES = (
    "<features><unheard-of/></features>",
    "<features><hyperv><unheard-of state='on'/></hyperv></features>",
    "<features><hyperv><relaxed/></hyperv></features>",
    "<features><hyperv><vendor_id state='on' value='1234567890123'/></hyperv></features>",
    "<features><kvm><dirty-ring state='on' size='100'/></kvm></features>",
    "<features><cfpc value='x'/></features>",
    "<clock offset='timezone'/>",
    "<clock offset='absolute'/>",
    "<clock offset='utc' adjustment='x'/>",
    "<clock offset='utc'><timer name='kvmclock' tickpolicy='delay'/></clock>",
    "<clock offset='utc'><timer name='rtc' tickpolicy='delay'><catchup threshold='1'/></timer></clock>",
    "<on_reboot>coredump-destroy</on_reboot>",
    "<perf><event name='cmt' enabled='yes'/><event name='cmt' enabled='no'/></perf>",
    "<idmap><uid start='0' target='1' count='2'/></idmap>",
    "<idmap><uid start='1' target='1' count='2'/><gid start='0' target='1' count='2'/></idmap>",
    "<seclabel type='none' relabel='yes'/>",
    "<seclabel type='dynamic' relabel='no'/>",
    "<seclabel type='dynamic'/><seclabel type='dynamic' model='b'/>",
    "<sysinfo type='smbios'><bios><entry name='date'>13/02/2020</entry></bios></sysinfo>",
    "<sysinfo type='fwcfg'><entry name='opt/a'/></sysinfo>",
)


def document(part: str, name: str = "probe") -> str:
    devices = "" if part in REFUSED_OUTSIDE_DEVICES else part
    general = part if part in REFUSED_OUTSIDE_DEVICES else ""
    return (
        f"<domain type='test'><name>{name}</name><memory>65536</memory>{OS}"
        f"{general}<devices>{devices}</devices></domain>"
    )


CASES = [(part, True) for part in DEFINED] + [(part, False) for part in (*REFUSED, *REFUSED_OUTSIDE_DEVICES)]


@pytest.mark.parametrize(("part", "defined"), CASES, ids=[f"{part[:60]}-{defined}" for part, defined in CASES])
def test_a_document_is_defined_or_refused(part: str, defined: bool) -> None:
    """A refusal is an error of ours; what is defined keeps its text when it is read again."""
    with anyvirt.open("test:///default") as connection:
        if not defined:
            with pytest.raises(libvirtError):
                connection.defineXML(document(part))
            return
        domain = connection.defineXML(document(part))
        text = domain.XMLDesc()
        domain.undefine()
        again = connection.defineXML(text).XMLDesc()
        connection.lookupByName("probe").undefine()
        assert again == text


@pytest.mark.peer("libvirt >= 9.0")
def test_the_original_says_the_same(tmp_path: Path) -> None:
    """Every verdict of the table is libvirt's own."""
    assert missing_peer("libvirt >= 9.0") is None
    commands = []
    for number, (part, _) in enumerate(CASES):
        (tmp_path / f"{number}.xml").write_text(document(part, f"probe{number}"), encoding="utf-8")
        commands.append(f"define {tmp_path}/{number}.xml")
    ran = subprocess.run(
        ["virsh", "-c", "test:///default", "; ".join(commands)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
    )
    defined = {int(number) for number in re.findall(r"Domain 'probe(\d+)' defined", ran.stdout)}
    different = [part for number, (part, verdict) in enumerate(CASES) if (number in defined) != verdict]
    assert not different
