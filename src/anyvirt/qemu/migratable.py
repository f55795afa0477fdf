"""Definitions as older versions of libvirt's QEMU driver know them: without what each adds by itself."""

from __future__ import annotations

from anyvirt.conf.domain.devices.audio import Audio, AudioType
from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.fill.chardevs import number_consoles
from anyvirt.conf.domain.fill.controllers import order_controllers
from anyvirt.conf.domain.model import Domain
from anyvirt.qemu.machine import Chipset, chipset


def for_older_versions(domain: Domain) -> Domain:
    """A copy of *domain* for VIR_DOMAIN_XML_MIGRATABLE. Where it is read, it becomes what it was here."""
    copy = domain.copy()
    # libvirt reads the definition again for this, and puts in order what was added to it.
    order_controllers(copy)
    number_consoles(copy)
    if chipset(copy.os_arch, copy.os_machine) is Chipset.I440FX:
        _drop_only(copy, ControllerType.USB, (None, "piix3-uhci"))
    _drop_only(copy, ControllerType.PCI, ("pci-root",))
    if copy.audios in ([Audio(id=1, type=AudioType.NONE)], [Audio(id=1, type=AudioType.SPICE)]):
        copy.audios = []
    return copy


def _drop_only(domain: Domain, kind: ControllerType, models: tuple[str | None, ...]) -> None:
    """Leave out the controller of *kind* that a board had before there was an element for it, if it is the only one."""
    controllers = [controller for controller in domain.controllers if controller.type is kind]
    if (
        len(controllers) == 1
        and controllers[0].index == 0
        and controllers[0].model in models
        and _plain(controllers[0])
    ):
        domain.controllers.remove(controllers[0])


def _plain(controller: Controller) -> bool:
    """Nothing is said about it that would be lost."""
    return controller.node is None and controller.target_index in (None, 0) and controller.pcihole64 is None
