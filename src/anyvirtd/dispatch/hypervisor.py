# Generated from anyvirt.api and anyvirt.rpc: change the tables there and run `make generate`.
"""What is asked of a hypervisor driver, by procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anyvirt.constants import (
    VIR_CONNECT_LIST_DOMAINS_ACTIVE,
    VIR_CONNECT_LIST_DOMAINS_INACTIVE,
    VIR_DOMAIN_AFFECT_CONFIG,
    VIR_DOMAIN_AFFECT_LIVE,
    VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND,
    VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE,
    VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE,
    VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE,
    VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE,
    VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN,
    VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY,
    VIR_DOMAIN_CHECKPOINT_XML_SECURE,
    VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP,
    VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING,
    VIR_DOMAIN_MEM_MAXIMUM,
    VIR_DOMAIN_SAVE_PAUSED,
    VIR_DOMAIN_SAVE_RUNNING,
    VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT,
    VIR_DOMAIN_SNAPSHOT_CREATE_HALT,
    VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA,
    VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
    VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN,
    VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY,
    VIR_DOMAIN_SNAPSHOT_XML_SECURE,
    VIR_DOMAIN_VCPU_GUEST,
    VIR_DOMAIN_VCPU_MAXIMUM,
    VIR_DOMAIN_XML_MIGRATABLE,
    VIR_DOMAIN_XML_SECURE,
    VIR_DUMP_CRASH,
    VIR_DUMP_LIVE,
    VIR_DUMP_RESET,
    VIR_MEMORY_PHYSICAL,
    VIR_MEMORY_VIRTUAL,
    VIR_TYPED_PARAM_STRING_OKAY,
)
from anyvirt.rpc.params import checked_params, settable_params, wire_params
from anyvirt.rpc.values import (
    read_checkpoint,
    read_cpumap,
    read_snapshot,
    wire_chars,
    wire_checkpoint,
    wire_cpumap,
    wire_snapshot,
)
from anyvirt.util.arguments import exclusive_flags, key_codes, memory_kib, natural, positive, required_flags, text
from anyvirt.util.typed import MIGRATION, OF_FUNCTIONS
from anyvirtd.dispatch.base import Reply, without_strings

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Answer, Fds, Handler, Session


async def connect_get_type(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.connect_get_type(),)


async def connect_get_version(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.connect_get_version(),)


async def connect_get_lib_version(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.connect_get_lib_version(),)


async def connect_get_hostname(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.connect_get_hostname(),)


async def connect_get_uri(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.connect_get_uri(),)


async def connect_get_sysinfo(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.connect_get_sysinfo(args.flags),)


async def connect_get_capabilities(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.connect_get_capabilities(),)


async def connect_get_max_vcpus(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.connect_get_max_vcpus(args.type),)


async def node_get_security_model(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.node_get_security_model()
    return (wire_chars(found[0]), wire_chars(found[1]))


async def connect_is_secure(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.driver.connect_is_secure()),)


async def node_get_info(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.node_get_info()
    return (
        wire_chars(found[0], 32),
        int(found[1]),
        int(found[2]),
        int(found[3]),
        int(found[4]),
        int(found[5]),
        int(found[6]),
        int(found[7]),
    )


async def node_get_free_memory(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.node_get_free_memory(),)


async def node_get_cells_free_memory(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.node_get_cells_free_memory(args.startCell, args.maxcells)
    return (found,)


async def node_get_memory_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    params = wire_params(
        without_strings(
            await session.driver.node_get_memory_parameters(args.flags & ~VIR_TYPED_PARAM_STRING_OKAY), args.flags
        ),
        OF_FUNCTIONS["virNodeGetMemoryParameters"],
    )
    return (params[: args.nparams], len(params))


async def node_set_memory_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeSetMemoryParameters")
    known = await session.driver.node_get_memory_parameters(args.flags)
    await session.driver.node_set_memory_parameters(
        settable_params(args.params, known, OF_FUNCTIONS["virNodeSetMemoryParameters"]), args.flags
    )
    return None


async def node_get_sev_info(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeGetSEVInfo")
    params = wire_params(
        without_strings(await session.driver.node_get_sev_info(args.flags & ~VIR_TYPED_PARAM_STRING_OKAY), args.flags),
        OF_FUNCTIONS["virNodeGetSEVInfo"],
    )
    return (params[: args.nparams], len(params))


async def node_suspend_for_duration(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virNodeSuspendForDuration")
    await session.driver.node_suspend_for_duration(args.target, args.duration, args.flags)
    return None


async def connect_get_domain_capabilities(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virConnectGetDomainCapabilities")
    return (
        await session.driver.connect_get_domain_capabilities(
            args.emulatorbin, args.arch, args.machine, args.virttype, args.flags
        ),
    )


async def connect_compare_cpu(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.connect_compare_cpu(args.xml, args.flags),)


async def connect_compare_hypervisor_cpu(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virConnectCompareHypervisorCPU")
    return (
        await session.driver.connect_compare_hypervisor_cpu(
            args.emulator, args.arch, args.machine, args.virttype, args.xmlCPU, args.flags
        ),
    )


async def connect_baseline_cpu(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.connect_baseline_cpu(args.xmlCPUs, args.flags),)


async def connect_baseline_hypervisor_cpu(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virConnectBaselineHypervisorCPU")
    return (
        await session.driver.connect_baseline_hypervisor_cpu(
            args.emulator, args.arch, args.machine, args.virttype, args.xmlCPUs, args.flags
        ),
    )


async def connect_get_cpu_model_names(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.connect_get_cpu_model_names(args.arch, args.flags)
    return (found if args.need_results else [], len(found))


async def connect_list_all_domains(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.connect_list_all_domains(args.flags)
    return (found if args.need_results else [], len(found))


async def connect_num_of_domains(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_ACTIVE)),)


async def connect_list_defined_domains(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_INACTIVE)
    return ([each.name for each in found[: args.maxnames]],)


async def connect_num_of_defined_domains(session: Session, args: Any, fds: Fds) -> Answer:
    return (len(await session.driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_INACTIVE)),)


async def domain_lookup_by_id(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.domain_lookup_by_id(natural(args.id, "id", "virDomainLookupByID")),)


async def domain_lookup_by_name(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.domain_lookup_by_name(args.name),)


async def domain_lookup_by_uuid(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.domain_lookup_by_uuid(args.uuid),)


async def domain_define_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainDefineXML")
    return (await session.driver.domain_define_xml_flags(args.xml, 0),)


async def domain_define_xml_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainDefineXMLFlags")
    return (await session.driver.domain_define_xml_flags(args.xml, args.flags),)


async def domain_create_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainCreateXML")
    return (await session.driver.domain_create_xml(args.xml_desc, args.flags),)


async def domain_create_xml_with_files(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainCreateXMLWithFiles")
    return (await session.driver.domain_create_xml_with_files(args.xml_desc, list(fds), args.flags),)


async def connect_domain_xml_from_native(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virConnectDomainXMLFromNative")
    return (await session.driver.connect_domain_xml_from_native(args.nativeFormat, args.nativeConfig, args.flags),)


async def connect_domain_xml_to_native(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virConnectDomainXMLToNative")
    return (await session.driver.connect_domain_xml_to_native(args.nativeFormat, args.domainXml, args.flags),)


async def connect_get_all_domain_stats(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.connect_get_all_domain_stats(args.doms or None, args.stats, args.flags)
    return (found,)


async def domain_get_os_type(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.domain_get_os_type(args.dom),)


async def domain_get_state(session: Session, args: Any, fds: Fds) -> Answer:
    return await session.driver.domain_get_state(args.dom, args.flags)


async def domain_get_info(session: Session, args: Any, fds: Fds) -> Answer:
    return await session.driver.domain_get_info(args.dom)


async def domain_get_control_info(session: Session, args: Any, fds: Fds) -> Answer:
    return await session.driver.domain_get_control_info(args.dom, args.flags)


async def domain_is_active(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.driver.domain_is_active(args.dom)),)


async def domain_is_persistent(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.driver.domain_is_persistent(args.dom)),)


async def domain_is_updated(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.driver.domain_is_updated(args.dom)),)


async def domain_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    if args.flags & (VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_MIGRATABLE):
        session.check_write("virDomainGetXMLDesc")
    return (await session.driver.domain_get_xml_desc(args.dom, args.flags),)


async def domain_get_metadata(session: Session, args: Any, fds: Fds) -> Answer:
    exclusive_flags(
        args.flags,
        "virDomainGetMetadata",
        VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
        VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
    )
    return (await session.driver.domain_get_metadata(args.dom, args.type, args.uri, args.flags),)


async def domain_set_metadata(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetMetadata")
    await session.driver.domain_set_metadata(args.dom, args.type, args.metadata, args.key, args.uri, args.flags)
    return None


async def domain_get_hostname(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainGetHostname")
    return (await session.driver.domain_get_hostname(args.dom, args.flags),)


async def domain_create(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainCreate")
    await session.driver.domain_create_with_flags(args.dom, 0)
    return None


async def domain_create_with_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainCreateWithFlags")
    return (await session.driver.domain_create_with_flags(args.dom, args.flags),)


async def domain_create_with_files(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainCreateWithFiles")
    return (await session.driver.domain_create_with_files(args.dom, list(fds), args.flags),)


async def domain_destroy(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainDestroy")
    await session.driver.domain_destroy_flags(args.dom, 0)
    return None


async def domain_destroy_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainDestroyFlags")
    await session.driver.domain_destroy_flags(args.dom, args.flags)
    return None


async def domain_shutdown(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainShutdown")
    await session.driver.domain_shutdown_flags(args.dom, 0)
    return None


async def domain_shutdown_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainShutdownFlags")
    await session.driver.domain_shutdown_flags(args.dom, args.flags)
    return None


async def domain_reboot(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainReboot")
    await session.driver.domain_reboot(args.dom, args.flags)
    return None


async def domain_reset(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainReset")
    await session.driver.domain_reset(args.dom, args.flags)
    return None


async def domain_suspend(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSuspend")
    await session.driver.domain_suspend(args.dom)
    return None


async def domain_resume(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainResume")
    await session.driver.domain_resume(args.dom)
    return None


async def domain_undefine(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainUndefine")
    await session.driver.domain_undefine_flags(args.dom, 0)
    return None


async def domain_undefine_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainUndefineFlags")
    await session.driver.domain_undefine_flags(args.dom, args.flags)
    return None


async def domain_get_autostart(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.driver.domain_get_autostart(args.dom)),)


async def domain_set_autostart(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetAutostart")
    await session.driver.domain_set_autostart(args.dom, bool(args.autostart))
    return None


async def domain_get_autostart_once(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.driver.domain_get_autostart_once(args.dom)),)


async def domain_set_autostart_once(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetAutostartOnce")
    await session.driver.domain_set_autostart_once(args.dom, bool(args.autostart))
    return None


async def domain_inject_nmi(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainInjectNMI")
    await session.driver.domain_inject_nmi(args.dom, args.flags)
    return None


async def domain_send_key(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSendKey")
    await session.driver.domain_send_key(
        args.dom,
        args.codeset,
        args.holdtime,
        key_codes(args.keycodes, len(args.keycodes), "virDomainSendKey"),
        args.flags,
    )
    return None


async def domain_get_max_memory(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.domain_get_max_memory(args.dom),)


async def domain_set_max_memory(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetMaxMemory")
    await session.driver.domain_set_memory_flags(
        args.dom, memory_kib(args.memory, "memory", "virDomainSetMaxMemory"), VIR_DOMAIN_MEM_MAXIMUM
    )
    return None


async def domain_set_memory(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetMemory")
    await session.driver.domain_set_memory_flags(
        args.dom, memory_kib(args.memory, "memory", "virDomainSetMemory"), VIR_DOMAIN_AFFECT_LIVE
    )
    return None


async def domain_set_memory_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetMemoryFlags")
    await session.driver.domain_set_memory_flags(
        args.dom, memory_kib(args.memory, "memory", "virDomainSetMemoryFlags"), args.flags
    )
    return None


async def domain_set_memory_stats_period(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetMemoryStatsPeriod")
    await session.driver.domain_set_memory_stats_period(
        args.dom, natural(args.period, "period", "virDomainSetMemoryStatsPeriod"), args.flags
    )
    return None


async def domain_get_memory_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    exclusive_flags(
        args.flags,
        "virDomainGetMemoryParameters",
        VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
        VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
    )
    params = wire_params(
        without_strings(
            await session.driver.domain_get_memory_parameters(args.dom, args.flags & ~VIR_TYPED_PARAM_STRING_OKAY),
            args.flags,
        ),
        OF_FUNCTIONS["virDomainGetMemoryParameters"],
    )
    return (params[: args.nparams], len(params))


async def domain_set_memory_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetMemoryParameters")
    known = await session.driver.domain_get_memory_parameters(args.dom, args.flags)
    await session.driver.domain_set_memory_parameters(
        args.dom, settable_params(args.params, known, OF_FUNCTIONS["virDomainSetMemoryParameters"]), args.flags
    )
    return None


async def domain_get_max_vcpus(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.domain_get_vcpus_flags(args.dom, VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_VCPU_MAXIMUM),)


async def domain_get_vcpus_flags(session: Session, args: Any, fds: Fds) -> Answer:
    if args.flags & VIR_DOMAIN_VCPU_GUEST:
        session.check_write("virDomainGetVcpusFlags")
    exclusive_flags(
        args.flags,
        "virDomainGetVcpusFlags",
        VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
        VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
    )
    return (await session.driver.domain_get_vcpus_flags(args.dom, args.flags),)


async def domain_set_vcpus(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetVcpus")
    await session.driver.domain_set_vcpus_flags(args.dom, args.nvcpus, VIR_DOMAIN_AFFECT_LIVE)
    return None


async def domain_set_vcpus_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetVcpusFlags")
    required_flags(
        args.flags,
        "virDomainSetVcpusFlags",
        VIR_DOMAIN_VCPU_MAXIMUM=VIR_DOMAIN_VCPU_MAXIMUM,
        VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
    )
    exclusive_flags(
        args.flags,
        "virDomainSetVcpusFlags",
        VIR_DOMAIN_VCPU_GUEST=VIR_DOMAIN_VCPU_GUEST,
        VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
    )
    await session.driver.domain_set_vcpus_flags(args.dom, args.nvcpus, args.flags)
    return None


async def domain_pin_vcpu(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainPinVcpu")
    await session.driver.domain_pin_vcpu_flags(args.dom, args.vcpu, read_cpumap(args.cpumap), VIR_DOMAIN_AFFECT_LIVE)
    return None


async def domain_pin_vcpu_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainPinVcpuFlags")
    await session.driver.domain_pin_vcpu_flags(args.dom, args.vcpu, read_cpumap(args.cpumap), args.flags)
    return None


async def domain_pin_emulator(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainPinEmulator")
    await session.driver.domain_pin_emulator(args.dom, read_cpumap(args.cpumap), args.flags)
    return None


async def domain_get_guest_vcpus(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainGetGuestVcpus")
    return (
        wire_params(
            await session.driver.domain_get_guest_vcpus(args.dom, args.flags), OF_FUNCTIONS["virDomainGetGuestVcpus"]
        ),
    )


async def domain_set_guest_vcpus(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetGuestVcpus")
    await session.driver.domain_set_guest_vcpus(args.dom, args.cpumap, bool(args.state), args.flags)
    return None


async def domain_set_vcpu(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetVcpu")
    await session.driver.domain_set_vcpu(args.dom, args.cpumap, bool(args.state), args.flags)
    return None


async def domain_block_stats(session: Session, args: Any, fds: Fds) -> Answer:
    return await session.driver.domain_block_stats(args.dom, args.path)


async def domain_block_stats_flags(session: Session, args: Any, fds: Fds) -> Answer:
    params = wire_params(
        without_strings(
            await session.driver.domain_block_stats_flags(
                args.dom, args.path, args.flags & ~VIR_TYPED_PARAM_STRING_OKAY
            ),
            args.flags,
        ),
        OF_FUNCTIONS["virDomainBlockStatsFlags"],
    )
    return (params[: args.nparams], len(params))


async def domain_interface_stats(session: Session, args: Any, fds: Fds) -> Answer:
    return await session.driver.domain_interface_stats(args.dom, args.device)


async def domain_attach_device(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainAttachDevice")
    await session.driver.domain_attach_device_flags(args.dom, args.xml, VIR_DOMAIN_AFFECT_LIVE)
    return None


async def domain_attach_device_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainAttachDeviceFlags")
    await session.driver.domain_attach_device_flags(args.dom, args.xml, args.flags)
    return None


async def domain_detach_device(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainDetachDevice")
    await session.driver.domain_detach_device_flags(args.dom, args.xml, VIR_DOMAIN_AFFECT_LIVE)
    return None


async def domain_detach_device_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainDetachDeviceFlags")
    await session.driver.domain_detach_device_flags(args.dom, args.xml, args.flags)
    return None


async def domain_detach_device_alias(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainDetachDeviceAlias")
    await session.driver.domain_detach_device_alias(args.dom, args.alias, args.flags)
    return None


async def domain_update_device_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainUpdateDeviceFlags")
    await session.driver.domain_update_device_flags(args.dom, args.xml, args.flags)
    return None


async def domain_get_blkio_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    exclusive_flags(
        args.flags,
        "virDomainGetBlkioParameters",
        VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
        VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
    )
    params = wire_params(
        without_strings(
            await session.driver.domain_get_blkio_parameters(args.dom, args.flags & ~VIR_TYPED_PARAM_STRING_OKAY),
            args.flags,
        ),
        OF_FUNCTIONS["virDomainGetBlkioParameters"],
    )
    return (params[: args.nparams], len(params))


async def domain_set_blkio_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetBlkioParameters")
    known = await session.driver.domain_get_blkio_parameters(args.dom, args.flags)
    await session.driver.domain_set_blkio_parameters(
        args.dom, settable_params(args.params, known, OF_FUNCTIONS["virDomainSetBlkioParameters"]), args.flags
    )
    return None


async def domain_get_scheduler_type(session: Session, args: Any, fds: Fds) -> Answer:
    return await session.driver.domain_get_scheduler_type(args.dom)


async def domain_get_scheduler_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    params = wire_params(
        await session.driver.domain_get_scheduler_parameters_flags(args.dom, 0),
        OF_FUNCTIONS["virDomainGetSchedulerParametersFlags"],
    )
    return (params[: args.nparams],)


async def domain_get_scheduler_parameters_flags(session: Session, args: Any, fds: Fds) -> Answer:
    exclusive_flags(
        args.flags,
        "virDomainGetSchedulerParametersFlags",
        VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
        VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
    )
    params = wire_params(
        without_strings(
            await session.driver.domain_get_scheduler_parameters_flags(
                args.dom, args.flags & ~VIR_TYPED_PARAM_STRING_OKAY
            ),
            args.flags,
        ),
        OF_FUNCTIONS["virDomainGetSchedulerParametersFlags"],
    )
    return (params[: args.nparams],)


async def domain_set_scheduler_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetSchedulerParameters")
    known = await session.driver.domain_get_scheduler_parameters_flags(args.dom, 0)
    await session.driver.domain_set_scheduler_parameters_flags(
        args.dom, settable_params(args.params, known, OF_FUNCTIONS["virDomainSetSchedulerParametersFlags"]), 0
    )
    return None


async def domain_set_scheduler_parameters_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetSchedulerParametersFlags")
    known = await session.driver.domain_get_scheduler_parameters_flags(args.dom, args.flags)
    await session.driver.domain_set_scheduler_parameters_flags(
        args.dom, settable_params(args.params, known, OF_FUNCTIONS["virDomainSetSchedulerParametersFlags"]), args.flags
    )
    return None


async def domain_get_numa_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    params = wire_params(
        without_strings(
            await session.driver.domain_get_numa_parameters(args.dom, args.flags & ~VIR_TYPED_PARAM_STRING_OKAY),
            args.flags,
        ),
        OF_FUNCTIONS["virDomainGetNumaParameters"],
    )
    return (params[: args.nparams], len(params))


async def domain_set_numa_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetNumaParameters")
    known = await session.driver.domain_get_numa_parameters(args.dom, args.flags)
    await session.driver.domain_set_numa_parameters(
        args.dom, settable_params(args.params, known, OF_FUNCTIONS["virDomainSetNumaParameters"]), args.flags
    )
    return None


async def domain_get_interface_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    params = wire_params(
        without_strings(
            await session.driver.domain_get_interface_parameters(
                args.dom, args.device, args.flags & ~VIR_TYPED_PARAM_STRING_OKAY
            ),
            args.flags,
        ),
        OF_FUNCTIONS["virDomainGetInterfaceParameters"],
    )
    return (params[: args.nparams], len(params))


async def domain_set_interface_parameters(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetInterfaceParameters")
    known = await session.driver.domain_get_interface_parameters(args.dom, args.device, args.flags)
    await session.driver.domain_set_interface_parameters(
        args.dom,
        args.device,
        settable_params(args.params, known, OF_FUNCTIONS["virDomainSetInterfaceParameters"]),
        args.flags,
    )
    return None


async def domain_set_block_io_tune(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetBlockIoTune")
    known = await session.driver.domain_get_block_io_tune(args.dom, args.disk, args.flags)
    await session.driver.domain_set_block_io_tune(
        args.dom, args.disk, settable_params(args.params, known, OF_FUNCTIONS["virDomainSetBlockIoTune"]), args.flags
    )
    return None


async def domain_set_throttle_group(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetThrottleGroup")
    await session.driver.domain_set_throttle_group(
        args.dom, args.group, checked_params(args.params, OF_FUNCTIONS["virDomainSetThrottleGroup"]), args.flags
    )
    return None


async def domain_del_throttle_group(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainDelThrottleGroup")
    await session.driver.domain_del_throttle_group(
        args.dom, text(args.group, "group", "virDomainDelThrottleGroup"), args.flags
    )
    return None


async def domain_get_perf_events(session: Session, args: Any, fds: Fds) -> Answer:
    return (
        wire_params(
            await session.driver.domain_get_perf_events(args.dom, args.flags), OF_FUNCTIONS["virDomainGetPerfEvents"]
        ),
    )


async def domain_set_perf_events(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetPerfEvents")
    known = await session.driver.domain_get_perf_events(args.dom, args.flags)
    await session.driver.domain_set_perf_events(
        args.dom, settable_params(args.params, known, OF_FUNCTIONS["virDomainSetPerfEvents"]), args.flags
    )
    return None


async def domain_set_block_threshold(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetBlockThreshold")
    await session.driver.domain_set_block_threshold(args.dom, args.dev, args.threshold, args.flags)
    return None


async def domain_announce_interface(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainAnnounceInterface")
    await session.driver.domain_announce_interface(
        args.dom,
        text(args.device, "device", "virDomainAnnounceInterface"),
        checked_params(args.params, OF_FUNCTIONS["virDomainAnnounceInterface"]),
        args.flags,
    )
    return None


async def domain_get_iothread_info(session: Session, args: Any, fds: Fds) -> Answer:
    exclusive_flags(
        args.flags,
        "virDomainGetIOThreadInfo",
        VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
        VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
    )
    found = await session.driver.domain_get_iothread_info(args.dom, args.flags)
    return ([(each.number, wire_cpumap(each.cpumap)) for each in found], len(found))


async def domain_pin_iothread(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainPinIOThread")
    await session.driver.domain_pin_iothread(args.dom, args.iothreads_id, read_cpumap(args.cpumap), args.flags)
    return None


async def domain_add_iothread(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainAddIOThread")
    await session.driver.domain_add_iothread(args.dom, args.iothread_id, args.flags)
    return None


async def domain_del_iothread(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainDelIOThread")
    await session.driver.domain_del_iothread(
        args.dom, positive(args.iothread_id, "iothread_id", "virDomainDelIOThread"), args.flags
    )
    return None


async def domain_set_iothread_params(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetIOThreadParams")
    await session.driver.domain_set_iothread_params(
        args.dom,
        positive(args.iothread_id, "iothread_val", "virDomainSetIOThreadParams"),
        checked_params(args.params, OF_FUNCTIONS["virDomainSetIOThreadParams"]),
        args.flags,
    )
    return None


async def domain_fsfreeze(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainFSFreeze")
    return (await session.driver.domain_fsfreeze(args.dom, args.mountpoints, args.flags),)


async def domain_fsthaw(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainFSThaw")
    return (await session.driver.domain_fsthaw(args.dom, args.mountpoints, args.flags),)


async def domain_fstrim(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainFSTrim")
    await session.driver.domain_fstrim(args.dom, args.mountPoint, args.minimum, args.flags)
    return None


async def domain_get_fsinfo(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainGetFSInfo")
    found = await session.driver.domain_get_fsinfo(args.dom, args.flags)
    return (found, len(found))


async def domain_get_time(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainGetTime")
    return await session.driver.domain_get_time(args.dom, args.flags)


async def domain_get_guest_info(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainGetGuestInfo")
    return (
        wire_params(
            await session.driver.domain_get_guest_info(args.dom, args.types, args.flags),
            OF_FUNCTIONS["virDomainGetGuestInfo"],
        ),
    )


async def domain_set_user_password(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetUserPassword")
    await session.driver.domain_set_user_password(
        args.dom,
        text(args.user, "user", "virDomainSetUserPassword"),
        text(args.password, "password", "virDomainSetUserPassword"),
        args.flags,
    )
    return None


async def domain_authorized_ssh_keys_get(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainAuthorizedSSHKeysGet")
    found = await session.driver.domain_authorized_ssh_keys_get(args.dom, args.user, args.flags)
    return (found,)


async def domain_authorized_ssh_keys_set(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainAuthorizedSSHKeysSet")
    exclusive_flags(
        args.flags,
        "virDomainAuthorizedSSHKeysSet",
        VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND=VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND,
        VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE=VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE,
    )
    await session.driver.domain_authorized_ssh_keys_set(args.dom, args.user, args.keys, args.flags)
    return None


async def domain_agent_set_response_timeout(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainAgentSetResponseTimeout")
    await session.driver.domain_agent_set_response_timeout(args.dom, args.timeout, args.flags)
    return (0,)


async def domain_block_peek(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainBlockPeek")
    return (await session.driver.domain_block_peek(args.dom, args.path, args.offset, args.size, args.flags),)


async def domain_memory_peek(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMemoryPeek")
    exclusive_flags(
        args.flags,
        "virDomainMemoryPeek",
        VIR_MEMORY_VIRTUAL=VIR_MEMORY_VIRTUAL,
        VIR_MEMORY_PHYSICAL=VIR_MEMORY_PHYSICAL,
    )
    return (await session.driver.domain_memory_peek(args.dom, args.offset, args.size, args.flags),)


async def domain_block_resize(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainBlockResize")
    await session.driver.domain_block_resize(args.dom, args.disk, args.size, args.flags)
    return None


async def domain_get_disk_errors(session: Session, args: Any, fds: Fds) -> Answer:
    found = list((await session.driver.domain_get_disk_errors(args.dom, args.flags)).items())
    return (found[: args.maxerrors], len(found))


async def domain_get_messages(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_get_messages(args.dom, args.flags)
    return (found,)


async def domain_get_security_label(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_get_security_label(args.dom)
    return (wire_chars(found[0]), int(found[1]))


async def domain_get_security_label_list(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_get_security_label_list(args.dom)
    return ([(wire_chars(each.label), int(each.enforcing)) for each in found], len(found))


async def domain_get_launch_security_info(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainGetLaunchSecurityInfo")
    return (
        wire_params(
            await session.driver.domain_get_launch_security_info(args.dom, args.flags),
            OF_FUNCTIONS["virDomainGetLaunchSecurityInfo"],
        ),
    )


async def domain_set_launch_security_state(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetLaunchSecurityState")
    await session.driver.domain_set_launch_security_state(
        args.dom, checked_params(args.params, OF_FUNCTIONS["virDomainSetLaunchSecurityState"]), args.flags
    )
    return None


async def domain_start_dirty_rate_calc(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainStartDirtyRateCalc")
    exclusive_flags(
        args.flags,
        "virDomainStartDirtyRateCalc",
        VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP=VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP,
        VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING=VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING,
    )
    await session.driver.domain_start_dirty_rate_calc(args.dom, args.seconds, args.flags)
    return None


async def domain_send_process_signal(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSendProcessSignal")
    await session.driver.domain_send_process_signal(args.dom, args.pid_value, args.signum, args.flags)
    return None


async def domain_set_lifecycle_action(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSetLifecycleAction")
    await session.driver.domain_set_lifecycle_action(args.dom, args.type, args.action, args.flags)
    return None


async def domain_pm_suspend_for_duration(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainPMSuspendForDuration")
    await session.driver.domain_pm_suspend_for_duration(args.dom, args.target, args.duration, args.flags)
    return None


async def domain_pm_wakeup(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainPMWakeup")
    await session.driver.domain_pm_wakeup(args.dom, args.flags)
    return None


async def domain_graphics_reload(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainGraphicsReload")
    await session.driver.domain_graphics_reload(
        args.dom, natural(args.type, "type", "virDomainGraphicsReload"), args.flags
    )
    return None


async def domain_fd_associate(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainFDAssociate")
    await session.driver.domain_fd_associate(args.dom, args.name, list(fds), args.flags)
    return None


async def domain_open_console(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainOpenConsole")
    return Reply(None, channel=await session.driver.domain_open_console(args.dom, args.dev_name, args.flags))


async def domain_open_channel(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainOpenChannel")
    return Reply(None, channel=await session.driver.domain_open_channel(args.dom, args.name, args.flags))


async def domain_screenshot(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainScreenshot")
    text, channel = await session.driver.domain_screenshot(args.dom, args.screen, args.flags)
    return Reply((text,), channel=channel)


async def domain_save_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSaveFlags")
    exclusive_flags(
        args.flags,
        "virDomainSaveFlags",
        VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
        VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
    )
    await session.driver.domain_save_flags(args.dom, args.to, args.dxml, args.flags)
    return None


async def domain_save(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSave")
    await session.driver.domain_save_flags(args.dom, args.to, None, 0)
    return None


async def domain_save_params(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSaveParams")
    exclusive_flags(
        args.flags,
        "virDomainSaveParams",
        VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
        VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
    )
    await session.driver.domain_save_params(
        args.dom, checked_params(args.params, OF_FUNCTIONS["virDomainSaveParams"]), args.flags
    )
    return None


async def domain_restore_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainRestoreFlags")
    exclusive_flags(
        args.flags,
        "virDomainRestoreFlags",
        VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
        VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
    )
    await session.driver.domain_restore_flags(args.from_, args.dxml, args.flags)
    return None


async def domain_restore(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainRestore")
    await session.driver.domain_restore_flags(args.from_, None, 0)
    return None


async def domain_restore_params(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainRestoreParams")
    exclusive_flags(
        args.flags,
        "virDomainRestoreParams",
        VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
        VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
    )
    await session.driver.domain_restore_params(
        checked_params(args.params, OF_FUNCTIONS["virDomainRestoreParams"]), args.flags
    )
    return None


async def domain_save_image_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSaveImageGetXMLDesc")
    return (await session.driver.domain_save_image_get_xml_desc(args.file, args.flags),)


async def domain_save_image_define_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSaveImageDefineXML")
    exclusive_flags(
        args.flags,
        "virDomainSaveImageDefineXML",
        VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
        VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
    )
    await session.driver.domain_save_image_define_xml(args.file, args.dxml, args.flags)
    return None


async def domain_managed_save(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainManagedSave")
    exclusive_flags(
        args.flags,
        "virDomainManagedSave",
        VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
        VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
    )
    await session.driver.domain_managed_save(args.dom, args.flags)
    return None


async def domain_has_managed_save_image(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.driver.domain_has_managed_save_image(args.dom, args.flags)),)


async def domain_managed_save_remove(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainManagedSaveRemove")
    await session.driver.domain_managed_save_remove(args.dom, args.flags)
    return None


async def domain_managed_save_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.domain_managed_save_get_xml_desc(args.dom, args.flags),)


async def domain_managed_save_define_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainManagedSaveDefineXML")
    exclusive_flags(
        args.flags,
        "virDomainManagedSaveDefineXML",
        VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
        VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
    )
    await session.driver.domain_managed_save_define_xml(
        args.dom, text(args.dxml, "dxml", "virDomainManagedSaveDefineXML"), args.flags
    )
    return None


async def domain_core_dump_with_format(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainCoreDumpWithFormat")
    exclusive_flags(
        args.flags,
        "virDomainCoreDumpWithFormat",
        VIR_DUMP_CRASH=VIR_DUMP_CRASH,
        VIR_DUMP_LIVE=VIR_DUMP_LIVE,
        VIR_DUMP_RESET=VIR_DUMP_RESET,
    )
    await session.driver.domain_core_dump_with_format(args.dom, args.to, args.dumpformat, args.flags)
    return None


async def domain_core_dump(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainCoreDump")
    exclusive_flags(
        args.flags,
        "virDomainCoreDump",
        VIR_DUMP_CRASH=VIR_DUMP_CRASH,
        VIR_DUMP_LIVE=VIR_DUMP_LIVE,
        VIR_DUMP_RESET=VIR_DUMP_RESET,
    )
    await session.driver.domain_core_dump(args.dom, args.to, args.flags)
    return None


async def domain_get_job_info(session: Session, args: Any, fds: Fds) -> Answer:
    return await session.driver.domain_get_job_info(args.dom)


async def domain_abort_job_flags(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainAbortJobFlags")
    await session.driver.domain_abort_job_flags(args.dom, args.flags)
    return None


async def domain_abort_job(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainAbortJob")
    await session.driver.domain_abort_job_flags(args.dom, 0)
    return None


async def domain_block_pull(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainBlockPull")
    await session.driver.domain_block_pull(args.dom, args.path, args.bandwidth, args.flags)
    return None


async def domain_block_rebase(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainBlockRebase")
    await session.driver.domain_block_rebase(args.dom, args.path, args.base, args.bandwidth, args.flags)
    return None


async def domain_block_copy(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainBlockCopy")
    await session.driver.domain_block_copy(
        args.dom, args.path, args.destxml, checked_params(args.params, OF_FUNCTIONS["virDomainBlockCopy"]), args.flags
    )
    return None


async def domain_block_commit(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainBlockCommit")
    await session.driver.domain_block_commit(args.dom, args.disk, args.base, args.top, args.bandwidth, args.flags)
    return None


async def domain_block_job_abort(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainBlockJobAbort")
    await session.driver.domain_block_job_abort(args.dom, args.path, args.flags)
    return None


async def domain_block_job_set_speed(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainBlockJobSetSpeed")
    await session.driver.domain_block_job_set_speed(args.dom, args.path, args.bandwidth, args.flags)
    return None


async def domain_migrate_set_max_downtime(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigrateSetMaxDowntime")
    await session.driver.domain_migrate_set_max_downtime(args.dom, args.downtime, args.flags)
    return None


async def domain_migrate_get_max_downtime(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigrateGetMaxDowntime")
    return (await session.driver.domain_migrate_get_max_downtime(args.dom, args.flags),)


async def domain_migrate_set_max_speed(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigrateSetMaxSpeed")
    await session.driver.domain_migrate_set_max_speed(args.dom, args.bandwidth, args.flags)
    return None


async def domain_migrate_get_max_speed(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigrateGetMaxSpeed")
    return (await session.driver.domain_migrate_get_max_speed(args.dom, args.flags),)


async def domain_migrate_set_compression_cache(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigrateSetCompressionCache")
    await session.driver.domain_migrate_set_compression_cache(args.dom, args.cacheSize, args.flags)
    return None


async def domain_migrate_get_compression_cache(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigrateGetCompressionCache")
    return (await session.driver.domain_migrate_get_compression_cache(args.dom, args.flags),)


async def domain_migrate_start_post_copy(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigrateStartPostCopy")
    await session.driver.domain_migrate_start_post_copy(args.dom, args.flags)
    return None


async def domain_snapshot_create_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSnapshotCreateXML")
    required_flags(
        args.flags,
        "virDomainSnapshotCreateXML",
        VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT=VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT,
        VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE=VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
    )
    exclusive_flags(
        args.flags,
        "virDomainSnapshotCreateXML",
        VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE=VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
        VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA=VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA,
    )
    exclusive_flags(
        args.flags,
        "virDomainSnapshotCreateXML",
        VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE=VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
        VIR_DOMAIN_SNAPSHOT_CREATE_HALT=VIR_DOMAIN_SNAPSHOT_CREATE_HALT,
    )
    return (wire_snapshot(await session.driver.domain_snapshot_create_xml(args.dom, args.xml_desc, args.flags)),)


async def domain_list_all_snapshots(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_list_all_snapshots(args.dom, args.flags)
    return ([wire_snapshot(each) for each in found] if args.need_results else [], len(found))


async def domain_snapshot_num(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.domain_snapshot_num(args.dom, args.flags),)


async def domain_snapshot_list_names(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_snapshot_list_names(args.dom, args.flags)
    return (found[: args.maxnames],)


async def domain_snapshot_lookup_by_name(session: Session, args: Any, fds: Fds) -> Answer:
    return (wire_snapshot(await session.driver.domain_snapshot_lookup_by_name(args.dom, args.name, args.flags)),)


async def domain_has_current_snapshot(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.driver.domain_has_current_snapshot(args.dom, args.flags)),)


async def domain_snapshot_current(session: Session, args: Any, fds: Fds) -> Answer:
    return (wire_snapshot(await session.driver.domain_snapshot_current(args.dom, args.flags)),)


async def domain_snapshot_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    if args.flags & VIR_DOMAIN_SNAPSHOT_XML_SECURE:
        session.check_write("virDomainSnapshotGetXMLDesc")
    return (await session.driver.domain_snapshot_get_xml_desc(read_snapshot(args.snap), args.flags),)


async def domain_snapshot_get_parent(session: Session, args: Any, fds: Fds) -> Answer:
    return (wire_snapshot(await session.driver.domain_snapshot_get_parent(read_snapshot(args.snap), args.flags)),)


async def domain_snapshot_num_children(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.domain_snapshot_num_children(read_snapshot(args.snap), args.flags),)


async def domain_snapshot_list_children_names(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_snapshot_list_children_names(read_snapshot(args.snap), args.flags)
    return (found[: args.maxnames],)


async def domain_snapshot_list_all_children(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_snapshot_list_all_children(read_snapshot(args.snapshot), args.flags)
    return ([wire_snapshot(each) for each in found] if args.need_results else [], len(found))


async def domain_snapshot_is_current(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.driver.domain_snapshot_is_current(read_snapshot(args.snap), args.flags)),)


async def domain_snapshot_has_metadata(session: Session, args: Any, fds: Fds) -> Answer:
    return (int(await session.driver.domain_snapshot_has_metadata(read_snapshot(args.snap), args.flags)),)


async def domain_snapshot_delete(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainSnapshotDelete")
    exclusive_flags(
        args.flags,
        "virDomainSnapshotDelete",
        VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN=VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN,
        VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY=VIR_DOMAIN_SNAPSHOT_DELETE_CHILDREN_ONLY,
    )
    await session.driver.domain_snapshot_delete(read_snapshot(args.snap), args.flags)
    return None


async def domain_checkpoint_create_xml(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainCheckpointCreateXML")
    required_flags(
        args.flags,
        "virDomainCheckpointCreateXML",
        VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE=VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE,
        VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE=VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE,
    )
    exclusive_flags(
        args.flags,
        "virDomainCheckpointCreateXML",
        VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE=VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE,
        VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE=VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE,
    )
    return (wire_checkpoint(await session.driver.domain_checkpoint_create_xml(args.dom, args.xml_desc, args.flags)),)


async def domain_list_all_checkpoints(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_list_all_checkpoints(args.dom, args.flags)
    return ([wire_checkpoint(each) for each in found] if args.need_results else [], len(found))


async def domain_checkpoint_lookup_by_name(session: Session, args: Any, fds: Fds) -> Answer:
    return (wire_checkpoint(await session.driver.domain_checkpoint_lookup_by_name(args.dom, args.name, args.flags)),)


async def domain_checkpoint_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    if args.flags & VIR_DOMAIN_CHECKPOINT_XML_SECURE:
        session.check_write("virDomainCheckpointGetXMLDesc")
    return (await session.driver.domain_checkpoint_get_xml_desc(read_checkpoint(args.checkpoint), args.flags),)


async def domain_checkpoint_get_parent(session: Session, args: Any, fds: Fds) -> Answer:
    return (
        wire_checkpoint(
            await session.driver.domain_checkpoint_get_parent(read_checkpoint(args.checkpoint), args.flags)
        ),
    )


async def domain_checkpoint_list_all_children(session: Session, args: Any, fds: Fds) -> Answer:
    found = await session.driver.domain_checkpoint_list_all_children(read_checkpoint(args.checkpoint), args.flags)
    return ([wire_checkpoint(each) for each in found] if args.need_results else [], len(found))


async def domain_checkpoint_delete(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainCheckpointDelete")
    exclusive_flags(
        args.flags,
        "virDomainCheckpointDelete",
        VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN=VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN,
        VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY=VIR_DOMAIN_CHECKPOINT_DELETE_CHILDREN_ONLY,
    )
    await session.driver.domain_checkpoint_delete(read_checkpoint(args.checkpoint), args.flags)
    return None


async def domain_backup_begin(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainBackupBegin")
    await session.driver.domain_backup_begin(args.dom, args.backup_xml, args.checkpoint_xml, args.flags)
    return None


async def domain_backup_get_xml_desc(session: Session, args: Any, fds: Fds) -> Answer:
    return (await session.driver.domain_backup_get_xml_desc(args.dom, args.flags),)


async def qemu_domain_monitor_command(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainQemuMonitorCommand")
    return (await session.driver.domain_qemu_monitor_command(args.dom, args.cmd, args.flags),)


async def qemu_domain_agent_command(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainQemuAgentCommand")
    return (await session.driver.domain_qemu_agent_command(args.dom, args.cmd, args.timeout, args.flags),)


async def qemu_domain_attach(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainQemuAttach")
    return (await session.driver.domain_qemu_attach(args.pid_value, args.flags),)


async def domain_migrate_begin3_params(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigrateBegin3Params")
    return await session.driver.domain_migrate_begin3_params(
        args.dom, checked_params(args.params, MIGRATION), args.flags
    )


async def domain_migrate_prepare3_params(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigratePrepare3Params")
    return await session.driver.domain_migrate_prepare3_params(
        checked_params(args.params, MIGRATION), args.cookie_in, args.flags
    )


async def domain_migrate_perform3_params(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigratePerform3Params")
    return (
        await session.driver.domain_migrate_perform3_params(
            args.dom, args.dconnuri, checked_params(args.params, MIGRATION), args.cookie_in, args.flags
        ),
    )


async def domain_migrate_confirm3_params(session: Session, args: Any, fds: Fds) -> Answer:
    session.check_write("virDomainMigrateConfirm3Params")
    await session.driver.domain_migrate_confirm3_params(
        args.dom, checked_params(args.params, MIGRATION), args.cookie_in, args.flags, bool(args.cancelled)
    )
    return None


HANDLERS: dict[tuple[int, int], Handler] = {
    (0x20008086, 3): connect_get_type,
    (0x20008086, 4): connect_get_version,
    (0x20008086, 157): connect_get_lib_version,
    (0x20008086, 59): connect_get_hostname,
    (0x20008086, 110): connect_get_uri,
    (0x20008086, 203): connect_get_sysinfo,
    (0x20008086, 7): connect_get_capabilities,
    (0x20008086, 5): connect_get_max_vcpus,
    (0x20008086, 122): node_get_security_model,
    (0x20008086, 149): connect_is_secure,
    (0x20008086, 6): node_get_info,
    (0x20008086, 102): node_get_free_memory,
    (0x20008086, 101): node_get_cells_free_memory,
    (0x20008086, 289): node_get_memory_parameters,
    (0x20008086, 288): node_set_memory_parameters,
    (0x20008086, 395): node_get_sev_info,
    (0x20008086, 250): node_suspend_for_duration,
    (0x20008086, 342): connect_get_domain_capabilities,
    (0x20008086, 158): connect_compare_cpu,
    (0x20008086, 393): connect_compare_hypervisor_cpu,
    (0x20008086, 162): connect_baseline_cpu,
    (0x20008086, 394): connect_baseline_hypervisor_cpu,
    (0x20008086, 312): connect_get_cpu_model_names,
    (0x20008086, 273): connect_list_all_domains,
    (0x20008086, 51): connect_num_of_domains,
    (0x20008086, 21): connect_list_defined_domains,
    (0x20008086, 25): connect_num_of_defined_domains,
    (0x20008086, 22): domain_lookup_by_id,
    (0x20008086, 23): domain_lookup_by_name,
    (0x20008086, 24): domain_lookup_by_uuid,
    (0x20008086, 11): domain_define_xml,
    (0x20008086, 350): domain_define_xml_flags,
    (0x20008086, 10): domain_create_xml,
    (0x20008086, 309): domain_create_xml_with_files,
    (0x20008086, 135): connect_domain_xml_from_native,
    (0x20008086, 136): connect_domain_xml_to_native,
    (0x20008086, 344): connect_get_all_domain_stats,
    (0x20008086, 19): domain_get_os_type,
    (0x20008086, 212): domain_get_state,
    (0x20008086, 16): domain_get_info,
    (0x20008086, 229): domain_get_control_info,
    (0x20008086, 150): domain_is_active,
    (0x20008086, 151): domain_is_persistent,
    (0x20008086, 202): domain_is_updated,
    (0x20008086, 14): domain_get_xml_desc,
    (0x20008086, 265): domain_get_metadata,
    (0x20008086, 264): domain_set_metadata,
    (0x20008086, 277): domain_get_hostname,
    (0x20008086, 9): domain_create,
    (0x20008086, 196): domain_create_with_flags,
    (0x20008086, 310): domain_create_with_files,
    (0x20008086, 12): domain_destroy,
    (0x20008086, 234): domain_destroy_flags,
    (0x20008086, 33): domain_shutdown,
    (0x20008086, 258): domain_shutdown_flags,
    (0x20008086, 27): domain_reboot,
    (0x20008086, 245): domain_reset,
    (0x20008086, 34): domain_suspend,
    (0x20008086, 28): domain_resume,
    (0x20008086, 35): domain_undefine,
    (0x20008086, 231): domain_undefine_flags,
    (0x20008086, 15): domain_get_autostart,
    (0x20008086, 29): domain_set_autostart,
    (0x20008086, 449): domain_get_autostart_once,
    (0x20008086, 450): domain_set_autostart_once,
    (0x20008086, 210): domain_inject_nmi,
    (0x20008086, 226): domain_send_key,
    (0x20008086, 17): domain_get_max_memory,
    (0x20008086, 30): domain_set_max_memory,
    (0x20008086, 31): domain_set_memory,
    (0x20008086, 204): domain_set_memory_flags,
    (0x20008086, 308): domain_set_memory_stats_period,
    (0x20008086, 198): domain_get_memory_parameters,
    (0x20008086, 197): domain_set_memory_parameters,
    (0x20008086, 18): domain_get_max_vcpus,
    (0x20008086, 200): domain_get_vcpus_flags,
    (0x20008086, 32): domain_set_vcpus,
    (0x20008086, 199): domain_set_vcpus_flags,
    (0x20008086, 26): domain_pin_vcpu,
    (0x20008086, 225): domain_pin_vcpu_flags,
    (0x20008086, 279): domain_pin_emulator,
    (0x20008086, 371): domain_get_guest_vcpus,
    (0x20008086, 372): domain_set_guest_vcpus,
    (0x20008086, 384): domain_set_vcpu,
    (0x20008086, 64): domain_block_stats,
    (0x20008086, 243): domain_block_stats_flags,
    (0x20008086, 65): domain_interface_stats,
    (0x20008086, 8): domain_attach_device,
    (0x20008086, 160): domain_attach_device_flags,
    (0x20008086, 13): domain_detach_device,
    (0x20008086, 161): domain_detach_device_flags,
    (0x20008086, 392): domain_detach_device_alias,
    (0x20008086, 174): domain_update_device_flags,
    (0x20008086, 206): domain_get_blkio_parameters,
    (0x20008086, 205): domain_set_blkio_parameters,
    (0x20008086, 56): domain_get_scheduler_type,
    (0x20008086, 57): domain_get_scheduler_parameters,
    (0x20008086, 223): domain_get_scheduler_parameters_flags,
    (0x20008086, 58): domain_set_scheduler_parameters,
    (0x20008086, 219): domain_set_scheduler_parameters_flags,
    (0x20008086, 255): domain_get_numa_parameters,
    (0x20008086, 254): domain_set_numa_parameters,
    (0x20008086, 257): domain_get_interface_parameters,
    (0x20008086, 256): domain_set_interface_parameters,
    (0x20008086, 252): domain_set_block_io_tune,
    (0x20008086, 451): domain_set_throttle_group,
    (0x20008086, 452): domain_del_throttle_group,
    (0x20008086, 365): domain_get_perf_events,
    (0x20008086, 366): domain_set_perf_events,
    (0x20008086, 386): domain_set_block_threshold,
    (0x20008086, 456): domain_announce_interface,
    (0x20008086, 351): domain_get_iothread_info,
    (0x20008086, 352): domain_pin_iothread,
    (0x20008086, 355): domain_add_iothread,
    (0x20008086, 356): domain_del_iothread,
    (0x20008086, 402): domain_set_iothread_params,
    (0x20008086, 335): domain_fsfreeze,
    (0x20008086, 336): domain_fsthaw,
    (0x20008086, 294): domain_fstrim,
    (0x20008086, 349): domain_get_fsinfo,
    (0x20008086, 337): domain_get_time,
    (0x20008086, 418): domain_get_guest_info,
    (0x20008086, 357): domain_set_user_password,
    (0x20008086, 424): domain_authorized_ssh_keys_get,
    (0x20008086, 425): domain_authorized_ssh_keys_set,
    (0x20008086, 420): domain_agent_set_response_timeout,
    (0x20008086, 103): domain_block_peek,
    (0x20008086, 104): domain_memory_peek,
    (0x20008086, 251): domain_block_resize,
    (0x20008086, 263): domain_get_disk_errors,
    (0x20008086, 426): domain_get_messages,
    (0x20008086, 121): domain_get_security_label,
    (0x20008086, 278): domain_get_security_label_list,
    (0x20008086, 396): domain_get_launch_security_info,
    (0x20008086, 439): domain_set_launch_security_state,
    (0x20008086, 427): domain_start_dirty_rate_calc,
    (0x20008086, 295): domain_send_process_signal,
    (0x20008086, 390): domain_set_lifecycle_action,
    (0x20008086, 261): domain_pm_suspend_for_duration,
    (0x20008086, 267): domain_pm_wakeup,
    (0x20008086, 448): domain_graphics_reload,
    (0x20008086, 443): domain_fd_associate,
    (0x20008086, 201): domain_open_console,
    (0x20008086, 296): domain_open_channel,
    (0x20008086, 211): domain_screenshot,
    (0x20008086, 232): domain_save_flags,
    (0x20008086, 55): domain_save,
    (0x20008086, 440): domain_save_params,
    (0x20008086, 233): domain_restore_flags,
    (0x20008086, 54): domain_restore,
    (0x20008086, 441): domain_restore_params,
    (0x20008086, 235): domain_save_image_get_xml_desc,
    (0x20008086, 236): domain_save_image_define_xml,
    (0x20008086, 182): domain_managed_save,
    (0x20008086, 183): domain_has_managed_save_image,
    (0x20008086, 184): domain_managed_save_remove,
    (0x20008086, 388): domain_managed_save_get_xml_desc,
    (0x20008086, 389): domain_managed_save_define_xml,
    (0x20008086, 334): domain_core_dump_with_format,
    (0x20008086, 53): domain_core_dump,
    (0x20008086, 163): domain_get_job_info,
    (0x20008086, 442): domain_abort_job_flags,
    (0x20008086, 164): domain_abort_job,
    (0x20008086, 240): domain_block_pull,
    (0x20008086, 266): domain_block_rebase,
    (0x20008086, 345): domain_block_copy,
    (0x20008086, 290): domain_block_commit,
    (0x20008086, 237): domain_block_job_abort,
    (0x20008086, 239): domain_block_job_set_speed,
    (0x20008086, 166): domain_migrate_set_max_downtime,
    (0x20008086, 387): domain_migrate_get_max_downtime,
    (0x20008086, 207): domain_migrate_set_max_speed,
    (0x20008086, 242): domain_migrate_get_max_speed,
    (0x20008086, 300): domain_migrate_set_compression_cache,
    (0x20008086, 299): domain_migrate_get_compression_cache,
    (0x20008086, 364): domain_migrate_start_post_copy,
    (0x20008086, 185): domain_snapshot_create_xml,
    (0x20008086, 274): domain_list_all_snapshots,
    (0x20008086, 187): domain_snapshot_num,
    (0x20008086, 188): domain_snapshot_list_names,
    (0x20008086, 189): domain_snapshot_lookup_by_name,
    (0x20008086, 190): domain_has_current_snapshot,
    (0x20008086, 191): domain_snapshot_current,
    (0x20008086, 186): domain_snapshot_get_xml_desc,
    (0x20008086, 244): domain_snapshot_get_parent,
    (0x20008086, 246): domain_snapshot_num_children,
    (0x20008086, 247): domain_snapshot_list_children_names,
    (0x20008086, 275): domain_snapshot_list_all_children,
    (0x20008086, 271): domain_snapshot_is_current,
    (0x20008086, 272): domain_snapshot_has_metadata,
    (0x20008086, 193): domain_snapshot_delete,
    (0x20008086, 411): domain_checkpoint_create_xml,
    (0x20008086, 413): domain_list_all_checkpoints,
    (0x20008086, 415): domain_checkpoint_lookup_by_name,
    (0x20008086, 412): domain_checkpoint_get_xml_desc,
    (0x20008086, 416): domain_checkpoint_get_parent,
    (0x20008086, 414): domain_checkpoint_list_all_children,
    (0x20008086, 417): domain_checkpoint_delete,
    (0x20008086, 421): domain_backup_begin,
    (0x20008086, 422): domain_backup_get_xml_desc,
    (0x20008087, 1): qemu_domain_monitor_command,
    (0x20008087, 3): qemu_domain_agent_command,
    (0x20008087, 2): qemu_domain_attach,
    (0x20008086, 302): domain_migrate_begin3_params,
    (0x20008086, 303): domain_migrate_prepare3_params,
    (0x20008086, 305): domain_migrate_perform3_params,
    (0x20008086, 307): domain_migrate_confirm3_params,
}
