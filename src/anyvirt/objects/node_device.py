# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNodeDevice: a device of the host."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from anyvirt.objects.base import NodeDeviceBase
from anyvirt.util.arguments import optional_text, xml_text

if TYPE_CHECKING:
    from anyvirt.util.arguments import XmlLike


class virNodeDevice(NodeDeviceBase):
    """A device of the host."""

    def parent(self) -> str | None:
        """Name the device that it is connected to.

        Returns:
            the name; None for one that has no parent.

        Raises:
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceGetParent, libvirt 0.5.0.
        """
        return self._conn._call(self._conn._node_device_driver.node_device_get_parent(self._ref))

    def numOfCaps(self) -> int:
        """Count the capabilities of the device.

        Raises:
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceNumOfCaps, libvirt 0.5.0.
        """
        return self._conn._call(self._conn._node_device_driver.node_device_num_of_caps(self._ref))

    def listCaps(self) -> list[str]:
        """List the capabilities of the device.

        Raises:
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceListCaps, libvirt 0.5.0.
        """
        return self._conn._call(self._conn._node_device_driver.node_device_list_caps(self._ref))

    def XMLDesc(self, flags: int = 0) -> str:
        """Describe the device.

        Args:
            flags: VIR_NODE_DEVICE_XML_INACTIVE: what is defined, not what is.

        Returns:
            an XML document <device>.

        Raises:
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceGetXMLDesc, libvirt 0.5.0.
        """
        return self._conn._call(self._conn._node_device_driver.node_device_get_xml_desc(self._ref, index(flags)))

    def isActive(self) -> int:
        """Tell whether the device is there.

        Returns:
            1 if it is, 0 if it is only defined.

        Raises:
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceIsActive, libvirt 7.8.0.
        """
        return int(self._conn._call(self._conn._node_device_driver.node_device_is_active(self._ref)))

    def isPersistent(self) -> int:
        """Tell whether the device has a definition.

        Returns:
            1 if it has, 0 if not.

        Raises:
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceIsPersistent, libvirt 7.8.0.
        """
        return int(self._conn._call(self._conn._node_device_driver.node_device_is_persistent(self._ref)))

    def autostart(self) -> int:
        """Tell whether the device is made when the host starts.

        Returns:
            1 if it is, 0 if not.

        Raises:
            OperationDenied: the connection is read-only.
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceGetAutostart, libvirt 7.8.0.
        """
        self._conn._check_write("virNodeDeviceGetAutostart")
        return int(self._conn._call(self._conn._node_device_driver.node_device_get_autostart(self._ref)))

    def setAutostart(self, autostart: int) -> int:
        """Say whether the device is made when the host starts.

        Args:
            autostart: whether it is made when the host starts.

        Raises:
            OperationDenied: the connection is read-only.
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceSetAutostart, libvirt 7.8.0.
        """
        self._conn._check_write("virNodeDeviceSetAutostart")
        self._conn._call(self._conn._node_device_driver.node_device_set_autostart(self._ref, bool(index(autostart))))
        return 0

    def create(self, flags: int = 0) -> int:
        """Make the device as it is defined.

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: it is there already.
            OperationDenied: the connection is read-only.
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceCreate, libvirt 7.3.0.
        """
        self._conn._check_write("virNodeDeviceCreate")
        self._conn._call(self._conn._node_device_driver.node_device_create(self._ref, index(flags)))
        return 0

    def destroy(self) -> int:
        """Take the device away that was made.

        Raises:
            OperationDenied: the connection is read-only.
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceDestroy, libvirt 0.6.3.
        """
        self._conn._check_write("virNodeDeviceDestroy")
        self._conn._call(self._conn._node_device_driver.node_device_destroy(self._ref))
        return 0

    def undefine(self, flags: int = 0) -> int:
        """Forget the definition of the device.

        Args:
            flags: must be 0.

        Raises:
            OperationDenied: the connection is read-only.
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceUndefine, libvirt 7.3.0.
        """
        self._conn._check_write("virNodeDeviceUndefine")
        self._conn._call(self._conn._node_device_driver.node_device_undefine(self._ref, index(flags)))
        return 0

    def update(self, xmlDesc: XmlLike, flags: int = 0) -> int:
        """Change the device, or its definition.

        Args:
            xmlDesc: a <device> document.
            flags: VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE, _CONFIG or both; _CURRENT picks what the device is in.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationDenied: the connection is read-only.
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceUpdate, libvirt 10.1.0.
        """
        self._conn._check_write("virNodeDeviceUpdate")
        self._conn._call(
            self._conn._node_device_driver.node_device_update(
                self._ref, xml_text(xmlDesc, "xmlDesc", "virNodeDeviceUpdate"), index(flags)
            )
        )
        return 0

    def dettach(self) -> int:
        """Take the device from its driver of the host, so that a guest can have it.

        Raises:
            OperationDenied: the connection is read-only.
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceDettach, libvirt 0.6.1.
        """
        self._conn._check_write("virNodeDeviceDettach")
        self._conn._call(self._conn._node_device_driver.node_device_dettach(self._ref))
        return 0

    def detachFlags(self, driverName: str | None, flags: int = 0) -> int:
        """Take the device from its driver of the host, so that a guest can have it.

        Args:
            driverName: the driver that passes it on: vfio, xen; None for the usual one.
            flags: must be 0.

        Raises:
            OperationDenied: the connection is read-only.
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceDetachFlags, libvirt 1.0.5.
        """
        self._conn._check_write("virNodeDeviceDetachFlags")
        self._conn._call(
            self._conn._node_device_driver.node_device_detach_flags(
                self._ref, optional_text(driverName, "driverName"), index(flags)
            )
        )
        return 0

    def reAttach(self) -> int:
        """Give the device back to its driver of the host.

        Raises:
            OperationDenied: the connection is read-only.
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceReAttach, libvirt 0.6.1.
        """
        self._conn._check_write("virNodeDeviceReAttach")
        self._conn._call(self._conn._node_device_driver.node_device_re_attach(self._ref))
        return 0

    def reset(self) -> int:
        """Reset the device, for a guest to find it clean.

        Raises:
            OperationDenied: the connection is read-only.
            NoNodeDevice: the device is gone.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceReset, libvirt 0.6.1.
        """
        self._conn._check_write("virNodeDeviceReset")
        self._conn._call(self._conn._node_device_driver.node_device_reset(self._ref))
        return 0
