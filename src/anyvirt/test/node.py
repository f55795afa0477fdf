"""The host that a test connection pretends to run on: its processors, its memory and what it begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from anyvirt.conf.store.objects import State
from anyvirt.driver.types import NodeInfo
from anyvirt.util.error import XmlDetail, XmlError
from anyvirt.util.xmlmap.namespaces import NO_SCOPE, bind
from anyvirt.util.xmlmap.tree import MARKUP, Malformed, Node, ScopedNode, encode, parse_tree

NAMESPACE: Final = "http://libvirt.org/schemas/domain/test/1.0"  # of the elements that say how a domain begins

DEFAULT_INFO: Final = NodeInfo(
    model="i686", memory=3072 * 1024, cpus=16, mhz=1400, nodes=2, sockets=2, cores=2, threads=2
)

DEFAULT_DOMAIN: Final = """\
<domain type='test'>
  <name>test</name>
  <uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid>
  <memory unit='KiB'>8388608</memory>
  <currentMemory unit='KiB'>2097152</currentMemory>
  <vcpu placement='static'>2</vcpu>
  <os>
    <type arch='i686'>hvm</type>
    <boot dev='hd'/>
  </os>
  <devices>
    <disk type='file' device='disk'>
      <source file='/guest/diskimage1'/>
      <target dev='vda' bus='virtio'/>
      <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
    </disk>
    <interface type='network'>
      <mac address='aa:bb:cc:dd:ee:ff'/>
      <source network='default'/>
      <target dev='testnet0'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
    </interface>
    <memballoon model='virtio'>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
    </memballoon>
  </devices>
</domain>
"""


DEFAULT_POOL: Final = """\
<pool type='dir'>
  <name>default-pool</name>
  <uuid>dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566</uuid>
  <target>
    <path>/default-pool</path>
  </target>
</pool>
"""


DEFAULT_NETWORK: Final = """\
<network>
  <name>default</name>
  <uuid>dd8fe884-6c02-601e-7551-cca97df1c5df</uuid>
  <bridge name='virbr0'/>
  <forward/>
  <ip address='192.168.122.1' netmask='255.255.255.0'>
    <dhcp>
      <range start='192.168.122.2' end='192.168.122.254'/>
    </dhcp>
  </ip>
</network>
"""

DEFAULT_INTERFACE: Final = """\
<interface type='ethernet' name='eth1'>
  <start mode='onboot'/>
  <mac address='aa:bb:cc:dd:ee:ff'/>
  <mtu size='1492'/>
  <protocol family='ipv4'>
    <ip address='192.168.0.5' prefix='24'/>
    <route gateway='192.168.0.1'/>
  </protocol>
</interface>
"""


def _host_bus_adapter(name: str, parent: str, number: int, unique_id: int, wwn: str, fabric: str, more: str) -> str:
    return f"""\
<device>
  <name>{name}</name>
  <parent>{parent}</parent>
  <capability type='scsi_host'>
    <host>{number}</host>
    <unique_id>{unique_id}</unique_id>
    <capability type='fc_host'>
      <wwnn>20000000{wwn}</wwnn>
      <wwpn>10000000{wwn}</wwpn>
      <fabric_wwn>20000000{fabric}</fabric_wwn>
    </capability>
    {more}
  </capability>
</device>
"""


_VPORTS: Final = "<capability type='vport_ops'><max_vports>0</max_vports><vports>0</vports></capability>"

DEFAULT_DEVICES: Final = (
    """\
<device>
  <name>computer</name>
  <capability type='system'>
    <hardware>
      <vendor>Libvirt</vendor>
      <version>Test driver</version>
      <serial>123456</serial>
      <uuid>11111111-2222-3333-4444-555555555555</uuid>
    </hardware>
    <firmware>
      <vendor>Libvirt</vendor>
      <version>Test Driver</version>
      <release_date>01/22/2007</release_date>
    </firmware>
  </capability>
</device>
""",
    _host_bus_adapter("scsi_host1", "computer", 1, 0, "12341234", "43214321", _VPORTS),
    _host_bus_adapter("scsi_host2", "computer", 2, 1, "56785678", "87658765", _VPORTS),
    _host_bus_adapter("scsi_host11", "scsi_host1", 11, 10, "34563456", "43214321", ""),
)


class FirstDomain(NamedTuple):
    """A domain that is there when the connection opens."""

    xml: str
    state: State = State.RUNNING
    transient: bool = False
    has_managed_save: bool = False


class FirstPool(NamedTuple):
    """A storage pool that is there and active when the connection opens."""

    xml: str
    volumes: tuple[str, ...] = ()  # XML of those in it


@dataclass(frozen=True)
class TestNode:
    """What a test connection starts from."""

    __test__ = False  # nothing for pytest to collect

    info: NodeInfo = DEFAULT_INFO
    domains: tuple[FirstDomain, ...] = field(default=(FirstDomain(DEFAULT_DOMAIN),))
    pools: tuple[FirstPool, ...] = field(default=(FirstPool(DEFAULT_POOL),))
    networks: tuple[str, ...] = (DEFAULT_NETWORK,)  # XML of those that are defined and active
    interfaces: tuple[str, ...] = (DEFAULT_INTERFACE,)  # the same of the host's interfaces
    devices: tuple[str, ...] = DEFAULT_DEVICES
    users: Mapping[str, str | None] = field(default_factory=dict)
    """Who may open it, with the passwords of those who have one; nobody is asked where it is empty."""


def read_node(path: Path) -> TestNode:
    """The node described by the file *path*: <node> with <cpu>, <memory>, <auth>, <domain>, <network>, <interface>,
    <pool> and <device> elements.

    All but the first three, and the volumes of pools, may be in files of their own, which file= names.

    Raises:
        XmlDetail: it is not well-formed.
        XmlError: it cannot be read, or says something that makes no sense.
    """
    root = _read(path)
    if root.tag != "node":
        raise XmlError(f"{path}: expecting root element of 'node', not '{root.tag}'")
    info = DEFAULT_INFO
    domains: list[FirstDomain] = []
    users: dict[str, str | None] = {}
    pools: list[FirstPool] = []
    others: dict[str, list[str]] = {"network": [], "interface": [], "device": []}
    for element in _elements(root):
        match element.tag:
            case "cpu":
                info = _with_cpu(info, element, path)
            case "memory":
                info = info._replace(memory=_positive(element, "node memory", path))
            case "auth":
                users |= _users(element, path)
            case "domain":
                domains.append(_first_domain(element, path))
            case "pool":
                pools.append(_first_pool(element, path))
            case "network" | "interface" | "device":
                others[element.tag].append(_text(_followed(element, path)))
    networks, interfaces, devices = (tuple(xml) for xml in others.values())
    return TestNode(info, tuple(domains), tuple(pools), networks, interfaces, devices, users)


def _with_cpu(info: NodeInfo, cpu: Node, path: Path) -> NodeInfo:
    for element in _elements(cpu):
        match element.tag:
            case "model":
                info = info._replace(model=(element.text or "").strip())
            case "active":
                info = info._replace(cpus=_positive(element, "node active cpu", path))
            case "mhz":
                info = info._replace(mhz=_positive(element, "node cpu mhz", path))
            case "nodes":
                info = info._replace(nodes=_positive(element, "node cpu numa nodes", path))
            case "sockets":
                info = info._replace(sockets=_positive(element, "node cpu socket", path))
            case "cores":
                info = info._replace(cores=_positive(element, "node cpu core", path))
            case "threads":
                info = info._replace(threads=_positive(element, "node cpu thread", path))
    return info


def _users(auth: Node, path: Path) -> dict[str, str | None]:
    users: dict[str, str | None] = {}
    for element in _elements(auth):
        if element.tag != "user":
            continue
        if not element.text:
            raise XmlError(f"{path}: missing username in /node/auth/user field")
        users.setdefault(element.text, element.attrib.get("password"))  # the first of a name counts
    return users


def _first_domain(element: Node, path: Path) -> FirstDomain:
    element = _followed(element, path)
    first = FirstDomain(_text(element))
    for child in _elements(element):
        prefix, _, name = child.tag.rpartition(":")
        if not isinstance(child, ScopedNode) or child.scope.get(prefix) != NAMESPACE:
            continue
        match name:
            case "runstate":
                first = first._replace(state=_state(child, path))
            case "transient":
                first = first._replace(transient=True)
            case "hasmanagedsave":
                first = first._replace(has_managed_save=True)
    if first.transient and first.state is State.SHUTOFF:
        raise XmlError(f"{path}: a transient domain cannot be shut off")
    if first.has_managed_save and first.state is not State.SHUTOFF:
        raise XmlError(f"{path}: a domain with a managed save image must be shut off")
    return first


def _first_pool(element: Node, path: Path) -> FirstPool:
    element = _followed(element, path)
    volumes = [child for child in _elements(element) if child.tag == "volume"]
    first = FirstPool("", tuple(_text(_followed(volume, path)) for volume in volumes))
    for volume in volumes:  # they are no part of the pool's own document
        element.remove(volume)
    return first._replace(xml=_text(element))


def _followed(element: Node, path: Path) -> Node:
    """What stands in the file that *element* of *path* names, else the element itself."""
    file = element.attrib.get("file")
    return element if file is None else _read(path.parent / file)


def _text(element: Node) -> str:
    from anyvirt.util.xmlmap import Fragment

    return str(Fragment.of_node(element))


def _state(element: Node, path: Path) -> State:
    number = _positive(element, "runstate", path)
    try:
        return State(number)
    except ValueError:
        raise XmlError(f"{path}: invalid runstate '{number}'") from None


def _positive(element: Node, what: str, path: Path) -> int:
    text = (element.text or "").strip()
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise XmlError(f"{path}: invalid {what} value '{text}'")
    return int(text)


def _elements(node: Node) -> Iterator[Node]:
    return (child for child in node if child.tag not in MARKUP)


def _read(path: Path) -> Node:
    try:
        root = parse_tree(encode(path.read_bytes()), scoped=True)
    except OSError as exc:
        raise XmlError(f"failed to read xml document '{path}': {exc.strerror}") from exc
    except Malformed as exc:
        raise XmlDetail(f"{path}:{exc.line}: {exc.why}") from None
    bind(root, NO_SCOPE)
    return root
