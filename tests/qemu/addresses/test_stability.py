"""Addresses are the guest's ABI: what must hold for any set of devices."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from anyvirt.conf.domain.devices.interface import Interface, InterfaceType
from anyvirt.conf.domain.devices.rng import RandomBackend, Rng, RngModel
from anyvirt.qemu import addresses
from tests.qemu.definitions import CAPS, controller, define, disk, document, nic, places, text

MACHINES = st.sampled_from(["pc", "q35"])
SOMETIMES = st.booleans()


@st.composite
def device_sets(draw: st.DrawFn) -> str:
    """Devices of all kinds that have addresses, in any number and order."""
    cards = draw(st.lists(st.sampled_from(["virtio", "e1000", "e1000e", "rtl8139"]), max_size=12))
    devices = [nic(model, number=number) for number, model in enumerate(cards)]
    for bus, prefix, most in (("virtio", "vd", 8), ("scsi", "sd", 5), ("usb", "sd", 2)):
        count = draw(st.integers(0, most))
        first = "a" if bus != "usb" else "t"
        devices += [disk(f"{prefix}{chr(ord(first) + n)}", bus=bus) for n in range(count)]
    devices += ["<channel type='pty'><target type='virtio' name='c'/></channel>"] * draw(st.integers(0, 3))
    devices += ["<input type='tablet' bus='virtio'/>"] * draw(st.integers(0, 2))
    devices += ["<graphics type='vnc'/>"] * draw(st.integers(0, 1))
    devices += ["<watchdog model='i6300esb'/>"] * draw(st.integers(0, 1))
    devices += [controller("scsi", "virtio-scsi", 0)] * draw(st.integers(0, 1))
    return "".join(draw(st.permutations(devices)))


@settings(max_examples=40, deadline=None)
@given(device_sets(), MACHINES)
def test_nobody_shares_a_place(devices: str, machine: str) -> None:
    taken = Counter(places(define(document(devices, machine=machine))).values())
    assert max(taken.values()) == 1


@settings(max_examples=40, deadline=None)
@given(device_sets(), MACHINES)
def test_a_complete_definition_stays_as_it_is(devices: str, machine: str) -> None:
    domain = define(document(devices, machine=machine))
    once = text(domain)
    addresses.assign(domain, CAPS)
    assert text(domain) == once
    again = define(once)  # in another order of controllers, but with the same places
    assert sorted(text(again).splitlines()) == sorted(once.splitlines())


@settings(max_examples=20, deadline=None)
@given(device_sets(), MACHINES)
def test_the_same_document_gives_the_same_places(devices: str, machine: str) -> None:
    xml = document(devices, machine=machine)
    assert text(define(xml)) == text(define(xml))


@settings(max_examples=40, deadline=None)
@given(device_sets(), MACHINES, st.integers(1, 3))
def test_a_new_device_does_not_move_the_others(devices: str, machine: str, more: int) -> None:
    domain = define(document(devices, machine=machine))
    before = places(domain)
    for number in range(more):
        domain.interfaces.insert(
            0, Interface(type=InterfaceType.USER, mac=f"52:54:00:ff:00:{number:02x}", model="virtio")
        )
    domain.rngs.append(Rng(model=RngModel.VIRTIO, backend=RandomBackend(path="/dev/urandom")))
    addresses.assign(domain, CAPS)
    after = places(domain)
    assert {device: after[device] for device in before} == before
    assert max(Counter(after.values()).values()) == 1
