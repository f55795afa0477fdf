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
    from anyvirt.conf.units import GiB as GiB
    from anyvirt.conf.units import KiB as KiB
    from anyvirt.conf.units import MiB as MiB
    from anyvirt.conf.units import TiB as TiB

_HOMES = {
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
