"""Answers with names for their places, which stay what they are in libvirt-python: tuples, or lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

import anyvirt
from anyvirt import aio, results
from anyvirt.constants import VIR_DOMAIN_RUNNING, VIR_STORAGE_POOL_RUNNING

DEFAULT = "test:///default"


@pytest.fixture
def conn() -> Iterator[anyvirt.virConnect]:
    with anyvirt.open(DEFAULT) as conn:
        yield conn


def test_tuples_have_names(conn: anyvirt.virConnect) -> None:
    dom = conn.lookupByName("test")
    vcpus = dom.vcpus()
    states, maps = vcpus
    assert isinstance(vcpus, tuple)
    assert vcpus == (states, maps) == (vcpus.states, vcpus.cpumaps)
    number, state, cpu_time, cpu = states[1]
    assert (number, state, cpu_time, cpu) == states[1] == (1, states[1].state, states[1].cpu_time, states[1].cpu)
    (record,) = conn.getAllDomainStats()
    assert record == (record.domain, record.stats)
    assert record.domain == dom
    assert record.stats["state.state"] == VIR_DOMAIN_RUNNING
    (listed,) = conn.domainListGetStats([dom])
    assert listed.domain.name() == "test"
    counters = dom.blockStats("vda")
    assert (counters[0], counters[4]) == (counters.rd_req, counters.errs)
    assert dom.schedulerType() == ("fair", dom.schedulerType().params)
    total, online, count = conn.getCPUMap()
    assert conn.getCPUMap() == results.CpuMap(total, online, count)


async def test_tuples_have_names_on_the_loop() -> None:
    async with await aio.open(DEFAULT) as conn:
        dom = await conn.lookupByName("test")
        assert (await dom.vcpus()).states[0].number == 0
        (record,) = await conn.getAllDomainStats()
        assert record.domain.name() == "test"


def _pool(conn: anyvirt.virConnect) -> anyvirt.virStoragePool:
    return conn.storagePoolLookupByName("default-pool")


LISTS: dict[type[tuple[object, ...]], Callable[[anyvirt.virConnect], list[object]]] = {
    results.DomainState: lambda conn: list[object](conn.lookupByName("test").state()),
    results.DomainInfo: lambda conn: list[object](conn.lookupByName("test").info()),
    results.ControlInfo: lambda conn: list[object](conn.lookupByName("test").controlInfo()),
    results.JobInfo: lambda conn: list[object](conn.lookupByName("test").jobInfo()),
    results.BlockInfo: lambda conn: list[object](conn.lookupByName("test").blockInfo("vda")),
    results.SecurityLabel: lambda conn: list[object](conn.lookupByName("test").securityLabel()),
    results.HostInfo: lambda conn: list[object](conn.getInfo()),
    results.SecurityModel: lambda conn: list[object](conn.getSecurityModel()),
    results.StoragePoolInfo: lambda conn: list[object](_pool(conn).info()),
}


@pytest.mark.parametrize("cls", LISTS, ids=lambda cls: str(cls.__name__))
def test_lists_fit_the_classes_that_name_them(conn: anyvirt.virConnect, cls: type[tuple[object, ...]]) -> None:
    """As many places as names."""
    answer = LISTS[cls](conn)
    made: Callable[..., tuple[object, ...]] = cls
    assert list(made(*answer)) == answer


def test_lists_are_lists(conn: anyvirt.virConnect) -> None:
    """Programs ask for their type."""
    dom = conn.lookupByName("test")
    for answer in (dom.info(), dom.state(), dom.jobInfo(), dom.blockInfo("vda"), conn.getInfo(), _pool(conn).info()):
        assert type(answer) is list
    assert results.DomainInfo(*dom.info()).vcpus == 2
    assert results.HostInfo(*conn.getInfo()).memory == 3072  # type: ignore[arg-type]
    assert results.StoragePoolInfo(*_pool(conn).info()).state == VIR_STORAGE_POOL_RUNNING


def test_every_class_is_exported() -> None:
    for name in results.__all__:
        assert issubclass(getattr(results, name), tuple)
