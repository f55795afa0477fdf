"""Constants: the host, connections and CPUs."""

from __future__ import annotations

from anyvirt.api.enums.model import Const, Group

GROUPS: tuple[Group, ...] = (
    Group(
        "virConnectBaselineCPUFlags",
        "What baselineCPU() and baselineHypervisorCPU() do with features.",
        (
            Const("VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES", 1 << 0, "1.1.2"),
            Const("VIR_CONNECT_BASELINE_CPU_MIGRATABLE", 1 << 1, "1.2.14"),
            Const("VIR_CONNECT_BASELINE_CPU_IGNORE_HOST", 1 << 2, "11.6.0"),
        ),
    ),
    Group(
        "virConnectCompareCPUFlags",
        "How strictly compareCPU() and compareHypervisorCPU() compare.",
        (
            Const("VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE", 1 << 0, "1.2.6"),
            Const("VIR_CONNECT_COMPARE_CPU_VALIDATE_XML", 1 << 1, "6.9.0"),
        ),
    ),
    Group(
        "virConnectFlags",
        "How a connection is opened.",
        (
            Const("VIR_CONNECT_RO", 1 << 0, "0.4.1"),
            Const("VIR_CONNECT_NO_ALIASES", 1 << 1, "0.9.7"),
        ),
    ),
    Group(
        "virCPUCompareResult",
        "What compareCPU() found.",
        (
            Const("VIR_CPU_COMPARE_ERROR", -1, "0.7.5"),
            Const("VIR_CPU_COMPARE_INCOMPATIBLE", 0, "0.7.5"),
            Const("VIR_CPU_COMPARE_IDENTICAL", 1, "0.7.5"),
            Const("VIR_CPU_COMPARE_SUPERSET", 2, "0.7.5"),
        ),
    ),
    Group(
        "virConnectCredentialType",
        "What an authentication callback is asked for.",
        (
            Const("VIR_CRED_USERNAME", 1, "0.4.1"),
            Const("VIR_CRED_AUTHNAME", 2, "0.4.1"),
            Const("VIR_CRED_LANGUAGE", 3, "0.4.1"),
            Const("VIR_CRED_CNONCE", 4, "0.4.1"),
            Const("VIR_CRED_PASSPHRASE", 5, "0.4.1"),
            Const("VIR_CRED_ECHOPROMPT", 6, "0.4.1"),
            Const("VIR_CRED_NOECHOPROMPT", 7, "0.4.1"),
            Const("VIR_CRED_REALM", 8, "0.4.1"),
            Const("VIR_CRED_EXTERNAL", 9, "0.4.1"),
        ),
    ),
    Group(
        "virNodeAllocPagesFlags",
        "Whether allocPages() adds to the pools or sets them.",
        (
            Const("VIR_NODE_ALLOC_PAGES_ADD", 0, "1.2.9"),
            Const("VIR_NODE_ALLOC_PAGES_SET", 1 << 0, "1.2.9"),
        ),
    ),
    Group(
        "virNodeGetCPUStatsAllCPUs",
        "The number that means all CPUs in getCPUStats().",
        (Const("VIR_NODE_CPU_STATS_ALL_CPUS", -1, "0.9.3"),),
    ),
    Group(
        "virNodeGetMemoryStatsAllCells",
        "The number that means all NUMA cells in getMemoryStats().",
        (Const("VIR_NODE_MEMORY_STATS_ALL_CELLS", -1, "0.9.3"),),
    ),
    Group(
        "virNodeSuspendTarget",
        "How deep suspendForDuration() sleeps.",
        (
            Const("VIR_NODE_SUSPEND_TARGET_MEM", 0, "0.9.8"),
            Const("VIR_NODE_SUSPEND_TARGET_DISK", 1, "0.9.8"),
            Const("VIR_NODE_SUSPEND_TARGET_HYBRID", 2, "0.9.8"),
        ),
    ),
    Group(
        "VIR_CONNECT_IDENTITY_*",
        "Parameters of setIdentity(): on whose behalf a connection works.",
        (
            Const("VIR_CONNECT_IDENTITY_GROUP_NAME", "group-name", "5.8.0"),
            Const("VIR_CONNECT_IDENTITY_PROCESS_ID", "process-id", "5.8.0"),
            Const("VIR_CONNECT_IDENTITY_PROCESS_TIME", "process-time", "5.8.0"),
            Const("VIR_CONNECT_IDENTITY_SASL_USER_NAME", "sasl-user-name", "5.8.0"),
            Const("VIR_CONNECT_IDENTITY_SELINUX_CONTEXT", "selinux-context", "5.8.0"),
            Const("VIR_CONNECT_IDENTITY_UNIX_GROUP_ID", "unix-group-id", "5.8.0"),
            Const("VIR_CONNECT_IDENTITY_UNIX_USER_ID", "unix-user-id", "5.8.0"),
            Const("VIR_CONNECT_IDENTITY_USER_NAME", "user-name", "5.8.0"),
            Const("VIR_CONNECT_IDENTITY_X509_DISTINGUISHED_NAME", "x509-distinguished-name", "5.8.0"),
        ),
    ),
    Group(
        "VIR_NODE_CPU_STATS_*",
        "Keys of the host's getCPUStats().",
        (
            Const("VIR_NODE_CPU_STATS_GUEST", "guest", "11.8.0"),
            Const("VIR_NODE_CPU_STATS_IDLE", "idle", "0.9.3"),
            Const("VIR_NODE_CPU_STATS_INTR", "intr", "1.2.2"),
            Const("VIR_NODE_CPU_STATS_IOWAIT", "iowait", "0.9.3"),
            Const("VIR_NODE_CPU_STATS_KERNEL", "kernel", "0.9.3"),
            Const("VIR_NODE_CPU_STATS_USER", "user", "0.9.3"),
            Const("VIR_NODE_CPU_STATS_UTILIZATION", "utilization", "0.9.3"),
        ),
    ),
    Group(
        "VIR_NODE_MEMORY_STATS_*",
        "Keys of the host's getMemoryStats().",
        (
            Const("VIR_NODE_MEMORY_STATS_AVAILABLE", "available", "12.3.0"),
            Const("VIR_NODE_MEMORY_STATS_BUFFERS", "buffers", "0.9.3"),
            Const("VIR_NODE_MEMORY_STATS_CACHED", "cached", "0.9.3"),
            Const("VIR_NODE_MEMORY_STATS_FREE", "free", "0.9.3"),
            Const("VIR_NODE_MEMORY_STATS_TOTAL", "total", "0.9.3"),
        ),
    ),
    Group(
        "VIR_NODE_MEMORY_SHARED_*",
        "Host memory parameters: merging of equal pages (KSM).",
        (
            Const("VIR_NODE_MEMORY_SHARED_FULL_SCANS", "shm_full_scans", "0.10.2"),
            Const("VIR_NODE_MEMORY_SHARED_MERGE_ACROSS_NODES", "shm_merge_across_nodes", "1.0.0"),
            Const("VIR_NODE_MEMORY_SHARED_PAGES_SHARED", "shm_pages_shared", "0.10.2"),
            Const("VIR_NODE_MEMORY_SHARED_PAGES_SHARING", "shm_pages_sharing", "0.10.2"),
            Const("VIR_NODE_MEMORY_SHARED_PAGES_TO_SCAN", "shm_pages_to_scan", "0.10.2"),
            Const("VIR_NODE_MEMORY_SHARED_PAGES_UNSHARED", "shm_pages_unshared", "0.10.2"),
            Const("VIR_NODE_MEMORY_SHARED_PAGES_VOLATILE", "shm_pages_volatile", "0.10.2"),
            Const("VIR_NODE_MEMORY_SHARED_SLEEP_MILLISECS", "shm_sleep_millisecs", "0.10.2"),
        ),
    ),
    Group(
        "VIR_NODE_SEV_*",
        "Keys of getSEVInfo().",
        (
            Const("VIR_NODE_SEV_CBITPOS", "cbitpos", "4.5.0"),
            Const("VIR_NODE_SEV_CERT_CHAIN", "cert-chain", "4.5.0"),
            Const("VIR_NODE_SEV_CPU0_ID", "cpu0-id", "8.4.0"),
            Const("VIR_NODE_SEV_MAX_ES_GUESTS", "max-es-guests", "8.0.0"),
            Const("VIR_NODE_SEV_MAX_GUESTS", "max-guests", "8.0.0"),
            Const("VIR_NODE_SEV_PDH", "pdh", "4.5.0"),
            Const("VIR_NODE_SEV_REDUCED_PHYS_BITS", "reduced-phys-bits", "4.5.0"),
        ),
    ),
)
