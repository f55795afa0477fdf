"""Devices of the test driver's host that are made and defined, beyond what the original has."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

import anyvirt as libvirt
from anyvirt import virConnect
from anyvirt.error import InternalError, NoNodeDevice, OperationDenied, OperationInvalid, OperationUnsupported

MDEV = """\
<device>
  <parent>computer</parent>
  <capability type='mdev'>
    <type id='i915-GVTg_V5_4'/>
    <uuid>bd30833c-6a59-4ddd-8d6f-2ee9ac5a9a5c</uuid>
    <attr name='size' value='1'/>
  </capability>
</device>
"""
VPORT = """\
<device>
  <parent>scsi_host2</parent>
  <capability type='scsi_host'>
    <capability type='fc_host'><wwnn>2000000011111111</wwnn><wwpn>1000000011111111</wwpn></capability>
  </capability>
</device>
"""


@pytest.fixture
def conn() -> Iterator[virConnect]:
    with libvirt.open("test:///default") as connection:
        yield connection


def test_a_mediated_device_is_defined_made_destroyed_and_undefined(conn: virConnect) -> None:
    device = conn.nodeDeviceDefineXML(MDEV)
    assert device.name() == "mdev_bd30833c_6a59_4ddd_8d6f_2ee9ac5a9a5c_computer"
    assert (device.isActive(), device.isPersistent(), device.autostart()) == (0, 1, 0)
    assert conn.listAllDevices(libvirt.VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE) == [device]
    device.setAutostart(1)
    device.create()
    assert (device.isActive(), device.autostart()) == (1, 1)
    with pytest.raises(OperationInvalid, match="active already"):
        device.create()
    device.undefine()
    assert device.isPersistent() == 0
    with pytest.raises(OperationInvalid, match="transient"):
        device.setAutostart(1)
    device.destroy()
    with pytest.raises(NoNodeDevice):
        device.XMLDesc()


def test_attributes_of_a_mediated_device_can_be_changed(conn: virConnect) -> None:
    device = conn.nodeDeviceDefineXML(MDEV)
    device.update(MDEV.replace("value='1'", "value='2'"), libvirt.VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG)
    assert "<attr name='size' value='2'/>" in device.XMLDesc()
    with pytest.raises(OperationUnsupported, match="keeps its type"):
        device.update(MDEV.replace("V5_4", "V5_8"))
    with pytest.raises(OperationInvalid, match="not active"):
        device.update(MDEV, libvirt.VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE)


def test_a_virtual_port_is_made_under_its_parent(conn: virConnect) -> None:
    device = conn.nodeDeviceCreateXML(VPORT)
    assert (device.name(), device.parent()) == ("scsi_host12", "scsi_host2")
    assert conn.nodeDeviceLookupSCSIHostByWWN("2000000011111111", "1000000011111111") == device
    assert device in conn.listAllDevices(libvirt.VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST)
    device.destroy()
    with pytest.raises(NoNodeDevice):
        conn.nodeDeviceLookupByName("scsi_host12")


def test_what_cannot_be_made_is_refused(conn: virConnect) -> None:
    before = conn.listAllDevices()
    with pytest.raises(InternalError, match="parent"):
        conn.nodeDeviceCreateXML(VPORT.replace("scsi_host2", "scsi_host9"))
    with pytest.raises(InternalError, match="not a Fibre Channel host"):
        conn.nodeDeviceCreateXML(VPORT.replace("scsi_host2", "computer"))
    with pytest.raises(OperationUnsupported, match="only mediated devices"):
        conn.nodeDeviceDefineXML(VPORT)
    with pytest.raises(OperationUnsupported, match="only mediated devices"):
        conn.nodeDeviceLookupByName("computer").destroy()
    conn.nodeDeviceDefineXML(MDEV)
    with pytest.raises(OperationInvalid, match="there already"):
        conn.nodeDeviceDefineXML(MDEV)
    assert len(conn.listAllDevices()) == len(before) + 1


def test_what_becomes_of_devices_is_told_in_order(conn: virConnect) -> None:
    seen: list[tuple[str, int]] = []
    done = threading.Event()

    def handler(_conn: virConnect, device: object, event: int, _detail: int, _opaque: object) -> None:
        assert isinstance(device, libvirt.virNodeDevice)
        seen.append((device.name(), event))
        if len(seen) == 4:
            done.set()

    conn.nodeDeviceEventRegisterAny(None, libvirt.VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE, handler, None)
    device = conn.nodeDeviceDefineXML(MDEV)
    device.create()
    device.destroy()
    device.undefine()
    assert done.wait(30)
    assert [event for _, event in seen] == [
        libvirt.VIR_NODE_DEVICE_EVENT_DEFINED,
        libvirt.VIR_NODE_DEVICE_EVENT_CREATED,
        libvirt.VIR_NODE_DEVICE_EVENT_DELETED,
        libvirt.VIR_NODE_DEVICE_EVENT_UNDEFINED,
    ]


def test_readers_change_nothing() -> None:
    with libvirt.openReadOnly("test:///default") as conn:
        for call in (
            lambda: conn.nodeDeviceCreateXML(VPORT),
            lambda: conn.nodeDeviceDefineXML(MDEV),
            conn.nodeDeviceLookupByName("scsi_host1").destroy,
        ):
            with pytest.raises(OperationDenied):
                call()
