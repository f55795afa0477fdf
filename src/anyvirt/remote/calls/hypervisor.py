# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""The calls of a hypervisor driver, made of a daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyvirt.driver.contract.hypervisor import HypervisorContract
from anyvirt.driver.types import (
    BlockStats,
    ControlInfo,
    DomainInfo,
    FsInfo,
    GuestTime,
    InterfaceStats,
    JobInfo,
    MigrationStart,
    MigrationTarget,
    NodeInfo,
    SchedulerType,
    SecurityLabel,
    SecurityModel,
)
from anyvirt.rpc.params import read_params, wire_params
from anyvirt.rpc.programs import program
from anyvirt.rpc.values import read_chars, read_checkpoint, read_snapshot, wire_checkpoint, wire_cpumap, wire_snapshot
from anyvirt.util.typed import MIGRATION, OF_FUNCTIONS

if TYPE_CHECKING:
    from anyvirt.driver.streams import Channel
    from anyvirt.driver.types import DomainStats, TypedParams
    from anyvirt.remote.link import Link
    from anyvirt.util.refs import CheckpointRef, DomainRef, SnapshotRef

REMOTE = program("remote").by_name
QEMU = program("qemu").by_name


class HypervisorCalls(HypervisorContract):
    """The calls of a hypervisor driver, made of a daemon."""

    _link: Link

    async def connect_get_type(self) -> str:
        ret = await self._link.call(REMOTE["CONNECT_GET_TYPE"])
        answer: str = ret.type
        return answer

    async def connect_get_version(self) -> int:
        ret = await self._link.call(REMOTE["CONNECT_GET_VERSION"])
        answer: int = ret.hv_ver
        return answer

    async def connect_get_lib_version(self) -> int:
        ret = await self._link.call(REMOTE["CONNECT_GET_LIB_VERSION"])
        answer: int = ret.lib_ver
        return answer

    async def connect_get_hostname(self) -> str:
        ret = await self._link.call(REMOTE["CONNECT_GET_HOSTNAME"])
        answer: str = ret.hostname
        return answer

    async def connect_get_uri(self) -> str:
        ret = await self._link.call(REMOTE["CONNECT_GET_URI"])
        answer: str = ret.uri
        return answer

    async def connect_get_sysinfo(self, flags: int) -> str:
        ret = await self._link.call(REMOTE["CONNECT_GET_SYSINFO"], (flags,))
        answer: str = ret.sysinfo
        return answer

    async def connect_get_capabilities(self) -> str:
        ret = await self._link.call(REMOTE["CONNECT_GET_CAPABILITIES"])
        answer: str = ret.capabilities
        return answer

    async def connect_get_max_vcpus(self, type: str | None) -> int:
        ret = await self._link.call(REMOTE["CONNECT_GET_MAX_VCPUS"], (type,))
        answer: int = ret.max_vcpus
        return answer

    async def node_get_security_model(self) -> SecurityModel:
        ret = await self._link.call(REMOTE["NODE_GET_SECURITY_MODEL"])
        return SecurityModel(read_chars(ret.model), read_chars(ret.doi))

    async def connect_is_secure(self) -> bool:
        ret = await self._link.call(REMOTE["CONNECT_IS_SECURE"])
        return bool(ret.secure)

    async def connect_set_identity(self, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["CONNECT_SET_IDENTITY"],
            (
                wire_params(params, OF_FUNCTIONS["virConnectSetIdentity"]),
                flags,
            ),
        )

    async def node_get_info(self) -> NodeInfo:
        ret = await self._link.call(REMOTE["NODE_GET_INFO"])
        return NodeInfo(
            read_chars(ret.model), ret.memory, ret.cpus, ret.mhz, ret.nodes, ret.sockets, ret.cores, ret.threads
        )

    async def node_get_free_memory(self) -> int:
        ret = await self._link.call(REMOTE["NODE_GET_FREE_MEMORY"])
        answer: int = ret.freeMem
        return answer

    async def node_get_cells_free_memory(self, start_cell: int, cell_count: int) -> list[int]:
        ret = await self._link.call(
            REMOTE["NODE_GET_CELLS_FREE_MEMORY"],
            (
                start_cell,
                cell_count,
            ),
        )
        answer: list[int] = ret.cells
        return answer

    async def node_get_memory_parameters(self, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["NODE_GET_MEMORY_PARAMETERS"],
            (
                64,
                flags | 4,
            ),
        )
        return read_params(ret.params)

    async def node_set_memory_parameters(self, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["NODE_SET_MEMORY_PARAMETERS"],
            (
                wire_params(params, OF_FUNCTIONS["virNodeSetMemoryParameters"]),
                flags,
            ),
        )

    async def node_get_sev_info(self, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["NODE_GET_SEV_INFO"],
            (
                64,
                flags | 4,
            ),
        )
        return read_params(ret.params)

    async def node_suspend_for_duration(self, target: int, duration: int, flags: int) -> None:
        await self._link.call(
            REMOTE["NODE_SUSPEND_FOR_DURATION"],
            (
                target,
                duration,
                flags,
            ),
        )

    async def connect_get_domain_capabilities(
        self, emulator: str | None, arch: str | None, machine: str | None, virttype: str | None, flags: int
    ) -> str:
        ret = await self._link.call(
            REMOTE["CONNECT_GET_DOMAIN_CAPABILITIES"],
            (
                emulator,
                arch,
                machine,
                virttype,
                flags,
            ),
        )
        answer: str = ret.capabilities
        return answer

    async def connect_compare_cpu(self, xml: str, flags: int) -> int:
        ret = await self._link.call(
            REMOTE["CONNECT_COMPARE_CPU"],
            (
                xml,
                flags,
            ),
        )
        answer: int = ret.result
        return answer

    async def connect_compare_hypervisor_cpu(
        self, emulator: str | None, arch: str | None, machine: str | None, virttype: str | None, xml: str, flags: int
    ) -> int:
        ret = await self._link.call(
            REMOTE["CONNECT_COMPARE_HYPERVISOR_CPU"],
            (
                emulator,
                arch,
                machine,
                virttype,
                xml,
                flags,
            ),
        )
        answer: int = ret.result
        return answer

    async def connect_baseline_cpu(self, xml_cpus: list[str], flags: int) -> str:
        ret = await self._link.call(
            REMOTE["CONNECT_BASELINE_CPU"],
            (
                xml_cpus,
                flags,
            ),
        )
        answer: str = ret.cpu
        return answer

    async def connect_baseline_hypervisor_cpu(
        self,
        emulator: str | None,
        arch: str | None,
        machine: str | None,
        virttype: str | None,
        xml_cpus: list[str],
        flags: int,
    ) -> str:
        ret = await self._link.call(
            REMOTE["CONNECT_BASELINE_HYPERVISOR_CPU"],
            (
                emulator,
                arch,
                machine,
                virttype,
                xml_cpus,
                flags,
            ),
        )
        answer: str = ret.cpu
        return answer

    async def connect_get_cpu_model_names(self, arch: str, flags: int) -> list[str]:
        ret = await self._link.call(
            REMOTE["CONNECT_GET_CPU_MODEL_NAMES"],
            (
                arch,
                1,
                flags,
            ),
        )
        answer: list[str] = ret.models
        return answer

    async def connect_list_all_domains(self, flags: int) -> list[DomainRef]:
        ret = await self._link.call(
            REMOTE["CONNECT_LIST_ALL_DOMAINS"],
            (
                1,
                flags,
            ),
        )
        answer: list[DomainRef] = ret.domains
        return answer

    async def domain_lookup_by_id(self, id: int) -> DomainRef:
        ret = await self._link.call(REMOTE["DOMAIN_LOOKUP_BY_ID"], (id,))
        answer: DomainRef = ret.dom
        return answer

    async def domain_lookup_by_name(self, name: str) -> DomainRef:
        ret = await self._link.call(REMOTE["DOMAIN_LOOKUP_BY_NAME"], (name,))
        answer: DomainRef = ret.dom
        return answer

    async def domain_lookup_by_uuid(self, uuid: str) -> DomainRef:
        ret = await self._link.call(REMOTE["DOMAIN_LOOKUP_BY_UUID"], (uuid,))
        answer: DomainRef = ret.dom
        return answer

    async def domain_define_xml_flags(self, xml: str, flags: int) -> DomainRef:
        ret = await self._link.call(
            REMOTE["DOMAIN_DEFINE_XML_FLAGS"],
            (
                xml,
                flags,
            ),
        )
        answer: DomainRef = ret.dom
        return answer

    async def domain_create_xml(self, xml: str, flags: int) -> DomainRef:
        ret = await self._link.call(
            REMOTE["DOMAIN_CREATE_XML"],
            (
                xml,
                flags,
            ),
        )
        answer: DomainRef = ret.dom
        return answer

    async def domain_create_xml_with_files(self, xml: str, files: list[int], flags: int) -> DomainRef:
        ret = (
            await self._link.call_with_fds(
                REMOTE["DOMAIN_CREATE_XML_WITH_FILES"],
                (
                    xml,
                    flags,
                ),
                files,
            )
        )[0]
        answer: DomainRef = ret.dom
        return answer

    async def connect_domain_xml_from_native(self, native_format: str, native_config: str, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["CONNECT_DOMAIN_XML_FROM_NATIVE"],
            (
                native_format,
                native_config,
                flags,
            ),
        )
        answer: str = ret.domainXml
        return answer

    async def connect_domain_xml_to_native(self, native_format: str, xml: str, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["CONNECT_DOMAIN_XML_TO_NATIVE"],
            (
                native_format,
                xml,
                flags,
            ),
        )
        answer: str = ret.nativeConfig
        return answer

    async def connect_get_all_domain_stats(
        self, doms: list[DomainRef] | None, stats: int, flags: int
    ) -> list[DomainStats]:
        ret = await self._link.call(
            REMOTE["CONNECT_GET_ALL_DOMAIN_STATS"],
            (
                doms or [],
                stats,
                flags,
            ),
        )
        answer: list[DomainStats] = ret.retStats
        return answer

    async def domain_get_os_type(self, dom: DomainRef) -> str:
        ret = await self._link.call(REMOTE["DOMAIN_GET_OS_TYPE"], (dom,))
        answer: str = ret.type
        return answer

    async def domain_get_state(self, dom: DomainRef, flags: int) -> tuple[int, int]:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_STATE"],
            (
                dom,
                flags,
            ),
        )
        return ret.state, ret.reason

    async def domain_get_info(self, dom: DomainRef) -> DomainInfo:
        ret = await self._link.call(REMOTE["DOMAIN_GET_INFO"], (dom,))
        return DomainInfo(*ret)

    async def domain_get_control_info(self, dom: DomainRef, flags: int) -> ControlInfo:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_CONTROL_INFO"],
            (
                dom,
                flags,
            ),
        )
        return ControlInfo(*ret)

    async def domain_is_active(self, dom: DomainRef) -> bool:
        ret = await self._link.call(REMOTE["DOMAIN_IS_ACTIVE"], (dom,))
        return bool(ret.active)

    async def domain_is_persistent(self, dom: DomainRef) -> bool:
        ret = await self._link.call(REMOTE["DOMAIN_IS_PERSISTENT"], (dom,))
        return bool(ret.persistent)

    async def domain_is_updated(self, dom: DomainRef) -> bool:
        ret = await self._link.call(REMOTE["DOMAIN_IS_UPDATED"], (dom,))
        return bool(ret.updated)

    async def domain_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_XML_DESC"],
            (
                dom,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def domain_get_metadata(self, dom: DomainRef, type: int, uri: str | None, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_METADATA"],
            (
                dom,
                type,
                uri,
                flags,
            ),
        )
        answer: str = ret.metadata
        return answer

    async def domain_set_metadata(
        self, dom: DomainRef, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int
    ) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_METADATA"],
            (
                dom,
                type,
                metadata,
                key,
                uri,
                flags,
            ),
        )

    async def domain_get_hostname(self, dom: DomainRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_HOSTNAME"],
            (
                dom,
                flags,
            ),
        )
        answer: str = ret.hostname
        return answer

    async def domain_create_with_flags(self, dom: DomainRef, flags: int) -> DomainRef:
        ret = await self._link.call(
            REMOTE["DOMAIN_CREATE_WITH_FLAGS"],
            (
                dom,
                flags,
            ),
        )
        answer: DomainRef = ret.dom
        return answer

    async def domain_create_with_files(self, dom: DomainRef, files: list[int], flags: int) -> DomainRef:
        ret = (
            await self._link.call_with_fds(
                REMOTE["DOMAIN_CREATE_WITH_FILES"],
                (
                    dom,
                    flags,
                ),
                files,
            )
        )[0]
        answer: DomainRef = ret.dom
        return answer

    async def domain_shutdown_flags(self, dom: DomainRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SHUTDOWN_FLAGS"],
            (
                dom,
                flags,
            ),
        )

    async def domain_reboot(self, dom: DomainRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_REBOOT"],
            (
                dom,
                flags,
            ),
        )

    async def domain_reset(self, dom: DomainRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_RESET"],
            (
                dom,
                flags,
            ),
        )

    async def domain_suspend(self, dom: DomainRef) -> None:
        await self._link.call(REMOTE["DOMAIN_SUSPEND"], (dom,))

    async def domain_resume(self, dom: DomainRef) -> None:
        await self._link.call(REMOTE["DOMAIN_RESUME"], (dom,))

    async def domain_undefine_flags(self, dom: DomainRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_UNDEFINE_FLAGS"],
            (
                dom,
                flags,
            ),
        )

    async def domain_get_autostart(self, dom: DomainRef) -> bool:
        ret = await self._link.call(REMOTE["DOMAIN_GET_AUTOSTART"], (dom,))
        return bool(ret.autostart)

    async def domain_set_autostart(self, dom: DomainRef, autostart: bool) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_AUTOSTART"],
            (
                dom,
                int(autostart),
            ),
        )

    async def domain_get_autostart_once(self, dom: DomainRef) -> bool:
        ret = await self._link.call(REMOTE["DOMAIN_GET_AUTOSTART_ONCE"], (dom,))
        return bool(ret.autostart)

    async def domain_set_autostart_once(self, dom: DomainRef, autostart: bool) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_AUTOSTART_ONCE"],
            (
                dom,
                int(autostart),
            ),
        )

    async def domain_inject_nmi(self, dom: DomainRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_INJECT_NMI"],
            (
                dom,
                flags,
            ),
        )

    async def domain_send_key(
        self, dom: DomainRef, codeset: int, holdtime: int, keycodes: list[int], flags: int
    ) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SEND_KEY"],
            (
                dom,
                codeset,
                holdtime,
                keycodes,
                flags,
            ),
        )

    async def domain_get_max_memory(self, dom: DomainRef) -> int:
        ret = await self._link.call(REMOTE["DOMAIN_GET_MAX_MEMORY"], (dom,))
        answer: int = ret.memory
        return answer

    async def domain_set_memory_flags(self, dom: DomainRef, memory: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_MEMORY_FLAGS"],
            (
                dom,
                memory,
                flags,
            ),
        )

    async def domain_set_memory_stats_period(self, dom: DomainRef, period: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_MEMORY_STATS_PERIOD"],
            (
                dom,
                period,
                flags,
            ),
        )

    async def domain_get_memory_parameters(self, dom: DomainRef, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_MEMORY_PARAMETERS"],
            (
                dom,
                16,
                flags | 4,
            ),
        )
        return read_params(ret.params)

    async def domain_set_memory_parameters(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_MEMORY_PARAMETERS"],
            (
                dom,
                wire_params(params, OF_FUNCTIONS["virDomainSetMemoryParameters"]),
                flags,
            ),
        )

    async def domain_get_vcpus_flags(self, dom: DomainRef, flags: int) -> int:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_VCPUS_FLAGS"],
            (
                dom,
                flags,
            ),
        )
        answer: int = ret.num
        return answer

    async def domain_set_vcpus_flags(self, dom: DomainRef, nvcpus: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_VCPUS_FLAGS"],
            (
                dom,
                nvcpus,
                flags,
            ),
        )

    async def domain_pin_vcpu_flags(self, dom: DomainRef, vcpu: int, cpumap: tuple[bool, ...], flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_PIN_VCPU_FLAGS"],
            (
                dom,
                vcpu,
                wire_cpumap(cpumap),
                flags,
            ),
        )

    async def domain_pin_emulator(self, dom: DomainRef, cpumap: tuple[bool, ...], flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_PIN_EMULATOR"],
            (
                dom,
                wire_cpumap(cpumap),
                flags,
            ),
        )

    async def domain_get_guest_vcpus(self, dom: DomainRef, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_GUEST_VCPUS"],
            (
                dom,
                flags,
            ),
        )
        return read_params(ret.params)

    async def domain_set_guest_vcpus(self, dom: DomainRef, cpumap: str, state: bool, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_GUEST_VCPUS"],
            (
                dom,
                cpumap,
                int(state),
                flags,
            ),
        )

    async def domain_set_vcpu(self, dom: DomainRef, vcpumap: str, state: bool, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_VCPU"],
            (
                dom,
                vcpumap,
                int(state),
                flags,
            ),
        )

    async def domain_block_stats(self, dom: DomainRef, path: str) -> BlockStats:
        ret = await self._link.call(
            REMOTE["DOMAIN_BLOCK_STATS"],
            (
                dom,
                path,
            ),
        )
        return BlockStats(*ret)

    async def domain_block_stats_flags(self, dom: DomainRef, path: str, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_BLOCK_STATS_FLAGS"],
            (
                dom,
                path,
                16,
                flags | 4,
            ),
        )
        return read_params(ret.params)

    async def domain_interface_stats(self, dom: DomainRef, device: str) -> InterfaceStats:
        ret = await self._link.call(
            REMOTE["DOMAIN_INTERFACE_STATS"],
            (
                dom,
                device,
            ),
        )
        return InterfaceStats(*ret)

    async def domain_attach_device_flags(self, dom: DomainRef, xml: str, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_ATTACH_DEVICE_FLAGS"],
            (
                dom,
                xml,
                flags,
            ),
        )

    async def domain_detach_device_flags(self, dom: DomainRef, xml: str, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_DETACH_DEVICE_FLAGS"],
            (
                dom,
                xml,
                flags,
            ),
        )

    async def domain_detach_device_alias(self, dom: DomainRef, alias: str, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_DETACH_DEVICE_ALIAS"],
            (
                dom,
                alias,
                flags,
            ),
        )

    async def domain_update_device_flags(self, dom: DomainRef, xml: str, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_UPDATE_DEVICE_FLAGS"],
            (
                dom,
                xml,
                flags,
            ),
        )

    async def domain_get_blkio_parameters(self, dom: DomainRef, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_BLKIO_PARAMETERS"],
            (
                dom,
                16,
                flags | 4,
            ),
        )
        return read_params(ret.params)

    async def domain_set_blkio_parameters(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_BLKIO_PARAMETERS"],
            (
                dom,
                wire_params(params, OF_FUNCTIONS["virDomainSetBlkioParameters"]),
                flags,
            ),
        )

    async def domain_get_scheduler_type(self, dom: DomainRef) -> SchedulerType:
        ret = await self._link.call(REMOTE["DOMAIN_GET_SCHEDULER_TYPE"], (dom,))
        return SchedulerType(*ret)

    async def domain_get_scheduler_parameters_flags(self, dom: DomainRef, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_SCHEDULER_PARAMETERS_FLAGS"],
            (
                dom,
                16,
                flags | 4,
            ),
        )
        return read_params(ret.params)

    async def domain_set_scheduler_parameters_flags(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_SCHEDULER_PARAMETERS_FLAGS"],
            (
                dom,
                wire_params(params, OF_FUNCTIONS["virDomainSetSchedulerParametersFlags"]),
                flags,
            ),
        )

    async def domain_get_numa_parameters(self, dom: DomainRef, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_NUMA_PARAMETERS"],
            (
                dom,
                16,
                flags | 4,
            ),
        )
        return read_params(ret.params)

    async def domain_set_numa_parameters(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_NUMA_PARAMETERS"],
            (
                dom,
                wire_params(params, OF_FUNCTIONS["virDomainSetNumaParameters"]),
                flags,
            ),
        )

    async def domain_get_interface_parameters(self, dom: DomainRef, device: str, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_INTERFACE_PARAMETERS"],
            (
                dom,
                device,
                16,
                flags | 4,
            ),
        )
        return read_params(ret.params)

    async def domain_set_interface_parameters(
        self, dom: DomainRef, device: str, params: TypedParams, flags: int
    ) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_INTERFACE_PARAMETERS"],
            (
                dom,
                device,
                wire_params(params, OF_FUNCTIONS["virDomainSetInterfaceParameters"]),
                flags,
            ),
        )

    async def domain_get_block_io_tune(self, dom: DomainRef, disk: str, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_BLOCK_IO_TUNE"],
            (
                dom,
                disk,
                32,
                flags | 4,
            ),
        )
        return read_params(ret.params)

    async def domain_set_block_io_tune(self, dom: DomainRef, disk: str, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_BLOCK_IO_TUNE"],
            (
                dom,
                disk,
                wire_params(params, OF_FUNCTIONS["virDomainSetBlockIoTune"]),
                flags,
            ),
        )

    async def domain_set_throttle_group(self, dom: DomainRef, group: str, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_THROTTLE_GROUP"],
            (
                dom,
                group,
                wire_params(params, OF_FUNCTIONS["virDomainSetThrottleGroup"]),
                flags,
            ),
        )

    async def domain_del_throttle_group(self, dom: DomainRef, group: str, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_DEL_THROTTLE_GROUP"],
            (
                dom,
                group,
                flags,
            ),
        )

    async def domain_get_perf_events(self, dom: DomainRef, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_PERF_EVENTS"],
            (
                dom,
                flags,
            ),
        )
        return read_params(ret.params)

    async def domain_set_perf_events(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_PERF_EVENTS"],
            (
                dom,
                wire_params(params, OF_FUNCTIONS["virDomainSetPerfEvents"]),
                flags,
            ),
        )

    async def domain_set_block_threshold(self, dom: DomainRef, dev: str, threshold: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_BLOCK_THRESHOLD"],
            (
                dom,
                dev,
                threshold,
                flags,
            ),
        )

    async def domain_announce_interface(self, dom: DomainRef, device: str, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_ANNOUNCE_INTERFACE"],
            (
                dom,
                device,
                wire_params(params, OF_FUNCTIONS["virDomainAnnounceInterface"]),
                flags,
            ),
        )

    async def domain_pin_iothread(self, dom: DomainRef, iothread_id: int, cpumap: tuple[bool, ...], flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_PIN_IOTHREAD"],
            (
                dom,
                iothread_id,
                wire_cpumap(cpumap),
                flags,
            ),
        )

    async def domain_add_iothread(self, dom: DomainRef, iothread_id: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_ADD_IOTHREAD"],
            (
                dom,
                iothread_id,
                flags,
            ),
        )

    async def domain_del_iothread(self, dom: DomainRef, iothread_id: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_DEL_IOTHREAD"],
            (
                dom,
                iothread_id,
                flags,
            ),
        )

    async def domain_set_iothread_params(
        self, dom: DomainRef, iothread_id: int, params: TypedParams, flags: int
    ) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_IOTHREAD_PARAMS"],
            (
                dom,
                iothread_id,
                wire_params(params, OF_FUNCTIONS["virDomainSetIOThreadParams"]),
                flags,
            ),
        )

    async def domain_fsfreeze(self, dom: DomainRef, mountpoints: list[str], flags: int) -> int:
        ret = await self._link.call(
            REMOTE["DOMAIN_FSFREEZE"],
            (
                dom,
                mountpoints,
                flags,
            ),
        )
        answer: int = ret.filesystems
        return answer

    async def domain_fsthaw(self, dom: DomainRef, mountpoints: list[str], flags: int) -> int:
        ret = await self._link.call(
            REMOTE["DOMAIN_FSTHAW"],
            (
                dom,
                mountpoints,
                flags,
            ),
        )
        answer: int = ret.filesystems
        return answer

    async def domain_fstrim(self, dom: DomainRef, mount_point: str | None, minimum: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_FSTRIM"],
            (
                dom,
                mount_point,
                minimum,
                flags,
            ),
        )

    async def domain_get_fsinfo(self, dom: DomainRef, flags: int) -> list[FsInfo]:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_FSINFO"],
            (
                dom,
                flags,
            ),
        )
        return [FsInfo(*each) for each in ret.info]

    async def domain_get_time(self, dom: DomainRef, flags: int) -> GuestTime:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_TIME"],
            (
                dom,
                flags,
            ),
        )
        return GuestTime(*ret)

    async def domain_get_guest_info(self, dom: DomainRef, types: int, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_GUEST_INFO"],
            (
                dom,
                types,
                flags,
            ),
        )
        return read_params(ret.params)

    async def domain_set_user_password(self, dom: DomainRef, user: str, password: str, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_USER_PASSWORD"],
            (
                dom,
                user,
                password,
                flags,
            ),
        )

    async def domain_authorized_ssh_keys_get(self, dom: DomainRef, user: str, flags: int) -> list[str]:
        ret = await self._link.call(
            REMOTE["DOMAIN_AUTHORIZED_SSH_KEYS_GET"],
            (
                dom,
                user,
                flags,
            ),
        )
        answer: list[str] = ret.keys
        return answer

    async def domain_authorized_ssh_keys_set(self, dom: DomainRef, user: str, keys: list[str], flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_AUTHORIZED_SSH_KEYS_SET"],
            (
                dom,
                user,
                keys,
                flags,
            ),
        )

    async def domain_agent_set_response_timeout(self, dom: DomainRef, timeout_s: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_AGENT_SET_RESPONSE_TIMEOUT"],
            (
                dom,
                timeout_s,
                flags,
            ),
        )

    async def domain_block_peek(self, dom: DomainRef, disk: str, offset: int, size: int, flags: int) -> bytes:
        ret = await self._link.call(
            REMOTE["DOMAIN_BLOCK_PEEK"],
            (
                dom,
                disk,
                offset,
                size,
                flags,
            ),
        )
        answer: bytes = ret.buffer
        return answer

    async def domain_memory_peek(self, dom: DomainRef, start: int, size: int, flags: int) -> bytes:
        ret = await self._link.call(
            REMOTE["DOMAIN_MEMORY_PEEK"],
            (
                dom,
                start,
                size,
                flags,
            ),
        )
        answer: bytes = ret.buffer
        return answer

    async def domain_block_resize(self, dom: DomainRef, disk: str, size: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_BLOCK_RESIZE"],
            (
                dom,
                disk,
                size,
                flags,
            ),
        )

    async def domain_get_disk_errors(self, dom: DomainRef, flags: int) -> dict[str, int]:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_DISK_ERRORS"],
            (
                dom,
                256,
                flags,
            ),
        )
        return dict(ret.errors)

    async def domain_get_messages(self, dom: DomainRef, flags: int) -> list[str]:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_MESSAGES"],
            (
                dom,
                flags,
            ),
        )
        answer: list[str] = ret.msgs
        return answer

    async def domain_get_security_label(self, dom: DomainRef) -> SecurityLabel:
        ret = await self._link.call(REMOTE["DOMAIN_GET_SECURITY_LABEL"], (dom,))
        return SecurityLabel(read_chars(ret.label), bool(ret.enforcing))

    async def domain_get_security_label_list(self, dom: DomainRef) -> list[SecurityLabel]:
        ret = await self._link.call(REMOTE["DOMAIN_GET_SECURITY_LABEL_LIST"], (dom,))
        return [SecurityLabel(read_chars(each.label), bool(each.enforcing)) for each in ret.labels]

    async def domain_get_launch_security_info(self, dom: DomainRef, flags: int) -> TypedParams:
        ret = await self._link.call(
            REMOTE["DOMAIN_GET_LAUNCH_SECURITY_INFO"],
            (
                dom,
                flags,
            ),
        )
        return read_params(ret.params)

    async def domain_set_launch_security_state(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_LAUNCH_SECURITY_STATE"],
            (
                dom,
                wire_params(params, OF_FUNCTIONS["virDomainSetLaunchSecurityState"]),
                flags,
            ),
        )

    async def domain_start_dirty_rate_calc(self, dom: DomainRef, seconds: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_START_DIRTY_RATE_CALC"],
            (
                dom,
                seconds,
                flags,
            ),
        )

    async def domain_send_process_signal(self, dom: DomainRef, pid_value: int, signum: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SEND_PROCESS_SIGNAL"],
            (
                dom,
                pid_value,
                signum,
                flags,
            ),
        )

    async def domain_set_lifecycle_action(self, dom: DomainRef, type: int, action: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SET_LIFECYCLE_ACTION"],
            (
                dom,
                type,
                action,
                flags,
            ),
        )

    async def domain_pm_suspend_for_duration(self, dom: DomainRef, target: int, duration: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_PM_SUSPEND_FOR_DURATION"],
            (
                dom,
                target,
                duration,
                flags,
            ),
        )

    async def domain_pm_wakeup(self, dom: DomainRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_PM_WAKEUP"],
            (
                dom,
                flags,
            ),
        )

    async def domain_graphics_reload(self, dom: DomainRef, type: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_GRAPHICS_RELOAD"],
            (
                dom,
                type,
                flags,
            ),
        )

    async def domain_fd_associate(self, dom: DomainRef, name: str, files: list[int], flags: int) -> None:
        (
            await self._link.call_with_fds(
                REMOTE["DOMAIN_FD_ASSOCIATE"],
                (
                    dom,
                    name,
                    flags,
                ),
                files,
            )
        )[0]

    async def domain_open_console(self, dom: DomainRef, dev_name: str | None, flags: int) -> Channel:
        _, channel = await self._link.open_stream(
            REMOTE["DOMAIN_OPEN_CONSOLE"],
            (
                dom,
                dev_name,
                flags,
            ),
            False,
        )
        return channel

    async def domain_open_channel(self, dom: DomainRef, name: str | None, flags: int) -> Channel:
        _, channel = await self._link.open_stream(
            REMOTE["DOMAIN_OPEN_CHANNEL"],
            (
                dom,
                name,
                flags,
            ),
            False,
        )
        return channel

    async def domain_screenshot(self, dom: DomainRef, screen: int, flags: int) -> tuple[str, Channel]:
        ret, channel = await self._link.open_stream(
            REMOTE["DOMAIN_SCREENSHOT"],
            (
                dom,
                screen,
                flags,
            ),
            False,
        )
        return ret.mime or "", channel

    async def domain_save_flags(self, dom: DomainRef, to: str, dxml: str | None, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SAVE_FLAGS"],
            (
                dom,
                to,
                dxml,
                flags,
            ),
        )

    async def domain_save_params(self, dom: DomainRef, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SAVE_PARAMS"],
            (
                dom,
                wire_params(params, OF_FUNCTIONS["virDomainSaveParams"]),
                flags,
            ),
        )

    async def domain_restore_flags(self, frm: str, dxml: str | None, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_RESTORE_FLAGS"],
            (
                frm,
                dxml,
                flags,
            ),
        )

    async def domain_restore_params(self, params: TypedParams, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_RESTORE_PARAMS"],
            (
                wire_params(params, OF_FUNCTIONS["virDomainRestoreParams"]),
                flags,
            ),
        )

    async def domain_save_image_get_xml_desc(self, file: str, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["DOMAIN_SAVE_IMAGE_GET_XML_DESC"],
            (
                file,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def domain_save_image_define_xml(self, file: str, dxml: str, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SAVE_IMAGE_DEFINE_XML"],
            (
                file,
                dxml,
                flags,
            ),
        )

    async def domain_managed_save(self, dom: DomainRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_MANAGED_SAVE"],
            (
                dom,
                flags,
            ),
        )

    async def domain_has_managed_save_image(self, dom: DomainRef, flags: int) -> bool:
        ret = await self._link.call(
            REMOTE["DOMAIN_HAS_MANAGED_SAVE_IMAGE"],
            (
                dom,
                flags,
            ),
        )
        return bool(ret.result)

    async def domain_managed_save_remove(self, dom: DomainRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_MANAGED_SAVE_REMOVE"],
            (
                dom,
                flags,
            ),
        )

    async def domain_managed_save_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["DOMAIN_MANAGED_SAVE_GET_XML_DESC"],
            (
                dom,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def domain_managed_save_define_xml(self, dom: DomainRef, dxml: str, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_MANAGED_SAVE_DEFINE_XML"],
            (
                dom,
                dxml,
                flags,
            ),
        )

    async def domain_core_dump_with_format(self, dom: DomainRef, to: str, dumpformat: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_CORE_DUMP_WITH_FORMAT"],
            (
                dom,
                to,
                dumpformat,
                flags,
            ),
        )

    async def domain_core_dump(self, dom: DomainRef, to: str, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_CORE_DUMP"],
            (
                dom,
                to,
                flags,
            ),
        )

    async def domain_get_job_info(self, dom: DomainRef) -> JobInfo:
        ret = await self._link.call(REMOTE["DOMAIN_GET_JOB_INFO"], (dom,))
        return JobInfo(*ret)

    async def domain_abort_job_flags(self, dom: DomainRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_ABORT_JOB_FLAGS"],
            (
                dom,
                flags,
            ),
        )

    async def domain_block_pull(self, dom: DomainRef, disk: str, bandwidth: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_BLOCK_PULL"],
            (
                dom,
                disk,
                bandwidth,
                flags,
            ),
        )

    async def domain_block_rebase(
        self, dom: DomainRef, disk: str, base: str | None, bandwidth: int, flags: int
    ) -> None:
        await self._link.call(
            REMOTE["DOMAIN_BLOCK_REBASE"],
            (
                dom,
                disk,
                base,
                bandwidth,
                flags,
            ),
        )

    async def domain_block_copy(
        self, dom: DomainRef, disk: str, dest_xml: str, params: TypedParams, flags: int
    ) -> None:
        await self._link.call(
            REMOTE["DOMAIN_BLOCK_COPY"],
            (
                dom,
                disk,
                dest_xml,
                wire_params(params, OF_FUNCTIONS["virDomainBlockCopy"]),
                flags,
            ),
        )

    async def domain_block_commit(
        self, dom: DomainRef, disk: str, base: str | None, top: str | None, bandwidth: int, flags: int
    ) -> None:
        await self._link.call(
            REMOTE["DOMAIN_BLOCK_COMMIT"],
            (
                dom,
                disk,
                base,
                top,
                bandwidth,
                flags,
            ),
        )

    async def domain_block_job_abort(self, dom: DomainRef, disk: str, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_BLOCK_JOB_ABORT"],
            (
                dom,
                disk,
                flags,
            ),
        )

    async def domain_block_job_set_speed(self, dom: DomainRef, disk: str, bandwidth: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_BLOCK_JOB_SET_SPEED"],
            (
                dom,
                disk,
                bandwidth,
                flags,
            ),
        )

    async def domain_migrate_set_max_downtime(self, dom: DomainRef, downtime: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_MIGRATE_SET_MAX_DOWNTIME"],
            (
                dom,
                downtime,
                flags,
            ),
        )

    async def domain_migrate_get_max_downtime(self, dom: DomainRef, flags: int) -> int:
        ret = await self._link.call(
            REMOTE["DOMAIN_MIGRATE_GET_MAX_DOWNTIME"],
            (
                dom,
                flags,
            ),
        )
        answer: int = ret.downtime
        return answer

    async def domain_migrate_set_max_speed(self, dom: DomainRef, bandwidth: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_MIGRATE_SET_MAX_SPEED"],
            (
                dom,
                bandwidth,
                flags,
            ),
        )

    async def domain_migrate_get_max_speed(self, dom: DomainRef, flags: int) -> int:
        ret = await self._link.call(
            REMOTE["DOMAIN_MIGRATE_GET_MAX_SPEED"],
            (
                dom,
                flags,
            ),
        )
        answer: int = ret.bandwidth
        return answer

    async def domain_migrate_set_compression_cache(self, dom: DomainRef, cache_size: int, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_MIGRATE_SET_COMPRESSION_CACHE"],
            (
                dom,
                cache_size,
                flags,
            ),
        )

    async def domain_migrate_get_compression_cache(self, dom: DomainRef, flags: int) -> int:
        ret = await self._link.call(
            REMOTE["DOMAIN_MIGRATE_GET_COMPRESSION_CACHE"],
            (
                dom,
                flags,
            ),
        )
        answer: int = ret.cacheSize
        return answer

    async def domain_migrate_start_post_copy(self, dom: DomainRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_MIGRATE_START_POST_COPY"],
            (
                dom,
                flags,
            ),
        )

    async def domain_snapshot_create_xml(self, dom: DomainRef, xml: str, flags: int) -> SnapshotRef:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_CREATE_XML"],
            (
                dom,
                xml,
                flags,
            ),
        )
        return read_snapshot(ret.snap)

    async def domain_list_all_snapshots(self, dom: DomainRef, flags: int) -> list[SnapshotRef]:
        ret = await self._link.call(
            REMOTE["DOMAIN_LIST_ALL_SNAPSHOTS"],
            (
                dom,
                1,
                flags,
            ),
        )
        return [read_snapshot(each) for each in ret.snapshots]

    async def domain_snapshot_num(self, dom: DomainRef, flags: int) -> int:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_NUM"],
            (
                dom,
                flags,
            ),
        )
        answer: int = ret.num
        return answer

    async def domain_snapshot_list_names(self, dom: DomainRef, flags: int) -> list[str]:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_LIST_NAMES"],
            (
                dom,
                16384,
                flags,
            ),
        )
        answer: list[str] = ret.names
        return answer

    async def domain_snapshot_lookup_by_name(self, dom: DomainRef, name: str, flags: int) -> SnapshotRef:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_LOOKUP_BY_NAME"],
            (
                dom,
                name,
                flags,
            ),
        )
        return read_snapshot(ret.snap)

    async def domain_has_current_snapshot(self, dom: DomainRef, flags: int) -> bool:
        ret = await self._link.call(
            REMOTE["DOMAIN_HAS_CURRENT_SNAPSHOT"],
            (
                dom,
                flags,
            ),
        )
        return bool(ret.result)

    async def domain_snapshot_current(self, dom: DomainRef, flags: int) -> SnapshotRef:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_CURRENT"],
            (
                dom,
                flags,
            ),
        )
        return read_snapshot(ret.snap)

    async def domain_snapshot_get_xml_desc(self, snapshot: SnapshotRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_GET_XML_DESC"],
            (
                wire_snapshot(snapshot),
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def domain_snapshot_get_parent(self, snapshot: SnapshotRef, flags: int) -> SnapshotRef:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_GET_PARENT"],
            (
                wire_snapshot(snapshot),
                flags,
            ),
        )
        return read_snapshot(ret.snap)

    async def domain_snapshot_num_children(self, snapshot: SnapshotRef, flags: int) -> int:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_NUM_CHILDREN"],
            (
                wire_snapshot(snapshot),
                flags,
            ),
        )
        answer: int = ret.num
        return answer

    async def domain_snapshot_list_children_names(self, snapshot: SnapshotRef, flags: int) -> list[str]:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_LIST_CHILDREN_NAMES"],
            (
                wire_snapshot(snapshot),
                16384,
                flags,
            ),
        )
        answer: list[str] = ret.names
        return answer

    async def domain_snapshot_list_all_children(self, snapshot: SnapshotRef, flags: int) -> list[SnapshotRef]:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_LIST_ALL_CHILDREN"],
            (
                wire_snapshot(snapshot),
                1,
                flags,
            ),
        )
        return [read_snapshot(each) for each in ret.snapshots]

    async def domain_snapshot_is_current(self, snapshot: SnapshotRef, flags: int) -> bool:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_IS_CURRENT"],
            (
                wire_snapshot(snapshot),
                flags,
            ),
        )
        return bool(ret.current)

    async def domain_snapshot_has_metadata(self, snapshot: SnapshotRef, flags: int) -> bool:
        ret = await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_HAS_METADATA"],
            (
                wire_snapshot(snapshot),
                flags,
            ),
        )
        return bool(ret.metadata)

    async def domain_snapshot_delete(self, snapshot: SnapshotRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_SNAPSHOT_DELETE"],
            (
                wire_snapshot(snapshot),
                flags,
            ),
        )

    async def domain_checkpoint_create_xml(self, dom: DomainRef, xml: str, flags: int) -> CheckpointRef:
        ret = await self._link.call(
            REMOTE["DOMAIN_CHECKPOINT_CREATE_XML"],
            (
                dom,
                xml,
                flags,
            ),
        )
        return read_checkpoint(ret.checkpoint)

    async def domain_list_all_checkpoints(self, dom: DomainRef, flags: int) -> list[CheckpointRef]:
        ret = await self._link.call(
            REMOTE["DOMAIN_LIST_ALL_CHECKPOINTS"],
            (
                dom,
                1,
                flags,
            ),
        )
        return [read_checkpoint(each) for each in ret.checkpoints]

    async def domain_checkpoint_lookup_by_name(self, dom: DomainRef, name: str, flags: int) -> CheckpointRef:
        ret = await self._link.call(
            REMOTE["DOMAIN_CHECKPOINT_LOOKUP_BY_NAME"],
            (
                dom,
                name,
                flags,
            ),
        )
        return read_checkpoint(ret.checkpoint)

    async def domain_checkpoint_get_xml_desc(self, checkpoint: CheckpointRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["DOMAIN_CHECKPOINT_GET_XML_DESC"],
            (
                wire_checkpoint(checkpoint),
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def domain_checkpoint_get_parent(self, checkpoint: CheckpointRef, flags: int) -> CheckpointRef:
        ret = await self._link.call(
            REMOTE["DOMAIN_CHECKPOINT_GET_PARENT"],
            (
                wire_checkpoint(checkpoint),
                flags,
            ),
        )
        return read_checkpoint(ret.parent)

    async def domain_checkpoint_list_all_children(self, checkpoint: CheckpointRef, flags: int) -> list[CheckpointRef]:
        ret = await self._link.call(
            REMOTE["DOMAIN_CHECKPOINT_LIST_ALL_CHILDREN"],
            (
                wire_checkpoint(checkpoint),
                1,
                flags,
            ),
        )
        return [read_checkpoint(each) for each in ret.checkpoints]

    async def domain_checkpoint_delete(self, checkpoint: CheckpointRef, flags: int) -> None:
        await self._link.call(
            REMOTE["DOMAIN_CHECKPOINT_DELETE"],
            (
                wire_checkpoint(checkpoint),
                flags,
            ),
        )

    async def domain_backup_begin(
        self, dom: DomainRef, backup_xml: str, checkpoint_xml: str | None, flags: int
    ) -> None:
        await self._link.call(
            REMOTE["DOMAIN_BACKUP_BEGIN"],
            (
                dom,
                backup_xml,
                checkpoint_xml,
                flags,
            ),
        )

    async def domain_backup_get_xml_desc(self, dom: DomainRef, flags: int) -> str:
        ret = await self._link.call(
            REMOTE["DOMAIN_BACKUP_GET_XML_DESC"],
            (
                dom,
                flags,
            ),
        )
        answer: str = ret.xml
        return answer

    async def domain_qemu_monitor_command(self, dom: DomainRef, cmd: str, flags: int) -> str:
        ret = await self._link.call(
            QEMU["DOMAIN_MONITOR_COMMAND"],
            (
                dom,
                cmd,
                flags,
            ),
        )
        answer: str = ret.result
        return answer

    async def domain_qemu_agent_command(self, dom: DomainRef, cmd: str, timeout_s: int, flags: int) -> str:
        ret = await self._link.call(
            QEMU["DOMAIN_AGENT_COMMAND"],
            (
                dom,
                cmd,
                timeout_s,
                flags,
            ),
        )
        answer: str = ret.result or ""
        return answer

    async def domain_qemu_attach(self, pid_value: int, flags: int) -> DomainRef:
        ret = await self._link.call(
            QEMU["DOMAIN_ATTACH"],
            (
                pid_value,
                flags,
            ),
        )
        answer: DomainRef = ret.dom
        return answer

    async def domain_migrate_begin3_params(self, dom: DomainRef, params: TypedParams, flags: int) -> MigrationStart:
        ret = await self._link.call(
            REMOTE["DOMAIN_MIGRATE_BEGIN3_PARAMS"],
            (
                dom,
                wire_params(params, MIGRATION),
                flags,
            ),
        )
        return MigrationStart(*ret)

    async def domain_migrate_prepare3_params(self, params: TypedParams, cookie: bytes, flags: int) -> MigrationTarget:
        ret = await self._link.call(
            REMOTE["DOMAIN_MIGRATE_PREPARE3_PARAMS"],
            (
                wire_params(params, MIGRATION),
                cookie,
                flags,
            ),
        )
        return MigrationTarget(*ret)

    async def domain_migrate_perform3_params(
        self, dom: DomainRef, dconnuri: str | None, params: TypedParams, cookie: bytes, flags: int
    ) -> bytes:
        ret = await self._link.call(
            REMOTE["DOMAIN_MIGRATE_PERFORM3_PARAMS"],
            (
                dom,
                dconnuri,
                wire_params(params, MIGRATION),
                cookie,
                flags,
            ),
        )
        answer: bytes = ret.cookie_out
        return answer

    async def domain_migrate_confirm3_params(
        self, dom: DomainRef, params: TypedParams, cookie: bytes, flags: int, cancelled: bool
    ) -> None:
        await self._link.call(
            REMOTE["DOMAIN_MIGRATE_CONFIRM3_PARAMS"],
            (
                dom,
                wire_params(params, MIGRATION),
                cookie,
                flags,
                int(cancelled),
            ),
        )
