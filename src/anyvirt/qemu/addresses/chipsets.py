"""Slots that the board itself takes, and devices that the board has at a fixed place."""

from __future__ import annotations

from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.qemu.addresses.buses import Place
from anyvirt.qemu.addresses.endpoints import CONVENTIONAL, given_place, needs
from anyvirt.qemu.addresses.placement import Placement
from anyvirt.qemu.describe import describe
from anyvirt.qemu.machine import Chipset
from anyvirt.util.error import InternalError

PIIX3_SLOT = 1
PIIX3_ISA_BRIDGE = Place(0, PIIX3_SLOT, 0)
PIIX3_IDE = Place(0, PIIX3_SLOT, 1)
PIIX3_USB = Place(0, PIIX3_SLOT, 2)
PIIX3_POWER = Place(0, PIIX3_SLOT, 3)

ICH9_ISA_BRIDGE = Place(0, 0x1F, 0)
ICH9_SATA = Place(0, 0x1F, 2)
ICH9_SMBUS = Place(0, 0x1F, 3)
ICH9_USB2_SLOTS = (0x1D, 0x1A)
ICH9_DMI_SLOT = 0x1E


def claim(placement: Placement, board: Chipset) -> None:
    """Take what is fixed on *board*. Addresses that the user gave are taken already."""
    match board:
        case Chipset.I440FX:
            _claim_piix3(placement)
            # QEMU puts the primary video card into the first free slot.
            _claim_video(placement, Place(0, 2))
        case Chipset.Q35:
            _claim_ich9(placement)
            _claim_video(placement, Place(0, 1))
        case _:
            pass


def _claim_piix3(placement: Placement) -> None:
    for controller in placement.domain.controllers:
        if controller.index != 0:
            continue
        if controller.type is ControllerType.IDE:
            _fix("Primary IDE controller", controller, PIIX3_IDE, placement)
        elif controller.type is ControllerType.USB and controller.model == "piix3-uhci":
            _fix("PIIX3 USB controller at index 0", controller, PIIX3_USB, placement)
    placement.buses.reserve(PIIX3_ISA_BRIDGE, CONVENTIONAL, "the PIIX3 ISA bridge")
    placement.buses.reserve(PIIX3_POWER, CONVENTIONAL, "the PIIX3 power management")


def _claim_ich9(placement: Placement) -> None:
    buses = placement.buses
    for controller in placement.domain.controllers:
        if controller.type is ControllerType.SATA and controller.index == 0:
            _fix("Primary SATA controller", controller, ICH9_SATA, placement)
        elif not placement.is_homeless(controller):
            continue
        elif controller.model == "ich9-uhci1":  # its companions follow it
            for slot in ICH9_USB2_SLOTS:
                if not buses.is_slot_taken(0, slot):
                    placement.reserve(controller, Place(0, slot), needs(controller), multifunction=True)
                    break
        elif controller.model == "dmi-to-pci-bridge" and not buses.is_slot_taken(0, ICH9_DMI_SLOT):
            placement.reserve(controller, Place(0, ICH9_DMI_SLOT), needs(controller))
    buses.reserve(ICH9_ISA_BRIDGE, CONVENTIONAL, "the ICH9 ISA bridge")
    buses.reserve(ICH9_SMBUS, CONVENTIONAL, "the ICH9 SMBus")


def _fix(what: str, controller: Controller, place: Place, placement: Placement) -> None:
    given = given_place(controller)
    if given is None:
        placement.reserve(controller, place, CONVENTIONAL)
    elif given != place:
        raise InternalError(
            f"{what} must have PCI address 0:0:{place.slot:x}.{place.function:x}, not {given}",
            hint=f"leave out the <address> of the {describe(controller)}",
        )


def _claim_video(placement: Placement, place: Place) -> None:
    primary = placement.domain.videos[0] if placement.domain.videos else None
    if primary is None or not placement.is_homeless(primary):
        return
    if placement.buses.is_slot_taken(place.bus, place.slot):
        placement.allocate(primary)
    else:
        placement.reserve(primary, place, CONVENTIONAL)
