"""Devices of the test driver's guests, which take whatever is plugged in and let go at once."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.conf.domain import change
from anyvirt.conf.domain.change import AnyDevice
from anyvirt.conf.domain.devices.interface import Interface
from anyvirt.conf.domain.fill.interfaces import fill_interface
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.post_parse import MAC_PREFIX
from anyvirt.conf.store import impact
from anyvirt.conf.store.events import Event
from anyvirt.test.base import TestBase
from anyvirt.test.documents import finish
from anyvirt.test.guest import TestDomain
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

_FORCE: Final = constants.VIR_DOMAIN_DEVICE_MODIFY_FORCE  # no guest here locks its tray


class Devices(TestBase):
    """Plugging in, changing and unplugging."""

    async def domain_attach_device_flags(self, dom: DomainRef, xml: str, flags: int) -> None:
        check_flags(flags, impact.IMPACT, "virDomainAttachDeviceFlags")
        domain = self.find(dom)
        live, config = impact.targets(domain, flags)
        device = change.read_device(xml)
        if isinstance(device, Interface):
            fill_interface(device, MAC_PREFIX)  # both configurations get the same MAC address
        alias: str | None = None
        if config is not None:
            config = change.attach(config, device, running=False, finish=finish).domain
        if live is not None:
            live, attached = change.attach(live, device, running=True, finish=finish)
            alias = getattr(attached, "alias", None)
        await self._take(domain, live, config)
        self._tell(domain, constants.VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, alias)

    async def domain_detach_device_flags(self, dom: DomainRef, xml: str, flags: int) -> None:
        check_flags(flags, impact.IMPACT, "virDomainDetachDeviceFlags")
        domain = self.find(dom)
        live, config = impact.targets(domain, flags)
        device = change.read_device(xml)
        gone: AnyDevice | None = None
        if config is not None:
            config, _ = change.detach(config, device)
        if live is not None:
            live, gone = change.detach(live, device)
        await self._take(domain, live, config)
        self._tell(domain, constants.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, getattr(gone, "alias", None))

    async def domain_detach_device_alias(self, dom: DomainRef, alias: str, flags: int) -> None:
        check_flags(flags, impact.IMPACT, "virDomainDetachDeviceAlias")
        domain = self.find(dom)
        live, config = impact.targets(domain, flags)
        if config is not None:
            config, _ = change.detach_alias(config, alias)
        if live is not None:
            live, _ = change.detach_alias(live, alias)
        await self._take(domain, live, config)
        if live is not None:
            self._tell(domain, constants.VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, alias)

    async def domain_update_device_flags(self, dom: DomainRef, xml: str, flags: int) -> None:
        check_flags(flags, impact.IMPACT | _FORCE, "virDomainUpdateDeviceFlags")
        domain = self.find(dom)
        live, config = impact.targets(domain, flags)
        device = change.read_device(xml)
        if config is not None:
            config = change.update(config, device, running=False, finish=finish).domain
        if live is not None:
            live = change.update(live, device, running=True, finish=finish).domain
        await self._take(domain, live, config)

    async def _take(self, domain: TestDomain, live: Domain | None, config: Domain | None) -> None:
        """Make both what *domain* is from now on; what could fail comes first."""
        if config is not None:
            await self.domains.save(domain, config)
        if live is not None:
            domain.live = live

    def _tell(self, domain: TestDomain, event_id: int, alias: str | None) -> None:
        if alias is not None:
            self.events.emit(Event(event_id, domain.ref, (alias,)))
