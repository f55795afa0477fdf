"""VIR_DOMAIN_AFFECT_*: which configurations of a domain a call is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from anyvirt.conf.store.objects import DomainObject
from anyvirt.util.flags import check_exclusive

if TYPE_CHECKING:
    from anyvirt.conf.domain.model import Domain

LIVE: Final = 1
CONFIG: Final = 2
IMPACT: Final = LIVE | CONFIG
_DOMAIN: Final = 20  # VIR_FROM_DOMAIN


class Targets(NamedTuple):
    """What a call changes. `live` is the guest's own; `config` is a copy, for `DomainStore.save` when it is edited."""

    live: Domain | None
    config: Domain | None


def resolve(domain: DomainObject, flags: int) -> int:
    """The LIVE and CONFIG bits that *flags* stand for: without either, what the domain is in.

    Raises:
        OperationInvalid: LIVE without a guest, or CONFIG of a transient domain.
    """
    if not flags & IMPACT:
        return LIVE if domain.active else CONFIG
    if flags & LIVE:
        domain.require_active()
    if flags & CONFIG:
        domain.require_persistent()
    return flags & IMPACT


def targets(domain: DomainObject, flags: int) -> Targets:
    """The configurations that a call with *flags* changes.

    Raises:
        OperationInvalid: LIVE without a guest, or CONFIG of a transient domain.
    """
    which = resolve(domain, flags)
    return Targets(
        domain.live if which & LIVE else None, domain.require_persistent().copy() if which & CONFIG else None
    )


def one_definition(domain: DomainObject, flags: int, function: str) -> Domain:
    """The configuration that a call which can only look at one is about; not for changing.

    Raises:
        InvalidArg: both are asked for.
        OperationInvalid: LIVE without a guest, or CONFIG of a transient domain.
    """
    check_one(flags, function)
    return domain.require_active() if resolve(domain, flags) & LIVE else domain.require_persistent()


def check_one(flags: int, function: str) -> None:
    """Refuse LIVE together with CONFIG.

    Raises:
        InvalidArg: both are set.
    """
    check_exclusive(
        flags, ("VIR_DOMAIN_AFFECT_LIVE", LIVE), ("VIR_DOMAIN_AFFECT_CONFIG", CONFIG), function, origin=_DOMAIN
    )
