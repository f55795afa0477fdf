"""Jobs of the disks of the test driver's guests. No bytes are moved: what changes is where a definition says they are.

A job takes time only where its speed is limited, and it goes on by the clock: whoever asks next sees how far it is, and
that it has ended. A mirroring job is ready when it has caught up, and waits for its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anyvirt import constants
from anyvirt.conf import block_copy
from anyvirt.conf.disk_choice import source_path
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.source import (
    BackingStore,
    BlockSource,
    DiskType,
    FileSource,
    Mirror,
    MirrorJob,
    Source,
)
from anyvirt.conf.store.events import Event
from anyvirt.conf.store.objects import FROM_DOMAIN
from anyvirt.driver.types import TypedParams
from anyvirt.test.documents import blamed_on
from anyvirt.test.guest import TestDomain
from anyvirt.test.work import MIB, BlockJob, Jobs, Transfer
from anyvirt.util.error import ArgumentUnsupported, InvalidArg, OperationInvalid, Overflow
from anyvirt.util.flags import check_flags, invalid_argument
from anyvirt.util.refs import DomainRef

DISK_BYTES: Final = 1_099_506_450_432  # what libvirt's test driver says of every disk
_PULL_BYTES: Final = constants.VIR_DOMAIN_BLOCK_PULL_BANDWIDTH_BYTES
_COPY: Final = constants.VIR_DOMAIN_BLOCK_REBASE_COPY
_COPY_FLAGS: Final = (
    constants.VIR_DOMAIN_BLOCK_REBASE_SHALLOW
    | constants.VIR_DOMAIN_BLOCK_REBASE_REUSE_EXT
    | constants.VIR_DOMAIN_BLOCK_REBASE_COPY_RAW
    | constants.VIR_DOMAIN_BLOCK_REBASE_COPY_DEV
)
_COPY_PARAMS: Final = (
    constants.VIR_DOMAIN_BLOCK_COPY_BANDWIDTH,
    constants.VIR_DOMAIN_BLOCK_COPY_GRANULARITY,
    constants.VIR_DOMAIN_BLOCK_COPY_BUF_SIZE,
)
_PIVOT: Final = constants.VIR_DOMAIN_BLOCK_JOB_ABORT_PIVOT
_MOST_MIB_S: Final = (2**63 - 1) // MIB

Layer = Disk | BackingStore


class BlockJobs(Jobs):
    """Everything about jobs of disks."""

    # Starting them

    async def domain_block_pull(self, dom: DomainRef, disk: str, bandwidth: int, flags: int) -> None:
        check_flags(flags, _PULL_BYTES, "virDomainBlockPull")
        self._pull(self.find(dom), disk, None, _speed(bandwidth, in_bytes=bool(flags & _PULL_BYTES)))

    async def domain_block_rebase(
        self, dom: DomainRef, disk: str, base: str | None, bandwidth: int, flags: int
    ) -> None:
        function = "virDomainBlockRebase"
        relative = constants.VIR_DOMAIN_BLOCK_REBASE_RELATIVE
        if flags & _COPY_FLAGS and not flags & _COPY:
            message = "use of flags requires a copy job"
            raise invalid_argument(message, function=function, origin=FROM_DOMAIN)
        known = _COPY | _COPY_FLAGS | relative | constants.VIR_DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES
        check_flags(flags, known, function)
        domain = self.find(dom)
        speed = _speed(bandwidth, in_bytes=bool(flags & constants.VIR_DOMAIN_BLOCK_REBASE_BANDWIDTH_BYTES))
        if not flags & _COPY:
            self._pull(domain, disk, base, speed)
            return
        if not base:
            raise InvalidArg(f"disk '{disk}' cannot be copied to nowhere: base must be the path of the copy")
        device = bool(flags & constants.VIR_DOMAIN_BLOCK_REBASE_COPY_DEV)
        source: Source = BlockSource(dev=base) if device else FileSource(file=base)
        kind = DiskType.BLOCK if device else DiskType.FILE
        raw = bool(flags & constants.VIR_DOMAIN_BLOCK_REBASE_COPY_RAW)
        shallow = bool(flags & constants.VIR_DOMAIN_BLOCK_REBASE_SHALLOW)
        self._copy(domain, disk, kind, source, "raw" if raw else None, speed, shallow=shallow)

    async def domain_block_copy(
        self, dom: DomainRef, disk: str, dest_xml: str, params: TypedParams, flags: int
    ) -> None:
        known = (
            constants.VIR_DOMAIN_BLOCK_COPY_SHALLOW
            | constants.VIR_DOMAIN_BLOCK_COPY_REUSE_EXT
            | constants.VIR_DOMAIN_BLOCK_COPY_TRANSIENT_JOB
            | constants.VIR_DOMAIN_BLOCK_COPY_SYNCHRONOUS_WRITES
        )
        check_flags(flags, known, "virDomainBlockCopy")
        for name, value in params.items():
            if name not in _COPY_PARAMS:
                raise ArgumentUnsupported(f"the parameter '{name}' is not one of virDomainBlockCopy")
            if not isinstance(value, int) or value < 0:
                raise InvalidArg(f"the parameter '{name}' of virDomainBlockCopy cannot be {value!r}")
        granularity = int(params.get(constants.VIR_DOMAIN_BLOCK_COPY_GRANULARITY, 0))
        if granularity & (granularity - 1):
            raise InvalidArg(f"granularity must be a power of 2, not {granularity}")
        with blamed_on(FROM_DOMAIN):
            target = block_copy.parse(dest_xml)
        assert target.source is not None
        speed = int(params.get(constants.VIR_DOMAIN_BLOCK_COPY_BANDWIDTH, 0))
        shallow = bool(flags & constants.VIR_DOMAIN_BLOCK_COPY_SHALLOW)
        form = target.format
        self._copy(self.find(dom), disk, target.type, target.source, form, speed, shallow=shallow)

    async def domain_block_commit(
        self, dom: DomainRef, disk: str, base: str | None, top: str | None, bandwidth: int, flags: int
    ) -> None:
        function = "virDomainBlockCommit"
        in_bytes = constants.VIR_DOMAIN_BLOCK_COMMIT_BANDWIDTH_BYTES
        shallow, active = constants.VIR_DOMAIN_BLOCK_COMMIT_SHALLOW, constants.VIR_DOMAIN_BLOCK_COMMIT_ACTIVE
        relative, delete = constants.VIR_DOMAIN_BLOCK_COMMIT_RELATIVE, constants.VIR_DOMAIN_BLOCK_COMMIT_DELETE
        check_flags(flags, in_bytes | shallow | active | relative | delete, function)
        domain = self.find(dom)
        found = self._free_disk(domain, disk)
        chain = list(_layers(found))
        upper = chain[0] if top is None else _layer(found, top)
        if upper is chain[0] and not flags & active:
            raise InvalidArg(
                f"commit of the active layer of disk '{found.target}' requires VIR_DOMAIN_BLOCK_COMMIT_ACTIVE"
            )
        below = chain[chain.index(upper) + 1 :]
        if not below:
            raise InvalidArg(f"the image '{_path(upper)}' of disk '{found.target}' has no backing image to commit into")
        if base is None:
            lower: Layer = below[0] if flags & shallow else below[-1]
        else:
            lower = _layer(found, base)
            if lower not in below or (flags & shallow and lower is not below[0]):
                raise InvalidArg(f"the image '{base}' of disk '{found.target}' is not below '{_path(upper)}'")
        transfer = Transfer(DISK_BYTES, _speed(bandwidth, in_bytes=bool(flags & in_bytes)))
        if upper is chain[0]:
            assert isinstance(lower, BackingStore)
            found.mirror = _mirror(MirrorJob.ACTIVE_COMMIT, lower.type, lower.source, lower.format, lower.backing_store)
            self._begin(domain, found, BlockJob(constants.VIR_DOMAIN_BLOCK_JOB_TYPE_ACTIVE_COMMIT, domain.id, transfer))
            return
        above, end = chain.index(upper) - 1, chain.index(lower)

        def finish(disk: Disk) -> None:
            layers = list(_layers(disk))
            layers[above].backing_store = layers[end - 1].backing_store

        job = BlockJob(constants.VIR_DOMAIN_BLOCK_JOB_TYPE_COMMIT, domain.id, transfer, finish)
        self._begin(domain, found, job)

    def _pull(self, domain: TestDomain, disk: str, base: str | None, speed: int) -> None:
        found = self._free_disk(domain, disk)
        above = None if base is None else list(_layers(found)).index(_layer(found, base)) - 1
        if above == -1:
            raise InvalidArg(f"the active image of disk '{found.target}' cannot be its own backing image")

        def finish(disk: Disk) -> None:
            disk.backing_store = None if above is None else list(_layers(disk))[above].backing_store

        job = BlockJob(constants.VIR_DOMAIN_BLOCK_JOB_TYPE_PULL, domain.id, Transfer(DISK_BYTES, speed), finish)
        self._begin(domain, found, job)

    def _copy(
        self,
        domain: TestDomain,
        disk: str,
        kind: DiskType,
        source: Source,
        form: str | None,
        speed: int,
        *,
        shallow: bool,
    ) -> None:
        found = self._free_disk(domain, disk)
        form = form or found.format
        found.mirror = _mirror(MirrorJob.COPY, kind, source, form, found.backing_store if shallow else None)
        transfer = Transfer(DISK_BYTES, speed)
        self._begin(domain, found, BlockJob(constants.VIR_DOMAIN_BLOCK_JOB_TYPE_COPY, domain.id, transfer))

    def _begin(self, domain: TestDomain, disk: Disk, job: BlockJob) -> None:
        self.work(domain).block_jobs[disk.target] = job
        domain.changed()
        self._look(domain)

    # Ending them

    async def domain_block_job_abort(self, dom: DomainRef, disk: str, flags: int) -> None:
        check_flags(flags, constants.VIR_DOMAIN_BLOCK_JOB_ABORT_ASYNC | _PIVOT, "virDomainBlockJobAbort")
        domain = self.find(dom)
        found = self._disk(domain, disk)
        job = self._look(domain).get(found.target)
        if job is None:
            raise OperationInvalid(f"disk '{found.target}' does not have an active block job")
        if not flags & _PIVOT:
            self._end(domain, found, job, constants.VIR_DOMAIN_BLOCK_JOB_CANCELED)
            return
        if found.mirror is None:
            raise OperationInvalid(f"the block job of disk '{found.target}' is not one that can pivot")
        if not job.ready:
            raise OperationInvalid(
                f"the mirror of disk '{found.target}' is not ready for pivot yet", hint="wait for the event of its job"
            )
        mirror, config = found.mirror, domain.config.copy() if domain.config is not None else None
        if config is not None:
            for disk_at_next_start in config.disks:
                if (disk_at_next_start.target, disk_at_next_start.source) == (found.target, found.source):
                    _pivot(disk_at_next_start, mirror)
            await self.domains.save(domain, config)
        _pivot(found, mirror)
        self._end(domain, found, job, constants.VIR_DOMAIN_BLOCK_JOB_COMPLETED)

    def _end(self, domain: TestDomain, disk: Disk, job: BlockJob, how: int) -> None:
        disk.mirror = None
        domain.changed()
        self.work(domain).block_jobs.pop(disk.target, None)
        self._tell_of_job(domain, disk, job, how)

    def _tell_of_job(self, domain: TestDomain, disk: Disk, job: BlockJob, how: int) -> None:
        old, new = constants.VIR_DOMAIN_EVENT_ID_BLOCK_JOB, constants.VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2
        self.events.emit(Event(old, domain.ref, (source_path(disk) or disk.target, job.type, how)))
        self.events.emit(Event(new, domain.ref, (disk.target, job.type, how)))

    # Looking at them

    async def domain_get_block_job_info(self, dom: DomainRef, disk: str, flags: int) -> dict[str, int]:
        in_bytes = constants.VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES
        check_flags(flags, in_bytes, "virDomainGetBlockJobInfo")
        domain = self.find(dom)
        found = self._disk(domain, disk)
        job = self._look(domain).get(found.target)
        if job is None:
            return {}
        speed = job.transfer.speed if flags & in_bytes else -(-job.transfer.speed // MIB)
        return {"type": job.type, "bandwidth": speed, "cur": job.transfer.processed, "end": job.transfer.total}

    async def domain_block_job_set_speed(self, dom: DomainRef, disk: str, bandwidth: int, flags: int) -> None:
        in_bytes = constants.VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES
        check_flags(flags, in_bytes, "virDomainBlockJobSetSpeed")
        speed = _speed(bandwidth, in_bytes=bool(flags & in_bytes))
        domain = self.find(dom)
        found = self._disk(domain, disk)
        job = self._look(domain).get(found.target)
        if job is None:
            raise OperationInvalid(f"disk '{found.target}' does not have an active block job")
        job.transfer.limit(speed)
        self._look(domain)

    def _look(self, domain: TestDomain) -> dict[str, BlockJob]:
        """The jobs of the guest's disks, after those that have come to their end have been ended."""
        jobs = self.work(domain).block_jobs
        live = domain.live
        for target, job in tuple(jobs.items()):
            disk = next((each for each in live.disks if each.target == target), None) if live is not None else None
            if disk is None or domain.id != job.guest:
                del jobs[target]  # it went with its guest, or with its disk
            elif job.transfer.processed < job.transfer.total:
                continue
            elif job.finish is not None:
                job.finish(disk)
                self._end(domain, disk, job, constants.VIR_DOMAIN_BLOCK_JOB_COMPLETED)
            elif not job.ready:
                job.ready = True
                assert disk.mirror is not None
                disk.mirror.ready = "yes"
                domain.changed()
                self._tell_of_job(domain, disk, job, constants.VIR_DOMAIN_BLOCK_JOB_READY)
        return jobs

    def _disk(self, domain: TestDomain, name: str) -> Disk:
        for disk in domain.require_active().disks:
            if name in (disk.target, source_path(disk)):
                return disk
        raise InvalidArg(f"domain '{domain.name}' has no disk '{name}'")

    def _free_disk(self, domain: TestDomain, name: str) -> Disk:
        found = self._disk(domain, name)
        if found.source is None:
            raise OperationInvalid(f"disk '{found.target}' of domain '{domain.name}' has no medium")
        if found.target in self._look(domain):
            raise OperationInvalid(f"disk '{found.target}' already in active block job")
        return found


def _mirror(
    job: MirrorJob, kind: DiskType | None, source: Source | None, form: str | None, backing: BackingStore | None
) -> Mirror:
    mirror = Mirror(type=kind, job=job, format=form, source=source, backing_store=backing)
    if job is MirrorJob.COPY and isinstance(source, FileSource):  # as older versions wrote it
        mirror.file, mirror.file_format = source.file, form
    return mirror


def _pivot(disk: Disk, mirror: Mirror) -> None:
    """Let *disk* be what it was mirrored to."""
    disk.type, disk.source = mirror.type or disk.type, mirror.source
    disk.backing_store = mirror.backing_store
    disk.format = mirror.format or disk.format


def _layers(disk: Disk) -> Iterator[Layer]:
    layer: Layer | None = disk
    while layer is not None and layer.source is not None:
        yield layer
        layer = layer.backing_store


def _path(layer: Layer) -> str:
    match layer.source:
        case FileSource(file=str(path)) | BlockSource(dev=str(path)):
            return path
        case _:
            return ""


def _layer(disk: Disk, name: str) -> Layer:
    """The image of *disk* that *name* means: a path, or vda[1] by its place in the chain."""
    for number, layer in enumerate(_layers(disk)):
        if name in (_path(layer), f"{disk.target}[{number}]") or (number == 0 and name == disk.target):
            return layer
    raise InvalidArg(f"disk '{disk.target}' has no image '{name}' in its chain")


def _speed(bandwidth: int, *, in_bytes: bool) -> int:
    """Bytes per second; 0 for no limit."""
    if in_bytes:
        return bandwidth
    if bandwidth > _MOST_MIB_S:
        raise Overflow(f"bandwidth must be less than {_MOST_MIB_S + 1} MiB/s, not {bandwidth}")
    return bandwidth * MIB
