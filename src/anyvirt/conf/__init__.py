"""Documents of libvirt's API as typed Python.

    from anyvirt.conf import Domain, DomainType, GiB

    web = Domain(type=DomainType.KVM, name="web", memory=GiB(2), vcpu=2, os_type="hvm")
    print(web.to_xml())

A name is loaded at its first use. Enums and parts of a domain that are not listed here are in `anyvirt.conf.domain`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anyvirt.conf.backup import Backup as Backup
    from anyvirt.conf.backup import BackupDisk as BackupDisk
    from anyvirt.conf.backup import BackupMode as BackupMode
    from anyvirt.conf.backup import BackupServer as BackupServer
    from anyvirt.conf.backup import DiskBackupMode as DiskBackupMode
    from anyvirt.conf.capabilities import Capabilities as Capabilities
    from anyvirt.conf.checkpoint.model import Checkpoint as Checkpoint
    from anyvirt.conf.checkpoint.model import CheckpointDisk as CheckpointDisk
    from anyvirt.conf.checkpoint.model import DiskCheckpoint as DiskCheckpoint
    from anyvirt.conf.differences import Difference as Difference
    from anyvirt.conf.differences import diff as diff
    from anyvirt.conf.domain.abi.check import abi_differences as abi_differences
    from anyvirt.conf.domain.abi.check import check_abi as check_abi
    from anyvirt.conf.domain.boot import BootDevice as BootDevice
    from anyvirt.conf.domain.boot import Firmware as Firmware
    from anyvirt.conf.domain.boot import Loader as Loader
    from anyvirt.conf.domain.boot import Nvram as Nvram
    from anyvirt.conf.domain.clock import Clock as Clock
    from anyvirt.conf.domain.clock import Timer as Timer
    from anyvirt.conf.domain.cpu import Cpu as Cpu
    from anyvirt.conf.domain.cpu import CpuMode as CpuMode
    from anyvirt.conf.domain.cpu import CpuTopology as CpuTopology
    from anyvirt.conf.domain.devices.chardev import Channel as Channel
    from anyvirt.conf.domain.devices.chardev import CharSource as CharSource
    from anyvirt.conf.domain.devices.chardev import CharType as CharType
    from anyvirt.conf.domain.devices.chardev import Console as Console
    from anyvirt.conf.domain.devices.chardev import Serial as Serial
    from anyvirt.conf.domain.devices.controller import Controller as Controller
    from anyvirt.conf.domain.devices.controller import ControllerType as ControllerType
    from anyvirt.conf.domain.devices.disk import Disk as Disk
    from anyvirt.conf.domain.devices.disk import DiskBus as DiskBus
    from anyvirt.conf.domain.devices.disk import DiskDevice as DiskDevice
    from anyvirt.conf.domain.devices.graphics import Graphics as Graphics
    from anyvirt.conf.domain.devices.graphics import GraphicsType as GraphicsType
    from anyvirt.conf.domain.devices.input import Input as Input
    from anyvirt.conf.domain.devices.input import InputType as InputType
    from anyvirt.conf.domain.devices.interface import Interface as Interface
    from anyvirt.conf.domain.devices.interface import InterfaceType as InterfaceType
    from anyvirt.conf.domain.devices.memballoon import BalloonModel as BalloonModel
    from anyvirt.conf.domain.devices.memballoon import Memballoon as Memballoon
    from anyvirt.conf.domain.devices.rng import RandomBackend as RandomBackend
    from anyvirt.conf.domain.devices.rng import Rng as Rng
    from anyvirt.conf.domain.devices.rng import RngModel as RngModel
    from anyvirt.conf.domain.devices.source import BlockSource as BlockSource
    from anyvirt.conf.domain.devices.source import DiskType as DiskType
    from anyvirt.conf.domain.devices.source import FileSource as FileSource
    from anyvirt.conf.domain.devices.video import Video as Video
    from anyvirt.conf.domain.devices.video import VideoModel as VideoModel
    from anyvirt.conf.domain.devices.watchdog import Watchdog as Watchdog
    from anyvirt.conf.domain.features import Features as Features
    from anyvirt.conf.domain.format import format_domain as format_domain
    from anyvirt.conf.domain.model import Domain as Domain
    from anyvirt.conf.domain.model import DomainType as DomainType
    from anyvirt.conf.domain.model import LifecycleAction as LifecycleAction
    from anyvirt.conf.domain_capabilities import DomainCapabilities as DomainCapabilities
    from anyvirt.conf.domain_status import DomainStatus as DomainStatus
    from anyvirt.conf.host_interface.model import HostInterface as HostInterface
    from anyvirt.conf.host_interface.model import HostInterfaceType as HostInterfaceType
    from anyvirt.conf.migration_cookie import MigrationCookie as MigrationCookie
    from anyvirt.conf.network.forward import Forward as Forward
    from anyvirt.conf.network.forward import ForwardMode as ForwardMode
    from anyvirt.conf.network.ip import DhcpHost as DhcpHost
    from anyvirt.conf.network.ip import DhcpRange as DhcpRange
    from anyvirt.conf.network.ip import NetworkIp as NetworkIp
    from anyvirt.conf.network.model import Network as Network
    from anyvirt.conf.network.model import PortGroup as PortGroup
    from anyvirt.conf.network_port import NetworkPort as NetworkPort
    from anyvirt.conf.node_device.model import NodeDevice as NodeDevice
    from anyvirt.conf.node_device.parse import format_node_device as format_node_device
    from anyvirt.conf.nwfilter.model import NetworkFilter as NetworkFilter
    from anyvirt.conf.nwfilter_binding import FilterBinding as FilterBinding
    from anyvirt.conf.save_cookie import SaveCookie as SaveCookie
    from anyvirt.conf.save_image.qemu import QemuSaveImage as QemuSaveImage
    from anyvirt.conf.save_image.test import TestSaveImage as TestSaveImage
    from anyvirt.conf.secret import Secret as Secret
    from anyvirt.conf.secret import SecretUsage as SecretUsage
    from anyvirt.conf.secret import SecretUsageType as SecretUsageType
    from anyvirt.conf.snapshot.model import DiskSnapshotMode as DiskSnapshotMode
    from anyvirt.conf.snapshot.model import MemorySnapshot as MemorySnapshot
    from anyvirt.conf.snapshot.model import Snapshot as Snapshot
    from anyvirt.conf.snapshot.model import SnapshotDisk as SnapshotDisk
    from anyvirt.conf.snapshot.model import SnapshotState as SnapshotState
    from anyvirt.conf.storage.capabilities import StoragePoolCapabilities as StoragePoolCapabilities
    from anyvirt.conf.storage.permissions import Permissions as Permissions
    from anyvirt.conf.storage.pool import PoolSource as PoolSource
    from anyvirt.conf.storage.pool import StoragePool as StoragePool
    from anyvirt.conf.storage.pool import StoragePoolSources as StoragePoolSources
    from anyvirt.conf.storage.pool_types import PoolType as PoolType
    from anyvirt.conf.storage.volume import StorageVolume as StorageVolume
    from anyvirt.conf.storage.volume import VolumeType as VolumeType
    from anyvirt.conf.sysinfo import HostSysinfo as HostSysinfo
    from anyvirt.conf.units import GiB as GiB
    from anyvirt.conf.units import KiB as KiB
    from anyvirt.conf.units import MiB as MiB
    from anyvirt.conf.units import TiB as TiB

_HOMES = {
    "backup": ("Backup", "BackupDisk", "BackupMode", "BackupServer", "DiskBackupMode"),
    "capabilities": ("Capabilities",),
    "checkpoint.model": ("Checkpoint", "CheckpointDisk", "DiskCheckpoint"),
    "differences": ("Difference", "diff"),
    "domain.abi.check": ("abi_differences", "check_abi"),
    "domain.boot": ("BootDevice", "Firmware", "Loader", "Nvram"),
    "domain.clock": ("Clock", "Timer"),
    "domain.cpu": ("Cpu", "CpuMode", "CpuTopology"),
    "domain.devices.chardev": ("Channel", "CharSource", "CharType", "Console", "Serial"),
    "domain.devices.controller": ("Controller", "ControllerType"),
    "domain.devices.disk": ("Disk", "DiskBus", "DiskDevice"),
    "domain.devices.graphics": ("Graphics", "GraphicsType"),
    "domain.devices.input": ("Input", "InputType"),
    "domain.devices.interface": ("Interface", "InterfaceType"),
    "domain.devices.memballoon": ("BalloonModel", "Memballoon"),
    "domain.devices.rng": ("RandomBackend", "Rng", "RngModel"),
    "domain.devices.source": ("BlockSource", "DiskType", "FileSource"),
    "domain.devices.video": ("Video", "VideoModel"),
    "domain.devices.watchdog": ("Watchdog",),
    "domain.features": ("Features",),
    "domain.format": ("format_domain",),
    "domain.model": ("Domain", "DomainType", "LifecycleAction"),
    "domain_capabilities": ("DomainCapabilities",),
    "domain_status": ("DomainStatus",),
    "host_interface.model": ("HostInterface", "HostInterfaceType"),
    "migration_cookie": ("MigrationCookie",),
    "network.forward": ("Forward", "ForwardMode"),
    "network.ip": ("DhcpHost", "DhcpRange", "NetworkIp"),
    "network.model": ("Network", "PortGroup"),
    "network_port": ("NetworkPort",),
    "node_device.model": ("NodeDevice",),
    "node_device.parse": ("format_node_device",),
    "nwfilter.model": ("NetworkFilter",),
    "nwfilter_binding": ("FilterBinding",),
    "save_cookie": ("SaveCookie",),
    "save_image.qemu": ("QemuSaveImage",),
    "save_image.test": ("TestSaveImage",),
    "secret": ("Secret", "SecretUsage", "SecretUsageType"),
    "snapshot.model": ("DiskSnapshotMode", "MemorySnapshot", "Snapshot", "SnapshotDisk", "SnapshotState"),
    "storage.capabilities": ("StoragePoolCapabilities",),
    "storage.permissions": ("Permissions",),
    "storage.pool": ("PoolSource", "StoragePool", "StoragePoolSources"),
    "storage.pool_types": ("PoolType",),
    "storage.volume": ("StorageVolume", "VolumeType"),
    "sysinfo": ("HostSysinfo",),
    "units": ("GiB", "KiB", "MiB", "TiB"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(_HOME)
