"""Checkpoints of the test driver's domains. Nobody writes to their disks, so nothing has changed since."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.conf.checkpoint import Checkpoint, align, format_checkpoint, parse
from anyvirt.conf.domain.format import shown_domain
from anyvirt.conf.store import checkpoints as rules
from anyvirt.conf.store.checkpoints import FROM_CHECKPOINT
from anyvirt.test.base import TestBase
from anyvirt.test.documents import blamed_on, reread
from anyvirt.test.guest import TestDomain
from anyvirt.util.error import OperationUnsupported
from anyvirt.util.flags import check_exclusive, check_flags
from anyvirt.util.refs import CheckpointRef, DomainRef

_REDEFINE: Final = constants.VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE
_CREATE_FLAGS: Final = _REDEFINE | constants.VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE  # guests here are always quiet
_XML_FLAGS: Final = (
    constants.VIR_DOMAIN_CHECKPOINT_XML_SECURE
    | constants.VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN
    | constants.VIR_DOMAIN_CHECKPOINT_XML_SIZE
)
_CHILDREN: Final = ("VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN", constants.VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN)
_CHILDREN_ONLY: Final = (
    "VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY",
    constants.VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY,
)


class Checkpoints(TestBase):
    """Everything about checkpoints."""

    async def domain_checkpoint_create_xml(self, dom: DomainRef, xml: str, flags: int) -> CheckpointRef:
        check_flags(flags, _CREATE_FLAGS, "virDomainCheckpointCreateXML")
        domain = self.find(dom)
        if domain.snapshots:
            raise OperationUnsupported(f"cannot create checkpoint of domain '{domain.name}' while snapshot exists")
        if domain.live is None:
            raise OperationUnsupported(f"cannot create checkpoint for inactive domain '{domain.name}'")
        with blamed_on(FROM_CHECKPOINT):
            checkpoint = parse(xml, redefine=bool(flags & _REDEFINE), settle=reread)
            if flags & _REDEFINE:
                rules.redefine(domain, checkpoint)
            else:
                make_checkpoint(domain, checkpoint)
        return _ref(domain, checkpoint)

    async def domain_list_all_checkpoints(self, dom: DomainRef, flags: int) -> list[CheckpointRef]:
        check_flags(flags, rules.LIST_FLAGS, "virDomainListAllCheckpoints")
        domain = self.find(dom)
        return [_ref(domain, checkpoint) for checkpoint in rules.listed(domain.checkpoints, flags)]

    async def domain_checkpoint_lookup_by_name(self, dom: DomainRef, name: str, flags: int) -> CheckpointRef:
        check_flags(flags, 0, "virDomainCheckpointLookupByName")
        domain = self.find(dom)
        return _ref(domain, domain.checkpoints.get(name))

    async def domain_checkpoint_get_xml_desc(self, checkpoint: CheckpointRef, flags: int) -> str:
        check_flags(flags, _XML_FLAGS, "virDomainCheckpointGetXMLDesc")
        _, found = self._find_checkpoint(checkpoint)
        return format_checkpoint(
            found,
            secure=bool(flags & constants.VIR_DOMAIN_CHECKPOINT_XML_SECURE),
            no_domain=bool(flags & constants.VIR_DOMAIN_CHECKPOINT_XML_NO_DOMAIN),
            size=bool(flags & constants.VIR_DOMAIN_CHECKPOINT_XML_SIZE),
        )

    async def domain_checkpoint_get_parent(self, checkpoint: CheckpointRef, flags: int) -> CheckpointRef:
        check_flags(flags, 0, "virDomainCheckpointGetParent")
        domain, found = self._find_checkpoint(checkpoint)
        return _ref(domain, domain.checkpoints.parent(str(found.name)))

    async def domain_checkpoint_list_all_children(self, checkpoint: CheckpointRef, flags: int) -> list[CheckpointRef]:
        check_flags(flags, rules.LIST_FLAGS, "virDomainCheckpointListAllChildren")
        domain, found = self._find_checkpoint(checkpoint)
        return [_ref(domain, child) for child in rules.listed(domain.checkpoints, flags, found.name)]

    async def domain_checkpoint_delete(self, checkpoint: CheckpointRef, flags: int) -> None:
        function = "virDomainCheckpointDelete"
        check_exclusive(flags, _CHILDREN, _CHILDREN_ONLY, function, origin=FROM_CHECKPOINT)
        metadata_only = constants.VIR_DOMAIN_CHECKPOINT_DELETE_METADATA_ONLY  # there is nothing else
        check_flags(flags, _CHILDREN[1] | _CHILDREN_ONLY[1] | metadata_only, function)
        domain, found = self._find_checkpoint(checkpoint)
        name = str(found.name)
        if flags & (_CHILDREN[1] | _CHILDREN_ONLY[1]):
            domain.checkpoints.remove_descendants(name)
        if not flags & _CHILDREN_ONLY[1]:
            domain.checkpoints.remove(name)

    def _find_checkpoint(self, ref: CheckpointRef) -> tuple[TestDomain, Checkpoint]:
        domain = self.find(ref.domain)
        return domain, domain.checkpoints.get(ref.name)


def make_checkpoint(domain: TestDomain, checkpoint: Checkpoint) -> None:
    """Give *domain*, which runs, a new checkpoint as *checkpoint* asks for it."""
    checkpoint.domain = shown_domain(domain.definition, secure=True, inactive=True)
    align(checkpoint, checkpoint.domain)
    checkpoint.parent = domain.checkpoints.current
    domain.checkpoints.add(checkpoint)
    domain.checkpoints.current = checkpoint.name


def _ref(domain: TestDomain, checkpoint: Checkpoint) -> CheckpointRef:
    return CheckpointRef(domain.ref, str(checkpoint.name))
