"""Looking into the test driver's guests, signals, sleep, displays, labels, disks that grow."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import anyvirt
from anyvirt import constants as c
from anyvirt.error import (
    ArgumentUnsupported,
    InternalError,
    InvalidArg,
    NoNetwork,
    NoSupport,
    OperationInvalid,
    OperationUnsupported,
    SystemCallError,
)

TIMEOUT_S = 30.0


@pytest.fixture
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open("test:///default") as conn:
        yield conn


@pytest.fixture
def test(conn: anyvirt.virConnect) -> anyvirt.virDomain:
    return conn.lookupByName("test")


def small(devices: str = "", more: str = "") -> str:
    return (
        f"<domain type='test'><name>web</name><memory>65536</memory>{more}<os><type>hvm</type></os>"
        f"<devices>{devices}</devices></domain>"
    )


def test_memory(test: anyvirt.virDomain) -> None:
    """Its bytes count up, whatever the address."""
    assert test.memoryPeek(4096, 5, c.VIR_MEMORY_PHYSICAL) == b"\0\1\2\3\4"
    assert len(test.memoryPeek(0, 1000, c.VIR_MEMORY_VIRTUAL)) == 1000
    for wrong in (0, 3, 8):
        with pytest.raises(InvalidArg):
            test.memoryPeek(0, 1, wrong)
    with pytest.raises(InvalidArg, match="at once"):
        test.memoryPeek(0, 2**40, c.VIR_MEMORY_VIRTUAL)
    with pytest.raises(OverflowError):
        test.memoryPeek(-1, 1, c.VIR_MEMORY_VIRTUAL)


def test_disks_are_read_from_their_files(conn: anyvirt.virConnect, tmp_path: Path) -> None:
    image = tmp_path / "disk"
    image.write_bytes(b"0123456789")
    dom = conn.defineXML(
        small(
            f"<disk type='file'><source file='{image}'/><target dev='vda'/></disk>"
            "<disk type='file'><source file='/nowhere'/><target dev='vdb'/></disk>"
            "<disk type='file' device='cdrom'><target dev='hdc'/></disk>"
        )
    )
    assert dom.blockPeek("vda", 2, 3) == dom.blockPeek(str(image), 2, 3) == b"234"
    with pytest.raises(SystemCallError, match="ends before byte 12"):
        dom.blockPeek("vda", 8, 4)
    with pytest.raises(SystemCallError, match="/nowhere"):
        dom.blockPeek("vdb", 0, 1)
    with pytest.raises(InvalidArg, match="hdc"):
        dom.blockPeek("hdc", 0, 1)
    with pytest.raises(InvalidArg, match="vdz"):
        dom.blockPeek("vdz", 0, 1)


def test_disks_grow(test: anyvirt.virDomain) -> None:
    """In KiB or in bytes, and back unless that is forbidden."""
    test.blockResize("vda", 1024)
    assert test.blockInfo("vda") == [1024**2] * 3
    test.blockResize("vda", 2048, c.VIR_DOMAIN_BLOCK_RESIZE_BYTES)
    assert test.blockInfo("vda")[0] == 2048
    with pytest.raises(InvalidArg, match="would shrink"):
        test.blockResize("vda", 1024, c.VIR_DOMAIN_BLOCK_RESIZE_BYTES | c.VIR_DOMAIN_BLOCK_RESIZE_EXTEND)
    with pytest.raises(InvalidArg, match="must be 0"):
        test.blockResize("vda", 1, c.VIR_DOMAIN_BLOCK_RESIZE_CAPACITY)
    with pytest.raises(InvalidArg, match="too large"):
        test.blockResize("vda", 2**62)
    test.blockResize("vda", 0, c.VIR_DOMAIN_BLOCK_RESIZE_CAPACITY)
    assert test.blockInfo("vda")[0] == 1024**4


def test_figures_of_devices(test: anyvirt.virDomain) -> None:
    """They grow with time."""
    before, stats = test.blockStats("vda"), test.blockStatsFlags("/guest/diskimage1")
    assert before[0] <= stats["rd_operations"]  # type: ignore[operator]
    assert len(test.interfaceStats("testnet0")) == 8
    assert test.getCPUStats(True)[0]["cpu_time"] == sum(int(cpu["cpu_time"]) for cpu in test.getCPUStats(False))
    assert test.diskErrors() == {"vda": c.VIR_DOMAIN_DISK_ERROR_UNSPEC}
    with pytest.raises(OperationUnsupported, match="summary"):
        test.blockStats("")
    with pytest.raises(InvalidArg, match="vdz"):
        test.blockStats("vdz")
    with pytest.raises(InvalidArg, match="'eth9' is not a known interface"):
        test.interfaceStats("eth9")


def test_addresses(conn: anyvirt.virConnect, test: anyvirt.virDomain) -> None:
    """Networks give them by the number of the guest; others are counted."""
    expected = {"addrs": [{"addr": "192.168.122.3", "prefix": 24, "type": 0}], "hwaddr": "aa:bb:cc:dd:ee:ff"}
    for source in range(3):
        assert test.interfaceAddresses(source) == {"testnet0": expected}
    for name, addresses in (
        ("ranged", "<ip address='10.0.0.1' prefix='16'><dhcp><range start='10.0.0.50' end='10.0.0.60'/></dhcp></ip>"),
        ("plain", "<ip family='ipv6' address='2001:db8::1' prefix='64'/>"),
        ("none", ""),
    ):
        conn.networkCreateXML(f"<network><name>{name}</name><bridge name='br-{name}'/>{addresses}</network>")
    networks = [
        f"<interface type='network'><source network='{name}'/></interface>" for name in ("ranged", "plain", "none")
    ]
    dom = conn.createXML(small("<interface type='user'/>" + "".join(networks)))
    found = [interface["addrs"] for interface in dom.interfaceAddresses(0).values()]
    assert found == [
        [{"addr": "192.168.0.1", "prefix": 24, "type": 0}],
        [{"addr": "10.0.0.72", "prefix": 16, "type": 0}],
        [{"addr": "2001:db8::18", "prefix": 64, "type": 1}],
        None,
    ]
    conn.networkLookupByName("plain").destroy()
    with pytest.raises(NoNetwork, match="'plain'"):
        dom.interfaceAddresses(0)
    with pytest.raises(ArgumentUnsupported, match="source 9"):
        test.interfaceAddresses(9)


def test_what_confines_a_guest(conn: anyvirt.virConnect, test: anyvirt.virDomain) -> None:
    assert test.securityLabel() == ["libvirt-test", True]
    assert test.securityLabelList() == [["libvirt-test", True]]
    assert test.launchSecurityInfo() == {}
    with pytest.raises(OperationUnsupported, match="no memory encrypted"):
        test.setLaunchSecurityState({"sev-secret": "x", "sev-secret-header": "y"})
    test.destroy()
    assert test.securityLabel() == ["", False]
    assert test.securityLabelList() == []
    sev = conn.createXML(small(more="<launchSecurity type='sev'><policy>0x0003</policy></launchSecurity>"))
    assert sev.launchSecurityInfo()["sev-policy"] == 3
    assert sev.setLaunchSecurityState({"sev-secret": "x", "sev-secret-header": "y"}) == 0
    with pytest.raises(InvalidArg, match="sev-secret-header"):
        sev.setLaunchSecurityState({"sev-secret": "x"})
    with pytest.raises(ArgumentUnsupported, match="'other'"):
        sev.setLaunchSecurityState({"other": "x"})


def test_keys_and_signals(test: anyvirt.virDomain) -> None:
    assert test.sendKey(c.VIR_KEYCODE_SET_LINUX, 0, [29, 56, 111], 3) == 0
    assert test.injectNMI() == 0
    assert test.sendProcessSignal(1, c.VIR_DOMAIN_PROCESS_SIGNAL_HUP) == 0
    with pytest.raises(InternalError, match="invalid keycode 1000"):
        test.sendKey(c.VIR_KEYCODE_SET_LINUX, 0, [1000], 1)
    with pytest.raises(OverflowError):
        test.sendKey(c.VIR_KEYCODE_SET_LINUX, 0, [-1], 1)
    for pid, signal in ((2, 1), (-1, 1), (1, 99)):
        with pytest.raises(InvalidArg):
            test.sendProcessSignal(pid, signal)


def test_sleep(test: anyvirt.virDomain) -> None:
    """The guest goes to sleep, is woken, and may power off as it sleeps."""
    heard: list[int] = []
    changed = threading.Condition()

    def on_event(*args: object) -> None:
        with changed:
            heard.append(args[-1])  # type: ignore[arg-type]
            changed.notify_all()

    ids = (c.VIR_DOMAIN_EVENT_ID_PMSUSPEND, c.VIR_DOMAIN_EVENT_ID_PMWAKEUP, c.VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK)
    for event_id in ids:
        test.connect().domainEventRegisterAny(test, event_id, on_event, event_id)
    with pytest.raises(OperationInvalid, match="not asleep"):
        test.pMWakeup()
    test.pMSuspendForDuration(c.VIR_NODE_SUSPEND_TARGET_MEM, 0)
    assert test.state()[0] == c.VIR_DOMAIN_PMSUSPENDED
    with pytest.raises(OperationInvalid):
        test.pMSuspendForDuration(c.VIR_NODE_SUSPEND_TARGET_MEM, 0)
    test.pMWakeup()
    assert test.state() == [c.VIR_DOMAIN_RUNNING, c.VIR_DOMAIN_RUNNING_WAKEUP]
    test.pMSuspendForDuration(c.VIR_NODE_SUSPEND_TARGET_DISK, 0)
    assert not test.isActive()
    with changed:
        assert changed.wait_for(lambda: heard == list(ids), TIMEOUT_S)


def test_how_deep_a_guest_may_sleep(conn: anyvirt.virConnect, test: anyvirt.virDomain) -> None:
    dom = conn.createXML(small(more="<pm><suspend-to-mem enabled='no'/><suspend-to-disk enabled='no'/></pm>"))
    for target in range(3):
        with pytest.raises(OperationUnsupported, match="disabled"):
            dom.pMSuspendForDuration(target, 0)
    with pytest.raises(InvalidArg, match="target: 9"):
        test.pMSuspendForDuration(9, 0)
    with pytest.raises(ArgumentUnsupported, match="Duration"):
        test.pMSuspendForDuration(0, 5)


def test_displays(conn: anyvirt.virConnect) -> None:
    """A socket is served, or one is given; which, the index says."""
    dom = conn.createXML(small("<graphics type='vnc' autoport='yes'/><graphics type='sdl'/>"))
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert dom.openGraphics(0, theirs.fileno()) == 0
        with pytest.raises(InternalError, match="index 5"):
            dom.openGraphics(5, theirs.fileno())
        with pytest.raises(InternalError, match="sdl"):
            dom.openGraphics(1, theirs.fileno())
    with open(os.devnull) as no_socket, pytest.raises(InvalidArg, match="must be a socket"):
        dom.openGraphics(0, no_socket.fileno())
    with socket.socket(fileno=dom.openGraphicsFD(0)) as display:
        assert display.recv(1) == b""
    assert dom.graphicsReload(c.VIR_DOMAIN_GRAPHICS_RELOAD_TYPE_ANY) == 0
    with pytest.raises(InvalidArg, match="type 9"):
        dom.graphicsReload(9)


def test_measuring_what_is_written(conn: anyvirt.virConnect, test: anyvirt.virDomain) -> None:
    """The figures are there once they were asked for."""
    group = c.VIR_DOMAIN_STATS_DIRTYRATE
    assert conn.getAllDomainStats(group)[0][1] == {}
    test.startDirtyRateCalc(2)
    stats = conn.getAllDomainStats(group)[0][1]
    assert (stats["dirtyrate.calc_period"], stats["dirtyrate.calc_status"]) == (2, c.VIR_DOMAIN_DIRTYRATE_MEASURED)
    for seconds in (0, 61):
        with pytest.raises(InvalidArg, match=f"seconds={seconds}"):
            test.startDirtyRateCalc(seconds)


def test_a_threshold_is_told_of_once_when_it_is_passed(test: anyvirt.virDomain) -> None:
    """The guest has written as far as blockInfo() says, and farther when the disk grows."""
    allocated = test.blockInfo("vda")[1]
    seen: list[tuple[object, ...]] = []
    driver: Any = test.connect()._driver
    threshold = c.VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD
    driver.events.subscribe(lambda event: seen.append(event.args) if event.event_id == threshold else None)
    test.setBlockThreshold("vda", allocated - 5)
    assert seen == [("vda", "/guest/diskimage1", allocated - 5, 5)]
    test.setBlockThreshold("vda", allocated)
    test.setBlockThreshold("vda[1]", 1)
    assert len(seen) == 1
    test.blockResize("vda", allocated + 4096, anyvirt.VIR_DOMAIN_BLOCK_RESIZE_BYTES)
    assert seen[1:] == [("vda", "/guest/diskimage1", allocated, 4096)]
    test.blockResize("vda", allocated + 8192, anyvirt.VIR_DOMAIN_BLOCK_RESIZE_BYTES)
    test.setBlockThreshold("vda", allocated * 2)
    test.setBlockThreshold("vda", 0)
    test.blockResize("vda", allocated * 3, anyvirt.VIR_DOMAIN_BLOCK_RESIZE_BYTES)
    assert len(seen) == 2


def test_thresholds_and_descriptors(test: anyvirt.virDomain, tmp_path: Path) -> None:
    assert test.setBlockThreshold("vda", 4096) == test.setBlockThreshold("vda[1]", 0) == 0
    with pytest.raises(InvalidArg, match="'vdz' not found"):
        test.setBlockThreshold("vdz", 1)
    with (tmp_path / "file").open("w") as file:
        assert test.FDAssociate("group", [file.fileno()]) == 0
        closed = file.fileno()
    with pytest.raises(InvalidArg, match="descriptor"):
        test.FDAssociate("group", [closed])
    with pytest.raises(InvalidArg, match="empty"):
        test.FDAssociate("group", [])


def test_messages(test: anyvirt.virDomain) -> None:
    assert test.messages() == test.messages(c.VIR_DOMAIN_MESSAGE_TAINTING) == []
    with pytest.raises(InvalidArg, match="unsupported flags"):
        test.messages(4)


def test_other_hypervisors_calls(conn: anyvirt.virConnect, test: anyvirt.virDomain) -> None:
    """QEMU's monitor and namespaces of containers are not here."""
    from anyvirt import libvirt_lxc, libvirt_qemu

    for call in (
        lambda: libvirt_qemu.qemuMonitorCommand(test, "{}", 0),
        lambda: libvirt_qemu.qemuMonitorCommandWithFiles(test, "{}"),
        lambda: libvirt_qemu.qemuAgentCommand(test, "{}", 1, 0),
        lambda: libvirt_qemu.qemuAttach(conn, 1, 0),
        lambda: libvirt_qemu.qemuMonitorEventRegister(conn, None, None, print, None),
        lambda: libvirt_lxc.lxcOpenNamespace(test, 0),
        lambda: libvirt_lxc.lxcEnterCGroup(test, 0),
    ):
        with pytest.raises(NoSupport, match=r"not supported by the connection driver: vir(Connect)?Domain"):
            call()
