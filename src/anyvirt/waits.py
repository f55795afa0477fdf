"""Waiting for what becomes of a domain, in both flavours: a state, an address, the end of a job.

Each wait looks first, and looks again whenever an event tells of something, and now and then where no event would.
"""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from anyvirt.progress import JobProgress, OnBlockJob, OnJob, answered
from anyvirt.util.error import (
    AgentCommandTimeout,
    AgentUnresponsive,
    ArgumentUnsupported,
    InvalidArg,
    NoSupport,
    OperationInvalid,
    OperationTimeout,
    OperationUnsupported,
    libvirtError,
)

if TYPE_CHECKING:
    from anyvirt.aio.domain import virDomain as AsyncDomain
    from anyvirt.base import AsyncDomainBase, DomainBase
    from anyvirt.domain import virDomain
    from anyvirt.driver.types import InterfaceAddresses

SOURCES: Final = {"lease": 0, "agent": 1, "arp": 2}
"""Who can be asked for addresses: VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_*."""

_LOOK_AGAIN_S: Final = 1.0
_JOB_LOOK_S: Final = 0.2

# Who is asked has no answer, not now or not ever.
_NO_ANSWER: Final = (
    AgentCommandTimeout,
    AgentUnresponsive,
    ArgumentUnsupported,
    NoSupport,
    OperationInvalid,
    OperationUnsupported,
)
_NEVER: Final = (ArgumentUnsupported, NoSupport, OperationUnsupported)


class GuestAddress(NamedTuple):
    """An address of a guest."""

    address: str
    prefix: int  # bits of the network
    mac: str | None
    interface: str  # as the source calls it
    source: str  # "lease", "agent" or "arp"


class _Clock:
    """How much of the time for a wait is left."""

    def __init__(self, timeout_s: float | None) -> None:
        self._until = None if timeout_s is None else time.monotonic() + timeout_s

    def next_look_s(self, interval_s: float | None) -> float | None:
        """How long to wait before the next look; None for ever."""
        if self._until is None:
            return interval_s
        left = max(0.0, self._until - time.monotonic())
        return left if interval_s is None else min(left, interval_s)

    @property
    def over(self) -> bool:
        return self._until is not None and time.monotonic() >= self._until


def _timed_out(domain: str, what: str, timeout_s: float | None) -> OperationTimeout:
    return OperationTimeout(f"domain '{domain}' has not come to {what} in {timeout_s:g} s")


def _wanted_states(states: tuple[int, ...]) -> tuple[int, ...]:
    if not states:
        raise TypeError("wait_for_state() needs a state to wait for")
    return states


def _asked(sources: Sequence[str]) -> list[str]:
    unknown = [source for source in sources if source not in SOURCES]
    if unknown or not sources:
        raise InvalidArg(f"sources of addresses are {', '.join(SOURCES)}, not {', '.join(unknown) or 'none'}")
    return list(sources)


def _addresses(found: dict[str, InterfaceAddresses], source: str) -> list[GuestAddress]:
    """What of *found* others can reach: not the guest's loopback, nor what counts on one link alone."""
    return [
        GuestAddress(each["addr"], each["prefix"], entry["hwaddr"], name, source)
        for name, entry in found.items()
        for each in entry["addrs"] or ()
        if not each["addr"].startswith(("127.", "fe80:")) and each["addr"] != "::1"
    ]


def _progress(info: list[int]) -> JobProgress:
    return JobProgress(elapsed_ms=info[1], total=info[3], processed=info[4], remaining=info[5])


def _whole(last: JobProgress) -> JobProgress:
    """What *last* is at the end of its job."""
    return last._replace(processed=last.total, remaining=0)


def _over(job: dict[str, int]) -> bool:
    """Whether a job of a disk has ended, or has come so far that it can be ended."""
    return not job or (job["end"] > 0 and job["cur"] == job["end"])


class DomainWaits:
    """What a domain of a blocking connection can be waited for."""

    def wait_for_state(self, *states: int, timeout_s: float | None = None) -> list[int]:
        """Wait until the domain is in one of *states*, VIR_DOMAIN_RUNNING ...

        Returns:
            what state() says then.

        Raises:
            OperationTimeout: it was not for *timeout_s* seconds.
            NoDomain: it is gone.
        """
        from anyvirt.event_types import DomainLifecycleEvent

        dom, base = cast("virDomain", self), cast("DomainBase", self)
        clock = _Clock(timeout_s)
        wanted = _wanted_states(states)
        with base._conn.events(DomainLifecycleEvent, of=dom) as events:
            while (state := dom.state())[0] not in wanted:
                if clock.over:
                    raise _timed_out(dom.name(), f"state {' or '.join(map(str, wanted))}", timeout_s)
                # Not all that changes a state is an event: a guest that is woken up while it is paused, for one.
                events.wait(clock.next_look_s(_LOOK_AGAIN_S))
        return state

    def wait_for_address(
        self, sources: Sequence[str] = ("lease", "agent", "arp"), *, timeout_s: float | None = None
    ) -> list[GuestAddress]:
        """Wait until the guest has an address that others can reach it by.

        Args:
            sources: who is asked, in this order: "lease" (the DHCP server of the network), "agent" (the guest agent),
                "arp" (the host's neighbours).

        Returns:
            the addresses, at least one, that the first source knew.

        Raises:
            OperationTimeout: nobody knew one for *timeout_s* seconds.
            OperationInvalid: the domain is not running.
            NoSupport, ArgumentUnsupported: the driver can ask none of them.
        """
        from anyvirt.event_types import DomainAgentLifecycleEvent, DomainLifecycleEvent

        dom, base = cast("virDomain", self), cast("DomainBase", self)
        clock = _Clock(timeout_s)
        left = _asked(sources)
        with base._conn.events(DomainLifecycleEvent, DomainAgentLifecycleEvent, of=dom) as events:
            while True:
                for source in tuple(left):
                    try:
                        found = _addresses(dom.interfaceAddresses(SOURCES[source]), source)
                    except _NO_ANSWER as error:
                        _after_no_answer(error, source, left, active=bool(dom.isActive()))
                        continue
                    if found:
                        return found
                if clock.over:
                    raise _timed_out(dom.name(), "an address", timeout_s)
                events.wait(clock.next_look_s(_LOOK_AGAIN_S))

    def wait_for_block_job(
        self,
        disk: str,
        *,
        progress: OnBlockJob | None = None,
        timeout_s: float | None = None,
    ) -> bool:
        """Wait until the job of *disk* has ended, or has come so far that blockJobAbort() can end it.

        Args:
            progress: called with how far the job is, and how far it has to come.

        Returns:
            whether it waits to be ended.

        Raises:
            OperationTimeout: it was at work for *timeout_s* seconds.
        """
        from anyvirt.event_types import DomainBlockJob2Event

        dom, base = cast("virDomain", self), cast("DomainBase", self)
        clock = _Clock(timeout_s)
        with base._conn.events(DomainBlockJob2Event, of=dom) as events:
            while True:
                job = dom.blockJobInfo(disk)
                if job and progress is not None:
                    progress(job["cur"], job["end"])
                if _over(job):
                    return bool(job)
                if clock.over:
                    raise _timed_out(dom.name(), f"the end of the job of {disk}", timeout_s)
                events.wait(clock.next_look_s(_JOB_LOOK_S))

    @contextmanager
    def job_progress(self, progress: OnJob, interval_s: float = 0.5) -> Iterator[None]:
        """Call *progress* every *interval_s* seconds, on another thread, while what is inside is at work on the domain.

        with dom.job_progress(print):
            dom.save(path)

        It is called once more, from this thread, when a job that it was told of has ended well. What it raises stops
        the job and comes out of the block.
        """
        dom = cast("virDomain", self)
        over = threading.Event()
        told: list[JobProgress] = []
        failures: list[BaseException] = []

        def look() -> None:
            while not failures and not over.wait(interval_s):
                with suppress(libvirtError):  # there may be none yet, or it has ended
                    info = dom.jobInfo()
                    if info[0]:
                        told[:] = [_progress(info)]
                        try:
                            progress(told[0])
                        except BaseException as failure:
                            failures.append(failure)
                            dom.abortJob()

        thread = threading.Thread(target=look, name="anyvirt-progress", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            if failures:
                raise failures[0]
        if told:
            progress(_whole(told[0]))


class AsyncDomainWaits:
    """What a domain can be waited for on an event loop. Cancelling ends the wait and changes nothing."""

    async def wait_for_state(self, *states: int, timeout_s: float | None = None) -> list[int]:
        """Wait until the domain is in one of *states*, VIR_DOMAIN_RUNNING ..., and return what state() says then."""
        from anyvirt.event_types import DomainLifecycleEvent

        dom, base = cast("AsyncDomain", self), cast("AsyncDomainBase", self)
        clock = _Clock(timeout_s)
        wanted = _wanted_states(states)
        async with base._conn.events(DomainLifecycleEvent, of=dom) as events:
            while (state := await dom.state())[0] not in wanted:
                if clock.over:
                    raise _timed_out(dom.name(), f"state {' or '.join(map(str, wanted))}", timeout_s)
                await events.wait(clock.next_look_s(_LOOK_AGAIN_S))
        return state

    async def wait_for_address(
        self, sources: Sequence[str] = ("lease", "agent", "arp"), *, timeout_s: float | None = None
    ) -> list[GuestAddress]:
        """Wait until one of *sources* knows an address that others can reach the guest by."""
        from anyvirt.event_types import DomainAgentLifecycleEvent, DomainLifecycleEvent

        dom, base = cast("AsyncDomain", self), cast("AsyncDomainBase", self)
        clock = _Clock(timeout_s)
        left = _asked(sources)
        async with base._conn.events(DomainLifecycleEvent, DomainAgentLifecycleEvent, of=dom) as events:
            while True:
                for source in tuple(left):
                    try:
                        found = _addresses(await dom.interfaceAddresses(SOURCES[source]), source)
                    except _NO_ANSWER as error:
                        _after_no_answer(error, source, left, active=bool(await dom.isActive()))
                        continue
                    if found:
                        return found
                if clock.over:
                    raise _timed_out(dom.name(), "an address", timeout_s)
                await events.wait(clock.next_look_s(_LOOK_AGAIN_S))

    async def wait_for_block_job(
        self,
        disk: str,
        *,
        progress: OnBlockJob | None = None,
        timeout_s: float | None = None,
    ) -> bool:
        """Wait until the job of *disk* has ended, or waits to be ended; say whether it waits."""
        from anyvirt.event_types import DomainBlockJob2Event

        dom, base = cast("AsyncDomain", self), cast("AsyncDomainBase", self)
        clock = _Clock(timeout_s)
        async with base._conn.events(DomainBlockJob2Event, of=dom) as events:
            while True:
                job = await dom.blockJobInfo(disk)
                if job and progress is not None:
                    await answered(progress(job["cur"], job["end"]))
                if _over(job):
                    return bool(job)
                if clock.over:
                    raise _timed_out(dom.name(), f"the end of the job of {disk}", timeout_s)
                await events.wait(clock.next_look_s(_JOB_LOOK_S))

    @asynccontextmanager
    async def job_progress(self, progress: OnJob, interval_s: float = 0.5) -> AsyncIterator[None]:
        """Call *progress* every *interval_s* seconds while what is inside is at work on the domain."""
        import asyncio

        dom = cast("AsyncDomain", self)
        told: list[JobProgress] = []
        failures: list[Exception] = []

        async def look() -> None:
            while not failures:
                await asyncio.sleep(interval_s)
                with suppress(libvirtError):  # there may be none yet, or it has ended
                    info = await dom.jobInfo()
                    if info[0]:
                        told[:] = [_progress(info)]
                        try:
                            await answered(progress(told[0]))
                        except Exception as failure:
                            failures.append(failure)
                            await dom.abortJob()

        looking = asyncio.create_task(look(), name="anyvirt-progress")
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.wait([looking])
            if failures:
                raise failures[0]
        if told:
            await answered(progress(_whole(told[0])))


def _after_no_answer(error: libvirtError, source: str, left: list[str], *, active: bool) -> None:
    """Ask *source* again later, or never; raise *error* if there is nobody to ask, or nothing to ask about."""
    if not active:
        raise error
    if isinstance(error, _NEVER):
        left.remove(source)
        if not left:
            raise error
