# Generated from anyvirt.api: change the table there and run `make generate`.
"""virInterface: a network interface of the host."""

from __future__ import annotations

from operator import index

from anyvirt.objects.base import InterfaceBase


class virInterface(InterfaceBase):
    """A network interface of the host."""

    def XMLDesc(self, flags: int = 0) -> str:
        """Describe the interface.

        Args:
            flags: VIR_INTERFACE_XML_INACTIVE: what is defined, not what is.

        Returns:
            an XML document <interface>.

        Raises:
            NoInterface: the interface is gone.
            NoSupport: the driver does not have this call.

        Source: virInterfaceGetXMLDesc, libvirt 0.6.4.
        """
        return self._conn._call(self._conn._interface_driver.interface_get_xml_desc(self._ref, index(flags)))

    def isActive(self) -> int:
        """Tell whether the interface is up.

        Returns:
            1 if it is, 0 if not.

        Raises:
            NoInterface: the interface is gone.
            NoSupport: the driver does not have this call.

        Source: virInterfaceIsActive, libvirt 0.7.3.
        """
        return int(self._conn._call(self._conn._interface_driver.interface_is_active(self._ref)))

    def create(self, flags: int = 0) -> int:
        """Bring the interface up.

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: it is up already.
            OperationDenied: the connection is read-only.
            NoInterface: the interface is gone.
            NoSupport: the driver does not have this call.

        Source: virInterfaceCreate, libvirt 0.6.4.
        """
        self._conn._check_write("virInterfaceCreate")
        self._conn._call(self._conn._interface_driver.interface_create(self._ref, index(flags)))
        return 0

    def destroy(self, flags: int = 0) -> int:
        """Bring the interface down.

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: it is not up.
            OperationDenied: the connection is read-only.
            NoInterface: the interface is gone.
            NoSupport: the driver does not have this call.

        Source: virInterfaceDestroy, libvirt 0.6.4.
        """
        self._conn._check_write("virInterfaceDestroy")
        self._conn._call(self._conn._interface_driver.interface_destroy(self._ref, index(flags)))
        return 0

    def undefine(self) -> int:
        """Forget the definition of the interface.

        Raises:
            OperationDenied: the connection is read-only.
            NoInterface: the interface is gone.
            NoSupport: the driver does not have this call.

        Source: virInterfaceUndefine, libvirt 0.6.4.
        """
        self._conn._check_write("virInterfaceUndefine")
        self._conn._call(self._conn._interface_driver.interface_undefine(self._ref))
        return 0
