# Generated from anyvirt.api: change the table there and run `make generate`.
"""virConnect: a connection to a hypervisor."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from anyvirt.base import ConnectionBase
from anyvirt.constants import (
    VIR_CONNECT_LIST_DOMAINS_ACTIVE,
    VIR_CONNECT_LIST_DOMAINS_INACTIVE,
    VIR_CONNECT_LIST_INTERFACES_ACTIVE,
    VIR_CONNECT_LIST_INTERFACES_INACTIVE,
    VIR_CONNECT_LIST_NETWORKS_ACTIVE,
    VIR_CONNECT_LIST_NETWORKS_INACTIVE,
    VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE,
    VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE,
    VIR_DOMAIN_SAVE_PAUSED,
    VIR_DOMAIN_SAVE_RUNNING,
)
from anyvirt.domain import virDomain
from anyvirt.util.arguments import (
    domain_refs,
    exclusive_flags,
    natural,
    number,
    optional_text,
    optional_xml,
    text,
    unsigned,
    uuid_from_bytes,
    uuid_from_text,
    xml_text,
)
from anyvirt.util.limits import at_most
from anyvirt.util.typed import IDENTITY, NODE_MEMORY, SAVE, hinted, require_params, settable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from anyvirt.driver.types import CpuMap, TypedParams, TypedValue
    from anyvirt.objects.interface import virInterface
    from anyvirt.objects.network import virNetwork
    from anyvirt.objects.node_device import virNodeDevice
    from anyvirt.objects.nwfilter import virNWFilter, virNWFilterBinding
    from anyvirt.objects.secret import virSecret
    from anyvirt.objects.storage import virStoragePool, virStorageVol
    from anyvirt.results import DomainRecord
    from anyvirt.util.arguments import XmlLike


class virConnect(ConnectionBase):
    """A connection to a hypervisor."""

    def getType(self) -> str:
        """Name the hypervisor, for instance QEMU or TEST.

        Returns:
            the name of the driver behind the connection. getCapabilities() tells more.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectGetType, libvirt 0.0.3.
        """
        return self._call(self._driver.connect_get_type())

    def getVersion(self) -> int:
        """Give the version of the hypervisor.

        Returns:
            major * 1,000,000 + minor * 1,000 + release; 0 where the hypervisor does not tell.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectGetVersion, libvirt 0.0.3.
        """
        return self._call(self._driver.connect_get_version())

    def getLibVersion(self) -> int:
        """Give the version of the library at the far end of the connection.

        That is the daemon's for a remote connection, this one's otherwise.

        Returns:
            major * 1,000,000 + minor * 1,000 + release.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectGetLibVersion, libvirt 0.7.3.
        """
        return self._call(self._driver.connect_get_lib_version())

    def getHostname(self) -> str:
        """Name the host on which the hypervisor runs.

        The fully qualified name where the host knows it.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectGetHostname, libvirt 0.3.0.
        """
        return self._call(self._driver.connect_get_hostname())

    def getURI(self) -> str:
        """Give the canonical URI of the connection.

        Opening it again leads to the same hypervisor; it may differ from what was opened.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectGetURI, libvirt 0.3.0.
        """
        return self._call(self._driver.connect_get_uri())

    def getSysinfo(self, flags: int = 0) -> str:
        """Describe the host's firmware and hardware as its SMBIOS tables do.

        Args:
            flags: must be 0.

        Returns:
            an XML document <sysinfo>.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectGetSysinfo, libvirt 0.8.8.
        """
        return self._call(self._driver.connect_get_sysinfo(index(flags)))

    def getCapabilities(self) -> str:
        """Describe the host and the kinds of guests that it can run.

        Returns:
            an XML document <capabilities>.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectGetCapabilities, libvirt 0.2.1.
        """
        return self._call(self._driver.connect_get_capabilities())

    def getMaxVcpus(self, type: str | None) -> int:
        """Give the largest number of virtual CPUs that a domain can have.

        Args:
            type: the <domain type=...> that is meant; None for the driver's usual one.

        Raises:
            InvalidArg: the driver has no domains of this type.
            NoSupport: the driver does not have this call.

        Source: virConnectGetMaxVcpus, libvirt 0.2.1.
        """
        return self._call(self._driver.connect_get_max_vcpus(optional_text(type, "type")))

    def getSecurityModel(self) -> list[str]:
        """Name the security driver that keeps guests apart.

        Returns:
            [model, domain of interpretation]; empty texts where there is none.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virNodeGetSecurityModel, libvirt 0.6.1.
        """
        return list(self._call(self._driver.node_get_security_model()))

    def isAlive(self) -> int:
        """Tell whether the connection still works.

        It does not ask the other side: what counts is the last contact, or keep-alive messages if enabled.

        Returns:
            1 if it does, 0 if it does not.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectIsAlive, libvirt 0.9.8.
        """
        return int(self._call(self._driver.connect_is_alive()))

    def isSecure(self) -> int:
        """Tell whether nobody on the way can read or change what the connection carries.

        Encrypted connections are secure, and so are those that do not leave the host.

        Returns:
            1 if it is secure, 0 if not.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectIsSecure, libvirt 0.7.3.
        """
        return int(self._call(self._driver.connect_is_secure()))

    def isEncrypted(self) -> int:
        """Tell whether the connection is encrypted.

        Returns:
            1 if it is, 0 if not.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectIsEncrypted, libvirt 0.7.3.
        """
        return int(self._call(self._driver.connect_is_encrypted()))

    def setKeepAlive(self, interval: int, count: int) -> int:
        """Send messages over a silent connection so that a dead one is noticed.

        Args:
            interval: seconds of silence before the first message; 0 or less switches messages off.
            count: messages without an answer after which the connection is dead.

        Returns:
            0 if messages are sent from now on, 1 if the other side cannot answer them.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectSetKeepAlive, libvirt 0.9.8.
        """
        return self._call(
            self._driver.connect_set_keep_alive(
                number(interval, "interval"), unsigned(count, "count", "virConnectSetKeepAlive")
            )
        )

    def setIdentity(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Make the calls from now on in the name of somebody else.

        A daemon that trusts the connection decides by this what they may do.

        Args:
            params: who the calls are made for, by VIR_CONNECT_IDENTITY_*.
            flags: must be 0.

        Raises:
            OperationDenied: the daemon does not trust the connection with that.
            NoSupport: the driver does not have this call.

        Source: virConnectSetIdentity, libvirt 5.8.0.
        """
        values = hinted(params, IDENTITY, "virConnectSetIdentity") if params != {} else {}
        self._call(self._driver.connect_set_identity(values, index(flags)))
        return 0

    def getInfo(self) -> list[str | int]:
        """Give the host's processor model, memory and topology.

        On a host with an uneven topology the four last values need not multiply to the number of CPUs.

        Returns:
            [CPU model, memory in MiB, online CPUs, MHz, NUMA cells, sockets per cell, cores per socket, threads per
                core].

        Raises:
            NoSupport: the driver does not have this call.

        Source: virNodeGetInfo, libvirt 0.1.0.
        """
        answer = self._call(self._driver.node_get_info())
        return [answer.model, answer.memory // 1024, *answer[2:]]

    def getCPUMap(self, flags: int = 0) -> CpuMap:
        """Tell which of the host's CPUs are online.

        Args:
            flags: must be 0.

        Returns:
            (number of CPUs present, a list with True for each that is online, number that are online).

        Raises:
            NoSupport: the driver does not have this call.

        Source: virNodeGetCPUMap, libvirt 1.0.0.
        """
        return self._call(self._driver.node_get_cpu_map(index(flags)))

    def getCPUStats(self, cpuNum: int, flags: int = 0) -> dict[str, int]:
        """Give what the host's CPUs spent their time on.

        Args:
            cpuNum: number of a host CPU, or VIR_NODE_CPU_STATS_ALL_CPUS for their sum.
            flags: must be 0.

        Returns:
            nanoseconds by the names VIR_NODE_CPU_STATS_*; a host gives those that it has.

        Raises:
            InvalidArg: the host has no CPU *cpuNum*.
            NoSupport: the driver does not have this call.

        Source: virNodeGetCPUStats, libvirt 0.9.3.
        """
        return self._call(self._driver.node_get_cpu_stats(number(cpuNum, "cpuNum"), index(flags)))

    def getMemoryStats(self, cellNum: int, flags: int = 0) -> dict[str, int]:
        """Give what the host's memory is used for.

        Args:
            cellNum: number of a NUMA cell, or VIR_NODE_MEMORY_STATS_ALL_CELLS for their sum.
            flags: must be 0.

        Returns:
            KiB by the names VIR_NODE_MEMORY_STATS_*; a host gives those that it has.

        Raises:
            InvalidArg: the host has no cell *cellNum*.
            NoSupport: the driver does not have this call.

        Source: virNodeGetMemoryStats, libvirt 0.9.3.
        """
        return self._call(self._driver.node_get_memory_stats(number(cellNum, "cellNum"), index(flags)))

    def getFreeMemory(self) -> int:
        """Give the host's free memory.

        Returns:
            bytes, where most other calls count KiB.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virNodeGetFreeMemory, libvirt 0.3.3.
        """
        return self._call(self._driver.node_get_free_memory())

    def getCellsFreeMemory(self, startCell: int, maxCells: int) -> list[int]:
        """Give the free memory of some NUMA cells.

        Args:
            startCell: number of the first NUMA cell.
            maxCells: how many cells to look at.

        Returns:
            bytes for each cell, from *startCell* to the last one that exists and is asked for.

        Raises:
            InvalidArg: the host has no cell *startCell*.
            NoSupport: the driver does not have this call.

        Source: virNodeGetCellsFreeMemory, libvirt 0.3.3.
        """
        return self._call(
            self._driver.node_get_cells_free_memory(number(startCell, "startCell"), number(maxCells, "maxCells"))
        )

    def getFreePages(
        self, pages: Sequence[int], startCell: int, maxCells: int, flags: int = 0
    ) -> dict[int, dict[int, int]]:
        """Count the free pages of some sizes in some NUMA cells.

        Free pages of the system's own size are estimated from the free memory.

        Args:
            pages: page sizes in KiB.
            startCell: number of the first NUMA cell.
            maxCells: how many cells to look at.
            flags: must be 0.

        Returns:
            for each cell: the count by page size in KiB.

        Raises:
            InvalidArg: the host has no such cell.
            OperationFailed: it has no pages of such a size.
            NoSupport: the driver does not have this call.

        Source: virNodeGetFreePages, libvirt 1.2.6.
        """
        return self._call(
            self._driver.node_get_free_pages(
                [index(item) for item in at_most(pages, 1024, "pages")],
                number(startCell, "startCell"),
                number(maxCells, "maxCells"),
                index(flags),
            )
        )

    def allocPages(self, pages: Mapping[int, int], startCell: int = 0, cellCount: int = 0, flags: int = 0) -> int:
        """Set aside huge pages for guests.

        Args:
            pages: number of pages by page size in KiB.
            startCell: number of the first NUMA cell; -1 lets the system spread the pages.
            cellCount: how many cells get that number each; 0 for all that follow.
            flags: VIR_NODE_ALLOC_PAGES_ADD or _SET: whether the numbers are added to the pools or replace them.

        Returns:
            for how many pairs of cell and size it succeeded.

        Raises:
            OperationFailed: the system did not give as many pages.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNodeAllocPages, libvirt 1.2.9.
        """
        self._check_write("virNodeAllocPages")
        return self._call(
            self._driver.node_alloc_pages(
                at_most(dict(pages), 1024, "pages"),
                number(startCell, "startCell"),
                unsigned(cellCount, "cellCount", "virNodeAllocPages"),
                index(flags),
            )
        )

    def getMemoryParameters(self, flags: int = 0) -> TypedParams:
        """Give the settings by which the host merges equal memory pages, and what that yields.

        Args:
            flags: must be 0.

        Returns:
            values by the names VIR_NODE_MEMORY_SHARED_*.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virNodeGetMemoryParameters, libvirt 0.10.2.
        """
        return self._call(self._driver.node_get_memory_parameters(index(flags)))

    def setMemoryParameters(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Change the settings by which the host merges equal memory pages.

        Args:
            params: values by the names VIR_NODE_MEMORY_SHARED_*; what is left out stays.
            flags: must be 0.

        Raises:
            InvalidArg: a name is unknown, or may only be read.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNodeSetMemoryParameters, libvirt 0.10.2.
        """
        self._check_write("virNodeSetMemoryParameters")
        require_params(params)
        known = self._call(self._driver.node_get_memory_parameters(index(flags)))
        values = settable(params, known, NODE_MEMORY)
        self._call(self._driver.node_set_memory_parameters(values, index(flags)))
        return 0

    def getSEVInfo(self, flags: int = 0) -> TypedParams:
        """Give what the owner of a guest needs to use AMD's encrypted memory on this host.

        Args:
            flags: must be 0.

        Returns:
            values by the names VIR_NODE_SEV_*.

        Raises:
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNodeGetSEVInfo, libvirt 4.5.0.
        """
        self._check_write("virNodeGetSEVInfo")
        return self._call(self._driver.node_get_sev_info(index(flags)))

    def suspendForDuration(self, target: int, duration: int, flags: int = 0) -> int:
        """Suspend the whole host for a while.

        The call returns before the host sleeps. Guests do not notice beyond their clocks.

        Args:
            target: VIR_NODE_SUSPEND_TARGET_MEM, _DISK or _HYBRID.
            duration: seconds until the host wakes up, at least 60.
            flags: must be 0.

        Raises:
            InvalidArg: *duration* is too short.
            OperationUnsupported: the host cannot sleep as deep as *target*, or not wake up by itself.
            OperationInvalid: a suspend is under way.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNodeSuspendForDuration, libvirt 0.9.8.
        """
        self._check_write("virNodeSuspendForDuration")
        self._call(
            self._driver.node_suspend_for_duration(
                unsigned(target, "target", "virNodeSuspendForDuration"),
                unsigned(duration, "duration", "virNodeSuspendForDuration"),
                index(flags),
            )
        )
        return 0

    def getDomainCapabilities(
        self,
        emulatorbin: str | None = None,
        arch: str | None = None,
        machine: str | None = None,
        virttype: str | None = None,
        flags: int = 0,
    ) -> str:
        """Describe what a domain of some kind can have: devices, CPU models, features.

        Args:
            emulatorbin: path of the emulator; None for the usual one.
            arch: architecture; None for the host's.
            machine: machine type; None for the usual one.
            virttype: <domain type=...>: kvm, qemu; None for the best available.
            flags: VIR_CONNECT_GET_DOMAIN_CAPABILITIES_* bits.

        Returns:
            an XML document <domainCapabilities>.

        Raises:
            InvalidArg: emulator, architecture, machine and type do not go together.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virConnectGetDomainCapabilities, libvirt 1.2.7.
        """
        self._check_write("virConnectGetDomainCapabilities")
        return self._call(
            self._driver.connect_get_domain_capabilities(
                optional_text(emulatorbin, "emulatorbin"),
                optional_text(arch, "arch"),
                optional_text(machine, "machine"),
                optional_text(virttype, "virttype"),
                index(flags),
            )
        )

    def compareCPU(self, xmlDesc: XmlLike, flags: int = 0) -> int:
        """Compare a CPU with the host's.

        compareHypervisorCPU() also knows what the hypervisor adds and hides.

        Args:
            xmlDesc: a <cpu> document, or host capabilities.
            flags: VIR_CONNECT_COMPARE_CPU_* bits: fail when incompatible, check the document against its schema.

        Returns:
            VIR_CPU_COMPARE_INCOMPATIBLE, _IDENTICAL or _SUPERSET (the host has everything asked for, and more).

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            CpuIncompatible: the flags ask for this error, and the host lacks something.
            NoSupport: the driver does not have this call.

        Source: virConnectCompareCPU, libvirt 0.7.5.
        """
        return self._call(
            self._driver.connect_compare_cpu(xml_text(xmlDesc, "xmlDesc", "virConnectCompareCPU"), index(flags))
        )

    def compareHypervisorCPU(
        self,
        emulator: str | None,
        arch: str | None,
        machine: str | None,
        virttype: str | None,
        xmlCPU: XmlLike,
        flags: int = 0,
    ) -> int:
        """Compare a CPU with what the hypervisor can give a guest on this host.

        Args:
            emulator: path of the emulator; None for the usual one.
            arch: architecture; None for the host's.
            machine: machine type; None for the usual one.
            virttype: <domain type=...>: kvm, qemu; None for the best available.
            xmlCPU: a <cpu> document.
            flags: VIR_CONNECT_COMPARE_CPU_* bits: fail when incompatible, check the document against its schema.

        Returns:
            VIR_CPU_COMPARE_INCOMPATIBLE, _IDENTICAL or _SUPERSET (the host has everything asked for, and more).

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            InvalidArg: emulator, architecture, machine and type do not go together.
            CpuIncompatible: the flags ask for this error, and the hypervisor lacks something.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virConnectCompareHypervisorCPU, libvirt 4.4.0.
        """
        self._check_write("virConnectCompareHypervisorCPU")
        return self._call(
            self._driver.connect_compare_hypervisor_cpu(
                optional_text(emulator, "emulator"),
                optional_text(arch, "arch"),
                optional_text(machine, "machine"),
                optional_text(virttype, "virttype"),
                xml_text(xmlCPU, "xmlCPU", "virConnectCompareHypervisorCPU"),
                index(flags),
            )
        )

    def baselineCPU(self, xmlCPUs: Sequence[XmlLike], flags: int = 0) -> str:
        """Find the richest CPU that all of several hosts can give a guest.

        Args:
            xmlCPUs: <cpu> documents of hosts.
            flags: VIR_CONNECT_BASELINE_CPU_* bits: list all features, leave out those that block migration.

        Returns:
            an XML document <cpu>.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationFailed: the hosts have nothing in common.
            NoSupport: the driver does not have this call.

        Source: virConnectBaselineCPU, libvirt 0.7.7.
        """
        return self._call(
            self._driver.connect_baseline_cpu(
                [xml_text(item, "xmlCPUs", "virConnectBaselineCPU") for item in at_most(xmlCPUs, 256, "xmlCPUs")],
                index(flags),
            )
        )

    def baselineHypervisorCPU(
        self,
        emulator: str | None,
        arch: str | None,
        machine: str | None,
        virttype: str | None,
        xmlCPUs: Sequence[XmlLike],
        flags: int = 0,
    ) -> str:
        """Find the richest CPU that the hypervisor can give a guest on all of several hosts.

        Args:
            emulator: path of the emulator; None for the usual one.
            arch: architecture; None for the host's.
            machine: machine type; None for the usual one.
            virttype: <domain type=...>: kvm, qemu; None for the best available.
            xmlCPUs: <cpu> or <domainCapabilities> documents of hosts.
            flags: VIR_CONNECT_BASELINE_CPU_* bits: list all features, leave out those that block migration.

        Returns:
            an XML document <cpu>.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            InvalidArg: emulator, architecture, machine and type do not go together.
            OperationFailed: the hosts have nothing in common.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virConnectBaselineHypervisorCPU, libvirt 4.4.0.
        """
        self._check_write("virConnectBaselineHypervisorCPU")
        return self._call(
            self._driver.connect_baseline_hypervisor_cpu(
                optional_text(emulator, "emulator"),
                optional_text(arch, "arch"),
                optional_text(machine, "machine"),
                optional_text(virttype, "virttype"),
                [
                    xml_text(item, "xmlCPUs", "virConnectBaselineHypervisorCPU")
                    for item in at_most(xmlCPUs, 256, "xmlCPUs")
                ],
                index(flags),
            )
        )

    def getCPUModelNames(self, arch: str, flags: int = 0) -> list[str]:
        """List the CPU models that are known by name for an architecture.

        Not all of them run on this host: getDomainCapabilities() says which do.

        Args:
            arch: architecture.
            flags: must be 0.

        Raises:
            InvalidArg: the architecture is unknown.
            NoSupport: the driver does not have this call.

        Source: virConnectGetCPUModelNames, libvirt 1.1.3.
        """
        return self._call(
            self._driver.connect_get_cpu_model_names(text(arch, "arch", "virConnectGetCPUModelNames"), index(flags))
        )

    def listAllDomains(self, flags: int = 0) -> list[virDomain]:
        """List domains.

        Args:
            flags: VIR_CONNECT_LIST_DOMAINS_* filters. Without one of a group the group does not matter.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListAllDomains, libvirt 0.9.13.
        """
        return [virDomain(self, ref) for ref in self._call(self._driver.connect_list_all_domains(index(flags)))]

    def listDomainsID(self) -> list[int]:
        """List the ids of the active domains.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListDomains, libvirt 0.0.3.
        """
        return [ref.id for ref in self._call(self._driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_ACTIVE))]

    def numOfDomains(self) -> int:
        """Count the active domains.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectNumOfDomains, libvirt 0.0.3.
        """
        return len(self._call(self._driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_ACTIVE)))

    def listDefinedDomains(self) -> list[str]:
        """List the names of the inactive domains.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListDefinedDomains, libvirt 0.1.1.
        """
        return [
            ref.name for ref in self._call(self._driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_INACTIVE))
        ]

    def numOfDefinedDomains(self) -> int:
        """Count the inactive domains.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectNumOfDefinedDomains, libvirt 0.1.5.
        """
        return len(self._call(self._driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_INACTIVE)))

    def lookupByID(self, id: int) -> virDomain:
        """Find an active domain by its id.

        Args:
            id: the number that an active domain has until it stops.

        Raises:
            NoDomain: there is none.
            NoSupport: the driver does not have this call.

        Source: virDomainLookupByID, libvirt 0.0.3.
        """
        return virDomain(self, self._call(self._driver.domain_lookup_by_id(natural(id, "id", "virDomainLookupByID"))))

    def lookupByName(self, name: str) -> virDomain:
        """Find a domain by its name.

        Args:
            name: the exact name.

        Raises:
            NoDomain: there is none.
            NoSupport: the driver does not have this call.

        Source: virDomainLookupByName, libvirt 0.0.3.
        """
        return virDomain(
            self, self._call(self._driver.domain_lookup_by_name(text(name, "name", "virDomainLookupByName")))
        )

    def lookupByUUID(self, uuid: bytes) -> virDomain:
        """Find a domain by the bytes of its UUID.

        Args:
            uuid: the 16 bytes, as UUID() of a domain gives them.

        Raises:
            NoDomain: there is none.
            InvalidArg: *uuid* does not have 16 bytes.
            NoSupport: the driver does not have this call.

        Source: virDomainLookupByUUID, libvirt 0.0.5.
        """
        return virDomain(
            self, self._call(self._driver.domain_lookup_by_uuid(uuid_from_bytes(uuid, "uuid", "virDomainLookupByUUID")))
        )

    def lookupByUUIDString(self, uuidstr: str) -> virDomain:
        """Find a domain by the text of its UUID.

        Args:
            uuidstr: 32 hexadecimal digits, with or without hyphens.

        Raises:
            NoDomain: there is none.
            InvalidArg: *uuidstr* is not a UUID.
            NoSupport: the driver does not have this call.

        Source: virDomainLookupByUUIDString, libvirt 0.1.1.
        """
        return virDomain(
            self,
            self._call(
                self._driver.domain_lookup_by_uuid(uuid_from_text(uuidstr, "uuidstr", "virDomainLookupByUUIDString"))
            ),
        )

    def defineXML(self, xml: XmlLike) -> virDomain:
        """Define a domain, or replace the definition of the one with this UUID.

        A running domain goes on as it is; the definition counts from its next start.

        Args:
            xml: a <domain> document.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            ConfigUnsupported: the driver or this host cannot do what *xml* asks for.
            OperationFailed: another domain has this name, or this UUID.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virDomainDefineXML, libvirt 0.1.1.
        """
        self._check_write("virDomainDefineXML")
        return virDomain(
            self, self._call(self._driver.domain_define_xml_flags(xml_text(xml, "xml", "virDomainDefineXML"), 0))
        )

    def defineXMLFlags(self, xml: XmlLike, flags: int = 0) -> virDomain:
        """Define a domain, or replace the definition of the one with this UUID.

        A running domain goes on as it is; the definition counts from its next start.

        Args:
            xml: a <domain> document.
            flags: VIR_DOMAIN_DEFINE_VALIDATE checks the document against its schema.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            ConfigUnsupported: the driver or this host cannot do what *xml* asks for.
            OperationFailed: another domain has this name, or this UUID.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virDomainDefineXMLFlags, libvirt 1.2.12.
        """
        self._check_write("virDomainDefineXMLFlags")
        return virDomain(
            self,
            self._call(
                self._driver.domain_define_xml_flags(xml_text(xml, "xml", "virDomainDefineXMLFlags"), index(flags))
            ),
        )

    def createXML(self, xmlDesc: XmlLike, flags: int = 0) -> virDomain:
        """Start a domain from its document.

        Unless it is defined as well it is transient: nothing remains of it when it stops.

        Args:
            xmlDesc: a <domain> document.
            flags: VIR_DOMAIN_START_* bits: paused, destroyed with this connection, document checked against its
                schema ...

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            ConfigUnsupported: the driver or this host cannot do what *xmlDesc* asks for.
            OperationFailed: another domain has this name, or this UUID, or the start failed.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virDomainCreateXML, libvirt 0.5.0.
        """
        self._check_write("virDomainCreateXML")
        return virDomain(
            self,
            self._call(
                self._driver.domain_create_xml(xml_text(xmlDesc, "xmlDesc", "virDomainCreateXML"), index(flags))
            ),
        )

    def createXMLWithFiles(self, xmlDesc: XmlLike, files: Sequence[int], flags: int = 0) -> virDomain:
        """Start a domain from its document and pass open files to its first process.

        Containers can take files.

        Args:
            xmlDesc: a <domain> document.
            files: open file descriptors; the first becomes number 3 of the guest's init.
            flags: VIR_DOMAIN_START_* bits: paused, destroyed with this connection, document checked against its
                schema ...

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            ConfigUnsupported: the driver or this host cannot do what *xmlDesc* asks for.
            OperationFailed: another domain has this name, or this UUID, or the start failed.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virDomainCreateXMLWithFiles, libvirt 1.1.1.
        """
        self._check_write("virDomainCreateXMLWithFiles")
        return virDomain(
            self,
            self._call(
                self._driver.domain_create_xml_with_files(
                    xml_text(xmlDesc, "xmlDesc", "virDomainCreateXMLWithFiles"),
                    [index(item) for item in at_most(files, 32, "files")],
                    index(flags),
                )
            ),
        )

    def createLinux(self, xmlDesc: XmlLike, flags: int = 0) -> virDomain:
        """Start a domain from its document: the old name of createXML().

        Args:
            xmlDesc: a <domain> document.
            flags: VIR_DOMAIN_START_* bits: paused, destroyed with this connection, document checked against its
                schema ...

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            ConfigUnsupported: the driver or this host cannot do what *xmlDesc* asks for.
            OperationFailed: another domain has this name, or this UUID, or the start failed.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virDomainCreateLinux, libvirt 0.0.3.
        """
        self._check_write("virDomainCreateXML")
        return virDomain(
            self,
            self._call(
                self._driver.domain_create_xml(xml_text(xmlDesc, "xmlDesc", "virDomainCreateXML"), index(flags))
            ),
        )

    def domainXMLFromNative(self, nativeFormat: str, nativeConfig: str, flags: int = 0) -> str:
        """Translate a hypervisor's own configuration into a domain document.

        Args:
            nativeFormat: name of the format, such as xen-xl or vmware-vmx.
            nativeConfig: the configuration in that format.
            flags: must be 0.

        Returns:
            an XML document <domain>.

        Raises:
            InvalidArg: the driver does not know the format.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virConnectDomainXMLFromNative, libvirt 0.6.4.
        """
        self._check_write("virConnectDomainXMLFromNative")
        return self._call(
            self._driver.connect_domain_xml_from_native(
                text(nativeFormat, "nativeFormat", "virConnectDomainXMLFromNative"),
                text(nativeConfig, "nativeConfig", "virConnectDomainXMLFromNative"),
                index(flags),
            )
        )

    def domainXMLToNative(self, nativeFormat: str, domainXml: XmlLike, flags: int = 0) -> str:
        """Translate a domain document into a hypervisor's own configuration.

        Args:
            nativeFormat: name of the format, such as qemu-argv or xen-xl.
            domainXml: a <domain> document.
            flags: must be 0.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            InvalidArg: the driver does not know the format.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virConnectDomainXMLToNative, libvirt 0.6.4.
        """
        self._check_write("virConnectDomainXMLToNative")
        return self._call(
            self._driver.connect_domain_xml_to_native(
                text(nativeFormat, "nativeFormat", "virConnectDomainXMLToNative"),
                xml_text(domainXml, "domainXml", "virConnectDomainXMLToNative"),
                index(flags),
            )
        )

    def getAllDomainStats(self, stats: int = 0, flags: int = 0) -> list[DomainRecord[virDomain]]:
        """Give the figures of all domains in one call.

        Args:
            stats: VIR_DOMAIN_STATS_* groups; 0 for all that the driver has.
            flags: VIR_CONNECT_GET_ALL_DOMAINS_STATS_* bits: which domains (as in listAllDomains()), only figures that
                need no waiting for a guest (NOWAIT), size of a chain of disk images (BACKING), an error for groups
                that the driver lacks (ENFORCE_STATS).

        Returns:
            a pair for each domain: the domain, and its figures by the names VIR_DOMAIN_STATS_*.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectGetAllDomainStats, libvirt 1.2.8.
        """
        from anyvirt.results import domain_records

        return domain_records(
            self,
            virDomain,
            self._call(
                self._driver.connect_get_all_domain_stats(
                    None, unsigned(stats, "stats", "virConnectGetAllDomainStats"), index(flags)
                )
            ),
        )

    def domainListGetStats(
        self, doms: Sequence[virDomain], stats: int = 0, flags: int = 0
    ) -> list[DomainRecord[virDomain]]:
        """Give the figures of some domains in one call.

        Args:
            doms: domains of this connection.
            stats: VIR_DOMAIN_STATS_* groups; 0 for all that the driver has.
            flags: VIR_CONNECT_GET_ALL_DOMAINS_STATS_* bits: which domains (as in listAllDomains()), only figures that
                need no waiting for a guest (NOWAIT), size of a chain of disk images (BACKING), an error for groups
                that the driver lacks (ENFORCE_STATS).

        Returns:
            a pair for each domain: the domain, and its figures by the names VIR_DOMAIN_STATS_*.

        Raises:
            InvalidArg: something in *doms* is not a domain.
            NoSupport: the driver does not have this call.

        Source: virDomainListGetStats, libvirt 1.2.8.
        """
        from anyvirt.results import domain_records

        return domain_records(
            self,
            virDomain,
            self._call(
                self._driver.connect_get_all_domain_stats(
                    domain_refs(doms, self, "virDomainListGetStats"),
                    unsigned(stats, "stats", "virDomainListGetStats"),
                    index(flags),
                )
            ),
        )

    def restoreFlags(self, frm: str, dxml: XmlLike | None = None, flags: int = 0) -> int:
        """Start a domain where it was saved.

        Args:
            frm: path of the file on the host.
            dxml: a <domain> document to use instead of the one that was saved; None for that.
            flags: VIR_DOMAIN_SAVE_* bits: past the cache, running or paused when it is back, NVRAM reset.

        Raises:
            OperationFailed: the file is not a saved domain, or the domain runs.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_SAVE_RUNNING and VIR_DOMAIN_SAVE_PAUSED.
            NoSupport: the driver does not have this call.

        Source: virDomainRestoreFlags, libvirt 0.9.4.
        """
        self._check_write("virDomainRestoreFlags")
        exclusive_flags(
            index(flags),
            "virDomainRestoreFlags",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        self._call(
            self._driver.domain_restore_flags(
                text(frm, "frm", "virDomainRestoreFlags"),
                optional_xml(dxml, "dxml", "virDomainRestoreFlags"),
                index(flags),
            )
        )
        return 0

    def restore(self, frm: str) -> int:
        """Start a domain where it was saved.

        Args:
            frm: path of the file on the host.

        Raises:
            OperationFailed: the file is not a saved domain, or the domain runs.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virDomainRestore, libvirt 0.0.3.
        """
        self._check_write("virDomainRestore")
        self._call(self._driver.domain_restore_flags(text(frm, "frm", "virDomainRestore"), None, 0))
        return 0

    def restoreParams(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Start a domain where it was saved, with more to choose.

        Args:
            params: VIR_DOMAIN_SAVE_PARAM_*: file, document, channels.
            flags: VIR_DOMAIN_SAVE_* bits: past the cache, running or paused when it is back, NVRAM reset.

        Raises:
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_SAVE_RUNNING and VIR_DOMAIN_SAVE_PAUSED.
            NoSupport: the driver does not have this call.

        Source: virDomainRestoreParams, libvirt 8.4.0.
        """
        self._check_write("virDomainRestoreParams")
        exclusive_flags(
            index(flags),
            "virDomainRestoreParams",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        values = hinted(params, SAVE, "virDomainRestoreParams")
        self._call(self._driver.domain_restore_params(values, index(flags)))
        return 0

    def saveImageGetXMLDesc(self, file: str, flags: int = 0) -> str:
        """Describe the domain that a file holds.

        Args:
            file: path of the file on the host.
            flags: VIR_DOMAIN_SAVE_IMAGE_XML_SECURE: with passwords.

        Returns:
            an XML document <domain>.

        Raises:
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virDomainSaveImageGetXMLDesc, libvirt 0.9.4.
        """
        self._check_write("virDomainSaveImageGetXMLDesc")
        return self._call(
            self._driver.domain_save_image_get_xml_desc(
                text(file, "file", "virDomainSaveImageGetXMLDesc"), index(flags)
            )
        )

    def saveImageDefineXML(self, file: str, dxml: XmlLike, flags: int = 0) -> int:
        """Change the definition in the file of a saved domain.

        Args:
            file: path of the file on the host.
            dxml: a <domain> document, which the guest must not be able to tell from the one there.
            flags: VIR_DOMAIN_SAVE_RUNNING or _PAUSED: what it will be when it comes back.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_SAVE_RUNNING and VIR_DOMAIN_SAVE_PAUSED.
            NoSupport: the driver does not have this call.

        Source: virDomainSaveImageDefineXML, libvirt 0.9.4.
        """
        self._check_write("virDomainSaveImageDefineXML")
        exclusive_flags(
            index(flags),
            "virDomainSaveImageDefineXML",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        self._call(
            self._driver.domain_save_image_define_xml(
                text(file, "file", "virDomainSaveImageDefineXML"),
                xml_text(dxml, "dxml", "virDomainSaveImageDefineXML"),
                index(flags),
            )
        )
        return 0

    def listAllSecrets(self, flags: int = 0) -> list[virSecret]:
        """List secrets.

        Args:
            flags: VIR_CONNECT_LIST_SECRETS_* filters. Without one of a group the group does not matter.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListAllSecrets, libvirt 0.10.2.
        """
        from anyvirt.objects.secret import virSecret

        return [virSecret(self, ref) for ref in self._call(self._secret_driver.connect_list_all_secrets(index(flags)))]

    def numOfSecrets(self) -> int:
        """Count the secrets.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectNumOfSecrets, libvirt 0.7.1.
        """
        return len(self._call(self._secret_driver.connect_list_all_secrets(0)))

    def listSecrets(self) -> list[str]:
        """List the UUIDs of the secrets.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListSecrets, libvirt 0.7.1.
        """
        return [ref.uuid for ref in self._call(self._secret_driver.connect_list_all_secrets(0))]

    def secretLookupByUUID(self, uuid: bytes) -> virSecret:
        """Find a secret by the bytes of its UUID.

        Args:
            uuid: the 16 bytes, as UUID() of a secret gives them.

        Raises:
            NoSecret: there is none.
            NoSupport: the driver does not have this call.

        Source: virSecretLookupByUUID, libvirt 0.7.1.
        """
        from anyvirt.objects.secret import virSecret

        return virSecret(
            self,
            self._call(
                self._secret_driver.secret_lookup_by_uuid(uuid_from_bytes(uuid, "uuid", "virSecretLookupByUUID"))
            ),
        )

    def secretLookupByUUIDString(self, uuidstr: str) -> virSecret:
        """Find a secret by its UUID.

        Args:
            uuidstr: the UUID as text.

        Raises:
            NoSecret: there is none.
            NoSupport: the driver does not have this call.

        Source: virSecretLookupByUUIDString, libvirt 0.7.1.
        """
        from anyvirt.objects.secret import virSecret

        return virSecret(
            self,
            self._call(
                self._secret_driver.secret_lookup_by_uuid(
                    uuid_from_text(uuidstr, "uuidstr", "virSecretLookupByUUIDString")
                )
            ),
        )

    def secretLookupByUsage(self, usageType: int, usageID: str) -> virSecret:
        """Find a secret by what uses it.

        Args:
            usageType: VIR_SECRET_USAGE_TYPE_*.
            usageID: which object of that kind uses the secret.

        Raises:
            NoSecret: there is none.
            NoSupport: the driver does not have this call.

        Source: virSecretLookupByUsage, libvirt 0.7.1.
        """
        from anyvirt.objects.secret import virSecret

        return virSecret(
            self,
            self._call(
                self._secret_driver.secret_lookup_by_usage(
                    number(usageType, "usageType"), text(usageID, "usageID", "virSecretLookupByUsage")
                )
            ),
        )

    def secretDefineXML(self, xml: XmlLike, flags: int = 0) -> virSecret:
        """Define a secret, or change the definition of one. Its value stays.

        Args:
            xml: a <secret> document.
            flags: VIR_SECRET_DEFINE_VALIDATE: check the document against its schema.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virSecretDefineXML, libvirt 0.7.1.
        """
        self._check_write("virSecretDefineXML")
        from anyvirt.objects.secret import virSecret

        return virSecret(
            self,
            self._call(self._secret_driver.secret_define_xml(xml_text(xml, "xml", "virSecretDefineXML"), index(flags))),
        )

    def listAllStoragePools(self, flags: int = 0) -> list[virStoragePool]:
        """List storage pools.

        Args:
            flags: VIR_CONNECT_LIST_STORAGE_POOLS_* filters. Without one of a group the group does not matter.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListAllStoragePools, libvirt 0.10.2.
        """
        from anyvirt.objects.storage import virStoragePool

        return [
            virStoragePool(self, ref)
            for ref in self._call(self._storage_driver.connect_list_all_storage_pools(index(flags)))
        ]

    def numOfStoragePools(self) -> int:
        """Count the active storage pools.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectNumOfStoragePools, libvirt 0.4.1.
        """
        return len(
            self._call(self._storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE))
        )

    def listStoragePools(self) -> list[str]:
        """List the names of the active storage pools.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListStoragePools, libvirt 0.4.1.
        """
        return [
            ref.name
            for ref in self._call(
                self._storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)
            )
        ]

    def numOfDefinedStoragePools(self) -> int:
        """Count the inactive storage pools.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectNumOfDefinedStoragePools, libvirt 0.4.1.
        """
        return len(
            self._call(self._storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE))
        )

    def listDefinedStoragePools(self) -> list[str]:
        """List the names of the inactive storage pools.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListDefinedStoragePools, libvirt 0.4.1.
        """
        return [
            ref.name
            for ref in self._call(
                self._storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE)
            )
        ]

    def storagePoolLookupByName(self, name: str) -> virStoragePool:
        """Find a storage pool by its name.

        Args:
            name: the exact name.

        Raises:
            NoStoragePool: there is none.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolLookupByName, libvirt 0.4.1.
        """
        from anyvirt.objects.storage import virStoragePool

        return virStoragePool(
            self,
            self._call(
                self._storage_driver.storage_pool_lookup_by_name(text(name, "name", "virStoragePoolLookupByName"))
            ),
        )

    def storagePoolLookupByUUID(self, uuid: bytes) -> virStoragePool:
        """Find a storage pool by the bytes of its UUID.

        Args:
            uuid: the 16 bytes, as UUID() of a pool gives them.

        Raises:
            NoStoragePool: there is none.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolLookupByUUID, libvirt 0.4.1.
        """
        from anyvirt.objects.storage import virStoragePool

        return virStoragePool(
            self,
            self._call(
                self._storage_driver.storage_pool_lookup_by_uuid(
                    uuid_from_bytes(uuid, "uuid", "virStoragePoolLookupByUUID")
                )
            ),
        )

    def storagePoolLookupByUUIDString(self, uuidstr: str) -> virStoragePool:
        """Find a storage pool by its UUID.

        Args:
            uuidstr: the UUID as text.

        Raises:
            NoStoragePool: there is none.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolLookupByUUIDString, libvirt 0.4.1.
        """
        from anyvirt.objects.storage import virStoragePool

        return virStoragePool(
            self,
            self._call(
                self._storage_driver.storage_pool_lookup_by_uuid(
                    uuid_from_text(uuidstr, "uuidstr", "virStoragePoolLookupByUUIDString")
                )
            ),
        )

    def storagePoolLookupByTargetPath(self, path: str) -> virStoragePool:
        """Find an active storage pool by where its volumes appear on the host.

        Args:
            path: the <path> of its <target>.

        Raises:
            NoStoragePool: there is none.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolLookupByTargetPath, libvirt 4.1.0.
        """
        from anyvirt.objects.storage import virStoragePool

        return virStoragePool(
            self,
            self._call(
                self._storage_driver.storage_pool_lookup_by_target_path(
                    text(path, "path", "virStoragePoolLookupByTargetPath")
                )
            ),
        )

    def storagePoolCreateXML(self, xmlDesc: XmlLike, flags: int = 0) -> virStoragePool:
        """Start a storage pool that is gone when it stops; its volumes stay where they are.

        Args:
            xmlDesc: a <pool> document.
            flags: VIR_STORAGE_POOL_CREATE_WITH_BUILD and how it treats what is there: _WITH_BUILD_OVERWRITE,
                _NO_OVERWRITE.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationFailed: another pool has this name, this UUID, or keeps its volumes in the same place.
            OperationInvalid: the pool is active.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolCreateXML, libvirt 0.4.1.
        """
        self._check_write("virStoragePoolCreateXML")
        from anyvirt.objects.storage import virStoragePool

        return virStoragePool(
            self,
            self._call(
                self._storage_driver.storage_pool_create_xml(
                    xml_text(xmlDesc, "xmlDesc", "virStoragePoolCreateXML"), index(flags)
                )
            ),
        )

    def storagePoolDefineXML(self, xml: XmlLike, flags: int = 0) -> virStoragePool:
        """Define a storage pool, or change the definition of one.

        An active pool keeps what it has until it is started again.

        Args:
            xml: a <pool> document.
            flags: VIR_STORAGE_POOL_DEFINE_VALIDATE: check the document against its schema.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationFailed: another pool has this name, this UUID, or keeps its volumes in the same place.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virStoragePoolDefineXML, libvirt 0.4.1.
        """
        self._check_write("virStoragePoolDefineXML")
        from anyvirt.objects.storage import virStoragePool

        return virStoragePool(
            self,
            self._call(
                self._storage_driver.storage_pool_define_xml(
                    xml_text(xml, "xml", "virStoragePoolDefineXML"), index(flags)
                )
            ),
        )

    def findStoragePoolSources(self, type: str, srcSpec: str | None, flags: int = 0) -> str:
        """Look for storage that pools could be made of.

        Args:
            type: the type of pools that could be made: logical, netfs, iscsi ...
            srcSpec: a <source> document that says where to look; None where none is needed.
            flags: must be 0.

        Returns:
            an XML document <sources>.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            InvalidArg: *srcSpec* lacks what this type needs.
            NoSupport: not this type.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virConnectFindStoragePoolSources, libvirt 0.4.5.
        """
        self._check_write("virConnectFindStoragePoolSources")
        return self._call(
            self._storage_driver.connect_find_storage_pool_sources(
                text(type, "type", "virConnectFindStoragePoolSources"), optional_text(srcSpec, "srcSpec"), index(flags)
            )
        )

    def getStoragePoolCapabilities(self, flags: int = 0) -> str:
        """Tell which types of storage pools there can be, and with which formats.

        Args:
            flags: must be 0.

        Returns:
            an XML document <storagepoolCapabilities>.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectGetStoragePoolCapabilities, libvirt 5.2.0.
        """
        return self._call(self._storage_driver.connect_get_storage_pool_capabilities(index(flags)))

    def storageVolLookupByKey(self, key: str) -> virStorageVol:
        """Find a volume, of whichever active pool, by its key.

        Args:
            key: the key, as key() of a volume gives it.

        Raises:
            NoStorageVol: there is none.
            NoSupport: the driver does not have this call.

        Source: virStorageVolLookupByKey, libvirt 0.4.1.
        """
        from anyvirt.objects.storage import virStorageVol

        return virStorageVol(
            self,
            self._call(self._storage_driver.storage_vol_lookup_by_key(text(key, "key", "virStorageVolLookupByKey"))),
        )

    def storageVolLookupByPath(self, path: str) -> virStorageVol:
        """Find a volume, of whichever active pool, by its path.

        Args:
            path: where it is on the host.

        Raises:
            NoStorageVol: there is none.
            NoSupport: the driver does not have this call.

        Source: virStorageVolLookupByPath, libvirt 0.4.1.
        """
        from anyvirt.objects.storage import virStorageVol

        return virStorageVol(
            self,
            self._call(
                self._storage_driver.storage_vol_lookup_by_path(text(path, "path", "virStorageVolLookupByPath"))
            ),
        )

    def listAllNetworks(self, flags: int = 0) -> list[virNetwork]:
        """List virtual networks.

        Args:
            flags: VIR_CONNECT_LIST_NETWORKS_* filters. Without one of a group the group does not matter.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListAllNetworks, libvirt 0.10.2.
        """
        from anyvirt.objects.network import virNetwork

        return [
            virNetwork(self, ref) for ref in self._call(self._network_driver.connect_list_all_networks(index(flags)))
        ]

    def numOfNetworks(self) -> int:
        """Count the active networks.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectNumOfNetworks, libvirt 0.2.0.
        """
        return len(self._call(self._network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_ACTIVE)))

    def listNetworks(self) -> list[str]:
        """List the names of the active networks.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListNetworks, libvirt 0.2.0.
        """
        return [
            ref.name
            for ref in self._call(self._network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_ACTIVE))
        ]

    def numOfDefinedNetworks(self) -> int:
        """Count the inactive networks.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectNumOfDefinedNetworks, libvirt 0.2.0.
        """
        return len(self._call(self._network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_INACTIVE)))

    def listDefinedNetworks(self) -> list[str]:
        """List the names of the inactive networks.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListDefinedNetworks, libvirt 0.2.0.
        """
        return [
            ref.name
            for ref in self._call(self._network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_INACTIVE))
        ]

    def networkLookupByName(self, name: str) -> virNetwork:
        """Find a network by its name.

        Args:
            name: the exact name.

        Raises:
            NoNetwork: there is none.
            NoSupport: the driver does not have this call.

        Source: virNetworkLookupByName, libvirt 0.2.0.
        """
        from anyvirt.objects.network import virNetwork

        return virNetwork(
            self, self._call(self._network_driver.network_lookup_by_name(text(name, "name", "virNetworkLookupByName")))
        )

    def networkLookupByUUID(self, uuid: bytes) -> virNetwork:
        """Find a network by the bytes of its UUID.

        Args:
            uuid: the 16 bytes, as UUID() of a network gives them.

        Raises:
            NoNetwork: there is none.
            NoSupport: the driver does not have this call.

        Source: virNetworkLookupByUUID, libvirt 0.2.0.
        """
        from anyvirt.objects.network import virNetwork

        return virNetwork(
            self,
            self._call(
                self._network_driver.network_lookup_by_uuid(uuid_from_bytes(uuid, "uuid", "virNetworkLookupByUUID"))
            ),
        )

    def networkLookupByUUIDString(self, uuidstr: str) -> virNetwork:
        """Find a network by its UUID.

        Args:
            uuidstr: the UUID as text.

        Raises:
            NoNetwork: there is none.
            NoSupport: the driver does not have this call.

        Source: virNetworkLookupByUUIDString, libvirt 0.2.0.
        """
        from anyvirt.objects.network import virNetwork

        return virNetwork(
            self,
            self._call(
                self._network_driver.network_lookup_by_uuid(
                    uuid_from_text(uuidstr, "uuidstr", "virNetworkLookupByUUIDString")
                )
            ),
        )

    def networkCreateXMLFlags(self, xmlDesc: XmlLike, flags: int = 0) -> virNetwork:
        """Start a network that is gone when it stops.

        Args:
            xmlDesc: a <network> document.
            flags: VIR_NETWORK_CREATE_VALIDATE: check the document against its schema.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationFailed: another network has this name, or this UUID.
            OperationInvalid: it is active already.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNetworkCreateXMLFlags, libvirt 7.8.0.
        """
        self._check_write("virNetworkCreateXMLFlags")
        from anyvirt.objects.network import virNetwork

        return virNetwork(
            self,
            self._call(
                self._network_driver.network_create_xml_flags(
                    xml_text(xmlDesc, "xmlDesc", "virNetworkCreateXMLFlags"), index(flags)
                )
            ),
        )

    def networkCreateXML(self, xmlDesc: XmlLike) -> virNetwork:
        """Start a network that is gone when it stops.

        Args:
            xmlDesc: a <network> document.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationFailed: another network has this name, or this UUID.
            OperationInvalid: it is active already.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNetworkCreateXML, libvirt 0.2.0.
        """
        self._check_write("virNetworkCreateXML")
        from anyvirt.objects.network import virNetwork

        return virNetwork(
            self,
            self._call(
                self._network_driver.network_create_xml_flags(xml_text(xmlDesc, "xmlDesc", "virNetworkCreateXML"), 0)
            ),
        )

    def networkDefineXMLFlags(self, xml: XmlLike, flags: int = 0) -> virNetwork:
        """Define a network, or change the definition of one.

        An active network keeps what it has until it is started again.

        Args:
            xml: a <network> document.
            flags: VIR_NETWORK_DEFINE_VALIDATE: check the document against its schema.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationFailed: another network has this name, or this UUID.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNetworkDefineXMLFlags, libvirt 7.7.0.
        """
        self._check_write("virNetworkDefineXMLFlags")
        from anyvirt.objects.network import virNetwork

        return virNetwork(
            self,
            self._call(
                self._network_driver.network_define_xml_flags(
                    xml_text(xml, "xml", "virNetworkDefineXMLFlags"), index(flags)
                )
            ),
        )

    def networkDefineXML(self, xml: XmlLike) -> virNetwork:
        """Define a network, or change the definition of one.

        Args:
            xml: a <network> document.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationFailed: another network has this name, or this UUID.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNetworkDefineXML, libvirt 0.2.0.
        """
        self._check_write("virNetworkDefineXML")
        from anyvirt.objects.network import virNetwork

        return virNetwork(
            self,
            self._call(self._network_driver.network_define_xml_flags(xml_text(xml, "xml", "virNetworkDefineXML"), 0)),
        )

    def listAllNWFilters(self, flags: int = 0) -> list[virNWFilter]:
        """List network filters.

        Args:
            flags: must be 0.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListAllNWFilters, libvirt 0.10.2.
        """
        from anyvirt.objects.nwfilter import virNWFilter

        return [
            virNWFilter(self, ref) for ref in self._call(self._nwfilter_driver.connect_list_all_nwfilters(index(flags)))
        ]

    def numOfNWFilters(self) -> int:
        """Count the network filters.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectNumOfNWFilters, libvirt 0.8.0.
        """
        return len(self._call(self._nwfilter_driver.connect_list_all_nwfilters(0)))

    def listNWFilters(self) -> list[str]:
        """List the names of the network filters.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListNWFilters, libvirt 0.8.0.
        """
        return [ref.name for ref in self._call(self._nwfilter_driver.connect_list_all_nwfilters(0))]

    def nwfilterLookupByName(self, name: str) -> virNWFilter:
        """Find a network filter by its name.

        Args:
            name: the exact name.

        Raises:
            NoNwfilter: there is none.
            NoSupport: the driver does not have this call.

        Source: virNWFilterLookupByName, libvirt 0.8.0.
        """
        from anyvirt.objects.nwfilter import virNWFilter

        return virNWFilter(
            self,
            self._call(self._nwfilter_driver.nwfilter_lookup_by_name(text(name, "name", "virNWFilterLookupByName"))),
        )

    def nwfilterLookupByUUID(self, uuid: bytes) -> virNWFilter:
        """Find a network filter by the bytes of its UUID.

        Args:
            uuid: the 16 bytes, as UUID() of a filter gives them.

        Raises:
            NoNwfilter: there is none.
            NoSupport: the driver does not have this call.

        Source: virNWFilterLookupByUUID, libvirt 0.8.0.
        """
        from anyvirt.objects.nwfilter import virNWFilter

        return virNWFilter(
            self,
            self._call(
                self._nwfilter_driver.nwfilter_lookup_by_uuid(uuid_from_bytes(uuid, "uuid", "virNWFilterLookupByUUID"))
            ),
        )

    def nwfilterLookupByUUIDString(self, uuidstr: str) -> virNWFilter:
        """Find a network filter by its UUID.

        Args:
            uuidstr: the UUID as text.

        Raises:
            NoNwfilter: there is none.
            NoSupport: the driver does not have this call.

        Source: virNWFilterLookupByUUIDString, libvirt 0.8.0.
        """
        from anyvirt.objects.nwfilter import virNWFilter

        return virNWFilter(
            self,
            self._call(
                self._nwfilter_driver.nwfilter_lookup_by_uuid(
                    uuid_from_text(uuidstr, "uuidstr", "virNWFilterLookupByUUIDString")
                )
            ),
        )

    def nwfilterDefineXMLFlags(self, xmlDesc: XmlLike, flags: int = 0) -> virNWFilter:
        """Define a network filter, or change the definition of one.

        Args:
            xmlDesc: a <filter> document.
            flags: VIR_NWFILTER_DEFINE_VALIDATE: check the document against its schema.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNWFilterDefineXMLFlags, libvirt 7.7.0.
        """
        self._check_write("virNWFilterDefineXMLFlags")
        from anyvirt.objects.nwfilter import virNWFilter

        return virNWFilter(
            self,
            self._call(
                self._nwfilter_driver.nwfilter_define_xml_flags(
                    xml_text(xmlDesc, "xmlDesc", "virNWFilterDefineXMLFlags"), index(flags)
                )
            ),
        )

    def nwfilterDefineXML(self, xmlDesc: XmlLike) -> virNWFilter:
        """Define a network filter, or change the definition of one.

        Args:
            xmlDesc: a <filter> document.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNWFilterDefineXML, libvirt 0.8.0.
        """
        self._check_write("virNWFilterDefineXML")
        from anyvirt.objects.nwfilter import virNWFilter

        return virNWFilter(
            self,
            self._call(
                self._nwfilter_driver.nwfilter_define_xml_flags(xml_text(xmlDesc, "xmlDesc", "virNWFilterDefineXML"), 0)
            ),
        )

    def listAllNWFilterBindings(self, flags: int = 0) -> list[virNWFilterBinding]:
        """List which filters are bound to which interfaces.

        Args:
            flags: must be 0.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListAllNWFilterBindings, libvirt 4.5.0.
        """
        from anyvirt.objects.nwfilter import virNWFilterBinding

        return [
            virNWFilterBinding(self, ref)
            for ref in self._call(self._nwfilter_driver.connect_list_all_nwfilter_bindings(index(flags)))
        ]

    def nwfilterBindingLookupByPortDev(self, portdev: str) -> virNWFilterBinding:
        """Find the binding of an interface.

        Args:
            portdev: the network device of the interface.

        Raises:
            NoNwfilterBinding: there is none.
            NoSupport: the driver does not have this call.

        Source: virNWFilterBindingLookupByPortDev, libvirt 4.5.0.
        """
        from anyvirt.objects.nwfilter import virNWFilterBinding

        return virNWFilterBinding(
            self,
            self._call(
                self._nwfilter_driver.nwfilter_binding_lookup_by_port_dev(
                    text(portdev, "portdev", "virNWFilterBindingLookupByPortDev")
                )
            ),
        )

    def nwfilterBindingCreateXML(self, xml: XmlLike, flags: int = 0) -> virNWFilterBinding:
        """Bind a filter to an interface.

        Args:
            xml: a <filterbinding> document.
            flags: VIR_NWFILTER_BINDING_CREATE_VALIDATE: check the document against its schema.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNWFilterBindingCreateXML, libvirt 4.5.0.
        """
        self._check_write("virNWFilterBindingCreateXML")
        from anyvirt.objects.nwfilter import virNWFilterBinding

        return virNWFilterBinding(
            self,
            self._call(
                self._nwfilter_driver.nwfilter_binding_create_xml(
                    xml_text(xml, "xml", "virNWFilterBindingCreateXML"), index(flags)
                )
            ),
        )

    def listAllInterfaces(self, flags: int = 0) -> list[virInterface]:
        """List the host's network interfaces.

        Args:
            flags: VIR_CONNECT_LIST_INTERFACES_* filters. Without one of a group the group does not matter.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListAllInterfaces, libvirt 0.10.2.
        """
        from anyvirt.objects.interface import virInterface

        return [
            virInterface(self, ref)
            for ref in self._call(self._interface_driver.connect_list_all_interfaces(index(flags)))
        ]

    def numOfInterfaces(self) -> int:
        """Count the active interfaces.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectNumOfInterfaces, libvirt 0.6.4.
        """
        return len(self._call(self._interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_ACTIVE)))

    def listInterfaces(self) -> list[str]:
        """List the names of the active interfaces.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListInterfaces, libvirt 0.6.4.
        """
        return [
            ref.name
            for ref in self._call(
                self._interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_ACTIVE)
            )
        ]

    def numOfDefinedInterfaces(self) -> int:
        """Count the inactive interfaces.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectNumOfDefinedInterfaces, libvirt 0.7.0.
        """
        return len(self._call(self._interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_INACTIVE)))

    def listDefinedInterfaces(self) -> list[str]:
        """List the names of the inactive interfaces.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListDefinedInterfaces, libvirt 0.7.0.
        """
        return [
            ref.name
            for ref in self._call(
                self._interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_INACTIVE)
            )
        ]

    def interfaceLookupByName(self, name: str) -> virInterface:
        """Find an interface by its name.

        Args:
            name: the exact name.

        Raises:
            NoInterface: there is none.
            NoSupport: the driver does not have this call.

        Source: virInterfaceLookupByName, libvirt 0.6.4.
        """
        from anyvirt.objects.interface import virInterface

        return virInterface(
            self,
            self._call(self._interface_driver.interface_lookup_by_name(text(name, "name", "virInterfaceLookupByName"))),
        )

    def interfaceLookupByMACString(self, macstr: str) -> virInterface:
        """Find an interface by its hardware address.

        Args:
            macstr: the hardware address as text.

        Raises:
            NoInterface: there is none.
            MultipleInterfaces: several have it.
            NoSupport: the driver does not have this call.

        Source: virInterfaceLookupByMACString, libvirt 0.6.4.
        """
        from anyvirt.objects.interface import virInterface

        return virInterface(
            self,
            self._call(
                self._interface_driver.interface_lookup_by_mac_string(
                    text(macstr, "macstr", "virInterfaceLookupByMACString")
                )
            ),
        )

    def interfaceDefineXML(self, xml: XmlLike, flags: int = 0) -> virInterface:
        """Define an interface, or change the definition of one.

        Between changeBegin() and changeCommit() it can be taken back.

        Args:
            xml: an <interface> document.
            flags: VIR_INTERFACE_DEFINE_VALIDATE: check the document against its schema.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virInterfaceDefineXML, libvirt 0.6.4.
        """
        self._check_write("virInterfaceDefineXML")
        from anyvirt.objects.interface import virInterface

        return virInterface(
            self,
            self._call(
                self._interface_driver.interface_define_xml(xml_text(xml, "xml", "virInterfaceDefineXML"), index(flags))
            ),
        )

    def changeBegin(self, flags: int = 0) -> int:
        """Keep the definitions of all interfaces, so that changeRollback() can restore them.

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: changes have begun already.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virInterfaceChangeBegin, libvirt 0.9.2.
        """
        self._check_write("virInterfaceChangeBegin")
        self._call(self._interface_driver.interface_change_begin(index(flags)))
        return 0

    def changeCommit(self, flags: int = 0) -> int:
        """Keep the changes made since changeBegin().

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: no changes have begun.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virInterfaceChangeCommit, libvirt 0.9.2.
        """
        self._check_write("virInterfaceChangeCommit")
        self._call(self._interface_driver.interface_change_commit(index(flags)))
        return 0

    def changeRollback(self, flags: int = 0) -> int:
        """Restore the definitions as they were at changeBegin().

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: no changes have begun.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virInterfaceChangeRollback, libvirt 0.9.2.
        """
        self._check_write("virInterfaceChangeRollback")
        self._call(self._interface_driver.interface_change_rollback(index(flags)))
        return 0

    def listAllDevices(self, flags: int = 0) -> list[virNodeDevice]:
        """List the host's devices.

        Args:
            flags: VIR_CONNECT_LIST_NODE_DEVICES_* filters: capabilities, active or not, persistent or not.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virConnectListAllNodeDevices, libvirt 0.10.2.
        """
        from anyvirt.objects.node_device import virNodeDevice

        return [
            virNodeDevice(self, ref)
            for ref in self._call(self._node_device_driver.connect_list_all_node_devices(index(flags)))
        ]

    def numOfDevices(self, cap: str | None, flags: int = 0) -> int:
        """Count the host's devices.

        Args:
            cap: a capability that they must have; None for all devices.
            flags: must be 0.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virNodeNumOfDevices, libvirt 0.5.0.
        """
        return self._call(self._node_device_driver.node_num_of_devices(optional_text(cap, "cap"), index(flags)))

    def listDevices(self, cap: str | None, flags: int = 0) -> list[str]:
        """List the names of the host's devices.

        Args:
            cap: a capability that they must have; None for all devices.
            flags: must be 0.

        Raises:
            NoSupport: the driver does not have this call.

        Source: virNodeListDevices, libvirt 0.5.0.
        """
        return self._call(self._node_device_driver.node_list_devices(optional_text(cap, "cap"), index(flags)))

    def nodeDeviceLookupByName(self, name: str) -> virNodeDevice:
        """Find a device by its name.

        Args:
            name: the exact name.

        Raises:
            NoNodeDevice: there is none.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceLookupByName, libvirt 0.5.0.
        """
        from anyvirt.objects.node_device import virNodeDevice

        return virNodeDevice(
            self,
            self._call(
                self._node_device_driver.node_device_lookup_by_name(text(name, "name", "virNodeDeviceLookupByName"))
            ),
        )

    def nodeDeviceLookupSCSIHostByWWN(self, wwnn: str, wwpn: str, flags: int = 0) -> virNodeDevice:
        """Find a SCSI host by its world-wide names.

        Args:
            wwnn: its world-wide node name.
            wwpn: its world-wide port name.
            flags: must be 0.

        Raises:
            NoNodeDevice: there is none.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceLookupSCSIHostByWWN, libvirt 1.0.3.
        """
        from anyvirt.objects.node_device import virNodeDevice

        return virNodeDevice(
            self,
            self._call(
                self._node_device_driver.node_device_lookup_scsi_host_by_wwn(
                    text(wwnn, "wwnn", "virNodeDeviceLookupSCSIHostByWWN"),
                    text(wwpn, "wwpn", "virNodeDeviceLookupSCSIHostByWWN"),
                    index(flags),
                )
            ),
        )

    def nodeDeviceCreateXML(self, xmlDesc: XmlLike, flags: int = 0) -> virNodeDevice:
        """Make a device: a virtual HBA, or a mediated device.

        Args:
            xmlDesc: a <device> document.
            flags: VIR_NODE_DEVICE_CREATE_XML_VALIDATE: check the document against its schema.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceCreateXML, libvirt 0.6.3.
        """
        self._check_write("virNodeDeviceCreateXML")
        from anyvirt.objects.node_device import virNodeDevice

        return virNodeDevice(
            self,
            self._call(
                self._node_device_driver.node_device_create_xml(
                    xml_text(xmlDesc, "xmlDesc", "virNodeDeviceCreateXML"), index(flags)
                )
            ),
        )

    def nodeDeviceDefineXML(self, xmlDesc: XmlLike, flags: int = 0) -> virNodeDevice:
        """Define a device that can be made later.

        Args:
            xmlDesc: a <device> document.
            flags: VIR_NODE_DEVICE_DEFINE_XML_VALIDATE: check the document against its schema.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationDenied: the connection is read-only.
            NoSupport: the driver does not have this call.

        Source: virNodeDeviceDefineXML, libvirt 7.3.0.
        """
        self._check_write("virNodeDeviceDefineXML")
        from anyvirt.objects.node_device import virNodeDevice

        return virNodeDevice(
            self,
            self._call(
                self._node_device_driver.node_device_define_xml(
                    xml_text(xmlDesc, "xmlDesc", "virNodeDeviceDefineXML"), index(flags)
                )
            ),
        )
