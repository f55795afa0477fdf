"""Broken documents of every kind that test:///default takes, one mistake each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from anyvirt.conf.host_interface.parse import parse as parse_interface
from anyvirt.conf.network.parse import parse as parse_network
from anyvirt.conf.storage.parse import parse_pool, parse_volume
from anyvirt.conf.storage.pool_types import PoolType
from anyvirt.test.documents import parse as parse_domain


def _domain(inside: str = "", devices: str = "", os: str = "<os><type arch='x86_64'>hvm</type></os>") -> str:
    return (
        f"<domain type='test'><name>a</name><memory>1048576</memory>{os}{inside}<devices>{devices}</devices></domain>"
    )


def _disk(inside: str) -> str:
    return _domain(devices=f"<disk type='file'><source file='/a'/><target dev='vda'/>{inside}</disk>")


def _network(inside: str) -> str:
    return f"<network><name>n</name>{inside}</network>"


def _pool(kind: str, inside: str = "") -> str:
    return f"<pool type='{kind}'><name>n</name>{inside}</pool>"


def _volume(inside: str) -> str:
    return f"<volume><name>v</name><capacity>1</capacity>{inside}</volume>"


def _interface(kind: str, inside: str = "") -> str:
    return f"<interface type='{kind}' name='e'>{inside}</interface>"


KINDS: Final[dict[str, Callable[[str], Any]]] = {
    "domain": parse_domain,
    "network": parse_network,
    "pool": parse_pool,
    "volume": lambda text: parse_volume(text, PoolType.DIR),
    "interface": parse_interface,
}
"""How we read each kind."""

_TARGET: Final = "<target><path>/a</path></target>"

BROKEN: Final[list[tuple[str, str]]] = [
    *((kind, text) for kind in KINDS for text in ("", "x", "<x/>", "<x", "<x></y>")),
    ("domain", "<domain type='test'/>"),
    ("domain", "<domain><name>a</name></domain>"),
    ("domain", "<domain type='x'><name>a</name></domain>"),
    ("domain", "<domain type='test'><name></name></domain>"),
    ("domain", _domain().replace(">a<", ">a/b<", 1)),
    ("domain", _domain("<uuid>7</uuid>")),
    ("domain", _domain("<genid>7</genid>")),
    ("domain", _domain("<title>a\nb</title>")),
    ("domain", _domain(os="")),
    ("domain", _domain(os="<os><type>x</type></os>")),
    ("domain", _domain().replace("1048576", "x")),
    ("domain", _domain().replace("1048576", "0")),
    ("domain", _domain().replace("<memory>", "<memory unit='x'>")),
    ("domain", _domain("<vcpu current='3'>2</vcpu>")),
    ("domain", _domain("<maxMemory>4194304</maxMemory>")),
    ("domain", _domain("<on_poweroff>x</on_poweroff>")),
    ("domain", _domain("<cputune><period>5</period></cputune>")),
    ("domain", _domain("<seclabel type='static'/>")),
    ("domain", _domain("<idmap><uid start='0' target='1' count='1'/></idmap>")),
    ("domain", _domain(os="<os><type>hvm</type><nvram>/n</nvram></os>")),
    ("domain", _domain(os="<os><type>hvm</type><bios rebootTimeout='70000'/></os>")),
    ("domain", _domain(devices="<disk type='file'><source file='/a'/></disk>")),
    ("domain", _domain(devices="<disk type='file'><target dev='vda'/></disk>")),
    ("domain", _disk("<wwn>5</wwn>")),
    ("domain", _disk("<boot order='0'/>")),
    ("domain", _domain(devices="<controller type='scsi' model='x'/>")),
    ("domain", _domain(devices="<controller type='x'/>")),
    ("domain", _domain(devices="<serial type='file'/>")),
    ("domain", _domain(devices="<serial type='tcp'/>")),
    ("domain", _domain(devices="<serial type='spicevmc'/>")),
    ("domain", _domain(devices="<filesystem><target dir='t'/></filesystem>")),
    ("domain", _domain(devices="<rng model='virtio'/>")),
    ("domain", _domain(devices="<hostdev mode='subsystem' type='usb'/>")),
    ("domain", _domain(devices="<vsock><cid address='2' auto='no'/></vsock>")),
    ("domain", _domain(devices="<sound model='ich6'><address type='pci' slot='0x20'/></sound>")),
    ("domain", _domain(devices="<sound model='ich6'><alias name='ua-a'/></sound>" * 2)),
    ("network", "<network/>"),
    ("network", "<network><name>a/b</name></network>"),
    ("network", _network("<uuid>7</uuid>")),
    ("network", _network("<forward mode='x'/>")),
    ("network", _network("<ip address='x'/>")),
    ("network", _network("<ip address='10.0.0.1' prefix='99'/>")),
    ("network", _network("<mac address='x'/>")),
    ("network", _network("<dns><host ip='x'/></dns>")),
    ("pool", "<pool/>"),
    ("pool", "<pool type='x'/>"),
    ("pool", "<pool type='dir'/>"),
    ("pool", _pool("dir")),
    ("pool", _pool("dir", f"<uuid>7</uuid>{_TARGET}")),
    ("pool", _pool("netfs", _TARGET)),
    ("pool", _pool("netfs", f"<source><host name='a'/></source>{_TARGET}")),
    ("pool", _pool("rbd")),
    ("pool", _pool("iscsi")),
    ("pool", _pool("scsi")),
    ("pool", _pool("disk")),
    ("volume", "<volume/>"),
    ("volume", "<volume><name>v</name></volume>"),
    ("volume", "<volume><name>v</name><capacity>x</capacity></volume>"),
    ("volume", "<volume><name>v</name><capacity unit='ell'>1</capacity></volume>"),
    ("volume", "<volume type='x'><name>v</name><capacity>1</capacity></volume>"),
    ("volume", _volume("<target><format type='x'/></target>")),
    ("volume", _volume("<target><compat>x</compat></target>")),
    ("volume", _volume("<target><permissions><mode>z</mode></permissions></target>")),
    ("interface", "<interface/>"),
    ("interface", "<interface type='x'/>"),
    ("interface", "<interface type='ethernet'/>"),
    ("interface", _interface("ethernet", "<start mode='x'/>")),
    ("interface", _interface("ethernet", "<protocol family='x'/>")),
    ("interface", _interface("bridge")),
    ("interface", _interface("bond")),
    ("interface", _interface("vlan")),
]
"""Kind and text."""
