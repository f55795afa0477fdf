"""Backups of the test driver's guests, whose disks hold nothing: what a backup says of itself, and how it ends."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.conf import checkpoint as checkpoints
from anyvirt.conf.store.checkpoints import FROM_CHECKPOINT
from anyvirt.conf.store.objects import FROM_DOMAIN
from anyvirt.test.block_jobs import DISK_BYTES
from anyvirt.test.checkpoints import make_checkpoint
from anyvirt.test.documents import blamed_on, reread
from anyvirt.test.work import Jobs, LongJob, Transfer
from anyvirt.util.error import NoDomainBackup, OperationInvalid, OperationUnsupported
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

_SUFFIX: Final = "backup"


class Backups(Jobs):
    """Everything about backups. One that is pushed is done at once; one that is pulled lasts until it is aborted."""

    async def domain_backup_begin(
        self, dom: DomainRef, backup_xml: str, checkpoint_xml: str | None, flags: int
    ) -> None:
        check_flags(flags, constants.VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL, "virDomainBackupBegin")
        domain = self.find(dom)
        live = domain.require_active()
        if self.job(domain) is not None:
            raise OperationInvalid(f"domain '{domain.name}' has a job already")
        if domain.snapshots and checkpoint_xml is not None:
            raise OperationUnsupported(f"cannot create checkpoint of domain '{domain.name}' while snapshot exists")
        from anyvirt.conf.backup import BackupMode, align, parse

        with blamed_on(FROM_DOMAIN):
            backup = parse(backup_xml)
            name = None
            if checkpoint_xml is not None:
                with blamed_on(FROM_CHECKPOINT):
                    checkpoint = checkpoints.parse(checkpoint_xml, settle=reread)
                name = checkpoint.name
            align(backup, live, name or _SUFFIX)
        for disk in backup.disks:
            if disk.incremental is not None:
                domain.checkpoints.get(disk.incremental)
        if checkpoint_xml is not None:
            with blamed_on(FROM_CHECKPOINT):
                make_checkpoint(domain, checkpoint)
        count = sum(disk.backup for disk in backup.disks)
        transfer = Transfer(count * DISK_BYTES, 0)
        self.begin_job(domain, LongJob(constants.VIR_DOMAIN_JOB_OPERATION_BACKUP, domain.id, transfer), backup)
        if backup.mode is BackupMode.PUSH:
            self.end_job(domain, constants.VIR_DOMAIN_JOB_COMPLETED)

    async def domain_backup_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        check_flags(flags, 0, "virDomainBackupGetXMLDesc")
        domain = self.find(dom)
        backup = self.work(domain).backup if self.job(domain) is not None else None
        if backup is None:
            raise NoDomainBackup(f"no domain backup job present of domain '{domain.name}'")
        from anyvirt.conf.backup import format_backup

        return format_backup(backup)
