"""The <domainbackup> document: copying disks of a running domain, by us (push) or by somebody else (pull)."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.disk_choice import by_target, is_empty
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.source import BlockSource, FileSource
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.encryption import EncryptionFormat
from anyvirt.conf.schema import IMAGE_FORMATS, is_disk_target, read_by_schema
from anyvirt.util.error import ConfigUnsupported, InvalidArg, XmlError, XmlInvalidSchema
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, UInt, YesNo, attr, child, children, need

_MAX_PORT: Final = 65535


class BackupMode(WordEnum):
    PUSH = "push"  # the hypervisor writes the copies
    PULL = "pull"  # a client reads them over NBD while the backup lasts


class DiskBackupMode(WordEnum):
    FULL = "full"
    INCREMENTAL = "incremental"  # what changed since a checkpoint


class BackupDiskType(WordEnum):
    FILE = "file"
    BLOCK = "block"


class BackupDiskState(WordEnum):
    """Where the copy of a disk stands; kept for a backup that runs."""

    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


class ServerTransport(WordEnum):
    TCP = "tcp"
    UNIX = "unix"


class BackupServer(Element, tag="server"):
    """Where the NBD server of a pull backup listens."""

    transport: ServerTransport = attr("@transport", default=ServerTransport.TCP)
    tls: YesNo | None = attr("@tls")
    name: str | None = attr("@name")  # tcp: host name or address
    port: UInt | None = attr("@port")  # tcp; chosen where it is left out
    socket: str | None = attr("@socket")  # unix: absolute path


class TlsKeySecret(Element, tag="secret"):
    """The object in the hypervisor that holds the passphrase of the server's key."""

    type: str = attr("@type", default="tlskey")
    alias: str = need("@alias")


Image = FileSource | BlockSource


class BackupDisk(Element, tag="disk"):
    """What happens to one disk."""

    name: str = need("@name")  # target of the disk
    backup: YesNo = attr("@backup", default=True)
    state: BackupDiskState | None = attr("@state")  # of a backup that runs
    type: BackupDiskType | None = attr("@type")  # of target or scratch; pull: file without it
    index: UInt | None = attr("@index")  # of a backup that runs
    mode: DiskBackupMode | None = attr("@backupmode")
    incremental: str | None = attr("@incremental")  # the checkpoint that it starts from
    export_name: str | None = attr("@exportname")  # pull: its name on the server; the disk's without it
    export_bitmap: str | None = attr("@exportbitmap")  # pull: name on the server of the map of what changed
    format: str | None = attr("driver/@type")  # raw, qcow2 ...
    target: Image | None = child("target", by="../@type", absent="file")  # push: the copy
    scratch: Image | None = child("scratch", by="../@type", absent="file")  # pull: what the guest overwrites meanwhile


class Backup(Element, tag="domainbackup"):
    """<domainbackup>."""

    mode: BackupMode = attr("@mode", default=BackupMode.PUSH)
    incremental: str | None = attr("incremental")  # the checkpoint that disks start from unless they name their own
    server: BackupServer | None = child("server")
    disks: list[BackupDisk] = children("disks/disk")
    tls_secret: TlsKeySecret | None = child("privateData/objects/secret")  # of a backup that runs
    tls_alias: str | None = attr("privateData/objects/TLSx509/@alias")


def parse(document: str | bytes, *, internal: bool = False) -> Backup:
    """Read a backup document. libvirt always holds these to their schema.

    Args:
        document: the text.
        internal: it is what a driver keeps for itself of a backup that runs.

    Raises:
        XmlDetail: the document is malformed.
        XmlInvalidSchema: it does not follow the schema.
        InvalidArg: the port is out of range.
    """
    backup = Backup.from_xml(document) if internal else read_by_schema(Backup, document)
    if not internal:
        _check(backup)
    if backup.server is not None:
        _settle_server(backup.server)
    for disk in backup.disks:
        if not internal:
            disk.index = None
        if disk.backup:
            disk.type = disk.type or BackupDiskType.FILE
        else:
            disk.type = disk.mode = disk.incremental = disk.export_name = disk.export_bitmap = disk.state = None
    return backup


def _refuse(why: str) -> XmlInvalidSchema:
    return XmlInvalidSchema(f"domainbackup: {why}")


def _check(backup: Backup) -> None:
    """What the schema says beyond names and values."""
    if backup.tls_secret is not None or backup.tls_alias is not None:
        raise _refuse("privateData is not known here")
    if backup.mode is BackupMode.PULL and backup.server is None:
        raise _refuse("a pull backup needs <server>")
    if backup.mode is BackupMode.PUSH and backup.server is not None:
        raise _refuse("<server> requires mode='pull'")
    for disk in backup.disks:
        where = f"disk '{disk.name}'"
        if not is_disk_target(disk.name):
            raise _refuse(f"{where} is no target such as vda")
        if disk.state is not None:
            raise _refuse(f"{where}: @state is not known here")
        if disk.mode is DiskBackupMode.FULL and disk.incremental is not None:
            raise _refuse(f"{where}: a full backup does not start from checkpoint '{disk.incremental}'")
        if not disk.backup and (disk.type or disk.format or disk.target or disk.scratch):
            raise _refuse(f"{where} is not backed up, so it needs no type, driver or image")
        if disk.format is not None and disk.format not in IMAGE_FORMATS:
            raise _refuse(f"{where}: driver type '{disk.format}' is not known")
        if backup.mode is BackupMode.PUSH:
            _check_push(disk, where)
        else:
            _check_pull(disk, where)
        _check_image(disk.target or disk.scratch, where)


def _check_push(disk: BackupDisk, where: str) -> None:
    if disk.scratch is not None or disk.export_name is not None or disk.export_bitmap is not None:
        raise _refuse(f"{where}: scratch, exportname and exportbitmap require mode='pull'")
    if disk.backup and disk.type is None:
        raise _refuse(f"{where}: type is required: one of file, block")


def _check_pull(disk: BackupDisk, where: str) -> None:
    if disk.target is not None:
        raise _refuse(f"{where}: <target> requires mode='push'")
    if disk.format is not None and (disk.format != "qcow2" or disk.scratch is None):
        raise _refuse(f"{where}: <driver> is for a <scratch>, which is qcow2")
    if disk.type is BackupDiskType.BLOCK and disk.scratch is None:
        raise _refuse(f"{where}: type='block' needs <scratch>")


def _check_image(image: Image | None, where: str) -> None:
    if image is None:
        return
    path = image.file if isinstance(image, FileSource) else image.dev
    if path is None or not path.startswith("/"):
        raise _refuse(f"{where}: the path '{path or ''}' must be absolute")
    if image.encryption is not None and image.encryption.format is not EncryptionFormat.LUKS:
        raise _refuse(f"{where}: encryption format '{image.encryption.format.value}' is not luks")
    if image.slices or image.reservations or image.startup_policy or image.index is not None:
        raise _refuse(f"{where}: an image has seclabels and encryption, nothing else")


def _settle_server(server: BackupServer) -> None:
    if server.transport is ServerTransport.UNIX:
        if not server.socket:
            raise _refuse("server: transport='unix' needs a socket")
        if not server.socket.startswith("/"):
            raise _refuse(f"server: the socket '{server.socket}' is not an absolute path")
        if server.name is not None or server.port is not None:
            raise _refuse("server: name and port require transport='tcp'")
        return
    if not server.name:
        raise _refuse("server: transport='tcp' needs a name")
    if server.socket is not None:
        raise _refuse("server: a socket requires transport='unix'")
    if server.port is not None and server.port > _MAX_PORT:
        raise InvalidArg(f"port '{server.port}' out of range")
    server.port = server.port or None


def align(backup: Backup, domain: Domain, suffix: str) -> None:
    """Say in *backup* for every disk of *domain* whether and how it is copied; disks that were not listed come last.

    Args:
        backup: changed in place.
        domain: whose disks they are.
        suffix: added to the path of a disk's own image where none is given.

    Raises:
        ConfigUnsupported: a disk is not there, named twice or empty, or a path is missing that cannot be made up.
        XmlError: an incremental backup of a disk does not say since when.
    """
    if not domain.disks:
        raise ConfigUnsupported(f"domain '{domain.name}' has no disks, so there is nothing to back up")
    copy_all = not backup.disks
    listed = by_target(domain, backup.disks, paths=False)
    for disk in domain.disks:
        entry = listed.get(disk.target)
        if entry is None:
            entry = BackupDisk(name=disk.target, backup=copy_all and not is_empty(disk) and not disk.readonly)
            backup.disks.append(entry)
        elif entry.backup and is_empty(disk):
            raise ConfigUnsupported(f"disk '{disk.target}' has no media")
        if entry.backup:
            _settle_mode(entry, backup)
            _settle_image(entry, disk, backup, suffix)


def _settle_mode(entry: BackupDisk, backup: Backup) -> None:
    if entry.mode is None:
        since = entry.incremental or backup.incremental
        entry.mode = DiskBackupMode.INCREMENTAL if since else DiskBackupMode.FULL
    if entry.mode is DiskBackupMode.INCREMENTAL:
        entry.incremental = entry.incremental or backup.incremental
        if not entry.incremental:
            raise XmlError(f"disk '{entry.name}': an incremental backup must name the checkpoint that it starts from")


def _settle_image(entry: BackupDisk, disk: Disk, backup: Backup, suffix: str) -> None:
    entry.type = entry.type or BackupDiskType.FILE
    if entry.target is not None or entry.scratch is not None:
        return
    if not isinstance(disk.source, FileSource) or entry.type is not BackupDiskType.FILE:
        what = "target" if backup.mode is BackupMode.PUSH else "scratch"
        raise ConfigUnsupported(
            f"disk '{entry.name}': a {what} must be given, the disk is no file", hint=f"add <{what} file='/path'/>"
        )
    image = FileSource(file=f"{disk.source.file}.{suffix}")
    if backup.mode is BackupMode.PUSH:
        entry.target = image
    else:
        entry.scratch = image


def format_backup(backup: Backup, *, internal: bool = False) -> str:
    """The document, in libvirt's style; *internal* with what a driver keeps for itself."""
    shown = backup.copy()
    if not internal:
        shown.tls_secret = shown.tls_alias = None
        for disk in shown.disks:
            disk.state = None
    return shown.to_xml()
