"""Opening and closing connections, what the daemon can do, and for whom a client acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from anyvirt.conf.store.events import EventKind
from anyvirt.driver import Driver
from anyvirt.rpc.params import read_params
from anyvirt.util.error import AccessDenied, ConfigUnsupported, InvalidArg, OperationInvalid
from anyvirt.util.flags import check_flags
from anyvirtd.events import Registration

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Answer, Fds
    from anyvirtd.service import Handler
    from anyvirtd.session import Session

_EVERYWHERE: Final = frozenset({2, 8, 9, 10, 14, 15, 16})
"""VIR_DRV_FEATURE_REMOTE, _FD_PASSING, _TYPED_PARAM_STRING, _PROGRAM_KEEPALIVE, _REMOTE_EVENT_CALLBACK,
_REMOTE_CLOSE_CALLBACK, _NETWORK_UPDATE_HAS_CORRECT_ORDER: what the daemon can do with any driver."""

_OF_DRIVERS: Final = {
    6: "domain_migrate_begin3_params",  # VIR_DRV_FEATURE_MIGRATION_V3
    11: "domain_migrate_begin3_params",  # VIR_DRV_FEATURE_XML_MIGRATABLE
    12: "domain_migrate_begin3_params",  # VIR_DRV_FEATURE_MIGRATION_OFFLINE
    13: "domain_migrate_begin3_params",  # VIR_DRV_FEATURE_MIGRATION_PARAMS
}
"""What a driver can do that answers a call."""

_LAST_FEATURE: Final = 16
_KEEPALIVE: Final = 10

_IDENTITY: Final = {
    "user-name": str,
    "unix-user-id": int,
    "group-name": str,
    "unix-group-id": int,
    "process-id": int,
    "process-time": int,
    "sasl-user-name": str,
    "x509-distinguished-name": str,
    "selinux-context": str,
}


async def connect_open(session: Session, args: Any, fds: Fds) -> Answer:
    await session.open(args.name, args.flags)
    return None


async def connect_close(session: Session, args: Any, fds: Fds) -> Answer:
    session.client.close_after_answer = True
    return None


async def connect_supports_feature(session: Session, args: Any, fds: Fds) -> Answer:
    feature = args.feature
    if feature == _KEEPALIVE:
        session.client.keepalive = True
    if feature in _EVERYWHERE:
        return (1,)
    if not 0 < feature <= _LAST_FEATURE:
        raise ConfigUnsupported(f"feature {feature} is unknown, known are 1 to {_LAST_FEATURE}")
    method = _OF_DRIVERS.get(feature, "")
    return (int(getattr(type(session.driver), method, None) is not getattr(Driver, method, None)),)


async def connect_set_identity(session: Session, args: Any, fds: Fds) -> Answer:
    """A proxy in front of the daemon says for whom it asks; only who may do all anyway is trusted to."""
    session.check_write("virConnectSetIdentity")
    check_flags(args.flags, 0, "virConnectSetIdentity")
    identity = session.client.identity
    if not session.client.service.trusts(identity):
        raise AccessDenied(f"{identity} may not act for others", hint="only root or the daemon's own user may")
    claimed = read_params(args.params)
    for name, value in claimed.items():
        known = _IDENTITY.get(name)
        if known is None or not isinstance(value, known):
            raise InvalidArg(
                f"'{name}' = {value!r:.80} says nothing about who somebody is", hint=f"known are {', '.join(_IDENTITY)}"
            )
    session.client.identity = identity.acting_for(claimed)
    return None


async def connect_register_close_callback(session: Session, args: Any, fds: Fds) -> Answer:
    function = "virConnectRegisterCloseCallback"
    session.driver  # noqa: B018 - it must be open
    if session.events.find(EventKind.CLOSE, 0, legacy=True):
        raise OperationInvalid("A close callback is already registered")
    session.events.add(Registration(EventKind.CLOSE, 0, legacy=True), function)
    return None


async def connect_unregister_close_callback(session: Session, args: Any, fds: Fds) -> Answer:
    session.driver  # noqa: B018 - it must be open
    found = session.events.find(EventKind.CLOSE, 0, legacy=True)
    if not found:
        raise OperationInvalid("A close callback is not registered")
    session.events.remove_legacy(found[0])
    return None


HANDLERS: Final[dict[tuple[str, str], Handler]] = {
    ("remote", "CONNECT_OPEN"): connect_open,
    ("remote", "CONNECT_CLOSE"): connect_close,
    ("remote", "CONNECT_SUPPORTS_FEATURE"): connect_supports_feature,
    ("remote", "CONNECT_SET_IDENTITY"): connect_set_identity,
    ("remote", "CONNECT_REGISTER_CLOSE_CALLBACK"): connect_register_close_callback,
    ("remote", "CONNECT_UNREGISTER_CLOSE_CALLBACK"): connect_unregister_close_callback,
}
