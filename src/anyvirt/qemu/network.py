"""The host's end of a guest's network cards."""

from __future__ import annotations

import os
from contextlib import ExitStack

from anyvirt.conf.domain.devices.interface import BridgeSource, InterfaceType
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.command import Tap
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.tap import create_tap

_NAME_PATTERN = "vnet%d"


def open_taps(domain: Domain, inherited: ExitStack) -> dict[str, Tap]:
    """Make a tap for each card that needs one, write its name into the definition, and have *inherited* close ours.

    A tap is gone when its last descriptor is closed: QEMU's, at its end, or ours when it never came up.
    """
    taps: dict[str, Tap] = {}
    for interface in domain.interfaces:
        if interface.type not in (InterfaceType.BRIDGE, InterfaceType.ETHERNET):
            continue
        if interface.target_managed is False:
            raise ConfigUnsupported(
                f"interface {interface.mac}: <target managed='no'> is not supported by the QEMU driver yet"
            )
        assert interface.mac is not None  # post-parse chose one
        assert interface.alias is not None
        bridge = interface.source.bridge if isinstance(interface.source, BridgeSource) else None
        fds, name = create_tap(
            interface.target or _NAME_PATTERN,
            interface.mac,
            bridge=bridge,
            mtu=interface.mtu,
            vnet_header=(interface.model or "").startswith("virtio"),
            queues=interface.queues or 1,
        )
        for fd in fds:
            inherited.callback(os.close, fd)
        interface.target = name
        taps[interface.alias] = Tap(fds=tuple(fds))
    return taps
