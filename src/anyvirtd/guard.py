"""Access checks around calls: whom a call is about, what it needs, and which part of a list somebody may see.

Whom a call is about is asked from the driver: a client could give one object's name with another one's UUID.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from anyvirt import constants
from anyvirt.conf.store.events import EventKind
from anyvirt.util.error import AccessDenied
from anyvirt.util.refs import NetworkRef, StoragePoolRef
from anyvirt.util.xmlmap.tree import Malformed, encode, only_text, parse_tree
from anyvirtd.access import Subject
from anyvirtd.dispatch.base import Reply

if TYPE_CHECKING:
    from anyvirt.api.model import Acl
    from anyvirt.conf.store.events import Event
    from anyvirt.rpc.programs import Procedure
    from anyvirtd.access import Policy
    from anyvirtd.dispatch.base import Answer
    from anyvirtd.identity import Identity
    from anyvirtd.service import Handler
    from anyvirtd.session import Session

log = logging.getLogger("anyvirtd.access")

_DOCUMENTS: Final = ("xml", "xml_desc", "xmlDesc")
_ROOTS: Final = {
    "domain": ("domain",),
    "network": ("network",),
    "interface": ("interface", "bridge"),
    "node_device": ("device",),
    "nwfilter": ("filter",),
    "nwfilter_binding": ("filterbinding",),
    "secret": ("secret",),
    "storage_pool": ("pool",),
    "storage_vol": ("volume",),
}
_EVENTS: Final = {
    EventKind.DOMAIN: "domain",
    EventKind.QEMU_MONITOR: "domain",
    EventKind.NETWORK: "network",
    EventKind.STORAGE_POOL: "storage_pool",
    EventKind.NODE_DEVICE: "node_device",
    EventKind.SECRET: "secret",
}


async def guarded(handler: Handler, session: Session, procedure: Procedure, args: Any, fds: tuple[int, ...]) -> Answer:
    """Answer a call as *handler* does, as far as the client may have it done.

    Raises:
        AccessDenied: it may not.
    """
    policy, identity = session.client.policy, session.client.identity
    assert policy is not None
    guard = _Guard(session, policy, identity, procedure, args)
    afterwards = await guard.check()
    if procedure.acl_filter and procedure.name in _COUNTED:
        return await guard.counted(_COUNTED[procedure.name])
    counts_only = getattr(args, "need_results", 1) == 0
    if procedure.acl_filter and counts_only:
        args = args._replace(need_results=1)
    answer = await handler(session, args, fds)
    if afterwards:
        await guard.check_found(answer, afterwards)
    if procedure.acl_filter:
        return await guard.filtered(answer, counts_only=counts_only)
    return answer


async def may_see(policy: Policy, session: Session, event: Event) -> bool:
    """Whether a client may be told of *event*."""
    kind = _EVENTS.get(event.kind)
    if kind is None:
        return True
    return await policy.allows(session.client.identity, _driver(session), _subject_of(kind, event.ref), "getattr")


def _driver(session: Session) -> str:
    return session.driver.name if session.is_open else "anyvirtd"


class _Guard:
    """One call."""

    def __init__(self, session: Session, policy: Policy, identity: Identity, procedure: Procedure, args: Any) -> None:
        self._session = session
        self._policy = policy
        self._identity = identity
        self._procedure = procedure
        self._args = args

    async def check(self) -> list[Acl]:
        """Check what the call needs; the result is what can be checked of the answer alone, as for a look-up."""
        afterwards: list[Acl] = []
        for right in self._procedure.acl:
            if not _applies(right, self._args):
                continue
            if right.object == "connect":
                await self._require(Subject("connect"), right.perm)
                continue
            subject = await self._subject(right.object)
            if subject is None and right.perm == "getattr":
                afterwards.append(right)
            else:
                await self._require(subject or Subject(right.object), right.perm)
        return afterwards

    async def check_found(self, answer: Answer, rights: list[Acl]) -> None:
        """The same for what a look-up has found."""
        found = answer.ret if isinstance(answer, Reply) else answer
        for right in rights:
            await self._require(_subject_of_wire(right.object, found[0] if found else None), right.perm)

    async def filtered(self, answer: Answer, *, counts_only: bool) -> Answer:
        """A list without what the client may not see."""
        if not isinstance(answer, tuple) or not answer or not isinstance(answer[0], list):
            return answer  # a registration for events, which are filtered when they come
        (right,) = self._procedure.acl_filter
        found = answer[0]
        listing = _LISTED.get(self._procedure.name)
        if listing is None:
            seen = [each for each in found if await self._allows(_subject_of_wire(right.object, each), right.perm)]
        else:
            visible = await self._visible(listing)
            seen = [each for each in found if each in visible]
        if len(answer) == 1:
            return (seen,)
        return [] if counts_only else seen, len(seen), *answer[2:]

    async def counted(self, listing: _Listing) -> Answer:
        """How many there are that the client may see."""
        return (len(await self._visible(listing)),)

    async def _visible(self, listing: _Listing) -> set[Any]:
        (right,) = self._procedure.acl_filter
        refs = await listing.list(self._session, self._args, listing.flags)
        return {
            getattr(ref, listing.attribute)
            for ref in refs
            if await self._allows(_subject_of(right.object, ref), right.perm)
        }

    async def _allows(self, subject: Subject, permission: str) -> bool:
        return await self._policy.allows(self._identity, _driver(self._session), subject, permission)

    async def _require(self, subject: Subject, permission: str) -> None:
        if not await self._allows(subject, permission):
            what = f" '{subject.name}'" if subject.name else ""
            log.warning("%s may not %s.%s%s", self._session.client, subject.kind, permission, what)
            raise AccessDenied(f"'{_driver(self._session)}' denied access to {subject.kind}.{permission}")

    async def _subject(self, kind: str) -> Subject | None:
        """The object that the call is about, or will make; None if nothing in it says."""
        finder = _FINDERS.get(kind)
        found = None if finder is None else await finder(self._session, self._args)
        if found is not None:
            return _subject_of(kind, found)
        for name in _DOCUMENTS:
            document = getattr(self._args, name, None)
            if document is not None and (described := subject_of_document(kind, document)) is not None:
                pool = getattr(self._args, "pool", None)
                return described if pool is None else described._replace(pool=(await _pool(self._session, pool)).name)
        return None


def _applies(right: Acl, args: Any) -> bool:
    """Whether a right is needed with these arguments: only with some flags, or a value."""
    condition = right.when
    if not condition:
        return True
    name, equals, value = condition.partition("=")
    if equals:
        return bool(getattr(args, name) == getattr(constants, value))
    bits = 0
    for flag in condition.removeprefix("!").split("|"):
        bits |= getattr(constants, flag)
    has = bool(getattr(args, "flags", 0) & bits)
    return not has if condition.startswith("!") else has


def subject_of_document(kind: str, document: str) -> Subject | None:
    """The object of a document; what is wrong with it is for the driver to say."""
    try:
        root = parse_tree(encode(document))
    except Malformed:
        return None
    if root.tag not in _ROOTS.get(kind, ()):
        return None
    texts = {each.tag: (only_text(each) or "").strip() for each in root}
    name = root.get("name") or texts.get("name", "")
    return Subject(kind, name, (root.get("uuid") or texts.get("uuid", "")).lower())


def _subject_of(kind: str, ref: Any) -> Subject:
    """The object that a driver's reference stands for."""
    name = getattr(ref, "name", "") or getattr(ref, "port_dev", "") or getattr(ref, "usage_id", "")
    network = getattr(ref, "network", None)
    return Subject(
        kind,
        name,
        getattr(ref, "uuid", ""),
        getattr(ref, "pool", ""),
        "" if network is None else network.name,
    )


def _subject_of_wire(kind: str, wire: Any) -> Subject:
    """The object that stands in an answer, in the order of its struct."""
    if wire is None:
        return Subject(kind)
    if kind == "domain" and not isinstance(wire[0], str):
        wire = wire[0]  # with its statistics
    match kind:
        case "domain" | "network" | "nwfilter" | "storage_pool":
            return Subject(kind, wire[0], wire[1])
        case "storage_vol":
            return Subject(kind, wire[1], pool=wire[0])
        case "secret":
            return Subject(kind, wire[2], wire[0])
        case "network_port":
            return Subject(kind, "", wire[1], network=wire[0][0])
    return Subject(kind, wire[0])


# How the driver is asked for the object that a call is about, by its kind.


async def _domain(session: Session, args: Any) -> Any:
    for name in ("dom", "snap", "checkpoint"):
        found = getattr(args, name, None)
        if found is not None:
            dom = found if name == "dom" else found.dom
            return await session.driver.domain_lookup_by_uuid(dom.uuid)
    return None


async def _network(session: Session, args: Any) -> Any:
    for name in ("net", "network", "port"):
        found = getattr(args, name, None)
        if found is not None:
            net = found.net if name == "port" else found
            return await session.network_driver.network_lookup_by_uuid(net.uuid)
    return None


async def _network_port(session: Session, args: Any) -> Any:
    port = getattr(args, "port", None)
    uuid = getattr(args, "uuid", None) if port is None else port.uuid
    network: NetworkRef | None = await _network(session, args)
    if network is None or uuid is None:
        return None
    return await session.network_driver.network_port_lookup_by_uuid(network, uuid)


async def _pool(session: Session, pool: Any) -> StoragePoolRef:
    return await session.storage_driver.storage_pool_lookup_by_uuid(pool.uuid)


async def _storage_pool(session: Session, args: Any) -> Any:
    pool, vol = getattr(args, "pool", None), getattr(args, "vol", None)
    if pool is not None:
        return await _pool(session, pool)
    return None if vol is None else await session.storage_driver.storage_pool_lookup_by_name(vol.pool)


async def _storage_vol(session: Session, args: Any) -> Any:
    vol = getattr(args, "vol", None)
    if vol is None:
        return None
    found = await session.storage_driver.storage_vol_lookup_by_key(vol.key)
    if (found.pool, found.name) != (vol.pool, vol.name):
        raise AccessDenied(f"the volume '{vol.key}' is not '{vol.name}' of pool '{vol.pool}'")
    return found


async def _interface(session: Session, args: Any) -> Any:
    iface = getattr(args, "iface", None)
    return None if iface is None else await session.interface_driver.interface_lookup_by_name(iface.name)


async def _node_device(session: Session, args: Any) -> Any:
    dev = getattr(args, "dev", None)
    name = getattr(args, "name", None) if dev is None else dev.name
    return None if name is None else await session.node_device_driver.node_device_lookup_by_name(name)


async def _nwfilter(session: Session, args: Any) -> Any:
    nwfilter = getattr(args, "nwfilter", None)
    return None if nwfilter is None else await session.nwfilter_driver.nwfilter_lookup_by_uuid(nwfilter.uuid)


async def _nwfilter_binding(session: Session, args: Any) -> Any:
    binding = getattr(args, "nwfilter", None)
    if binding is None:
        return None
    return await session.nwfilter_driver.nwfilter_binding_lookup_by_port_dev(binding.portdev)


async def _secret(session: Session, args: Any) -> Any:
    secret = getattr(args, "secret", None)
    return None if secret is None else await session.secret_driver.secret_lookup_by_uuid(secret.uuid)


_FINDERS: Final[dict[str, Callable[[Session, Any], Awaitable[Any]]]] = {
    "domain": _domain,
    "network": _network,
    "network_port": _network_port,
    "storage_pool": _storage_pool,
    "storage_vol": _storage_vol,
    "interface": _interface,
    "node_device": _node_device,
    "nwfilter": _nwfilter,
    "nwfilter_binding": _nwfilter_binding,
    "secret": _secret,
}


# Lists of bare names and numbers, and counts: which whole list tells what is in them.


class _Listing(NamedTuple):
    list: Callable[[Session, Any, int], Awaitable[Any]]
    flags: int = 0
    attribute: str = "name"


def _domains(session: Session, args: Any, flags: int) -> Awaitable[Any]:
    return session.driver.connect_list_all_domains(flags)


def _networks(session: Session, args: Any, flags: int) -> Awaitable[Any]:
    return session.network_driver.connect_list_all_networks(flags)


def _pools(session: Session, args: Any, flags: int) -> Awaitable[Any]:
    return session.storage_driver.connect_list_all_storage_pools(flags)


def _interfaces(session: Session, args: Any, flags: int) -> Awaitable[Any]:
    return session.interface_driver.connect_list_all_interfaces(flags)


def _filters(session: Session, args: Any, flags: int) -> Awaitable[Any]:
    return session.nwfilter_driver.connect_list_all_nwfilters(flags)


def _secrets(session: Session, args: Any, flags: int) -> Awaitable[Any]:
    return session.secret_driver.connect_list_all_secrets(flags)


async def _devices(session: Session, args: Any, flags: int) -> Any:
    names = await session.node_device_driver.node_list_devices(args.cap, args.flags)
    return [await session.node_device_driver.node_device_lookup_by_name(name) for name in names]


async def _volumes(session: Session, args: Any, flags: int) -> Any:
    return await session.storage_driver.storage_pool_list_all_volumes(await _pool(session, args.pool), flags)


_LISTED: Final = {
    "CONNECT_LIST_DOMAINS": _Listing(_domains, constants.VIR_CONNECT_LIST_DOMAINS_ACTIVE, "id"),
    "CONNECT_LIST_DEFINED_DOMAINS": _Listing(_domains, constants.VIR_CONNECT_LIST_DOMAINS_INACTIVE),
    "CONNECT_LIST_NETWORKS": _Listing(_networks, constants.VIR_CONNECT_LIST_NETWORKS_ACTIVE),
    "CONNECT_LIST_DEFINED_NETWORKS": _Listing(_networks, constants.VIR_CONNECT_LIST_NETWORKS_INACTIVE),
    "CONNECT_LIST_STORAGE_POOLS": _Listing(_pools, constants.VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE),
    "CONNECT_LIST_DEFINED_STORAGE_POOLS": _Listing(_pools, constants.VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE),
    "STORAGE_POOL_LIST_VOLUMES": _Listing(_volumes),
    "NODE_LIST_DEVICES": _Listing(_devices),
    "CONNECT_LIST_INTERFACES": _Listing(_interfaces, constants.VIR_CONNECT_LIST_INTERFACES_ACTIVE),
    "CONNECT_LIST_DEFINED_INTERFACES": _Listing(_interfaces, constants.VIR_CONNECT_LIST_INTERFACES_INACTIVE),
    "CONNECT_LIST_SECRETS": _Listing(_secrets, 0, "uuid"),
    "CONNECT_LIST_NWFILTERS": _Listing(_filters),
}
_COUNTED: Final = {name.replace("_LIST_", "_NUM_OF_"): listing for name, listing in _LISTED.items()}
