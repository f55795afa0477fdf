"""Long jobs of the test driver's domains. Nothing is moved, so they take time only where a speed limit says so."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from anyvirt import constants
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.store.events import Event
from anyvirt.driver import URI
from anyvirt.driver.types import JobInfo, TypedParams
from anyvirt.test.base import TestBase
from anyvirt.test.guest import TestDomain
from anyvirt.test.node import TestNode
from anyvirt.util.error import OperationInvalid
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef
from anyvirt.util.wait import Signal

if TYPE_CHECKING:
    from anyvirt.conf.backup import Backup  # which programs that make none need not load

MIB: Final = 1024 * 1024
UNLIMITED_MIB_S: Final = 8_796_093_022_207  # what QEMU's driver says of a migration without a limit


class Transfer:
    """Bytes that are on their way, at most *speed* of them in a second; 0 is no limit, and then they are there."""

    def __init__(self, total: int, speed: int) -> None:
        self.total = total
        self.speed = speed
        self.started = self._since = time.monotonic()
        self._before = 0

    @property
    def processed(self) -> int:
        """How many have arrived."""
        if not self.speed:
            return self.total
        return min(self.total, self._before + int((time.monotonic() - self._since) * self.speed))

    @property
    def remaining_s(self) -> float:
        """How long the rest will take."""
        return (self.total - self.processed) / self.speed if self.speed else 0.0

    def limit(self, speed: int) -> None:
        """Go on at another speed."""
        self._before, self._since = self.processed, time.monotonic()
        self.speed = speed


@dataclass
class LongJob:
    """The job of a domain that others can look at and stop."""

    operation: int  # VIR_DOMAIN_JOB_OPERATION_*
    guest: int  # the number of the guest that it is about
    transfer: Transfer
    aborted: bool = False
    postcopy: bool = False
    changed: Signal = field(default_factory=Signal)


@dataclass
class BlockJob:
    """The job of one disk. A mirroring one stays when it has caught up, until somebody ends it."""

    type: int  # VIR_DOMAIN_BLOCK_JOB_TYPE_*
    guest: int  # the number of the guest that it is about
    transfer: Transfer
    finish: Callable[[Disk], None] | None = None  # what its end changes; None for a mirroring one
    ready: bool = False


@dataclass
class Work:
    """What goes on with a domain, and how it shall."""

    max_downtime_ms: int = 300
    max_speed_mib_s: int = UNLIMITED_MIB_S
    max_postcopy_speed_mib_s: int = UNLIMITED_MIB_S
    compression_cache_bytes: int = 64 * MIB
    job: LongJob | None = None  # look at it through Jobs.job()
    backup: Backup | None = None  # what it is about
    completed: TypedParams | None = None  # the statistics of the last job
    block_jobs: dict[str, BlockJob] = field(default_factory=dict)  # by target of the disk


class Jobs(TestBase):
    """What there is to know of jobs."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self._work: WeakKeyDictionary[TestDomain, Work] = WeakKeyDictionary()

    def work(self, domain: TestDomain) -> Work:
        """What goes on with *domain*."""
        return self._work.setdefault(domain, Work())

    def job(self, domain: TestDomain) -> LongJob | None:
        """The job of the guest of *domain* that others can look at and stop. One that has lost its guest has failed."""
        job = self.work(domain).job
        if job is not None and domain.id != job.guest:
            self.end_job(domain, constants.VIR_DOMAIN_JOB_FAILED)
            return None
        return job

    def begin_job(self, domain: TestDomain, job: LongJob, backup: Backup | None = None) -> None:
        """Have *job* be that of *domain*.

        Raises:
            OperationInvalid: it has one.
        """
        if self.job(domain) is not None:
            raise OperationInvalid(f"domain '{domain.name}' has a job already")
        work = self.work(domain)
        work.job, work.backup = job, backup

    async def domain_get_job_info(self, dom: DomainRef) -> JobInfo:
        domain = self.find(dom)
        domain.require_active()
        job = self.job(domain)
        if job is None:
            return JobInfo(constants.VIR_DOMAIN_JOB_NONE, *[0] * 11)
        figures = _figures(job)
        return JobInfo(
            constants.VIR_DOMAIN_JOB_UNBOUNDED,
            figures["time_elapsed"],
            0,
            *[figures[f"data_{part}"] for part in ("total", "processed", "remaining")],
            *[figures.get(f"memory_{part}", 0) for part in ("total", "processed", "remaining")],
            *[figures.get(f"disk_{part}", 0) for part in ("total", "processed", "remaining")],
        )

    async def domain_get_job_stats(self, dom: DomainRef, flags: int) -> TypedParams:
        keep = constants.VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED
        check_flags(flags, constants.VIR_DOMAIN_JOB_STATS_COMPLETED | keep, "virDomainGetJobStats")
        domain = self.find(dom)
        work, job = self.work(domain), self.job(domain)
        if flags & constants.VIR_DOMAIN_JOB_STATS_COMPLETED:
            completed = work.completed
            if not flags & keep:
                work.completed = None
            return completed or {"type": constants.VIR_DOMAIN_JOB_NONE}
        domain.require_active()
        if job is None:
            return {"type": constants.VIR_DOMAIN_JOB_NONE}
        return {"type": constants.VIR_DOMAIN_JOB_UNBOUNDED, "operation": job.operation, **_figures(job)}

    async def domain_abort_job_flags(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, constants.VIR_DOMAIN_ABORT_JOB_POSTCOPY, "virDomainAbortJobFlags")
        domain = self.find(dom)
        domain.require_active()
        job = self.job(domain)
        if job is None:
            raise OperationInvalid(f"no job is active on domain '{domain.name}'")
        if job.postcopy and not flags & constants.VIR_DOMAIN_ABORT_JOB_POSTCOPY:
            raise OperationInvalid(
                f"the migration of domain '{domain.name}' has switched to post-copy",
                hint="give VIR_DOMAIN_ABORT_JOB_POSTCOPY to lose the guest's state",
            )
        job.aborted = True
        job.changed.notify_all()
        if job.operation == constants.VIR_DOMAIN_JOB_OPERATION_BACKUP:
            # Who reads a backup says in this way that he has it.
            self.end_job(domain, constants.VIR_DOMAIN_JOB_CANCELLED)

    def guest_ended(self, domain: TestDomain) -> None:
        super().guest_ended(domain)
        self.job(domain)

    def end_job(self, domain: TestDomain, how: int) -> None:
        """The job of *domain* is over: VIR_DOMAIN_JOB_COMPLETED, _FAILED or _CANCELLED."""
        work = self.work(domain)
        if (job := work.job) is None:
            return
        work.job = work.backup = None
        job.changed.notify_all()
        work.completed = {"type": how, "operation": job.operation, **_figures(job)}
        shown: TypedParams = {name: value for name, value in work.completed.items() if name != "type"}
        shown["success"] = how == constants.VIR_DOMAIN_JOB_COMPLETED
        self.events.emit(Event(constants.VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, domain.ref, (shown,)))


def _figures(job: LongJob) -> dict[str, int]:
    """The statistics of a job, by their names in VIR_DOMAIN_JOB_*: bytes and ms."""
    transfer = job.transfer
    processed = transfer.processed
    backup = job.operation == constants.VIR_DOMAIN_JOB_OPERATION_BACKUP
    amounts = {"total": transfer.total, "processed": processed, "remaining": transfer.total - processed}
    figures = {"time_elapsed": int((time.monotonic() - transfer.started) * 1000)}
    for what in ("data", "disk" if backup else "memory"):
        figures |= {f"{what}_{part}": amount for part, amount in amounts.items()}
    if not backup:
        figures |= {f"disk_{part}": 0 for part in amounts}
        figures["downtime"] = 0
    return figures
