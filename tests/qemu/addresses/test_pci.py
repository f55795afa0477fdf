"""Which slot each device of a domain gets, and which controllers that takes."""

from __future__ import annotations

import pytest

from anyvirt.conf.domain.devices.address import UsbAddress
from anyvirt.conf.domain.devices.controller import ControllerType
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError
from tests.qemu.definitions import controller, controllers, define, disk, document, models, nic, pci, place

VNC = "<graphics type='vnc'/>"
ICH9_USB = "".join(controller("usb", f"ich9-{model}", 0) for model in ("ehci1", "uhci1", "uhci2", "uhci3"))


# --- pc ------------------------------------------------------------------------------------------------------------


def test_pc_order_of_devices() -> None:
    """Network cards come first, then disks, then the balloon: the order of libvirt, which guests rely on."""
    domain = define(document(disk("vda") + nic() + VNC))
    assert [place(d) for d in (domain.videos[0], domain.interfaces[0], domain.disks[0], domain.memballoon)] == [
        "00:02.0",
        "00:03.0",
        "00:04.0",
        "00:05.0",
    ]


def test_pc_built_in_controllers() -> None:
    domain = define(document(disk("hda")))
    assert place(controllers(domain, ControllerType.IDE)[0]) == "00:01.1"
    assert place(controllers(domain, ControllerType.USB)[0]) == "00:01.2"


def test_pc_bridge_when_full() -> None:
    domain = define(document("".join(nic(number=n) for n in range(34))))
    assert models(domain) == ["pci-root", "pci-bridge"]
    bridge = controllers(domain)[1]
    assert (place(bridge), bridge.chassis_nr, bridge.model_name) == ("00:02.0", 1, "pci-bridge")
    assert place(domain.interfaces[-1]) == "01:05.0"


def test_pc_video_gives_way_to_a_user_who_took_its_slot() -> None:
    domain = define(document(nic(more=pci(0, 2)) + VNC))
    assert (place(domain.interfaces[0]), place(domain.videos[0])) == ("00:02.0", "00:03.0")


@pytest.mark.parametrize(("function", "owner"), [(0, "PIIX3 ISA bridge"), (2, "usb controller 0"), (3, "PIIX3 power")])
def test_pc_slot_1_is_the_board_s(function: int, owner: str) -> None:
    with pytest.raises(XmlError, match=f"PCI address 0000:00:01.{function} is taken twice: .*{owner}"):
        define(document(nic(more=pci(0, 1, function))))


@pytest.mark.parametrize("kind", ["ide", "usb"])
def test_pc_built_in_controllers_cannot_move(kind: str) -> None:
    model = {"ide": "piix3", "usb": "piix3-uhci"}[kind]
    with pytest.raises(InternalError, match="must have PCI address 0:0:1"):
        define(document(controller(kind, model, 0, pci(0, 5))))


def test_missing_bridges_of_given_addresses_are_added() -> None:
    domain = define(document(nic(more=pci(2, 7))))
    assert models(domain) == ["pci-root", "pci-bridge", "pci-bridge"]


# --- q35 -----------------------------------------------------------------------------------------------------------


def test_q35_root_ports() -> None:
    """Express devices sit alone behind root ports; one more port stays free to plug a device into."""
    domain = define(document(disk("vda") + nic() + VNC, machine="q35"))
    ports = controllers(domain)[1:]
    assert [c.model for c in ports] == ["pcie-root-port"] * 5
    assert [place(c) for c in ports] == ["00:02.0+", "00:02.1", "00:02.2", "00:02.3", "00:02.4"]
    assert [(c.chassis, c.port) for c in ports] == [(n, 0xF + n) for n in range(1, 6)]
    usb = controllers(domain, ControllerType.USB)[0]
    assert [place(d) for d in (domain.interfaces[0], usb, domain.disks[0], domain.memballoon)] == [
        "01:00.0",
        "02:00.0",
        "03:00.0",
        "04:00.0",
    ]


def test_q35_fixed_places() -> None:
    domain = define(document(VNC, machine="q35"))
    assert place(domain.videos[0]) == "00:01.0"
    assert place(controllers(domain, ControllerType.SATA)[0]) == "00:1f.2"


def test_q35_conventional_devices_sit_behind_a_bridge() -> None:
    domain = define(document(nic("rtl8139") + nic("e1000", number=2) + nic("e1000e", number=3), machine="q35"))
    assert models(domain)[1:3] == ["pcie-root-port", "pcie-to-pci-bridge"]
    assert [place(i) for i in domain.interfaces] == ["02:01.0", "02:02.0", "03:00.0"]


def test_q35_slot_1f_is_the_board_s() -> None:
    for function, owner in ((0, "ICH9 ISA bridge"), (2, "sata controller 0"), (3, "SMBus")):
        with pytest.raises(XmlError, match=owner):
            define(document(nic(more=pci(0, 0x1F, function)), machine="q35"))


def test_q35_usb2_set() -> None:
    domain = define(document(ICH9_USB, machine="q35"))
    found = {c.model: place(c) for c in controllers(domain, ControllerType.USB)}
    assert found == {
        "ich9-ehci1": "00:1d.7",
        "ich9-uhci1": "00:1d.0+",
        "ich9-uhci2": "00:1d.1",
        "ich9-uhci3": "00:1d.2",
    }


def test_pc_usb2_companions_follow_a_given_master() -> None:
    given = controller("usb", "ich9-ehci1", 0, pci(0, 9, 7)) + controller("usb", "ich9-uhci1", 0)
    domain = define(document(given))
    assert [place(c) for c in controllers(domain, ControllerType.USB)] == ["00:09.7", "00:09.0+"]


def test_q35_given_ports_are_used_before_new_ones() -> None:
    """A user who lays out the controllers gets no more than the devices need."""
    given = "".join(controller("pci", "pcie-root-port", n) for n in (1, 2))
    domain = define(document(given + nic(), machine="q35"))
    assert models(domain) == ["pcie-root"] + ["pcie-root-port"] * 3
    assert place(domain.interfaces[0]) == "01:00.0"


def test_q35_switch() -> None:
    given = (
        controller("pci", "pcie-root-port", 1)
        + controller("pci", "pcie-switch-upstream-port", 2)
        + controller("pci", "pcie-switch-downstream-port", 3)
    )
    domain = define(document(given + nic(), machine="q35"))
    assert [place(c) for c in controllers(domain)[1:4]] == ["00:01.0+", "01:00.0", "02:00.0"]
    assert place(domain.interfaces[0]) == "03:00.0"
    assert controllers(domain)[3].port == 0


def test_q35_dmi_bridge_takes_its_slot() -> None:
    given = controller("pci", "dmi-to-pci-bridge", 1) + controller("pci", "pci-bridge", 2)
    domain = define(document(given + nic("rtl8139"), machine="q35"))
    assert [place(c) for c in controllers(domain)[1:3]] == ["00:1e.0", "01:00.0"]
    assert place(domain.interfaces[0]) == "02:01.0"


def test_expander_bus_numbers_count_down() -> None:
    given = controller("pci", "pci-expander-bus", 1) + controller("pci", "pci-expander-bus", 2)
    assert [c.bus_nr for c in controllers(define(document(given)))[1:]] == [254, 252]


# --- given addresses -----------------------------------------------------------------------------------------------


def test_given_addresses_stay_and_others_go_around_them() -> None:
    domain = define(document(disk("vda", more=pci(0, 4)) + disk("vdb", more=pci(0, 4, 1)) + disk("vdc")))
    assert [place(d) for d in domain.disks] == ["00:04.0+", "00:04.1", "00:02.0"]


def test_an_empty_address_is_chosen() -> None:
    assert place(define(document(nic(more="<address type='pci'/>"))).interfaces[0]) == "00:02.0"


def test_an_address_on_another_bus_stays() -> None:
    domain = define(document(nic(more="<address type='usb' bus='0' port='1'/>")))
    assert isinstance(domain.interfaces[0].address, UsbAddress)


def test_two_devices_on_one_address() -> None:
    with pytest.raises(XmlError, match="is taken"):
        define(document(disk("vda", more=pci(0, 5)) + nic(more=pci(0, 5))))


def test_only_domain_0() -> None:
    with pytest.raises(XmlError, match="Only PCI domain 0"):
        define(document(nic(more="<address type='pci' domain='1' bus='0' slot='3'/>")))


def test_a_slot_that_the_bus_does_not_have() -> None:
    with pytest.raises(XmlError, match=r"0000:01:01\.0.*last slot of the bus is 0"):
        define(document(nic(more=pci(1, 1)), machine="q35"))


def test_a_controller_where_it_does_not_fit() -> None:
    given = controller("pci", "pcie-root-port", 1) + controller("pci", "pcie-root-port", 2, pci(1, 0))
    with pytest.raises(XmlError, match="which does not take a pcie-root-port"):
        define(document(given, machine="q35"))


def test_controllers_build_on_those_before_them() -> None:
    with pytest.raises(ConfigUnsupported, match="which must have a lower index"):
        define(document(controller("pci", "pci-bridge", 1), machine="q35"))


def test_too_many_controllers() -> None:
    with pytest.raises(ConfigUnsupported, match="pci controller 300: the highest index is 255"):
        define(document(controller("pci", "pci-bridge", 300)))


def test_a_board_without_pci() -> None:
    with pytest.raises(ConfigUnsupported, match=r"interface .* sits on PCI, which machine type 'isapc'"):
        define(document(nic("e1000"), machine="isapc"))
