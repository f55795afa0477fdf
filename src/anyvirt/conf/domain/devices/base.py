"""What all devices have in common."""

from __future__ import annotations

from typing import ClassVar, Protocol

from anyvirt.conf.domain.devices.address import Address


class Device(Protocol):
    """A device that the guest sees on some bus. Every class declares these itself, since their place differs."""

    __xml_tag__: ClassVar[str]
    alias: str | None
    """Its name in the hypervisor. A live guest's devices all have one; a user may choose it with the prefix ua-."""
    acpi_index: int | None
    """Number that the firmware hands to the guest for stable names of network interfaces."""
    address: Address | None
    """Where it sits. Assigned by the driver when absent, and kept from then on."""
