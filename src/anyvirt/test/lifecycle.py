"""Starting and stopping guests of the test driver. Each change takes effect at once and never fails half-way."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.conf.domain.model import LifecycleAction
from anyvirt.conf.store.objects import State
from anyvirt.driver.types import ControlInfo
from anyvirt.test.base import TestBase
from anyvirt.test.documents import parse
from anyvirt.test.guest import TestDomain
from anyvirt.util.error import InternalError
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

_REBOOT_FLAGS: Final = (
    constants.VIR_DOMAIN_REBOOT_ACPI_POWER_BTN
    | constants.VIR_DOMAIN_REBOOT_GUEST_AGENT
    | constants.VIR_DOMAIN_REBOOT_INITCTL
    | constants.VIR_DOMAIN_REBOOT_SIGNAL
    | constants.VIR_DOMAIN_REBOOT_PARAVIRT
)  # ways to ask a guest, all of which the guests here understand


class Lifecycle(TestBase):
    """Everything that changes or tells the state of a guest."""

    async def domain_create_xml(self, xml: str, flags: int) -> DomainRef:
        check_flags(flags, constants.VIR_DOMAIN_START_VALIDATE, "virDomainCreateXML")
        definition = parse(xml, strict=bool(flags & constants.VIR_DOMAIN_START_VALIDATE))
        domain = await self.domains.create(definition)
        return self._booted(domain)

    async def domain_create_with_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        check_flags(flags, 0, "virDomainCreateWithFlags")
        domain = self.find(dom)
        if domain.active:
            raise InternalError(f"Domain '{domain.name}' is already running")
        self.domains.start(domain)
        domain.has_managed_save = False
        return self._booted(domain)

    async def domain_shutdown_flags(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, 0, "virDomainShutdownFlags")
        domain = self.find(dom)
        if domain.live is None:
            raise InternalError(f"domain '{domain.name}' not running")
        self._powered_off(domain, domain.live.on_poweroff)

    async def domain_reboot(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, _REBOOT_FLAGS, "virDomainReboot")
        domain = self.find(dom)
        self._powered_off(domain, domain.require_active().on_reboot)

    async def domain_reset(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, 0, "virDomainReset")
        self.find(dom).require_active()

    async def domain_destroy_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        check_flags(flags, constants.VIR_DOMAIN_DESTROY_GRACEFUL, "virDomainDestroyFlags")
        domain = self.find(dom)
        domain.require_active()
        self._stopped(domain, constants.VIR_DOMAIN_SHUTOFF_DESTROYED, constants.VIR_DOMAIN_EVENT_STOPPED_DESTROYED)
        return domain.ref

    async def domain_suspend(self, dom: DomainRef) -> None:
        domain = self.find(dom)
        if domain.state not in (State.RUNNING, State.PMSUSPENDED):
            raise InternalError(f"domain '{domain.name}' not running")
        domain.set_state(State.PAUSED, constants.VIR_DOMAIN_PAUSED_USER)
        self.emit_lifecycle(
            domain.ref, constants.VIR_DOMAIN_EVENT_SUSPENDED, constants.VIR_DOMAIN_EVENT_SUSPENDED_PAUSED
        )

    async def domain_resume(self, dom: DomainRef) -> None:
        domain = self.find(dom)
        if domain.state is not State.PAUSED:
            raise InternalError(f"domain '{domain.name}' not paused")
        domain.set_state(State.RUNNING, constants.VIR_DOMAIN_RUNNING_UNPAUSED)
        self.emit_lifecycle(domain.ref, constants.VIR_DOMAIN_EVENT_RESUMED, constants.VIR_DOMAIN_EVENT_RESUMED_UNPAUSED)

    async def domain_is_active(self, dom: DomainRef) -> bool:
        return self.find(dom).active

    async def domain_get_state(self, dom: DomainRef, flags: int) -> tuple[int, int]:
        check_flags(flags, 0, "virDomainGetState")
        domain = self.find(dom)
        return int(domain.state), domain.reason

    async def domain_get_control_info(self, dom: DomainRef, flags: int) -> ControlInfo:
        check_flags(flags, 0, "virDomainGetControlInfo")
        self.find(dom).require_active()
        return ControlInfo(constants.VIR_DOMAIN_CONTROL_OK, 0, 0)

    def _booted(self, domain: TestDomain) -> DomainRef:
        domain.set_state(State.RUNNING, constants.VIR_DOMAIN_RUNNING_BOOTED)
        self.emit_lifecycle(domain.ref, constants.VIR_DOMAIN_EVENT_STARTED, constants.VIR_DOMAIN_EVENT_STARTED_BOOTED)
        return domain.ref

    def _powered_off(self, domain: TestDomain, then: LifecycleAction | None) -> None:
        """The guest has shut itself down, and its definition says what comes next."""
        if then in (LifecycleAction.RESTART, LifecycleAction.RESTART_RENAME):
            domain.set_state(State.RUNNING, constants.VIR_DOMAIN_RUNNING_BOOTED)
        else:
            self._stopped(domain, constants.VIR_DOMAIN_SHUTOFF_SHUTDOWN, constants.VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN)

    def _stopped(self, domain: TestDomain, reason: int, detail: int) -> None:
        before = domain.ref
        self.domains.stop(domain, reason)
        self.guest_ended(domain)
        # The number of a guest is news for who can still look at its domain.
        self.emit_lifecycle(before if domain.removed else domain.ref, constants.VIR_DOMAIN_EVENT_STOPPED, detail)
