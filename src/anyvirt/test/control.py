"""Looking into the test driver's guests, signals, sleep, displays, labels, disks that grow."""

from __future__ import annotations

import base64
import os
import socket
import time
from typing import Final

from anyvirt import constants
from anyvirt.conf.disk_choice import source_path
from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.graphics import Graphics, GraphicsType
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.security import SevSecurity, SnpSecurity
from anyvirt.conf.domain.settings import iotune
from anyvirt.conf.domain.settings.bandwidth import find_interface
from anyvirt.conf.domain.settings.sources import host_path
from anyvirt.conf.store.events import Event
from anyvirt.conf.store.objects import State
from anyvirt.driver.types import (
    BlockInfo,
    BlockStats,
    InterfaceAddresses,
    InterfaceStats,
    SecurityLabel,
    TypedParams,
)
from anyvirt.test.addresses import Addresses
from anyvirt.test.guest import TestDomain
from anyvirt.util.error import (
    ArgumentUnsupported,
    InternalError,
    InvalidArg,
    OperationInvalid,
    OperationUnsupported,
    SystemCallError,
)
from anyvirt.util.flags import check_exclusive, check_flags, invalid_argument
from anyvirt.util.refs import DomainRef
from anyvirt.util.wait import in_thread

_BLOCK_INFO: Final = BlockInfo(capacity=1099506450432, allocation=1024**4, physical=1024**4)
_CPU_STATS: Final = (
    {"cpu_time": 24386308517, "vcpu_time": 23151740627},
    {"cpu_time": 24386308518, "vcpu_time": 23151740628},
)  # ns, of each of two host CPUs
_CPU_TOTAL: Final = {"cpu_time": 48772617035, "user_time": 5540000000, "system_time": 6460000000}  # ns
_DISK_ERRORS: Final = (constants.VIR_DOMAIN_DISK_ERROR_UNSPEC, constants.VIR_DOMAIN_DISK_ERROR_NO_SPACE)
_LABEL: Final = SecurityLabel("libvirt-test", True)
_MEASUREMENT: Final = base64.b64encode(bytes(48)).decode()  # of a guest whose memory is all zeros
_LAST_KEY: Final = 0x2FF  # of Linux; the first code set, and the one in which codes are checked
_MAX_PEEK: Final = 4 * 1024 * 1024  # bytes; what fits into a message of the native protocol
_MAX_DIRTY_S: Final = 60
_FIRST_SIGNALS: Final = constants.VIR_DOMAIN_PROCESS_SIGNAL_RT32 + 1  # how many signals there are
_RESIZE: Final = (
    constants.VIR_DOMAIN_BLOCK_RESIZE_BYTES
    | constants.VIR_DOMAIN_BLOCK_RESIZE_CAPACITY
    | constants.VIR_DOMAIN_BLOCK_RESIZE_EXTEND
)
_DIRTY_MODES: Final = constants.VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP | constants.VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING
_FD_FLAGS: Final = (
    constants.VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_RESTORE | constants.VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_WRITABLE
)


class Control(Addresses):
    """Everything that reaches into a guest or its devices."""

    # Figures

    async def domain_block_stats(self, dom: DomainRef, path: str) -> BlockStats:
        definition = self.find(dom).require_active()
        if not path:
            raise OperationUnsupported("summary statistics are not supported yet", hint="name a disk")
        _disk(definition, path, f"invalid path: {path}")
        seconds, ticks = _ticks()
        return BlockStats(ticks // 10, ticks // 20, ticks // 30, ticks // 40, seconds // 2)

    async def domain_block_stats_flags(self, dom: DomainRef, path: str, flags: int) -> TypedParams:
        check_flags(flags, 0, "virDomainBlockStatsFlags")
        stats = await self.domain_block_stats(dom, path)
        return {
            "rd_bytes": stats.rd_bytes,
            "rd_operations": stats.rd_req,
            "wr_bytes": stats.wr_bytes,
            "wr_operations": stats.wr_req,
            "errs": stats.errs,
        }

    async def domain_get_block_info(self, dom: DomainRef, path: str, flags: int) -> BlockInfo:
        check_flags(flags, 0, "virDomainGetBlockInfo")
        domain = self.find(dom)
        disk = _disk(domain.definition, path, f"invalid path {path} not assigned to domain")
        size = domain.sizes.get(disk.target)
        return _BLOCK_INFO if size is None else BlockInfo(size, size, size)

    async def domain_interface_stats(self, dom: DomainRef, device: str) -> InterfaceStats:
        find_interface(self.find(dom).require_active(), device)
        seconds, ticks = _ticks()
        return InterfaceStats(
            rx_bytes=ticks // 10,
            rx_packets=ticks // 100,
            rx_errs=seconds,
            rx_drop=seconds // 2,
            tx_bytes=ticks // 20,
            tx_packets=ticks // 110,
            tx_errs=seconds // 3,
            tx_drop=seconds // 4,
        )

    async def domain_interface_addresses(
        self, dom: DomainRef, source: int, flags: int
    ) -> dict[str, InterfaceAddresses]:
        check_flags(flags, 0, "virDomainInterfaceAddresses")
        domain = self.find_active(dom)
        if source > constants.VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_ARP:
            raise ArgumentUnsupported(f"Unknown IP address data source {source}")
        return self.addresses(domain)

    async def domain_get_cpu_stats(self, dom: DomainRef, total: bool, flags: int) -> list[TypedParams]:
        check_flags(flags, 0, "virDomainGetCPUStats")
        self.find_active(dom)
        return [dict(_CPU_TOTAL)] if total else [dict(stats) for stats in _CPU_STATS]

    async def domain_get_disk_errors(self, dom: DomainRef, flags: int) -> dict[str, int]:
        check_flags(flags, 0, "virDomainGetDiskErrors")
        disks = self.find(dom).require_active().disks
        return {disk.target: _DISK_ERRORS[place % len(_DISK_ERRORS)] for place, disk in enumerate(disks)}

    async def domain_get_messages(self, dom: DomainRef, flags: int) -> list[str]:
        check_flags(
            flags,
            constants.VIR_DOMAIN_MESSAGE_DEPRECATION | constants.VIR_DOMAIN_MESSAGE_TAINTING,
            "virDomainGetMessages",
        )
        self.find(dom)
        return []

    # What confines it

    async def domain_get_security_label(self, dom: DomainRef) -> SecurityLabel:
        return _LABEL if self.find(dom).active else SecurityLabel("", False)

    async def domain_get_security_label_list(self, dom: DomainRef) -> list[SecurityLabel]:
        return [_LABEL] if self.find(dom).active else []

    async def domain_get_launch_security_info(self, dom: DomainRef, flags: int) -> TypedParams:
        check_flags(flags, 0, "virDomainGetLaunchSecurityInfo")
        match self.find(dom).definition.launch_security:
            case SevSecurity() as sev:
                return {
                    constants.VIR_DOMAIN_LAUNCH_SECURITY_SEV_MEASUREMENT: _MEASUREMENT,
                    constants.VIR_DOMAIN_LAUNCH_SECURITY_SEV_POLICY: sev.policy,
                }
            case SnpSecurity() as snp:
                return {constants.VIR_DOMAIN_LAUNCH_SECURITY_SEV_SNP_POLICY: snp.policy}
        return {}

    async def domain_set_launch_security_state(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        check_flags(flags, 0, "virDomainSetLaunchSecurityState")
        for name in params:
            if name not in _SECRETS:
                raise ArgumentUnsupported(f"parameter '{name}' not supported")
        definition = self.find(dom).require_active()
        if not isinstance(definition.launch_security, SevSecurity):
            raise OperationUnsupported(f"domain '{definition.name}' has no memory encrypted by SEV")
        for needed in _SECRETS[:2]:
            if needed not in params:
                raise InvalidArg(f"a launch secret needs {needed}")

    # Memory and disks

    async def domain_memory_peek(self, dom: DomainRef, start: int, size: int, flags: int) -> bytes:
        function = "virDomainMemoryPeek"
        virtual, physical = constants.VIR_MEMORY_VIRTUAL, constants.VIR_MEMORY_PHYSICAL
        check_exclusive(
            flags,
            ("VIR_MEMORY_VIRTUAL", virtual),
            ("VIR_MEMORY_PHYSICAL", physical),
            function,
            origin=constants.VIR_FROM_DOMAIN,
        )
        check_flags(flags, virtual | physical, function)
        if not flags:
            raise InvalidArg("flags parameter must be VIR_MEMORY_VIRTUAL or VIR_MEMORY_PHYSICAL")
        self.find_active(dom)
        _check_peek(size, function)
        return bytes(range(256)) * (size // 256) + bytes(range(size % 256))

    async def domain_block_peek(self, dom: DomainRef, disk: str, offset: int, size: int, flags: int) -> bytes:
        function = "virDomainBlockPeek"
        check_flags(flags, 0, function)
        found = _disk(self.find(dom).definition, disk, f"invalid disk or path '{disk}'")
        _check_peek(size, function)
        path = host_path(found.source)
        if path is None:
            raise InvalidArg(f"disk '{found.target}' has no file or device on this host")
        try:
            data = await in_thread(_read, path, offset, size)
        except (OSError, OverflowError) as exc:
            raise SystemCallError(f"disk '{found.target}': cannot read '{path}': {exc}") from exc
        if len(data) != size:
            raise SystemCallError(f"disk '{found.target}': '{path}' ends before byte {offset + size}")
        return data

    async def domain_block_resize(self, dom: DomainRef, disk: str, size: int, flags: int) -> None:
        check_flags(flags, _RESIZE, "virDomainBlockResize")
        domain = self.find_active(dom)
        found = _disk(domain.definition, disk, f"invalid path: {disk}")
        before = domain.sizes.get(found.target, _BLOCK_INFO.capacity)
        if flags & constants.VIR_DOMAIN_BLOCK_RESIZE_CAPACITY:
            if size:
                raise InvalidArg(f"size must be 0, not {size}, where the device behind the disk decides it")
            new_size = _BLOCK_INFO.physical
        else:
            new_size = size if flags & constants.VIR_DOMAIN_BLOCK_RESIZE_BYTES else size * 1024
        if new_size >= 2**64:
            raise invalid_argument(
                f"size in virDomainBlockResize is too large: {size} KiB",
                function="virDomainBlockResize",
                argument="size",
            )
        if flags & constants.VIR_DOMAIN_BLOCK_RESIZE_EXTEND and new_size < before:
            raise InvalidArg(f"disk '{found.target}' has {before} bytes, and would shrink to {new_size}")
        domain.sizes[found.target] = new_size
        self._write_on(domain, found)

    async def domain_set_block_threshold(self, dom: DomainRef, dev: str, threshold: int, flags: int) -> None:
        check_flags(flags, 0, "virDomainSetBlockThreshold")
        domain = self.find_active(dom)
        target = dev.partition("[")[0]
        found = next((disk for disk in domain.definition.disks if disk.target == target), None)
        if found is None:
            raise InvalidArg(f"block device '{dev}' not found")
        if threshold:
            domain.thresholds[dev] = threshold
        else:
            domain.thresholds.pop(dev, None)
        self._write_on(domain, found)

    def _write_on(self, domain: TestDomain, disk: Disk) -> None:
        """Let the guest write as far as the disk is allocated, which guests here do all the time.

        A threshold that it comes past is told of once, as QEMU does; it has to be set again then. Nobody writes to the
        images below, whose thresholds stay.
        """
        written = domain.sizes.get(disk.target, _BLOCK_INFO.allocation)
        threshold = domain.thresholds.get(disk.target)
        if threshold is not None and written > threshold:
            del domain.thresholds[disk.target]
            about = (disk.target, source_path(disk), threshold, written - threshold)
            self.events.emit(Event(constants.VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD, domain.ref, about))

    async def domain_start_dirty_rate_calc(self, dom: DomainRef, seconds: int, flags: int) -> None:
        check_flags(flags, _DIRTY_MODES, "virDomainStartDirtyRateCalc")
        check_exclusive(
            flags,
            (
                "VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP",
                constants.VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP,
            ),
            ("VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING", constants.VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING),
            "virDomainStartDirtyRateCalc",
        )
        if not 1 <= seconds <= _MAX_DIRTY_S:
            raise InvalidArg(f"seconds={seconds} is invalid, please choose value within [1, {_MAX_DIRTY_S}].")
        self.find_active(dom).dirty_rate_s = seconds

    async def domain_fd_associate(self, dom: DomainRef, name: str, files: list[int], flags: int) -> None:
        function = "virDomainFDAssociate"
        check_flags(flags, _FD_FLAGS, function)
        if not files:
            raise invalid_argument(f"files in {function} must not be empty", function=function, argument="files")
        self.find(dom)
        for descriptor in files:
            try:
                os.fstat(descriptor)
            except OSError as exc:
                raise InvalidArg(f"file descriptor {descriptor} of group '{name}': {exc.strerror}") from exc

    # Asking the guest

    async def domain_send_key(
        self, dom: DomainRef, codeset: int, holdtime: int, keycodes: list[int], flags: int
    ) -> None:
        check_flags(flags, 0, "virDomainSendKey")
        self.find_active(dom)
        if codeset == constants.VIR_KEYCODE_SET_LINUX:
            for code in keycodes:
                if not 0 <= code <= _LAST_KEY:
                    raise InternalError(f"invalid keycode {code} of linux codeset")

    async def domain_inject_nmi(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, 0, "virDomainInjectNMI")
        self.find_active(dom)

    async def domain_send_process_signal(self, dom: DomainRef, pid_value: int, signum: int, flags: int) -> None:
        check_flags(flags, 0, "virDomainSendProcessSignal")
        self.find(dom)
        if pid_value != 1:
            raise InvalidArg("only sending a signal to pid 1 is supported")
        if signum >= _FIRST_SIGNALS:
            raise InvalidArg(f"signum value {signum} is out of range")

    async def domain_pm_suspend_for_duration(self, dom: DomainRef, target: int, duration: int, flags: int) -> None:
        check_flags(flags, 0, "virDomainPMSuspendForDuration")
        if target > constants.VIR_NODE_SUSPEND_TARGET_HYBRID:
            raise InvalidArg(f"unknown suspend target: {target}")
        if duration:
            raise ArgumentUnsupported("Duration not supported. Use 0 for now", hint="wake the guest by pMWakeup()")
        domain = self.find_active(dom)
        if domain.state is not State.RUNNING:
            raise OperationInvalid(f"domain '{domain.name}' is not running", hint="resume it first")
        definition = domain.require_active()
        to_disk = target == constants.VIR_NODE_SUSPEND_TARGET_DISK
        if definition.suspend_to_mem is False and not to_disk:
            raise OperationUnsupported("S3 state is disabled for this domain", hint="<pm><suspend-to-mem/>")
        if definition.suspend_to_disk is False and target != constants.VIR_NODE_SUSPEND_TARGET_MEM:
            raise OperationUnsupported("S4 state is disabled for this domain", hint="<pm><suspend-to-disk/>")
        if to_disk:
            # The operating system writes its memory to its own disk and powers off.
            self.domains.stop(domain, constants.VIR_DOMAIN_SHUTOFF_SHUTDOWN)
            self._tell_power(domain.ref, constants.VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK)
            self.emit_lifecycle(
                domain.ref, constants.VIR_DOMAIN_EVENT_STOPPED, constants.VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN
            )
            return
        domain.set_state(State.PMSUSPENDED, 0)
        self.emit_lifecycle(
            domain.ref, constants.VIR_DOMAIN_EVENT_PMSUSPENDED, constants.VIR_DOMAIN_EVENT_PMSUSPENDED_MEMORY
        )
        self._tell_power(domain.ref, constants.VIR_DOMAIN_EVENT_ID_PMSUSPEND)

    async def domain_pm_wakeup(self, dom: DomainRef, flags: int) -> None:
        check_flags(flags, 0, "virDomainPMWakeup")
        domain = self.find_active(dom)
        if domain.state is not State.PMSUSPENDED:
            raise OperationInvalid(f"domain '{domain.name}' is not asleep, so it cannot be woken")
        domain.set_state(State.RUNNING, constants.VIR_DOMAIN_RUNNING_WAKEUP)
        self._tell_power(domain.ref, constants.VIR_DOMAIN_EVENT_ID_PMWAKEUP)
        self.emit_lifecycle(domain.ref, constants.VIR_DOMAIN_EVENT_STARTED, constants.VIR_DOMAIN_EVENT_STARTED_WAKEUP)

    def _tell_power(self, ref: DomainRef, event_id: int) -> None:
        self.events.emit(Event(event_id, ref, (0,)))  # the reason, of which libvirt has none

    # Displays

    async def domain_open_graphics(self, dom: DomainRef, idx: int, fd: int, flags: int) -> None:
        check_flags(flags, constants.VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH, "virDomainOpenGraphics")
        _display(self.find(dom).require_active(), idx)

    async def domain_open_graphics_fd(self, dom: DomainRef, idx: int, flags: int) -> int:
        check_flags(flags, constants.VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH, "virDomainOpenGraphicsFD")
        _display(self.find(dom).require_active(), idx)
        ours, theirs = socket.socketpair()
        ours.close()  # nobody draws here: the client reads the end of the display
        return theirs.detach()

    async def domain_graphics_reload(self, dom: DomainRef, type: int, flags: int) -> None:
        check_flags(flags, 0, "virDomainGraphicsReload")
        if type > constants.VIR_DOMAIN_GRAPHICS_RELOAD_TYPE_VNC:
            raise InvalidArg(f"unknown graphics type {type}")
        definition = self.find(dom).require_active()
        if not any(graphics.type is GraphicsType.VNC for graphics in definition.graphics):
            raise InvalidArg(f"domain '{definition.name}' has no VNC display")


_SECRETS: Final = (
    constants.VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET_HEADER,
    constants.VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET,
    constants.VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET_SET_ADDRESS,
)


def _ticks() -> tuple[int, int]:
    """Seconds and microseconds since 1970: guests here have been busy since."""
    now = time.time_ns() // 1000
    return now // 1_000_000, now


def _disk(definition: Domain, path: str, message: str) -> Disk:
    """The disk that *path* names; *message* says that there is none."""
    try:
        return iotune.find_disk(definition, path)
    except InvalidArg:
        raise InvalidArg(message) from None


def _read(path: str, offset: int, size: int) -> bytes:
    with open(path, "rb") as image:
        return os.pread(image.fileno(), size, offset)


def _check_peek(size: int, function: str) -> None:
    if size > _MAX_PEEK:
        raise InvalidArg(f"{function} can read {_MAX_PEEK} bytes at once, not {size}")


def _display(definition: Domain, number: int) -> Graphics:
    if number >= len(definition.graphics):
        raise InternalError(f"No graphics backend with index {number}")
    graphics = definition.graphics[number]
    if graphics.type not in (GraphicsType.VNC, GraphicsType.SPICE):
        raise InternalError(f"Can only open VNC or SPICE graphics backends, not {graphics.type.value}")
    return graphics
