"""What every part of the test driver stands on."""

from __future__ import annotations

import threading

from anyvirt import constants
from anyvirt.conf.store.domains import DomainStore
from anyvirt.conf.store.events import Event, EventQueue
from anyvirt.conf.store.objects import DomainObject
from anyvirt.driver import URI, Driver
from anyvirt.driver.terminals import Sessions
from anyvirt.test.node import TestNode
from anyvirt.util.refs import DomainRef


class TestBase(Driver):
    """The state of a test node, which nothing outside this process knows of."""

    __test__ = False  # nothing for pytest to collect

    def __init__(self, uri: URI, node: TestNode) -> None:
        self.uri = uri
        self.node = node
        self.lock = threading.RLock()
        self.events = EventQueue()
        self.domains = DomainStore(DomainObject)
        self.sessions = Sessions()

    def find(self, dom: DomainRef) -> DomainObject:
        """The domain that a caller means."""
        return self.domains.find(dom)

    def emit_lifecycle(self, ref: DomainRef, event: int, detail: int) -> None:
        """Tell everybody what became of a domain."""
        self.events.emit(Event(constants.VIR_DOMAIN_EVENT_ID_LIFECYCLE, ref, (event, detail)))
