"""Backups: what they mean, what is refused, how each disk is copied."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt.conf.backup import (
    Backup,
    BackupDisk,
    BackupDiskState,
    BackupDiskType,
    BackupMode,
    BackupServer,
    DiskBackupMode,
    ServerTransport,
    TlsKeySecret,
    align,
    format_backup,
    parse,
)
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.source import BlockSource, DiskType, FileSource
from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.util.error import ConfigUnsupported, InvalidArg, XmlError, XmlInvalidSchema, libvirtError

unhurried = settings(deadline=None)  # the first use of a class generates its code


def _push(disks: str, before: str = "") -> Backup:
    return parse(f"<domainbackup>{before}<disks>{disks}</disks></domainbackup>")


def _pull(disks: str, server: str = "<server name='h'/>") -> Backup:
    return parse(f"<domainbackup mode='pull'>{server}<disks>{disks}</disks></domainbackup>")


def _guest() -> Domain:
    disks = [
        Disk(target="vda", source=FileSource(file="/a")),
        Disk(target="vdb", type=DiskType.BLOCK, source=BlockSource(dev="/dev/b")),
        Disk(target="hda"),
        Disk(target="hdc", source=FileSource(file="/cd"), readonly=True),
    ]
    return Domain(type=DomainType.TEST, name="g", memory=1, disks=disks)


def test_the_hypervisor_writes_files_unless_told_otherwise() -> None:
    assert format_backup(parse("<domainbackup/>")) == "<domainbackup mode='push'/>\n"
    (disk,) = _pull("<disk name='vda'/>").disks
    assert (disk.backup, disk.type) == (True, BackupDiskType.FILE)


def test_what_is_said_of_a_disk_that_is_left_out_does_not_count() -> None:
    (disk,) = _pull("<disk name='vda' backup='no' backupmode='incremental' incremental='c' exportname='e'/>").disks
    assert disk == BackupDisk(name="vda", backup=False)


def test_the_server_of_a_pull_backup() -> None:
    assert _pull("<disk name='vda'/>", "<server name='h' port='0' tls='yes'/>").server == BackupServer(
        name="h", tls=True
    )
    assert _pull("<disk name='vda'/>", "<server transport='unix' socket='/s'/>").server == BackupServer(
        transport=ServerTransport.UNIX, socket="/s"
    )
    with pytest.raises(InvalidArg, match="port '65536' out of range"):
        _pull("<disk name='vda'/>", "<server name='h' port='65536'/>")


@pytest.mark.parametrize(
    ("server", "message"),
    [
        ("", "a pull backup needs <server>"),
        ("<server/>", "transport='tcp' needs a name"),
        ("<server transport='rdma' name='h'/>", "'rdma' is not one of tcp, unix"),
        ("<server name='h' socket='/s'/>", "a socket requires transport='unix'"),
        ("<server transport='unix'/>", "transport='unix' needs a socket"),
        ("<server transport='unix' socket='s'/>", "the socket 's' is not an absolute path"),
        ("<server transport='unix' socket='/s' name='h'/>", "name and port require transport='tcp'"),
        ("<server name='h' tls='maybe'/>", "'maybe' is not one of yes, no"),
    ],
)
def test_servers_that_cannot_be(server: str, message: str) -> None:
    with pytest.raises(XmlInvalidSchema, match=message):
        _pull("<disk name='vda'/>", server)


FILE = "<disk name='vda' type='file'>%s</disk>"


@pytest.mark.parametrize(
    ("disks", "message"),
    [
        ("<disk name='vda'/>", "disk 'vda': type is required"),
        ("<disk name='/a' type='file'/>", "disk '/a' is no target"),
        ("<disk name='vda' type='network'/>", "'network' is not one of file, block"),
        ("<disk name='vda' backup='no' type='file'/>", "disk 'vda' is not backed up"),
        ("<disk name='vda' type='file' exportname='e'/>", "require mode='pull'"),
        ("<disk name='vda' type='file' backupmode='full' incremental='c'/>", "does not start from checkpoint 'c'"),
        ("<disk name='vda' type='file' state='running'/>", "@state is not known here"),
        (FILE % "<scratch file='/x'/>", "require mode='pull'"),
        (FILE % "<target/>", "the path '' must be absolute"),
        (FILE % "<target file='x'/>", "the path 'x' must be absolute"),
        (FILE % "<driver type='x'/>", "driver type 'x' is not known"),
        (FILE % "<target file='/x' startupPolicy='optional'/>", "nothing else"),
        (FILE % "<target file='/x'><encryption format='qcow'/></target>", "encryption format 'qcow' is not luks"),
        (FILE % "<what/>", "what is not known here"),
    ],
)
def test_push_backups_that_do_not_follow_the_schema(disks: str, message: str) -> None:
    with pytest.raises(XmlInvalidSchema, match=message):
        _push(disks)


@pytest.mark.parametrize(
    ("disks", "message"),
    [
        (FILE % "<target file='/x'/>", "<target> requires mode='push'"),
        (FILE % "<driver type='qcow2'/>", "<driver> is for a <scratch>, which is qcow2"),
        (FILE % "<driver type='raw'/><scratch file='/x'/>", "<driver> is for a <scratch>, which is qcow2"),
        ("<disk name='vda' type='block'/>", "type='block' needs <scratch>"),
    ],
)
def test_pull_backups_that_do_not_follow_the_schema(disks: str, message: str) -> None:
    with pytest.raises(XmlInvalidSchema, match=message):
        _pull(disks)


def test_only_pull_backups_have_a_server() -> None:
    with pytest.raises(XmlInvalidSchema, match="<server> requires mode='pull'"):
        parse("<domainbackup><server name='h'/></domainbackup>")


def test_what_a_driver_keeps_is_for_itself() -> None:
    text = (
        "<domainbackup mode='pull'><server name='h'/><disks><disk name='vda' state='running'/></disks>"
        "<privateData><objects><secret type='tlskey' alias='s'/><TLSx509 alias='t'/></objects></privateData>"
        "</domainbackup>"
    )
    with pytest.raises(XmlInvalidSchema, match="privateData is not known here"):
        parse(text)
    backup = parse(text, internal=True)
    assert backup.disks[0].state is BackupDiskState.RUNNING
    assert (backup.tls_secret, backup.tls_alias) == (TlsKeySecret(alias="s"), "t")
    assert parse(format_backup(backup, internal=True), internal=True) == backup
    assert "privateData" not in format_backup(backup)
    assert "state=" not in format_backup(backup)


def test_without_a_list_every_disk_that_is_written_to_is_copied() -> None:
    backup = parse("<domainbackup/>")
    guest = _guest()
    del guest.disks[1]
    align(backup, guest, "now")
    assert backup.disks == [
        BackupDisk(name="vda", type=BackupDiskType.FILE, mode=DiskBackupMode.FULL, target=FileSource(file="/a.now")),
        BackupDisk(name="hda", backup=False),
        BackupDisk(name="hdc", backup=False),
    ]


def test_disks_start_from_the_checkpoint_of_the_backup_or_their_own() -> None:
    backup = parse(
        "<domainbackup mode='pull'><incremental>c</incremental><server name='h'/><disks>"
        "<disk name='vda' incremental='own'/><disk name='vdb' type='block' backupmode='full'><scratch dev='/s'/></disk>"
        "</disks></domainbackup>"
    )
    align(backup, _guest(), "now")
    assert [(disk.name, disk.mode, disk.incremental) for disk in backup.disks[:2]] == [
        ("vda", DiskBackupMode.INCREMENTAL, "own"),
        ("vdb", DiskBackupMode.FULL, None),
    ]
    assert backup.disks[0].scratch == FileSource(file="/a.now")
    assert [disk.backup for disk in backup.disks[2:]] == [False, False]


@pytest.mark.parametrize(
    ("disks", "kind", "message"),
    [
        ("<disk name='vdz' type='file'/>", ConfigUnsupported, "no disk named 'vdz'"),
        ("<disk name='vda' type='file'/>" * 2, ConfigUnsupported, "disk 'vda' specified twice"),
        ("<disk name='hda' type='file'/>", ConfigUnsupported, "disk 'hda' has no media"),
        ("<disk name='vdb' type='block'/>", ConfigUnsupported, "disk 'vdb': a target must be given"),
        ("<disk name='vda' type='file' backupmode='incremental'/>", XmlError, "must name the checkpoint"),
    ],
)
def test_choices_that_cannot_be(disks: str, kind: type[libvirtError], message: str) -> None:
    with pytest.raises(kind, match=message):
        align(_push(disks), _guest(), "now")


def test_a_domain_without_disks_has_no_backups() -> None:
    with pytest.raises(ConfigUnsupported, match="domain 'g' has no disks"):
        align(parse("<domainbackup/>"), Domain(type=DomainType.TEST, name="g"), "now")


words = st.text("ab<&'", min_size=1, max_size=5)
optional_words = st.none() | words
images = st.builds(FileSource, file=words)
disks = st.builds(
    BackupDisk,
    name=st.sampled_from(["vda", "sdb"]),
    backup=st.booleans(),
    state=st.none() | st.sampled_from(BackupDiskState),
    type=st.sampled_from([None, BackupDiskType.FILE]),
    mode=st.none() | st.sampled_from(DiskBackupMode),
    incremental=optional_words,
    export_name=optional_words,
    export_bitmap=optional_words,
    format=optional_words,
    target=st.none() | images,
    scratch=st.none() | images,
)
backups = st.builds(
    Backup,
    mode=st.sampled_from(BackupMode),
    incremental=optional_words,
    server=st.none()
    | st.builds(
        BackupServer,
        transport=st.sampled_from(ServerTransport),
        tls=st.none() | st.booleans(),
        name=optional_words,
        port=st.none() | st.integers(0, 65535),
        socket=optional_words,
    ),
    disks=st.lists(disks, max_size=3),
    tls_secret=st.none() | st.builds(TlsKeySecret, alias=words),
    tls_alias=optional_words,
)


@unhurried
@given(backups)
def test_a_backup_written_and_read_is_equal(backup: Backup) -> None:
    assert Backup.from_xml(backup.to_xml(), unknown="refuse") == backup
    assert Backup.from_dict(backup.to_dict()) == backup


@unhurried
@given(backups, st.booleans())
def test_what_was_completed_stays_as_it_is(backup: Backup, internal: bool) -> None:
    try:
        once = parse(backup.to_xml(), internal=internal)
    except libvirtError:
        return
    text = format_backup(once, internal=internal)
    assert format_backup(parse(text, internal=internal), internal=internal) == text
