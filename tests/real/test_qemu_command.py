"""Real QEMU takes the command lines that we build: it starts, stopped, and warns of nothing.

A spread over machine types, buses and kinds of devices. Guests never run: what matters is that QEMU finds each option,
and nothing in it that a later version will not have any more.
"""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
from pathlib import Path

import pytest

from anyvirt.conf.domain.devices.source import FileSource
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import parse
from anyvirt.qemu import addresses, aliases, defaults
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.capabilities.probe import probe
from anyvirt.qemu.command import Command, Runtime, build
from anyvirt.qemu.monitor import Monitor, MonitorClosed

pytestmark = pytest.mark.real

_EXIT_S = 20

_FAMILIES = {
    "bare": "",
    "virtio disks": """
      <disk type='file' device='disk'><driver type='qcow2' cache='none' io='threads' discard='unmap' queues='2'
        detect_zeroes='unmap' error_policy='stop' rerror_policy='report' iothread='1'/><source file='IMAGE'/>
        <target dev='vda' bus='virtio'/><serial>S</serial><boot order='1'/>
        <blockio logical_block_size='512' physical_block_size='4096'/></disk>
      <disk type='file' device='disk' model='virtio-non-transitional'><driver type='raw' cache='unsafe'
        copy_on_read='on'/><source file='IMAGE'/><target dev='vdb' bus='virtio'/></disk>
      <disk type='file' device='disk'><driver type='raw' cache='writethrough'/><source file='IMAGE'/>
        <target dev='vdc' bus='virtio'/><iotune><total_bytes_sec>1000000</total_bytes_sec>
        <total_bytes_sec_max>2000000</total_bytes_sec_max><group_name>g</group_name></iotune><shareable/></disk>
      <disk type='file' device='disk'><driver type='raw' cache='directsync'/><source file='IMAGE'/>
        <target dev='vdd' bus='virtio'/><iotune><group_name>g</group_name></iotune><readonly/></disk>""",
    "other disks": """
      <disk type='file' device='disk'><driver type='raw'/><source file='IMAGE'/><target dev='sda' bus='sata'
        rotation_rate='1'/><wwn>5000c50015ea71ac</wwn></disk>
      <disk type='file' device='cdrom'><source file='IMAGE'/><target dev='sdb' bus='sata'/><readonly/></disk>
      <disk type='file' device='cdrom'><target dev='sdc' bus='sata'/><readonly/></disk>
      <disk type='file' device='disk'><driver type='raw'/><source file='IMAGE'/><target dev='sdd' bus='usb'
        removable='on'/></disk>
      <disk type='file' device='floppy'><driver type='raw'/><source file='IMAGE'/><target dev='fda' bus='fdc'/>
        <boot order='1'/></disk>
      <disk type='file' device='floppy'><target dev='fdb' bus='fdc'/></disk>""",
    "scsi disks": """
      <controller type='scsi' index='0' model='virtio-scsi'><driver queues='2'/></controller>
      <controller type='scsi' index='1' model='lsilogic'/>
      <controller type='scsi' index='2' model='lsisas1078'/>
      <disk type='file' device='disk'><driver type='raw'/><source file='IMAGE'/><target dev='sda' bus='scsi'/>
        <vendor>ACME</vendor><product>Disk</product><address type='drive' controller='0' unit='3'/></disk>
      <disk type='file' device='cdrom'><source file='IMAGE'/><target dev='sdb' bus='scsi'/><readonly/>
        <address type='drive' controller='0' target='1' unit='0'/></disk>
      <disk type='file' device='disk'><driver type='raw'/><source file='IMAGE'/><target dev='sdc' bus='scsi'/>
        <address type='drive' controller='1' unit='2'/></disk>
      <disk type='file' device='disk'><driver type='raw'/><source file='IMAGE'/><target dev='sdd' bus='scsi'/>
        <address type='drive' controller='2' target='0' unit='0'/></disk>""",
    "character devices": """
      <serial type='pty'><log file='FOLDER/log' append='on'/><target port='0'/></serial>
      <serial type='file'><source path='FOLDER/out' append='on'/><target port='1'/></serial>
      <serial type='unix'><source mode='bind' path='FOLDER/serial.sock'/><target port='2'/></serial>
      <serial type='null'><target type='usb-serial' port='3'/></serial>
      <serial type='tcp'><source mode='bind' host='127.0.0.1' service='0'/><protocol type='telnet'/>
        <target type='pci-serial' port='4'/></serial>
      <serial type='udp'><source mode='bind' host='127.0.0.1' service='0'/>
        <source mode='connect' host='127.0.0.1' service='9'/><target type='pci-serial' port='5'/></serial>
      <parallel type='null'/>
      <console type='pty'><target type='virtio' port='1'/></console>
      <channel type='unix'><source mode='bind'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
      <channel type='qemu-vdagent'><source><clipboard copypaste='yes'/></source>
        <target type='virtio' name='com.redhat.spice.0'/></channel>""",
    "networks": """
      <interface type='user'><model type='virtio'/><driver txmode='iothread' rx_queue_size='512'/><link state='down'/>
        <rom bar='off'/><boot order='1'/></interface>
      <interface type='user'><ip family='ipv4' address='10.1.0.0' prefix='16'/>
        <ip family='ipv6' address='fd00::' prefix='64'/><model type='e1000'/></interface>
      <interface type='server'><source address='127.0.0.1' port='0'/><model type='rtl8139'/></interface>
      <interface type='udp'><source address='127.0.0.1' port='9'><local address='127.0.0.1' port='0'/></source>
        <model type='e1000e'/></interface>""",
    "vnc and vga": """
      <graphics type='vnc' passwd='secret' keymap='en-us' sharePolicy='force-shared'>
        <listen type='socket' socket='FOLDER/vnc.sock'/></graphics>
      <video><model type='vga' vram='16384'/></video><video><model type='virtio'/></video>""",
    "spice and qxl": """
      <graphics type='spice'><listen type='socket' socket='FOLDER/spice.sock'/><image compression='off'/>
        <streaming mode='filter'/><clipboard copypaste='no'/></graphics>
      <channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>
      <video><model type='qxl' ram='65536' vram='65536' vgamem='16384'/></video>""",
    "cirrus": "<video><model type='cirrus' vram='16384'/></video>",
    "vmvga": "<video><model type='vmvga' vram='16384'/></video>",
    "virtio vga": "<video><model type='virtio' heads='2'><resolution x='800' y='600'/></model></video>",
    "bochs": "<video><model type='bochs' vram='16384'/></video>",
    "inputs": """<controller type='usb' model='qemu-xhci'/>
      <input type='tablet' bus='usb'/><input type='mouse' bus='usb'/><input type='keyboard' bus='usb'/>
      <input type='tablet' bus='virtio'/><input type='mouse' bus='virtio'/><input type='keyboard' bus='virtio'/>""",
    "scsi controllers": """<controller type='scsi' index='0' model='lsisas1068'/>
      <controller type='scsi' index='1' model='vmpvscsi'/><controller type='scsi' index='2' model='am53c974'/>
      <controller type='scsi' index='3' model='dc390'/>
      <controller type='scsi' index='4' model='virtio-transitional'/>""",
    "usb controllers": """<controller type='usb' index='0' model='ich9-ehci1'/>
      <controller type='usb' index='0' model='ich9-uhci1'><master startport='0'/></controller>
      <controller type='usb' index='1' model='qemu-xhci' ports='8'/>
      <controller type='usb' index='2' model='piix3-uhci'/>""",
    "watchdog, balloon and random numbers": """<watchdog model='i6300esb' action='pause'/>
      <memballoon model='virtio' autodeflate='on' freePageReporting='on'><stats period='5'/></memballoon>
      <rng model='virtio'><rate bytes='1234' period='2000'/><backend model='random'>/dev/urandom</backend></rng>
      <rng model='virtio-transitional'><backend model='builtin'/></rng>""",
}

_GENERAL = {
    "cpu and memory": """<vcpu current='1'>4</vcpu>
      <cpu mode='custom' match='exact'><model>Nehalem</model><topology sockets='2' dies='1' cores='2' threads='1'/>
        <feature policy='disable' name='sse4.2'/><cache mode='emulate' level='3'/></cpu>
      <memoryBacking><nosharepages/><source type='memfd'/><access mode='shared'/></memoryBacking>""",
    "numa": """<vcpu>4</vcpu><cpu><numa>
      <cell id='0' cpus='0,2' memory='32' unit='MiB' memAccess='shared'>
        <distances><sibling id='1' value='21'/></distances></cell>
      <cell id='1' cpus='1,3' memory='32' unit='MiB'/></numa></cpu>""",
    "maximum cpu, clock and sleep": """<cpu mode='maximum'/>
      <clock offset='variable' adjustment='3600' basis='utc'><timer name='rtc' tickpolicy='catchup' track='guest'/>
        <timer name='pit' tickpolicy='delay'/><timer name='hpet' present='no'/></clock>
      <on_reboot>destroy</on_reboot><pm><suspend-to-mem enabled='no'/><suspend-to-disk enabled='yes'/></pm>""",
    "tables": """<genid>11111111-2222-3333-4444-555555555555</genid>
      <sysinfo type='smbios'><system><entry name='serial'>a,b</entry></system>
        <oemStrings><entry>one</entry></oemStrings></sysinfo>
      <sysinfo type='fwcfg'><entry name='opt/org.example/x'>y</entry></sysinfo>""",
    "threads": """<iothreads>2</iothreads><iothreadids>
      <iothread id='4' thread_pool_min='1' thread_pool_max='8'><poll max='1000'/></iothread></iothreadids>""",
}


def _document(machine: str, devices: str, general: str) -> str:
    threads = "" if "<iothreads>" in general else "<iothreads>1</iothreads>"
    return f"""
<domain type='qemu'>
  <name>a,b</name>
  <memory unit='MiB'>64</memory>
  {general}{threads}
  <os><type arch='x86_64' machine='{machine}'>hvm</type><bootmenu enable='yes' timeout='100'/>
    <smbios mode='sysinfo'/><bios rebootTimeout='10'/></os>
  <features><acpi/><apic/><vmport state='off'/><vmcoreinfo state='on'/></features>
  <devices>{devices}</devices>
</domain>"""


_CASES = [
    pytest.param(machine, devices, general, id=f"{machine} {name}")
    for machine in ("pc", "q35")
    for name, devices, general in (
        *((name, devices, "") for name, devices in _FAMILIES.items()),
        *((name, "", general) for name, general in _GENERAL.items()),
    )
]


@pytest.fixture(scope="module")
def caps(emulator: str) -> QemuCaps:
    return asyncio.run(probe(emulator))


@pytest.mark.parametrize(("machine", "devices", "general"), _CASES)
async def test_qemu_starts_without_a_warning(
    machine: str, devices: str, general: str, caps: QemuCaps, root: Path
) -> None:
    xml = _document(machine, devices, general).replace("FOLDER", str(root))
    domain = parse(xml, fill=lambda domain: defaults.fill(domain, caps))
    _make_images(domain, root)
    addresses.assign(domain, caps)
    aliases.assign(domain)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(root / "monitor.sock"))
        listener.listen(1)
        runtime = Runtime(folder=root, monitor_fd=listener.fileno(), accelerator="tcg")
        command = build(domain, caps, runtime)
        process = _start(command)
    try:
        await _greet_and_quit(root, command)
    except MonitorClosed as exc:
        pytest.fail(f"{exc}\n{await asyncio.to_thread(_last_words, process)}")
    # It leaves by itself, as it was told to.
    said = await asyncio.to_thread(_last_words, process)
    # A pty says where it is; everything else would be a complaint.
    complaints = re.sub(r"^char device redirected to .*\n", "", said, flags=re.MULTILINE)
    assert complaints == ""
    assert process.returncode == 0


def _make_images(domain: Domain, folder: Path) -> None:
    """A file of its own for each disk that asks for one: QEMU locks what a guest writes to."""
    for disk in domain.disks:
        if isinstance(disk.source, FileSource) and disk.source.file is not None:
            path = folder / f"{disk.target}.img"
            subprocess.run(["qemu-img", "create", "-q", "-f", disk.format or "raw", path, "1440K"], check=True)
            disk.source.file = str(path)


def _start(command: Command) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command.argv,
        env=command.env,
        pass_fds=command.pass_fds,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


async def _greet_and_quit(folder: Path, command: Command) -> None:
    monitor = await Monitor.connect(folder / "monitor.sock", timeout=_EXIT_S)
    try:
        status = await monitor.execute("query-status")
        assert status["status"] == "prelaunch"
        for name, arguments in command.setup:
            await monitor.execute(name, arguments)
        await monitor.execute("quit")
    finally:
        await monitor.close()


def _last_words(process: subprocess.Popen[str]) -> str:
    try:
        return process.communicate(timeout=_EXIT_S)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0] + "\nand it did not leave"
