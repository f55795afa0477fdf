# ruff: noqa: E501 - a case reads best as one line
"""Pairs of definitions, and where the guest would see other hardware.

A document is written once: «left|right» says left in the first definition and right in the second.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import parse

UUID = "c7a5fdbd-edaf-9455-926a-d65c16db1809"
_CHOICE = re.compile("«([^|»]*)\\|([^»]*)»")


class Case(NamedTuple):
    """One rule: what differs, and the path that is named; None where it may differ."""

    name: str
    path: str | None
    devices: str = ""
    inside: str = ""
    kind: str = "test"
    memory: str = "<memory>1048576</memory>"
    os: str = "<os><type arch='x86_64' machine='pc'>hvm</type></os>"
    vcpu: str = "<vcpu>4</vcpu>"
    head: str = f"<name>a</name><uuid>{UUID}</uuid>"
    peer: bool = True  # libvirt 9.0 knows it, and judges it as its successors do

    def document(self, side: int) -> str:
        text = (
            f"<domain type='{self.kind}'>{self.head}{self.memory}{self.vcpu}{self.os}{self.inside}"
            f"<devices>{self.devices}</devices></domain>"
        )
        return _CHOICE.sub(lambda match: match[side], text)

    @property
    def pair(self) -> tuple[Domain, Domain]:
        return parse(self.document(1)), parse(self.document(2))


def _disk(rest: str, driver: str = "", target: str = "dev='vda' bus='virtio'", attributes: str = "") -> str:
    return f"<disk type='file' {attributes}>{driver}<source file='/a'/><target {target}/>{rest}</disk>"


def _net(rest: str, mac: str = "52:54:00:00:00:01") -> str:
    return f"<interface type='user'><mac address='{mac}'/>{rest}</interface>"


def _cell(rest: str = "", *, cpus: str = "0-1", memory: str = "524288", other: str = "") -> str:
    return (
        f"<cpu><numa><cell id='0' cpus='{cpus}' memory='{memory}'>{rest}</cell>"
        f"<cell id='1' cpus='2-3' memory='524288'/>{other}</numa></cpu>"
    )


def _module(model: str, rest: str, target: str = "", attributes: str = "") -> str:
    return f"<memory model='{model}' {attributes}>{rest}<target>{target}</target></memory>"


_SLOTS = "<maxMemory slots='4' unit='KiB'>4194304</maxMemory><memory>1572864</memory>"
_CELLS = "<cpu><numa><cell id='0' cpus='0-1' memory='524288'/><cell id='1' cpus='2-3' memory='524288'/></numa></cpu>"
_CPU = "<cpu mode='custom' match='exact'><model fallback='allow'>qemu64</model>{}</cpu>"
_SIZE = "<size unit='KiB'>524288</size><node>0</node>"
_PCI = "<address type='pci' domain='0' bus='0' slot='«4|5»' function='0'/>"

MACHINE = [
    Case("uuid", "uuid", head=f"<name>a</name><uuid>«{UUID}|{UUID[:-1]}0»</uuid>", peer=False),
    Case("name", "name", head=f"<name>«a|b»</name><uuid>{UUID}</uuid>"),
    Case("type", "@type", kind="«test|qemu»", peer=False),
    Case("genid", "genid", inside=f"<genid>«{UUID}|{UUID[:-1]}0»</genid>"),
    Case("genid gone", "genid", inside=f"«<genid>{UUID}</genid>|»"),
    Case("title", None, inside="<title>«a|b»</title>"),
    Case("description", None, inside="<description>«a|b»</description>"),
    Case("metadata", None, inside="<metadata><x:a xmlns:x='urn:x'>«a|b»</x:a></metadata>"),
    Case("memory", "memory", memory="<memory>«1048576|2097152»</memory><currentMemory>1048576</currentMemory>"),
    Case("current memory", "currentMemory", memory="<memory>1048576</memory><currentMemory>«1048576|524288»</currentMemory>"),
    Case("most memory", "maxMemory", memory="<maxMemory slots='4'>«4194304|8388608»</maxMemory><memory>1048576</memory>", inside=_CELLS),
    Case("memory slots", "maxMemory/@slots", memory="<maxMemory slots='«4|5»'>4194304</maxMemory><memory>1048576</memory>", inside=_CELLS),
    Case("memory locked", None, inside="<memoryBacking>«<locked/>|»</memoryBacking>"),
    Case("memtune", None, inside="<memtune><hard_limit>«4194304|8388608»</hard_limit></memtune>"),
    Case("numa memory", "cpu/numa/cell[0]/@memory", inside="<cpu><numa><cell id='0' cpus='0-1' memory='«524288|262144»'/><cell id='1' cpus='2-3' memory='«524288|786432»'/></numa></cpu>"),
    Case("numa cpus", "cpu/numa/cell[0]/@cpus", inside=_cell(cpus="«0-1|0»")),
    Case("numa cells", "cpu/numa/cell (count)", inside="<cpu><numa>«<cell id='0' cpus='0-3' memory='1048576'/>|<cell id='0' cpus='0-1' memory='524288'/><cell id='1' cpus='2-3' memory='524288'/>»</numa></cpu>"),
    Case("numa distance", "cpu/numa/cell[0]/distances/sibling[1]/@value", inside=_cell("<distances><sibling id='0' value='10'/><sibling id='1' value='«21|31»'/></distances>")),
    Case("numa access", None, inside="<cpu><numa><cell id='0' cpus='0-3' memory='1048576' memAccess='«shared|private»'/></numa></cpu>"),
    Case("numa cache size", None, inside=_cell("<cache level='1' associativity='direct' policy='writeback'><size value='«8|16»' unit='KiB'/><line value='5' unit='B'/></cache>")),
    Case("numa caches", None, inside=_cell("«<cache level='1' associativity='direct' policy='writeback'><size value='8' unit='KiB'/><line value='5' unit='B'/></cache>|»")),
    Case("numa latency", None, inside=_cell(other="<interconnects><latency initiator='0' target='0' type='access' value='«5|6»'/></interconnects>")),
    Case("numa latencies", None, inside=_cell(other="<interconnects><latency initiator='0' target='0' type='access' value='5'/>«<latency initiator='0' target='1' type='access' value='10'/>|»</interconnects>")),
    Case("numa bandwidth", None, inside=_cell(other="<interconnects><bandwidth initiator='0' target='0' type='access' value='«204800|102400»' unit='KiB'/></interconnects>")),
    Case("numatune", None, inside="<numatune><memory mode='strict' nodeset='«0|1»'/></numatune>"),
    Case("vcpus", "vcpu", vcpu="<vcpu>«4|2»</vcpu>"),
    Case("vcpus on", "vcpus/vcpu[2]/@enabled", vcpu="<vcpu current='«4|2»'>4</vcpu>"),
    Case("vcpu on", "vcpus/vcpu[1]/@enabled", vcpu="<vcpu current='2'>3</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='no'/><vcpu id='1' enabled='«yes|no»' hotpluggable='yes'/><vcpu id='2' enabled='«no|yes»' hotpluggable='yes'/></vcpus>"),
    Case("vcpu order", "vcpus/vcpu[1]/@order", vcpu="<vcpu>3</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='no' order='1'/><vcpu id='1' enabled='yes' hotpluggable='yes' order='«2|3»'/><vcpu id='2' enabled='yes' hotpluggable='yes' order='«3|2»'/></vcpus>"),
    Case("cpuset", None, vcpu="<vcpu cpuset='«0|1»'>4</vcpu>"),
    Case("cputune", None, inside="<cputune><shares>«1024|2048»</shares></cputune>"),
    Case("iothreads", None, inside="<iothreads>«1|2»</iothreads>"),
    Case("os type", "os/type", os="<os><type arch='x86_64'>«hvm|xen»</type></os>", kind="test", peer=False),
    Case("architecture", "os/type/@arch", os="<os><type arch='«x86_64|i686»'>hvm</type></os>"),
    Case("machine", "os/type/@machine", os="<os><type arch='x86_64' machine='«pc|q35»'>hvm</type></os>"),
    Case("smbios", "os/smbios/@mode", os="<os><type arch='x86_64'>hvm</type><smbios mode='«host|emulate»'/></os>"),
    Case("boot", None, os="<os><type arch='x86_64'>hvm</type><boot dev='«hd|cdrom»'/></os>"),
    Case("kernel", None, os="<os><type arch='x86_64'>hvm</type><kernel>«/a|/b»</kernel></os>"),
    Case("loader", None, os="<os><type arch='x86_64'>hvm</type><loader>«/a|/b»</loader></os>"),
    Case("timer", "clock/timer[rtc]/@present", inside="<clock offset='utc'><timer name='rtc' present='«yes|no»'/></clock>"),
    Case("timer name", "clock/timer[rtc]/@name", inside="<clock offset='utc'><timer name='«rtc|pit»'/></clock>"),
    Case("timers", "clock/timer (count)", inside="<clock offset='utc'><timer name='rtc'/>«<timer name='pit'/>|»</clock>"),
    Case("timer policy", None, inside="<clock offset='utc'><timer name='rtc' tickpolicy='«catchup|delay»'/></clock>"),
    Case("tsc frequency", "clock/timer[tsc]/@frequency", inside="<clock offset='utc'><timer name='tsc' frequency='«1000|2000»'/></clock>"),
    Case("tsc mode", "clock/timer[tsc]/@mode", inside="<clock offset='utc'><timer name='tsc' mode='«native|emulate»'/></clock>"),
    Case("clock", None, inside="<clock offset='«utc|localtime»'/>"),
    Case("lifecycle", None, inside="<on_reboot>«restart|destroy»</on_reboot>"),
    Case("cpu", "cpu", inside="«" + _CPU.format("") + "|»"),
    Case("cpu mode", "cpu/@mode", inside="<cpu mode='«host-passthrough|host-model»'/>"),
    Case("cpu check", "cpu/@check", inside="<cpu mode='host-passthrough' check='«none|partial»'/>"),
    Case("cpu match", None, inside="<cpu mode='custom' match='«exact|minimum»'><model>qemu64</model></cpu>"),
    Case("cpu migratable", None, inside="<cpu mode='host-passthrough' migratable='«on|off»'/>"),
    Case("cpu model", "cpu/model", inside="<cpu mode='custom'><model>«qemu64|kvm64»</model></cpu>"),
    Case("cpu fallback", None, inside="<cpu mode='custom'><model fallback='«allow|forbid»'>qemu64</model></cpu>"),
    Case("cpu vendor", "cpu/vendor", inside=_CPU.format("<vendor>«Intel|AMD»</vendor>")),
    Case("cpu vendor id", "cpu/model/@vendor_id", inside="<cpu mode='custom'><model vendor_id='«abcdefabcdef|abcdefabcdee»'>qemu64</model></cpu>"),
    Case("cpu sockets", "cpu/topology/@sockets", inside=_CPU.format("<topology sockets='«4|1»' cores='«1|4»' threads='1'/>")),
    Case("cpu dies", "cpu/topology/@dies", inside=_CPU.format("<topology sockets='1' dies='«2|1»' cores='«2|4»' threads='1'/>")),
    Case("cpu cores", "cpu/topology/@cores", inside=_CPU.format("<topology sockets='1' cores='«4|2»' threads='«1|2»'/>")),
    Case("cpu topology", "cpu/topology", inside=_CPU.format("«<topology sockets='1' cores='4' threads='1'/>|»")),
    Case("cpu addresses", "cpu/maxphysaddr/@bits", inside="<cpu mode='host-passthrough'><maxphysaddr mode='emulate' bits='«42|43»'/></cpu>"),
    Case("cpu addresses gone", "cpu/maxphysaddr", inside="<cpu mode='host-passthrough'>«<maxphysaddr mode='emulate' bits='42'/>|»</cpu>"),
    Case("cpu cache", "cpu/cache/@mode", inside="<cpu mode='host-passthrough'><cache mode='«passthrough|disable»'/></cpu>"),
    Case("cpu cache gone", "cpu/cache", inside="<cpu mode='host-passthrough'>«<cache mode='passthrough'/>|»</cpu>"),
    Case("cpu features", "cpu/feature (count)", inside=_CPU.format("«<feature policy='require' name='vme'/>|»")),
    Case("cpu feature", "cpu/feature[vme]/@name", inside=_CPU.format("<feature policy='require' name='«vme|pse»'/>")),
    Case("cpu feature policy", "cpu/feature[vme]/@policy", inside=_CPU.format("<feature policy='«require|disable»' name='vme'/>")),
    Case("sysinfo", "sysinfo (count)", inside="«<sysinfo type='smbios'><bios><entry name='vendor'>a</entry></bios></sysinfo>|»"),
    Case("sysinfo type", "sysinfo[smbios]/@type", inside="<sysinfo type='«smbios|fwcfg»'>«|<entry name='opt/a'>b</entry>»</sysinfo>"),
    Case("bios string", "sysinfo[smbios]/bios/entry[vendor]", inside="<sysinfo type='smbios'><bios><entry name='vendor'>«a|b»</entry></bios></sysinfo>"),
    Case("system string", "sysinfo[smbios]/system/entry[serial]", inside="<sysinfo type='smbios'><system><entry name='serial'>«a|b»</entry></system></sysinfo>"),
    Case("system string gone", "sysinfo[smbios]/system/entry[serial]", inside="<sysinfo type='smbios'><system><entry name='sku'>a</entry>«<entry name='serial'>a</entry>|»</system></sysinfo>"),
    Case("board string", "sysinfo[smbios]/baseBoard[1]/entry[product]", inside="<sysinfo type='smbios'><baseBoard><entry name='product'>«a|b»</entry></baseBoard></sysinfo>"),
    Case("boards", "sysinfo[smbios]/baseBoard (count)", inside="<sysinfo type='smbios'><baseBoard><entry name='product'>a</entry></baseBoard>«<baseBoard><entry name='product'>b</entry></baseBoard>|»</sysinfo>"),
    Case("chassis string", "sysinfo[smbios]/chassis/entry[asset]", inside="<sysinfo type='smbios'><chassis><entry name='asset'>«a|b»</entry></chassis></sysinfo>"),
    Case("OEM string", None, inside="<sysinfo type='smbios'><oemStrings><entry>«a|b»</entry></oemStrings></sysinfo>"),
    Case("firmware configuration", None, inside="<sysinfo type='fwcfg'><entry name='opt/a'>«a|b»</entry></sysinfo>"),
    Case("memory of QEMU", "memoryBacking/source/@type", kind="qemu", inside="<memoryBacking><source type='«file|memfd»'/></memoryBacking>", peer=False),
    Case("seclabel", None, inside="<seclabel type='static' model='dac' relabel='no'><label>+«1|2»:+0</label></seclabel>"),
]  # fmt: skip

_SWITCHES = ["hap", "pvspinlock", "pmu", "vmport", "vmcoreinfo", "htm", "nested-hv", "ccf-assist", "smm"]
_HYPERV = [
    "relaxed",
    "vapic",
    "vpindex",
    "runtime",
    "synic",
    "reset",
    "frequencies",
    "reenlightenment",
    "tlbflush",
    "ipi",
    "evmcs",
    "avic",
]
FEATURES = [
    *(Case(f"feature {name}", f"features/{name}", inside=f"<features>«<{name}/>|»<kvm/></features>") for name in ("acpi", "apic", "pae", "viridian", "privnet")),
    *(Case(f"feature {name}", f"features/{name}/@state", inside=f"<features><{name} state='«on|off»'/></features>") for name in _SWITCHES),
    *(Case(f"feature {name} gone", f"features/{name}/@state", inside=f"<features><acpi/>«<{name} state='on'/>|»</features>") for name in _SWITCHES),
    *(Case(f"feature {name}", f"features/{name}/@state", inside=f"<features><{name} state='«on|off»'/></features>", peer=False) for name in ("ras", "ps2")),
    *(Case(f"feature {name}", f"features/{name}/@value", inside=f"<features><{name} value='«broken|workaround»'/></features>") for name in ("cfpc", "sbbc", "ibs")),
    Case("feature aia", "features/aia/@value", inside="<features><aia value='«none|aplic»'/></features>", peer=False),
    Case("feature apic eoi", "features/apic/@eoi", inside="<features><apic eoi='«on|off»'/></features>"),
    Case("feature gic", "features/gic/@version", inside="<features><gic version='«2|3»'/></features>", os="<os><type arch='aarch64'>hvm</type></os>"),
    Case("feature ioapic", "features/ioapic/@driver", inside="<features><ioapic driver='«kvm|qemu»'/></features>"),
    Case("feature hpt", "features/hpt/@resizing", inside="<features><hpt resizing='«enabled|disabled»'/></features>"),
    Case("feature hpt pages", "features/hpt/maxpagesize", inside="<features><hpt><maxpagesize>«64|1024»</maxpagesize></hpt></features>"),
    Case("feature smm memory", "features/smm/tseg", inside="<features><smm state='on'><tseg unit='MiB'>«8|16»</tseg></smm></features>"),
    Case("feature msrs", None, inside="<features><msrs unknown='«ignore|fault»'/></features>"),
    Case("feature tcg", None, inside="<features><tcg><tb-cache unit='KiB'>«1024|2048»</tb-cache></tcg></features>"),
    Case("feature capabilities", "features/capabilities/@policy", inside="<features><capabilities policy='«allow|deny»'/></features>"),
    Case("feature capability", None, inside="<features><capabilities policy='allow'><kill state='«on|off»'/></capabilities></features>"),
    Case("feature hyperv", "features/hyperv/@mode", inside="<features><acpi/>«<hyperv><relaxed state='on'/></hyperv>|»</features>"),
    Case("feature hyperv mode", "features/hyperv/@mode", inside="<features><hyperv mode='«custom|passthrough»'/></features>"),
    *(Case(f"feature hyperv {name}", f"features/hyperv/{name}/@state", inside=f"<features><hyperv><{name} state='«on|off»'/></hyperv></features>") for name in _HYPERV),
    *(Case(f"feature hyperv {name}", f"features/hyperv/{name}/@state", inside=f"<features><hyperv><{name} state='«on|off»'/></hyperv></features>", peer=False) for name in ("emsr_bitmap", "xmm_input")),
    Case("feature hyperv spinlocks", "features/hyperv/spinlocks/@retries", inside="<features><hyperv><spinlocks state='on' retries='«4095|8191»'/></hyperv></features>"),
    Case("feature hyperv vendor", "features/hyperv/vendor_id/@value", inside="<features><hyperv><vendor_id state='on' value='«a|b»'/></hyperv></features>"),
    Case("feature hyperv stimer", "features/hyperv/stimer/@state", inside="<features><hyperv><vpindex state='on'/><synic state='on'/><stimer state='«on|off»'/></hyperv></features>"),
    Case("feature hyperv stimer direct", "features/hyperv/stimer/direct/@state", inside="<features><hyperv><vpindex state='on'/><synic state='on'/><stimer state='on'><direct state='«on|off»'/></stimer></hyperv></features>"),
    Case("feature kvm", "features/kvm", inside="<features><acpi/>«<kvm><hidden state='on'/></kvm>|»</features>"),
    *(Case(f"feature kvm {name}", f"features/kvm/{name}/@state", inside=f"<features><kvm><{name} state='«on|off»'/></kvm></features>") for name in ("hidden", "hint-dedicated", "poll-control", "pv-ipi")),
    Case("feature kvm dirty ring", "features/kvm/dirty-ring/@size", inside="<features><kvm><dirty-ring state='on' size='«1024|2048»'/></kvm></features>"),
    Case("feature xen", "features/xen/e820_host/@state", inside="<features><xen><e820_host state='«on|off»'/></xen></features>"),
    Case("feature xen passthrough", "features/xen/passthrough/@mode", inside="<features><xen><passthrough state='on' mode='«sync_pt|share_pt»'/></xen></features>"),
]  # fmt: skip

_VIRTIO_HOSTS = {
    "disk": ("devices/disk[vda]", _disk("", "<driver {}/>")),
    "controller": ("devices/controller[scsi 0]", "<controller type='scsi' index='0' model='virtio-scsi'><driver {}/></controller>"),
    "filesystem": ("devices/filesystem[t]", "<filesystem type='mount'><driver type='path' {}/><source dir='/a'/><target dir='t'/></filesystem>"),
    "interface": ("devices/interface[52:54:00:00:00:01]", _net("<model type='virtio'/><driver {}/>")),
    "input": ("devices/input[tablet]", "<input type='tablet' bus='virtio'><driver {}/></input>"),
    "video": ("devices/video[virtio]", "<video><driver {}/><model type='virtio'/></video>"),
    "balloon": ("devices/memballoon", "<memballoon model='virtio'><driver {}/></memballoon>"),
    "rng": ("devices/rng[virtio]", "<rng model='virtio'><backend model='random'>/dev/random</backend><driver {}/></rng>"),
    "vsock": ("devices/vsock[virtio]", "<vsock model='virtio'><cid auto='no' address='3'/><driver {}/></vsock>"),
}  # fmt: skip
VIRTIO = [
    Case(f"{device} {option}", f"{path}/driver/@{option}", document.format(f"{option}='«on|off»'"))
    for device, (path, document) in _VIRTIO_HOSTS.items()
    for option in ("iommu", "ats", "packed", "page_per_vq")
] + [
    Case(f"{device} {option} gone", f"{path}/driver/@iommu", document.format("«iommu='on'|»"))
    for device, (path, document) in _VIRTIO_HOSTS.items()
    for option in ("iommu",)
]

_SPLIT = "<features><ioapic driver='qemu'/></features>"
_SERIAL = "<serial type='null'>{}</serial>"
_CHANNEL = "<channel type='null'><target type='virtio' {}/></channel>"
_EMULATOR = "<tpm model='tpm-crb'><backend type='emulator' {}>{}</backend></tpm>"
DEVICES = [
    Case("disks", "devices/disk (count)", _disk("") + "«" + _disk("", target="dev='vdb' bus='virtio'") + "|»"),
    Case("disk kind", "devices/disk[hda]/@device", "<disk type='file' device='«disk|cdrom»'><source file='/a'/><target dev='hda' bus='ide'/><readonly/></disk>"),
    Case("disk bus", "devices/disk[sda]/target/@bus", _disk("", target="dev='sda' bus='«scsi|usb»'")),
    Case("disk name", "devices/disk[vda]/target/@dev", _disk("", target="dev='«vda|vdb»' bus='virtio'")),
    Case("disk serial", "devices/disk[vda]/serial", _disk("<serial>«a|b»</serial>")),
    Case("disk serial gone", "devices/disk[vda]/serial", _disk("«<serial>a</serial>|»")),
    Case("disk wwn", "devices/disk[sda]/wwn", _disk("<wwn>5000c50015ea71a«d|e»</wwn>", target="dev='sda' bus='scsi'")),
    Case("disk readonly", "devices/disk[vda]/readonly", _disk("«<readonly/>|»")),
    Case("disk model", "devices/disk[vda]/@model", _disk("", attributes="model='«virtio-transitional|virtio-non-transitional»'")),
    Case("disk rotation", "devices/disk[sda]/target/@rotation_rate", _disk("", target="dev='sda' bus='scsi' rotation_rate='«1|7200»'")),
    Case("disk queues", "devices/disk[vda]/driver/@queues", _disk("", "<driver queues='«2|4»'/>")),
    Case("disk queue size", "devices/disk[vda]/driver/@queue_size", _disk("", "<driver queue_size='«64|128»'/>")),
    Case("disk logical block", "devices/disk[vda]/blockio/@logical_block_size", _disk("<blockio logical_block_size='«512|4096»'/>"), peer=False),
    Case("disk physical block", "devices/disk[vda]/blockio/@physical_block_size", _disk("<blockio physical_block_size='«512|4096»'/>"), peer=False),
    Case("disk discard step", "devices/disk[vda]/blockio/@discard_granularity", _disk("<blockio discard_granularity='«512|4096»'/>"), peer=False),
    Case("disk PCI address", "devices/disk[vda]/address/@slot", _disk(_PCI)),
    Case("disk address kind", "devices/disk[vda]/address/@type", _disk("«<address type='pci' domain='0' bus='0' slot='4' function='0'/>|»")),
    Case("disk drive address", "devices/disk[sda]/address/@unit", _disk("<address type='drive' controller='0' bus='0' target='0' unit='«1|2»'/>", target="dev='sda' bus='scsi'")),
    Case("disk drive target", None, _disk("<address type='drive' controller='0' bus='0' target='«1|2»' unit='0'/>", target="dev='sda' bus='scsi'")),
    Case("disk source", None, "<disk type='file'><source file='«/a|/b»'/><target dev='vda' bus='virtio'/></disk>"),
    Case("disk source kind", None, "«<disk type='file'><source file='/a'/>|<disk type='block'><source dev='/dev/b'/>»<target dev='vda' bus='virtio'/></disk>"),
    Case("disk format", None, _disk("", "<driver name='qemu' type='«raw|qcow2»'/>")),
    Case("disk cache", None, _disk("", "<driver cache='«none|writeback»'/>")),
    Case("disk io", None, _disk("", "<driver io='«native|threads»'/>")),
    Case("disk discard", None, _disk("", "<driver discard='«unmap|ignore»'/>")),
    Case("disk boot order", None, _disk("<boot order='«1|2»'/>"), os="<os><type arch='x86_64'>hvm</type></os>"),
    Case("disk product", None, _disk("<product>«a|b»</product>", target="dev='sda' bus='scsi'")),
    Case("disk throttle", None, _disk("<iotune><total_bytes_sec>«1000|2000»</total_bytes_sec></iotune>")),
    Case("disk geometry", None, _disk("<geometry cyls='«1|2»' heads='3' secs='4'/>", target="dev='hda' bus='ide'")),
    Case("disk alias", None, _disk("<alias name='ua-«a|b»'/>")),
    Case("controllers", "devices/controller (count)", "<controller type='scsi' index='0'/>«<controller type='scsi' index='1'/>|»"),
    Case("controller type", "devices/controller[scsi 0]/@type", "<controller type='«scsi|sata»' index='0'/>"),
    Case("controller index", "devices/controller[scsi 0]/@index", "<controller type='scsi' index='«0|1»'/>"),
    Case("controller model", "devices/controller[scsi 0]/@model", "<controller type='scsi' index='0' model='«virtio-scsi|lsilogic»'/>"),
    Case("controller ports", "devices/controller[virtio-serial 0]/@ports", "<controller type='virtio-serial' index='0' ports='«4|8»'/>"),
    Case("controller vectors", "devices/controller[virtio-serial 0]/@vectors", "<controller type='virtio-serial' index='0' vectors='«4|8»'/>"),
    Case("usb ports", "devices/controller[usb 0]/@ports", "<controller type='usb' index='0' model='nec-xhci' ports='«4|8»'/>"),
    Case("controller queues", None, "<controller type='scsi' index='0' model='virtio-scsi'><driver queues='«2|4»'/></controller>"),
    Case("root port chassis", None, "<controller type='pci' index='0' model='pcie-root'/><controller type='pci' index='1' model='pcie-root-port'><target chassis='«1|2»' port='0x8'/></controller>"),
    Case("controller address", "devices/controller[scsi 0]/address/@slot", f"<controller type='scsi' index='0'>{_PCI}</controller>"),
    Case("filesystem target", "devices/filesystem[t]/target/@dir", "<filesystem type='mount'><source dir='/a'/><target dir='«t|u»'/></filesystem>"),
    Case("filesystem source", None, "<filesystem type='mount'><source dir='«/a|/b»'/><target dir='t'/></filesystem>"),
    Case("filesystem readonly", "devices/filesystem[t]/readonly", "<filesystem type='mount'><source dir='/a'/><target dir='t'/>«<readonly/>|»</filesystem>"),
    Case("filesystem model", "devices/filesystem[t]/@model", "<filesystem type='mount' model='«virtio|virtio-transitional»'><source dir='/a'/><target dir='t'/></filesystem>"),
    Case("filesystem access", None, "<filesystem type='mount' accessmode='«passthrough|mapped»'><source dir='/a'/><target dir='t'/></filesystem>"),
    Case("interfaces", "devices/interface (count)", _net("") + "«" + _net("", "52:54:00:00:00:02") + "|»"),
    Case("interface mac", "devices/interface[52:54:00:00:00:01]/mac/@address", _net("", "52:54:00:00:00:«01|02»")),
    Case("interface mac in capitals", None, _net("", "52:54:00:00:00:«aa|AA»")),
    Case("interface model", "devices/interface[52:54:00:00:00:01]/model/@type", _net("<model type='«virtio|e1000»'/>")),
    Case("interface mtu", "devices/interface[52:54:00:00:00:01]/mtu/@size", _net("<mtu size='«1500|9000»'/>")),
    Case("interface kind", None, "<interface type='«user|ethernet»'><mac address='52:54:00:00:00:01'/></interface>"),
    Case("interface bridge", None, "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='«a|b»'/></interface>"),
    Case("interface link", None, _net("<link state='«up|down»'/>")),
    Case("interface target", None, "<interface type='bridge'><mac address='52:54:00:00:00:01'/><source bridge='a'/><target dev='«a|b»'/></interface>"),
    Case("interface queues", None, _net("<model type='virtio'/><driver queues='«2|4»'/>")),
    Case("interface ACPI index", "devices/interface[52:54:00:00:00:01]/acpi/@index", _net("<acpi index='«1|2»'/>")),
    Case("interface address", "devices/interface[52:54:00:00:00:01]/address/@slot", _net(_PCI)),
    Case("interface function", "devices/interface[52:54:00:00:00:01]/address/@function", _net("<address type='pci' domain='0' bus='0' slot='4' function='«0|1»'/>")),
    Case("interface multifunction", None, _net("<address type='pci' domain='0' bus='0' slot='4' function='0' multifunction='«on|off»'/>")),
    Case("interface passed through", "devices/interface[@type='hostdev'] (count)", "«<interface type='hostdev'><source><address type='pci' domain='0' bus='3' slot='0' function='0'/></source>|<interface type='user'>»<mac address='52:54:00:00:00:01'/></interface>"),
    Case("input kind", "devices/input[tablet]/@type", "<input type='«tablet|mouse»' bus='usb'/>"),
    Case("input bus", "devices/input[tablet]/@bus", "<input type='tablet' bus='«usb|virtio»'/>"),
    Case("input model", "devices/input[virtio]/@model", "<input type='tablet' bus='virtio' model='«virtio|virtio-transitional»'/>"),
    Case("input USB port", None, "<input type='tablet' bus='usb'><address type='usb' bus='0' port='«1|2»'/></input>"),
    Case("input address kind", "devices/input[tablet]/address/@type", "<input type='tablet' bus='usb'>«<address type='usb' bus='0' port='1'/>|»</input>"),
    Case("sound model", "devices/sound[ich6]/@model", "<sound model='«ich6|ac97»'/>"),
    Case("sound channels", "devices/sound[usb]/@multichannel", "<sound model='usb' multichannel='«yes|no»'/>", peer=False),
    Case("sound codec", None, "<sound model='ich6'><codec type='«duplex|micro»'/></sound>"),
    Case("sound streams", "devices/sound[virtio]/@streams", "<sound model='virtio' streams='«2|4»'/>", peer=False),
    Case("video model", "devices/video[vga]/model/@type", "<video><model type='«vga|cirrus»' vram='16384' heads='1'/></video>"),
    Case("video ram", "devices/video[qxl]/model/@ram", "<video><model type='qxl' ram='«65536|131072»' vram='65536' vgamem='16384' heads='1'/></video>"),
    Case("video vram", "devices/video[vga]/model/@vram", "<video><model type='vga' vram='«16384|32768»'/></video>"),
    Case("video vram64", "devices/video[qxl]/model/@vram64", "<video><model type='qxl' vram64='«65536|131072»'/></video>"),
    Case("video frame buffer", "devices/video[qxl]/model/@vgamem", "<video><model type='qxl' vgamem='«16384|32768»'/></video>"),
    Case("video heads", "devices/video[qxl]/model/@heads", "<video><model type='qxl' heads='«1|2»'/></video>"),
    Case("video 3D", "devices/video[virtio]/model/acceleration/@accel3d", "<video><model type='virtio'><acceleration accel3d='«yes|no»'/></model></video>"),
    Case("video 2D", "devices/video[virtio]/model/acceleration/@accel2d", "<video><model type='virtio'><acceleration accel2d='«yes|no»'/></model></video>"),
    Case("video acceleration", "devices/video[virtio]/model/acceleration", "<video><model type='virtio'>«<acceleration accel3d='yes'/>|»</model></video>"),
    Case("video resolution", None, "<video><model type='virtio'><resolution x='«800|1024»' y='600'/></model></video>"),
    Case("graphics", None, "<video><model type='vga' vram='16384' heads='1'/></video>«<graphics type='vnc' port='-1'/>|<graphics type='spice'/>»"),
    Case("hostdevs", "devices/hostdev (count)", "«<hostdev mode='subsystem' type='usb'><source><vendor id='0x1234'/><product id='0x1'/></source></hostdev>|»"),
    Case("hostdev kind", "devices/hostdev[usb]/@type", "<hostdev mode='subsystem' type='«usb|pci»'><source>«<vendor id='0x1234'/><product id='0x1'/>|<address domain='0' bus='1' slot='0' function='0'/>»</source></hostdev>"),
    Case("hostdev source", None, "<hostdev mode='subsystem' type='usb'><source><vendor id='«0x1234|0x1235»'/><product id='0x1'/></source></hostdev>"),
    Case("smartcards", "devices/smartcard (count)", "<controller type='ccid' index='0'/>«<smartcard mode='host'><address type='ccid' controller='0' slot='0'/></smartcard>|»"),
    Case("smartcard slot", "devices/smartcard[1]/address/@slot", "<smartcard mode='host'><address type='ccid' controller='0' slot='«0|1»'/></smartcard>"),
    Case("smartcard mode", None, "<smartcard mode='«host|passthrough' type='spicevmc»'><address type='ccid' controller='0' slot='0'/></smartcard>"),
    Case("serials", "devices/serial (count)", _SERIAL.format("<target port='0'/>") + "«" + _SERIAL.format("<target port='1'/>") + "|»"),
    Case("serial kind", "devices/serial[null]/target/@type", "<console type='null'/>" + _SERIAL.format("<target type='«isa-serial|pci-serial»' port='0'/>")),
    Case("serial model", "devices/serial[null]/target/model/@name", _SERIAL.format("<target type='system-serial' port='0'><model name='«pl011|16550a»'/></target>")),
    Case("serial port", "devices/serial[null]/target/@port", _SERIAL.format("<target port='«0|1»'/>")),
    Case("serial source", None, "<serial type='«pty|null»'><target port='0'/></serial>"),
    Case("serial ISA address", "devices/serial[null]/address/@iobase", _SERIAL.format("<target type='isa-serial' port='0'/><address type='isa' iobase='0x«3f8|2f8»' irq='0x4'/>")),
    Case("parallel port", "devices/parallel[null]/target/@port", "<parallel type='null'><target port='«0|1»'/></parallel>"),
    Case("parallel source", None, "<parallel type='«pty|null»'><target port='0'/></parallel>"),
    Case("channels", "devices/channel (count)", _CHANNEL.format("name='a'") + "«" + _CHANNEL.format("name='b'") + "|»"),
    Case("channel name", "devices/channel[a]/target/@name", _CHANNEL.format("name='«a|b»'")),
    Case("channel kind", "devices/channel[a]/target/@type", "<controller type='virtio-serial' index='0'/><channel type='null'><target type='«virtio' name='a|xen' name='a»'/></channel>", peer=False),
    Case("channel source", None, "<channel type='«pty|null»'><target type='virtio' name='a'/></channel>"),
    Case("channel without name", "devices/channel[spicevmc]/@type", "<channel type='«spicevmc|null»'><target type='virtio'/></channel>"),
    Case("channel address", "devices/channel[null]/target/@address", "<channel type='null'><target type='guestfwd' address='10.0.2.«1|2»' port='4600'/></channel>"),
    Case("channel port", "devices/channel[null]/target/@port", "<channel type='null'><target type='guestfwd' address='10.0.2.1' port='«4600|4601»'/></channel>"),
    Case("channel virtio port", "devices/channel[a]/address/@port", "<channel type='null'><target type='virtio' name='a'/><address type='virtio-serial' controller='0' bus='0' port='«1|2»'/></channel>"),
    Case("console kind", "devices/console[null]/target/@type", "<controller type='virtio-serial' index='0'/><console type='null'><target type='«virtio|xen»'/></console>"),
    Case("console source", None, "<controller type='virtio-serial' index='0'/><console type='«pty|null»'><target type='virtio'/></console>"),
    Case("hubs", "devices/hub (count)", "<hub type='usb'/>«<hub type='usb'/>|»"),
    Case("redirected device source", "devices/redirdev[tcp]/@type", "<controller type='usb' index='0'/><redirdev bus='usb' type='«tcp|spicevmc»'>«<source mode='connect' host='h' service='1'/>|»</redirdev>"),
    Case("redirected device host", None, "<controller type='usb' index='0'/><redirdev bus='usb' type='tcp'><source mode='connect' host='«h|i»' service='1'/></redirdev>"),
    Case("filter", "devices/redirfilter (count)", "«<redirfilter><usbdev class='0x08' allow='yes'/></redirfilter>|»"),
    Case("filter rules", "devices/redirfilter[1]/usbdev (count)", "<redirfilter><usbdev class='0x08' allow='yes'/>«<usbdev allow='no'/>|»</redirfilter>"),
    *(Case(f"filter {name}", f"devices/redirfilter[1]/usbdev[1]/@{name}", f"<redirfilter><usbdev {name}='0x0«1|2»' allow='yes'/></redirfilter>") for name in ("class", "vendor", "product")),
    Case("filter version", "devices/redirfilter[1]/usbdev[1]/@version", "<redirfilter><usbdev version='1.«10|20»' allow='yes'/></redirfilter>"),
    Case("filter any class", None, "<redirfilter><usbdev «class='-1'|» allow='yes'/></redirfilter>"),
    Case("filter verdict", "devices/redirfilter[1]/usbdev[1]/@allow", "<redirfilter><usbdev class='0x08' allow='«yes|no»'/></redirfilter>"),
    Case("watchdogs", "devices/watchdog (count)", "«<watchdog model='i6300esb'/>|»"),
    Case("watchdog model", "devices/watchdog[i6300esb]/@model", "<watchdog model='«i6300esb|ib700»'/>"),
    Case("watchdog action", None, "<watchdog model='i6300esb' action='«reset|none»'/>"),
    Case("balloon", "devices/memballoon", "«<memballoon model='virtio'/>|»"),
    Case("balloon model", "devices/memballoon/@model", "<memballoon model='«virtio|none»'/>"),
    Case("balloon deflation", "devices/memballoon/@autodeflate", "<memballoon model='virtio' autodeflate='«on|off»'/>"),
    Case("balloon reporting", "devices/memballoon/@freePageReporting", "<memballoon model='virtio' freePageReporting='«on|off»'/>"),
    Case("balloon statistics", None, "<memballoon model='virtio'><stats period='«5|10»'/></memballoon>"),
    Case("balloon address", "devices/memballoon/address/@slot", f"<memballoon model='virtio'>{_PCI}</memballoon>"),
    Case("rngs", "devices/rng (count)", "«<rng model='virtio'><backend model='random'>/dev/random</backend></rng>|»"),
    Case("rng model", "devices/rng[virtio]/@model", "<rng model='«virtio|virtio-transitional»'><backend model='random'>/dev/random</backend></rng>"),
    Case("rng source", None, "<rng model='virtio'><backend model='random'>/dev/«random|urandom»</backend></rng>"),
    Case("rng rate", None, "<rng model='virtio'><rate bytes='«10|20»'/><backend model='random'>/dev/random</backend></rng>"),
    Case("panics", "devices/panic (count)", "«<panic model='isa'/>|»"),
    Case("panic model", "devices/panic[isa]/@model", "<panic model='«isa|hyperv»'/>"),
    Case("shared memories", "devices/shmem (count)", "«<shmem name='s'><size unit='M'>4</size></shmem>|»"),
    Case("shared memory name", None, "<shmem name='«s|t»'><size unit='M'>4</size></shmem>"),
    Case("shared memory size", "devices/shmem[s]/size", "<shmem name='s'><size unit='M'>«4|8»</size></shmem>"),
    Case("shared memory model", "devices/shmem[s]/model/@type", "<shmem name='s'><model type='«ivshmem-plain|ivshmem»'/><size unit='M'>4</size></shmem>"),
    Case("shared memory role", "devices/shmem[s]/@role", "<shmem name='s' role='«master|peer»'><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>"),
    Case("shared memory server", "devices/shmem[s]/server", "<shmem name='s'><model type='ivshmem'/>«<server path='/s'/>|»</shmem>"),
    Case("shared memory socket", None, "<shmem name='s'><model type='ivshmem-doorbell'/><server path='«/s|/t»'/></shmem>"),
    Case("shared memory interrupts", "devices/shmem[s]/msi", "<shmem name='s'><model type='ivshmem-doorbell'/><server path='/s'/>«<msi vectors='4'/>|»</shmem>"),
    Case("shared memory vectors", "devices/shmem[s]/msi/@vectors", "<shmem name='s'><model type='ivshmem-doorbell'/><server path='/s'/><msi vectors='«4|8»'/></shmem>"),
    Case("shared memory events", "devices/shmem[s]/msi/@ioeventfd", "<shmem name='s'><model type='ivshmem-doorbell'/><server path='/s'/><msi ioeventfd='«on|off»'/></shmem>"),
    Case("tpms", "devices/tpm (count)", "«" + _EMULATOR.format("version='2.0'", "") + "|»"),
    Case("tpm model", "devices/tpm[tpm-crb]/@model", "<tpm model='«tpm-crb|tpm-tis»'><backend type='emulator' version='2.0'/></tpm>"),
    Case("tpm kind", "devices/tpm[tpm-tis]/backend/@type", "<tpm model='tpm-tis'>«<backend type='emulator' version='2.0'/>|<backend type='passthrough'><device path='/dev/tpm0'/></backend>»</tpm>"),
    Case("tpm version", "devices/tpm[tpm-tis]/backend/@version", "<tpm model='tpm-tis'><backend type='emulator' version='«1.2|2.0»'/></tpm>"),
    Case("tpm banks", "devices/tpm[tpm-crb]/backend/active_pcr_banks/sha1", _EMULATOR.format("version='2.0'", "<active_pcr_banks>«<sha1/>|»<sha256/></active_pcr_banks>")),
    Case("tpm device", None, "<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm«0|1»'/></backend></tpm>"),
    Case("memory modules", "devices/memory (count)", _module("dimm", "", _SIZE) + "«" + _module("dimm", "", _SIZE) + "|»", memory="<maxMemory slots='4'>4194304</maxMemory><memory>«2097152|1572864»</memory><currentMemory>1572864</currentMemory>", inside=_CELLS),
    Case("memory module model", "devices/memory[dimm]/@model", "<memory model='«dimm|nvdimm»'><source>«|<path>/a</path>»</source><target><size>524288</size><node>0</node></target></memory>", memory=_SLOTS, inside=_CELLS),
    Case("memory module size", "devices/memory[dimm]/target/size", _module("dimm", "", "<size>«524288|262144»</size><node>0</node>"), memory="<maxMemory slots='4'>4194304</maxMemory><memory>1572864</memory><currentMemory>1048576</currentMemory>", inside=_CELLS, peer=False),
    Case("memory module node", "devices/memory[dimm]/target/node", _module("dimm", "", "<size>524288</size><node>«0|1»</node>"), memory=_SLOTS, inside=_CELLS),
    Case("memory module source", None, _module("dimm", "<source><nodemask>«0|1»</nodemask></source>", _SIZE), memory=_SLOTS, inside=_CELLS),
    Case("memory module slot", "devices/memory[dimm]/address/@slot", "<memory model='dimm'><target>" + _SIZE + "</target><address type='dimm' slot='«0|1»'/></memory>", memory=_SLOTS, inside=_CELLS),
    Case("memory module base", "devices/memory[dimm]/address/@base", "<memory model='dimm'><target>" + _SIZE + "</target><address type='dimm' slot='0' base='0x«1|2»00000000'/></memory>", memory=_SLOTS, inside=_CELLS),
    Case("nvdimm label", "devices/memory[nvdimm]/target/label/size", _module("nvdimm", "<source><path>/a</path></source>", _SIZE + "<label><size>«128|256»</size></label>"), memory=_SLOTS, inside=_CELLS),
    Case("nvdimm alignment", "devices/memory[nvdimm]/source/alignsize", _module("nvdimm", "<source><path>/a</path><alignsize>«2048|4096»</alignsize></source>", _SIZE), memory=_SLOTS, inside=_CELLS),
    Case("nvdimm pmem", "devices/memory[nvdimm]/source/pmem", _module("nvdimm", "<source><path>/a</path>«<pmem/>|»</source>", _SIZE), memory=_SLOTS, inside=_CELLS),
    Case("nvdimm readonly", "devices/memory[nvdimm]/target/readonly", _module("nvdimm", "<source><path>/a</path></source>", _SIZE + "«<readonly/>|»"), memory=_SLOTS, inside=_CELLS),
    Case("nvdimm uuid", "devices/memory[nvdimm]/uuid", _module("nvdimm", f"<uuid>{UUID[:-1]}«1|2»</uuid><source><path>/a</path></source>", _SIZE + "<label><size>128</size></label>"), memory=_SLOTS, inside=_CELLS, os="<os><type arch='ppc64'>hvm</type></os>"),
    Case("nvdimm path", None, _module("nvdimm", "<source><path>«/a|/b»</path></source>", _SIZE), memory=_SLOTS, inside=_CELLS),
    Case("virtio memory block", "devices/memory[virtio-mem]/target/block", _module("virtio-mem", "", "<size>524288</size><node>0</node><block>«2048|4096»</block><requested>0</requested>"), memory=_SLOTS, inside=_CELLS),
    Case("virtio memory requested", "devices/memory[virtio-mem]/target/requested", _module("virtio-mem", "", "<size>524288</size><node>0</node><block>2048</block><requested>«2048|4096»</requested>"), memory=_SLOTS, inside=_CELLS),
    Case("iommus", "devices/iommu (count)", "«<iommu model='intel'/>|»"),
    Case("iommu model", "devices/iommu[intel]/@model", "<iommu model='«intel|virtio»'/>"),
    *(Case(f"iommu {name}", f"devices/iommu[intel]/driver/@{name}", f"<iommu model='intel'><driver {name}='«on|off»'/></iommu>") for name in ("caching_mode", "iotlb")),
    Case("iommu intremap", "devices/iommu[intel]/driver/@intremap", "<iommu model='intel'><driver intremap='«on|off»'/></iommu>", inside=_SPLIT),
    Case("iommu eim", "devices/iommu[intel]/driver/@eim", "<iommu model='intel'><driver intremap='on' eim='«on|off»'/></iommu>", inside=_SPLIT),
    Case("iommu width", "devices/iommu[intel]/driver/@aw_bits", "<iommu model='intel'><driver aw_bits='«39|48»'/></iommu>"),
    Case("iommu translation", "devices/iommu[intel]/driver/@dma_translation", "<iommu model='intel'><driver dma_translation='«on|off»'/></iommu>", peer=False),
    Case("vsocks", "devices/vsock (count)", "«<vsock model='virtio'><cid address='3'/></vsock>|»"),
    Case("vsock model", "devices/vsock[virtio]/@model", "<vsock model='«virtio|virtio-transitional»'><cid address='3'/></vsock>"),
    Case("vsock number", None, "<vsock model='virtio'><cid address='«3|4»'/></vsock>"),
    Case("lease", None, "«<lease><lockspace>s</lockspace><key>k</key><target path='/l'/></lease>|»"),
    Case("emulator", None, "<emulator>«/a|/b»</emulator>"),
    Case("crypto", None, "«<crypto model='virtio' type='qemu'><backend model='builtin' queues='1'/></crypto>|»"),
]  # fmt: skip

CASES = [*MACHINE, *FEATURES, *VIRTIO, *DEVICES]
