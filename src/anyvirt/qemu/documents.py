"""From the text that a caller gives to a definition that this driver can keep and start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.conf.domain.parse import parse
from anyvirt.qemu import addresses
from anyvirt.qemu.capabilities import QemuCaps, find_emulator, package_hint
from anyvirt.qemu.defaults import fill
from anyvirt.qemu.validate import check
from anyvirt.util.arch import host_arch
from anyvirt.util.error import ConfigUnsupported

if TYPE_CHECKING:
    from anyvirt.qemu.core import QemuCore


async def complete(core: QemuCore, xml: str, *, strict: bool = False) -> Domain:
    """Read *xml*, fill in what it leaves out, check it, and give its devices their addresses.

    Raises:
        XmlDetail, XmlError: it is malformed, or contradicts itself.
        ConfigUnsupported: it asks for what this driver, or the emulator, cannot do.
        SystemCallError, OperationFailed: the emulator that it names is none.
    """
    caps = await _caps_for(core, Domain.from_xml(xml))
    domain = parse(xml, strict=strict, fill=lambda read: fill(read, caps))
    check(domain, caps)
    addresses.assign(domain, caps)
    return domain


async def _caps_for(core: QemuCore, domain: Domain) -> QemuCaps:
    if domain.type not in (DomainType.QEMU, DomainType.KVM):
        raise ConfigUnsupported(
            f"domain '{domain.name}': the QEMU driver does not support virt type '{domain.type.value}'",
            hint="its types are qemu and kvm",
        )
    emulator = domain.emulator
    if emulator is None:
        arch = domain.os_arch or host_arch()
        emulator = find_emulator(arch)
        if emulator is None:
            raise ConfigUnsupported(f"no emulator for {arch} guests is installed", hint=package_hint(arch))
    return await core.caps.get(emulator)
