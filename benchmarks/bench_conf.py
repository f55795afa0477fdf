"""What it costs to read and write a domain, next to what the standard library takes to parse the same text."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from xml.etree import ElementTree

from anyvirt.conf.domain import Domain
from anyvirt.util.xmlmap import Element, attr, children, flag, need

ROUNDS = 9
CALLS = 100
CLASSES = 220

_DISK = """\
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2' cache='none'/>
      <source file='/srv/images/disk{0}.qcow2'/>
      <target dev='vd{0}' bus='virtio'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x1{1}' function='0x0'/>
    </disk>
"""

DOMAIN = f"""\
<domain type='qemu'>
  <name>web1</name>
  <uuid>2f7c8a54-7d42-4d1c-a3f1-3ad4d27cf1f2</uuid>
  <memory unit='KiB'>1048576</memory>
  <currentMemory unit='KiB'>1048576</currentMemory>
  <vcpu placement='static'>2</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
{"".join(_DISK.format(letter, number) for number, letter in enumerate("abc"))}\
    <controller type='usb' index='0' model='piix3-uhci'>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x2'/>
    </controller>
    <controller type='pci' index='0' model='pci-root'/>
    <interface type='network'>
      <mac address='52:54:00:6d:90:02'/>
      <source network='default'/>
      <model type='virtio'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>
    </interface>
    <serial type='pty'>
      <target port='0'/>
    </serial>
    <console type='pty'>
      <target type='serial' port='0'/>
    </console>
    <input type='mouse' bus='ps2'/>
    <graphics type='vnc' port='-1' autoport='yes'/>
    <video>
      <model type='cirrus' vram='16384' heads='1' primary='yes'/>
    </video>
    <memballoon model='virtio'/>
  </devices>
</domain>
"""


def define(number: int = CLASSES) -> None:
    """Define classes of ten fields as a module of models does."""
    for _ in range(number):

        class Model(Element, tag="model"):
            a: str = need("@a")
            b: int | None = attr("@b")
            c: str | None = attr("c/@a")
            d: str | None = attr("c/@b")
            e: int | None = attr("e")
            f: bool = flag("f")
            g: list[str] = children("g/h/@i")
            h: str | None = attr("g/j")
            i: bool | None = attr("k/@l")
            j: str | None = attr("m")


def _best(action: Callable[[], object], calls: int) -> float:
    """Milliseconds for one call: the best of several rounds, since whatever else runs only ever adds."""
    return min(timeit.repeat(action, number=calls, repeat=ROUNDS)) / calls * 1000


def measure() -> dict[str, float]:
    """Milliseconds by name. The document has some 50 elements."""
    domain = Domain.from_xml(DOMAIN)
    domain.copy().to_xml()  # code is generated at first use
    return {
        "parse": _best(lambda: Domain.from_xml(DOMAIN), CALLS),
        "format": _best(domain.to_xml, CALLS),
        "copy": _best(domain.copy, CALLS),
        "xml.etree parse": _best(lambda: ElementTree.fromstring(DOMAIN), CALLS),
        f"define {CLASSES} classes": _best(define, 1),
    }


def main() -> None:
    elements = sum(1 for _ in ElementTree.fromstring(DOMAIN).iter())
    print(f"a domain of {elements} elements, in ms:")
    for name, value in measure().items():
        print(f"  {name:<20} {value:7.4f}")


if __name__ == "__main__":
    main()
