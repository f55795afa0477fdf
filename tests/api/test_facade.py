"""What the generated classes make of a driver's answers, in both flavours."""

from __future__ import annotations

import inspect
import threading
from typing import Any

import pytest

from anyvirt import aio
from anyvirt.conf.store.events import EventQueue
from anyvirt.connection import virConnect
from anyvirt.constants import (
    VIR_DOMAIN_AFFECT_LIVE,
    VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT,
    VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE,
    VIR_DOMAIN_MEM_MAXIMUM,
    VIR_DOMAIN_XML_INACTIVE,
    VIR_DOMAIN_XML_SECURE,
    VIR_FROM_DOMAIN,
    VIR_FROM_TEST,
)
from anyvirt.domain import virDomain
from anyvirt.driver import Driver, RunsOn
from anyvirt.driver.types import (
    BlockStats,
    CpuMap,
    DomainInfo,
    DomainStats,
    InterfaceAddresses,
    NodeInfo,
    TypedParams,
    VcpuInfo,
)
from anyvirt.runner import AsyncInlineRunner, InlineRunner
from anyvirt.util.error import NoSupport, OperationDenied
from anyvirt.util.refs import DomainRef

OFF = DomainRef("web1", "6695eb01-f6a4-8304-79aa-97f2502e193f")
ON = OFF._replace(id=4)


class Answers(Driver):
    """A driver that answers constants and remembers what it was asked."""

    name = "ANSWERS"
    error_origin = VIR_FROM_TEST
    runs_on = RunsOn.CALLER

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.events = EventQueue()
        self.asked: list[tuple[object, ...]] = []

    async def node_get_info(self) -> NodeInfo:
        return NodeInfo("x86_64", 2 * 1024 * 1024, 8, 2400, 1, 1, 4, 2)

    async def node_get_cpu_map(self, flags: int) -> CpuMap:
        return CpuMap(2, [True, False], 1)

    async def connect_is_alive(self) -> bool:
        return True

    async def connect_list_all_domains(self, flags: int) -> list[DomainRef]:
        self.asked.append(("list", flags))
        return [ON]

    async def connect_get_all_domain_stats(
        self, doms: list[DomainRef] | None, stats: int, flags: int
    ) -> list[DomainStats]:
        self.asked.append(("stats", doms, stats, flags))
        return [DomainStats(ON, {"state.state": 1})]

    async def domain_lookup_by_uuid(self, uuid: str) -> DomainRef:
        self.asked.append(("uuid", uuid))
        return ON

    async def domain_define_xml_flags(self, xml: str, flags: int) -> DomainRef:
        self.asked.append(("define", xml, flags))
        return OFF

    async def domain_create_with_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        self.asked.append(("create", dom, flags))
        return ON

    async def domain_destroy_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        return OFF

    async def domain_suspend(self, dom: DomainRef) -> None:
        self.asked.append(("suspend", dom))

    async def domain_get_info(self, dom: DomainRef) -> DomainInfo:
        return DomainInfo(1, 2048, 1024, 2, 12345)

    async def domain_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        return "<domain/>"

    async def domain_get_vcpus(self, dom: DomainRef) -> list[VcpuInfo]:
        return [VcpuInfo(0, 1, 99, 3, (True, False)), VcpuInfo(1, 1, 98, 2, (True, True))]

    async def domain_block_stats(self, dom: DomainRef, path: str) -> BlockStats:
        return BlockStats(1, 2, 3, 4, -1)

    async def domain_set_memory_flags(self, dom: DomainRef, memory: int, flags: int) -> None:
        self.asked.append(("memory", memory, flags))

    async def domain_memory_stats(self, dom: DomainRef, flags: int) -> dict[str, int]:
        return {"actual": 1024, "flags": flags}

    async def domain_pin_vcpu_flags(self, dom: DomainRef, vcpu: int, cpumap: tuple[bool, ...], flags: int) -> None:
        self.asked.append(("pin", vcpu, cpumap, flags))

    async def domain_get_memory_parameters(self, dom: DomainRef, flags: int) -> TypedParams:
        return {"hard_limit": 0}

    async def domain_set_memory_parameters(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        self.asked.append(("params", params, flags))

    async def domain_interface_addresses(
        self, dom: DomainRef, source: int, flags: int
    ) -> dict[str, InterfaceAddresses]:
        return {"lo": {"addrs": None, "hwaddr": None}}

    async def domain_send_key(
        self, dom: DomainRef, codeset: int, holdtime: int, keycodes: list[int], flags: int
    ) -> None:
        self.asked.append(("keys", codeset, holdtime, keycodes, flags))


class Model:
    def to_xml(self) -> str:
        return "<domain><name>web1</name></domain>"


@pytest.fixture
def driver() -> Answers:
    return Answers()


@pytest.fixture
def conn(driver: Answers) -> virConnect:
    return virConnect(driver, InlineRunner(driver.lock), readonly=False)


@pytest.fixture
def readonly(driver: Answers) -> virConnect:
    return virConnect(driver, InlineRunner(driver.lock), readonly=True)


@pytest.fixture
def dom(conn: virConnect) -> virDomain:
    return virDomain(conn, OFF)


def test_results_have_libvirt_pythons_shapes(conn: virConnect, dom: virDomain) -> None:
    """Lists, tuples, dicts and ints as programs take them apart."""
    assert conn.getInfo() == ["x86_64", 2048, 8, 2400, 1, 1, 4, 2]  # memory in MiB, this once
    assert conn.getCPUMap() == (2, [True, False], 1)
    alive = conn.isAlive()
    assert (type(alive), alive) == (int, 1)
    info = dom.info()
    assert (type(info), info) == (list, [1, 2048, 1024, 2, 12345])
    assert dom.vcpus() == ([(0, 1, 99, 3), (1, 1, 98, 2)], [(True, False), (True, True)])
    assert dom.blockStats("vda") == (1, 2, 3, 4, -1)
    assert dom.memoryStats() == {"actual": 1024, "flags": 0}


def test_domains_come_as_objects_of_the_connection(conn: virConnect) -> None:
    """In lists, alone, and beside their figures."""
    (dom,) = conn.listAllDomains()
    assert (type(dom), dom.ID(), dom.connect()) == (virDomain, 4, conn)
    ((dom, figures),) = conn.getAllDomainStats(1)
    assert (dom.name(), figures) == ("web1", {"state.state": 1})


def test_start_and_stop_renumber_the_object(driver: Answers, dom: virDomain) -> None:
    """The id lives from start to stop; create() is the flags form with none."""
    assert dom.create() == 0
    assert dom.ID() == 4
    assert driver.asked == [("create", OFF, 0)]
    assert dom.destroy() == 0
    assert dom.ID() == -1


def test_old_calls_become_their_flags_forms(driver: Answers, conn: virConnect, dom: virDomain) -> None:
    """A driver implements the newest form alone."""
    assert conn.numOfDomains() == 1
    assert conn.listDomainsID() == [4]
    assert conn.listDefinedDomains() == ["web1"]
    dom.setMemory(512)
    dom.setMaxMemory(1024)
    dom.pinVcpu(0, [1, 0])  # type: ignore[list-item]
    assert driver.asked == [
        ("list", 1),
        ("list", 1),
        ("list", 2),
        ("memory", 512, VIR_DOMAIN_AFFECT_LIVE),
        ("memory", 1024, VIR_DOMAIN_MEM_MAXIMUM),
        ("pin", 0, (True, False), VIR_DOMAIN_AFFECT_LIVE),
    ]


def test_arguments_reach_the_driver_in_its_form(driver: Answers, conn: virConnect, dom: virDomain) -> None:
    """Models as text, UUIDs as text, lists as lists."""
    conn.defineXML(Model())
    conn.lookupByUUID(dom.UUID())
    conn.lookupByUUIDString(dom.UUIDString().upper())
    conn.domainListGetStats([dom], stats=2)
    dom.sendKey(0, 100, (28, 29), 2)
    dom.setMemoryParameters({"hard_limit": 4096})
    assert driver.asked == [
        ("define", "<domain><name>web1</name></domain>", 0),
        ("uuid", OFF.uuid),
        ("uuid", OFF.uuid),
        ("stats", [OFF], 2, 0),
        ("keys", 0, 100, [28, 29], 0),
        ("params", {"hard_limit": 4096}, 0),
    ]


def test_readers_may_not_change_anything(driver: Answers, readonly: virConnect) -> None:
    """The driver is not even asked."""
    dom = virDomain(readonly, OFF)
    with pytest.raises(OperationDenied, match="read only access prevents virDomainSuspend") as caught:
        dom.suspend()
    assert caught.value.get_error_domain() == VIR_FROM_DOMAIN  # the library's own answer, not the driver's
    with pytest.raises(OperationDenied, match="virDomainDefineXML"):
        readonly.defineXML("<domain/>")
    assert driver.asked == []
    assert dom.info()[0] == 1


def test_readers_may_not_see_everything(readonly: virConnect) -> None:
    """Secrets, and what only the guest's agent knows, depend on the arguments."""
    dom = virDomain(readonly, OFF)
    assert dom.XMLDesc(VIR_DOMAIN_XML_INACTIVE) == "<domain/>"
    with pytest.raises(OperationDenied, match="virDomainGetXMLDesc"):
        dom.XMLDesc(VIR_DOMAIN_XML_SECURE)
    assert dom.interfaceAddresses(VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE) == {"lo": {"addrs": None, "hwaddr": None}}
    with pytest.raises(OperationDenied, match="virDomainInterfaceAddresses"):
        dom.interfaceAddresses(VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT)


def test_what_a_driver_lacks_is_named(dom: virDomain) -> None:
    """The function's name, with the origin of its part of the API."""
    with pytest.raises(NoSupport, match="not supported by the connection driver: virDomainReset") as caught:
        dom.reset()
    assert caught.value.origin == VIR_FROM_DOMAIN


async def test_awaited_calls_answer_the_same(driver: Answers) -> None:
    """Same shapes, same checks, objects of the awaitable class."""
    conn = aio.virConnect(driver, AsyncInlineRunner(driver.lock), readonly=False)
    assert await conn.getInfo() == ["x86_64", 2048, 8, 2400, 1, 1, 4, 2]
    (dom,) = await conn.listAllDomains()
    assert type(dom) is aio.virDomain
    assert await dom.vcpus() == ([(0, 1, 99, 3), (1, 1, 98, 2)], [(True, False), (True, True)])
    assert await dom.destroy() == 0
    assert dom.ID() == -1
    assert await conn.numOfDomains() == 1
    readonly = aio.virConnect(driver, AsyncInlineRunner(driver.lock), readonly=True)
    with pytest.raises(OperationDenied, match="virDomainSuspend"):
        await aio.virDomain(readonly, OFF).suspend()


@pytest.mark.parametrize(("blocking", "awaitable"), [(virConnect, aio.virConnect), (virDomain, aio.virDomain)])
def test_both_flavours_have_the_same_calls(blocking: type, awaitable: type) -> None:
    """A program changes flavour by writing `await`."""

    def calls(cls: type) -> dict[str, Any]:
        return {name: inspect.signature(member) for name, member in vars(cls).items() if inspect.isfunction(member)}

    assert calls(blocking) == calls(awaitable)
    assert all(inspect.iscoroutinefunction(member) for member in vars(awaitable).values() if inspect.isfunction(member))
