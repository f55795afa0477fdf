"""Defaults that a document leaves out and every driver means alike.

A driver adds its own through `parse(..., fill=)`; running the pass again after that is harmless and completes what the
driver has chosen.
"""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.fill.chardevs import fill_chardevs
from anyvirt.conf.domain.fill.controllers import add_implicit_controllers, fill_controllers
from anyvirt.conf.domain.fill.devices import fill_addresses, fill_devices
from anyvirt.conf.domain.fill.disks import fill_disks
from anyvirt.conf.domain.fill.foreign import drop_foreign
from anyvirt.conf.domain.fill.general import fill_boot, fill_clock, fill_cpu, fill_general, fill_memory, fill_vcpus
from anyvirt.conf.domain.fill.graphics import fill_graphics, fill_inputs, fill_videos
from anyvirt.conf.domain.fill.hostdevs import fill_hostdevs
from anyvirt.conf.domain.fill.interfaces import fill_interface
from anyvirt.conf.domain.model import Domain

MAC_PREFIX: Final = "52:54:00"  # QEMU's and KVM's, libvirt's default for every driver that has none of its own


def post_parse(
    domain: Domain, *, mac_prefix: str = MAC_PREFIX, update_abi: bool = True, implicit_controllers: bool = True
) -> None:
    """Complete *domain* in place.

    Args:
        domain: what was read, or built by hand.
        mac_prefix: the first three bytes of generated MAC addresses; some hypervisors own a prefix.
        update_abi: the hardware that the guest sees may still change, as when a domain is defined: memory becomes what
            the NUMA cells add up to. False reads a definition back as it was kept.
        implicit_controllers: add the controllers that devices sit on. A driver whose board brings controllers of its
            own puts those first: the order of controllers decides on their slots.
    """
    drop_foreign(domain)
    fill_general(domain)
    fill_memory(domain, update_abi=update_abi)
    fill_vcpus(domain)
    fill_cpu(domain)
    fill_clock(domain)
    fill_disks(domain)
    fill_controllers(domain)
    fill_chardevs(domain)
    fill_hostdevs(domain)
    fill_devices(domain)
    fill_addresses(domain)
    if implicit_controllers:
        add_implicit_controllers(domain)
    for interface in domain.interfaces:
        fill_interface(interface, mac_prefix)
    for graphics in domain.graphics:
        fill_graphics(graphics)
    fill_inputs(domain)
    fill_videos(domain)
    fill_boot(domain)
