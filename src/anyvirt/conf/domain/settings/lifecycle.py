"""<on_poweroff>, <on_reboot>, <on_crash>: what follows when the guest ends in one of these ways."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.model import Domain, LifecycleAction
from anyvirt.conf.domain.settings.origin import DOMAIN
from anyvirt.util.error import ConfigUnsupported, InvalidArg

_EVENTS: Final = ("poweroff", "reboot", "crash")  # by VIR_DOMAIN_LIFECYCLE_*
_ACTIONS: Final = (
    LifecycleAction.DESTROY,
    LifecycleAction.RESTART,
    LifecycleAction.RESTART_RENAME,
    LifecycleAction.PRESERVE,
    LifecycleAction.COREDUMP_DESTROY,
    LifecycleAction.COREDUMP_RESTART,
)  # by VIR_DOMAIN_LIFECYCLE_ACTION_*
_OF_CRASHES: Final = (LifecycleAction.COREDUMP_DESTROY, LifecycleAction.COREDUMP_RESTART)


def check(event: int, action: int) -> tuple[str, LifecycleAction]:
    """The field of a domain that *event* is about, and the value that *action* stands for.

    Raises:
        InvalidArg: there is no such event or action.
        ConfigUnsupported: that action cannot follow that event.
    """
    if not 0 <= event < len(_EVENTS):
        raise InvalidArg(f"invalid lifecycle type '{event}'", origin=DOMAIN)
    if not 0 <= action < len(_ACTIONS):
        raise InvalidArg(f"invalid lifecycle action '{action}'", origin=DOMAIN)
    name, chosen = _EVENTS[event], _ACTIONS[action]
    if chosen in _OF_CRASHES and name != "crash":
        raise ConfigUnsupported(f"Lifecycle event '{name}' doesn't support '{chosen.value}' action", origin=DOMAIN)
    return f"on_{name}", chosen


def put(domain: Domain, event: int, action: int) -> None:
    """Let *action* follow *event*, both checked."""
    field, chosen = check(event, action)
    setattr(domain, field, chosen)
