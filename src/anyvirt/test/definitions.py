"""Finding, defining, describing, renaming and undefining domains of the test driver."""

from __future__ import annotations

from anyvirt import constants
from anyvirt.conf.store import filters, impact
from anyvirt.conf.store import metadata as texts
from anyvirt.conf.store.events import Event
from anyvirt.conf.store.objects import FROM_DOMAIN
from anyvirt.test.base import TestBase
from anyvirt.test.documents import parse
from anyvirt.util.error import OperationInvalid, XmlError
from anyvirt.util.flags import check_flags, invalid_argument
from anyvirt.util.refs import DomainRef

_XML_FLAGS = constants.VIR_DOMAIN_XML_SECURE | constants.VIR_DOMAIN_XML_INACTIVE | constants.VIR_DOMAIN_XML_MIGRATABLE


class Definitions(TestBase):
    """Everything that is about configurations."""

    async def connect_list_all_domains(self, flags: int) -> list[DomainRef]:
        check_flags(flags, filters.ALL, "virConnectListAllDomains")
        return [domain.ref for domain in self.domains.list(flags)]

    async def domain_lookup_by_id(self, id: int) -> DomainRef:
        return self.domains.by_id(id).ref

    async def domain_lookup_by_name(self, name: str) -> DomainRef:
        return self.domains.by_name(name).ref

    async def domain_lookup_by_uuid(self, uuid: str) -> DomainRef:
        return self.domains.by_uuid(uuid).ref

    async def domain_define_xml_flags(self, xml: str, flags: int) -> DomainRef:
        check_flags(flags, constants.VIR_DOMAIN_DEFINE_VALIDATE, "virDomainDefineXMLFlags")
        definition = parse(xml, strict=bool(flags & constants.VIR_DOMAIN_DEFINE_VALIDATE))
        domain, existed = await self.domains.define(definition)
        self.emit_lifecycle(
            domain.ref,
            constants.VIR_DOMAIN_EVENT_DEFINED,
            constants.VIR_DOMAIN_EVENT_DEFINED_UPDATED if existed else constants.VIR_DOMAIN_EVENT_DEFINED_ADDED,
        )
        return domain.ref

    async def domain_undefine_flags(self, dom: DomainRef, flags: int) -> None:
        check_flags(
            flags,
            constants.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | constants.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA,
            "virDomainUndefineFlags",
        )
        domain = self.find(dom)
        if domain.has_managed_save and not flags & constants.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE:
            raise OperationInvalid(
                f"domain '{domain.name}' has a managed save image, which would be left behind",
                hint="give VIR_DOMAIN_UNDEFINE_MANAGED_SAVE to lose what was saved",
            )
        if not domain.active and domain.snapshots and not flags & constants.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA:
            raise OperationInvalid(
                f"cannot delete inactive domain '{domain.name}' with {len(domain.snapshots)} snapshots",
                hint="give VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA to lose them",
            )
        domain.has_managed_save = False
        await self.domains.undefine(domain)
        self.emit_lifecycle(
            domain.ref, constants.VIR_DOMAIN_EVENT_UNDEFINED, constants.VIR_DOMAIN_EVENT_UNDEFINED_REMOVED
        )

    async def domain_rename(self, dom: DomainRef, new_name: str, flags: int) -> DomainRef:
        check_flags(flags, 0, "virDomainRename")
        if not new_name:
            raise invalid_argument(
                "string new_name in virDomainRename must not be empty", function="virDomainRename", argument="new_name"
            )
        domain = self.find(dom)
        if "/" in new_name:
            raise XmlError(f"name {new_name} cannot contain '/'")
        if not domain.active and domain.name == new_name:
            raise OperationInvalid(f"domain '{domain.name}' has that name already", origin=FROM_DOMAIN)
        before = domain.ref
        await self.domains.rename(domain, new_name)
        self.emit_lifecycle(before, constants.VIR_DOMAIN_EVENT_UNDEFINED, constants.VIR_DOMAIN_EVENT_UNDEFINED_RENAMED)
        self.emit_lifecycle(domain.ref, constants.VIR_DOMAIN_EVENT_DEFINED, constants.VIR_DOMAIN_EVENT_DEFINED_RENAMED)
        return domain.ref

    async def domain_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        check_flags(flags, _XML_FLAGS, "virDomainGetXMLDesc")
        return self.find(dom).document(flags)

    async def domain_is_persistent(self, dom: DomainRef) -> bool:
        return self.find(dom).persistent

    async def domain_is_updated(self, dom: DomainRef) -> bool:
        return self.find(dom).updated

    async def domain_get_autostart(self, dom: DomainRef) -> bool:
        return self.find(dom).autostart

    async def domain_set_autostart(self, dom: DomainRef, autostart: bool) -> None:
        await self.domains.set_autostart(self.find(dom), autostart)

    async def domain_get_metadata(self, dom: DomainRef, type: int, uri: str | None, flags: int) -> str:
        function = "virDomainGetMetadata"
        impact.check_one(flags, function)
        check_flags(flags, impact.IMPACT, function)
        return texts.read(impact.one_definition(self.find(dom), flags, function), type, uri)

    async def domain_set_metadata(
        self, dom: DomainRef, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int
    ) -> None:
        check_flags(flags, impact.IMPACT, "virDomainSetMetadata")
        texts.check(type, metadata, key, uri)
        domain = self.find(dom)
        live, config = impact.targets(domain, flags)
        if config is not None:
            texts.write(config, type, metadata, key, uri)
            await self.domains.save(domain, config)
        if live is not None:
            domain.amend_live(lambda definition: texts.write(definition, type, metadata, key, uri))
        about = uri if type == constants.VIR_DOMAIN_METADATA_ELEMENT else None
        self.events.emit(Event(constants.VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, domain.ref, (type, about)))
