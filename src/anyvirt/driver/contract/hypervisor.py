# Generated from anyvirt.api: change the table there and run `make generate`.
"""What a hypervisor driver may answer: one coroutine for each call of the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.base import ContractBase

if TYPE_CHECKING:
    from anyvirt.driver.streams import Channel
    from anyvirt.driver.types import (
        BlockInfo,
        BlockStats,
        ControlInfo,
        CpuMap,
        DomainInfo,
        DomainStats,
        FsInfo,
        GuestTime,
        InterfaceAddresses,
        InterfaceStats,
        IoThreadInfo,
        JobInfo,
        MigrationEnd,
        MigrationStart,
        MigrationTarget,
        MonitorAnswer,
        NodeInfo,
        SchedulerType,
        SecurityLabel,
        SecurityModel,
        TypedParams,
        VcpuInfo,
    )
    from anyvirt.util.refs import CheckpointRef, DomainRef, SnapshotRef


class HypervisorContract(ContractBase):
    """Every call that a hypervisor driver can support."""

    async def connect_get_type(self) -> str:
        """Name the hypervisor, for instance QEMU or TEST."""
        raise self._unanswered("virConnectGetType")

    async def connect_get_version(self) -> int:
        """Give the version of the hypervisor."""
        raise self._unanswered("virConnectGetVersion")

    async def connect_get_lib_version(self) -> int:
        """Give the version of the library at the far end of the connection.

        That is the daemon's for a remote connection, this one's otherwise.
        """
        raise self._unanswered("virConnectGetLibVersion")

    async def connect_get_hostname(self) -> str:
        """Name the host on which the hypervisor runs.

        The fully qualified name where the host knows it.
        """
        raise self._unanswered("virConnectGetHostname")

    async def connect_get_uri(self) -> str:
        """Give the canonical URI of the connection.

        Opening it again leads to the same hypervisor; it may differ from what was opened.
        """
        raise self._unanswered("virConnectGetURI")

    async def connect_get_sysinfo(self, flags: int) -> str:
        """Describe the host's firmware and hardware as its SMBIOS tables do."""
        raise self._unanswered("virConnectGetSysinfo")

    async def connect_get_capabilities(self) -> str:
        """Describe the host and the kinds of guests that it can run."""
        raise self._unanswered("virConnectGetCapabilities")

    async def connect_get_max_vcpus(self, type: str | None) -> int:
        """Give the largest number of virtual CPUs that a domain can have."""
        raise self._unanswered("virConnectGetMaxVcpus")

    async def node_get_security_model(self) -> SecurityModel:
        """Name the security driver that keeps guests apart."""
        raise self._unanswered("virNodeGetSecurityModel")

    async def connect_is_alive(self) -> bool:
        """Tell whether the connection still works.

        It does not ask the other side: what counts is the last contact, or keep-alive messages if enabled.
        """
        raise self._unanswered("virConnectIsAlive")

    async def connect_is_secure(self) -> bool:
        """Tell whether nobody on the way can read or change what the connection carries.

        Encrypted connections are secure, and so are those that do not leave the host.
        """
        raise self._unanswered("virConnectIsSecure")

    async def connect_is_encrypted(self) -> bool:
        """Tell whether the connection is encrypted."""
        raise self._unanswered("virConnectIsEncrypted")

    async def connect_set_keep_alive(self, interval: int, count: int) -> int:
        """Send messages over a silent connection so that a dead one is noticed."""
        raise self._unanswered("virConnectSetKeepAlive")

    async def connect_set_identity(self, params: TypedParams, flags: int) -> None:
        """Make the calls from now on in the name of somebody else.

        A daemon that trusts the connection decides by this what they may do.
        """
        raise self._unanswered("virConnectSetIdentity")

    async def node_get_info(self) -> NodeInfo:
        """Give the host's processor model, memory and topology.

        On a host with an uneven topology the four last values need not multiply to the number of CPUs.
        """
        raise self._unanswered("virNodeGetInfo")

    async def node_get_cpu_map(self, flags: int) -> CpuMap:
        """Tell which of the host's CPUs are online."""
        raise self._unanswered("virNodeGetCPUMap")

    async def node_get_cpu_stats(self, cpu_num: int, flags: int) -> dict[str, int]:
        """Give what the host's CPUs spent their time on."""
        raise self._unanswered("virNodeGetCPUStats")

    async def node_get_memory_stats(self, cell_num: int, flags: int) -> dict[str, int]:
        """Give what the host's memory is used for."""
        raise self._unanswered("virNodeGetMemoryStats")

    async def node_get_free_memory(self) -> int:
        """Give the host's free memory."""
        raise self._unanswered("virNodeGetFreeMemory")

    async def node_get_cells_free_memory(self, start_cell: int, cell_count: int) -> list[int]:
        """Give the free memory of some NUMA cells."""
        raise self._unanswered("virNodeGetCellsFreeMemory")

    async def node_get_free_pages(
        self, pages: list[int], start_cell: int, cell_count: int, flags: int
    ) -> dict[int, dict[int, int]]:
        """Count the free pages of some sizes in some NUMA cells.

        Free pages of the system's own size are estimated from the free memory.
        """
        raise self._unanswered("virNodeGetFreePages")

    async def node_alloc_pages(self, pages: dict[int, int], start_cell: int, cell_count: int, flags: int) -> int:
        """Set aside huge pages for guests."""
        raise self._unanswered("virNodeAllocPages")

    async def node_get_memory_parameters(self, flags: int) -> TypedParams:
        """Give the settings by which the host merges equal memory pages, and what that yields."""
        raise self._unanswered("virNodeGetMemoryParameters")

    async def node_set_memory_parameters(self, params: TypedParams, flags: int) -> None:
        """Change the settings by which the host merges equal memory pages."""
        raise self._unanswered("virNodeSetMemoryParameters")

    async def node_get_sev_info(self, flags: int) -> TypedParams:
        """Give what the owner of a guest needs to use AMD's encrypted memory on this host."""
        raise self._unanswered("virNodeGetSEVInfo")

    async def node_suspend_for_duration(self, target: int, duration: int, flags: int) -> None:
        """Suspend the whole host for a while.

        The call returns before the host sleeps. Guests do not notice beyond their clocks.
        """
        raise self._unanswered("virNodeSuspendForDuration")

    async def connect_get_domain_capabilities(
        self, emulator: str | None, arch: str | None, machine: str | None, virttype: str | None, flags: int
    ) -> str:
        """Describe what a domain of some kind can have: devices, CPU models, features."""
        raise self._unanswered("virConnectGetDomainCapabilities")

    async def connect_compare_cpu(self, xml: str, flags: int) -> int:
        """Compare a CPU with the host's.

        compareHypervisorCPU() also knows what the hypervisor adds and hides.
        """
        raise self._unanswered("virConnectCompareCPU")

    async def connect_compare_hypervisor_cpu(
        self, emulator: str | None, arch: str | None, machine: str | None, virttype: str | None, xml: str, flags: int
    ) -> int:
        """Compare a CPU with what the hypervisor can give a guest on this host."""
        raise self._unanswered("virConnectCompareHypervisorCPU")

    async def connect_baseline_cpu(self, xml_cpus: list[str], flags: int) -> str:
        """Find the richest CPU that all of several hosts can give a guest."""
        raise self._unanswered("virConnectBaselineCPU")

    async def connect_baseline_hypervisor_cpu(
        self,
        emulator: str | None,
        arch: str | None,
        machine: str | None,
        virttype: str | None,
        xml_cpus: list[str],
        flags: int,
    ) -> str:
        """Find the richest CPU that the hypervisor can give a guest on all of several hosts."""
        raise self._unanswered("virConnectBaselineHypervisorCPU")

    async def connect_get_cpu_model_names(self, arch: str, flags: int) -> list[str]:
        """List the CPU models that are known by name for an architecture.

        Not all of them run on this host: getDomainCapabilities() says which do.
        """
        raise self._unanswered("virConnectGetCPUModelNames")

    async def connect_list_all_domains(self, flags: int) -> list[DomainRef]:
        """List domains."""
        raise self._unanswered("virConnectListAllDomains")

    async def domain_lookup_by_id(self, id: int) -> DomainRef:
        """Find an active domain by its id."""
        raise self._unanswered("virDomainLookupByID")

    async def domain_lookup_by_name(self, name: str) -> DomainRef:
        """Find a domain by its name."""
        raise self._unanswered("virDomainLookupByName")

    async def domain_lookup_by_uuid(self, uuid: str) -> DomainRef:
        """Find a domain by the bytes of its UUID."""
        raise self._unanswered("virDomainLookupByUUID")

    async def domain_define_xml_flags(self, xml: str, flags: int) -> DomainRef:
        """Define a domain, or replace the definition of the one with this UUID.

        A running domain goes on as it is; the definition counts from its next start.
        """
        raise self._unanswered("virDomainDefineXMLFlags")

    async def domain_create_xml(self, xml: str, flags: int) -> DomainRef:
        """Start a domain from its document.

        Unless it is defined as well it is transient: nothing remains of it when it stops.
        """
        raise self._unanswered("virDomainCreateXML")

    async def domain_create_xml_with_files(self, xml: str, files: list[int], flags: int) -> DomainRef:
        """Start a domain from its document and pass open files to its first process.

        Containers can take files.
        """
        raise self._unanswered("virDomainCreateXMLWithFiles")

    async def connect_domain_xml_from_native(self, native_format: str, native_config: str, flags: int) -> str:
        """Translate a hypervisor's own configuration into a domain document."""
        raise self._unanswered("virConnectDomainXMLFromNative")

    async def connect_domain_xml_to_native(self, native_format: str, xml: str, flags: int) -> str:
        """Translate a domain document into a hypervisor's own configuration."""
        raise self._unanswered("virConnectDomainXMLToNative")

    async def connect_get_all_domain_stats(
        self, doms: list[DomainRef] | None, stats: int, flags: int
    ) -> list[DomainStats]:
        """Give the figures of all domains in one call."""
        raise self._unanswered("virConnectGetAllDomainStats")

    async def domain_get_os_type(self, dom: DomainRef) -> str:
        """Give the kind of interface between guest and hypervisor: hvm, xen, exe ..."""
        raise self._unanswered("virDomainGetOSType")

    async def domain_get_state(self, dom: DomainRef, flags: int) -> tuple[int, int]:
        """Give the domain's state and why it is in it."""
        raise self._unanswered("virDomainGetState")

    async def domain_get_info(self, dom: DomainRef) -> DomainInfo:
        """Give the domain's state, memory, number of vcpus and processor time."""
        raise self._unanswered("virDomainGetInfo")

    async def domain_get_control_info(self, dom: DomainRef, flags: int) -> ControlInfo:
        """Tell whether the hypervisor still obeys, and for how long something has occupied it."""
        raise self._unanswered("virDomainGetControlInfo")

    async def domain_is_active(self, dom: DomainRef) -> bool:
        """Tell whether the domain is running or paused, not shut off."""
        raise self._unanswered("virDomainIsActive")

    async def domain_is_persistent(self, dom: DomainRef) -> bool:
        """Tell whether the domain has a definition that outlives its stop."""
        raise self._unanswered("virDomainIsPersistent")

    async def domain_is_updated(self, dom: DomainRef) -> bool:
        """Tell whether the running domain's definition was changed since its start."""
        raise self._unanswered("virDomainIsUpdated")

    async def domain_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        """Describe the domain as a document.

        defineXML() and createXML() accept it.
        """
        raise self._unanswered("virDomainGetXMLDesc")

    async def domain_get_metadata(self, dom: DomainRef, type: int, uri: str | None, flags: int) -> str:
        """Give the domain's title, its description, or an element that a program keeps with it."""
        raise self._unanswered("virDomainGetMetadata")

    async def domain_set_metadata(
        self, dom: DomainRef, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int
    ) -> None:
        """Set the domain's title, its description, or an element that a program keeps with it."""
        raise self._unanswered("virDomainSetMetadata")

    async def domain_get_hostname(self, dom: DomainRef, flags: int) -> str:
        """Give the host name that the guest uses."""
        raise self._unanswered("virDomainGetHostname")

    async def domain_create_with_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        """Start the defined domain, or restore it where managedSave() left it.

        Answers how the domain is called and numbered from now on.
        """
        raise self._unanswered("virDomainCreateWithFlags")

    async def domain_create_with_files(self, dom: DomainRef, files: list[int], flags: int) -> DomainRef:
        """Start the defined domain and pass open files to its first process.

        Containers can take files.
        Answers how the domain is called and numbered from now on.
        """
        raise self._unanswered("virDomainCreateWithFiles")

    async def domain_destroy_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        """Stop the domain at once, as if its power failed.

        A defined domain stays defined; a transient one is gone.
        Answers how the domain is called and numbered from now on.
        """
        raise self._unanswered("virDomainDestroyFlags")

    async def domain_shutdown_flags(self, dom: DomainRef, flags: int) -> None:
        """Ask the guest to shut down, in a chosen way.

        The call does not wait for it, and the guest may ignore it: wait for the event or watch the state.
        """
        raise self._unanswered("virDomainShutdownFlags")

    async def domain_reboot(self, dom: DomainRef, flags: int) -> None:
        """Ask the guest to reboot.

        The call does not wait for it, and the guest may ignore it.
        """
        raise self._unanswered("virDomainReboot")

    async def domain_reset(self, dom: DomainRef, flags: int) -> None:
        """Reset the guest at once, as its reset button would."""
        raise self._unanswered("virDomainReset")

    async def domain_suspend(self, dom: DomainRef) -> None:
        """Pause the guest: it keeps its memory and gets no more processor time."""
        raise self._unanswered("virDomainSuspend")

    async def domain_resume(self, dom: DomainRef) -> None:
        """Let a paused guest run again."""
        raise self._unanswered("virDomainResume")

    async def domain_undefine_flags(self, dom: DomainRef, flags: int) -> None:
        """Remove the domain's definition, and decide about what belongs to it.

        A running domain goes on and becomes transient.
        """
        raise self._unanswered("virDomainUndefineFlags")

    async def domain_get_autostart(self, dom: DomainRef) -> bool:
        """Tell whether the domain starts when its host or daemon does."""
        raise self._unanswered("virDomainGetAutostart")

    async def domain_set_autostart(self, dom: DomainRef, autostart: bool) -> None:
        """Decide whether the domain starts when its host or daemon does."""
        raise self._unanswered("virDomainSetAutostart")

    async def domain_get_autostart_once(self, dom: DomainRef) -> bool:
        """Tell whether the domain starts the next time its host does, and not again after that."""
        raise self._unanswered("virDomainGetAutostartOnce")

    async def domain_set_autostart_once(self, dom: DomainRef, autostart: bool) -> None:
        """Decide whether the domain starts the next time its host does, and not again after that."""
        raise self._unanswered("virDomainSetAutostartOnce")

    async def domain_rename(self, dom: DomainRef, new_name: str, flags: int) -> DomainRef:
        """Give the domain another name.

        Answers how the domain is called and numbered from now on.
        """
        raise self._unanswered("virDomainRename")

    async def domain_inject_nmi(self, dom: DomainRef, flags: int) -> None:
        """Send the guest a non-maskable interrupt, on which many systems write a crash dump."""
        raise self._unanswered("virDomainInjectNMI")

    async def domain_send_key(
        self, dom: DomainRef, codeset: int, holdtime: int, keycodes: list[int], flags: int
    ) -> None:
        """Press and release keys on the guest's keyboard."""
        raise self._unanswered("virDomainSendKey")

    async def domain_get_max_memory(self, dom: DomainRef) -> int:
        """Give the largest memory that the guest can have."""
        raise self._unanswered("virDomainGetMaxMemory")

    async def domain_set_memory_flags(self, dom: DomainRef, memory: int, flags: int) -> None:
        """Set the memory target of the guest, or its maximum.

        A running guest gives memory back as its balloon driver manages to; the call does not wait for it.
        """
        raise self._unanswered("virDomainSetMemoryFlags")

    async def domain_memory_stats(self, dom: DomainRef, flags: int) -> dict[str, int]:
        """Give the guest's memory figures.

        Most come from the guest's balloon driver, collected as often as setMemoryStatsPeriod() says.
        """
        raise self._unanswered("virDomainMemoryStats")

    async def domain_set_memory_stats_period(self, dom: DomainRef, period: int, flags: int) -> None:
        """Say how often figures are collected from the guest's balloon driver."""
        raise self._unanswered("virDomainSetMemoryStatsPeriod")

    async def domain_get_memory_parameters(self, dom: DomainRef, flags: int) -> TypedParams:
        """Give the limits of the memory that the domain takes from its host."""
        raise self._unanswered("virDomainGetMemoryParameters")

    async def domain_set_memory_parameters(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        """Limit the memory that the domain takes from its host."""
        raise self._unanswered("virDomainSetMemoryParameters")

    async def domain_get_vcpus(self, dom: DomainRef) -> list[VcpuInfo]:
        """Describe the running guest's vcpus."""
        raise self._unanswered("virDomainGetVcpus")

    async def domain_get_vcpus_flags(self, dom: DomainRef, flags: int) -> int:
        """Count the domain's vcpus."""
        raise self._unanswered("virDomainGetVcpusFlags")

    async def domain_set_vcpus_flags(self, dom: DomainRef, nvcpus: int, flags: int) -> None:
        """Change the number of the domain's vcpus, or its maximum."""
        raise self._unanswered("virDomainSetVcpusFlags")

    async def domain_pin_vcpu_flags(self, dom: DomainRef, vcpu: int, cpumap: tuple[bool, ...], flags: int) -> None:
        """Choose the host CPUs that a vcpu may run on."""
        raise self._unanswered("virDomainPinVcpuFlags")

    async def domain_get_vcpu_pin_info(self, dom: DomainRef, flags: int) -> list[tuple[bool, ...]]:
        """Tell which host CPUs the vcpus may run on."""
        raise self._unanswered("virDomainGetVcpuPinInfo")

    async def domain_pin_emulator(self, dom: DomainRef, cpumap: tuple[bool, ...], flags: int) -> None:
        """Choose the host CPUs that the emulator's own threads may run on."""
        raise self._unanswered("virDomainPinEmulator")

    async def domain_get_emulator_pin_info(self, dom: DomainRef, flags: int) -> tuple[bool, ...]:
        """Tell which host CPUs the emulator's own threads may run on."""
        raise self._unanswered("virDomainGetEmulatorPinInfo")

    async def domain_get_guest_vcpus(self, dom: DomainRef, flags: int) -> TypedParams:
        """Tell which vcpus the guest itself uses, as its agent reports."""
        raise self._unanswered("virDomainGetGuestVcpus")

    async def domain_set_guest_vcpus(self, dom: DomainRef, cpumap: str, state: bool, flags: int) -> None:
        """Have the guest's agent switch vcpus on or off inside the guest."""
        raise self._unanswered("virDomainSetGuestVcpus")

    async def domain_set_vcpu(self, dom: DomainRef, vcpumap: str, state: bool, flags: int) -> None:
        """Plug chosen vcpus in or unplug them."""
        raise self._unanswered("virDomainSetVcpu")

    async def domain_get_cpu_stats(self, dom: DomainRef, total: bool, flags: int) -> list[TypedParams]:
        """Give the processor time that the domain took from its host."""
        raise self._unanswered("virDomainGetCPUStats")

    async def domain_block_stats(self, dom: DomainRef, path: str) -> BlockStats:
        """Give the counters of a disk."""
        raise self._unanswered("virDomainBlockStats")

    async def domain_block_stats_flags(self, dom: DomainRef, path: str, flags: int) -> TypedParams:
        """Give all counters of a disk, with times and flushes."""
        raise self._unanswered("virDomainBlockStatsFlags")

    async def domain_get_block_info(self, dom: DomainRef, path: str, flags: int) -> BlockInfo:
        """Give the sizes of a disk."""
        raise self._unanswered("virDomainGetBlockInfo")

    async def domain_interface_stats(self, dom: DomainRef, device: str) -> InterfaceStats:
        """Give the counters of a network interface."""
        raise self._unanswered("virDomainInterfaceStats")

    async def domain_interface_addresses(
        self, dom: DomainRef, source: int, flags: int
    ) -> dict[str, InterfaceAddresses]:
        """Give the IP addresses of the guest's interfaces."""
        raise self._unanswered("virDomainInterfaceAddresses")

    async def domain_attach_device_flags(self, dom: DomainRef, xml: str, flags: int) -> None:
        """Add a device.

        With LIVE and CONFIG both get it, or neither.
        """
        raise self._unanswered("virDomainAttachDeviceFlags")

    async def domain_detach_device_flags(self, dom: DomainRef, xml: str, flags: int) -> None:
        """Take a device away.

        *xml* need say no more than tells the device from others: the target of a disk, the MAC address of an
        interface, the alias. A running guest may take its time: VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED says when the
        device is gone.
        """
        raise self._unanswered("virDomainDetachDeviceFlags")

    async def domain_detach_device_alias(self, dom: DomainRef, alias: str, flags: int) -> None:
        """Take away the device that has the alias.

        For a running guest this only asks: VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED says when the device is gone,
        VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED that the guest keeps it.
        """
        raise self._unanswered("virDomainDetachDeviceAlias")

    async def domain_update_device_flags(self, dom: DomainRef, xml: str, flags: int) -> None:
        """Change a device: the medium of a drive, the network of an interface, the password of a display.

        *xml* is the whole device as it shall be. What the hypervisor cannot change is refused.
        """
        raise self._unanswered("virDomainUpdateDeviceFlags")

    async def domain_get_blkio_parameters(self, dom: DomainRef, flags: int) -> TypedParams:
        """Give the domain's shares and limits of the host's block devices."""
        raise self._unanswered("virDomainGetBlkioParameters")

    async def domain_set_blkio_parameters(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        """Set the domain's shares and limits of the host's block devices.

        A limit of 0 takes the limit away.
        """
        raise self._unanswered("virDomainSetBlkioParameters")

    async def domain_get_scheduler_type(self, dom: DomainRef) -> SchedulerType:
        """Name the scheduler that gives the domain its processor time."""
        raise self._unanswered("virDomainGetSchedulerType")

    async def domain_get_scheduler_parameters_flags(self, dom: DomainRef, flags: int) -> TypedParams:
        """Give the domain's shares and limits of processor time."""
        raise self._unanswered("virDomainGetSchedulerParametersFlags")

    async def domain_set_scheduler_parameters_flags(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        """Set the domain's shares and limits of processor time."""
        raise self._unanswered("virDomainSetSchedulerParametersFlags")

    async def domain_get_numa_parameters(self, dom: DomainRef, flags: int) -> TypedParams:
        """Tell which NUMA nodes of the host the domain's memory comes from."""
        raise self._unanswered("virDomainGetNumaParameters")

    async def domain_set_numa_parameters(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        """Say which NUMA nodes of the host the domain's memory shall come from."""
        raise self._unanswered("virDomainSetNumaParameters")

    async def domain_get_interface_parameters(self, dom: DomainRef, device: str, flags: int) -> TypedParams:
        """Give the bandwidth limits of a network interface."""
        raise self._unanswered("virDomainGetInterfaceParameters")

    async def domain_set_interface_parameters(
        self, dom: DomainRef, device: str, params: TypedParams, flags: int
    ) -> None:
        """Limit the bandwidth of a network interface.

        A direction whose average is set to 0 loses all its limits.
        """
        raise self._unanswered("virDomainSetInterfaceParameters")

    async def domain_get_block_io_tune(self, dom: DomainRef, disk: str, flags: int) -> TypedParams:
        """Give the throughput limits of a disk."""
        raise self._unanswered("virDomainGetBlockIoTune")

    async def domain_set_block_io_tune(self, dom: DomainRef, disk: str, params: TypedParams, flags: int) -> None:
        """Limit the throughput of a disk.

        A total excludes limits of reads and writes of the same kind.
        """
        raise self._unanswered("virDomainSetBlockIoTune")

    async def domain_set_throttle_group(self, dom: DomainRef, group: str, params: TypedParams, flags: int) -> None:
        """Make a throttle group, whose limits disks can share, or change one."""
        raise self._unanswered("virDomainSetThrottleGroup")

    async def domain_del_throttle_group(self, dom: DomainRef, group: str, flags: int) -> None:
        """Remove a throttle group."""
        raise self._unanswered("virDomainDelThrottleGroup")

    async def domain_get_perf_events(self, dom: DomainRef, flags: int) -> TypedParams:
        """Tell which counters of the host's processors are kept for the guest."""
        raise self._unanswered("virDomainGetPerfEvents")

    async def domain_set_perf_events(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        """Say which counters of the host's processors are kept for the guest.

        connect.getAllDomainStats() gives their values.
        """
        raise self._unanswered("virDomainSetPerfEvents")

    async def domain_set_block_threshold(self, dom: DomainRef, dev: str, threshold: int, flags: int) -> None:
        """Have VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD sent once when the guest writes beyond an offset of a disk."""
        raise self._unanswered("virDomainSetBlockThreshold")

    async def domain_announce_interface(self, dom: DomainRef, device: str, params: TypedParams, flags: int) -> None:
        """Have the host tell its switches where the guest's network interfaces are."""
        raise self._unanswered("virDomainAnnounceInterface")

    async def domain_get_iothread_info(self, dom: DomainRef, flags: int) -> list[IoThreadInfo]:
        """Describe the threads that serve the disks."""
        raise self._unanswered("virDomainGetIOThreadInfo")

    async def domain_pin_iothread(self, dom: DomainRef, iothread_id: int, cpumap: tuple[bool, ...], flags: int) -> None:
        """Say which host CPUs an I/O thread may run on."""
        raise self._unanswered("virDomainPinIOThread")

    async def domain_add_iothread(self, dom: DomainRef, iothread_id: int, flags: int) -> None:
        """Add an I/O thread."""
        raise self._unanswered("virDomainAddIOThread")

    async def domain_del_iothread(self, dom: DomainRef, iothread_id: int, flags: int) -> None:
        """Remove an I/O thread."""
        raise self._unanswered("virDomainDelIOThread")

    async def domain_set_iothread_params(
        self, dom: DomainRef, iothread_id: int, params: TypedParams, flags: int
    ) -> None:
        """Say how an I/O thread waits for work: polling in nanoseconds, how it grows and shrinks, its pool."""
        raise self._unanswered("virDomainSetIOThreadParams")

    async def domain_fsfreeze(self, dom: DomainRef, mountpoints: list[str], flags: int) -> int:
        """Have the guest write out its file systems and hold back writes, until fsThaw()."""
        raise self._unanswered("virDomainFSFreeze")

    async def domain_fsthaw(self, dom: DomainRef, mountpoints: list[str], flags: int) -> int:
        """Let the guest write again.

        Some guest agents thaw all file systems whatever *mountpoints* says.
        """
        raise self._unanswered("virDomainFSThaw")

    async def domain_fstrim(self, dom: DomainRef, mount_point: str | None, minimum: int, flags: int) -> None:
        """Have the guest discard the blocks that its file systems do not use."""
        raise self._unanswered("virDomainFSTrim")

    async def domain_get_fsinfo(self, dom: DomainRef, flags: int) -> list[FsInfo]:
        """List the file systems that the guest has mounted."""
        raise self._unanswered("virDomainGetFSInfo")

    async def domain_get_time(self, dom: DomainRef, flags: int) -> GuestTime:
        """Read the guest's clock."""
        raise self._unanswered("virDomainGetTime")

    async def domain_set_time(self, dom: DomainRef, time: GuestTime, flags: int) -> None:
        """Set the guest's clock."""
        raise self._unanswered("virDomainSetTime")

    async def domain_get_guest_info(self, dom: DomainRef, types: int, flags: int) -> TypedParams:
        """Tell what the guest's agent says about users, system, time zone, names, file systems and interfaces.

        What is asked for by name must be known to the driver; with 0 what the agent cannot tell is left out.
        """
        raise self._unanswered("virDomainGetGuestInfo")

    async def domain_set_user_password(self, dom: DomainRef, user: str, password: str, flags: int) -> None:
        """Set the password of a user inside the guest."""
        raise self._unanswered("virDomainSetUserPassword")

    async def domain_authorized_ssh_keys_get(self, dom: DomainRef, user: str, flags: int) -> list[str]:
        """List the public keys with which one can log in as a user of the guest."""
        raise self._unanswered("virDomainAuthorizedSSHKeysGet")

    async def domain_authorized_ssh_keys_set(self, dom: DomainRef, user: str, keys: list[str], flags: int) -> None:
        """Say with which public keys one can log in as a user of the guest."""
        raise self._unanswered("virDomainAuthorizedSSHKeysSet")

    async def domain_agent_set_response_timeout(self, dom: DomainRef, timeout_s: int, flags: int) -> None:
        """Say how long calls wait for the guest agent."""
        raise self._unanswered("virDomainAgentSetResponseTimeout")

    async def domain_block_peek(self, dom: DomainRef, disk: str, offset: int, size: int, flags: int) -> bytes:
        """Read from a disk of the domain, behind the guest's back."""
        raise self._unanswered("virDomainBlockPeek")

    async def domain_memory_peek(self, dom: DomainRef, start: int, size: int, flags: int) -> bytes:
        """Read from the memory of the running guest."""
        raise self._unanswered("virDomainMemoryPeek")

    async def domain_block_resize(self, dom: DomainRef, disk: str, size: int, flags: int) -> None:
        """Change the size that the running guest sees of a disk."""
        raise self._unanswered("virDomainBlockResize")

    async def domain_get_disk_errors(self, dom: DomainRef, flags: int) -> dict[str, int]:
        """Tell which disks are in trouble."""
        raise self._unanswered("virDomainGetDiskErrors")

    async def domain_get_messages(self, dom: DomainRef, flags: int) -> list[str]:
        """Give warnings about the domain: what taints it, what will go away."""
        raise self._unanswered("virDomainGetMessages")

    async def domain_get_security_label(self, dom: DomainRef) -> SecurityLabel:
        """Give the label under which the guest runs."""
        raise self._unanswered("virDomainGetSecurityLabel")

    async def domain_get_security_label_list(self, dom: DomainRef) -> list[SecurityLabel]:
        """Give the labels under which the guest runs, one for each security driver."""
        raise self._unanswered("virDomainGetSecurityLabelList")

    async def domain_get_launch_security_info(self, dom: DomainRef, flags: int) -> TypedParams:
        """Tell what a guest with encrypted memory was started with."""
        raise self._unanswered("virDomainGetLaunchSecurityInfo")

    async def domain_set_launch_security_state(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        """Put a secret into the encrypted memory of a guest that has been started paused."""
        raise self._unanswered("virDomainSetLaunchSecurityState")

    async def domain_start_dirty_rate_calc(self, dom: DomainRef, seconds: int, flags: int) -> None:
        """Begin to measure how fast the guest writes to its memory.

        connect.getAllDomainStats() gives the result when it is there.
        """
        raise self._unanswered("virDomainStartDirtyRateCalc")

    async def domain_send_process_signal(self, dom: DomainRef, pid_value: int, signum: int, flags: int) -> None:
        """Send a signal to a process inside the guest."""
        raise self._unanswered("virDomainSendProcessSignal")

    async def domain_set_lifecycle_action(self, dom: DomainRef, type: int, action: int, flags: int) -> None:
        """Say what follows when the guest powers off, reboots or crashes."""
        raise self._unanswered("virDomainSetLifecycleAction")

    async def domain_pm_suspend_for_duration(self, dom: DomainRef, target: int, duration: int, flags: int) -> None:
        """Have the guest's operating system go to sleep."""
        raise self._unanswered("virDomainPMSuspendForDuration")

    async def domain_pm_wakeup(self, dom: DomainRef, flags: int) -> None:
        """Wake a guest that went to sleep."""
        raise self._unanswered("virDomainPMWakeup")

    async def domain_open_graphics(self, dom: DomainRef, idx: int, fd: int, flags: int) -> None:
        """Have a display of the running guest serve the client at the other end of a socket."""
        raise self._unanswered("virDomainOpenGraphics")

    async def domain_open_graphics_fd(self, dom: DomainRef, idx: int, flags: int) -> int:
        """Open a connection to a display of the running guest."""
        raise self._unanswered("virDomainOpenGraphicsFD")

    async def domain_graphics_reload(self, dom: DomainRef, type: int, flags: int) -> None:
        """Have a display read its certificates again."""
        raise self._unanswered("virDomainGraphicsReload")

    async def domain_fd_associate(self, dom: DomainRef, name: str, files: list[int], flags: int) -> None:
        """Give a name to open files, so that disks of the domain can be on them.

        The association lasts until the connection is closed, or the domain stops.
        """
        raise self._unanswered("virDomainFDAssociate")

    async def domain_open_console(self, dom: DomainRef, dev_name: str | None, flags: int) -> Channel:
        """Connect a stream to a console of the running domain."""
        raise self._unanswered("virDomainOpenConsole")

    async def domain_open_channel(self, dom: DomainRef, name: str | None, flags: int) -> Channel:
        """Connect a stream to a channel of the running domain."""
        raise self._unanswered("virDomainOpenChannel")

    async def domain_screenshot(self, dom: DomainRef, screen: int, flags: int) -> tuple[str, Channel]:
        """Take a picture of a screen of the domain."""
        raise self._unanswered("virDomainScreenshot")

    async def domain_save_flags(self, dom: DomainRef, to: str, dxml: str | None, flags: int) -> None:
        """Save the memory of the domain into a file and stop it."""
        raise self._unanswered("virDomainSaveFlags")

    async def domain_save_params(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        """Save the memory of the domain and stop it, with more to choose."""
        raise self._unanswered("virDomainSaveParams")

    async def domain_restore_flags(self, frm: str, dxml: str | None, flags: int) -> None:
        """Start a domain where it was saved."""
        raise self._unanswered("virDomainRestoreFlags")

    async def domain_restore_params(self, params: TypedParams, flags: int) -> None:
        """Start a domain where it was saved, with more to choose."""
        raise self._unanswered("virDomainRestoreParams")

    async def domain_save_image_get_xml_desc(self, file: str, flags: int) -> str:
        """Describe the domain that a file holds."""
        raise self._unanswered("virDomainSaveImageGetXMLDesc")

    async def domain_save_image_define_xml(self, file: str, dxml: str, flags: int) -> None:
        """Change the definition in the file of a saved domain."""
        raise self._unanswered("virDomainSaveImageDefineXML")

    async def domain_managed_save(self, dom: DomainRef, flags: int) -> None:
        """Save the memory of the domain where its next start finds it, and stop it."""
        raise self._unanswered("virDomainManagedSave")

    async def domain_has_managed_save_image(self, dom: DomainRef, flags: int) -> bool:
        """Tell whether the next start returns to a saved state."""
        raise self._unanswered("virDomainHasManagedSaveImage")

    async def domain_managed_save_remove(self, dom: DomainRef, flags: int) -> None:
        """Forget the saved state: the next start is a boot."""
        raise self._unanswered("virDomainManagedSaveRemove")

    async def domain_managed_save_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        """Describe the domain that will be restored at the next start."""
        raise self._unanswered("virDomainManagedSaveGetXMLDesc")

    async def domain_managed_save_define_xml(self, dom: DomainRef, dxml: str, flags: int) -> None:
        """Change the definition that will be restored at the next start."""
        raise self._unanswered("virDomainManagedSaveDefineXML")

    async def domain_core_dump_with_format(self, dom: DomainRef, to: str, dumpformat: int, flags: int) -> None:
        """Write the memory of the domain into a file, for a debugger."""
        raise self._unanswered("virDomainCoreDumpWithFormat")

    async def domain_core_dump(self, dom: DomainRef, to: str, flags: int) -> None:
        """Write the memory of the domain into a file, for a debugger."""
        raise self._unanswered("virDomainCoreDump")

    async def domain_get_job_info(self, dom: DomainRef) -> JobInfo:
        """Tell how far the job of the domain is."""
        raise self._unanswered("virDomainGetJobInfo")

    async def domain_get_job_stats(self, dom: DomainRef, flags: int) -> TypedParams:
        """Tell all that is known of the job of the domain."""
        raise self._unanswered("virDomainGetJobStats")

    async def domain_abort_job_flags(self, dom: DomainRef, flags: int) -> None:
        """Stop the job of the domain."""
        raise self._unanswered("virDomainAbortJobFlags")

    async def domain_block_pull(self, dom: DomainRef, disk: str, bandwidth: int, flags: int) -> None:
        """Fetch all that the disk has from its backing images."""
        raise self._unanswered("virDomainBlockPull")

    async def domain_block_rebase(
        self, dom: DomainRef, disk: str, base: str | None, bandwidth: int, flags: int
    ) -> None:
        """Fetch what the disk has from images above *base*, or copy it."""
        raise self._unanswered("virDomainBlockRebase")

    async def domain_block_copy(
        self, dom: DomainRef, disk: str, dest_xml: str, params: TypedParams, flags: int
    ) -> None:
        """Copy the disk while the guest uses it."""
        raise self._unanswered("virDomainBlockCopy")

    async def domain_block_commit(
        self, dom: DomainRef, disk: str, base: str | None, top: str | None, bandwidth: int, flags: int
    ) -> None:
        """Write changes down into a backing image."""
        raise self._unanswered("virDomainBlockCommit")

    async def domain_block_job_abort(self, dom: DomainRef, disk: str, flags: int) -> None:
        """Stop the job of the disk, or complete it."""
        raise self._unanswered("virDomainBlockJobAbort")

    async def domain_block_job_set_speed(self, dom: DomainRef, disk: str, bandwidth: int, flags: int) -> None:
        """Limit the job of the disk."""
        raise self._unanswered("virDomainBlockJobSetSpeed")

    async def domain_get_block_job_info(self, dom: DomainRef, disk: str, flags: int) -> dict[str, int]:
        """Tell how far the job of the disk is."""
        raise self._unanswered("virDomainGetBlockJobInfo")

    async def domain_migrate_set_max_downtime(self, dom: DomainRef, downtime: int, flags: int) -> None:
        """Say how long a migration may stop the guest."""
        raise self._unanswered("virDomainMigrateSetMaxDowntime")

    async def domain_migrate_get_max_downtime(self, dom: DomainRef, flags: int) -> int:
        """Tell how long a migration may stop the guest."""
        raise self._unanswered("virDomainMigrateGetMaxDowntime")

    async def domain_migrate_set_max_speed(self, dom: DomainRef, bandwidth: int, flags: int) -> None:
        """Limit the speed of migrations."""
        raise self._unanswered("virDomainMigrateSetMaxSpeed")

    async def domain_migrate_get_max_speed(self, dom: DomainRef, flags: int) -> int:
        """Tell the limit of the speed of migrations."""
        raise self._unanswered("virDomainMigrateGetMaxSpeed")

    async def domain_migrate_set_compression_cache(self, dom: DomainRef, cache_size: int, flags: int) -> None:
        """Set the size of the cache that compresses repeated pages in a migration."""
        raise self._unanswered("virDomainMigrateSetCompressionCache")

    async def domain_migrate_get_compression_cache(self, dom: DomainRef, flags: int) -> int:
        """Give the size of the cache that compresses repeated pages in a migration."""
        raise self._unanswered("virDomainMigrateGetCompressionCache")

    async def domain_migrate_start_post_copy(self, dom: DomainRef, flags: int) -> None:
        """Have the guest run at the destination now, and fetch the rest of its memory there."""
        raise self._unanswered("virDomainMigrateStartPostCopy")

    async def domain_snapshot_create_xml(self, dom: DomainRef, xml: str, flags: int) -> SnapshotRef:
        """Keep the state of the domain as it is now."""
        raise self._unanswered("virDomainSnapshotCreateXML")

    async def domain_list_all_snapshots(self, dom: DomainRef, flags: int) -> list[SnapshotRef]:
        """List the snapshots of the domain."""
        raise self._unanswered("virDomainListAllSnapshots")

    async def domain_snapshot_num(self, dom: DomainRef, flags: int) -> int:
        """Count the snapshots of the domain."""
        raise self._unanswered("virDomainSnapshotNum")

    async def domain_snapshot_list_names(self, dom: DomainRef, flags: int) -> list[str]:
        """List the names of the snapshots of the domain."""
        raise self._unanswered("virDomainSnapshotListNames")

    async def domain_snapshot_lookup_by_name(self, dom: DomainRef, name: str, flags: int) -> SnapshotRef:
        """Find a snapshot by its name."""
        raise self._unanswered("virDomainSnapshotLookupByName")

    async def domain_has_current_snapshot(self, dom: DomainRef, flags: int) -> bool:
        """Tell whether a snapshot is current: the last one taken or reverted to."""
        raise self._unanswered("virDomainHasCurrentSnapshot")

    async def domain_snapshot_current(self, dom: DomainRef, flags: int) -> SnapshotRef:
        """Give the current snapshot: the last one taken or reverted to."""
        raise self._unanswered("virDomainSnapshotCurrent")

    async def domain_revert_to_snapshot(self, dom: DomainRef, snapshot: SnapshotRef, flags: int) -> None:
        """Return the domain to a snapshot."""
        raise self._unanswered("virDomainRevertToSnapshot")

    async def domain_snapshot_get_xml_desc(self, snapshot: SnapshotRef, flags: int) -> str:
        """Describe the snapshot."""
        raise self._unanswered("virDomainSnapshotGetXMLDesc")

    async def domain_snapshot_get_parent(self, snapshot: SnapshotRef, flags: int) -> SnapshotRef:
        """Give the snapshot that this one followed."""
        raise self._unanswered("virDomainSnapshotGetParent")

    async def domain_snapshot_num_children(self, snapshot: SnapshotRef, flags: int) -> int:
        """Count the snapshots that followed this one."""
        raise self._unanswered("virDomainSnapshotNumChildren")

    async def domain_snapshot_list_children_names(self, snapshot: SnapshotRef, flags: int) -> list[str]:
        """List the names of the snapshots that followed this one."""
        raise self._unanswered("virDomainSnapshotListChildrenNames")

    async def domain_snapshot_list_all_children(self, snapshot: SnapshotRef, flags: int) -> list[SnapshotRef]:
        """List the snapshots that followed this one."""
        raise self._unanswered("virDomainSnapshotListAllChildren")

    async def domain_snapshot_is_current(self, snapshot: SnapshotRef, flags: int) -> bool:
        """Tell whether it is the last one taken or reverted to."""
        raise self._unanswered("virDomainSnapshotIsCurrent")

    async def domain_snapshot_has_metadata(self, snapshot: SnapshotRef, flags: int) -> bool:
        """Tell whether deleting the domain would leave something of the snapshot behind."""
        raise self._unanswered("virDomainSnapshotHasMetadata")

    async def domain_snapshot_delete(self, snapshot: SnapshotRef, flags: int) -> None:
        """Forget the snapshot; its changes go into those that followed."""
        raise self._unanswered("virDomainSnapshotDelete")

    async def domain_checkpoint_create_xml(self, dom: DomainRef, xml: str, flags: int) -> CheckpointRef:
        """Begin to note what changes on the domain's disks."""
        raise self._unanswered("virDomainCheckpointCreateXML")

    async def domain_list_all_checkpoints(self, dom: DomainRef, flags: int) -> list[CheckpointRef]:
        """List the checkpoints of the domain."""
        raise self._unanswered("virDomainListAllCheckpoints")

    async def domain_checkpoint_lookup_by_name(self, dom: DomainRef, name: str, flags: int) -> CheckpointRef:
        """Find a checkpoint by its name."""
        raise self._unanswered("virDomainCheckpointLookupByName")

    async def domain_checkpoint_get_xml_desc(self, checkpoint: CheckpointRef, flags: int) -> str:
        """Describe the checkpoint."""
        raise self._unanswered("virDomainCheckpointGetXMLDesc")

    async def domain_checkpoint_get_parent(self, checkpoint: CheckpointRef, flags: int) -> CheckpointRef:
        """Give the checkpoint that this one followed."""
        raise self._unanswered("virDomainCheckpointGetParent")

    async def domain_checkpoint_list_all_children(self, checkpoint: CheckpointRef, flags: int) -> list[CheckpointRef]:
        """List the checkpoints that followed this one."""
        raise self._unanswered("virDomainCheckpointListAllChildren")

    async def domain_checkpoint_delete(self, checkpoint: CheckpointRef, flags: int) -> None:
        """Forget the checkpoint; what it noted goes to the one before."""
        raise self._unanswered("virDomainCheckpointDelete")

    async def domain_backup_begin(
        self, dom: DomainRef, backup_xml: str, checkpoint_xml: str | None, flags: int
    ) -> None:
        """Begin to copy the domain's disks, or to offer them to somebody who does."""
        raise self._unanswered("virDomainBackupBegin")

    async def domain_backup_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        """Describe the backup that is under way."""
        raise self._unanswered("virDomainBackupGetXMLDesc")

    async def domain_qemu_monitor_command(self, dom: DomainRef, cmd: str, flags: int) -> str:
        """Send a command to QEMU's monitor. What it changes is unknown to the driver, so it taints the domain."""
        raise self._unanswered("virDomainQemuMonitorCommand")

    async def domain_qemu_monitor_command_with_files(
        self, dom: DomainRef, cmd: str, files: list[int], flags: int
    ) -> MonitorAnswer:
        """Send a command to QEMU's monitor together with file descriptors."""
        raise self._unanswered("virDomainQemuMonitorCommandWithFiles")

    async def domain_qemu_agent_command(self, dom: DomainRef, cmd: str, timeout_s: int, flags: int) -> str:
        """Send a command to the guest's agent."""
        raise self._unanswered("virDomainQemuAgentCommand")

    async def domain_qemu_attach(self, pid_value: int, flags: int) -> DomainRef:
        """Take over a QEMU that somebody else started."""
        raise self._unanswered("virDomainQemuAttach")

    async def connect_domain_qemu_monitor_event_register(self, flags: int) -> None:
        """Say whether what QEMU's monitors tell reaches the connection as events.

        The handlers are the connection's; see anyvirt.libvirt_qemu.
        """
        raise self._unanswered("virConnectDomainQemuMonitorEventRegister")

    async def domain_lxc_open_namespace(self, dom: DomainRef, flags: int) -> list[int]:
        """Open the namespaces of a running container."""
        raise self._unanswered("virDomainLxcOpenNamespace")

    async def domain_lxc_enter_cgroup(self, dom: DomainRef, flags: int) -> None:
        """Move the calling process into the control group of a running container."""
        raise self._unanswered("virDomainLxcEnterCGroup")

    async def domain_migrate_begin3_params(self, dom: DomainRef, params: TypedParams, flags: int) -> MigrationStart:
        """Source, first phase: begin the job, and tell the destination what comes."""
        raise self._unanswered("virDomainMigrateBegin3Params")

    async def domain_migrate_prepare3_params(self, params: TypedParams, cookie: bytes, flags: int) -> MigrationTarget:
        """Destination, second phase: make a guest that waits for its memory.

        What was made is undone where this fails.
        """
        raise self._unanswered("virDomainMigratePrepare3Params")

    async def domain_migrate_perform3_params(
        self, dom: DomainRef, dconnuri: str | None, params: TypedParams, cookie: bytes, flags: int
    ) -> bytes:
        """Source, third phase: move the memory, and leave the guest paused.

        With VIR_MIGRATE_PEER2PEER it is all phases, which the driver goes through with the destination.
        """
        raise self._unanswered("virDomainMigratePerform3Params")

    async def domain_migrate_finish3_params(
        self, params: TypedParams, cookie: bytes, flags: int, cancelled: bool
    ) -> MigrationEnd:
        """Destination, fourth phase: let the guest run, or undo what was prepared."""
        raise self._unanswered("virDomainMigrateFinish3Params")

    async def domain_migrate_confirm3_params(
        self, dom: DomainRef, params: TypedParams, cookie: bytes, flags: int, cancelled: bool
    ) -> None:
        """Source, last phase: end the guest, or let it go on here; then the job."""
        raise self._unanswered("virDomainMigrateConfirm3Params")
