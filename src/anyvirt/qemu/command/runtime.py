"""What a command line needs beside the definition: descriptors, folders and ports that exist for one run only."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """A tap interface that is open already, for one network card."""

    fds: tuple[int, ...]  # one a queue
    vhost_fds: tuple[int, ...] = ()  # of /dev/vhost-net, one a queue; empty: QEMU itself moves the packets


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphicsPorts:
    """Ports that were found free for one <graphics>."""

    port: int | None = None
    tls_port: int | None = None
    websocket: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """One run of a domain."""

    folder: Path  # the domain's own, for its sockets and its home
    monitor_fd: int  # a Unix socket that listens already, so that connecting needs no waiting
    accelerator: str  # "tcg" or "kvm"
    now: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    taps: Mapping[str, Tap] = field(default_factory=dict)  # by alias of the interface
    graphics: Mapping[int, GraphicsPorts] = field(default_factory=dict)  # by position in domain.graphics
    chardev_fds: Mapping[str, int] = field(default_factory=dict)  # by alias: listening sockets made beforehand


class MonitorCommand(NamedTuple):
    """A command for QEMU's monitor."""

    name: str
    arguments: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A process to start."""

    argv: list[str]
    env: dict[str, str]
    pass_fds: tuple[int, ...]
    setup: tuple[MonitorCommand, ...] = ()  # what has no option: to be done before the guest runs
