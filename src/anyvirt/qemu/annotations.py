"""Title, description and the elements that programs keep with a domain."""

from __future__ import annotations

from anyvirt import constants as c
from anyvirt.conf.store import impact
from anyvirt.conf.store.jobs import Job
from anyvirt.qemu.core import QemuCore
from anyvirt.util.flags import check_flags
from anyvirt.util.refs import DomainRef


class Annotations(QemuCore):
    """The part of the driver that keeps what others attach to domains."""

    async def domain_get_metadata(self, dom: DomainRef, type: int, uri: str | None, flags: int) -> str:
        from anyvirt.conf.store import metadata

        check_flags(flags, impact.IMPACT, "virDomainGetMetadata")
        definition = impact.one_definition(self.find(dom), flags, "virDomainGetMetadata")
        return metadata.read(definition, type, uri)

    async def domain_set_metadata(
        self, dom: DomainRef, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int
    ) -> None:
        from anyvirt.conf.store import metadata as texts

        check_flags(flags, impact.IMPACT, "virDomainSetMetadata")
        texts.check(type, metadata, key, uri)
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            live, config = impact.targets(guest, flags)
            if config is not None:
                texts.write(config, type, metadata, key, uri)
                await self.store.save(guest, config)
            if live is not None:
                texts.write(live, type, metadata, key, uri)
                await self.save_status(guest)
        about = uri if type == c.VIR_DOMAIN_METADATA_ELEMENT else None
        self.emit(guest, c.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, type, about)
