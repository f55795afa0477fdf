# Generated from anyvirt.api: change the table there and run `make generate`.
"""What a driver of the host's devices may answer: one coroutine for each call of the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.base import ContractBase

if TYPE_CHECKING:
    from anyvirt.util.refs import NodeDeviceRef


class NodeDeviceContract(ContractBase):
    """Every call that a driver of the host's devices can support."""

    async def connect_list_all_node_devices(self, flags: int) -> list[NodeDeviceRef]:
        """List the host's devices."""
        raise self._unanswered("virConnectListAllNodeDevices")

    async def node_num_of_devices(self, cap: str | None, flags: int) -> int:
        """Count the host's devices."""
        raise self._unanswered("virNodeNumOfDevices")

    async def node_list_devices(self, cap: str | None, flags: int) -> list[str]:
        """List the names of the host's devices."""
        raise self._unanswered("virNodeListDevices")

    async def node_device_lookup_by_name(self, name: str) -> NodeDeviceRef:
        """Find a device by its name."""
        raise self._unanswered("virNodeDeviceLookupByName")

    async def node_device_lookup_scsi_host_by_wwn(self, wwnn: str, wwpn: str, flags: int) -> NodeDeviceRef:
        """Find a SCSI host by its world-wide names."""
        raise self._unanswered("virNodeDeviceLookupSCSIHostByWWN")

    async def node_device_create_xml(self, xml: str, flags: int) -> NodeDeviceRef:
        """Make a device: a virtual HBA, or a mediated device."""
        raise self._unanswered("virNodeDeviceCreateXML")

    async def node_device_define_xml(self, xml: str, flags: int) -> NodeDeviceRef:
        """Define a device that can be made later."""
        raise self._unanswered("virNodeDeviceDefineXML")

    async def node_device_get_parent(self, dev: NodeDeviceRef) -> str | None:
        """Name the device that it is connected to."""
        raise self._unanswered("virNodeDeviceGetParent")

    async def node_device_num_of_caps(self, dev: NodeDeviceRef) -> int:
        """Count the capabilities of the device."""
        raise self._unanswered("virNodeDeviceNumOfCaps")

    async def node_device_list_caps(self, dev: NodeDeviceRef) -> list[str]:
        """List the capabilities of the device."""
        raise self._unanswered("virNodeDeviceListCaps")

    async def node_device_get_xml_desc(self, dev: NodeDeviceRef, flags: int) -> str:
        """Describe the device."""
        raise self._unanswered("virNodeDeviceGetXMLDesc")

    async def node_device_is_active(self, dev: NodeDeviceRef) -> bool:
        """Tell whether the device is there."""
        raise self._unanswered("virNodeDeviceIsActive")

    async def node_device_is_persistent(self, dev: NodeDeviceRef) -> bool:
        """Tell whether the device has a definition."""
        raise self._unanswered("virNodeDeviceIsPersistent")

    async def node_device_get_autostart(self, dev: NodeDeviceRef) -> bool:
        """Tell whether the device is made when the host starts."""
        raise self._unanswered("virNodeDeviceGetAutostart")

    async def node_device_set_autostart(self, dev: NodeDeviceRef, autostart: bool) -> None:
        """Say whether the device is made when the host starts."""
        raise self._unanswered("virNodeDeviceSetAutostart")

    async def node_device_create(self, dev: NodeDeviceRef, flags: int) -> None:
        """Make the device as it is defined."""
        raise self._unanswered("virNodeDeviceCreate")

    async def node_device_destroy(self, dev: NodeDeviceRef) -> None:
        """Take the device away that was made."""
        raise self._unanswered("virNodeDeviceDestroy")

    async def node_device_undefine(self, dev: NodeDeviceRef, flags: int) -> None:
        """Forget the definition of the device."""
        raise self._unanswered("virNodeDeviceUndefine")

    async def node_device_update(self, dev: NodeDeviceRef, xml: str, flags: int) -> None:
        """Change the device, or its definition."""
        raise self._unanswered("virNodeDeviceUpdate")

    async def node_device_dettach(self, dev: NodeDeviceRef) -> None:
        """Take the device from its driver of the host, so that a guest can have it."""
        raise self._unanswered("virNodeDeviceDettach")

    async def node_device_detach_flags(self, dev: NodeDeviceRef, driver_name: str | None, flags: int) -> None:
        """Take the device from its driver of the host, so that a guest can have it."""
        raise self._unanswered("virNodeDeviceDetachFlags")

    async def node_device_re_attach(self, dev: NodeDeviceRef) -> None:
        """Give the device back to its driver of the host."""
        raise self._unanswered("virNodeDeviceReAttach")

    async def node_device_reset(self, dev: NodeDeviceRef) -> None:
        """Reset the device, for a guest to find it clean."""
        raise self._unanswered("virNodeDeviceReset")
