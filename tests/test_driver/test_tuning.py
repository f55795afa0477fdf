"""Shares and limits of the test driver's guests. What the original answers is compared by `make diff-libvirt`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

import anyvirt
from anyvirt import constants as c
from anyvirt.error import (
    ArgumentUnsupported,
    ConfigUnsupported,
    InvalidArg,
    OperationDenied,
    OperationInvalid,
    libvirtError,
)

LIVE, CONFIG = c.VIR_DOMAIN_AFFECT_LIVE, c.VIR_DOMAIN_AFFECT_CONFIG
UNLIMITED = 2**53 - 1  # VIR_DOMAIN_MEMORY_PARAM_UNLIMITED
MAC = "aa:bb:cc:dd:ee:ff"


@pytest.fixture
def test() -> Iterator[anyvirt.virDomain]:
    with anyvirt.open("test:///default") as conn:
        yield conn.lookupByName("test")


class Family(NamedTuple):
    """Calls that set and read parameters of a kind, and some that can be set."""

    setter: str
    getter: str
    of: tuple[str, ...]
    params: dict[str, Any]

    def put(self, dom: anyvirt.virDomain, params: Any, flags: int = 0) -> Any:
        return getattr(dom, self.setter)(*self.of, params, flags)

    def read(self, dom: anyvirt.virDomain, flags: int = 0) -> Any:
        return getattr(dom, self.getter)(*self.of, flags)


FAMILIES = (
    Family("setBlkioParameters", "blkioParameters", (), {"weight": 300}),
    Family("setMemoryParameters", "memoryParameters", (), {"soft_limit": 9000}),
    Family("setNumaParameters", "numaParameters", (), {"numa_nodeset": "0-1"}),
    Family("setInterfaceParameters", "interfaceParameters", (MAC,), {"outbound.average": 100}),
    Family("setBlockIoTune", "blockIoTune", ("vda",), {"total_bytes_sec": 5, "total_bytes_sec_max": 10}),
    Family("setPerfEvents", "perfEvents", (), {"cpu_cycles": True}),
)
each_family = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: str(family.getter))


@each_family
def test_each_definition_has_its_own(test: anyvirt.virDomain, family: Family) -> None:
    """The running guest's, and the one for its next start."""
    before = family.read(test, CONFIG)
    assert family.put(test, family.params, LIVE) == 0
    assert family.read(test) == family.read(test, LIVE) == {**before, **family.params}
    assert family.read(test, CONFIG) == before
    family.put(test, family.params, CONFIG)
    assert family.read(test, CONFIG) == {**before, **family.params}
    with pytest.raises(InvalidArg, match="mutually exclusive"):
        family.read(test, LIVE | CONFIG)
    with pytest.raises(InvalidArg, match="unsupported flags"):
        family.read(test, 1 << 12)
    test.destroy()
    assert family.read(test) == {**before, **family.params}
    with pytest.raises(OperationInvalid, match="not running"):
        family.read(test, LIVE)


@each_family
def test_wrong_parameters_are_refused_as_by_libvirt_python(test: anyvirt.virDomain, family: Family) -> None:
    """Before the driver sees them; nothing changes."""
    before = family.read(test)
    with pytest.raises(LookupError):
        family.put(test, {})
    with pytest.raises(LookupError, match="nonsense"):
        family.put(test, {**family.params, "nonsense": 1})
    for wrong in (None, [1], {1: 1}):
        with pytest.raises(TypeError):
            family.put(test, wrong)
    assert family.read(test) == before


def test_limits_of_block_devices(test: anyvirt.virDomain) -> None:
    """A text of paths and values; 0 takes a limit away."""
    test.setBlkioParameters({"device_weight": "/dev/sda,500,/dev/sdb,7", "device_read_iops_sec": "/dev/sda,6"})
    test.setBlkioParameters({"device_weight": "/dev/sdb,0"})
    params = test.blkioParameters()
    assert (params["device_weight"], params["device_read_iops_sec"]) == ("/dev/sda,500", "/dev/sda,6")
    assert "<read_iops_sec>6</read_iops_sec>" in test.XMLDesc()
    for wrong in ("/dev/sda", "/dev/sda,x", "/dev/sda,5,", "/dev/sda,99999999999"):
        with pytest.raises(InvalidArg, match="/dev/sda"):
            test.setBlkioParameters({"weight": 900, "device_weight": wrong})
    assert test.blkioParameters() == params


def test_memory_and_swap(test: anyvirt.virDomain) -> None:
    """Together they are no less than memory alone."""
    assert set(test.memoryParameters().values()) == {UNLIMITED}
    test.setMemoryParameters({"hard_limit": 1000, "swap_hard_limit": 2000})
    with pytest.raises(InvalidArg, match="lower than or equal"):
        test.setMemoryParameters({"hard_limit": 3000})
    assert test.memoryParameters() == {"hard_limit": 1000, "soft_limit": UNLIMITED, "swap_hard_limit": 2000}
    test.setMemoryParameters({"hard_limit": UNLIMITED, "swap_hard_limit": UNLIMITED})
    assert set(test.memoryParameters().values()) == {UNLIMITED}


def test_memory_policy(test: anyvirt.virDomain) -> None:
    """A mode needs nodes, and a running guest keeps its mode."""
    with pytest.raises(ConfigUnsupported, match="nodeset"):
        test.setNumaParameters({"numa_mode": c.VIR_DOMAIN_NUMATUNE_MEM_INTERLEAVE}, CONFIG)
    test.setNumaParameters({"numa_mode": c.VIR_DOMAIN_NUMATUNE_MEM_INTERLEAVE, "numa_nodeset": "0-1"}, CONFIG)
    test.setNumaParameters({"numa_nodeset": "0"}, LIVE)
    with pytest.raises(OperationInvalid, match="mode for running domain"):
        test.setNumaParameters({"numa_mode": c.VIR_DOMAIN_NUMATUNE_MEM_INTERLEAVE}, LIVE)
    test.setNumaParameters({"numa_mode": c.VIR_DOMAIN_NUMATUNE_MEM_PREFERRED}, CONFIG)
    for wrong in ({"numa_mode": 9}, {"numa_nodeset": "x"}):
        with pytest.raises(InvalidArg):
            test.setNumaParameters(wrong, CONFIG)
    assert test.numaParameters(CONFIG) == {"numa_mode": c.VIR_DOMAIN_NUMATUNE_MEM_PREFERRED, "numa_nodeset": "0-1"}


def test_bandwidth(test: anyvirt.virDomain) -> None:
    """Each direction is set as a whole by its average, and loses its limits with it."""
    test.setInterfaceParameters("testnet0", {"inbound.average": 10, "inbound.peak": 20, "outbound.average": 5})
    test.setInterfaceParameters("testnet0", {"inbound.peak": 99})
    assert test.interfaceParameters(MAC.upper())["inbound.peak"] == 20
    test.setInterfaceParameters("testnet0", {"inbound.average": 0})
    limits = test.interfaceParameters("testnet0")
    assert (limits["inbound.average"], limits["inbound.peak"], limits["outbound.average"]) == (0, 0, 5)
    with pytest.raises(InvalidArg, match="'eth9' is not a known interface"):
        test.setInterfaceParameters("eth9", {"inbound.average": 1})


@pytest.mark.parametrize(
    ("params", "error", "says"),
    [
        ({"total_bytes_sec": 5, "read_bytes_sec": 5}, InvalidArg, "cannot be set at the same time"),
        ({"total_bytes_sec": 5}, InvalidArg, "total_bytes_sec_max"),
        ({"total_iops_sec_max": 10**15 + 1}, ArgumentUnsupported, "1000000000000000"),
    ],
)
def test_throughput_limits_that_make_no_sense(
    test: anyvirt.virDomain, params: dict[str, int], error: type[libvirtError], says: str
) -> None:
    with pytest.raises(error, match=says):
        test.setBlockIoTune("vda", params)
    assert not any(test.blockIoTune("vda").values())


def test_disks_of_a_group_share_their_limits(test: anyvirt.virDomain) -> None:
    test.attachDevice("<disk type='file'><source file='/b'/><target dev='vdb' bus='virtio'/></disk>")
    for disk in ("vda", "vdb"):
        test.setBlockIoTune(disk, {"group_name": "slow", "total_iops_sec_max": 100})
    test.setBlockIoTune("/b", {"total_iops_sec_max": 50})
    assert test.blockIoTune("vda")["total_iops_sec_max"] == 50
    with pytest.raises(InvalidArg, match="disk 'vdz' was not found"):
        test.blockIoTune("vdz")


def test_throttle_groups(test: anyvirt.virDomain) -> None:
    """They are made, changed and removed, unless a disk uses one."""
    test.setThrottleGroup("limit0", {"total_bytes_sec": 1000})
    test.setThrottleGroup("limit0", {"total_iops_sec": 5})
    assert "<total_bytes_sec>1000</total_bytes_sec>" in test.XMLDesc()
    assert test.XMLDesc().count("<throttlegroup>") == 1
    test.attachDevice(
        "<disk type='file'><source file='/b'/><target dev='vdb' bus='virtio'/>"
        "<throttlefilters><throttlefilter group='limit0'/></throttlefilters></disk>"
    )
    with pytest.raises(OperationDenied, match="used by disk vdb"):
        test.delThrottleGroup("limit0")
    test.detachDevice("<disk><target dev='vdb'/></disk>")
    test.delThrottleGroup("limit0")
    assert "throttlegroup" not in test.XMLDesc()
    calls: tuple[Callable[[], object], ...] = (
        lambda: test.delThrottleGroup("limit0"),
        lambda: test.setThrottleGroup("limit0", {}),
        lambda: test.setThrottleGroup("limit0", {"group_name": "other"}),
    )
    for call in calls:
        with pytest.raises(InvalidArg):
            call()
    with pytest.raises(ArgumentUnsupported, match="'nonsense' not supported"):
        test.setThrottleGroup("limit0", {"nonsense": 1})


def test_announcing(test: anyvirt.virDomain) -> None:
    """Of one interface or of all; nobody listens here."""
    for device in ("testnet0", MAC, ""):
        assert test.announceInterface(device, {"rounds": 3, "initial": 50}) == 0
    with pytest.raises(InvalidArg, match="'eth9' is not a known interface"):
        test.announceInterface("eth9", {"rounds": 3})
    with pytest.raises(ArgumentUnsupported, match="'nonsense'"):
        test.announceInterface("", {"nonsense": 3})
    with pytest.raises(OverflowError):
        test.announceInterface("", {"rounds": -3})


def test_scheduler(test: anyvirt.virDomain) -> None:
    """As in libvirt's own test driver: there is one, and it takes what it is told for what it likes."""
    assert test.schedulerType() == ("fair", 1)
    assert test.setSchedulerParameters({"weight": 7}) == 0
    assert test.schedulerParameters() == test.schedulerParametersFlags() == {"weight": 50}
    with pytest.raises(InvalidArg, match="unsupported flags"):
        test.schedulerParametersFlags(LIVE)


def test_iothreads(test: anyvirt.virDomain) -> None:
    """They come, are pinned and tuned, and go; their statistics tell."""
    assert test.ioThreadInfo() == []
    for number in (2, 1):
        test.addIOThread(number)
    test.pinIOThread(2, (True, False, True))
    test.setIOThreadParams(2, {"poll_max_ns": 7, "poll_grow": 2})
    assert [thread[0] for thread in test.ioThreadInfo()] == [2, 1]
    assert test.ioThreadInfo()[0] == (2, [True, False, True, False, False, False, False, False])
    stats = test.connect().getAllDomainStats(c.VIR_DOMAIN_STATS_IOTHREAD)[0][1]
    assert stats["iothread.count"] == 2
    assert (stats["iothread.2.poll-max-ns"], stats["iothread.1.poll-max-ns"]) == (7, 32768)
    assert test.ioThreadInfo(CONFIG) == []
    test.delIOThread(2)
    assert "iothreadpin" not in test.XMLDesc()
    wrong_calls: tuple[Callable[[], object], ...] = (
        lambda: test.addIOThread(1),
        lambda: test.addIOThread(0),
        lambda: test.delIOThread(9),
        lambda: test.delIOThread(0),
        lambda: test.pinIOThread(9, (True,)),
        lambda: test.pinIOThread(1, ()),
        lambda: test.setIOThreadParams(9, {"poll_grow": 1}),
        lambda: test.setIOThreadParams(1, {}),
    )
    for wrong in wrong_calls:
        with pytest.raises(InvalidArg):
            wrong()
    with pytest.raises(ArgumentUnsupported, match="thread_pool_min"):
        test.setIOThreadParams(1, {"thread_pool_min": 1})


def test_a_thread_that_serves_a_disk_stays(test: anyvirt.virDomain) -> None:
    test.addIOThread(1)
    test.attachDevice(
        "<disk type='file'><driver name='qemu' iothread='1'/><source file='/b'/><target dev='vdb' bus='virtio'/></disk>"
    )
    with pytest.raises(InvalidArg, match="used by disk vdb"):
        test.delIOThread(1)


def test_what_follows_the_end_of_a_guest(test: anyvirt.virDomain) -> None:
    test.setLifecycleAction(c.VIR_DOMAIN_LIFECYCLE_POWEROFF, c.VIR_DOMAIN_LIFECYCLE_ACTION_RESTART, LIVE | CONFIG)
    assert "<on_poweroff>restart</on_poweroff>" in test.XMLDesc()
    test.shutdown()
    assert test.isActive()
    with pytest.raises(InvalidArg, match="lifecycle type '9'"):
        test.setLifecycleAction(9, 0)
    with pytest.raises(InvalidArg, match="lifecycle action '9'"):
        test.setLifecycleAction(0, 9)
    with pytest.raises(ConfigUnsupported, match="coredump-destroy"):
        test.setLifecycleAction(0, c.VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY)


def test_period_of_memory_figures(test: anyvirt.virDomain) -> None:
    test.setMemoryStatsPeriod(5, CONFIG)
    assert "<stats period='5'/>" in test.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE)
    test.setMemoryStatsPeriod(0, CONFIG)
    assert "<stats" not in test.XMLDesc(c.VIR_DOMAIN_XML_INACTIVE)
    with pytest.raises(InvalidArg, match="zero or greater"):
        test.setMemoryStatsPeriod(-1)
