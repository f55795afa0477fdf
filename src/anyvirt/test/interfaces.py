"""The host's interfaces in the test driver, with changes that can be taken back."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.conf.host_interface.model import HostInterface
from anyvirt.conf.host_interface.parse import parse
from anyvirt.driver import URI
from anyvirt.driver.contract import InterfaceContract
from anyvirt.test.base import TestBase
from anyvirt.test.documents import blamed_on, require_known
from anyvirt.test.node import TestNode
from anyvirt.util.error import MultipleInterfaces, NoInterface, OperationInvalid
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import InterfaceRef

ORIGIN: Final = constants.VIR_FROM_INTERFACE  # of errors about documents

_ACTIVE, _INACTIVE = constants.VIR_CONNECT_LIST_INTERFACES_ACTIVE, constants.VIR_CONNECT_LIST_INTERFACES_INACTIVE


class _Interface:
    """An interface, and whether it is up."""

    def __init__(self, definition: HostInterface, *, active: bool) -> None:
        self.definition = definition
        self.active = active

    @property
    def ref(self) -> InterfaceRef:
        return InterfaceRef(self.definition.name, self.definition.mac or "")

    def copy(self) -> _Interface:
        return _Interface(self.definition.copy(), active=self.active)


class Interfaces(TestBase, InterfaceContract):
    """Everything that is about the host's interfaces."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self._interfaces: dict[str, _Interface] = {}
        self._kept: dict[str, _Interface] | None = None  # as they were when changes began
        for xml in node.interfaces:
            definition = _parse(xml)
            self._interfaces[definition.name] = _Interface(definition, active=True)

    # Finding

    async def connect_list_all_interfaces(self, flags: int) -> list[InterfaceRef]:
        check_flags(flags, _ACTIVE | _INACTIVE, "virConnectListAllInterfaces")
        return [
            each.ref
            for each in self._interfaces.values()
            if not flags or flags & (_ACTIVE if each.active else _INACTIVE)
        ]

    async def interface_lookup_by_name(self, name: str) -> InterfaceRef:
        return self._find_interface(name).ref

    async def interface_lookup_by_mac_string(self, mac: str) -> InterfaceRef:
        found = [each for each in self._interfaces.values() if (each.definition.mac or "").lower() == mac.lower()]
        if not found:
            raise NoInterface(f"no interface with matching mac '{mac}'")
        if len(found) > 1:
            names = ", ".join(each.definition.name for each in found)
            raise MultipleInterfaces(f"several interfaces have the mac '{mac}': {names}")
        return found[0].ref

    # Changing

    async def interface_define_xml(self, xml: str, flags: int) -> InterfaceRef:
        check_flags(flags, constants.VIR_INTERFACE_DEFINE_VALIDATE, "virInterfaceDefineXML")
        definition = _parse(xml, strict=bool(flags))
        found = self._interfaces.get(definition.name)
        if found is None:
            found = self._interfaces[definition.name] = _Interface(definition, active=False)
        else:
            found.definition = definition
        return found.ref

    async def interface_undefine(self, iface: InterfaceRef) -> None:
        self._find_interface(iface.name)
        del self._interfaces[iface.name]

    async def interface_create(self, iface: InterfaceRef, flags: int) -> None:
        check_flags(flags, 0, "virInterfaceCreate")
        found = self._find_interface(iface.name)
        if found.active:
            raise OperationInvalid(f"interface '{iface.name}' is up already")
        found.active = True

    async def interface_destroy(self, iface: InterfaceRef, flags: int) -> None:
        check_flags(flags, 0, "virInterfaceDestroy")
        found = self._find_interface(iface.name)
        if not found.active:
            raise OperationInvalid(f"interface '{iface.name}' is not up", hint="bring it up first")
        found.active = False

    async def interface_change_begin(self, flags: int) -> None:
        check_flags(flags, 0, "virInterfaceChangeBegin")
        if self._kept is not None:
            raise OperationInvalid(
                "there is another transaction running.", hint="commit it or roll it back before another begins"
            )
        self._kept = {name: each.copy() for name, each in self._interfaces.items()}

    async def interface_change_commit(self, flags: int) -> None:
        check_flags(flags, 0, "virInterfaceChangeCommit")
        self._require_transaction("committed")
        self._kept = None

    async def interface_change_rollback(self, flags: int) -> None:
        check_flags(flags, 0, "virInterfaceChangeRollback")
        self._interfaces = self._require_transaction("rolled back")
        self._kept = None

    def _require_transaction(self, what: str) -> dict[str, _Interface]:
        if self._kept is None:
            raise OperationInvalid(f"no transaction running, nothing to be {what}.")
        return self._kept

    # Looking at one

    async def interface_get_xml_desc(self, iface: InterfaceRef, flags: int) -> str:
        check_flags(flags, constants.VIR_INTERFACE_XML_INACTIVE, "virInterfaceGetXMLDesc")
        return self._find_interface(iface.name).definition.to_xml()

    async def interface_is_active(self, iface: InterfaceRef) -> bool:
        return self._find_interface(iface.name).active

    def _find_interface(self, name: str) -> _Interface:
        found = self._interfaces.get(name)
        if found is None:
            raise NoInterface(f"no interface with matching name '{name}'")
        return found


def _parse(xml: str, *, strict: bool = False) -> HostInterface:
    with blamed_on(ORIGIN):
        definition = parse(xml)
        if strict:
            require_known(HostInterface, xml)
    return definition
