"""The host's devices in the test driver: a computer with Fibre Channel adapters, and what is made of them."""

from __future__ import annotations

import uuid
from typing import Final

from anyvirt import constants
from anyvirt.conf.node_device.mediated import MdevCapability, MdevTypesCapability
from anyvirt.conf.node_device.model import DrmCapability, NodeDevice, SystemCapability
from anyvirt.conf.node_device.net import NetCapability, VdpaCapability
from anyvirt.conf.node_device.parse import format_node_device, parse
from anyvirt.conf.node_device.pci import PciCapability, VpdCapability
from anyvirt.conf.node_device.s390 import (
    ApCardCapability,
    ApMatrixCapability,
    ApQueueCapability,
    CcwCapability,
    CcwGroupCapability,
    CssCapability,
    GroupMember,
)
from anyvirt.conf.node_device.scsi import (
    FcHostCapability,
    ScsiCapability,
    ScsiGenericCapability,
    ScsiHostCapability,
    ScsiTargetCapability,
    VportOpsCapability,
)
from anyvirt.conf.node_device.storage import StorageCapability
from anyvirt.conf.node_device.usb import UsbDeviceCapability, UsbInterfaceCapability
from anyvirt.conf.store.events import Event, EventKind
from anyvirt.driver import URI
from anyvirt.driver.contract import NodeDeviceContract
from anyvirt.test.base import TestBase
from anyvirt.test.documents import blamed_on, require_known
from anyvirt.test.node import TestNode
from anyvirt.util.error import InternalError, NoNodeDevice, OperationInvalid, OperationUnsupported
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import NodeDeviceRef

ORIGIN: Final = constants.VIR_FROM_NODEDEV  # of errors about documents

# The name of each kind of capability, and the flag that filters lists by it. Some are parts of others.
_CAPABILITIES: Final[dict[type, tuple[str, int]]] = {
    SystemCapability: ("system", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SYSTEM),
    PciCapability: ("pci", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_PCI_DEV),
    UsbDeviceCapability: ("usb_device", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_DEV),
    UsbInterfaceCapability: ("usb", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_USB_INTERFACE),
    NetCapability: ("net", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_NET),
    ScsiHostCapability: ("scsi_host", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_HOST),
    ScsiTargetCapability: ("scsi_target", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_TARGET),
    ScsiCapability: ("scsi", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI),
    StorageCapability: ("storage", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_STORAGE),
    FcHostCapability: ("fc_host", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_FC_HOST),
    VportOpsCapability: ("vports", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS),
    ScsiGenericCapability: ("scsi_generic", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_SCSI_GENERIC),
    DrmCapability: ("drm", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_DRM),
    MdevTypesCapability: ("mdev_types", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV_TYPES),
    MdevCapability: ("mdev", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_MDEV),
    CcwCapability: ("ccw", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCW_DEV),
    CcwGroupCapability: ("ccwgroup", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCWGROUP_DEV),
    GroupMember: ("ccwgroup_member", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_CCWGROUP_MEMBER),
    CssCapability: ("css", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_CSS_DEV),
    VdpaCapability: ("vdpa", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_VDPA),
    ApCardCapability: ("ap_card", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_CARD),
    ApQueueCapability: ("ap_queue", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_QUEUE),
    ApMatrixCapability: ("ap_matrix", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_AP_MATRIX),
    VpdCapability: ("vpd", constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPD),
}
_BY_CAPABILITY: Final = sum(bit for _, bit in _CAPABILITIES.values())
_ACTIVE: Final = constants.VIR_CONNECT_LIST_NODE_DEVICES_ACTIVE & 0xFFFFFFFF
_INACTIVE: Final = constants.VIR_CONNECT_LIST_NODE_DEVICES_INACTIVE
_PERSISTENT: Final = constants.VIR_CONNECT_LIST_NODE_DEVICES_PERSISTENT
_TRANSIENT: Final = constants.VIR_CONNECT_LIST_NODE_DEVICES_TRANSIENT
_ALL_FILTERS: Final = _BY_CAPABILITY | _ACTIVE | _INACTIVE | _PERSISTENT | _TRANSIENT

_LIVE: Final = constants.VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE
_CONFIG: Final = constants.VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG


class _Device:
    """A device that is there, that is defined, or both."""

    def __init__(self, definition: NodeDevice, *, active: bool, persistent: bool) -> None:
        self.definition = definition
        self.active = active
        self.persistent = persistent
        self.autostart = False

    @property
    def name(self) -> str:
        assert self.definition.name is not None  # it is complete
        return self.definition.name

    @property
    def ref(self) -> NodeDeviceRef:
        return NodeDeviceRef(self.name)

    @property
    def fc_host(self) -> FcHostCapability | None:
        """What makes it a port of a Fibre Channel fabric."""
        for capability in self.definition.capabilities:
            if isinstance(capability, ScsiHostCapability):
                return next((part for part in capability.capabilities if isinstance(part, FcHostCapability)), None)
        return None

    @property
    def capabilities(self) -> list[str]:
        """Their names."""
        return [_CAPABILITIES[type(each)][0] for each in self.definition.capabilities]

    @property
    def bits(self) -> int:
        """VIR_CONNECT_LIST_NODE_DEVICES_*: what lists find it by."""
        bits = (_ACTIVE if self.active else _INACTIVE) | (_PERSISTENT if self.persistent else _TRANSIENT)
        for each in self.definition.capabilities:
            for part in (each, *getattr(each, "capabilities", ()), getattr(each, "member", None)):
                bits |= _CAPABILITIES.get(type(part), ("", 0))[1]
        return bits

    def require_mdev(self, what: str) -> None:
        """Raises:
        OperationUnsupported: it is no mediated device.
        """
        if not any(isinstance(each, MdevCapability) for each in self.definition.capabilities):
            raise OperationUnsupported(f"node device '{self.name}' cannot be {what}: only mediated devices can")


class NodeDevices(TestBase, NodeDeviceContract):
    """Everything that is about the host's devices."""

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self._devices: dict[str, _Device] = {}
        for xml in node.devices:
            with blamed_on(ORIGIN):
                device = _Device(parse(xml), active=True, persistent=False)
            self._devices[device.name] = device

    def _emit_device(self, device: _Device, event: int) -> None:
        number = constants.VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE
        self.events.emit(Event(number, device.ref, (event, 0), EventKind.NODE_DEVICE))

    # Finding

    async def connect_list_all_node_devices(self, flags: int) -> list[NodeDeviceRef]:
        flags &= 0xFFFFFFFF  # the last one is negative in Python
        check_flags(flags, _ALL_FILTERS, "virConnectListAllNodeDevices")
        groups = (_BY_CAPABILITY, _ACTIVE | _INACTIVE, _PERSISTENT | _TRANSIENT)
        return [
            each.ref
            for each in self._devices.values()
            if all(not flags & group or flags & group & each.bits for group in groups)
        ]

    async def node_num_of_devices(self, cap: str | None, flags: int) -> int:
        check_flags(flags, 0, "virNodeNumOfDevices")
        return len(self._having(cap))

    async def node_list_devices(self, cap: str | None, flags: int) -> list[str]:
        check_flags(flags, 0, "virNodeListDevices")
        return self._having(cap)

    def _having(self, capability: str | None) -> list[str]:
        return [name for name, each in self._devices.items() if capability is None or capability in each.capabilities]

    async def node_device_lookup_by_name(self, name: str) -> NodeDeviceRef:
        return self._find_device(name).ref

    async def node_device_lookup_scsi_host_by_wwn(self, wwnn: str, wwpn: str, flags: int) -> NodeDeviceRef:
        check_flags(flags, 0, "virNodeDeviceLookupSCSIHostByWWN")
        for each in self._devices.values():
            if (host := each.fc_host) is not None and (host.wwnn, host.wwpn) == (wwnn, wwpn):
                return each.ref
        raise NoNodeDevice(f"no SCSI host with wwnn '{wwnn}' and wwpn '{wwpn}'")

    def _find_device(self, name: str) -> _Device:
        found = self._devices.get(name)
        if found is None:
            raise NoNodeDevice(f"no node device with matching name '{name}'")
        return found

    # Making and defining

    async def node_device_create_xml(self, xml: str, flags: int) -> NodeDeviceRef:
        check_flags(flags, constants.VIR_NODE_DEVICE_CREATE_XML_VALIDATE, "virNodeDeviceCreateXML")
        device = self._complete_device(xml, strict=bool(flags), persistent=False)
        self._add_device(device)
        self._emit_device(device, constants.VIR_NODE_DEVICE_EVENT_CREATED)
        return device.ref

    async def node_device_define_xml(self, xml: str, flags: int) -> NodeDeviceRef:
        check_flags(flags, constants.VIR_NODE_DEVICE_DEFINE_XML_VALIDATE, "virNodeDeviceDefineXML")
        device = self._complete_device(xml, strict=bool(flags), persistent=True)
        device.require_mdev("defined")
        self._add_device(device)
        self._emit_device(device, constants.VIR_NODE_DEVICE_EVENT_DEFINED)
        return device.ref

    async def node_device_create(self, dev: NodeDeviceRef, flags: int) -> None:
        check_flags(flags, 0, "virNodeDeviceCreate")
        found = self._find_device(dev.name)
        if found.active:
            raise OperationInvalid(f"node device '{found.name}' is active already")
        found.active = True
        self._emit_device(found, constants.VIR_NODE_DEVICE_EVENT_CREATED)

    async def node_device_destroy(self, dev: NodeDeviceRef) -> None:
        found = self._find_device(dev.name)
        if found.fc_host is None:
            found.require_mdev("destroyed")
        if not found.active:
            raise OperationInvalid(f"node device '{found.name}' is not active")
        found.active = False
        if not found.persistent:
            del self._devices[found.name]
        self._emit_device(found, constants.VIR_NODE_DEVICE_EVENT_DELETED)

    async def node_device_undefine(self, dev: NodeDeviceRef, flags: int) -> None:
        check_flags(flags, 0, "virNodeDeviceUndefine")
        found = self._require_persistent(dev)
        found.persistent = found.autostart = False
        if not found.active:
            del self._devices[found.name]
        self._emit_device(found, constants.VIR_NODE_DEVICE_EVENT_UNDEFINED)

    async def node_device_update(self, dev: NodeDeviceRef, xml: str, flags: int) -> None:
        check_flags(flags, _LIVE | _CONFIG, "virNodeDeviceUpdate")
        found = self._find_device(dev.name)
        found.require_mdev("updated")
        if flags & _LIVE and not found.active:
            raise OperationInvalid(f"node device '{found.name}' is not active")
        if flags & _CONFIG and not found.persistent:
            raise OperationInvalid(f"node device '{found.name}' is transient and has no configuration to change")
        with blamed_on(ORIGIN):
            changed = parse(xml, create=True)
        old, new = _mdev(found.definition), _mdev(changed)
        if new is None or old is None or new.type_id != old.type_id:
            raise OperationUnsupported(f"node device '{found.name}' keeps its type: only attributes can be changed")
        old.attributes = new.attributes
        self.events.emit(Event(constants.VIR_NODE_DEVICE_EVENT_ID_UPDATE, found.ref, (), EventKind.NODE_DEVICE))

    async def node_device_set_autostart(self, dev: NodeDeviceRef, autostart: bool) -> None:
        self._require_persistent(dev).autostart = autostart

    def _require_persistent(self, dev: NodeDeviceRef) -> _Device:
        found = self._find_device(dev.name)
        if not found.persistent:
            raise OperationInvalid(f"node device '{found.name}' is transient", hint="define it to give it a definition")
        return found

    def _add_device(self, device: _Device) -> None:
        if device.name in self._devices:
            raise OperationInvalid(f"node device '{device.name}' is there already")
        self._devices[device.name] = device

    def _complete_device(self, xml: str, *, strict: bool, persistent: bool) -> _Device:
        """The device that *xml* asks for, with the name that the host gives it."""
        with blamed_on(ORIGIN):
            definition = parse(xml, create=True)
            if strict:
                require_known(NodeDevice, xml)
            parent = self._parent(definition)
            definition.parent = parent.name
            definition.parent_wwnn = definition.parent_wwpn = definition.parent_fabric_wwn = None
            if (mdev := _mdev(definition)) is not None:
                mdev.uuid = mdev.uuid or str(uuid.uuid4())
                definition.name = f"mdev_{mdev.uuid.replace('-', '_')}_{parent.name}"
            elif isinstance(host := definition.capabilities[0], ScsiHostCapability):
                if parent.fc_host is None:
                    raise InternalError(f"parent device '{parent.name}' is not a Fibre Channel host")
                hosts = [each for device in self._devices.values() for each in device.definition.capabilities]
                host.host = 1 + max(each.host or 0 for each in hosts if isinstance(each, ScsiHostCapability))
                host.unique_id = host.host - 1
                for part in host.capabilities:
                    if isinstance(part, FcHostCapability):
                        part.fabric_wwn = part.fabric_wwn or parent.fc_host.fabric_wwn
                definition.name = f"scsi_host{host.host}"
            else:
                raise InternalError(
                    f"node devices of kind {_CAPABILITIES[type(definition.capabilities[0])][0]} cannot be made: "
                    "virtual ports of Fibre Channel hosts and mediated devices can"
                )
        return _Device(definition, active=not persistent, persistent=persistent)

    def _parent(self, definition: NodeDevice) -> _Device:
        for each in self._devices.values():
            host = each.fc_host
            if each.name == definition.parent:
                return each
            if host is None or definition.parent is not None:
                continue
            if definition.parent_wwnn is not None:
                if (host.wwnn, host.wwpn) == (definition.parent_wwnn, definition.parent_wwpn):
                    return each
            elif definition.parent_fabric_wwn in (None, host.fabric_wwn) and each.bits & _VPORTS:
                return each
        raise InternalError(f"Could not find parent device for '{definition.name}'")

    # Looking at one

    async def node_device_get_xml_desc(self, dev: NodeDeviceRef, flags: int) -> str:
        check_flags(flags, constants.VIR_NODE_DEVICE_XML_INACTIVE, "virNodeDeviceGetXMLDesc")
        found = self._find_device(dev.name)
        return format_node_device(found.definition, inactive=bool(flags) or not found.active)

    async def node_device_get_parent(self, dev: NodeDeviceRef) -> str | None:
        return self._find_device(dev.name).definition.parent

    async def node_device_num_of_caps(self, dev: NodeDeviceRef) -> int:
        return len(self._find_device(dev.name).capabilities)

    async def node_device_list_caps(self, dev: NodeDeviceRef) -> list[str]:
        return self._find_device(dev.name).capabilities

    async def node_device_is_active(self, dev: NodeDeviceRef) -> bool:
        return self._find_device(dev.name).active

    async def node_device_is_persistent(self, dev: NodeDeviceRef) -> bool:
        return self._find_device(dev.name).persistent

    async def node_device_get_autostart(self, dev: NodeDeviceRef) -> bool:
        return self._find_device(dev.name).autostart


_VPORTS: Final = constants.VIR_CONNECT_LIST_NODE_DEVICES_CAP_VPORTS


def _mdev(definition: NodeDevice) -> MdevCapability | None:
    return next((each for each in definition.capabilities if isinstance(each, MdevCapability)), None)
