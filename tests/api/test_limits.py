"""The bounds of arguments: those of libvirt's protocol, in every connection, with its error code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

import anyvirt
from anyvirt import libvirt_qemu
from anyvirt.api.model import Function
from anyvirt.api.table import ROWS
from anyvirt.rpc.packet import FDS_MAX
from anyvirt.rpc.programs import of_function, program
from anyvirt.rpc.types import STRING_MAX, Array, Opaque
from anyvirt.util import limits, typed

DEFAULT = "test:///default"
IN_HELPERS = {"cpu_map": limits.CPU_MAP_BITS, "secret_value": limits.SECRET_BYTES, "domain_refs": limits.DOMAINS}


def _bounds(row: Function) -> set[int]:
    """What the protocol says of the lists among the arguments, in their own units."""
    procedure = of_function(row.c_name)
    if procedure is None or procedure.args is None:
        return set()
    return {
        kind.most * 8 if name == "cpumap" else kind.most
        for name, kind in procedure.args.fields.items()
        if isinstance(kind, Array | Opaque)
    }


def _kept(row: Function) -> set[int]:
    """What the public method keeps to."""
    found = {getattr(typed, row.typed.names).most} if row.typed else set()
    for arg in row.args:
        if arg.hidden or not arg.type.driver:
            continue
        found |= {int(number) for number in re.findall(r"at_most\(.*?, (\d+),", arg.type.convert)}
        found |= {most for helper, most in IN_HELPERS.items() if f"{helper}(" in arg.type.convert}
        if "key_codes(" in arg.type.convert:
            found.add(16)
    return found


WITH_LISTS = [row for row in ROWS if _bounds(row) and row.public_args and row.name != "getAllDomainStats"]


@pytest.mark.parametrize("row", WITH_LISTS, ids=lambda row: str(row.c_name))
def test_lists_have_the_bounds_of_the_protocol(row: Function) -> None:
    """One that is too long for a daemon is too long everywhere."""
    assert _kept(row) == _bounds(row)


def test_bounds_are_those_of_the_protocol() -> None:
    remote = program("remote").constants
    assert limits.STRING_BYTES == STRING_MAX
    assert limits.DESCRIPTORS == FDS_MAX
    assert remote["SECRET_VALUE_MAX"] == limits.SECRET_BYTES
    assert 8 * remote["CPUMAP_MAX"] == limits.CPU_MAP_BITS
    assert remote["DOMAIN_LIST_MAX"] == limits.DOMAINS
    assert typed.MIGRATION.most == remote["DOMAIN_MIGRATE_PARAM_LIST_MAX"]


@pytest.fixture
def dom() -> Iterator[anyvirt.virDomain]:
    with anyvirt.open(DEFAULT) as conn:
        yield conn.lookupByName("test")


LONG = "x" * (limits.STRING_BYTES + 1)
TOO_MUCH: dict[str, Callable[[anyvirt.virDomain], object]] = {
    "a name": lambda dom: dom.connect().lookupByName(LONG),
    "characters of several bytes": lambda dom: dom.rename("é" * (limits.STRING_BYTES // 2 + 1)),
    "a document": lambda dom: dom.connect().defineXML(LONG),
    "an optional text": lambda dom: dom.setMetadata(0, LONG, None, None),
    "a text among others": lambda dom: dom.fsFreeze(["/", LONG]),
    "a parameter": lambda dom: dom.setBlkioParameters({"device_weight": LONG}),
    "mount points": lambda dom: dom.fsFreeze(["/"] * 257),
    "keys": lambda dom: dom.authorizedSSHKeysSet("root", ["key"] * 2049),
    "CPUs": lambda dom: dom.pinVcpu(0, [True] * (limits.CPU_MAP_BITS + 1)),
    "CPU documents": lambda dom: dom.connect().baselineCPU(["<cpu/>"] * 257),
    "pages": lambda dom: dom.connect().getFreePages([4] * 1025, 0, 1),
    "page counts": lambda dom: dom.connect().allocPages(dict.fromkeys(range(1025), 1), 0, 1),
    "domains": lambda dom: dom.connect().domainListGetStats([dom] * (limits.DOMAINS + 1)),
    "descriptors": lambda dom: dom.FDAssociate("group", [0] * (limits.DESCRIPTORS + 1)),
    "parameters": lambda dom: dom.connect().setIdentity({f"name{number}": "x" for number in range(21)}),
    "disks": lambda dom: dom.migrateToURI3("test:///default", {"migrate_disks": ["vda"] * 65}, 2),
    "descriptors of a command": lambda dom: libvirt_qemu.qemuMonitorCommandWithFiles(dom, "{}", [0] * 33),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_no_message_can_carry_is_refused(dom: anyvirt.virDomain, what: str) -> None:
    """With VIR_ERR_RPC, as by libvirt's client, and the bound in the message; nothing changes."""
    before = dom.XMLDesc()
    with pytest.raises(anyvirt.Rpc, match=r"at most \d+ fit into a message") as caught:
        TOO_MUCH[what](dom)
    assert (caught.value.get_error_code(), caught.value.get_error_domain()) == (
        anyvirt.VIR_ERR_RPC,
        anyvirt.VIR_FROM_RPC,
    )
    assert len(str(caught.value)) < 200
    assert anyvirt.virGetLastErrorCode() == anyvirt.VIR_ERR_RPC
    assert dom.XMLDesc() == before


def test_the_bound_itself_is_not_too_much(dom: anyvirt.virDomain) -> None:
    """The longest text, whatever its characters take."""
    with pytest.raises(anyvirt.NoDomain):
        dom.connect().lookupByName("x" * limits.STRING_BYTES)
    with pytest.raises(anyvirt.NoDomain):
        dom.connect().lookupByName("é" * (limits.STRING_BYTES // 2))
    assert dom.pinVcpu(0, [True] * limits.CPU_MAP_BITS) == 0
