"""Snapshots of the test driver's domains. There are no images behind them: what returns is definition and state."""

from __future__ import annotations

from typing import Final

from anyvirt import constants
from anyvirt.conf.domain.format import shown_domain
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.snapshot import (
    DiskSnapshotMode,
    MemorySnapshot,
    Snapshot,
    SnapshotState,
    align,
    format_snapshot,
    parse,
)
from anyvirt.conf.store import snapshots as rules
from anyvirt.conf.store.objects import State
from anyvirt.conf.store.snapshots import FROM_SNAPSHOT
from anyvirt.test.documents import blamed_on, require_known, reread
from anyvirt.test.guest import TestDomain
from anyvirt.test.saving import Saving
from anyvirt.util.error import (
    OperationInvalid,
    OperationUnsupported,
    SnapshotRevertRisky,
)
from anyvirt.util.flags import check_exclusive, check_flags, check_required
from anyvirt.util.refs import DomainRef, SnapshotRef

_REDEFINE: Final = ("VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE", constants.VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE)
_CURRENT: Final = ("VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT", constants.VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT)
_NO_METADATA: Final = ("VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA", constants.VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA)
_HALT: Final = ("VIR_DOMAIN_SNAPSHOT_CREATE_HALT", constants.VIR_DOMAIN_SNAPSHOT_CREATE_HALT)
_DISK_ONLY: Final = ("VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY", constants.VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY)
_LIVE: Final = ("VIR_DOMAIN_SNAPSHOT_CREATE_LIVE", constants.VIR_DOMAIN_SNAPSHOT_CREATE_LIVE)
# Guests here write nothing, so they are quiet, and every snapshot is all or nothing.
_CREATE_FLAGS: Final = (
    _REDEFINE[1]
    | _CURRENT[1]
    | _HALT[1]
    | _DISK_ONLY[1]
    | constants.VIR_DOMAIN_SNAPSHOT_CREATE_REUSE_EXT
    | constants.VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE
    | constants.VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC
    | _LIVE[1]
    | constants.VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE
)
_REVERT_RUNNING: Final = ("VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING", constants.VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING)
_REVERT_PAUSED: Final = ("VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED", constants.VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED)
_CHILDREN: Final = ("VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN", constants.VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN)
_CHILDREN_ONLY: Final = ("VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY", constants.VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY)

_STATES: Final = {
    State.NOSTATE: SnapshotState.SHUTOFF,
    State.RUNNING: SnapshotState.RUNNING,
    State.BLOCKED: SnapshotState.BLOCKED,
    State.PAUSED: SnapshotState.PAUSED,
    State.SHUTDOWN: SnapshotState.SHUTDOWN,
    State.SHUTOFF: SnapshotState.SHUTOFF,
    State.CRASHED: SnapshotState.CRASHED,
    State.PMSUSPENDED: SnapshotState.PMSUSPENDED,
}


class Snapshots(Saving):
    """Everything about snapshots."""

    # Taking them

    async def domain_snapshot_create_xml(self, dom: DomainRef, xml: str, flags: int) -> SnapshotRef:
        function = "virDomainSnapshotCreateXML"
        redefine, disk_only = bool(flags & _REDEFINE[1]), bool(flags & _DISK_ONLY[1])
        check_required(flags, _CURRENT, _REDEFINE, function, origin=FROM_SNAPSHOT)
        for other in (_NO_METADATA, _HALT):
            check_exclusive(flags, _REDEFINE, other, function, origin=FROM_SNAPSHOT)
        check_flags(flags, _CREATE_FLAGS, function)
        domain = self.find(dom)
        if domain.checkpoints:
            raise OperationUnsupported(f"cannot create snapshot of domain '{domain.name}' while checkpoint exists")
        if flags & _HALT[1] and not domain.persistent:
            raise OperationInvalid(f"cannot halt domain '{domain.name}' after the snapshot: it is transient")
        with blamed_on(FROM_SNAPSHOT):
            if flags & constants.VIR_DOMAIN_SNAPSHOT_CREATE_VALIDATE:
                require_known(Snapshot, xml)
            snapshot = parse(xml, redefine=redefine, offline=disk_only, settle=reread)
            if redefine:
                rules.redefine(domain, snapshot, disk_only=disk_only)
            else:
                self._take_snapshot(domain, snapshot, disk_only=disk_only)
        if not redefine or flags & _CURRENT[1]:
            domain.snapshots.current = snapshot.name
        if flags & _HALT[1] and domain.active:
            self._stopped(
                domain, constants.VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT, constants.VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT
            )
        return _ref(domain, snapshot)

    def _take_snapshot(self, domain: TestDomain, snapshot: Snapshot, *, disk_only: bool) -> None:
        snapshot.domain = shown_domain(domain.definition, secure=True, inactive=True)
        snapshot.state = _STATES[domain.state]
        external = disk_only or snapshot.memory is MemorySnapshot.EXTERNAL
        if disk_only:
            snapshot.memory = MemorySnapshot.NO
            if domain.active:
                snapshot.state = SnapshotState.DISK_SNAPSHOT
        elif not external:
            snapshot.memory = MemorySnapshot.INTERNAL if domain.active else MemorySnapshot.NO
        mode = DiskSnapshotMode.EXTERNAL if external else DiskSnapshotMode.INTERNAL
        align(snapshot, snapshot.domain, mode, uniform=not external)
        snapshot.parent = domain.snapshots.current
        domain.snapshots.add(snapshot)

    # Finding and describing them

    async def domain_list_all_snapshots(self, dom: DomainRef, flags: int) -> list[SnapshotRef]:
        return self._listed(dom, flags, "virDomainListAllSnapshots")

    async def domain_snapshot_num(self, dom: DomainRef, flags: int) -> int:
        return len(self._listed(dom, flags, "virDomainSnapshotNum"))

    async def domain_snapshot_list_names(self, dom: DomainRef, flags: int) -> list[str]:
        return [snapshot.name for snapshot in self._listed(dom, flags, "virDomainSnapshotListNames")]

    async def domain_snapshot_lookup_by_name(self, dom: DomainRef, name: str, flags: int) -> SnapshotRef:
        check_flags(flags, 0, "virDomainSnapshotLookupByName")
        domain = self.find(dom)
        return _ref(domain, domain.snapshots.get(name))

    async def domain_has_current_snapshot(self, dom: DomainRef, flags: int) -> bool:
        check_flags(flags, 0, "virDomainHasCurrentSnapshot")
        return self.find(dom).snapshots.current is not None

    async def domain_snapshot_current(self, dom: DomainRef, flags: int) -> SnapshotRef:
        check_flags(flags, 0, "virDomainSnapshotCurrent")
        domain = self.find(dom)
        return _ref(domain, domain.snapshots.require_current())

    async def domain_snapshot_get_xml_desc(self, snapshot: SnapshotRef, flags: int) -> str:
        check_flags(flags, constants.VIR_DOMAIN_SNAPSHOT_XML_SECURE, "virDomainSnapshotGetXMLDesc")
        domain, found = self._find_snapshot(snapshot)
        secure = bool(flags & constants.VIR_DOMAIN_SNAPSHOT_XML_SECURE)
        return format_snapshot(found, uuid=domain.uuid, secure=secure)

    async def domain_snapshot_get_parent(self, snapshot: SnapshotRef, flags: int) -> SnapshotRef:
        check_flags(flags, 0, "virDomainSnapshotGetParent")
        domain, found = self._find_snapshot(snapshot)
        return _ref(domain, domain.snapshots.parent(str(found.name)))

    async def domain_snapshot_num_children(self, snapshot: SnapshotRef, flags: int) -> int:
        return len(self._children(snapshot, flags, "virDomainSnapshotNumChildren"))

    async def domain_snapshot_list_children_names(self, snapshot: SnapshotRef, flags: int) -> list[str]:
        return [child.name for child in self._children(snapshot, flags, "virDomainSnapshotListChildrenNames")]

    async def domain_snapshot_list_all_children(self, snapshot: SnapshotRef, flags: int) -> list[SnapshotRef]:
        return self._children(snapshot, flags, "virDomainSnapshotListAllChildren")

    async def domain_snapshot_is_current(self, snapshot: SnapshotRef, flags: int) -> bool:
        check_flags(flags, 0, "virDomainSnapshotIsCurrent")
        domain, found = self._find_snapshot(snapshot)
        return domain.snapshots.current == found.name

    async def domain_snapshot_has_metadata(self, snapshot: SnapshotRef, flags: int) -> bool:
        check_flags(flags, 0, "virDomainSnapshotHasMetadata")
        self._find_snapshot(snapshot)
        return True

    def _find_snapshot(self, ref: SnapshotRef) -> tuple[TestDomain, Snapshot]:
        domain = self.find(ref.domain)
        return domain, domain.snapshots.get(ref.name)

    def _listed(self, dom: DomainRef, flags: int, function: str) -> list[SnapshotRef]:
        check_flags(flags, rules.LIST_FLAGS, function)
        domain = self.find(dom)
        return [_ref(domain, snapshot) for snapshot in rules.listed(domain.snapshots, flags)]

    def _children(self, ref: SnapshotRef, flags: int, function: str) -> list[SnapshotRef]:
        check_flags(flags, rules.LIST_FLAGS, function)
        domain, found = self._find_snapshot(ref)
        return [_ref(domain, child) for child in rules.listed(domain.snapshots, flags, found.name)]

    # Returning to them

    async def domain_revert_to_snapshot(self, dom: DomainRef, snapshot: SnapshotRef, flags: int) -> None:
        function = "virDomainRevertToSnapshot"
        check_exclusive(flags, _REVERT_RUNNING, _REVERT_PAUSED, function, origin=FROM_SNAPSHOT)
        force = constants.VIR_DOMAIN_SNAPSHOT_REVERT_FORCE
        check_flags(flags, _REVERT_RUNNING[1] | _REVERT_PAUSED[1] | force, function)
        domain, found = self._find_snapshot(snapshot)
        runs = rules.is_online(found) or bool(flags & (_REVERT_RUNNING[1] | _REVERT_PAUSED[1]))
        if not domain.persistent and not runs:
            raise OperationInvalid(
                f"transient domain '{domain.name}' needs to request run or pause to revert to inactive snapshot"
            )
        if not isinstance(found.domain, Domain):
            raise SnapshotRevertRisky(f"snapshot '{found.name}' lacks domain '{domain.name}' rollback info")
        definition = found.domain.copy()
        definition.name = domain.name  # which may have changed since
        if domain.persistent:
            await self.domains.save(domain, definition)
        self._replace(domain, definition.copy(), runs=runs)
        wants_pause = found.state is SnapshotState.PAUSED and not flags & _REVERT_RUNNING[1]
        if runs and (wants_pause or flags & _REVERT_PAUSED[1]):
            domain.set_state(State.PAUSED, constants.VIR_DOMAIN_PAUSED_FROM_SNAPSHOT)
            self.emit_lifecycle(
                domain.ref, constants.VIR_DOMAIN_EVENT_SUSPENDED, constants.VIR_DOMAIN_EVENT_SUSPENDED_FROM_SNAPSHOT
            )
        domain.snapshots.current = found.name

    def _replace(self, domain: TestDomain, definition: Domain, *, runs: bool) -> None:
        """End the guest, and let one with *definition* begin where the snapshot has one."""
        stopped = constants.VIR_DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT
        if not runs:
            if domain.active:
                self._stopped(domain, constants.VIR_DOMAIN_SHUTOFF_FROM_SNAPSHOT, stopped)
            return
        if domain.active:
            self.emit_lifecycle(domain.ref, constants.VIR_DOMAIN_EVENT_STOPPED, stopped)
            self.domains.restart(domain, definition)
            self.guest_ended(domain)
        else:
            self.domains.start(domain, definition)
        domain.set_state(State.RUNNING, constants.VIR_DOMAIN_RUNNING_FROM_SNAPSHOT)
        self.emit_lifecycle(
            domain.ref, constants.VIR_DOMAIN_EVENT_STARTED, constants.VIR_DOMAIN_EVENT_STARTED_FROM_SNAPSHOT
        )

    # Deleting them

    async def domain_snapshot_delete(self, snapshot: SnapshotRef, flags: int) -> None:
        function = "virDomainSnapshotDelete"
        check_exclusive(flags, _CHILDREN, _CHILDREN_ONLY, function, origin=FROM_SNAPSHOT)
        metadata_only = constants.VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY  # there is nothing else
        check_flags(flags, _CHILDREN[1] | _CHILDREN_ONLY[1] | metadata_only, function)
        domain, found = self._find_snapshot(snapshot)
        name = str(found.name)
        if flags & (_CHILDREN[1] | _CHILDREN_ONLY[1]):
            domain.snapshots.remove_descendants(name)
        if not flags & _CHILDREN_ONLY[1]:
            domain.snapshots.remove(name)


def _ref(domain: TestDomain, snapshot: Snapshot) -> SnapshotRef:
    return SnapshotRef(domain.ref, str(snapshot.name))
