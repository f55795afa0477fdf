"""Devices of s390: the channel subsystem and cryptographic adapters."""

from __future__ import annotations

from anyvirt.conf.node_device.mediated import MdevTypesCapability
from anyvirt.conf.node_device.numbers import ApAdapter, ApDomain, ChannelNumber, DeviceNumber
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, attr, child, children, need


class ChannelAddress(Element):
    """Where a device is in the channel subsystem."""

    cssid: ChannelNumber = need("cssid", missing=ConfigUnsupported, wrong=ConfigUnsupported)
    ssid: ChannelNumber = need("ssid", missing=ConfigUnsupported, wrong=ConfigUnsupported)
    devno: DeviceNumber = need("devno", missing=ConfigUnsupported, wrong=ConfigUnsupported)


class GroupMember(Element, tag="capability", const={"type": "ccwgroup_member"}):
    """What a device is a part of."""

    group: str = need("group_device", missing=ConfigUnsupported)  # name of the node device


class CcwCapability(ChannelAddress, tag="capability", const={"type": "ccw"}):
    """A device that is driven by channel command words."""

    member: GroupMember | None = child("capability")


class GroupState(WordEnum):
    OFFLINE = "offline"
    ONLINE = "online"


class GroupedDevice(Element, tag="ccw_device"):
    """A part of a group."""

    ref: str = need("@ref")  # what the group calls it
    name: str = need(".")  # of the node device


class QethCapability(Element, tag="capability", const={"type": "qeth_generic"}):
    """A network card."""

    card_type: str | None = attr("card_type")
    channel_path: str | None = attr("chpid")


class CcwGroupCapability(Element, tag="capability", const={"type": "ccwgroup"}):
    """Devices that work together as one."""

    state: GroupState = need("state", missing=ConfigUnsupported, wrong=ConfigUnsupported)
    cssid: ChannelNumber = need("cssid", missing=ConfigUnsupported, wrong=ConfigUnsupported)
    ssid: ChannelNumber = need("ssid", missing=ConfigUnsupported, wrong=ConfigUnsupported)
    devno: DeviceNumber = need("devno", missing=ConfigUnsupported, wrong=ConfigUnsupported)
    members: list[GroupedDevice] = children("members/ccw_device")
    qeth: QethCapability | None = child("capability")


class CssCapability(ChannelAddress, tag="capability", const={"type": "css"}):
    """A subchannel."""

    channel_device: ChannelAddress | None = child("channel_dev_addr")  # the device behind it
    mdev_types: MdevTypesCapability | None = child("capability")


class ApCardCapability(Element, tag="capability", const={"type": "ap_card"}):
    """A cryptographic adapter."""

    adapter: ApAdapter = need("ap-adapter", missing=ConfigUnsupported, wrong=ConfigUnsupported)


class ApQueueCapability(Element, tag="capability", const={"type": "ap_queue"}):
    """A domain of a cryptographic adapter."""

    adapter: ApAdapter = need("ap-adapter", missing=ConfigUnsupported, wrong=ConfigUnsupported)
    domain: ApDomain = need("ap-domain", missing=ConfigUnsupported, wrong=ConfigUnsupported)


class ApMatrixCapability(Element, tag="capability", const={"type": "ap_matrix"}, open_tags=(".",)):
    """What adapters and domains are shared out from."""

    mdev_types: MdevTypesCapability | None = child("capability")
