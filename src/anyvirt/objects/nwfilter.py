# Generated from anyvirt.api: change the table there and run `make generate`.
"""virNWFilter: rules for the packets of a guest's interface.
virNWFilterBinding: what says that a network filter applies to a guest's interface."""

from __future__ import annotations

from operator import index

from anyvirt.objects.base import NwfilterBase, NwfilterBindingBase


class virNWFilter(NwfilterBase):
    """Rules for the packets of a guest's interface."""

    def XMLDesc(self, flags: int = 0) -> str:
        """Describe the filter.

        Args:
            flags: must be 0.

        Returns:
            an XML document <filter>.

        Raises:
            NoNwfilter: the filter is gone.
            NoSupport: the driver does not have this call.

        Source: virNWFilterGetXMLDesc, libvirt 0.8.0.
        """
        return self._conn._call(self._conn._nwfilter_driver.nwfilter_get_xml_desc(self._ref, index(flags)))

    def undefine(self) -> int:
        """Forget the filter.

        Raises:
            OperationInvalid: an interface uses it.
            OperationDenied: the connection is read-only.
            NoNwfilter: the filter is gone.
            NoSupport: the driver does not have this call.

        Source: virNWFilterUndefine, libvirt 0.8.0.
        """
        self._conn._check_write("virNWFilterUndefine")
        self._conn._call(self._conn._nwfilter_driver.nwfilter_undefine(self._ref))
        return 0


class virNWFilterBinding(NwfilterBindingBase):
    """What says that a network filter applies to a guest's interface."""

    def XMLDesc(self, flags: int = 0) -> str:
        """Describe the binding.

        Args:
            flags: must be 0.

        Returns:
            an XML document <filterbinding>.

        Raises:
            NoNwfilterBinding: the binding is gone.
            NoSupport: the driver does not have this call.

        Source: virNWFilterBindingGetXMLDesc, libvirt 4.5.0.
        """
        return self._conn._call(self._conn._nwfilter_driver.nwfilter_binding_get_xml_desc(self._ref, index(flags)))

    def delete(self) -> int:
        """Release the interface from the filter.

        Raises:
            OperationDenied: the connection is read-only.
            NoNwfilterBinding: the binding is gone.
            NoSupport: the driver does not have this call.

        Source: virNWFilterBindingDelete, libvirt 4.5.0.
        """
        self._conn._check_write("virNWFilterBindingDelete")
        self._conn._call(self._conn._nwfilter_driver.nwfilter_binding_delete(self._ref))
        return 0
