"""virDomain: disks and network interfaces in figures."""

from __future__ import annotations

from anyvirt.api.kinds import DOMAIN_READ, NO_SUCH_PART, NOT_RUNNING, STR, TYPED, UNSIGNED, unused_flags
from anyvirt.api.model import Acl, Arg, Function, Owner, Result

DISK = Arg("path", STR, "target of the disk, such as vda, or the path of its source.")
DISK_OR_ALL = DISK._replace(doc="target of the disk, such as vda, or the path of its source; empty for the sum of all.")

ROWS: tuple[Function, ...] = (
    Function(
        c_name="virDomainBlockStats",
        owner=Owner.DOMAIN,
        name="blockStats",
        args=(DISK_OR_ALL,),
        result=Result("BlockStats", "BlockStats"),
        summary="Give the counters of a disk.",
        returns="(reads, bytes read, writes, bytes written, errors); -1 where the hypervisor does not count.",
        raises=(NOT_RUNNING, NO_SUCH_PART),
        since="0.3.2",
        acl=DOMAIN_READ,
    ),
    Function(
        c_name="virDomainBlockStatsFlags",
        owner=Owner.DOMAIN,
        name="blockStatsFlags",
        args=(DISK_OR_ALL, unused_flags()),
        result=TYPED,
        summary="Give all counters of a disk, with times and flushes.",
        returns="counts, bytes and nanoseconds by the names VIR_DOMAIN_BLOCK_STATS_*.",
        raises=(NOT_RUNNING, NO_SUCH_PART),
        since="0.9.5",
        acl=DOMAIN_READ,
    ),
    Function(
        c_name="virDomainGetBlockInfo",
        owner=Owner.DOMAIN,
        name="blockInfo",
        args=(DISK, unused_flags()),
        result=Result("list[int]", "BlockInfo", "list({})"),
        summary="Give the sizes of a disk.",
        returns="bytes: [what the guest sees, what is written as far as the host can tell, what it occupies].",
        raises=(NO_SUCH_PART,),
        since="0.8.1",
        acl=DOMAIN_READ,
    ),
    Function(
        c_name="virDomainInterfaceStats",
        owner=Owner.DOMAIN,
        name="interfaceStats",
        args=(
            Arg(
                "path",
                STR,
                "name of the interface on the host, such as vnet0, or its MAC address.",
                driver_name="device",
            ),
        ),
        result=Result("InterfaceStats", "InterfaceStats"),
        summary="Give the counters of a network interface.",
        returns=(
            "(bytes, packets, errors and drops received, bytes, packets, errors and drops sent), as the guest sees it; "
            "-1 where nobody counts."
        ),
        raises=(NOT_RUNNING, NO_SUCH_PART),
        since="0.3.2",
        acl=DOMAIN_READ,
    ),
    Function(
        c_name="virDomainInterfaceAddresses",
        owner=Owner.DOMAIN,
        name="interfaceAddresses",
        args=(
            Arg("source", UNSIGNED, "VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE, _AGENT or _ARP: who is asked."),
            unused_flags(),
        ),
        result=Result("dict[str, InterfaceAddresses]", "dict[str, InterfaceAddresses]"),
        summary="Give the IP addresses of the guest's interfaces.",
        returns=(
            "for each interface {'hwaddr': MAC address, 'addrs': [{'addr', 'prefix', 'type'} ...] or None}, by the "
            "name that the source knows: the host's for leases and ARP, the guest's for the agent."
        ),
        raises=(NOT_RUNNING, ("AgentUnresponsive", "the guest agent does not answer.")),
        since="1.2.14",
        acl=(
            Acl("domain", "read"),
            Acl("domain", "write", "source=VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT"),
        ),
        write_if="source == VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT",
    ),
)
