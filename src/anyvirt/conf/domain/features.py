"""Features of the machine that are on or off: <features>."""

from __future__ import annotations

from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import BytesInMiB, Element, KiB, OnOff, UInt, ULong, YesNo, attr, child, flag


class HyperVMode(WordEnum):
    CUSTOM = "custom"
    PASSTHROUGH = "passthrough"
    HOST_MODEL = "host-model"


class IoApicDriver(WordEnum):
    KVM = "kvm"
    QEMU = "qemu"


class GicVersion(WordEnum):
    HOST = "host"
    V2 = "2"
    V3 = "3"


class HptResizing(WordEnum):
    ENABLED = "enabled"
    DISABLED = "disabled"
    REQUIRED = "required"


class CapabilitiesPolicy(WordEnum):
    DEFAULT = "default"
    ALLOW = "allow"
    DENY = "deny"


class MsrsUnknown(WordEnum):
    IGNORE = "ignore"
    FAULT = "fault"


class XenPassthroughMode(WordEnum):
    """Whether the tables of the IOMMU are shared with the CPU's."""

    SYNC_PT = "sync_pt"
    SHARE_PT = "share_pt"


class Mitigation(WordEnum):
    """What a guest on POWER is told of a weakness of the CPU."""

    BROKEN = "broken"
    WORKAROUND = "workaround"
    FIXED = "fixed"


class BranchMitigation(WordEnum):
    """The same, of indirect branches."""

    BROKEN = "broken"
    WORKAROUND = "workaround"
    FIXED_IBS = "fixed-ibs"
    FIXED_CCD = "fixed-ccd"
    FIXED_NA = "fixed-na"


class Aia(WordEnum):
    """Interrupt controllers of RISC-V."""

    NONE = "none"
    APLIC = "aplic"
    APLIC_IMSIC = "aplic-imsic"


class HyperV(Element, tag="hyperv", open_tags=(".",), closed=True):
    """Paravirtual features for Windows guests."""

    mode: HyperVMode | None = attr("@mode")
    relaxed: OnOff | None = attr("relaxed/@state", bare="")
    vapic: OnOff | None = attr("vapic/@state", bare="")
    spinlocks: OnOff | None = attr("spinlocks/@state")
    spinlock_retries: UInt | None = attr("spinlocks/@retries")  # at least 4095
    vpindex: OnOff | None = attr("vpindex/@state", bare="")
    runtime: OnOff | None = attr("runtime/@state", bare="")
    synic: OnOff | None = attr("synic/@state", bare="")
    stimer: OnOff | None = attr("stimer/@state")
    stimer_direct: OnOff | None = attr("stimer/direct/@state", bare="")
    reset: OnOff | None = attr("reset/@state", bare="")
    vendor_id: OnOff | None = attr("vendor_id/@state")
    vendor_id_value: str | None = attr("vendor_id/@value")  # up to 12 characters
    frequencies: OnOff | None = attr("frequencies/@state", bare="")
    reenlightenment: OnOff | None = attr("reenlightenment/@state", bare="")
    tlbflush: OnOff | None = attr("tlbflush/@state")
    tlbflush_direct: OnOff | None = attr("tlbflush/direct/@state", bare="")
    tlbflush_extended: OnOff | None = attr("tlbflush/extended/@state", bare="")
    ipi: OnOff | None = attr("ipi/@state", bare="")
    evmcs: OnOff | None = attr("evmcs/@state", bare="")
    avic: OnOff | None = attr("avic/@state", bare="")
    emsr_bitmap: OnOff | None = attr("emsr_bitmap/@state", bare="")
    xmm_input: OnOff | None = attr("xmm_input/@state", bare="")


class Kvm(Element, tag="kvm", open_tags=(".",), closed=True):
    """Features of the KVM hypervisor."""

    hidden: OnOff | None = attr("hidden/@state", bare="")
    hint_dedicated: OnOff | None = attr("hint-dedicated/@state", bare="")
    poll_control: OnOff | None = attr("poll-control/@state", bare="")
    pv_ipi: OnOff | None = attr("pv-ipi/@state", bare="")
    dirty_ring: OnOff | None = attr("dirty-ring/@state")
    dirty_ring_size: UInt | None = attr("dirty-ring/@size")  # entries, a power of 2 from 1024 to 65536


class Xen(Element, tag="xen", open_tags=(".",), closed=True):
    """Features of the Xen hypervisor."""

    e820_host: OnOff | None = attr("e820_host/@state", bare="")
    passthrough: OnOff | None = attr("passthrough/@state")
    passthrough_mode: XenPassthroughMode | None = attr("passthrough/@mode")


class Capabilities(Element, tag="capabilities"):
    """Which capabilities the processes of a container keep; see capabilities(7)."""

    policy: CapabilitiesPolicy | None = attr("@policy")  # what happens to those that are not named
    audit_control: OnOff | None = attr("audit_control/@state")
    audit_write: OnOff | None = attr("audit_write/@state")
    block_suspend: OnOff | None = attr("block_suspend/@state")
    chown: OnOff | None = attr("chown/@state")
    dac_override: OnOff | None = attr("dac_override/@state")
    dac_read_search: OnOff | None = attr("dac_read_search/@state")
    fowner: OnOff | None = attr("fowner/@state")
    fsetid: OnOff | None = attr("fsetid/@state")
    ipc_lock: OnOff | None = attr("ipc_lock/@state")
    ipc_owner: OnOff | None = attr("ipc_owner/@state")
    kill: OnOff | None = attr("kill/@state")
    lease: OnOff | None = attr("lease/@state")
    linux_immutable: OnOff | None = attr("linux_immutable/@state")
    mac_admin: OnOff | None = attr("mac_admin/@state")
    mac_override: OnOff | None = attr("mac_override/@state")
    mknod: OnOff | None = attr("mknod/@state")
    net_admin: OnOff | None = attr("net_admin/@state")
    net_bind_service: OnOff | None = attr("net_bind_service/@state")
    net_broadcast: OnOff | None = attr("net_broadcast/@state")
    net_raw: OnOff | None = attr("net_raw/@state")
    setgid: OnOff | None = attr("setgid/@state")
    setfcap: OnOff | None = attr("setfcap/@state")
    setpcap: OnOff | None = attr("setpcap/@state")
    setuid: OnOff | None = attr("setuid/@state")
    sys_admin: OnOff | None = attr("sys_admin/@state")
    sys_boot: OnOff | None = attr("sys_boot/@state")
    sys_chroot: OnOff | None = attr("sys_chroot/@state")
    sys_module: OnOff | None = attr("sys_module/@state")
    sys_nice: OnOff | None = attr("sys_nice/@state")
    sys_pacct: OnOff | None = attr("sys_pacct/@state")
    sys_ptrace: OnOff | None = attr("sys_ptrace/@state")
    sys_rawio: OnOff | None = attr("sys_rawio/@state")
    sys_resource: OnOff | None = attr("sys_resource/@state")
    sys_time: OnOff | None = attr("sys_time/@state")
    sys_tty_config: OnOff | None = attr("sys_tty_config/@state")
    syslog: OnOff | None = attr("syslog/@state")
    wake_alarm: OnOff | None = attr("wake_alarm/@state")


class Features(Element, tag="features", closed=True):
    """<features>: each one absent (the hypervisor decides), on or off."""

    acpi: bool = flag("acpi")
    apic: bool = flag("apic")
    apic_eoi: OnOff | None = attr("apic/@eoi")
    pae: bool = flag("pae")
    hap: OnOff | None = attr("hap/@state", bare="on")
    viridian: bool = flag("viridian")
    privnet: bool = flag("privnet")
    hyperv: HyperV | None = child("hyperv")
    kvm: Kvm | None = child("kvm")
    pvspinlock: OnOff | None = attr("pvspinlock/@state", bare="on")
    capabilities: Capabilities | None = child("capabilities")
    pmu: OnOff | None = attr("pmu/@state", bare="on")
    vmport: OnOff | None = attr("vmport/@state", bare="on")
    gic: bool = flag("gic")
    gic_version: GicVersion | None = attr("gic/@version")
    smm: OnOff | None = attr("smm/@state", bare="on")
    smm_tseg: ULong | None = attr("smm/tseg", unit=BytesInMiB)  # bytes
    ioapic: IoApicDriver | None = attr("ioapic/@driver")
    hpt: bool = flag("hpt")
    hpt_resizing: HptResizing | None = attr("hpt/@resizing")
    hpt_maxpagesize: ULong | None = attr("hpt/maxpagesize", unit=KiB)  # KiB
    vmcoreinfo: OnOff | None = attr("vmcoreinfo/@state", bare="on")
    htm: OnOff | None = attr("htm/@state", bare="")
    nested_hv: OnOff | None = attr("nested-hv/@state", bare="")
    msrs_unknown: MsrsUnknown | None = attr("msrs/@unknown", bare="")
    ccf_assist: OnOff | None = attr("ccf-assist/@state", bare="")
    xen: Xen | None = child("xen")
    cfpc: Mitigation | None = attr("cfpc/@value")
    sbbc: Mitigation | None = attr("sbbc/@value")
    ibs: BranchMitigation | None = attr("ibs/@value")
    tcg_tb_cache: ULong | None = attr("tcg/tb-cache", unit=KiB)  # KiB
    async_teardown: YesNo | None = attr("async-teardown/@enabled")
    ras: OnOff | None = attr("ras/@state", bare="")
    ps2: OnOff | None = attr("ps2/@state", bare="")
    aia: Aia | None = attr("aia/@value")
