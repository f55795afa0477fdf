"""A domain as a stateful driver holds it: what it is now, what it will be at its next start, and how it fares."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from anyvirt.conf.store.jobs import WAIT_S, Jobs
from anyvirt.conf.store.moments import Moments
from anyvirt.conf.store.stored import Edit, Stored
from anyvirt.util.error import NoDomain, NoDomainCheckpoint, NoDomainSnapshot, OperationInvalid
from anyvirt.util.refs import DomainRef

if TYPE_CHECKING:
    from anyvirt.conf.checkpoint import Checkpoint
    from anyvirt.conf.domain.model import Domain
    from anyvirt.conf.snapshot import Snapshot

_new: Final = tuple.__new__
FROM_DOMAIN: Final = 20  # VIR_FROM_DOMAIN: what all drivers share says so, whichever it works for


class State(enum.IntEnum):
    """virDomainState."""

    NOSTATE = 0
    RUNNING = 1
    BLOCKED = 2
    PAUSED = 3
    SHUTDOWN = 4
    SHUTOFF = 5
    CRASHED = 6
    PMSUSPENDED = 7


class DomainObject:
    """One domain. Its store makes it, starts it, stops it and drops it; a driver may derive from this class.

    Attributes:
        name, uuid: what it is called; the store changes the name.
        id: number of the running guest, -1 while it does not run.
        state, reason: virDomainState and the virDomain*Reason number that belongs to it.
        autostart: whether it starts with its driver.
        has_managed_save: whether its next start goes on from a saved state.
        snapshots, checkpoints: those that are known, as trees.
        updated: whether the driver changed the running guest behind its configuration (virDomainIsUpdated).
        removed: whether the store has dropped it; only who waited meanwhile can see that.
        jobs: whose turn it is.
    """

    def __init__(self, name: str, uuid: str, *, job_wait_s: float = WAIT_S) -> None:
        self.name = name
        self.uuid = uuid
        self._config: Domain | Stored | None = None
        self._live: Domain | Stored | None = None
        self.id = -1
        self.state = State.SHUTOFF
        self.reason = 0
        self.autostart = False
        self.has_managed_save = False
        self.snapshots: Moments[Snapshot] = Moments("snapshot", NoDomainSnapshot)
        self.checkpoints: Moments[Checkpoint] = Moments("checkpoint", NoDomainCheckpoint)
        self.updated = False
        self.removed = False
        self.jobs = Jobs(lambda: self.name, wait_s=job_wait_s)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r} id={self.id} {self.state.name.lower()}>"

    @property
    def config(self) -> Domain | None:
        """The persistent configuration, which the next start uses. None for a transient domain."""
        if isinstance(self._config, Stored):
            self._config = self._config.read()
        return self._config

    @config.setter
    def config(self, definition: Domain | Stored | None) -> None:
        self._config = definition
        self.changed()

    @property
    def live(self) -> Domain | None:
        """The configuration of the guest as it runs. None while it does not."""
        if isinstance(self._live, Stored):
            self._live = self._live.read()
        return self._live

    @live.setter
    def live(self, definition: Domain | Stored | None) -> None:
        self._live = definition
        self.changed()

    def amend_live(self, edit: Edit) -> None:
        """Change the live configuration, without reading one that nobody has looked into yet."""
        if isinstance(self._live, Stored):
            self._live.amend(edit)
        elif self._live is not None:
            edit(self._live)
        self.changed()

    def changed(self) -> None:
        """Called after every change of a definition, for drivers that keep something made of it.

        Where a driver edits a definition in place instead of giving the domain another one, it calls this itself.
        """

    @property
    def ref(self) -> DomainRef:
        """The values that name it for callers."""
        return _new(DomainRef, (self.name, self.uuid, self.id))

    @property
    def active(self) -> bool:
        """Whether there is a guest, paused and starting ones included."""
        return self._live is not None

    @property
    def persistent(self) -> bool:
        """Whether it stays defined when it stops."""
        return self._config is not None

    @property
    def has_snapshot(self) -> bool:
        """Whether it has any snapshot."""
        return bool(self.snapshots)

    @property
    def has_checkpoint(self) -> bool:
        """Whether it has any checkpoint."""
        return bool(self.checkpoints)

    @property
    def definition(self) -> Domain:
        """What holds now: the live configuration of a running guest, else the persistent one."""
        definition = self.live or self.config
        if definition is None:
            raise self._gone()
        return definition

    @property
    def next_definition(self) -> Domain:
        """What the next start would use; for a transient domain, what it was made from."""
        return self.config or self.definition

    def set_state(self, state: State, reason: int) -> None:
        self.state, self.reason = state, reason

    def require_active(self) -> Domain:
        """The live configuration.

        Raises:
            OperationInvalid: there is no guest.
        """
        if self.live is None:
            raise OperationInvalid("domain is not running", origin=FROM_DOMAIN, hint=f"start '{self.name}' first")
        return self.live

    def require_persistent(self) -> Domain:
        """The persistent configuration.

        Raises:
            OperationInvalid: the domain is transient.
        """
        if self.config is None:
            raise OperationInvalid(
                f"domain '{self.name}' is transient and has no configuration on disk", hint="define it to give it one"
            )
        return self.config

    def require_present(self) -> None:
        """Raises:
        NoDomain: the domain went away while the caller waited.
        """
        if self.removed:
            raise self._gone()

    def _gone(self) -> NoDomain:
        return NoDomain(f"no domain with matching uuid '{self.uuid}' ({self.name})")
