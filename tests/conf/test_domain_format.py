"""Reading and writing domains: what comes back as it was, what a caller may see, what hand-built models look like."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anyvirt.conf import (
    BootDevice,
    Console,
    Disk,
    DiskBus,
    Domain,
    DomainType,
    FileSource,
    GiB,
    Graphics,
    GraphicsType,
    MiB,
    Serial,
    format_domain,
)
from anyvirt.conf.domain.devices.address import DriveAddress, PCIAddress, UsbAddress
from anyvirt.conf.domain.devices.chardev import CharSource, CharType, ConsoleTargetType
from anyvirt.conf.domain.devices.disk import DiskCache, DiskDevice, DiskDiscard
from anyvirt.conf.domain.devices.interface import BridgeSource, Interface, InterfaceType, UserSource
from anyvirt.conf.domain.devices.source import BlockSource, DiskType, NetProtocol, NetworkSource
from anyvirt.conf.domain.format import shown_domain
from anyvirt.conf.domain.parse import parse
from anyvirt.conf.domain.post_parse import post_parse
from anyvirt.conf.domain.validate import validate
from anyvirt.error import XmlError
from tests.conf import random_domains

FULL = """\
<domain type='kvm'>
  <name>shop</name>
  <uuid>6d1d6f2c-3b0c-4c53-9d0e-0a35f4b7a001</uuid>
  <genid>6d1d6f2c-3b0c-4c53-9d0e-0a35f4b7a002</genid>
  <title>Shop</title>
  <description>Two lines
of text</description>
  <metadata>
    <note:owner xmlns:note="urn:example:note">ops</note:owner>
  </metadata>
  <maxMemory slots='8' unit='KiB'>8388608</maxMemory>
  <memory unit='KiB'>4194304</memory>
  <currentMemory unit='KiB'>2097152</currentMemory>
  <memoryBacking>
    <hugepages>
      <page size='2048' unit='KiB' nodeset='0'/>
    </hugepages>
    <locked/>
    <source type='memfd'/>
    <access mode='shared'/>
  </memoryBacking>
  <vcpu placement='static' cpuset='0-3,6' current='2'>4</vcpu>
  <iothreads>1</iothreads>
  <cputune>
    <shares>2048</shares>
    <vcpupin vcpu='0' cpuset='0-1'/>
    <emulatorpin cpuset='2'/>
  </cputune>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <loader readonly='yes' type='pflash'>/fw/code.fd</loader>
    <nvram template='/fw/vars.fd'>/var/shop.fd</nvram>
    <boot dev='hd'/>
    <boot dev='network'/>
    <bootmenu enable='yes' timeout='3000'/>
    <smbios mode='host'/>
  </os>
  <features>
    <acpi/>
    <apic eoi='on'/>
    <hyperv mode='custom'>
      <relaxed state='on'/>
      <spinlocks state='on' retries='8191'/>
    </hyperv>
    <kvm>
      <hidden state='on'/>
    </kvm>
    <smm state='on'>
      <tseg unit='MiB'>48</tseg>
    </smm>
  </features>
  <cpu mode='custom' match='exact' check='partial'>
    <model fallback='forbid'>Nehalem</model>
    <vendor>Intel</vendor>
    <topology sockets='1' dies='1' cores='2' threads='2'/>
    <feature policy='require' name='aes'/>
    <numa>
      <cell id='0' cpus='0-3' memory='4194304' unit='KiB' memAccess='shared'/>
    </numa>
  </cpu>
  <clock offset='timezone' timezone='Europe/Lisbon'>
    <timer name='rtc' present='yes' tickpolicy='catchup'>
      <catchup threshold='100' slew='120'/>
    </timer>
    <timer name='hpet' present='no'/>
  </clock>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>preserve</on_crash>
  <on_lockfailure>pause</on_lockfailure>
  <pm>
    <suspend-to-mem enabled='no'/>
  </pm>
  <devices>
    <emulator>/usr/bin/qemu</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none' io='native' discard='unmap' iothread='1'/>
      <source file='/img/a&amp;b.qcow2' startupPolicy='optional'>
        <seclabel model='dac' relabel='no'/>
      </source>
      <backingStore type='block'>
        <format type='raw'/>
        <source dev='/dev/base'/>
        <backingStore/>
      </backingStore>
      <target dev='vda' bus='virtio'/>
      <iotune>
        <read_iops_sec>300</read_iops_sec>
        <write_iops_sec>200</write_iops_sec>
      </iotune>
      <serial>S1</serial>
      <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
    </disk>
    <disk type='network' device='disk'>
      <driver name='qemu' type='raw'/>
      <auth username='shop'>
        <secret type='ceph' usage='pool'/>
      </auth>
      <source protocol='rbd' name='pool/image'>
        <host name='mon1' port='6789'/>
        <host name='mon2' port='6789'/>
        <snapshot name='clean'/>
      </source>
      <target dev='sda' bus='scsi'/>
      <readonly/>
      <address type='drive' controller='0' bus='0' target='0' unit='0'/>
    </disk>
    <disk type='file' device='cdrom'>
      <target dev='sdb' bus='sata'/>
      <readonly/>
      <address type='drive' controller='0' bus='0' target='0' unit='1'/>
    </disk>
    <controller type='scsi' index='0' model='virtio-scsi'>
      <driver queues='4'/>
    </controller>
    <controller type='sata' index='0'/>
    <controller type='pci' index='0' model='pcie-root'>
      <pcihole64 unit='KiB'>1048576</pcihole64>
    </controller>
    <controller type='pci' index='1' model='pcie-root-port'>
      <model name='pcie-root-port'/>
      <target chassis='1' port='0x8'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0' multifunction='on'/>
    </controller>
    <controller type='virtio-serial' index='0' ports='16'/>
    <interface type='bridge'>
      <mac address='52:54:00:aa:bb:01'/>
      <source bridge='br0'/>
      <vlan>
        <tag id='42'/>
      </vlan>
      <bandwidth>
        <inbound average='1000' peak='5000' burst='1024'/>
      </bandwidth>
      <target dev='tap9'/>
      <model type='virtio'/>
      <driver name='vhost' queues='4'>
        <host csum='off'/>
      </driver>
      <link state='down'/>
      <mtu size='9000'/>
    </interface>
    <serial type='tcp'>
      <source mode='connect' host='log' service='7000'>
        <reconnect enabled='yes' timeout='5'/>
      </source>
      <protocol type='telnet'/>
      <log file='/var/log/shop' append='on'/>
      <target type='isa-serial' port='0'>
        <model name='isa-serial'/>
      </target>
    </serial>
    <console type='tcp'>
      <source mode='connect' host='log' service='7000'>
        <reconnect enabled='yes' timeout='5'/>
      </source>
      <protocol type='telnet'/>
      <log file='/var/log/shop' append='on'/>
      <target type='serial' port='0'/>
    </console>
    <channel type='unix'>
      <source mode='bind' path='/run/ga'/>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
      <address type='virtio-serial' controller='0' bus='0' port='1'/>
    </channel>
    <input type='tablet' bus='usb'/>
    <graphics type='vnc' port='5907' autoport='no' listen='127.0.0.1'>
      <listen type='address' address='127.0.0.1'/>
    </graphics>
    <graphics type='spice' autoport='yes' defaultMode='secure'>
      <listen type='address'/>
      <channel name='main' mode='secure'/>
      <image compression='off'/>
    </graphics>
    <audio id='1' type='none'/>
    <video>
      <model type='qxl' ram='65536' vram='65536' vgamem='16384' heads='2' primary='yes'>
        <acceleration accel3d='yes'/>
      </model>
    </video>
    <watchdog model='i6300esb' action='dump'/>
    <memballoon model='virtio' autodeflate='on'>
      <stats period='5'/>
    </memballoon>
    <rng model='virtio'>
      <rate bytes='1024' period='1000'/>
      <backend model='random'>/dev/urandom</backend>
    </rng>
  </devices>
  <seclabel type='static' model='selinux' relabel='yes'>
    <label>system_u:system_r:vm_t:s0</label>
  </seclabel>
</domain>
"""

LIVE = """\
<domain type='qemu' id='7'>
  <name>live</name>
  <uuid>6d1d6f2c-3b0c-4c53-9d0e-0a35f4b7a003</uuid>
  <memory>65536</memory>
  <os><type arch='x86_64'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'>
      <source file='/a' index='2'/>
      <target dev='vda' bus='virtio'/>
      <alias name='virtio-disk0'/>
    </disk>
    <disk type='file' device='disk'>
      <source file='/b'/>
      <target dev='vdb' bus='virtio'/>
      <alias name='ua-data'/>
    </disk>
    <interface type='user'><mac address='52:54:00:aa:bb:02'/><target dev='vnet3'/></interface>
    <serial type='pty'><source path='/dev/pts/4'/><target port='0'/><alias name='serial0'/></serial>
    <channel type='pty'><source path='/dev/pts/5'/><target type='virtio' name='a' state='connected'/></channel>
    <graphics type='vnc' port='5901' autoport='yes' passwd='hush' passwdValidTo='2030-01-01T00:00:00'/>
    <video><model type='vga'/></video>
  </devices>
</domain>
"""


def test_a_complete_document_comes_back_as_it_was() -> None:
    assert Domain.from_xml(FULL).to_xml() == FULL


def test_defaults_and_rules_leave_a_complete_document_alone() -> None:
    assert format_domain(parse(FULL), secure=True, inactive=True) == FULL


def test_the_passes_may_run_again() -> None:
    once = parse(LIVE)
    twice = once.copy()
    post_parse(twice)
    validate(twice)
    assert twice == once


def test_values_have_types() -> None:
    domain = Domain.from_xml(FULL)
    assert domain.memory == GiB(4)
    assert domain.boot == [BootDevice.HD, BootDevice.NETWORK]
    assert domain.vcpu_cpuset == "0-3,6"
    first, second, _ = domain.disks
    assert isinstance(first.source, FileSource)
    assert first.source.file == "/img/a&b.qcow2"
    assert first.cache is DiskCache.NONE
    assert first.address == PCIAddress(bus=1)
    assert isinstance(second.source, NetworkSource)
    assert second.source.protocol is NetProtocol.RBD
    assert domain.metadata is not None
    assert [part.namespace for part in domain.metadata.parts] == ["urn:example:note"]


@pytest.mark.parametrize(
    ("text", "kib"), [("1", 1), ("1' unit='MiB", 1024), ("2' unit='G", GiB(2)), ("1025' unit='b", 2)]
)
def test_memory_is_read_in_any_unit(text: str, kib: int) -> None:
    number, _, unit = text.partition("'")
    unit = unit and unit + "'"
    xml = f"<domain type='kvm'><name>a</name><memory{unit}>{number}</memory><os><type>hvm</type></os></domain>"
    assert Domain.from_xml(xml).memory == kib


def test_what_only_runs_is_left_out_of_a_definition() -> None:
    domain = parse(LIVE, inactive=False)
    live = format_domain(domain, secure=True)
    running = ("id='7'", "virtio-disk0", "vnet3", "/dev/pts/4", "state='connected'", "port='5901'", "index='2'")
    for part in (*running, "tty='/dev/pts/4'"):
        assert part in live
    kept = format_domain(domain, secure=True, inactive=True)
    for part in (*running, "serial0", "tty="):
        assert part not in kept
    assert "<alias name='ua-data'/>" in kept
    assert "port='-1' autoport='yes'" in kept
    assert format_domain(parse(LIVE), secure=True, inactive=True) == kept


def test_passwords_are_for_those_who_ask_securely() -> None:
    domain = parse(LIVE)
    assert "passwd='hush'" in format_domain(domain, secure=True)
    shown = format_domain(domain)
    assert "hush" not in shown
    assert "passwdValidTo='2030-01-01T00:00:00'" in shown
    assert domain.graphics[0].passwd == "hush"


SECRETS = """\
<domain type='kvm'>
  <name>s</name><memory>1</memory><vcpu>1</vcpu><os><type arch='x86_64'>hvm</type></os>
  <devices>
    <disk type='file'><source/><target dev='vda'/></disk>
    <disk type='network'>
      <source protocol='https' name='a'>
        <host name='a.example'/><cookies><cookie name='c'>hush</cookie></cookies>
      </source>
      <backingStore type='network'>
        <source protocol='https' name='b'>
          <host name='b.example'/><cookies><cookie name='c'>hush</cookie></cookies>
        </source>
      </backingStore>
      <target dev='vdb'/>
    </disk>
    <serial type='pty'><source path='/dev/pts/1'/></serial>
    <console type='pty'><target type='serial'/></console>
    <input type='keyboard' bus='ps2'/>
    <graphics type='vnc' passwd='hush' socket='/s'><listen type='socket' socket='/s'/></graphics>
    <panic/>
  </devices>
</domain>
"""


@pytest.mark.parametrize("secure", [False, True])
@pytest.mark.parametrize("inactive", [False, True])
@pytest.mark.parametrize("migratable", [False, True])
def test_output_leaves_the_domain_as_it_is(secure: bool, inactive: bool, migratable: bool) -> None:
    domain = Domain.from_xml(SECRETS)
    before = domain.copy()
    text = format_domain(domain, secure=secure, inactive=inactive, migratable=migratable)
    assert domain == before
    shown = shown_domain(domain, secure=secure, inactive=inactive, migratable=migratable)
    assert shown.to_xml() == text
    assert text.count("hush") == (3 if secure else 0)
    assert ("listen type='socket'" in text, "keyboard" in text) == (not migratable, not migratable)
    assert "<panic" not in text
    for disk in shown.disks:
        disk.source = None  # a copy shares nothing with the domain
    assert domain == before


def test_the_console_follows_its_serial_port() -> None:
    domain = parse(LIVE)
    domain.serials[0].sources = [CharSource(path="/dev/pts/9")]
    shown = format_domain(domain)
    assert "<console type='pty' tty='/dev/pts/9'>" in shown
    assert "/dev/pts/9" not in format_domain(domain, inactive=True)


def test_a_domain_built_by_hand() -> None:
    web = Domain(type=DomainType.KVM, name="web", memory=GiB(2), vcpu=2, os_type="hvm", os_arch="x86_64")
    web.disks.append(Disk(source=FileSource(file="/img/web.qcow2"), format="qcow2", target="vda"))
    web.serials.append(Serial(type=CharType.PTY))
    web.graphics.append(Graphics(type=GraphicsType.SDL))
    web.videos = []
    web.graphics = []
    post_parse(web)
    validate(web)
    assert web.disks[0].bus is DiskBus.VIRTIO
    assert web.consoles == [Console(type=CharType.PTY, target_type=ConsoleTargetType.SERIAL, port=0)]
    assert parse(web.to_xml()) == web


def test_sizes_are_whole() -> None:
    assert MiB(1.5) == 1536
    with pytest.raises(ValueError, match="not a whole number of KiB"):
        MiB(0.0001)


def test_importing_conf_defines_no_classes() -> None:
    code = "import sys, anyvirt.conf; print('anyvirt.conf.domain.model' in sys.modules, 'asyncio' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_models_bring_nothing_that_takes_long_to_import() -> None:
    code = (
        "import sys, anyvirt.conf.domain.model, anyvirt.conf.snapshot.model, anyvirt.conf.checkpoint.model, "
        "anyvirt.conf.cpu.cpuid\n"
        "slow = {'dataclasses', 'uuid', 'secrets', 'socket', 'importlib.resources', 'anyvirt.conf.domain.validate'}\n"
        "print(sorted(slow.intersection(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).filter(
    lambda text: text.strip() == text and "\ufffe" not in text and "\uffff" not in text
)
addresses = st.one_of(
    st.none(),
    st.builds(
        PCIAddress,
        bus=st.integers(0, 255),
        slot=st.integers(0, 31),
        function=st.integers(0, 7),
        multifunction=st.sampled_from([None, True, False]),
    ),
    st.builds(DriveAddress, controller=st.integers(0, 9), unit=st.integers(0, 9)),
    st.builds(UsbAddress, bus=st.integers(0, 3), port=st.sampled_from([None, "1", "1.2"])),
)
disks = st.one_of(
    st.builds(
        Disk,
        device=st.sampled_from(DiskDevice),
        format=st.sampled_from([None, "raw", "qcow2"]),
        cache=st.sampled_from([None, *DiskCache]),
        discard=st.sampled_from([None, *DiskDiscard]),
        source=st.builds(FileSource, file=texts),
        target=st.sampled_from(["vda", "sdb", "hdc"]),
        bus=st.sampled_from([None, *DiskBus]),
        readonly=st.booleans(),
        transient=st.booleans(),
        serial=st.none() | texts,
        boot_order=st.none() | st.integers(1, 9),
        address=addresses,
    ),
    st.builds(Disk, type=st.just(DiskType.BLOCK), source=st.builds(BlockSource, dev=texts), target=st.just("vdd")),
)
interfaces = st.one_of(
    st.builds(Interface, type=st.just(InterfaceType.BRIDGE), source=st.builds(BridgeSource, bridge=texts)),
    st.builds(Interface, type=st.just(InterfaceType.USER), source=st.builds(UserSource, dev=texts)),
)
domains = st.builds(
    Domain,
    type=st.sampled_from(DomainType),
    name=texts,
    title=st.none() | texts,
    memory=st.integers(1, 2**40),
    vcpu=st.integers(1, 4096),
    os_type=st.just("hvm"),
    boot=st.lists(st.sampled_from(BootDevice), max_size=3),
    disks=st.lists(disks, max_size=3),
    interfaces=st.lists(interfaces, max_size=2),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(domains)
def test_objects_come_back_equal(domain: Domain) -> None:
    text = domain.to_xml()
    again = Domain.from_xml(text)
    assert again == domain
    assert again.to_xml() == text


BASE = "<domain type='kvm'><name>a</name><memory>1024</memory><os><type>hvm</type></os><devices>{}</devices></domain>"


@pytest.mark.parametrize(
    "devices",
    [
        "",
        "<graphics type='vnc' passwd='secret'/>",
        "<disk type='network'><source protocol='http' name='a'><host name='h'/><cookies><cookie name='c'>v</cookie>"
        "</cookies></source><target dev='vda'/></disk>",
        "<disk type='file' device='cdrom'><source/><target dev='sda'/></disk>",
        "<panic/>",
        "<serial type='pty'><target port='0'/></serial><console type='pty'><target type='serial' port='0'/></console>",
    ],
)
@pytest.mark.parametrize("secure", [False, True])
def test_what_is_written_is_what_may_be_shown(devices: str, secure: bool) -> None:
    """Also where it is written without a copy; and nothing of the domain changes."""
    domain = Domain.from_xml(BASE.format(devices))
    before = domain.copy()
    shown = shown_domain(domain, secure=secure)
    assert format_domain(domain, secure=secure) == shown.to_xml()
    assert domain == before


@settings(max_examples=100, suppress_health_check=list(HealthCheck), deadline=None)
@given(random_domains.domains())
def test_what_is_written_of_any_domain_is_what_may_be_shown(domain: Domain) -> None:
    """The same for whatever a document may hold."""
    try:
        expected = shown_domain(domain).to_xml()
    except XmlError:
        return
    assert format_domain(domain) == expected
