"""Looking: which domains there are, what they are and how they fare."""

from __future__ import annotations

from typing import Final

from anyvirt import constants as c
from anyvirt.conf.store import filters
from anyvirt.driver.types import ControlInfo, DomainInfo, SecurityLabel
from anyvirt.qemu import procfs
from anyvirt.qemu.core import QemuCore
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef

_XML: Final = (
    c.VIR_DOMAIN_XML_SECURE | c.VIR_DOMAIN_XML_INACTIVE | c.VIR_DOMAIN_XML_UPDATE_CPU | c.VIR_DOMAIN_XML_MIGRATABLE
)


class Information(QemuCore):
    """The part of the driver that looks and changes nothing."""

    async def connect_list_all_domains(self, flags: int) -> list[DomainRef]:
        check_flags(flags, filters.ALL, "virConnectListAllDomains")
        return [guest.ref for guest in self.store.list(flags)]

    async def domain_lookup_by_id(self, id: int) -> DomainRef:
        return self.store.by_id(id).ref

    async def domain_lookup_by_name(self, name: str) -> DomainRef:
        return self.store.by_name(name).ref

    async def domain_lookup_by_uuid(self, uuid: str) -> DomainRef:
        return self.store.by_uuid(uuid).ref

    async def domain_get_os_type(self, dom: DomainRef) -> str:
        return self.find(dom).definition.os_type or "hvm"

    async def domain_is_active(self, dom: DomainRef) -> bool:
        return self.find(dom).active

    async def domain_is_persistent(self, dom: DomainRef) -> bool:
        return self.find(dom).persistent

    async def domain_is_updated(self, dom: DomainRef) -> bool:
        return self.find(dom).updated

    async def domain_get_state(self, dom: DomainRef, flags: int) -> tuple[int, int]:
        check_flags(flags, 0, "virDomainGetState")
        guest = self.find(dom)
        return int(guest.state), guest.reason

    async def domain_get_control_info(self, dom: DomainRef, flags: int) -> ControlInfo:
        check_flags(flags, 0, "virDomainGetControlInfo")
        guest = self.find(dom)
        instance = guest.require_instance()
        if instance.monitor.closed:
            reason = c.VIR_DOMAIN_CONTROL_ERROR_REASON_MONITOR
            return ControlInfo(c.VIR_DOMAIN_CONTROL_ERROR, reason, 0)
        busy = not guest.jobs.idle
        return ControlInfo(c.VIR_DOMAIN_CONTROL_JOB if busy else c.VIR_DOMAIN_CONTROL_OK, 0, 0)

    async def domain_has_managed_save_image(self, dom: DomainRef, flags: int) -> bool:
        check_flags(flags, 0, "virDomainHasManagedSaveImage")
        self.find(dom)
        return False  # nobody can save a guest here

    async def domain_get_security_label(self, dom: DomainRef) -> SecurityLabel:
        self.find(dom)
        return SecurityLabel("", False)  # as libvirt answers for the model "none"

    async def domain_get_security_label_list(self, dom: DomainRef) -> list[SecurityLabel]:
        return [await self.domain_get_security_label(dom)] if self.find(dom).active else []

    async def domain_get_info(self, dom: DomainRef) -> DomainInfo:
        guest = self.find(dom)
        definition = guest.definition
        assert definition.memory is not None  # post-parse fills it
        times = procfs.process_times(guest.instance.process.pid) if guest.instance else None
        return DomainInfo(
            state=int(guest.state),
            max_memory=definition.memory,
            memory=definition.memory if definition.current_memory is None else definition.current_memory,
            vcpus=len(guest.instance.vcpu_threads) if guest.instance else definition.vcpu_current or definition.vcpu,
            cpu_time=times.total if times else 0,
        )

    async def domain_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        from anyvirt.conf.domain.format import format_domain

        check_flags(flags, _XML, "virDomainGetXMLDesc")
        guest = self.find(dom)
        migratable = bool(flags & c.VIR_DOMAIN_XML_MIGRATABLE)
        inactive = migratable or bool(flags & c.VIR_DOMAIN_XML_INACTIVE) or not guest.active
        definition = guest.next_definition if flags & c.VIR_DOMAIN_XML_INACTIVE else guest.definition
        if not inactive:
            definition.id = guest.id
        if flags & c.VIR_DOMAIN_XML_UPDATE_CPU and (flags & c.VIR_DOMAIN_XML_INACTIVE or not guest.active):
            from anyvirt.qemu.guestcpu import updated

            definition = definition.copy()
            definition.cpu = updated(definition, await self.caps_of(definition))
        if migratable:
            from anyvirt.qemu.migratable import for_older_versions

            definition = for_older_versions(definition)
        secure = bool(flags & c.VIR_DOMAIN_XML_SECURE)
        return format_domain(definition, secure=secure, inactive=inactive, migratable=migratable)
