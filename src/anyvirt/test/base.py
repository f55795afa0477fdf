"""What every part of the test driver stands on."""

from __future__ import annotations

import threading
from collections.abc import Callable

from anyvirt import constants
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.store import impact
from anyvirt.conf.store.domains import DomainStore
from anyvirt.conf.store.events import Event, EventQueue
from anyvirt.driver import URI, Driver
from anyvirt.driver.terminals import Sessions
from anyvirt.test.guest import TestDomain
from anyvirt.test.node import TestNode
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

Change = Callable[[Domain], None]


class TestBase(Driver):
    """The state of a test node, which nothing outside this process knows of."""

    __test__ = False  # nothing for pytest to collect

    def __init__(self, uri: URI, node: TestNode) -> None:
        self.uri = uri
        self.node = node
        self.lock = threading.RLock()
        self.events = EventQueue()
        self.domains = DomainStore(TestDomain)
        self.sessions = Sessions()

    def find(self, dom: DomainRef) -> TestDomain:
        """The domain that a caller means."""
        return self.domains.find(dom)

    def find_active(self, dom: DomainRef) -> TestDomain:
        """The same; OperationInvalid where it does not run."""
        domain = self.find(dom)
        domain.require_active()
        return domain

    async def edit(self, dom: DomainRef, flags: int, function: str, change: Change, *, known: int = 0) -> TestDomain:
        """Have *change* edit the configurations that *flags* stand for: both or none, and then for good.

        Args:
            dom: whose.
            flags: VIR_DOMAIN_AFFECT_*, and those of *known* that are for the caller.
            function: the C name of the call.
            change: edits the definition that it is given, or raises.
            known: more flags of the call.
        """
        check_flags(flags, impact.IMPACT | known, function)
        domain = self.find(dom)
        live, config = impact.targets(domain, flags)
        if live is not None:
            live = live.copy()
        for definition in (live, config):
            if definition is not None:
                change(definition)
        if config is not None:
            await self.domains.save(domain, config)
        if live is not None:
            domain.live = live
        return domain

    def one(self, dom: DomainRef, flags: int, function: str) -> Domain:
        """The configuration that a call with *flags* looks at."""
        check_flags(flags, impact.IMPACT, function)
        return impact.one_definition(self.find(dom), flags, function)

    def guest_ended(self, domain: TestDomain) -> None:
        """A guest of *domain* is gone, whatever became of it; another one may be there already."""
        self.sessions.end(domain.uuid)

    def emit_lifecycle(self, ref: DomainRef, event: int, detail: int) -> None:
        """Tell everybody what became of a domain."""
        self.events.emit(Event(constants.VIR_DOMAIN_EVENT_ID_LIFECYCLE, ref, (event, detail)))
