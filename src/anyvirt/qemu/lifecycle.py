"""Definitions and the life of guests: define, start, stop and what lies between."""

from __future__ import annotations

import asyncio
import errno
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from anyvirt import constants as c
from anyvirt.conf.store.jobs import AsyncJob, Job
from anyvirt.conf.store.objects import State
from anyvirt.qemu.core import QemuCore
from anyvirt.qemu.instance import DESTROYED, Instance, Launch, QemuGuest
from anyvirt.util.error import ArgumentUnsupported, OperationFailed, OperationInvalid, SystemCallError
from anyvirt.util.flags import check_flags, invalid_argument
from anyvirt.util.refs import DomainRef

_TERM_S = 10.0  # for QEMU to write back its caches, as libvirt gives it

_START: Final = c.VIR_DOMAIN_START_PAUSED | c.VIR_DOMAIN_START_BYPASS_CACHE | c.VIR_DOMAIN_START_FORCE_BOOT
_UNDEFINE: Final = (
    c.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE
    | c.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
    | c.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
    | c.VIR_DOMAIN_UNDEFINE_NVRAM
    | c.VIR_DOMAIN_UNDEFINE_KEEP_NVRAM
)


class Lifecycle(QemuCore):
    """The part of the driver that defines, starts and stops."""

    async def domain_define_xml_flags(self, xml: str, flags: int) -> DomainRef:
        from anyvirt.qemu.documents import complete

        check_flags(flags, c.VIR_DOMAIN_DEFINE_VALIDATE, "virDomainDefineXMLFlags")
        definition = await complete(self, xml, strict=bool(flags & c.VIR_DOMAIN_DEFINE_VALIDATE))
        guest, existed = await self.store.define(definition)
        detail = c.VIR_DOMAIN_EVENT_DEFINED_UPDATED if existed else c.VIR_DOMAIN_EVENT_DEFINED_ADDED
        self.emit_lifecycle(guest, c.VIR_DOMAIN_EVENT_DEFINED, detail)
        return guest.ref

    async def domain_undefine_flags(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, _UNDEFINE, "virDomainUndefineFlags")
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            guest.require_present()
            if not guest.persistent:
                raise OperationInvalid(
                    "cannot undefine transient domain", hint=f"destroy '{guest.name}': it leaves nothing"
                )
            variables = self._variables_to_remove(guest, flags)
            ref = guest.ref
            await self.store.undefine(guest)
            if variables is not None:
                _remove(variables)
        self.emit_lifecycle_of(ref, c.VIR_DOMAIN_EVENT_UNDEFINED, c.VIR_DOMAIN_EVENT_UNDEFINED_REMOVED)

    def _variables_to_remove(self, guest: QemuGuest, flags: int) -> Path | None:
        """The store of the firmware's variables, if it is to go with the definition."""
        nvram = guest.require_persistent().nvram
        path = Path(nvram.path) if nvram is not None and nvram.path else None
        if path is None or not path.exists() or flags & c.VIR_DOMAIN_UNDEFINE_KEEP_NVRAM:
            return None
        if not flags & c.VIR_DOMAIN_UNDEFINE_NVRAM:
            raise OperationInvalid(
                f"cannot undefine domain '{guest.name}' with nvram {path}",
                hint="say whether to remove it: --nvram or --keep-nvram",
            )
        return path

    async def domain_create_xml(self, xml: str, flags: int) -> DomainRef:
        from anyvirt.qemu.documents import complete

        check_flags(flags, _START | c.VIR_DOMAIN_START_VALIDATE, "virDomainCreateXML")
        definition = await complete(self, xml, strict=bool(flags & c.VIR_DOMAIN_START_VALIDATE))
        guest = await self.store.create(definition)
        with self._stopped_on_failure(guest):
            async with guest.jobs.long(AsyncJob.START):
                await self._launch(guest, paused=bool(flags & c.VIR_DOMAIN_START_PAUSED))
                return guest.ref

    async def domain_create_with_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        check_flags(flags, _START, "virDomainCreateWithFlags")
        guest = self.find(dom)
        async with guest.jobs.long(AsyncJob.START):
            await self.start(guest, paused=bool(flags & c.VIR_DOMAIN_START_PAUSED))
            return guest.ref

    async def start(self, guest: QemuGuest, *, paused: bool = False) -> None:
        """Start a defined guest; the caller holds its job."""
        guest.require_present()
        if guest.active:
            raise OperationInvalid(f"domain is already running: '{guest.name}' has id {guest.id}")
        self.store.start(guest)
        with self._stopped_on_failure(guest):
            await self._launch(guest, paused=paused)

    @contextmanager
    def _stopped_on_failure(self, guest: QemuGuest) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.store.stop(guest, c.VIR_DOMAIN_SHUTOFF_FAILED)
            raise

    async def _launch(self, guest: QemuGuest, *, paused: bool) -> None:
        """Bring up the guest, to which the store has given a live definition."""
        from anyvirt.qemu.launch import launch

        # A task of its own, so that somebody who wants the guest gone need not wait until it is there.
        task = asyncio.get_running_loop().create_task(launch(self, guest, paused=paused))
        guest.launch = attempt = Launch(task)
        try:
            await task
        except asyncio.CancelledError:
            if not attempt.destroyed:
                raise
            raise OperationFailed(f"domain '{guest.name}' was destroyed while it started") from None
        finally:
            guest.launch = None

    async def domain_destroy_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        check_flags(flags, c.VIR_DOMAIN_DESTROY_GRACEFUL, "virDomainDestroyFlags")
        guest = self.find(dom)
        # Not a job: whoever has one may be waiting for a QEMU that answers nobody, and this is the way out.
        if guest.launch is not None:
            await guest.launch.abandon()
            if not guest.active:
                return guest.ref
        instance = guest.require_instance()
        asked, instance.ending = instance.ending, instance.ending or DESTROYED
        instance.process.send_signal(signal.SIGTERM)
        if not await instance.process.wait(_TERM_S):
            if flags & c.VIR_DOMAIN_DESTROY_GRACEFUL:
                instance.ending = asked
                raise SystemCallError(
                    f"domain '{guest.name}': process {instance.process.pid} outlived SIGTERM by {_TERM_S:g} s",
                    int1=errno.EBUSY,
                    hint="destroy it without VIR_DOMAIN_DESTROY_GRACEFUL",
                )
            instance.process.send_signal(signal.SIGKILL)
        await instance.finished.wait()
        if asked is DESTROYED:
            raise OperationInvalid("domain is not running", hint=f"somebody else destroyed '{guest.name}' just now")
        return guest.ref

    async def domain_shutdown_flags(self, dom: DomainRef, flags: int) -> None:
        _require_acpi(flags, "virDomainShutdownFlags")
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            instance = guest.require_instance()
            if guest.state is not State.RUNNING:
                raise OperationInvalid(
                    f"domain is not running: '{guest.name}' is {guest.state.name.lower()} and cannot hear the request",
                    hint="resume or destroy it",
                )
            if instance.reboot_instead:
                await self._after_shutdown(guest, instance, "poweroff")
            await instance.monitor.execute("system_powerdown")

    async def domain_reboot(self, dom: DomainRef, flags: int) -> None:
        _require_acpi(flags, "virDomainReboot")
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            instance = guest.require_instance()
            # ACPI knows no reboot: the guest is asked to shut down, and started again when it has.
            await self._after_shutdown(guest, instance, "pause")
            await instance.monitor.execute("system_powerdown")

    async def _after_shutdown(self, guest: QemuGuest, instance: Instance, action: str) -> None:
        await instance.monitor.execute("set-action", {"shutdown": action})
        instance.reboot_instead = action == "pause"
        await self.save_status(guest)  # the guest may take its time, and another process be the one that sees it off

    async def domain_reset(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, 0, "virDomainReset")
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            await guest.require_instance().monitor.execute("system_reset")

    async def domain_suspend(self, dom: DomainRef) -> None:
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            instance = guest.require_instance()
            if guest.state is State.PMSUSPENDED:
                raise OperationInvalid(f"domain '{guest.name}' is pmsuspended")
            if guest.state is not State.PAUSED:
                await self.hold(guest, instance, c.VIR_DOMAIN_PAUSED_USER, c.VIR_DOMAIN_EVENT_SUSPENDED_PAUSED)

    async def domain_resume(self, dom: DomainRef) -> None:
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            instance = guest.require_instance()
            if guest.state is State.PMSUSPENDED:
                raise OperationInvalid(f"domain '{guest.name}' is pmsuspended")
            if guest.state is State.RUNNING:
                raise OperationInvalid(f"domain '{guest.name}' is already running")
            await self.let_run(guest, instance, c.VIR_DOMAIN_RUNNING_UNPAUSED, c.VIR_DOMAIN_EVENT_RESUMED_UNPAUSED)

    async def domain_inject_nmi(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, 0, "virDomainInjectNMI")
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            await guest.require_instance().monitor.execute("inject-nmi")

    async def domain_get_autostart(self, dom: DomainRef) -> bool:
        return self.find(dom).autostart

    async def domain_set_autostart(self, dom: DomainRef, autostart: bool) -> None:
        guest = self.find(dom)
        if not guest.persistent:
            raise OperationInvalid(
                f"domain '{guest.name}' is transient: there is no definition to start again", hint="define it first"
            )
        await self.store.set_autostart(guest, autostart)

    async def domain_rename(self, dom: DomainRef, new_name: str, flags: int) -> DomainRef:
        check_flags(flags, 0, "virDomainRename")
        guest = self.find(dom)
        async with guest.jobs.normal(Job.MODIFY):
            before = guest.ref
            _check_new_name(guest, new_name)
            await self.store.rename(guest, new_name)
        self.emit_lifecycle_of(before, c.VIR_DOMAIN_EVENT_UNDEFINED, c.VIR_DOMAIN_EVENT_UNDEFINED_RENAMED)
        self.emit_lifecycle(guest, c.VIR_DOMAIN_EVENT_DEFINED, c.VIR_DOMAIN_EVENT_DEFINED_RENAMED)
        return guest.ref


def _remove(variables: Path) -> None:
    try:
        variables.unlink(missing_ok=True)
    except OSError as exc:
        raise SystemCallError(
            f"the domain is undefined, but its nvram {variables} cannot be removed: {exc.strerror}",
            int1=exc.errno or -1,
        ) from exc


def _check_new_name(guest: QemuGuest, name: str) -> None:
    from anyvirt.conf.domain.rules.general import check_names

    if not name:
        raise invalid_argument(
            "string new_name in virDomainRename must not be empty", function="virDomainRename", argument="new_name"
        )
    if name == guest.name:
        raise OperationInvalid(f"domain '{name}' has that name already")
    renamed = guest.require_persistent().copy()
    renamed.name = name
    check_names(renamed)


def _require_acpi(flags: int, function: str) -> None:
    """Refuse ways of asking a guest that this driver does not have."""
    known = (
        c.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN
        | c.VIR_DOMAIN_SHUTDOWN_GUEST_AGENT
        | c.VIR_DOMAIN_SHUTDOWN_INITCTL
        | c.VIR_DOMAIN_SHUTDOWN_SIGNAL
        | c.VIR_DOMAIN_SHUTDOWN_PARAVIRT
    )
    check_flags(flags, known, function)
    if flags and not flags & c.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN:
        raise ArgumentUnsupported(
            f"{function}: the QEMU driver can only ask the guest by ACPI", hint="give no flag, or acpi"
        )
