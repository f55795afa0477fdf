"""Security labels of a domain, of one of its disks and of its character devices."""

from __future__ import annotations

from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, YesNo, attr, children


class SecLabelType(WordEnum):
    DYNAMIC = "dynamic"
    STATIC = "static"
    NONE = "none"


class SecLabel(Element, tag="seclabel"):
    """How a security driver confines the guest: <domain><seclabel>."""

    type: SecLabelType | None = attr("@type")
    model: str | None = attr("@model")  # selinux, apparmor, dac, none
    relabel: YesNo | None = attr("@relabel")  # whether resources are relabelled for the guest
    label: str | None = attr("label")
    imagelabel: str | None = attr("imagelabel")  # live guests only
    baselabel: str | None = attr("baselabel")  # what a dynamic label starts from


class DeviceSecLabel(Element, tag="seclabel"):
    """What a security driver does about one resource: <source><seclabel>."""

    model: str | None = attr("@model")
    relabel: YesNo | None = attr("@relabel")
    labelskip: YesNo | None = attr("@labelskip")  # live guests only: the resource cannot be labelled
    labels: list[str] = children("label")
