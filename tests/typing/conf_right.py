"""What users of the documents write and type checkers must accept. Checked, never run."""

from __future__ import annotations

from typing import assert_type

from anyvirt.conf import (
    CharSource,
    CharType,
    CpuMode,
    DhcpRange,
    Difference,
    Disk,
    DiskBus,
    Domain,
    DomainType,
    FileSource,
    GiB,
    Graphics,
    GraphicsType,
    Interface,
    InterfaceType,
    Network,
    NetworkIp,
    Serial,
    StoragePool,
    StorageVolume,
    VolumeType,
    diff,
    format_domain,
)
from anyvirt.conf.domain.cpu import Cpu
from anyvirt.conf.domain.devices.source import Source
from anyvirt.conf.storage.pool_types import PoolType

web = Domain(type=DomainType.KVM, name="web", memory=GiB(2), vcpu=2, os_type="hvm", cpu=Cpu(mode=CpuMode.HOST_MODEL))
assert_type(web.name, str)
assert_type(web.memory, int | None)
assert_type(web.type, DomainType)
assert_type(web.disks, list[Disk])
web.disks.append(Disk(source=FileSource(file="/srv/web.qcow2"), target="vda", bus=DiskBus.VIRTIO, readonly=True))
web.interfaces = [Interface(type=InterfaceType.USER, mac="52:54:00:00:00:01")]
web.serials += [Serial(type=CharType.UNIX, sources=[CharSource(path="/run/web.sock")])]
web.graphics = [Graphics(type=GraphicsType.VNC, port=-1)]
for disk in web.disks:
    assert_type(disk.source, Source | None)
    match disk.source:
        case FileSource(file=path):
            assert_type(path, str | None)
        case _:
            pass
assert_type(Domain.from_xml("<domain/>"), Domain)
assert_type(Domain.from_dict({"type": "kvm", "name": "web"}), Domain)
assert_type(web.copy(), Domain)
assert_type(web == web.copy(), bool)
assert_type(format_domain(web, secure=True), str)
assert_type([*diff(web, web.copy())], list[Difference])
lan = Network(name="lan", ips=[NetworkIp(address="10.0.0.1", ranges=[DhcpRange(start="10.0.0.2", end="10.0.0.9")])])
assert_type(lan.ips[0].ranges, list[DhcpRange])
assert_type(StoragePool(type=PoolType.DIR, name="images").name, str | None)
assert_type(StorageVolume(name="a", type=VolumeType.FILE).capacity, int | None)
