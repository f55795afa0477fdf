"""What a document asks of QEMU itself, in a namespace of its own."""

from __future__ import annotations

from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, attr, children, need

QEMU_NAMESPACE = "http://libvirt.org/schemas/domain/qemu/1.0"


class QemuEnv(Element, tag="qemu:env"):
    """An environment variable of the QEMU process."""

    name: str = need("@name")
    value: str | None = attr("@value")


class Deprecation(WordEnum):
    """What QEMU does when it is told something that it will not understand for much longer."""

    NONE = "none"
    OMIT = "omit"
    REJECT = "reject"
    CRASH = "crash"


class PropertyType(WordEnum):
    STRING = "string"
    SIGNED = "signed"
    UNSIGNED = "unsigned"
    BOOL = "bool"
    REMOVE = "remove"


class QemuProperty(Element, tag="qemu:property"):
    """An option of a device, set to another value than the driver's or taken away."""

    name: str = need("@name")
    type: PropertyType = need("@type")
    value: str | None = attr("@value")


class QemuOverride(Element, tag="qemu:device"):
    """Other options for the device that the guest sees under an alias."""

    alias: str = need("@alias")
    properties: list[QemuProperty] = children("qemu:frontend/qemu:property")
