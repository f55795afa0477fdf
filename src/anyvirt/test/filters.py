"""Network filters and their bindings in the test driver. libvirt's own has none; these behave as its daemon's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anyvirt import constants
from anyvirt.conf.domain.devices.netdev import FilterRef
from anyvirt.conf.nwfilter import parse as documents
from anyvirt.conf.nwfilter.model import NetworkFilter
from anyvirt.conf.nwfilter_binding import FilterBinding
from anyvirt.conf.nwfilter_binding import parse as parse_binding
from anyvirt.conf.store.named import Kind, NamedObject, NamedStore
from anyvirt.driver import URI
from anyvirt.driver.contract import NwfilterContract
from anyvirt.test.base import TestBase
from anyvirt.test.documents import blamed_on, require_known
from anyvirt.test.node import TestNode
from anyvirt.util.error import NoNwfilter, NoNwfilterBinding, OperationFailed, OperationInvalid
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import NwfilterBindingRef, NwfilterRef

ORIGIN: Final = constants.VIR_FROM_NWFILTER  # of errors about documents

_KIND: Final = Kind("nwfilter", "filter", NoNwfilter, ORIGIN)


class TestFilter(NamedObject[NetworkFilter]):
    """A network filter. It is never active: interfaces are bound to it."""

    __test__ = False  # nothing for pytest to collect

    @property
    def ref(self) -> NwfilterRef:
        return NwfilterRef(self.name, self.uuid)


class Filters(TestBase, NwfilterContract):
    """Everything that is about filters and bindings."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self.filters: NamedStore[NetworkFilter, TestFilter] = NamedStore(TestFilter, _KIND)
        self.bindings: dict[str, FilterBinding] = {}  # by the interface of the host

    # Filters

    async def connect_list_all_nwfilters(self, flags: int) -> list[NwfilterRef]:
        check_flags(flags, 0, "virConnectListAllNWFilters")
        return [each.ref for each in self.filters]

    async def nwfilter_lookup_by_name(self, name: str) -> NwfilterRef:
        return self.filters.by_name(name).ref

    async def nwfilter_lookup_by_uuid(self, uuid: str) -> NwfilterRef:
        return self.filters.by_uuid(uuid).ref

    async def nwfilter_define_xml_flags(self, xml: str, flags: int) -> NwfilterRef:
        check_flags(flags, constants.VIR_NWFILTER_DEFINE_VALIDATE, "virNWFilterDefineXMLFlags")
        with blamed_on(ORIGIN):
            definition = documents.parse(xml)
            if flags:
                require_known(NetworkFilter, xml)
            self._refuse_circle(definition)
        return self.filters.define(definition).object.ref

    async def nwfilter_get_xml_desc(self, nwfilter: NwfilterRef, flags: int) -> str:
        check_flags(flags, 0, "virNWFilterGetXMLDesc")
        return self.filters.find(nwfilter).definition.to_xml()

    async def nwfilter_undefine(self, nwfilter: NwfilterRef) -> None:
        found = self.filters.find(nwfilter)
        users = [each.name for each in self.filters if found.name in _referred(each.definition)]
        users += [port for port, each in self.bindings.items() if each.filter and each.filter.filter == found.name]
        if users:
            raise OperationInvalid(
                f"nwfilter '{found.name}' is in use by {', '.join(users)}", hint="undefine or unbind those first"
            )
        self.filters.undefine(found)

    def _refuse_circle(self, definition: NetworkFilter) -> None:
        """Raises:
        OperationFailed: it would lead to itself through the filters that it refers to.
        """
        pending, seen = list(_referred(definition)), set[str]()
        while pending:
            name = pending.pop()
            if name == definition.name:
                raise OperationFailed(f"nwfilter '{definition.name}' would lead to itself, which no packet could leave")
            if name not in seen:
                seen.add(name)
                pending += [ref for each in self.filters if each.name == name for ref in _referred(each.definition)]

    # Bindings

    async def connect_list_all_nwfilter_bindings(self, flags: int) -> list[NwfilterBindingRef]:
        check_flags(flags, 0, "virConnectListAllNWFilterBindings")
        return [_ref(binding) for binding in self.bindings.values()]

    async def nwfilter_binding_lookup_by_port_dev(self, port_dev: str) -> NwfilterBindingRef:
        return _ref(self._binding(port_dev))

    async def nwfilter_binding_create_xml(self, xml: str, flags: int) -> NwfilterBindingRef:
        check_flags(flags, constants.VIR_NWFILTER_BINDING_CREATE_VALIDATE, "virNWFilterBindingCreateXML")
        with blamed_on(ORIGIN):
            binding = parse_binding(xml)
            if flags:
                require_known(FilterBinding, xml)
            if binding.port_dev in self.bindings:
                raise OperationFailed(
                    f"interface '{binding.port_dev}' has a binding already", hint="delete that one first"
                )
            self.filters.by_name(_ref(binding).filter_name)
        self.bindings[binding.port_dev] = binding
        return _ref(binding)

    async def nwfilter_binding_get_xml_desc(self, binding: NwfilterBindingRef, flags: int) -> str:
        check_flags(flags, 0, "virNWFilterBindingGetXMLDesc")
        return self._binding(binding.port_dev).to_xml()

    async def nwfilter_binding_delete(self, binding: NwfilterBindingRef) -> None:
        self._binding(binding.port_dev)
        del self.bindings[binding.port_dev]

    def _binding(self, port_dev: str) -> FilterBinding:
        found = self.bindings.get(port_dev)
        if found is None:
            raise NoNwfilterBinding(f"no nwfilter binding for port dev '{port_dev}'")
        return found


def _referred(definition: NetworkFilter) -> Iterator[str]:
    return (entry.filter for entry in definition.entries if isinstance(entry, FilterRef))


def _ref(binding: FilterBinding) -> NwfilterBindingRef:
    return NwfilterBindingRef(binding.port_dev, binding.filter.filter if binding.filter else "")
