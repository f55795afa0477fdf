"""What a document asks of LXC itself, in a namespace of its own."""

from __future__ import annotations

from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, child, need

LXC_NAMESPACE = "http://libvirt.org/schemas/domain/lxc/1.0"


class ShareOf(WordEnum):
    """How the other container, or the namespace itself, is named."""

    NAME = "name"  # of a running container
    PID = "pid"  # of one of its processes
    NETNS = "netns"  # a network namespace of the host, as `ip netns` lists it


class ShareNet(Element, tag="lxc:sharenet"):
    """The network namespace is somebody else's."""

    type: ShareOf = need("@type")
    value: str = need("@value")


class ShareIpc(Element, tag="lxc:shareipc"):
    """The IPC namespace is somebody else's."""

    type: ShareOf = need("@type")
    value: str = need("@value")


class ShareUts(Element, tag="lxc:shareuts"):
    """The host name is somebody else's."""

    type: ShareOf = need("@type")
    value: str = need("@value")


class LxcNamespace(Element, tag="lxc:namespace"):
    """Kernel namespaces that a container shares instead of having its own."""

    sharenet: ShareNet | None = child("lxc:sharenet")
    shareipc: ShareIpc | None = child("lxc:shareipc")
    shareuts: ShareUts | None = child("lxc:shareuts")
