# Generated from anyvirt.api: change the table there and run `make generate`.
"""virDomain, awaitable.

What each call does, takes and raises stands in anyvirt.domain.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from anyvirt.base import AsyncDomainBase
from anyvirt.constants import (
    VIR_DOMAIN_AFFECT_CONFIG,
    VIR_DOMAIN_AFFECT_LIVE,
    VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND,
    VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE,
    VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE,
    VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE,
    VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE,
    VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP,
    VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING,
    VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT,
    VIR_DOMAIN_JOB_STATS_COMPLETED,
    VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED,
    VIR_DOMAIN_MEM_MAXIMUM,
    VIR_DOMAIN_SAVE_PAUSED,
    VIR_DOMAIN_SAVE_RUNNING,
    VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT,
    VIR_DOMAIN_SNAPSHOT_CREATE_HALT,
    VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA,
    VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
    VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED,
    VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING,
    VIR_DOMAIN_VCPU_GUEST,
    VIR_DOMAIN_VCPU_MAXIMUM,
    VIR_DOMAIN_XML_MIGRATABLE,
    VIR_DOMAIN_XML_SECURE,
    VIR_DUMP_CRASH,
    VIR_DUMP_LIVE,
    VIR_DUMP_RESET,
    VIR_MEMORY_PHYSICAL,
    VIR_MEMORY_VIRTUAL,
)
from anyvirt.objects.streaming import opened, opened_with
from anyvirt.objects.vcpus import online_maps
from anyvirt.util.arguments import (
    cpu_map,
    exclusive_flags,
    guest_time,
    key_codes,
    long,
    memory_kib,
    natural,
    number,
    object_ref,
    optional_text,
    optional_xml,
    positive,
    required_flags,
    socket_descriptor,
    text,
    texts,
    unsigned,
    unsigned_long,
    xml_text,
)
from anyvirt.util.guest import GuestTime
from anyvirt.util.limits import at_most
from anyvirt.util.refs import SnapshotRef
from anyvirt.util.typed import (
    ANNOUNCE,
    BANDWIDTH,
    BLKIO,
    BLOCK_COPY,
    IOTHREAD,
    IOTUNE,
    LAUNCH_SECURITY,
    MEMORY,
    NUMA,
    PERF,
    SAVE,
    SCHEDULER,
    hinted,
    require_params,
    settable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from anyvirt.aio.checkpoint import virDomainCheckpoint
    from anyvirt.aio.snapshot import virDomainSnapshot
    from anyvirt.aio.stream import virStream
    from anyvirt.driver.types import (
        BlockStats,
        FsInfo,
        InterfaceAddresses,
        InterfaceStats,
        IoThreadInfo,
        SchedulerType,
        TypedParams,
        TypedValue,
    )
    from anyvirt.progress import OnBlockJob, OnJob
    from anyvirt.results import Vcpus
    from anyvirt.util.arguments import XmlLike


class virDomain(AsyncDomainBase):
    """A virtual machine or a container, defined or running."""

    async def OSType(self) -> str:
        """Give the kind of interface between guest and hypervisor: hvm, xen, exe ..."""
        return await self._conn._call(self._conn._driver.domain_get_os_type(self._ref))

    async def state(self, flags: int = 0) -> list[int]:
        """Give the domain's state and why it is in it."""
        return list(await self._conn._call(self._conn._driver.domain_get_state(self._ref, index(flags))))

    async def info(self) -> list[int]:
        """Give the domain's state, memory, number of vcpus and processor time."""
        return list(await self._conn._call(self._conn._driver.domain_get_info(self._ref)))

    async def controlInfo(self, flags: int = 0) -> list[int]:
        """Tell whether the hypervisor still obeys, and for how long something has occupied it."""
        return list(await self._conn._call(self._conn._driver.domain_get_control_info(self._ref, index(flags))))

    async def isActive(self) -> int:
        """Tell whether the domain is running or paused, not shut off."""
        return int(await self._conn._call(self._conn._driver.domain_is_active(self._ref)))

    async def isPersistent(self) -> int:
        """Tell whether the domain has a definition that outlives its stop."""
        return int(await self._conn._call(self._conn._driver.domain_is_persistent(self._ref)))

    async def isUpdated(self) -> int:
        """Tell whether the running domain's definition was changed since its start."""
        return int(await self._conn._call(self._conn._driver.domain_is_updated(self._ref)))

    async def XMLDesc(self, flags: int = 0) -> str:
        """Describe the domain as a document."""
        if flags & (VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_MIGRATABLE):
            self._conn._check_write("virDomainGetXMLDesc")
        return await self._conn._call(self._conn._driver.domain_get_xml_desc(self._ref, index(flags)))

    async def metadata(self, type: int, uri: str | None, flags: int = 0) -> str:
        """Give the domain's title, its description, or an element that a program keeps with it."""
        exclusive_flags(
            index(flags),
            "virDomainGetMetadata",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return await self._conn._call(
            self._conn._driver.domain_get_metadata(
                self._ref, number(type, "type"), optional_text(uri, "uri"), index(flags)
            )
        )

    async def setMetadata(
        self, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int = 0
    ) -> int:
        """Set the domain's title, its description, or an element that a program keeps with it."""
        self._conn._check_write("virDomainSetMetadata")
        await self._conn._call(
            self._conn._driver.domain_set_metadata(
                self._ref,
                number(type, "type"),
                optional_text(metadata, "metadata"),
                optional_text(key, "key"),
                optional_text(uri, "uri"),
                index(flags),
            )
        )
        return 0

    async def hostname(self, flags: int = 0) -> str:
        """Give the host name that the guest uses."""
        self._conn._check_write("virDomainGetHostname")
        return await self._conn._call(self._conn._driver.domain_get_hostname(self._ref, index(flags)))

    async def create(self) -> int:
        """Start the defined domain, or restore it where managedSave() left it."""
        self._conn._check_write("virDomainCreate")
        self._ref = await self._conn._call(self._conn._driver.domain_create_with_flags(self._ref, 0))
        return 0

    async def createWithFlags(self, flags: int = 0) -> int:
        """Start the defined domain, or restore it where managedSave() left it."""
        self._conn._check_write("virDomainCreateWithFlags")
        self._ref = await self._conn._call(self._conn._driver.domain_create_with_flags(self._ref, index(flags)))
        return 0

    async def createWithFiles(self, files: Sequence[int], flags: int = 0) -> int:
        """Start the defined domain and pass open files to its first process."""
        self._conn._check_write("virDomainCreateWithFiles")
        self._ref = await self._conn._call(
            self._conn._driver.domain_create_with_files(
                self._ref, [index(item) for item in at_most(files, 32, "files")], index(flags)
            )
        )
        return 0

    async def destroy(self) -> int:
        """Stop the domain at once, as if its power failed."""
        self._conn._check_write("virDomainDestroy")
        self._ref = await self._conn._call(self._conn._driver.domain_destroy_flags(self._ref, 0))
        return 0

    async def destroyFlags(self, flags: int = 0) -> int:
        """Stop the domain at once, as if its power failed."""
        self._conn._check_write("virDomainDestroyFlags")
        self._ref = await self._conn._call(self._conn._driver.domain_destroy_flags(self._ref, index(flags)))
        return 0

    async def shutdown(self) -> int:
        """Ask the guest to shut down."""
        self._conn._check_write("virDomainShutdown")
        await self._conn._call(self._conn._driver.domain_shutdown_flags(self._ref, 0))
        return 0

    async def shutdownFlags(self, flags: int = 0) -> int:
        """Ask the guest to shut down, in a chosen way."""
        self._conn._check_write("virDomainShutdownFlags")
        await self._conn._call(self._conn._driver.domain_shutdown_flags(self._ref, index(flags)))
        return 0

    async def reboot(self, flags: int = 0) -> int:
        """Ask the guest to reboot."""
        self._conn._check_write("virDomainReboot")
        await self._conn._call(self._conn._driver.domain_reboot(self._ref, index(flags)))
        return 0

    async def reset(self, flags: int = 0) -> int:
        """Reset the guest at once, as its reset button would."""
        self._conn._check_write("virDomainReset")
        await self._conn._call(self._conn._driver.domain_reset(self._ref, index(flags)))
        return 0

    async def suspend(self) -> int:
        """Pause the guest: it keeps its memory and gets no more processor time."""
        self._conn._check_write("virDomainSuspend")
        await self._conn._call(self._conn._driver.domain_suspend(self._ref))
        return 0

    async def resume(self) -> int:
        """Let a paused guest run again."""
        self._conn._check_write("virDomainResume")
        await self._conn._call(self._conn._driver.domain_resume(self._ref))
        return 0

    async def undefine(self) -> int:
        """Remove the domain's definition."""
        self._conn._check_write("virDomainUndefine")
        await self._conn._call(self._conn._driver.domain_undefine_flags(self._ref, 0))
        return 0

    async def undefineFlags(self, flags: int = 0) -> int:
        """Remove the domain's definition, and decide about what belongs to it."""
        self._conn._check_write("virDomainUndefineFlags")
        await self._conn._call(self._conn._driver.domain_undefine_flags(self._ref, index(flags)))
        return 0

    async def autostart(self) -> int:
        """Tell whether the domain starts when its host or daemon does."""
        return int(await self._conn._call(self._conn._driver.domain_get_autostart(self._ref)))

    async def setAutostart(self, autostart: int) -> int:
        """Decide whether the domain starts when its host or daemon does."""
        self._conn._check_write("virDomainSetAutostart")
        await self._conn._call(self._conn._driver.domain_set_autostart(self._ref, bool(index(autostart))))
        return 0

    async def autostartOnce(self) -> int:
        """Tell whether the domain starts the next time its host does, and not again after that."""
        return int(await self._conn._call(self._conn._driver.domain_get_autostart_once(self._ref)))

    async def setAutostartOnce(self, autostart: int) -> int:
        """Decide whether the domain starts the next time its host does, and not again after that."""
        self._conn._check_write("virDomainSetAutostartOnce")
        await self._conn._call(self._conn._driver.domain_set_autostart_once(self._ref, bool(index(autostart))))
        return 0

    async def rename(self, new_name: str, flags: int = 0) -> int:
        """Give the domain another name."""
        self._conn._check_write("virDomainRename")
        self._ref = await self._conn._call(
            self._conn._driver.domain_rename(self._ref, text(new_name, "new_name", "virDomainRename"), index(flags))
        )
        return 0

    async def injectNMI(self, flags: int = 0) -> int:
        """Send the guest a non-maskable interrupt, on which many systems write a crash dump."""
        self._conn._check_write("virDomainInjectNMI")
        await self._conn._call(self._conn._driver.domain_inject_nmi(self._ref, index(flags)))
        return 0

    async def sendKey(
        self, codeset: int, holdtime: int, keycodes: Sequence[int], nkeycodes: int, flags: int = 0
    ) -> int:
        """Press and release keys on the guest's keyboard."""
        self._conn._check_write("virDomainSendKey")
        await self._conn._call(
            self._conn._driver.domain_send_key(
                self._ref,
                unsigned(codeset, "codeset", "virDomainSendKey"),
                unsigned(holdtime, "holdtime", "virDomainSendKey"),
                key_codes(keycodes, nkeycodes, "virDomainSendKey"),
                index(flags),
            )
        )
        return 0

    async def maxMemory(self) -> int:
        """Give the largest memory that the guest can have."""
        return await self._conn._call(self._conn._driver.domain_get_max_memory(self._ref))

    async def setMaxMemory(self, memory: int) -> int:
        """Set the largest memory that the guest can have."""
        self._conn._check_write("virDomainSetMaxMemory")
        await self._conn._call(
            self._conn._driver.domain_set_memory_flags(
                self._ref, memory_kib(memory, "memory", "virDomainSetMaxMemory"), VIR_DOMAIN_MEM_MAXIMUM
            )
        )
        return 0

    async def setMemory(self, memory: int) -> int:
        """Set the memory target of the running guest."""
        self._conn._check_write("virDomainSetMemory")
        await self._conn._call(
            self._conn._driver.domain_set_memory_flags(
                self._ref, memory_kib(memory, "memory", "virDomainSetMemory"), VIR_DOMAIN_AFFECT_LIVE
            )
        )
        return 0

    async def setMemoryFlags(self, memory: int, flags: int = 0) -> int:
        """Set the memory target of the guest, or its maximum."""
        self._conn._check_write("virDomainSetMemoryFlags")
        await self._conn._call(
            self._conn._driver.domain_set_memory_flags(
                self._ref, memory_kib(memory, "memory", "virDomainSetMemoryFlags"), index(flags)
            )
        )
        return 0

    async def memoryStats(self) -> dict[str, int]:
        """Give the guest's memory figures."""
        return await self._conn._call(self._conn._driver.domain_memory_stats(self._ref, 0))

    async def setMemoryStatsPeriod(self, period: int, flags: int = 0) -> int:
        """Say how often figures are collected from the guest's balloon driver."""
        self._conn._check_write("virDomainSetMemoryStatsPeriod")
        await self._conn._call(
            self._conn._driver.domain_set_memory_stats_period(
                self._ref, natural(period, "period", "virDomainSetMemoryStatsPeriod"), index(flags)
            )
        )
        return 0

    async def memoryParameters(self, flags: int = 0) -> TypedParams:
        """Give the limits of the memory that the domain takes from its host."""
        exclusive_flags(
            index(flags),
            "virDomainGetMemoryParameters",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return await self._conn._call(self._conn._driver.domain_get_memory_parameters(self._ref, index(flags)))

    async def setMemoryParameters(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Limit the memory that the domain takes from its host."""
        self._conn._check_write("virDomainSetMemoryParameters")
        exclusive_flags(
            index(flags),
            "virDomainGetMemoryParameters",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        require_params(params)
        known = await self._conn._call(self._conn._driver.domain_get_memory_parameters(self._ref, index(flags)))
        values = settable(params, known, MEMORY)
        await self._conn._call(self._conn._driver.domain_set_memory_parameters(self._ref, values, index(flags)))
        return 0

    async def vcpus(self) -> Vcpus:
        """Describe the running guest's vcpus."""
        from anyvirt.results import Vcpus, VcpuState

        answer = await self._conn._call(self._conn._driver.domain_get_vcpus(self._ref))
        return Vcpus([VcpuState(*vcpu[:4]) for vcpu in answer], [vcpu.cpumap for vcpu in answer])

    async def maxVcpus(self) -> int:
        """Give the largest number of vcpus that the running guest can have."""
        return await self._conn._call(
            self._conn._driver.domain_get_vcpus_flags(self._ref, VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_VCPU_MAXIMUM)
        )

    async def vcpusFlags(self, flags: int = 0) -> int:
        """Count the domain's vcpus."""
        if flags & VIR_DOMAIN_VCPU_GUEST:
            self._conn._check_write("virDomainGetVcpusFlags")
        exclusive_flags(
            index(flags),
            "virDomainGetVcpusFlags",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return await self._conn._call(self._conn._driver.domain_get_vcpus_flags(self._ref, index(flags)))

    async def setVcpus(self, nvcpus: int) -> int:
        """Plug vcpus into the running guest, or unplug some."""
        self._conn._check_write("virDomainSetVcpus")
        await self._conn._call(
            self._conn._driver.domain_set_vcpus_flags(
                self._ref, unsigned(nvcpus, "nvcpus", "virDomainSetVcpus"), VIR_DOMAIN_AFFECT_LIVE
            )
        )
        return 0

    async def setVcpusFlags(self, nvcpus: int, flags: int = 0) -> int:
        """Change the number of the domain's vcpus, or its maximum."""
        self._conn._check_write("virDomainSetVcpusFlags")
        required_flags(
            index(flags),
            "virDomainSetVcpusFlags",
            VIR_DOMAIN_VCPU_MAXIMUM=VIR_DOMAIN_VCPU_MAXIMUM,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        exclusive_flags(
            index(flags),
            "virDomainSetVcpusFlags",
            VIR_DOMAIN_VCPU_GUEST=VIR_DOMAIN_VCPU_GUEST,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        await self._conn._call(
            self._conn._driver.domain_set_vcpus_flags(
                self._ref, unsigned(nvcpus, "nvcpus", "virDomainSetVcpusFlags"), index(flags)
            )
        )
        return 0

    async def pinVcpu(self, vcpu: int, cpumap: Sequence[bool]) -> int:
        """Choose the host CPUs that a vcpu of the running guest may run on."""
        self._conn._check_write("virDomainPinVcpu")
        await self._conn._call(
            self._conn._driver.domain_pin_vcpu_flags(
                self._ref, unsigned(vcpu, "vcpu", "virDomainPinVcpu"), cpu_map(cpumap, "cpumap"), VIR_DOMAIN_AFFECT_LIVE
            )
        )
        return 0

    async def pinVcpuFlags(self, vcpu: int, cpumap: Sequence[bool], flags: int = 0) -> int:
        """Choose the host CPUs that a vcpu may run on."""
        self._conn._check_write("virDomainPinVcpuFlags")
        await self._conn._call(
            self._conn._driver.domain_pin_vcpu_flags(
                self._ref, unsigned(vcpu, "vcpu", "virDomainPinVcpuFlags"), cpu_map(cpumap, "cpumap"), index(flags)
            )
        )
        return 0

    async def vcpuPinInfo(self, flags: int = 0) -> list[tuple[bool, ...]]:
        """Tell which host CPUs the vcpus may run on."""
        exclusive_flags(
            index(flags),
            "virDomainGetVcpuPinInfo",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return await self._conn._call(
            online_maps(
                self._conn._driver.domain_get_vcpu_pin_info(self._ref, index(flags)), self._conn._driver, self._ref
            )
        )

    async def pinEmulator(self, cpumap: Sequence[bool], flags: int = 0) -> int:
        """Choose the host CPUs that the emulator's own threads may run on."""
        self._conn._check_write("virDomainPinEmulator")
        await self._conn._call(
            self._conn._driver.domain_pin_emulator(self._ref, cpu_map(cpumap, "cpumap"), index(flags))
        )
        return 0

    async def emulatorPinInfo(self, flags: int = 0) -> tuple[bool, ...]:
        """Tell which host CPUs the emulator's own threads may run on."""
        exclusive_flags(
            index(flags),
            "virDomainGetEmulatorPinInfo",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return await self._conn._call(self._conn._driver.domain_get_emulator_pin_info(self._ref, index(flags)))

    async def guestVcpus(self, flags: int = 0) -> TypedParams:
        """Tell which vcpus the guest itself uses, as its agent reports."""
        self._conn._check_write("virDomainGetGuestVcpus")
        return await self._conn._call(self._conn._driver.domain_get_guest_vcpus(self._ref, index(flags)))

    async def setGuestVcpus(self, cpumap: str, state: int, flags: int = 0) -> int:
        """Have the guest's agent switch vcpus on or off inside the guest."""
        self._conn._check_write("virDomainSetGuestVcpus")
        await self._conn._call(
            self._conn._driver.domain_set_guest_vcpus(
                self._ref, text(cpumap, "cpumap", "virDomainSetGuestVcpus"), bool(index(state)), index(flags)
            )
        )
        return 0

    async def setVcpu(self, vcpumap: str, state: int, flags: int = 0) -> int:
        """Plug chosen vcpus in or unplug them."""
        self._conn._check_write("virDomainSetVcpu")
        await self._conn._call(
            self._conn._driver.domain_set_vcpu(
                self._ref, text(vcpumap, "vcpumap", "virDomainSetVcpu"), bool(index(state)), index(flags)
            )
        )
        return 0

    async def getCPUStats(self, total: bool, flags: int = 0) -> list[TypedParams]:
        """Give the processor time that the domain took from its host."""
        return await self._conn._call(self._conn._driver.domain_get_cpu_stats(self._ref, total, index(flags)))

    async def blockStats(self, path: str) -> BlockStats:
        """Give the counters of a disk."""
        return await self._conn._call(
            self._conn._driver.domain_block_stats(self._ref, text(path, "path", "virDomainBlockStats"))
        )

    async def blockStatsFlags(self, path: str, flags: int = 0) -> TypedParams:
        """Give all counters of a disk, with times and flushes."""
        return await self._conn._call(
            self._conn._driver.domain_block_stats_flags(
                self._ref, text(path, "path", "virDomainBlockStatsFlags"), index(flags)
            )
        )

    async def blockInfo(self, path: str, flags: int = 0) -> list[int]:
        """Give the sizes of a disk."""
        return list(
            await self._conn._call(
                self._conn._driver.domain_get_block_info(
                    self._ref, text(path, "path", "virDomainGetBlockInfo"), index(flags)
                )
            )
        )

    async def interfaceStats(self, path: str) -> InterfaceStats:
        """Give the counters of a network interface."""
        return await self._conn._call(
            self._conn._driver.domain_interface_stats(self._ref, text(path, "path", "virDomainInterfaceStats"))
        )

    async def interfaceAddresses(self, source: int, flags: int = 0) -> dict[str, InterfaceAddresses]:
        """Give the IP addresses of the guest's interfaces."""
        if source == VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT:
            self._conn._check_write("virDomainInterfaceAddresses")
        return await self._conn._call(
            self._conn._driver.domain_interface_addresses(
                self._ref, unsigned(source, "source", "virDomainInterfaceAddresses"), index(flags)
            )
        )

    async def attachDevice(self, xml: XmlLike) -> int:
        """Plug a device into the running guest."""
        self._conn._check_write("virDomainAttachDevice")
        await self._conn._call(
            self._conn._driver.domain_attach_device_flags(
                self._ref, xml_text(xml, "xml", "virDomainAttachDevice"), VIR_DOMAIN_AFFECT_LIVE
            )
        )
        return 0

    async def attachDeviceFlags(self, xml: XmlLike, flags: int = 0) -> int:
        """Add a device."""
        self._conn._check_write("virDomainAttachDeviceFlags")
        await self._conn._call(
            self._conn._driver.domain_attach_device_flags(
                self._ref, xml_text(xml, "xml", "virDomainAttachDeviceFlags"), index(flags)
            )
        )
        return 0

    async def detachDevice(self, xml: XmlLike) -> int:
        """Unplug a device from the running guest."""
        self._conn._check_write("virDomainDetachDevice")
        await self._conn._call(
            self._conn._driver.domain_detach_device_flags(
                self._ref, xml_text(xml, "xml", "virDomainDetachDevice"), VIR_DOMAIN_AFFECT_LIVE
            )
        )
        return 0

    async def detachDeviceFlags(self, xml: XmlLike, flags: int = 0) -> int:
        """Take a device away."""
        self._conn._check_write("virDomainDetachDeviceFlags")
        await self._conn._call(
            self._conn._driver.domain_detach_device_flags(
                self._ref, xml_text(xml, "xml", "virDomainDetachDeviceFlags"), index(flags)
            )
        )
        return 0

    async def detachDeviceAlias(self, alias: str, flags: int = 0) -> int:
        """Take away the device that has the alias."""
        self._conn._check_write("virDomainDetachDeviceAlias")
        await self._conn._call(
            self._conn._driver.domain_detach_device_alias(
                self._ref, text(alias, "alias", "virDomainDetachDeviceAlias"), index(flags)
            )
        )
        return 0

    async def updateDeviceFlags(self, xml: XmlLike, flags: int = 0) -> int:
        """Change a device: the medium of a drive, the network of an interface, the password of a display."""
        self._conn._check_write("virDomainUpdateDeviceFlags")
        await self._conn._call(
            self._conn._driver.domain_update_device_flags(
                self._ref, xml_text(xml, "xml", "virDomainUpdateDeviceFlags"), index(flags)
            )
        )
        return 0

    async def blkioParameters(self, flags: int = 0) -> TypedParams:
        """Give the domain's shares and limits of the host's block devices."""
        exclusive_flags(
            index(flags),
            "virDomainGetBlkioParameters",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return await self._conn._call(self._conn._driver.domain_get_blkio_parameters(self._ref, index(flags)))

    async def setBlkioParameters(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Set the domain's shares and limits of the host's block devices."""
        self._conn._check_write("virDomainSetBlkioParameters")
        exclusive_flags(
            index(flags),
            "virDomainGetBlkioParameters",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        require_params(params)
        known = await self._conn._call(self._conn._driver.domain_get_blkio_parameters(self._ref, index(flags)))
        values = settable(params, known, BLKIO)
        await self._conn._call(self._conn._driver.domain_set_blkio_parameters(self._ref, values, index(flags)))
        return 0

    async def schedulerType(self) -> SchedulerType:
        """Name the scheduler that gives the domain its processor time."""
        return await self._conn._call(self._conn._driver.domain_get_scheduler_type(self._ref))

    async def schedulerParameters(self) -> TypedParams:
        """Give the domain's shares and limits of processor time."""
        return await self._conn._call(self._conn._driver.domain_get_scheduler_parameters_flags(self._ref, 0))

    async def schedulerParametersFlags(self, flags: int = 0) -> TypedParams:
        """Give the domain's shares and limits of processor time."""
        exclusive_flags(
            index(flags),
            "virDomainGetSchedulerParametersFlags",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return await self._conn._call(self._conn._driver.domain_get_scheduler_parameters_flags(self._ref, index(flags)))

    async def setSchedulerParameters(self, params: Mapping[str, TypedValue]) -> int:
        """Set the domain's shares and limits of processor time."""
        self._conn._check_write("virDomainSetSchedulerParameters")
        require_params(params)
        known = await self._conn._call(self._conn._driver.domain_get_scheduler_parameters_flags(self._ref, 0))
        values = settable(params, known, SCHEDULER)
        await self._conn._call(self._conn._driver.domain_set_scheduler_parameters_flags(self._ref, values, 0))
        return 0

    async def setSchedulerParametersFlags(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Set the domain's shares and limits of processor time."""
        self._conn._check_write("virDomainSetSchedulerParametersFlags")
        exclusive_flags(
            index(flags),
            "virDomainGetSchedulerParametersFlags",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        require_params(params)
        known = await self._conn._call(
            self._conn._driver.domain_get_scheduler_parameters_flags(self._ref, index(flags))
        )
        values = settable(params, known, SCHEDULER)
        await self._conn._call(
            self._conn._driver.domain_set_scheduler_parameters_flags(self._ref, values, index(flags))
        )
        return 0

    async def numaParameters(self, flags: int = 0) -> TypedParams:
        """Tell which NUMA nodes of the host the domain's memory comes from."""
        return await self._conn._call(self._conn._driver.domain_get_numa_parameters(self._ref, index(flags)))

    async def setNumaParameters(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Say which NUMA nodes of the host the domain's memory shall come from."""
        self._conn._check_write("virDomainSetNumaParameters")
        require_params(params)
        known = await self._conn._call(self._conn._driver.domain_get_numa_parameters(self._ref, index(flags)))
        values = settable(params, known, NUMA)
        await self._conn._call(self._conn._driver.domain_set_numa_parameters(self._ref, values, index(flags)))
        return 0

    async def interfaceParameters(self, device: str, flags: int = 0) -> TypedParams:
        """Give the bandwidth limits of a network interface."""
        return await self._conn._call(
            self._conn._driver.domain_get_interface_parameters(
                self._ref, text(device, "device", "virDomainGetInterfaceParameters"), index(flags)
            )
        )

    async def setInterfaceParameters(self, device: str, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Limit the bandwidth of a network interface."""
        self._conn._check_write("virDomainSetInterfaceParameters")
        require_params(params)
        known = await self._conn._call(
            self._conn._driver.domain_get_interface_parameters(
                self._ref, text(device, "device", "virDomainSetInterfaceParameters"), index(flags)
            )
        )
        values = settable(params, known, BANDWIDTH)
        await self._conn._call(
            self._conn._driver.domain_set_interface_parameters(
                self._ref, text(device, "device", "virDomainSetInterfaceParameters"), values, index(flags)
            )
        )
        return 0

    async def blockIoTune(self, disk: str, flags: int = 0) -> TypedParams:
        """Give the throughput limits of a disk."""
        exclusive_flags(
            index(flags),
            "virDomainGetBlockIoTune",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return await self._conn._call(
            self._conn._driver.domain_get_block_io_tune(
                self._ref, text(disk, "disk", "virDomainGetBlockIoTune"), index(flags)
            )
        )

    async def setBlockIoTune(self, disk: str, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Limit the throughput of a disk."""
        self._conn._check_write("virDomainSetBlockIoTune")
        exclusive_flags(
            index(flags),
            "virDomainGetBlockIoTune",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        require_params(params)
        known = await self._conn._call(
            self._conn._driver.domain_get_block_io_tune(
                self._ref, text(disk, "disk", "virDomainSetBlockIoTune"), index(flags)
            )
        )
        values = settable(params, known, IOTUNE)
        await self._conn._call(
            self._conn._driver.domain_set_block_io_tune(
                self._ref, text(disk, "disk", "virDomainSetBlockIoTune"), values, index(flags)
            )
        )
        return 0

    async def setThrottleGroup(self, group: str, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Make a throttle group, whose limits disks can share, or change one."""
        self._conn._check_write("virDomainSetThrottleGroup")
        values = hinted(params, IOTUNE, "virDomainSetThrottleGroup")
        await self._conn._call(
            self._conn._driver.domain_set_throttle_group(
                self._ref, text(group, "group", "virDomainSetThrottleGroup"), values, index(flags)
            )
        )
        return 0

    async def delThrottleGroup(self, group: str, flags: int = 0) -> int:
        """Remove a throttle group."""
        self._conn._check_write("virDomainDelThrottleGroup")
        await self._conn._call(
            self._conn._driver.domain_del_throttle_group(
                self._ref, text(group, "group", "virDomainDelThrottleGroup"), index(flags)
            )
        )
        return 0

    async def perfEvents(self, flags: int = 0) -> TypedParams:
        """Tell which counters of the host's processors are kept for the guest."""
        return await self._conn._call(self._conn._driver.domain_get_perf_events(self._ref, index(flags)))

    async def setPerfEvents(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Say which counters of the host's processors are kept for the guest."""
        self._conn._check_write("virDomainSetPerfEvents")
        require_params(params)
        known = await self._conn._call(self._conn._driver.domain_get_perf_events(self._ref, index(flags)))
        values = settable(params, known, PERF)
        await self._conn._call(self._conn._driver.domain_set_perf_events(self._ref, values, index(flags)))
        return 0

    async def setBlockThreshold(self, dev: str, threshold: int, flags: int = 0) -> int:
        """Have VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD sent once when the guest writes beyond an offset of a disk."""
        self._conn._check_write("virDomainSetBlockThreshold")
        await self._conn._call(
            self._conn._driver.domain_set_block_threshold(
                self._ref,
                text(dev, "dev", "virDomainSetBlockThreshold"),
                unsigned_long(threshold, "threshold"),
                index(flags),
            )
        )
        return 0

    async def announceInterface(self, device: str, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Have the host tell its switches where the guest's network interfaces are."""
        self._conn._check_write("virDomainAnnounceInterface")
        values = hinted(params, ANNOUNCE, "virDomainAnnounceInterface")
        await self._conn._call(
            self._conn._driver.domain_announce_interface(
                self._ref, text(device, "device", "virDomainAnnounceInterface"), values, index(flags)
            )
        )
        return 0

    async def ioThreadInfo(self, flags: int = 0) -> list[IoThreadInfo]:
        """Describe the threads that serve the disks."""
        exclusive_flags(
            index(flags),
            "virDomainGetIOThreadInfo",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return await self._conn._call(self._conn._driver.domain_get_iothread_info(self._ref, index(flags)))

    async def pinIOThread(self, iothread_val: int, cpumap: Sequence[bool], flags: int = 0) -> int:
        """Say which host CPUs an I/O thread may run on."""
        self._conn._check_write("virDomainPinIOThread")
        await self._conn._call(
            self._conn._driver.domain_pin_iothread(
                self._ref,
                unsigned(iothread_val, "iothread_val", "virDomainPinIOThread"),
                cpu_map(cpumap, "cpumap"),
                index(flags),
            )
        )
        return 0

    async def addIOThread(self, iothread_id: int, flags: int = 0) -> int:
        """Add an I/O thread."""
        self._conn._check_write("virDomainAddIOThread")
        await self._conn._call(
            self._conn._driver.domain_add_iothread(
                self._ref, unsigned(iothread_id, "iothread_id", "virDomainAddIOThread"), index(flags)
            )
        )
        return 0

    async def delIOThread(self, iothread_id: int, flags: int = 0) -> int:
        """Remove an I/O thread."""
        self._conn._check_write("virDomainDelIOThread")
        await self._conn._call(
            self._conn._driver.domain_del_iothread(
                self._ref, positive(iothread_id, "iothread_id", "virDomainDelIOThread"), index(flags)
            )
        )
        return 0

    async def setIOThreadParams(self, iothread_val: int, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Say how an I/O thread waits for work: polling in nanoseconds, how it grows and shrinks, its pool."""
        self._conn._check_write("virDomainSetIOThreadParams")
        values = hinted(params, IOTHREAD, "virDomainSetIOThreadParams")
        await self._conn._call(
            self._conn._driver.domain_set_iothread_params(
                self._ref, positive(iothread_val, "iothread_val", "virDomainSetIOThreadParams"), values, index(flags)
            )
        )
        return 0

    async def fsFreeze(self, mountpoints: Sequence[str] | None = None, flags: int = 0) -> int:
        """Have the guest write out its file systems and hold back writes, until fsThaw()."""
        self._conn._check_write("virDomainFSFreeze")
        return await self._conn._call(
            self._conn._driver.domain_fsfreeze(
                self._ref, at_most(texts(mountpoints, "mountpoints"), 256, "mountpoints"), index(flags)
            )
        )

    async def fsThaw(self, mountpoints: Sequence[str] | None = None, flags: int = 0) -> int:
        """Let the guest write again."""
        self._conn._check_write("virDomainFSThaw")
        return await self._conn._call(
            self._conn._driver.domain_fsthaw(
                self._ref, at_most(texts(mountpoints, "mountpoints"), 256, "mountpoints"), index(flags)
            )
        )

    async def fSTrim(self, mountPoint: str | None, minimum: int, flags: int = 0) -> int:
        """Have the guest discard the blocks that its file systems do not use."""
        self._conn._check_write("virDomainFSTrim")
        await self._conn._call(
            self._conn._driver.domain_fstrim(
                self._ref, optional_text(mountPoint, "mountPoint"), unsigned_long(minimum, "minimum"), index(flags)
            )
        )
        return 0

    async def fsInfo(self, flags: int = 0) -> list[FsInfo]:
        """List the file systems that the guest has mounted."""
        self._conn._check_write("virDomainGetFSInfo")
        return await self._conn._call(self._conn._driver.domain_get_fsinfo(self._ref, index(flags)))

    async def getTime(self, flags: int = 0) -> dict[str, int]:
        """Read the guest's clock."""
        self._conn._check_write("virDomainGetTime")
        return dict(
            zip(
                ("seconds", "nseconds"),
                await self._conn._call(self._conn._driver.domain_get_time(self._ref, index(flags))),
                strict=True,
            )
        )

    async def setTime(self, time: Mapping[str, int] | None = None, flags: int = 0) -> int:
        """Set the guest's clock."""
        self._conn._check_write("virDomainSetTime")
        await self._conn._call(
            self._conn._driver.domain_set_time(self._ref, GuestTime(*guest_time(time, flags)), index(flags))
        )
        return 0

    async def guestInfo(self, types: int = 0, flags: int = 0) -> TypedParams:
        """Tell what the guest's agent says about users, system, time zone, names, file systems and interfaces."""
        self._conn._check_write("virDomainGetGuestInfo")
        return await self._conn._call(
            self._conn._driver.domain_get_guest_info(
                self._ref, unsigned(types, "types", "virDomainGetGuestInfo"), index(flags)
            )
        )

    async def setUserPassword(self, user: str, password: str, flags: int = 0) -> int:
        """Set the password of a user inside the guest."""
        self._conn._check_write("virDomainSetUserPassword")
        await self._conn._call(
            self._conn._driver.domain_set_user_password(
                self._ref,
                text(user, "user", "virDomainSetUserPassword"),
                text(password, "password", "virDomainSetUserPassword"),
                index(flags),
            )
        )
        return 0

    async def authorizedSSHKeysGet(self, user: str, flags: int = 0) -> list[str]:
        """List the public keys with which one can log in as a user of the guest."""
        self._conn._check_write("virDomainAuthorizedSSHKeysGet")
        return await self._conn._call(
            self._conn._driver.domain_authorized_ssh_keys_get(
                self._ref, text(user, "user", "virDomainAuthorizedSSHKeysGet"), index(flags)
            )
        )

    async def authorizedSSHKeysSet(self, user: str, keys: Sequence[str] | None = None, flags: int = 0) -> int:
        """Say with which public keys one can log in as a user of the guest."""
        self._conn._check_write("virDomainAuthorizedSSHKeysSet")
        exclusive_flags(
            index(flags),
            "virDomainAuthorizedSSHKeysSet",
            VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND=VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND,
            VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE=VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE,
        )
        await self._conn._call(
            self._conn._driver.domain_authorized_ssh_keys_set(
                self._ref,
                text(user, "user", "virDomainAuthorizedSSHKeysSet"),
                at_most(texts(keys, "keys"), 2048, "keys"),
                index(flags),
            )
        )
        return 0

    async def agentSetResponseTimeout(self, timeout: int, flags: int = 0) -> int:
        """Say how long calls wait for the guest agent."""
        self._conn._check_write("virDomainAgentSetResponseTimeout")
        await self._conn._call(
            self._conn._driver.domain_agent_set_response_timeout(self._ref, number(timeout, "timeout"), index(flags))
        )
        return 0

    async def blockPeek(self, disk: str, offset: int, size: int, flags: int = 0) -> bytes:
        """Read from a disk of the domain, behind the guest's back."""
        self._conn._check_write("virDomainBlockPeek")
        return await self._conn._call(
            self._conn._driver.domain_block_peek(
                self._ref,
                text(disk, "disk", "virDomainBlockPeek"),
                unsigned_long(offset, "offset"),
                unsigned_long(size, "size"),
                index(flags),
            )
        )

    async def memoryPeek(self, start: int, size: int, flags: int = 0) -> bytes:
        """Read from the memory of the running guest."""
        self._conn._check_write("virDomainMemoryPeek")
        exclusive_flags(
            index(flags),
            "virDomainMemoryPeek",
            VIR_MEMORY_VIRTUAL=VIR_MEMORY_VIRTUAL,
            VIR_MEMORY_PHYSICAL=VIR_MEMORY_PHYSICAL,
        )
        return await self._conn._call(
            self._conn._driver.domain_memory_peek(
                self._ref, unsigned_long(start, "start"), unsigned_long(size, "size"), index(flags)
            )
        )

    async def blockResize(self, disk: str, size: int, flags: int = 0) -> int:
        """Change the size that the running guest sees of a disk."""
        self._conn._check_write("virDomainBlockResize")
        await self._conn._call(
            self._conn._driver.domain_block_resize(
                self._ref, text(disk, "disk", "virDomainBlockResize"), unsigned_long(size, "size"), index(flags)
            )
        )
        return 0

    async def diskErrors(self, flags: int = 0) -> dict[str, int]:
        """Tell which disks are in trouble."""
        return await self._conn._call(self._conn._driver.domain_get_disk_errors(self._ref, index(flags)))

    async def messages(self, flags: int = 0) -> list[str]:
        """Give warnings about the domain: what taints it, what will go away."""
        return await self._conn._call(self._conn._driver.domain_get_messages(self._ref, index(flags)))

    async def securityLabel(self) -> list[str | bool]:
        """Give the label under which the guest runs."""
        return list(await self._conn._call(self._conn._driver.domain_get_security_label(self._ref)))

    async def securityLabelList(self) -> list[list[str | bool]]:
        """Give the labels under which the guest runs, one for each security driver."""
        return [
            list(label)
            for label in await self._conn._call(self._conn._driver.domain_get_security_label_list(self._ref))
        ]

    async def launchSecurityInfo(self, flags: int = 0) -> TypedParams:
        """Tell what a guest with encrypted memory was started with."""
        self._conn._check_write("virDomainGetLaunchSecurityInfo")
        return await self._conn._call(self._conn._driver.domain_get_launch_security_info(self._ref, index(flags)))

    async def setLaunchSecurityState(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Put a secret into the encrypted memory of a guest that has been started paused."""
        self._conn._check_write("virDomainSetLaunchSecurityState")
        values = hinted(params, LAUNCH_SECURITY, "virDomainSetLaunchSecurityState")
        await self._conn._call(self._conn._driver.domain_set_launch_security_state(self._ref, values, index(flags)))
        return 0

    async def startDirtyRateCalc(self, seconds: int, flags: int = 0) -> int:
        """Begin to measure how fast the guest writes to its memory."""
        self._conn._check_write("virDomainStartDirtyRateCalc")
        exclusive_flags(
            index(flags),
            "virDomainStartDirtyRateCalc",
            VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP=VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP,
            VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING=VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING,
        )
        await self._conn._call(
            self._conn._driver.domain_start_dirty_rate_calc(self._ref, number(seconds, "seconds"), index(flags))
        )
        return 0

    async def sendProcessSignal(self, pid_value: int, signum: int, flags: int = 0) -> int:
        """Send a signal to a process inside the guest."""
        self._conn._check_write("virDomainSendProcessSignal")
        await self._conn._call(
            self._conn._driver.domain_send_process_signal(
                self._ref,
                long(pid_value, "pid_value"),
                unsigned(signum, "signum", "virDomainSendProcessSignal"),
                index(flags),
            )
        )
        return 0

    async def setLifecycleAction(self, type: int, action: int, flags: int = 0) -> int:
        """Say what follows when the guest powers off, reboots or crashes."""
        self._conn._check_write("virDomainSetLifecycleAction")
        await self._conn._call(
            self._conn._driver.domain_set_lifecycle_action(
                self._ref,
                unsigned(type, "type", "virDomainSetLifecycleAction"),
                unsigned(action, "action", "virDomainSetLifecycleAction"),
                index(flags),
            )
        )
        return 0

    async def pMSuspendForDuration(self, target: int, duration: int, flags: int = 0) -> int:
        """Have the guest's operating system go to sleep."""
        self._conn._check_write("virDomainPMSuspendForDuration")
        await self._conn._call(
            self._conn._driver.domain_pm_suspend_for_duration(
                self._ref,
                unsigned(target, "target", "virDomainPMSuspendForDuration"),
                unsigned_long(duration, "duration"),
                index(flags),
            )
        )
        return 0

    async def pMWakeup(self, flags: int = 0) -> int:
        """Wake a guest that went to sleep."""
        self._conn._check_write("virDomainPMWakeup")
        await self._conn._call(self._conn._driver.domain_pm_wakeup(self._ref, index(flags)))
        return 0

    async def openGraphics(self, idx: int, fd: int, flags: int = 0) -> int:
        """Have a display of the running guest serve the client at the other end of a socket."""
        self._conn._check_write("virDomainOpenGraphics")
        await self._conn._call(
            self._conn._driver.domain_open_graphics(
                self._ref,
                unsigned(idx, "idx", "virDomainOpenGraphics"),
                socket_descriptor(fd, "fd", "virDomainOpenGraphics"),
                index(flags),
            )
        )
        return 0

    async def openGraphicsFD(self, idx: int, flags: int = 0) -> int:
        """Open a connection to a display of the running guest."""
        self._conn._check_write("virDomainOpenGraphicsFD")
        return await self._conn._call(
            self._conn._driver.domain_open_graphics_fd(
                self._ref, unsigned(idx, "idx", "virDomainOpenGraphicsFD"), index(flags)
            )
        )

    async def graphicsReload(self, type: int, flags: int = 0) -> int:
        """Have a display read its certificates again."""
        self._conn._check_write("virDomainGraphicsReload")
        await self._conn._call(
            self._conn._driver.domain_graphics_reload(
                self._ref, natural(type, "type", "virDomainGraphicsReload"), index(flags)
            )
        )
        return 0

    async def FDAssociate(self, name: str, files: Sequence[int], flags: int = 0) -> int:
        """Give a name to open files, so that disks of the domain can be on them."""
        self._conn._check_write("virDomainFDAssociate")
        await self._conn._call(
            self._conn._driver.domain_fd_associate(
                self._ref,
                text(name, "name", "virDomainFDAssociate"),
                [index(item) for item in at_most(files, 32, "files")],
                index(flags),
            )
        )
        return 0

    async def openConsole(self, dev_name: str | None, st: virStream, flags: int = 0) -> int:
        """Connect a stream to a console of the running domain."""
        self._conn._check_write("virDomainOpenConsole")
        await self._conn._call(
            opened(
                st,
                self._conn,
                self._conn._driver.domain_open_console(self._ref, optional_text(dev_name, "dev_name"), index(flags)),
                "virDomainOpenConsole",
            )
        )
        return 0

    async def openChannel(self, name: str | None, st: virStream, flags: int = 0) -> int:
        """Connect a stream to a channel of the running domain."""
        self._conn._check_write("virDomainOpenChannel")
        await self._conn._call(
            opened(
                st,
                self._conn,
                self._conn._driver.domain_open_channel(self._ref, optional_text(name, "name"), index(flags)),
                "virDomainOpenChannel",
            )
        )
        return 0

    async def screenshot(self, stream: virStream, screen: int, flags: int = 0) -> str:
        """Take a picture of a screen of the domain."""
        self._conn._check_write("virDomainScreenshot")
        return (
            await self._conn._call(
                opened_with(
                    stream,
                    self._conn,
                    self._conn._driver.domain_screenshot(
                        self._ref, unsigned(screen, "screen", "virDomainScreenshot"), index(flags)
                    ),
                    "virDomainScreenshot",
                )
            )
        )[0]

    async def saveFlags(
        self, to: str, dxml: XmlLike | None = None, flags: int = 0, *, progress: OnJob | None = None
    ) -> int:
        """Save the memory of the domain into a file and stop it."""
        self._conn._check_write("virDomainSaveFlags")
        exclusive_flags(
            index(flags),
            "virDomainSaveFlags",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        if progress is not None:
            async with self.job_progress(progress):
                return await self.saveFlags(to, dxml, flags)
        await self._conn._call(
            self._conn._driver.domain_save_flags(
                self._ref,
                text(to, "to", "virDomainSaveFlags"),
                optional_xml(dxml, "dxml", "virDomainSaveFlags"),
                index(flags),
            )
        )
        return 0

    async def save(self, to: str, *, progress: OnJob | None = None) -> int:
        """Save the memory of the domain into a file and stop it."""
        self._conn._check_write("virDomainSave")
        if progress is not None:
            async with self.job_progress(progress):
                return await self.save(to)
        await self._conn._call(
            self._conn._driver.domain_save_flags(self._ref, text(to, "to", "virDomainSave"), None, 0)
        )
        return 0

    async def saveParams(
        self, params: Mapping[str, TypedValue], flags: int = 0, *, progress: OnJob | None = None
    ) -> int:
        """Save the memory of the domain and stop it, with more to choose."""
        self._conn._check_write("virDomainSaveParams")
        exclusive_flags(
            index(flags),
            "virDomainSaveParams",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        if progress is not None:
            async with self.job_progress(progress):
                return await self.saveParams(params, flags)
        values = hinted(params, SAVE, "virDomainSaveParams")
        await self._conn._call(self._conn._driver.domain_save_params(self._ref, values, index(flags)))
        return 0

    async def managedSave(self, flags: int = 0, *, progress: OnJob | None = None) -> int:
        """Save the memory of the domain where its next start finds it, and stop it."""
        self._conn._check_write("virDomainManagedSave")
        exclusive_flags(
            index(flags),
            "virDomainManagedSave",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        if progress is not None:
            async with self.job_progress(progress):
                return await self.managedSave(flags)
        await self._conn._call(self._conn._driver.domain_managed_save(self._ref, index(flags)))
        return 0

    async def hasManagedSaveImage(self, flags: int = 0) -> int:
        """Tell whether the next start returns to a saved state."""
        return int(await self._conn._call(self._conn._driver.domain_has_managed_save_image(self._ref, index(flags))))

    async def managedSaveRemove(self, flags: int = 0) -> int:
        """Forget the saved state: the next start is a boot."""
        self._conn._check_write("virDomainManagedSaveRemove")
        await self._conn._call(self._conn._driver.domain_managed_save_remove(self._ref, index(flags)))
        return 0

    async def managedSaveGetXMLDesc(self, flags: int = 0) -> str:
        """Describe the domain that will be restored at the next start."""
        return await self._conn._call(self._conn._driver.domain_managed_save_get_xml_desc(self._ref, index(flags)))

    async def managedSaveDefineXML(self, dxml: XmlLike, flags: int = 0) -> int:
        """Change the definition that will be restored at the next start."""
        self._conn._check_write("virDomainManagedSaveDefineXML")
        exclusive_flags(
            index(flags),
            "virDomainManagedSaveDefineXML",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        await self._conn._call(
            self._conn._driver.domain_managed_save_define_xml(
                self._ref, xml_text(dxml, "dxml", "virDomainManagedSaveDefineXML"), index(flags)
            )
        )
        return 0

    async def coreDumpWithFormat(
        self, to: str, dumpformat: int, flags: int = 0, *, progress: OnJob | None = None
    ) -> int:
        """Write the memory of the domain into a file, for a debugger."""
        self._conn._check_write("virDomainCoreDumpWithFormat")
        exclusive_flags(
            index(flags),
            "virDomainCoreDumpWithFormat",
            VIR_DUMP_CRASH=VIR_DUMP_CRASH,
            VIR_DUMP_LIVE=VIR_DUMP_LIVE,
            VIR_DUMP_RESET=VIR_DUMP_RESET,
        )
        if progress is not None:
            async with self.job_progress(progress):
                return await self.coreDumpWithFormat(to, dumpformat, flags)
        await self._conn._call(
            self._conn._driver.domain_core_dump_with_format(
                self._ref,
                text(to, "to", "virDomainCoreDumpWithFormat"),
                unsigned(dumpformat, "dumpformat", "virDomainCoreDumpWithFormat"),
                index(flags),
            )
        )
        return 0

    async def coreDump(self, to: str, flags: int = 0, *, progress: OnJob | None = None) -> int:
        """Write the memory of the domain into a file, for a debugger."""
        self._conn._check_write("virDomainCoreDump")
        exclusive_flags(
            index(flags),
            "virDomainCoreDump",
            VIR_DUMP_CRASH=VIR_DUMP_CRASH,
            VIR_DUMP_LIVE=VIR_DUMP_LIVE,
            VIR_DUMP_RESET=VIR_DUMP_RESET,
        )
        if progress is not None:
            async with self.job_progress(progress):
                return await self.coreDump(to, flags)
        await self._conn._call(
            self._conn._driver.domain_core_dump(self._ref, text(to, "to", "virDomainCoreDump"), index(flags))
        )
        return 0

    async def jobInfo(self) -> list[int]:
        """Tell how far the job of the domain is."""
        return list(await self._conn._call(self._conn._driver.domain_get_job_info(self._ref)))

    async def jobStats(self, flags: int = 0) -> TypedParams:
        """Tell all that is known of the job of the domain."""
        required_flags(
            index(flags),
            "virDomainGetJobStats",
            VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED=VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED,
            VIR_DOMAIN_JOB_STATS_COMPLETED=VIR_DOMAIN_JOB_STATS_COMPLETED,
        )
        return await self._conn._call(self._conn._driver.domain_get_job_stats(self._ref, index(flags)))

    async def abortJobFlags(self, flags: int = 0) -> int:
        """Stop the job of the domain."""
        self._conn._check_write("virDomainAbortJobFlags")
        await self._conn._call(self._conn._driver.domain_abort_job_flags(self._ref, index(flags)))
        return 0

    async def abortJob(self) -> int:
        """Stop the job of the domain."""
        self._conn._check_write("virDomainAbortJob")
        await self._conn._call(self._conn._driver.domain_abort_job_flags(self._ref, 0))
        return 0

    async def blockPull(
        self, disk: str, bandwidth: int = 0, flags: int = 0, *, progress: OnBlockJob | None = None
    ) -> int:
        """Fetch all that the disk has from its backing images."""
        self._conn._check_write("virDomainBlockPull")
        await self._conn._call(
            self._conn._driver.domain_block_pull(
                self._ref, text(disk, "disk", "virDomainBlockPull"), unsigned_long(bandwidth, "bandwidth"), index(flags)
            )
        )
        if progress is not None:
            await self.wait_for_block_job(disk, progress=progress)
        return 0

    async def blockRebase(
        self, disk: str, base: str | None, bandwidth: int = 0, flags: int = 0, *, progress: OnBlockJob | None = None
    ) -> int:
        """Fetch what the disk has from images above *base*, or copy it."""
        self._conn._check_write("virDomainBlockRebase")
        await self._conn._call(
            self._conn._driver.domain_block_rebase(
                self._ref,
                text(disk, "disk", "virDomainBlockRebase"),
                optional_text(base, "base"),
                unsigned_long(bandwidth, "bandwidth"),
                index(flags),
            )
        )
        if progress is not None:
            await self.wait_for_block_job(disk, progress=progress)
        return 0

    async def blockCopy(
        self,
        disk: str,
        destxml: XmlLike,
        params: Mapping[str, TypedValue] | None = None,
        flags: int = 0,
        *,
        progress: OnBlockJob | None = None,
    ) -> int:
        """Copy the disk while the guest uses it."""
        self._conn._check_write("virDomainBlockCopy")
        values = hinted(params, BLOCK_COPY, "virDomainBlockCopy") if params else {}
        await self._conn._call(
            self._conn._driver.domain_block_copy(
                self._ref,
                text(disk, "disk", "virDomainBlockCopy"),
                xml_text(destxml, "destxml", "virDomainBlockCopy"),
                values,
                index(flags),
            )
        )
        if progress is not None:
            await self.wait_for_block_job(disk, progress=progress)
        return 0

    async def blockCommit(
        self,
        disk: str,
        base: str | None,
        top: str | None,
        bandwidth: int = 0,
        flags: int = 0,
        *,
        progress: OnBlockJob | None = None,
    ) -> int:
        """Write changes down into a backing image."""
        self._conn._check_write("virDomainBlockCommit")
        await self._conn._call(
            self._conn._driver.domain_block_commit(
                self._ref,
                text(disk, "disk", "virDomainBlockCommit"),
                optional_text(base, "base"),
                optional_text(top, "top"),
                unsigned_long(bandwidth, "bandwidth"),
                index(flags),
            )
        )
        if progress is not None:
            await self.wait_for_block_job(disk, progress=progress)
        return 0

    async def blockJobAbort(self, disk: str, flags: int = 0) -> int:
        """Stop the job of the disk, or complete it."""
        self._conn._check_write("virDomainBlockJobAbort")
        await self._conn._call(
            self._conn._driver.domain_block_job_abort(
                self._ref, text(disk, "disk", "virDomainBlockJobAbort"), index(flags)
            )
        )
        return 0

    async def blockJobSetSpeed(self, disk: str, bandwidth: int, flags: int = 0) -> int:
        """Limit the job of the disk."""
        self._conn._check_write("virDomainBlockJobSetSpeed")
        await self._conn._call(
            self._conn._driver.domain_block_job_set_speed(
                self._ref,
                text(disk, "disk", "virDomainBlockJobSetSpeed"),
                unsigned_long(bandwidth, "bandwidth"),
                index(flags),
            )
        )
        return 0

    async def blockJobInfo(self, path: str, flags: int = 0) -> dict[str, int]:
        """Tell how far the job of the disk is."""
        return await self._conn._call(
            self._conn._driver.domain_get_block_job_info(
                self._ref, text(path, "path", "virDomainGetBlockJobInfo"), index(flags)
            )
        )

    async def migrateSetMaxDowntime(self, downtime: int, flags: int = 0) -> int:
        """Say how long a migration may stop the guest."""
        self._conn._check_write("virDomainMigrateSetMaxDowntime")
        await self._conn._call(
            self._conn._driver.domain_migrate_set_max_downtime(
                self._ref, unsigned_long(downtime, "downtime"), index(flags)
            )
        )
        return 0

    async def migrateGetMaxDowntime(self, flags: int = 0) -> int:
        """Tell how long a migration may stop the guest."""
        self._conn._check_write("virDomainMigrateGetMaxDowntime")
        return await self._conn._call(self._conn._driver.domain_migrate_get_max_downtime(self._ref, index(flags)))

    async def migrateSetMaxSpeed(self, bandwidth: int, flags: int = 0) -> int:
        """Limit the speed of migrations."""
        self._conn._check_write("virDomainMigrateSetMaxSpeed")
        await self._conn._call(
            self._conn._driver.domain_migrate_set_max_speed(
                self._ref, unsigned_long(bandwidth, "bandwidth"), index(flags)
            )
        )
        return 0

    async def migrateGetMaxSpeed(self, flags: int = 0) -> int:
        """Tell the limit of the speed of migrations."""
        self._conn._check_write("virDomainMigrateGetMaxSpeed")
        return await self._conn._call(self._conn._driver.domain_migrate_get_max_speed(self._ref, index(flags)))

    async def migrateSetCompressionCache(self, cacheSize: int, flags: int = 0) -> int:
        """Set the size of the cache that compresses repeated pages in a migration."""
        self._conn._check_write("virDomainMigrateSetCompressionCache")
        await self._conn._call(
            self._conn._driver.domain_migrate_set_compression_cache(
                self._ref, unsigned_long(cacheSize, "cacheSize"), index(flags)
            )
        )
        return 0

    async def migrateGetCompressionCache(self, flags: int = 0) -> int:
        """Give the size of the cache that compresses repeated pages in a migration."""
        self._conn._check_write("virDomainMigrateGetCompressionCache")
        return await self._conn._call(self._conn._driver.domain_migrate_get_compression_cache(self._ref, index(flags)))

    async def migrateStartPostCopy(self, flags: int = 0) -> int:
        """Have the guest run at the destination now, and fetch the rest of its memory there."""
        self._conn._check_write("virDomainMigrateStartPostCopy")
        await self._conn._call(self._conn._driver.domain_migrate_start_post_copy(self._ref, index(flags)))
        return 0

    async def snapshotCreateXML(self, xmlDesc: XmlLike, flags: int = 0) -> virDomainSnapshot:
        """Keep the state of the domain as it is now."""
        self._conn._check_write("virDomainSnapshotCreateXML")
        from anyvirt.aio.snapshot import virDomainSnapshot

        required_flags(
            index(flags),
            "virDomainSnapshotCreateXML",
            VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT=VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT,
            VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE=VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
        )
        exclusive_flags(
            index(flags),
            "virDomainSnapshotCreateXML",
            VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE=VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
            VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA=VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA,
        )
        exclusive_flags(
            index(flags),
            "virDomainSnapshotCreateXML",
            VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE=VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
            VIR_DOMAIN_SNAPSHOT_CREATE_HALT=VIR_DOMAIN_SNAPSHOT_CREATE_HALT,
        )
        return virDomainSnapshot(
            self,
            await self._conn._call(
                self._conn._driver.domain_snapshot_create_xml(
                    self._ref, xml_text(xmlDesc, "xmlDesc", "virDomainSnapshotCreateXML"), index(flags)
                )
            ),
        )

    async def listAllSnapshots(self, flags: int = 0) -> list[virDomainSnapshot]:
        """List the snapshots of the domain."""
        from anyvirt.aio.snapshot import virDomainSnapshot

        return [
            virDomainSnapshot(self, ref)
            for ref in await self._conn._call(self._conn._driver.domain_list_all_snapshots(self._ref, index(flags)))
        ]

    async def snapshotNum(self, flags: int = 0) -> int:
        """Count the snapshots of the domain."""
        return await self._conn._call(self._conn._driver.domain_snapshot_num(self._ref, index(flags)))

    async def snapshotListNames(self, flags: int = 0) -> list[str]:
        """List the names of the snapshots of the domain."""
        return await self._conn._call(self._conn._driver.domain_snapshot_list_names(self._ref, index(flags)))

    async def snapshotLookupByName(self, name: str, flags: int = 0) -> virDomainSnapshot:
        """Find a snapshot by its name."""
        from anyvirt.aio.snapshot import virDomainSnapshot

        return virDomainSnapshot(
            self,
            await self._conn._call(
                self._conn._driver.domain_snapshot_lookup_by_name(
                    self._ref, text(name, "name", "virDomainSnapshotLookupByName"), index(flags)
                )
            ),
        )

    async def hasCurrentSnapshot(self, flags: int = 0) -> int:
        """Tell whether a snapshot is current: the last one taken or reverted to."""
        return int(await self._conn._call(self._conn._driver.domain_has_current_snapshot(self._ref, index(flags))))

    async def snapshotCurrent(self, flags: int = 0) -> virDomainSnapshot:
        """Give the current snapshot: the last one taken or reverted to."""
        from anyvirt.aio.snapshot import virDomainSnapshot

        return virDomainSnapshot(
            self, await self._conn._call(self._conn._driver.domain_snapshot_current(self._ref, index(flags)))
        )

    async def revertToSnapshot(self, snap: virDomainSnapshot, flags: int = 0) -> int:
        """Return the domain to a snapshot."""
        self._conn._check_write("virDomainRevertToSnapshot")
        exclusive_flags(
            index(flags),
            "virDomainRevertToSnapshot",
            VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING=VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING,
            VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED=VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED,
        )
        await self._conn._call(
            self._conn._driver.domain_revert_to_snapshot(
                self._ref, object_ref(snap, SnapshotRef, self._conn, "snap", "virDomainRevertToSnapshot"), index(flags)
            )
        )
        return 0

    async def checkpointCreateXML(self, xmlDesc: XmlLike, flags: int = 0) -> virDomainCheckpoint:
        """Begin to note what changes on the domain's disks."""
        self._conn._check_write("virDomainCheckpointCreateXML")
        from anyvirt.aio.checkpoint import virDomainCheckpoint

        required_flags(
            index(flags),
            "virDomainCheckpointCreateXML",
            VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE=VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE,
            VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE=VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE,
        )
        exclusive_flags(
            index(flags),
            "virDomainCheckpointCreateXML",
            VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE=VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE,
            VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE=VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE,
        )
        return virDomainCheckpoint(
            self,
            await self._conn._call(
                self._conn._driver.domain_checkpoint_create_xml(
                    self._ref, xml_text(xmlDesc, "xmlDesc", "virDomainCheckpointCreateXML"), index(flags)
                )
            ),
        )

    async def listAllCheckpoints(self, flags: int = 0) -> list[virDomainCheckpoint]:
        """List the checkpoints of the domain."""
        from anyvirt.aio.checkpoint import virDomainCheckpoint

        return [
            virDomainCheckpoint(self, ref)
            for ref in await self._conn._call(self._conn._driver.domain_list_all_checkpoints(self._ref, index(flags)))
        ]

    async def checkpointLookupByName(self, name: str, flags: int = 0) -> virDomainCheckpoint:
        """Find a checkpoint by its name."""
        from anyvirt.aio.checkpoint import virDomainCheckpoint

        return virDomainCheckpoint(
            self,
            await self._conn._call(
                self._conn._driver.domain_checkpoint_lookup_by_name(
                    self._ref, text(name, "name", "virDomainCheckpointLookupByName"), index(flags)
                )
            ),
        )

    async def backupBegin(self, backupXML: XmlLike, checkpointXML: XmlLike | None, flags: int = 0) -> int:
        """Begin to copy the domain's disks, or to offer them to somebody who does."""
        self._conn._check_write("virDomainBackupBegin")
        await self._conn._call(
            self._conn._driver.domain_backup_begin(
                self._ref,
                xml_text(backupXML, "backupXML", "virDomainBackupBegin"),
                optional_xml(checkpointXML, "checkpointXML", "virDomainBackupBegin"),
                index(flags),
            )
        )
        return 0

    async def backupGetXMLDesc(self, flags: int = 0) -> str:
        """Describe the backup that is under way."""
        return await self._conn._call(self._conn._driver.domain_backup_get_xml_desc(self._ref, index(flags)))
