"""Every call from a client's driver through the protocol's bytes to the daemon's driver, and its answer back."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from anyvirt import constants
from anyvirt.api.model import Contract
from anyvirt.driver import types
from anyvirt.driver.contract import (
    HypervisorContract,
    InterfaceContract,
    NetworkContract,
    NodeDeviceContract,
    NwfilterContract,
    SecretContract,
    StorageContract,
)
from anyvirt.driver.contract.base import ContractBase
from anyvirt.driver.streams import Channel
from anyvirt.remote.by_hand import HypervisorByHand
from anyvirt.remote.calls.interface import InterfaceCalls
from anyvirt.remote.calls.network import NetworkCalls
from anyvirt.remote.calls.node_device import NodeDeviceCalls
from anyvirt.remote.calls.nwfilter import NwfilterCalls
from anyvirt.remote.calls.secret import SecretCalls
from anyvirt.remote.calls.storage import StorageCalls
from anyvirt.rpc.emit.pairs import BY_HAND_IN_CLIENT, pairs
from anyvirt.rpc.programs import Procedure
from anyvirt.util import refs
from anyvirt.util.error import InvalidArg, OperationDenied, libvirtError
from anyvirt.util.typed import OF_FUNCTIONS, Kind, TypedParams
from anyvirtd.dispatch import HANDLERS
from anyvirtd.dispatch.base import Reply
from tests.rpc.wire_values import plain

CONTRACTS: dict[str, type[ContractBase]] = {
    "driver": HypervisorContract,
    "network_driver": NetworkContract,
    "storage_driver": StorageContract,
    "interface_driver": InterfaceContract,
    "node_device_driver": NodeDeviceContract,
    "secret_driver": SecretContract,
    "nwfilter_driver": NwfilterContract,
}
CLIENTS: tuple[type[ContractBase], ...] = (
    HypervisorByHand,
    NetworkCalls,
    StorageCalls,
    InterfaceCalls,
    NodeDeviceCalls,
    SecretCalls,
    NwfilterCalls,
)
CPUS = 11  # of the made-up host: maps that do not fill their last byte
HANDS_ON = {"connect_domain_qemu_monitor_event_register", "connect_set_identity"}  # what the daemon does itself
ROWS = {pair.row.method: pair.row for contract in Contract for pair in pairs(contract) if pair.row.via is None}
HELPERS = {  # what by-hand calls ask beside the call itself
    "domain_get_info": types.DomainInfo(1, 2, 3, 4, 5),
    "domain_get_vcpus_flags": 4,
    "node_get_cpu_map": types.CpuMap(CPUS, [cpu != 3 for cpu in range(CPUS)], CPUS - 1),
}


class Maker:
    """Makes values of the types that the contracts' annotations name, each different from the one before."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)

    def __call__(self, annotation: Any, method: str) -> Any:
        annotation = getattr(annotation, "__forward_arg__", annotation)
        number = next(self.numbers)
        if optional := re.fullmatch(r"(.+) \| None", annotation):
            return self(optional[1], method)
        if annotation == "list[bool]":
            return [(number >> cpu & 1) == 1 for cpu in range(CPUS)]
        if of := re.fullmatch(r"list\[(.+)\]", annotation):
            return [self(of[1], method) for _ in range(4)]
        if annotation == "TypedParams":
            return self.params(method)
        if annotation.startswith("tuple[bool"):
            return tuple((number >> cpu & 1) == 1 for cpu in range(CPUS))
        if cls := getattr(refs, annotation, None):
            return with_uuids(cls(*(self(each, method) for each in cls.__annotations__.values())), self)
        special = {
            "dict[int, int]": {4: number, 2048: number + 1},
            "dict[int, dict[int, int]]": {0: {4: 1, 2048: 2}, 1: {4: 3, 2048: 4}},
            "dict[str, int]": {"unused": number, "rss": number + 1},
            "tuple[int, int]": (number, number + 1),
            "tuple[str, Channel]": ("image/png", Channel()),
            "dict[str, InterfaceAddresses]": {
                "eth0": {"addrs": [{"addr": "10.0.0.2", "prefix": 24, "type": 0}], "hwaddr": "52:54:00:00:00:01"},
                "lo": {"addrs": None, "hwaddr": None},
            },
            "DhcpLease": {
                "iface": f"virbr{number}",
                "expirytime": number,
                "type": 0,
                "mac": None,
                "ipaddr": "10.0.0.3",
                "prefix": 24,
                "hostname": "guest",
                "clientid": None,
                "iaid": None,
            },
            "CpuMap": HELPERS["node_get_cpu_map"],
        }
        if annotation in special:
            return special[annotation]
        plain: dict[str, Any] = {
            "int": number,
            "bool": number % 2 == 0,
            "str": f"text {number}",
            "bytes": f"bytes {number}".encode(),
        }
        if annotation == "Channel":
            return Channel()
        if annotation in plain:
            return plain[annotation]
        cls = getattr(types, annotation)
        return cls(*(self.field(name, each, method) for name, each in cls.__annotations__.items()))

    def field(self, name: str, annotation: Any, method: str) -> Any:
        return self(annotation, method)

    def params(self, method: str) -> TypedParams:
        kinds = (
            OF_FUNCTIONS[ROWS[method].c_name].kinds if ROWS[method].c_name in OF_FUNCTIONS else {"some": Kind.ULLONG}
        )
        made: dict[Kind, Any] = {Kind.STRING: "a text", Kind.DOUBLE: 0.25, Kind.BOOLEAN: True}
        return {name.replace("*", "0"): made.get(kind, 3) for name, kind in kinds.items()}


def made_ref(maker: Maker, annotation: str, method: str) -> Any:
    value = maker(annotation, method)
    return with_uuids(value, maker)


def with_uuids(value: Any, maker: Maker) -> Any:
    """*value* with UUIDs where references have them."""
    if isinstance(value, list):
        return [with_uuids(each, maker) for each in value]
    fields: dict[str, Any] | None = value._asdict() if hasattr(value, "_asdict") else None
    if fields is not None:
        digits = f"{next(maker.numbers):032x}"
        uuid = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
        fields = {name: uuid if name == "uuid" else with_uuids(each, maker) for name, each in value._asdict().items()}
        return type(value)(**fields)
    return value


class Recording:
    """A driver that answers *answer* to *method*, and keeps what it was asked."""

    def __init__(self, contract: type[ContractBase], method: str, answer: Any) -> None:
        self._contract = contract
        self._method = method
        self._answer = answer
        self.asked: tuple[Any, ...] | None = None

    def __getattr__(self, name: str) -> Any:
        signature = inspect.signature(getattr(self._contract, name))

        async def method(*args: Any) -> Any:
            signature.bind(None, *args)
            if name != self._method:
                row = ROWS[self._method]
                if row.typed and row.typed.known and row.typed.known.method == name:
                    assert self.known is not None
                    return self.known
                return HELPERS[name]
            self.asked = args
            return self._answer

        return method

    known: TypedParams | None = None


class Session:
    """What handlers see of a client."""

    def __init__(self, drivers: dict[str, Any], *, readonly: bool = False) -> None:
        self.__dict__.update(drivers)
        self.readonly = readonly

    def check_write(self, function: str) -> None:
        if self.readonly:
            raise OperationDenied(f"read only access prevents {function}")


class Wire:
    """A link that encodes and decodes what it is given, and has the daemon's handler called."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.procedures: list[Procedure] = []

    async def _ask(self, procedure: Procedure, args: Any, fds: Sequence[int]) -> tuple[Any, Reply]:
        self.procedures.append(procedure)
        sent = None
        if procedure.args is not None:
            sent = procedure.args.decode(bytes(procedure.args.encode(args)), procedure)
        else:
            assert args is None
        answer = await HANDLERS[procedure.program.number, procedure.number](self.session, sent, tuple(fds))  # type: ignore[arg-type]
        reply = answer if isinstance(answer, Reply) else Reply(answer)
        if procedure.ret is None:
            assert reply.ret is None
            return None, reply
        return procedure.ret.decode(bytes(procedure.ret.encode(reply.ret)), procedure), reply

    async def call(self, procedure: Procedure, args: Any = None) -> Any:
        ret, reply = await self._ask(procedure, args, ())
        assert reply.channel is None
        assert not reply.fds
        return ret

    async def call_with_fds(
        self, procedure: Procedure, args: Any = None, fds: Sequence[int] = ()
    ) -> tuple[Any, tuple[int, ...]]:
        ret, reply = await self._ask(procedure, args, fds)
        return ret, reply.fds

    async def open_stream(self, procedure: Procedure, args: Any, sparse: bool) -> tuple[Any, Channel]:
        ret, reply = await self._ask(procedure, args, ())
        assert reply.channel is not None
        return ret, reply.channel


def calls() -> Iterator[Any]:
    """(attribute of a session, method) of each call that the protocol has."""
    for (attribute, contract), client in zip(CONTRACTS.items(), CLIENTS, strict=True):
        for method, function in vars(contract).items():
            if (
                inspect.iscoroutinefunction(function)
                and getattr(client, method) is not function
                and method not in HANDS_ON
            ):
                yield pytest.param(attribute, contract, client, method, id=method)


ALL = [*calls()]


def given(maker: Maker, contract: type[ContractBase], method: str) -> list[Any]:
    parameters = list(inspect.signature(getattr(contract, method)).parameters.values())[1:]
    values: list[Any] = []
    for parameter in parameters:
        value = made_ref(maker, parameter.annotation, method)
        if parameter.name == "uuid":
            value = "00000000-0000-0000-0000-0000000000ff"
        if parameter.name in ("flags", "start_cell"):
            value = 0
        if parameter.name == "cancelled":
            value = False  # else the client does not mind errors
        values.append(value)
    if method == "node_get_free_pages":
        values[0] = [4, 2048]
    if method == "domain_revert_to_snapshot":
        values[0] = values[1].domain
    return values


def answered(maker: Maker, contract: type[ContractBase], method: str) -> Any:
    annotation = inspect.signature(getattr(contract, method)).return_annotation
    match method:
        case "domain_get_vcpu_pin_info":
            return [tuple(cpu % 3 == at for cpu in range(CPUS)) for at in range(4)]
        case "domain_get_block_job_info":
            return {"type": 1, "bandwidth": 2, "cur": 3, "end": 4}
        case "domain_get_job_stats":
            return {"type": 2, **maker.params(method)}
    return None if annotation == "None" else made_ref(maker, annotation, method)


@pytest.mark.parametrize(("attribute", "contract", "client", "method"), ALL)
def test_what_is_asked_arrives_and_what_is_answered_comes_back(
    attribute: str, contract: type[ContractBase], client: type[ContractBase], method: str
) -> None:
    """The daemon's driver is asked for what the client's was, and the client gets what it answers."""
    maker = Maker()
    arguments = given(maker, contract, method)
    answer = answered(maker, contract, method)
    drivers = {name: Recording(each, method, answer) for name, each in CONTRACTS.items()}
    driver = drivers[attribute]
    if ROWS[method].typed:
        driver.known = next(value for value in arguments if isinstance(value, dict))
    wire = Wire(Session(drivers))
    remote: Any = client()
    remote._link = wire
    got = asyncio.run(getattr(remote, method)(*arguments))
    assert driver.asked is not None, f"{method} was not called"
    assert padded(driver.asked) == padded(tuple(arguments))
    expected = EXPECTED.get(method, lambda answer, _: answer)(answer, arguments)
    assert got == expected
    assert type(got) is type(expected)


EXPECTED: dict[str, Any] = {
    # These answer nothing on the wire: the client knows what becomes of its reference.
    "domain_destroy_flags": lambda _, arguments: arguments[0]._replace(id=-1),
    "domain_rename": lambda _, arguments: arguments[0]._replace(name=arguments[1]),
}


def padded(values: tuple[Any, ...]) -> list[Any]:
    """Maps of CPUs arrive with what fills their last byte, parameters in lists as they are."""
    return [
        (*value, *(False,) * (16 - len(value)))
        if isinstance(value, tuple) and value and all(each is True or each is False for each in value)
        else value
        for value in values
    ]


@pytest.mark.parametrize(("attribute", "contract", "client", "method"), ALL)
def test_read_only_clients_are_refused_what_changes_something(
    attribute: str, contract: type[ContractBase], client: type[ContractBase], method: str
) -> None:
    """As the table says, before a driver is asked."""
    maker = Maker()
    arguments = given(maker, contract, method)
    answer = answered(maker, contract, method)
    drivers = {name: Recording(each, method, answer) for name, each in CONTRACTS.items()}
    driver = drivers[attribute]
    if ROWS[method].typed:
        driver.known = next(value for value in arguments if isinstance(value, dict))
    remote: Any = client()
    remote._link = Wire(Session(drivers, readonly=True))
    refused: libvirtError | None = None
    try:
        asyncio.run(getattr(remote, method)(*arguments))
    except OperationDenied as exc:
        refused = exc
    row = ROWS[method]
    if row.write:
        assert refused is not None
        assert row.c_name in str(refused)
        assert driver.asked is None
    elif not row.write_if:
        assert refused is None


RULES = [
    pytest.param(
        pair.procedure,
        sum(getattr(constants, name) for name in flags[: 2 if flags in pair.row.exclusive else 1]),
        id=f"{pair.row.c_name}-{flags[0]}",
    )
    for contract in Contract
    for pair in pairs(contract)
    if "flags" in dict(pair.fields)
    for flags in (*pair.row.exclusive, *pair.row.requires)
]


@pytest.mark.parametrize(("procedure", "flags"), RULES)
def test_flags_that_do_not_go_together_are_refused(procedure: Procedure, flags: int) -> None:
    """As by the library of a client of ours; others send whatever they please. No driver is asked."""
    assert procedure.args is not None
    args = procedure.args.value._make(plain(kind) for kind in procedure.args.fields.values())._replace(flags=flags)
    drivers = {name: Recording(each, "none", None) for name, each in CONTRACTS.items()}
    handler = HANDLERS[procedure.program.number, procedure.number]
    with pytest.raises(InvalidArg, match="VIR_"):
        asyncio.run(handler(Session(drivers), decoded(procedure, args), ()))  # type: ignore[arg-type]


def decoded(procedure: Procedure, args: Any) -> Any:
    assert procedure.args is not None
    return procedure.args.decode(bytes(procedure.args.encode(args)), procedure)


def test_every_procedure_with_a_public_function_is_handled() -> None:
    """But for what the daemon does itself: opening, closing, authentication, events, and old forms of migration."""
    missing = {
        f"{pair.procedure}"
        for contract in Contract
        for pair in pairs(contract)
        if (pair.procedure.program.number, pair.procedure.number) not in HANDLERS
    }
    assert missing == {
        "remote procedure 419 (CONNECT_SET_IDENTITY)",
        "qemu procedure 4 (CONNECT_DOMAIN_MONITOR_EVENT_REGISTER)",
    }


def test_what_is_written_by_hand_is_there() -> None:
    """No call is left out by both the generator and the hand."""
    for contract, client in zip(Contract, CLIENTS_IN_ORDER, strict=True):
        for pair in pairs(contract):
            if pair.row.via is None and pair.row.method not in HANDS_ON:
                own = getattr(client, pair.row.method)
                assert own is not getattr(CONTRACT_OF[contract], pair.row.method), pair.row.method
    assert len(BY_HAND_IN_CLIENT) < 40


CLIENTS_IN_ORDER = [
    next(client for client in CLIENTS if any(base.__name__ == each.value for base in client.__mro__))
    for each in Contract
]
CONTRACT_OF = {each: next(cls for cls in CONTRACTS.values() if cls.__name__ == each.value) for each in Contract}
