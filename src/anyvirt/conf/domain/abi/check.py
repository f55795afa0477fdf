"""Whether a guest that was started from one definition can go on with another.

A guest that migrates, is restored or goes back to a snapshot keeps what it knows of its hardware. The definition that
it goes on with may say something else about the host (where images lie, which bridge it is on), and nothing else
about the guest.
"""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.abi.compare import Found
from anyvirt.conf.domain.abi.devices import compare_devices
from anyvirt.conf.domain.abi.machine import (
    compare_board,
    compare_clock,
    compare_cpu,
    compare_identity,
    compare_memory,
    compare_numa,
    compare_sysinfo,
    compare_vcpus,
)
from anyvirt.conf.domain.fill.controllers import order_controllers
from anyvirt.conf.domain.model import Domain
from anyvirt.util.error import ConfigUnsupported

_FROM_DOMAIN: Final = 20  # VIR_FROM_DOMAIN


def check_abi(source: Domain, target: Domain, *, volatile: bool = True) -> None:
    """Refuse *target* where the guest of *source* would see other hardware.

    Args:
        source: the definition that the guest was started from, complete (see `parse`).
        target: the one that it is to go on with, complete as well.
        volatile: compare what changes while a guest runs, too: the size that its balloon leaves. False where one of
            the two was taken from a guest that may have changed since.

    Raises:
        ConfigUnsupported: they differ; it names the first place and both values.

    Source: virDomainDefCheckABIStability in libvirt, and what its QEMU driver adds.
    """
    for difference in abi_differences(source, target, volatile=volatile):
        raise ConfigUnsupported(
            f"domain '{source.name}': the guest would see other hardware: "
            f"{difference.path} is {_shown(difference.right)}, not {_shown(difference.left)} as before",
            hint="change only what the guest does not see, such as where images lie on the host",
            origin=_FROM_DOMAIN,
        )


def abi_differences(source: Domain, target: Domain, *, volatile: bool = True) -> Found:
    """The places where the guest would see other hardware, in the order in which libvirt looks at them."""
    # What a definition that is kept has got in addition stands last in it, and in its place once it is read again.
    source, target = _ordered(source), _ordered(target)
    yield from compare_identity(source, target)
    yield from compare_memory(source, target, volatile=volatile)
    yield from compare_numa(source, target)
    yield from compare_vcpus(source, target)
    yield from compare_board(source, target)
    yield from compare_clock(source, target)
    yield from compare_cpu(source, target)
    yield from compare_sysinfo(source, target)
    yield from compare_devices(source, target)


def _ordered(domain: Domain) -> Domain:
    copy = domain.copy()
    order_controllers(copy)
    return copy


def _shown(value: object) -> str:
    return "absent" if value is None else repr(value)
