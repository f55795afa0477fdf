"""Names of devices for people: what an error message calls them."""

from __future__ import annotations

from anyvirt.conf.domain.devices.chardev import Channel, Console, Parallel, Serial
from anyvirt.conf.domain.devices.controller import Controller
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.input import Input
from anyvirt.conf.domain.devices.interface import Interface
from anyvirt.conf.domain.devices.memballoon import Memballoon
from anyvirt.conf.domain.devices.rng import Rng
from anyvirt.conf.domain.devices.video import Video
from anyvirt.conf.domain.devices.watchdog import Watchdog

AnyDevice = (
    Disk | Controller | Interface | Serial | Parallel | Console | Channel | Input | Video | Watchdog | Memballoon | Rng
)


def describe(device: AnyDevice) -> str:
    """*device* as its owner would call it, such as ``disk vda``."""
    match device:
        case Disk():
            return f"disk {device.target}"
        case Controller():
            model = f" ({device.model})" if device.model else ""
            return f"{device.type.value} controller {device.index}{model}"
        case Interface():
            return f"interface {device.mac}" if device.mac else f"interface of model {device.model}"
        case Serial() | Parallel() | Console():
            return type(device).__name__.lower() + (f" {device.port}" if device.port is not None else "")
        case Channel():
            return f"channel {device.name}" if device.name else "channel"
        case Input():
            return f"{device.bus.value} {device.type.value}" if device.bus else device.type.value
        case Video() | Watchdog() | Memballoon() | Rng():
            return f"{type(device).__name__.lower()} {device.model.value}"
