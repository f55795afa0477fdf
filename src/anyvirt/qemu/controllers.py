"""The controllers of a domain: what their models are in QEMU, finding one, adding one as libvirt does: at the end."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.model import Domain

# Models of USB and SCSI controllers, and the devices of QEMU that they are; virtio ones have names by bus and age.
USB_DEVICES: Final = {
    "piix3-uhci": "piix3-usb-uhci",
    "piix4-uhci": "piix4-usb-uhci",
    "ehci": "usb-ehci",
    "ich9-ehci1": "ich9-usb-ehci1",
    "ich9-uhci1": "ich9-usb-uhci1",
    "ich9-uhci2": "ich9-usb-uhci2",
    "ich9-uhci3": "ich9-usb-uhci3",
    "vt82c686b-uhci": "vt82c686b-usb-uhci",
    "pci-ohci": "pci-ohci",
    "nec-xhci": "nec-usb-xhci",
    "qemu-xhci": "qemu-xhci",
}
SCSI_DEVICES: Final = {
    "lsilogic": "lsi53c895a",
    "lsisas1068": "mptsas1068",
    "lsisas1078": "megasas",
    "vmpvscsi": "pvscsi",
    "am53c974": "am53c974",
    "dc390": "dc390",
    "ibmvscsi": "spapr-vscsi",
}


def find_controller(domain: Domain, kind: ControllerType, index: int) -> Controller | None:
    return next((c for c in domain.controllers if c.type is kind and c.index == index), None)


def add_controller(
    domain: Domain, kind: ControllerType, index: int, model: str | None = None, *, master_startport: int | None = None
) -> Controller:
    controller = Controller(type=kind, index=index, model=model, master_startport=master_startport)
    domain.controllers.append(controller)
    return controller


def ensure_controller(domain: Domain, kind: ControllerType, index: int, model: str | None = None) -> Controller:
    return find_controller(domain, kind, index) or add_controller(domain, kind, index, model)
