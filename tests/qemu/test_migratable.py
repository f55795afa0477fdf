"""What an older version of the QEMU driver need not be told. scripts/diff_libvirt.py compares with the original."""

from __future__ import annotations

import pytest

from anyvirt.conf import Domain
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.conf.domain.parse import parse
from anyvirt.qemu.migratable import for_older_versions

_PIIX3 = "<controller type='usb' index='0' model='piix3-uhci'/>"
_ROOT = "<controller type='pci' index='0' model='pci-root'/>"


def _domain(devices: str, machine: str = "pc-i440fx-7.2") -> Domain:
    return parse(
        f"<domain type='qemu'><name>a</name><memory>1024</memory><os><type arch='x86_64' machine='{machine}'>hvm</type>"
        f"</os><devices>{devices}</devices></domain>"
    )


def _controllers(devices: str, machine: str = "pc-i440fx-7.2") -> list[ControllerType]:
    return [controller.type for controller in for_older_versions(_domain(devices, machine)).controllers]


def test_controllers_that_every_board_had_are_left_out() -> None:
    assert _controllers(_PIIX3 + _ROOT) == []
    assert _controllers("<controller type='usb' index='0'/>") == []


@pytest.mark.parametrize(
    "devices",
    [
        "<controller type='usb' index='0' model='qemu-xhci'/>",
        "<controller type='usb' index='1' model='piix3-uhci'/>",
        "<controller type='pci' index='0' model='pcie-root'/>",
        "<controller type='pci' index='0' model='pci-root'><pcihole64 unit='KiB'>1048576</pcihole64></controller>",
    ],
)
def test_another_controller_stays(devices: str) -> None:
    assert len(_controllers(devices)) == 1


def test_one_of_two_controllers_stays() -> None:
    assert len(_controllers(_PIIX3 + "<controller type='usb' index='1' model='nec-xhci'/>")) == 2
    assert len(_controllers(_ROOT + "<controller type='pci' index='1' model='pci-bridge'/>")) == 2


def test_a_board_that_came_later_keeps_its_controller() -> None:
    assert _controllers(_PIIX3, "pc-q35-7.2") == [ControllerType.USB]


@pytest.mark.parametrize("kind", ["none", "spice"])
def test_sound_that_goes_where_it_always_went_is_left_out(kind: str) -> None:
    assert for_older_versions(_domain(f"<audio id='1' type='{kind}'/>")).audios == []


@pytest.mark.parametrize("audio", ["<audio id='1' type='alsa'/>", "<audio id='2' type='none'/>"])
def test_sound_that_somebody_set_up_stays(audio: str) -> None:
    assert len(for_older_versions(_domain(audio)).audios) == 1


def test_the_definition_itself_stays_as_it_is() -> None:
    domain = _domain(_PIIX3 + _ROOT)
    before = domain.copy()
    for_older_versions(domain)
    assert domain == before
