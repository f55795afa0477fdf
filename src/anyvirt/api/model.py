"""The row that describes one function of the public API."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from typing import NamedTuple

REQUIRED = ""
"""Default of an argument that has none; else the default is Python source: "0", "None"."""


class Contract(enum.Enum):
    """The part of a driver that answers: the hypervisor's, or that of one kind of host service."""

    HYPERVISOR = "HypervisorContract"
    NETWORK = "NetworkContract"
    STORAGE = "StorageContract"
    INTERFACE = "InterfaceContract"
    NODE_DEVICE = "NodeDeviceContract"
    SECRET = "SecretContract"
    NWFILTER = "NwfilterContract"

    @property
    def module(self) -> str:
        """Its module in anyvirt.driver.contract."""
        return self.name.lower()

    @property
    def attribute(self) -> str:
        """Where a connection keeps who answers it."""
        return "_driver" if self is Contract.HYPERVISOR else f"_{self.module}_driver"


class Kind(NamedTuple):
    """What the generator must know of a class of the public API."""

    module: str  # in anyvirt for connections and domains, else in anyvirt.objects; the same in anyvirt.aio
    contract: Contract
    doc: str
    ref: str = ""  # the class in util.refs that drivers know its objects by
    arg: str = ""  # what the methods of drivers call that
    bases: tuple[str, str] = ("", "")  # blocking, awaitable
    bases_module: str = "anyvirt.objects.base"


class Owner(enum.Enum):
    """The class a function is a method of."""

    CONNECT = "virConnect"
    DOMAIN = "virDomain"
    SNAPSHOT = "virDomainSnapshot"
    CHECKPOINT = "virDomainCheckpoint"
    NETWORK = "virNetwork"
    NETWORK_PORT = "virNetworkPort"
    STORAGE_POOL = "virStoragePool"
    STORAGE_VOL = "virStorageVol"
    INTERFACE = "virInterface"
    NODE_DEVICE = "virNodeDevice"
    SECRET = "virSecret"
    NWFILTER = "virNWFilter"
    NWFILTER_BINDING = "virNWFilterBinding"

    @property
    def kind(self) -> Kind:
        """What else there is to know of the class."""
        return _KINDS[self]

    def home(self, *, awaitable: bool) -> str:
        """The module of the class in one flavour."""
        module = self.kind.module
        if awaitable:
            return f"anyvirt.aio.{module}"
        return f"anyvirt.{module}" if self in (Owner.CONNECT, Owner.DOMAIN) else f"anyvirt.objects.{module}"


def _object(module: str, contract: Contract, ref: str, arg: str, doc: str) -> Kind:
    stem = ref.removesuffix("Ref")
    return Kind(module, contract, doc, ref, arg, (f"{stem}Base", f"Async{stem}Base"))


_KINDS = {
    Owner.CONNECT: Kind(
        "connection",
        Contract.HYPERVISOR,
        "A connection to a hypervisor.",
        bases=("ConnectionBase", "AsyncConnectionBase"),
        bases_module="anyvirt.base",
    ),
    Owner.DOMAIN: Kind(
        "domain",
        Contract.HYPERVISOR,
        "A virtual machine or a container, defined or running.",
        "DomainRef",
        "dom",
        ("DomainBase", "AsyncDomainBase"),
        "anyvirt.base",
    ),
    Owner.SNAPSHOT: _object(
        "snapshot", Contract.HYPERVISOR, "SnapshotRef", "snapshot", "A state of a domain to which it can return."
    ),
    Owner.CHECKPOINT: _object(
        "checkpoint",
        Contract.HYPERVISOR,
        "CheckpointRef",
        "checkpoint",
        "A moment from which on the changes of a domain's disks are known.",
    ),
    Owner.NETWORK: _object("network", Contract.NETWORK, "NetworkRef", "net", "A virtual network of the host."),
    Owner.NETWORK_PORT: _object(
        "network", Contract.NETWORK, "NetworkPortRef", "port", "What connects a guest's interface to a virtual network."
    ),
    Owner.STORAGE_POOL: _object(
        "storage", Contract.STORAGE, "StoragePoolRef", "pool", "A place where the host keeps storage volumes."
    ),
    Owner.STORAGE_VOL: _object("storage", Contract.STORAGE, "StorageVolRef", "vol", "A piece of storage in a pool."),
    Owner.INTERFACE: _object(
        "interface", Contract.INTERFACE, "InterfaceRef", "iface", "A network interface of the host."
    ),
    Owner.NODE_DEVICE: _object("node_device", Contract.NODE_DEVICE, "NodeDeviceRef", "dev", "A device of the host."),
    Owner.SECRET: _object(
        "secret", Contract.SECRET, "SecretRef", "secret", "A passphrase or key that guests and storage need."
    ),
    Owner.NWFILTER: _object(
        "nwfilter", Contract.NWFILTER, "NwfilterRef", "nwfilter", "Rules for the packets of a guest's interface."
    ),
    Owner.NWFILTER_BINDING: _object(
        "nwfilter",
        Contract.NWFILTER,
        "NwfilterBindingRef",
        "binding",
        "What says that a network filter applies to a guest's interface.",
    ),
}


class ArgType(NamedTuple):
    """A kind of argument: its annotations for users and for drivers, and the expression between them."""

    python: str
    driver: str  # empty where only the public method has the argument
    convert: str = "{}"


class Arg(NamedTuple):
    """An argument, named as in libvirt-python; those after the object itself."""

    name: str
    type: ArgType
    doc: str  # meaning, unit, permitted values
    default: str = REQUIRED
    driver_name: str = ""  # where it is not the name in snake_case
    hidden: str = ""  # Python source: the public method does not have it, the driver's gets this value

    @property
    def contract_name(self) -> str:
        """Its name in the driver contract."""
        return self.driver_name or snake_case(self.name)


class Result(NamedTuple):
    """A kind of result: annotations for users and for drivers, and the expression that turns one into the other."""

    python: str
    driver: str
    convert: str = "{}"
    around: str = ""  # expression around the driver's coroutine {}, for instance one that looks at its answer there
    store: str = ""  # attribute that keeps the driver's answer; the user then gets 0


class Acl(NamedTuple):
    """A permission that the caller needs at a daemon."""

    object: str
    perm: str
    when: str = ""  # only with these flags (as libvirt writes them) or with argument=VALUE

    def __str__(self) -> str:
        return ":".join(part for part in self if part)


class Via(NamedTuple):
    """How a call is made of another one of the driver: its method, and its arguments as Python source."""

    method: str
    args: tuple[str, ...] = ()


class Progress(enum.Enum):
    """What a call tells the function that it is given as `progress=`: the function's type, and the argument's meaning.

    libvirt-python's methods have no such argument, so it goes by its name alone.
    """

    JOB = (
        "OnJob",
        "called with a JobProgress every half a second, on another thread, and once more when the job has ended well. "
        "What it raises stops the job and comes through.",
    )
    BLOCK_JOB = (
        "OnBlockJob",
        "called with how far the job is and how far it has to come. With it the call does not come back before the job "
        "has ended, or waits to be ended by blockJobAbort(). What it raises comes through; the job goes on.",
    )
    STREAM = (
        "OnBytes",
        "called with the number of bytes so far, holes included, after each piece that goes over the stream. What it "
        "raises comes out of the call that moved the piece.",
    )

    @property
    def type(self) -> str:
        """In anyvirt.progress."""
        return self.value[0]

    @property
    def doc(self) -> str:
        return self.value[1]


class Typed(NamedTuple):
    """How a call's typed parameters are converted."""

    names: str  # in anyvirt.util.typed
    known: Via | None = None
    """The call whose answer says which parameters the driver has; without it that is for the driver to check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of libvirt's public API, and the method that it is here."""

    c_name: str
    owner: Owner
    name: str
    contract: Contract | None = None
    """Who answers; by default the contract of the owner."""
    args: tuple[Arg, ...] = ()
    result: Result
    summary: str
    """What it does, one line."""
    details: str = ""
    """What else a caller must know."""
    returns: str = ""
    raises: tuple[tuple[str, str], ...] = ()
    """Error classes and when, beside those that the generator adds: read-only connection, lost domain, no support."""
    since: str
    acl: tuple[Acl, ...]
    """Empty only where libvirt asks for no permission either."""
    acl_filter: Acl | None = None
    """Permission that an object needs to appear in a list."""
    alias_of: str = ""
    """The C function that this is an older name of; errors say that one, as the C library only passes the call on."""
    write: bool = False
    """Refused on a read-only connection."""
    write_if: str = ""
    """Python source of the condition under which it is refused on a read-only connection."""
    via: Via | None = None
    """Set when the driver has no method for this one."""
    exclusive: tuple[tuple[str, ...], ...] = ()
    """Flags that libvirt refuses together before it asks a driver: of each group a call can have one."""
    requires: tuple[tuple[str, str], ...] = ()
    """Flags that libvirt refuses, before it asks a driver, without another one, which stands second."""
    progress: Progress | None = None
    """Set when it can tell how far it is."""
    typed: Typed | None = None
    """Set when there are typed parameters among the arguments."""
    local: bool = False
    """Written by hand in the base classes: it needs no driver."""

    @property
    def blamed(self) -> str:
        """The C function that errors name."""
        return self.alias_of or self.c_name

    @property
    def method(self) -> str:
        """The method of the driver contract that does the work."""
        return self.via.method if self.via else snake_case(self.c_name.removeprefix("vir"))

    @property
    def answered_by(self) -> Contract:
        """The part of the driver that answers."""
        return self.contract or self.owner.kind.contract

    @property
    def public_args(self) -> tuple[Arg, ...]:
        """The arguments of the public method."""
        return tuple(arg for arg in self.args if not arg.hidden)


_ONE_WORD = re.compile("IOThread|FSFreeze|FSThaw|FSTrim|FSInfo|CGroup")  # as in the names of libvirt's procedures


def snake_case(name: str) -> str:
    """get_xml_desc for GetXMLDesc, cpu_num for cpuNum, xml_cpus for xmlCPUs."""
    name = _ONE_WORD.sub(lambda found: found[0].capitalize(), name)
    name = re.sub(r"(?<=[A-Z])s(?=$|[A-Z])", "S", name)  # the plural of an abbreviation is part of it
    name = name.replace("NWFilter", "Nwfilter")  # one word to libvirt
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower()
