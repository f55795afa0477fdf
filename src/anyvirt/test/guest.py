"""What a guest of the test driver remembers: there is nobody inside to ask."""

from __future__ import annotations

from collections import deque
from typing import Final
from weakref import ref

from anyvirt import constants
from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.store.objects import DomainObject, State
from anyvirt.util.guest import GuestTime

FIRST_TIME: Final = GuestTime(627319920, 0)  # the evening of 17 November 1989, on every guest's clock
MOUNTS: Final = ("/", "/boot")  # the file systems of every guest, all on its first disk


KEPT: Final = 1000
_keeping: deque[ref[TestDomain]] = deque()  # those that keep documents, and have kept them for the longest time


class TestDomain(DomainObject):
    """A domain of a test node.

    Attributes:
        clock: the guest's, which stands still.
        frozen: where the file systems are mounted that are held back.
        ssh_keys: public keys by user, users by their first key.
        agent_timeout_s: how long calls would wait for the agent.
        offline_vcpus: those that the guest itself does not use.
        thresholds: offsets by disk at which the guest's writes would be told of, in bytes.
        sizes: of disks that were resized, in bytes by target.
        dirty_rate_s: how long the last measurement of writes to memory took; None before the first.
    """

    __test__ = False  # nothing for pytest to collect

    def __init__(self, name: str, uuid: str) -> None:
        self._documents: dict[int, str] = {}
        super().__init__(name, uuid)
        self.ssh_keys: dict[str, list[str]] = {}
        self.agent_timeout_s = constants.VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK
        self._power_off()

    def set_state(self, state: State, reason: int) -> None:
        super().set_state(state, reason)
        if not self.active:
            self._power_off()

    def document(self, flags: int) -> str:
        """The definition, written as *flags* (of VIR_DOMAIN_XML_*) say.

        Programs ask again and again for documents that seldom change, so what was written is kept until a definition
        changes. That is sound because all that changes one says so, by a setter or by `changed()`; the tests compare
        every document that was kept with one that is written anew. Those of KEPT domains are kept, of all drivers.
        """
        text = self._documents.get(flags)
        if text is None:
            if not self._documents:
                _keeping.append(ref(self))
                if len(_keeping) > KEPT and (oldest := _keeping.popleft()()) is not None:
                    oldest.changed()
            inactive = bool(flags & constants.VIR_DOMAIN_XML_INACTIVE)
            text = self._documents[flags] = format_domain(
                self.next_definition if inactive else self.definition,
                secure=bool(flags & constants.VIR_DOMAIN_XML_SECURE),
                inactive=inactive,
                migratable=bool(flags & constants.VIR_DOMAIN_XML_MIGRATABLE),
            )
        return text

    def changed(self) -> None:
        self._documents.clear()

    def _power_off(self) -> None:
        """What is in the guest's memory alone is gone."""
        self.clock = FIRST_TIME
        self.frozen: set[str] = set()
        self.offline_vcpus: set[int] = set()
        self.thresholds: dict[str, int] = {}
        self.sizes: dict[str, int] = {}
        self.dirty_rate_s: int | None = None
