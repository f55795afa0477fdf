# Generated from anyvirt.api: change the table there and run `make generate`.
"""virConnect, awaitable.

What each call does, takes and raises stands in anyvirt.connection.
"""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from anyvirt.aio.domain import virDomain
from anyvirt.base import AsyncConnectionBase
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

    from anyvirt.aio.interface import virInterface
    from anyvirt.aio.network import virNetwork
    from anyvirt.aio.node_device import virNodeDevice
    from anyvirt.aio.nwfilter import virNWFilter, virNWFilterBinding
    from anyvirt.aio.secret import virSecret
    from anyvirt.aio.storage import virStoragePool, virStorageVol
    from anyvirt.driver.types import CpuMap, TypedParams, TypedValue
    from anyvirt.results import DomainRecord
    from anyvirt.util.arguments import XmlLike


class virConnect(AsyncConnectionBase):
    """A connection to a hypervisor."""

    async def getType(self) -> str:
        """Name the hypervisor, for instance QEMU or TEST."""
        return await self._call(self._driver.connect_get_type())

    async def getVersion(self) -> int:
        """Give the version of the hypervisor."""
        return await self._call(self._driver.connect_get_version())

    async def getLibVersion(self) -> int:
        """Give the version of the library at the far end of the connection."""
        return await self._call(self._driver.connect_get_lib_version())

    async def getHostname(self) -> str:
        """Name the host on which the hypervisor runs."""
        return await self._call(self._driver.connect_get_hostname())

    async def getURI(self) -> str:
        """Give the canonical URI of the connection."""
        return await self._call(self._driver.connect_get_uri())

    async def getSysinfo(self, flags: int = 0) -> str:
        """Describe the host's firmware and hardware as its SMBIOS tables do."""
        return await self._call(self._driver.connect_get_sysinfo(index(flags)))

    async def getCapabilities(self) -> str:
        """Describe the host and the kinds of guests that it can run."""
        return await self._call(self._driver.connect_get_capabilities())

    async def getMaxVcpus(self, type: str | None) -> int:
        """Give the largest number of virtual CPUs that a domain can have."""
        return await self._call(self._driver.connect_get_max_vcpus(optional_text(type, "type")))

    async def getSecurityModel(self) -> list[str]:
        """Name the security driver that keeps guests apart."""
        return list(await self._call(self._driver.node_get_security_model()))

    async def isAlive(self) -> int:
        """Tell whether the connection still works."""
        return int(await self._call(self._driver.connect_is_alive()))

    async def isSecure(self) -> int:
        """Tell whether nobody on the way can read or change what the connection carries."""
        return int(await self._call(self._driver.connect_is_secure()))

    async def isEncrypted(self) -> int:
        """Tell whether the connection is encrypted."""
        return int(await self._call(self._driver.connect_is_encrypted()))

    async def setKeepAlive(self, interval: int, count: int) -> int:
        """Send messages over a silent connection so that a dead one is noticed."""
        return await self._call(
            self._driver.connect_set_keep_alive(
                number(interval, "interval"), unsigned(count, "count", "virConnectSetKeepAlive")
            )
        )

    async def setIdentity(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Make the calls from now on in the name of somebody else."""
        values = hinted(params, IDENTITY, "virConnectSetIdentity") if params != {} else {}
        await self._call(self._driver.connect_set_identity(values, index(flags)))
        return 0

    async def getInfo(self) -> list[str | int]:
        """Give the host's processor model, memory and topology."""
        answer = await self._call(self._driver.node_get_info())
        return [answer.model, answer.memory // 1024, *answer[2:]]

    async def getCPUMap(self, flags: int = 0) -> CpuMap:
        """Tell which of the host's CPUs are online."""
        return await self._call(self._driver.node_get_cpu_map(index(flags)))

    async def getCPUStats(self, cpuNum: int, flags: int = 0) -> dict[str, int]:
        """Give what the host's CPUs spent their time on."""
        return await self._call(self._driver.node_get_cpu_stats(number(cpuNum, "cpuNum"), index(flags)))

    async def getMemoryStats(self, cellNum: int, flags: int = 0) -> dict[str, int]:
        """Give what the host's memory is used for."""
        return await self._call(self._driver.node_get_memory_stats(number(cellNum, "cellNum"), index(flags)))

    async def getFreeMemory(self) -> int:
        """Give the host's free memory."""
        return await self._call(self._driver.node_get_free_memory())

    async def getCellsFreeMemory(self, startCell: int, maxCells: int) -> list[int]:
        """Give the free memory of some NUMA cells."""
        return await self._call(
            self._driver.node_get_cells_free_memory(number(startCell, "startCell"), number(maxCells, "maxCells"))
        )

    async def getFreePages(
        self, pages: Sequence[int], startCell: int, maxCells: int, flags: int = 0
    ) -> dict[int, dict[int, int]]:
        """Count the free pages of some sizes in some NUMA cells."""
        return await self._call(
            self._driver.node_get_free_pages(
                [index(item) for item in at_most(pages, 1024, "pages")],
                number(startCell, "startCell"),
                number(maxCells, "maxCells"),
                index(flags),
            )
        )

    async def allocPages(self, pages: Mapping[int, int], startCell: int = 0, cellCount: int = 0, flags: int = 0) -> int:
        """Set aside huge pages for guests."""
        self._check_write("virNodeAllocPages")
        return await self._call(
            self._driver.node_alloc_pages(
                at_most(dict(pages), 1024, "pages"),
                number(startCell, "startCell"),
                unsigned(cellCount, "cellCount", "virNodeAllocPages"),
                index(flags),
            )
        )

    async def getMemoryParameters(self, flags: int = 0) -> TypedParams:
        """Give the settings by which the host merges equal memory pages, and what that yields."""
        return await self._call(self._driver.node_get_memory_parameters(index(flags)))

    async def setMemoryParameters(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Change the settings by which the host merges equal memory pages."""
        self._check_write("virNodeSetMemoryParameters")
        require_params(params)
        known = await self._call(self._driver.node_get_memory_parameters(index(flags)))
        values = settable(params, known, NODE_MEMORY)
        await self._call(self._driver.node_set_memory_parameters(values, index(flags)))
        return 0

    async def getSEVInfo(self, flags: int = 0) -> TypedParams:
        """Give what the owner of a guest needs to use AMD's encrypted memory on this host."""
        self._check_write("virNodeGetSEVInfo")
        return await self._call(self._driver.node_get_sev_info(index(flags)))

    async def suspendForDuration(self, target: int, duration: int, flags: int = 0) -> int:
        """Suspend the whole host for a while."""
        self._check_write("virNodeSuspendForDuration")
        await self._call(
            self._driver.node_suspend_for_duration(
                unsigned(target, "target", "virNodeSuspendForDuration"),
                unsigned(duration, "duration", "virNodeSuspendForDuration"),
                index(flags),
            )
        )
        return 0

    async def getDomainCapabilities(
        self,
        emulatorbin: str | None = None,
        arch: str | None = None,
        machine: str | None = None,
        virttype: str | None = None,
        flags: int = 0,
    ) -> str:
        """Describe what a domain of some kind can have: devices, CPU models, features."""
        self._check_write("virConnectGetDomainCapabilities")
        return await self._call(
            self._driver.connect_get_domain_capabilities(
                optional_text(emulatorbin, "emulatorbin"),
                optional_text(arch, "arch"),
                optional_text(machine, "machine"),
                optional_text(virttype, "virttype"),
                index(flags),
            )
        )

    async def compareCPU(self, xmlDesc: XmlLike, flags: int = 0) -> int:
        """Compare a CPU with the host's."""
        return await self._call(
            self._driver.connect_compare_cpu(xml_text(xmlDesc, "xmlDesc", "virConnectCompareCPU"), index(flags))
        )

    async def compareHypervisorCPU(
        self,
        emulator: str | None,
        arch: str | None,
        machine: str | None,
        virttype: str | None,
        xmlCPU: XmlLike,
        flags: int = 0,
    ) -> int:
        """Compare a CPU with what the hypervisor can give a guest on this host."""
        self._check_write("virConnectCompareHypervisorCPU")
        return await self._call(
            self._driver.connect_compare_hypervisor_cpu(
                optional_text(emulator, "emulator"),
                optional_text(arch, "arch"),
                optional_text(machine, "machine"),
                optional_text(virttype, "virttype"),
                xml_text(xmlCPU, "xmlCPU", "virConnectCompareHypervisorCPU"),
                index(flags),
            )
        )

    async def baselineCPU(self, xmlCPUs: Sequence[XmlLike], flags: int = 0) -> str:
        """Find the richest CPU that all of several hosts can give a guest."""
        return await self._call(
            self._driver.connect_baseline_cpu(
                [xml_text(item, "xmlCPUs", "virConnectBaselineCPU") for item in at_most(xmlCPUs, 256, "xmlCPUs")],
                index(flags),
            )
        )

    async def baselineHypervisorCPU(
        self,
        emulator: str | None,
        arch: str | None,
        machine: str | None,
        virttype: str | None,
        xmlCPUs: Sequence[XmlLike],
        flags: int = 0,
    ) -> str:
        """Find the richest CPU that the hypervisor can give a guest on all of several hosts."""
        self._check_write("virConnectBaselineHypervisorCPU")
        return await self._call(
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

    async def getCPUModelNames(self, arch: str, flags: int = 0) -> list[str]:
        """List the CPU models that are known by name for an architecture."""
        return await self._call(
            self._driver.connect_get_cpu_model_names(text(arch, "arch", "virConnectGetCPUModelNames"), index(flags))
        )

    async def listAllDomains(self, flags: int = 0) -> list[virDomain]:
        """List domains."""
        return [virDomain(self, ref) for ref in await self._call(self._driver.connect_list_all_domains(index(flags)))]

    async def listDomainsID(self) -> list[int]:
        """List the ids of the active domains."""
        return [
            ref.id for ref in await self._call(self._driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_ACTIVE))
        ]

    async def numOfDomains(self) -> int:
        """Count the active domains."""
        return len(await self._call(self._driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_ACTIVE)))

    async def listDefinedDomains(self) -> list[str]:
        """List the names of the inactive domains."""
        return [
            ref.name
            for ref in await self._call(self._driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_INACTIVE))
        ]

    async def numOfDefinedDomains(self) -> int:
        """Count the inactive domains."""
        return len(await self._call(self._driver.connect_list_all_domains(VIR_CONNECT_LIST_DOMAINS_INACTIVE)))

    async def lookupByID(self, id: int) -> virDomain:
        """Find an active domain by its id."""
        return virDomain(
            self, await self._call(self._driver.domain_lookup_by_id(natural(id, "id", "virDomainLookupByID")))
        )

    async def lookupByName(self, name: str) -> virDomain:
        """Find a domain by its name."""
        return virDomain(
            self, await self._call(self._driver.domain_lookup_by_name(text(name, "name", "virDomainLookupByName")))
        )

    async def lookupByUUID(self, uuid: bytes) -> virDomain:
        """Find a domain by the bytes of its UUID."""
        return virDomain(
            self,
            await self._call(
                self._driver.domain_lookup_by_uuid(uuid_from_bytes(uuid, "uuid", "virDomainLookupByUUID"))
            ),
        )

    async def lookupByUUIDString(self, uuidstr: str) -> virDomain:
        """Find a domain by the text of its UUID."""
        return virDomain(
            self,
            await self._call(
                self._driver.domain_lookup_by_uuid(uuid_from_text(uuidstr, "uuidstr", "virDomainLookupByUUIDString"))
            ),
        )

    async def defineXML(self, xml: XmlLike) -> virDomain:
        """Define a domain, or replace the definition of the one with this UUID."""
        self._check_write("virDomainDefineXML")
        return virDomain(
            self, await self._call(self._driver.domain_define_xml_flags(xml_text(xml, "xml", "virDomainDefineXML"), 0))
        )

    async def defineXMLFlags(self, xml: XmlLike, flags: int = 0) -> virDomain:
        """Define a domain, or replace the definition of the one with this UUID."""
        self._check_write("virDomainDefineXMLFlags")
        return virDomain(
            self,
            await self._call(
                self._driver.domain_define_xml_flags(xml_text(xml, "xml", "virDomainDefineXMLFlags"), index(flags))
            ),
        )

    async def createXML(self, xmlDesc: XmlLike, flags: int = 0) -> virDomain:
        """Start a domain from its document."""
        self._check_write("virDomainCreateXML")
        return virDomain(
            self,
            await self._call(
                self._driver.domain_create_xml(xml_text(xmlDesc, "xmlDesc", "virDomainCreateXML"), index(flags))
            ),
        )

    async def createXMLWithFiles(self, xmlDesc: XmlLike, files: Sequence[int], flags: int = 0) -> virDomain:
        """Start a domain from its document and pass open files to its first process."""
        self._check_write("virDomainCreateXMLWithFiles")
        return virDomain(
            self,
            await self._call(
                self._driver.domain_create_xml_with_files(
                    xml_text(xmlDesc, "xmlDesc", "virDomainCreateXMLWithFiles"),
                    [index(item) for item in at_most(files, 32, "files")],
                    index(flags),
                )
            ),
        )

    async def createLinux(self, xmlDesc: XmlLike, flags: int = 0) -> virDomain:
        """Start a domain from its document: the old name of createXML()."""
        self._check_write("virDomainCreateXML")
        return virDomain(
            self,
            await self._call(
                self._driver.domain_create_xml(xml_text(xmlDesc, "xmlDesc", "virDomainCreateXML"), index(flags))
            ),
        )

    async def domainXMLFromNative(self, nativeFormat: str, nativeConfig: str, flags: int = 0) -> str:
        """Translate a hypervisor's own configuration into a domain document."""
        self._check_write("virConnectDomainXMLFromNative")
        return await self._call(
            self._driver.connect_domain_xml_from_native(
                text(nativeFormat, "nativeFormat", "virConnectDomainXMLFromNative"),
                text(nativeConfig, "nativeConfig", "virConnectDomainXMLFromNative"),
                index(flags),
            )
        )

    async def domainXMLToNative(self, nativeFormat: str, domainXml: XmlLike, flags: int = 0) -> str:
        """Translate a domain document into a hypervisor's own configuration."""
        self._check_write("virConnectDomainXMLToNative")
        return await self._call(
            self._driver.connect_domain_xml_to_native(
                text(nativeFormat, "nativeFormat", "virConnectDomainXMLToNative"),
                xml_text(domainXml, "domainXml", "virConnectDomainXMLToNative"),
                index(flags),
            )
        )

    async def getAllDomainStats(self, stats: int = 0, flags: int = 0) -> list[DomainRecord[virDomain]]:
        """Give the figures of all domains in one call."""
        from anyvirt.results import domain_records

        return domain_records(
            self,
            virDomain,
            await self._call(
                self._driver.connect_get_all_domain_stats(
                    None, unsigned(stats, "stats", "virConnectGetAllDomainStats"), index(flags)
                )
            ),
        )

    async def domainListGetStats(
        self, doms: Sequence[virDomain], stats: int = 0, flags: int = 0
    ) -> list[DomainRecord[virDomain]]:
        """Give the figures of some domains in one call."""
        from anyvirt.results import domain_records

        return domain_records(
            self,
            virDomain,
            await self._call(
                self._driver.connect_get_all_domain_stats(
                    domain_refs(doms, self, "virDomainListGetStats"),
                    unsigned(stats, "stats", "virDomainListGetStats"),
                    index(flags),
                )
            ),
        )

    async def restoreFlags(self, frm: str, dxml: XmlLike | None = None, flags: int = 0) -> int:
        """Start a domain where it was saved."""
        self._check_write("virDomainRestoreFlags")
        exclusive_flags(
            index(flags),
            "virDomainRestoreFlags",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        await self._call(
            self._driver.domain_restore_flags(
                text(frm, "frm", "virDomainRestoreFlags"),
                optional_xml(dxml, "dxml", "virDomainRestoreFlags"),
                index(flags),
            )
        )
        return 0

    async def restore(self, frm: str) -> int:
        """Start a domain where it was saved."""
        self._check_write("virDomainRestore")
        await self._call(self._driver.domain_restore_flags(text(frm, "frm", "virDomainRestore"), None, 0))
        return 0

    async def restoreParams(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Start a domain where it was saved, with more to choose."""
        self._check_write("virDomainRestoreParams")
        exclusive_flags(
            index(flags),
            "virDomainRestoreParams",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        values = hinted(params, SAVE, "virDomainRestoreParams")
        await self._call(self._driver.domain_restore_params(values, index(flags)))
        return 0

    async def saveImageGetXMLDesc(self, file: str, flags: int = 0) -> str:
        """Describe the domain that a file holds."""
        self._check_write("virDomainSaveImageGetXMLDesc")
        return await self._call(
            self._driver.domain_save_image_get_xml_desc(
                text(file, "file", "virDomainSaveImageGetXMLDesc"), index(flags)
            )
        )

    async def saveImageDefineXML(self, file: str, dxml: XmlLike, flags: int = 0) -> int:
        """Change the definition in the file of a saved domain."""
        self._check_write("virDomainSaveImageDefineXML")
        exclusive_flags(
            index(flags),
            "virDomainSaveImageDefineXML",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        await self._call(
            self._driver.domain_save_image_define_xml(
                text(file, "file", "virDomainSaveImageDefineXML"),
                xml_text(dxml, "dxml", "virDomainSaveImageDefineXML"),
                index(flags),
            )
        )
        return 0

    async def listAllSecrets(self, flags: int = 0) -> list[virSecret]:
        """List secrets."""
        from anyvirt.aio.secret import virSecret

        return [
            virSecret(self, ref) for ref in await self._call(self._secret_driver.connect_list_all_secrets(index(flags)))
        ]

    async def numOfSecrets(self) -> int:
        """Count the secrets."""
        return len(await self._call(self._secret_driver.connect_list_all_secrets(0)))

    async def listSecrets(self) -> list[str]:
        """List the UUIDs of the secrets."""
        return [ref.uuid for ref in await self._call(self._secret_driver.connect_list_all_secrets(0))]

    async def secretLookupByUUID(self, uuid: bytes) -> virSecret:
        """Find a secret by the bytes of its UUID."""
        from anyvirt.aio.secret import virSecret

        return virSecret(
            self,
            await self._call(
                self._secret_driver.secret_lookup_by_uuid(uuid_from_bytes(uuid, "uuid", "virSecretLookupByUUID"))
            ),
        )

    async def secretLookupByUUIDString(self, uuidstr: str) -> virSecret:
        """Find a secret by its UUID."""
        from anyvirt.aio.secret import virSecret

        return virSecret(
            self,
            await self._call(
                self._secret_driver.secret_lookup_by_uuid(
                    uuid_from_text(uuidstr, "uuidstr", "virSecretLookupByUUIDString")
                )
            ),
        )

    async def secretLookupByUsage(self, usageType: int, usageID: str) -> virSecret:
        """Find a secret by what uses it."""
        from anyvirt.aio.secret import virSecret

        return virSecret(
            self,
            await self._call(
                self._secret_driver.secret_lookup_by_usage(
                    number(usageType, "usageType"), text(usageID, "usageID", "virSecretLookupByUsage")
                )
            ),
        )

    async def secretDefineXML(self, xml: XmlLike, flags: int = 0) -> virSecret:
        """Define a secret, or change the definition of one. Its value stays."""
        self._check_write("virSecretDefineXML")
        from anyvirt.aio.secret import virSecret

        return virSecret(
            self,
            await self._call(
                self._secret_driver.secret_define_xml(xml_text(xml, "xml", "virSecretDefineXML"), index(flags))
            ),
        )

    async def listAllStoragePools(self, flags: int = 0) -> list[virStoragePool]:
        """List storage pools."""
        from anyvirt.aio.storage import virStoragePool

        return [
            virStoragePool(self, ref)
            for ref in await self._call(self._storage_driver.connect_list_all_storage_pools(index(flags)))
        ]

    async def numOfStoragePools(self) -> int:
        """Count the active storage pools."""
        return len(
            await self._call(self._storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE))
        )

    async def listStoragePools(self) -> list[str]:
        """List the names of the active storage pools."""
        return [
            ref.name
            for ref in await self._call(
                self._storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE)
            )
        ]

    async def numOfDefinedStoragePools(self) -> int:
        """Count the inactive storage pools."""
        return len(
            await self._call(
                self._storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE)
            )
        )

    async def listDefinedStoragePools(self) -> list[str]:
        """List the names of the inactive storage pools."""
        return [
            ref.name
            for ref in await self._call(
                self._storage_driver.connect_list_all_storage_pools(VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE)
            )
        ]

    async def storagePoolLookupByName(self, name: str) -> virStoragePool:
        """Find a storage pool by its name."""
        from anyvirt.aio.storage import virStoragePool

        return virStoragePool(
            self,
            await self._call(
                self._storage_driver.storage_pool_lookup_by_name(text(name, "name", "virStoragePoolLookupByName"))
            ),
        )

    async def storagePoolLookupByUUID(self, uuid: bytes) -> virStoragePool:
        """Find a storage pool by the bytes of its UUID."""
        from anyvirt.aio.storage import virStoragePool

        return virStoragePool(
            self,
            await self._call(
                self._storage_driver.storage_pool_lookup_by_uuid(
                    uuid_from_bytes(uuid, "uuid", "virStoragePoolLookupByUUID")
                )
            ),
        )

    async def storagePoolLookupByUUIDString(self, uuidstr: str) -> virStoragePool:
        """Find a storage pool by its UUID."""
        from anyvirt.aio.storage import virStoragePool

        return virStoragePool(
            self,
            await self._call(
                self._storage_driver.storage_pool_lookup_by_uuid(
                    uuid_from_text(uuidstr, "uuidstr", "virStoragePoolLookupByUUIDString")
                )
            ),
        )

    async def storagePoolLookupByTargetPath(self, path: str) -> virStoragePool:
        """Find an active storage pool by where its volumes appear on the host."""
        from anyvirt.aio.storage import virStoragePool

        return virStoragePool(
            self,
            await self._call(
                self._storage_driver.storage_pool_lookup_by_target_path(
                    text(path, "path", "virStoragePoolLookupByTargetPath")
                )
            ),
        )

    async def storagePoolCreateXML(self, xmlDesc: XmlLike, flags: int = 0) -> virStoragePool:
        """Start a storage pool that is gone when it stops; its volumes stay where they are."""
        self._check_write("virStoragePoolCreateXML")
        from anyvirt.aio.storage import virStoragePool

        return virStoragePool(
            self,
            await self._call(
                self._storage_driver.storage_pool_create_xml(
                    xml_text(xmlDesc, "xmlDesc", "virStoragePoolCreateXML"), index(flags)
                )
            ),
        )

    async def storagePoolDefineXML(self, xml: XmlLike, flags: int = 0) -> virStoragePool:
        """Define a storage pool, or change the definition of one."""
        self._check_write("virStoragePoolDefineXML")
        from anyvirt.aio.storage import virStoragePool

        return virStoragePool(
            self,
            await self._call(
                self._storage_driver.storage_pool_define_xml(
                    xml_text(xml, "xml", "virStoragePoolDefineXML"), index(flags)
                )
            ),
        )

    async def findStoragePoolSources(self, type: str, srcSpec: str | None, flags: int = 0) -> str:
        """Look for storage that pools could be made of."""
        self._check_write("virConnectFindStoragePoolSources")
        return await self._call(
            self._storage_driver.connect_find_storage_pool_sources(
                text(type, "type", "virConnectFindStoragePoolSources"), optional_text(srcSpec, "srcSpec"), index(flags)
            )
        )

    async def getStoragePoolCapabilities(self, flags: int = 0) -> str:
        """Tell which types of storage pools there can be, and with which formats."""
        return await self._call(self._storage_driver.connect_get_storage_pool_capabilities(index(flags)))

    async def storageVolLookupByKey(self, key: str) -> virStorageVol:
        """Find a volume, of whichever active pool, by its key."""
        from anyvirt.aio.storage import virStorageVol

        return virStorageVol(
            self,
            await self._call(
                self._storage_driver.storage_vol_lookup_by_key(text(key, "key", "virStorageVolLookupByKey"))
            ),
        )

    async def storageVolLookupByPath(self, path: str) -> virStorageVol:
        """Find a volume, of whichever active pool, by its path."""
        from anyvirt.aio.storage import virStorageVol

        return virStorageVol(
            self,
            await self._call(
                self._storage_driver.storage_vol_lookup_by_path(text(path, "path", "virStorageVolLookupByPath"))
            ),
        )

    async def listAllNetworks(self, flags: int = 0) -> list[virNetwork]:
        """List virtual networks."""
        from anyvirt.aio.network import virNetwork

        return [
            virNetwork(self, ref)
            for ref in await self._call(self._network_driver.connect_list_all_networks(index(flags)))
        ]

    async def numOfNetworks(self) -> int:
        """Count the active networks."""
        return len(await self._call(self._network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_ACTIVE)))

    async def listNetworks(self) -> list[str]:
        """List the names of the active networks."""
        return [
            ref.name
            for ref in await self._call(
                self._network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_ACTIVE)
            )
        ]

    async def numOfDefinedNetworks(self) -> int:
        """Count the inactive networks."""
        return len(await self._call(self._network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_INACTIVE)))

    async def listDefinedNetworks(self) -> list[str]:
        """List the names of the inactive networks."""
        return [
            ref.name
            for ref in await self._call(
                self._network_driver.connect_list_all_networks(VIR_CONNECT_LIST_NETWORKS_INACTIVE)
            )
        ]

    async def networkLookupByName(self, name: str) -> virNetwork:
        """Find a network by its name."""
        from anyvirt.aio.network import virNetwork

        return virNetwork(
            self,
            await self._call(self._network_driver.network_lookup_by_name(text(name, "name", "virNetworkLookupByName"))),
        )

    async def networkLookupByUUID(self, uuid: bytes) -> virNetwork:
        """Find a network by the bytes of its UUID."""
        from anyvirt.aio.network import virNetwork

        return virNetwork(
            self,
            await self._call(
                self._network_driver.network_lookup_by_uuid(uuid_from_bytes(uuid, "uuid", "virNetworkLookupByUUID"))
            ),
        )

    async def networkLookupByUUIDString(self, uuidstr: str) -> virNetwork:
        """Find a network by its UUID."""
        from anyvirt.aio.network import virNetwork

        return virNetwork(
            self,
            await self._call(
                self._network_driver.network_lookup_by_uuid(
                    uuid_from_text(uuidstr, "uuidstr", "virNetworkLookupByUUIDString")
                )
            ),
        )

    async def networkCreateXMLFlags(self, xmlDesc: XmlLike, flags: int = 0) -> virNetwork:
        """Start a network that is gone when it stops."""
        self._check_write("virNetworkCreateXMLFlags")
        from anyvirt.aio.network import virNetwork

        return virNetwork(
            self,
            await self._call(
                self._network_driver.network_create_xml_flags(
                    xml_text(xmlDesc, "xmlDesc", "virNetworkCreateXMLFlags"), index(flags)
                )
            ),
        )

    async def networkCreateXML(self, xmlDesc: XmlLike) -> virNetwork:
        """Start a network that is gone when it stops."""
        self._check_write("virNetworkCreateXML")
        from anyvirt.aio.network import virNetwork

        return virNetwork(
            self,
            await self._call(
                self._network_driver.network_create_xml_flags(xml_text(xmlDesc, "xmlDesc", "virNetworkCreateXML"), 0)
            ),
        )

    async def networkDefineXMLFlags(self, xml: XmlLike, flags: int = 0) -> virNetwork:
        """Define a network, or change the definition of one."""
        self._check_write("virNetworkDefineXMLFlags")
        from anyvirt.aio.network import virNetwork

        return virNetwork(
            self,
            await self._call(
                self._network_driver.network_define_xml_flags(
                    xml_text(xml, "xml", "virNetworkDefineXMLFlags"), index(flags)
                )
            ),
        )

    async def networkDefineXML(self, xml: XmlLike) -> virNetwork:
        """Define a network, or change the definition of one."""
        self._check_write("virNetworkDefineXML")
        from anyvirt.aio.network import virNetwork

        return virNetwork(
            self,
            await self._call(
                self._network_driver.network_define_xml_flags(xml_text(xml, "xml", "virNetworkDefineXML"), 0)
            ),
        )

    async def listAllNWFilters(self, flags: int = 0) -> list[virNWFilter]:
        """List network filters."""
        from anyvirt.aio.nwfilter import virNWFilter

        return [
            virNWFilter(self, ref)
            for ref in await self._call(self._nwfilter_driver.connect_list_all_nwfilters(index(flags)))
        ]

    async def numOfNWFilters(self) -> int:
        """Count the network filters."""
        return len(await self._call(self._nwfilter_driver.connect_list_all_nwfilters(0)))

    async def listNWFilters(self) -> list[str]:
        """List the names of the network filters."""
        return [ref.name for ref in await self._call(self._nwfilter_driver.connect_list_all_nwfilters(0))]

    async def nwfilterLookupByName(self, name: str) -> virNWFilter:
        """Find a network filter by its name."""
        from anyvirt.aio.nwfilter import virNWFilter

        return virNWFilter(
            self,
            await self._call(
                self._nwfilter_driver.nwfilter_lookup_by_name(text(name, "name", "virNWFilterLookupByName"))
            ),
        )

    async def nwfilterLookupByUUID(self, uuid: bytes) -> virNWFilter:
        """Find a network filter by the bytes of its UUID."""
        from anyvirt.aio.nwfilter import virNWFilter

        return virNWFilter(
            self,
            await self._call(
                self._nwfilter_driver.nwfilter_lookup_by_uuid(uuid_from_bytes(uuid, "uuid", "virNWFilterLookupByUUID"))
            ),
        )

    async def nwfilterLookupByUUIDString(self, uuidstr: str) -> virNWFilter:
        """Find a network filter by its UUID."""
        from anyvirt.aio.nwfilter import virNWFilter

        return virNWFilter(
            self,
            await self._call(
                self._nwfilter_driver.nwfilter_lookup_by_uuid(
                    uuid_from_text(uuidstr, "uuidstr", "virNWFilterLookupByUUIDString")
                )
            ),
        )

    async def nwfilterDefineXMLFlags(self, xmlDesc: XmlLike, flags: int = 0) -> virNWFilter:
        """Define a network filter, or change the definition of one."""
        self._check_write("virNWFilterDefineXMLFlags")
        from anyvirt.aio.nwfilter import virNWFilter

        return virNWFilter(
            self,
            await self._call(
                self._nwfilter_driver.nwfilter_define_xml_flags(
                    xml_text(xmlDesc, "xmlDesc", "virNWFilterDefineXMLFlags"), index(flags)
                )
            ),
        )

    async def nwfilterDefineXML(self, xmlDesc: XmlLike) -> virNWFilter:
        """Define a network filter, or change the definition of one."""
        self._check_write("virNWFilterDefineXML")
        from anyvirt.aio.nwfilter import virNWFilter

        return virNWFilter(
            self,
            await self._call(
                self._nwfilter_driver.nwfilter_define_xml_flags(xml_text(xmlDesc, "xmlDesc", "virNWFilterDefineXML"), 0)
            ),
        )

    async def listAllNWFilterBindings(self, flags: int = 0) -> list[virNWFilterBinding]:
        """List which filters are bound to which interfaces."""
        from anyvirt.aio.nwfilter import virNWFilterBinding

        return [
            virNWFilterBinding(self, ref)
            for ref in await self._call(self._nwfilter_driver.connect_list_all_nwfilter_bindings(index(flags)))
        ]

    async def nwfilterBindingLookupByPortDev(self, portdev: str) -> virNWFilterBinding:
        """Find the binding of an interface."""
        from anyvirt.aio.nwfilter import virNWFilterBinding

        return virNWFilterBinding(
            self,
            await self._call(
                self._nwfilter_driver.nwfilter_binding_lookup_by_port_dev(
                    text(portdev, "portdev", "virNWFilterBindingLookupByPortDev")
                )
            ),
        )

    async def nwfilterBindingCreateXML(self, xml: XmlLike, flags: int = 0) -> virNWFilterBinding:
        """Bind a filter to an interface."""
        self._check_write("virNWFilterBindingCreateXML")
        from anyvirt.aio.nwfilter import virNWFilterBinding

        return virNWFilterBinding(
            self,
            await self._call(
                self._nwfilter_driver.nwfilter_binding_create_xml(
                    xml_text(xml, "xml", "virNWFilterBindingCreateXML"), index(flags)
                )
            ),
        )

    async def listAllInterfaces(self, flags: int = 0) -> list[virInterface]:
        """List the host's network interfaces."""
        from anyvirt.aio.interface import virInterface

        return [
            virInterface(self, ref)
            for ref in await self._call(self._interface_driver.connect_list_all_interfaces(index(flags)))
        ]

    async def numOfInterfaces(self) -> int:
        """Count the active interfaces."""
        return len(
            await self._call(self._interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_ACTIVE))
        )

    async def listInterfaces(self) -> list[str]:
        """List the names of the active interfaces."""
        return [
            ref.name
            for ref in await self._call(
                self._interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_ACTIVE)
            )
        ]

    async def numOfDefinedInterfaces(self) -> int:
        """Count the inactive interfaces."""
        return len(
            await self._call(self._interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_INACTIVE))
        )

    async def listDefinedInterfaces(self) -> list[str]:
        """List the names of the inactive interfaces."""
        return [
            ref.name
            for ref in await self._call(
                self._interface_driver.connect_list_all_interfaces(VIR_CONNECT_LIST_INTERFACES_INACTIVE)
            )
        ]

    async def interfaceLookupByName(self, name: str) -> virInterface:
        """Find an interface by its name."""
        from anyvirt.aio.interface import virInterface

        return virInterface(
            self,
            await self._call(
                self._interface_driver.interface_lookup_by_name(text(name, "name", "virInterfaceLookupByName"))
            ),
        )

    async def interfaceLookupByMACString(self, macstr: str) -> virInterface:
        """Find an interface by its hardware address."""
        from anyvirt.aio.interface import virInterface

        return virInterface(
            self,
            await self._call(
                self._interface_driver.interface_lookup_by_mac_string(
                    text(macstr, "macstr", "virInterfaceLookupByMACString")
                )
            ),
        )

    async def interfaceDefineXML(self, xml: XmlLike, flags: int = 0) -> virInterface:
        """Define an interface, or change the definition of one."""
        self._check_write("virInterfaceDefineXML")
        from anyvirt.aio.interface import virInterface

        return virInterface(
            self,
            await self._call(
                self._interface_driver.interface_define_xml(xml_text(xml, "xml", "virInterfaceDefineXML"), index(flags))
            ),
        )

    async def changeBegin(self, flags: int = 0) -> int:
        """Keep the definitions of all interfaces, so that changeRollback() can restore them."""
        self._check_write("virInterfaceChangeBegin")
        await self._call(self._interface_driver.interface_change_begin(index(flags)))
        return 0

    async def changeCommit(self, flags: int = 0) -> int:
        """Keep the changes made since changeBegin()."""
        self._check_write("virInterfaceChangeCommit")
        await self._call(self._interface_driver.interface_change_commit(index(flags)))
        return 0

    async def changeRollback(self, flags: int = 0) -> int:
        """Restore the definitions as they were at changeBegin()."""
        self._check_write("virInterfaceChangeRollback")
        await self._call(self._interface_driver.interface_change_rollback(index(flags)))
        return 0

    async def listAllDevices(self, flags: int = 0) -> list[virNodeDevice]:
        """List the host's devices."""
        from anyvirt.aio.node_device import virNodeDevice

        return [
            virNodeDevice(self, ref)
            for ref in await self._call(self._node_device_driver.connect_list_all_node_devices(index(flags)))
        ]

    async def numOfDevices(self, cap: str | None, flags: int = 0) -> int:
        """Count the host's devices."""
        return await self._call(self._node_device_driver.node_num_of_devices(optional_text(cap, "cap"), index(flags)))

    async def listDevices(self, cap: str | None, flags: int = 0) -> list[str]:
        """List the names of the host's devices."""
        return await self._call(self._node_device_driver.node_list_devices(optional_text(cap, "cap"), index(flags)))

    async def nodeDeviceLookupByName(self, name: str) -> virNodeDevice:
        """Find a device by its name."""
        from anyvirt.aio.node_device import virNodeDevice

        return virNodeDevice(
            self,
            await self._call(
                self._node_device_driver.node_device_lookup_by_name(text(name, "name", "virNodeDeviceLookupByName"))
            ),
        )

    async def nodeDeviceLookupSCSIHostByWWN(self, wwnn: str, wwpn: str, flags: int = 0) -> virNodeDevice:
        """Find a SCSI host by its world-wide names."""
        from anyvirt.aio.node_device import virNodeDevice

        return virNodeDevice(
            self,
            await self._call(
                self._node_device_driver.node_device_lookup_scsi_host_by_wwn(
                    text(wwnn, "wwnn", "virNodeDeviceLookupSCSIHostByWWN"),
                    text(wwpn, "wwpn", "virNodeDeviceLookupSCSIHostByWWN"),
                    index(flags),
                )
            ),
        )

    async def nodeDeviceCreateXML(self, xmlDesc: XmlLike, flags: int = 0) -> virNodeDevice:
        """Make a device: a virtual HBA, or a mediated device."""
        self._check_write("virNodeDeviceCreateXML")
        from anyvirt.aio.node_device import virNodeDevice

        return virNodeDevice(
            self,
            await self._call(
                self._node_device_driver.node_device_create_xml(
                    xml_text(xmlDesc, "xmlDesc", "virNodeDeviceCreateXML"), index(flags)
                )
            ),
        )

    async def nodeDeviceDefineXML(self, xmlDesc: XmlLike, flags: int = 0) -> virNodeDevice:
        """Define a device that can be made later."""
        self._check_write("virNodeDeviceDefineXML")
        from anyvirt.aio.node_device import virNodeDevice

        return virNodeDevice(
            self,
            await self._call(
                self._node_device_driver.node_device_define_xml(
                    xml_text(xmlDesc, "xmlDesc", "virNodeDeviceDefineXML"), index(flags)
                )
            ),
        )
