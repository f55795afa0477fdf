"""Devices of s390: the channel subsystem and cryptographic adapters."""

from __future__ import annotations

from anyvirt.conf.node_device.mediated import MdevTypesCapability
from anyvirt.conf.node_device.numbers import ApAdapter, ApDomain, ChannelNumber, DeviceNumber
from anyvirt.util.error import ConfigUnsupported
from anyvirt.util.xmlmap import Element, child, need


class ChannelAddress(Element):
    """Where a device is in the channel subsystem."""

    cssid: ChannelNumber = need("cssid", missing=ConfigUnsupported, wrong=ConfigUnsupported)
    ssid: ChannelNumber = need("ssid", missing=ConfigUnsupported, wrong=ConfigUnsupported)
    devno: DeviceNumber = need("devno", missing=ConfigUnsupported, wrong=ConfigUnsupported)


class CcwCapability(ChannelAddress, tag="capability", const={"type": "ccw"}):
    """A device that is driven by channel command words."""


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
