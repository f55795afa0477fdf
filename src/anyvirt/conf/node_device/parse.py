"""From text to a device that a driver can create or define, and back."""

from __future__ import annotations

from anyvirt.conf.node_device.mediated import MdevCapability
from anyvirt.conf.node_device.model import NodeDevice
from anyvirt.conf.node_device.post_parse import forget_observed, post_parse
from anyvirt.conf.node_device.validate import check_schema, validate
from anyvirt.conf.schema import read


def parse(document: str | bytes, *, create: bool = False, strict: bool = False) -> NodeDevice:
    """Read a document about a device.

    Args:
        document: the text.
        create: the device is to be created or defined: its name and number are not the caller's to choose.
        strict: refuse elements and attributes that nobody knows (VIR_NODE_DEVICE_CREATE_XML_VALIDATE).

    Raises:
        XmlDetail: the document is malformed.
        XmlInvalidSchema: *strict*, and it does not follow libvirt's schema.
        XmlError: something is missing or wrong.
        NoName: the device has no name.
    """
    device = read(NodeDevice, document, strict=strict)
    if strict:
        check_schema(device)
    forget_observed(device)
    post_parse(device, create=create)
    validate(device)
    return device


def format_node_device(device: NodeDevice, *, inactive: bool = False) -> str:
    """The document, in libvirt's style.

    Args:
        device: stays as it is.
        inactive: the definition of a mediated device, which as such is nowhere in sysfs
            (VIR_NODE_DEVICE_XML_INACTIVE). Other devices have no definition.
    """
    if inactive and any(isinstance(capability, MdevCapability) for capability in device.capabilities):
        device = device.copy()
        device.path = None
    return device.to_xml()
