"""Devices that come to a definition, change and go, whatever the driver."""

from __future__ import annotations

import pytest

from anyvirt.conf import Domain
from anyvirt.conf.domain import change
from anyvirt.conf.domain.change.kinds import KINDS, all_devices, read_device
from anyvirt.conf.domain.walk import iter_devices
from anyvirt.error import DeviceMissing, OperationFailed, OperationInvalid, OperationUnsupported, XmlError

WEB = """<domain type='kvm'><name>web</name><memory>1024</memory><devices>
<disk><source file='/a'/><target dev='vda' bus='virtio'/></disk>
<disk><source file='/c'/><target dev='vdc' bus='virtio'/></disk>
<disk><source file='/s'/><target dev='sda' bus='scsi'/></disk>
<controller type='scsi' index='0'/>
<interface type='user'><mac address='52:54:00:AA:00:01'/><address type='pci' slot='3'/></interface>
<interface type='user'><mac address='52:54:00:aa:00:01'/><address type='pci' slot='4'/></interface>
<serial type='pty'><target port='0'/></serial>
<console type='pty'><target type='serial' port='0'/></console>
<rng model='virtio'><backend model='random'>/dev/random</backend></rng>
<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
<memory model='virtio-mem'><target><size>2048</size><requested>1024</requested></target></memory>
</devices></domain>"""


@pytest.fixture
def web() -> Domain:
    return Domain.from_xml(WEB)


def nothing(_domain: Domain) -> None:
    """Completes nothing."""


def test_every_list_of_devices_is_of_some_kind() -> None:
    """A device that the definition can have can be plugged in."""
    fields = {kind.field for kind in KINDS.values()}
    assert len(fields) == len(KINDS)
    assert all(hasattr(Domain(type="kvm", name="x"), field) for field in fields)  # type: ignore[arg-type]


def test_walks_agree(web: Domain) -> None:
    """Those with an alias are among all."""
    everything = list(all_devices(web))
    assert all(any(device is each for each in everything) for device in iter_devices(web))


def test_what_is_given_stays_as_it_is(web: Domain) -> None:
    """All work is done on copies, and a failure leaves nothing."""
    before, device = web.copy(), read_device("<disk><source file='/b'/><target dev='vdb' bus='virtio'/></disk>")
    attached = change.attach(web, device, running=True, finish=nothing)
    change.detach(attached.domain, device)
    assert web == before
    assert device == read_device("<disk><source file='/b'/><target dev='vdb' bus='virtio'/></disk>")
    assert attached.device is not device


def test_disks_stand_in_order(web: Domain) -> None:
    """Those of a bus by their names; a new bus comes last."""
    for target, bus in (("vdb", "virtio"), ("vdaa", "virtio"), ("hda", "ide")):
        device = read_device(f"<disk><source file='/x'/><target dev='{target}' bus='{bus}'/></disk>")
        web = change.attach(web, device, running=False, finish=nothing).domain
    assert [disk.target for disk in web.disks] == ["vda", "vdb", "vdc", "vdaa", "sda", "hda"]


def test_what_finish_refuses_is_not_attached(web: Domain) -> None:
    def refuse(_domain: Domain) -> None:
        raise XmlError("no")

    device = read_device("<hub type='usb'/>")
    with pytest.raises(XmlError, match="no"):
        change.attach(web, device, running=False, finish=refuse)
    assert web.hubs == []


@pytest.mark.parametrize(
    ("xml", "alias"),
    [
        ("<disk><source file='/b'/><target dev='vdb' bus='virtio'/></disk>", "virtio-disk1"),
        ("<interface type='user'/>", "net2"),
        ("<controller type='usb' index='2'/>", "usb2"),
        ("<memory model='virtio-mem'><target><size>2048</size></target></memory>", "virtiomem1"),
        ("<filesystem><source dir='/x'/><target dir='y'/></filesystem>", "fs0"),
        ("<rng model='virtio'><alias name='ua-mine'/><backend model='builtin'/></rng>", "ua-mine"),
    ],
)
def test_aliases_are_libvirts(web: Domain, xml: str, alias: str) -> None:
    attached = change.attach(web, read_device(xml), running=True, finish=nothing)
    assert attached.device.alias == alias  # type: ignore[union-attr]
    changed, gone = change.detach_alias(attached.domain, alias)
    assert (changed, gone) == (web, attached.device)


def test_an_alias_is_given_once(web: Domain) -> None:
    device = read_device("<rng model='virtio'><alias name='ua-mine'/><backend model='builtin'/></rng>")
    changed = change.attach(web, device, running=False, finish=nothing).domain
    for running, error in ((True, OperationFailed), (False, OperationInvalid)):
        with pytest.raises(error, match="'ua-mine'"):
            change.attach(changed, device, running=running, finish=nothing)


def test_some_devices_are_alone(web: Domain) -> None:
    device = read_device("<memballoon model='virtio'/>")
    changed = change.attach(web, device, running=False, finish=nothing).domain
    assert changed.memballoon is not None
    with pytest.raises(OperationInvalid, match="already has a memballoon"):
        change.attach(changed, device, running=False, finish=nothing)
    assert change.detach(changed, device)[0].memballoon is None


def test_addresses_tell_twins_apart(web: Domain) -> None:
    """Two interfaces of one MAC address: the letters' case is no difference, the slot is."""
    with pytest.raises(OperationFailed, match="2 matching devices"):
        change.find(web, read_device("<interface type='user'><mac address='52:54:00:aa:00:01'/></interface>"))
    wanted = "<interface type='user'><mac address='52:54:00:aa:00:01'/><address type='pci' slot='4'/></interface>"
    assert change.find(web, read_device(wanted)) is web.interfaces[1]


def test_without_a_mark_all_that_is_said_counts(web: Domain) -> None:
    wanted = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
    assert change.find(web, read_device(wanted)) is web.rngs[1]
    with pytest.raises(DeviceMissing, match="rng"):
        change.find(web, read_device("<rng model='virtio'><backend model='random'>/dev/hwrng</backend></rng>"))


def test_the_console_that_is_a_serial_port_goes_with_it(web: Domain) -> None:
    changed, _ = change.detach(web, read_device("<serial type='pty'/>"))
    assert (changed.serials, changed.consoles) == ([], [])


def test_updates_keep_what_they_do_not_say(web: Domain) -> None:
    """Alias and place, and where there is one of a kind it need not be like it was."""
    web.disks[0].alias = "ua-root"
    updated = change.update(
        web,
        read_device("<disk><source file='/new'/><target dev='vda' bus='virtio'/></disk>"),
        running=False,
        finish=nothing,
    )
    assert updated.after.alias == "ua-root"  # type: ignore[union-attr]
    grown = "<memory model='virtio-mem'><target><size>2048</size><requested>2048</requested></target></memory>"
    updated = change.update(web, read_device(grown), running=True, finish=nothing)
    assert updated.domain.memory_devices[0].requested == 2048
    assert web.memory_devices[0].requested == 1024


def test_the_first_difference_that_cannot_be_is_named(web: Domain) -> None:
    wanted = "<disk><source file='/a'/><target dev='vda' bus='sata'/></disk>"
    with pytest.raises(OperationUnsupported, match="disk 'vda' of running domain 'web': cannot change target/@bus"):
        change.update(web, read_device(wanted), running=True, finish=nothing)
