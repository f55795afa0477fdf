"""The domain: everything about one guest."""

from __future__ import annotations

from typing import Annotated

from anyvirt.conf.domain.boot import (
    AcpiTable,
    BootDevice,
    Firmware,
    FirmwareFeature,
    InitEnv,
    Loader,
    Nvram,
    SmbiosMode,
    Sysinfo,
    VarStore,
)
from anyvirt.conf.domain.clock import Clock
from anyvirt.conf.domain.cpu import Cpu
from anyvirt.conf.domain.cpuset import CpuSet
from anyvirt.conf.domain.devices.audio import Audio
from anyvirt.conf.domain.devices.chardev import Channel, Console, Parallel, Serial
from anyvirt.conf.domain.devices.controller import Controller
from anyvirt.conf.domain.devices.disk import Disk, ThrottleGroup
from anyvirt.conf.domain.devices.filesystem import Filesystem
from anyvirt.conf.domain.devices.graphics import Graphics
from anyvirt.conf.domain.devices.hostdev import Hostdev
from anyvirt.conf.domain.devices.input import Input
from anyvirt.conf.domain.devices.interface import Interface
from anyvirt.conf.domain.devices.lease import Lease
from anyvirt.conf.domain.devices.memballoon import Memballoon
from anyvirt.conf.domain.devices.memory_device import MemoryDevice
from anyvirt.conf.domain.devices.platform import Crypto, Iommu, NvramDevice, Panic, Pstore, Vsock
from anyvirt.conf.domain.devices.redirection import Hub, Redirdev, RedirFilter
from anyvirt.conf.domain.devices.rng import Rng
from anyvirt.conf.domain.devices.shmem import Shmem
from anyvirt.conf.domain.devices.smartcard import Smartcard
from anyvirt.conf.domain.devices.sound import Sound
from anyvirt.conf.domain.devices.tpm import Tpm
from anyvirt.conf.domain.devices.video import Video
from anyvirt.conf.domain.devices.watchdog import Watchdog
from anyvirt.conf.domain.features import Features
from anyvirt.conf.domain.lxc import LXC_NAMESPACE, LxcNamespace
from anyvirt.conf.domain.memory import BlkioTune, MemoryBacking, MemTune
from anyvirt.conf.domain.qemu import QEMU_NAMESPACE, Deprecation, QemuEnv, QemuOverride
from anyvirt.conf.domain.seclabel import SecLabel
from anyvirt.conf.domain.security import KeywrapCipher, LaunchSecurity
from anyvirt.conf.domain.tuning import CpuTune, DefaultIoThread, IoThread, NumaTune, Vcpu
from anyvirt.util.error import ConfigUnsupported, InternalError, NoName
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import (
    Element,
    Fragment,
    KiB,
    OnOff,
    UInt,
    ULong,
    Uuid,
    YesNo,
    attr,
    child,
    children,
    integer,
    need,
    raw,
)

# Of what a document asks of one hypervisor alone; QEMU's and LXC's have modules of their own.
XEN_NAMESPACE = "http://libvirt.org/schemas/domain/xen/1.0"
BHYVE_NAMESPACE = "http://libvirt.org/schemas/domain/bhyve/1.0"
VMWARE_NAMESPACE = "http://libvirt.org/schemas/domain/vmware/1.0"

# What is counted out, one by one, needs a bound, or a document of a few bytes takes all memory.
Vcpus = Annotated[int, integer(0, 16384)]  # VIR_DOMAIN_CPUMASK_LEN
Threads = Annotated[int, integer(0, 65535)]


class DomainType(WordEnum):
    """The hypervisor."""

    QEMU = "qemu"
    KQEMU = "kqemu"
    KVM = "kvm"
    XEN = "xen"
    LXC = "lxc"
    UML = "uml"
    OPENVZ = "openvz"
    TEST = "test"
    VMWARE = "vmware"
    HYPERV = "hyperv"
    VBOX = "vbox"
    PHYP = "phyp"
    PARALLELS = "parallels"  # what vz was called
    VZ = "vz"
    BHYVE = "bhyve"
    HVF = "hvf"


class VcpuPlacement(WordEnum):
    STATIC = "static"
    AUTO = "auto"


class LifecycleAction(WordEnum):
    """What follows when the guest powers off, reboots or crashes."""

    DESTROY = "destroy"
    RESTART = "restart"
    RESTART_RENAME = "rename-restart"
    PRESERVE = "preserve"
    COREDUMP_DESTROY = "coredump-destroy"
    COREDUMP_RESTART = "coredump-restart"


class LockFailureAction(WordEnum):
    """What follows when the lock manager loses a lease of the guest."""

    POWEROFF = "poweroff"
    RESTART = "restart"
    PAUSE = "pause"
    IGNORE = "ignore"


class PerfEventName(WordEnum):
    CMT = "cmt"
    MBMT = "mbmt"
    MBML = "mbml"
    CPU_CYCLES = "cpu_cycles"
    INSTRUCTIONS = "instructions"
    CACHE_REFERENCES = "cache_references"
    CACHE_MISSES = "cache_misses"
    BRANCH_INSTRUCTIONS = "branch_instructions"
    BRANCH_MISSES = "branch_misses"
    BUS_CYCLES = "bus_cycles"
    STALLED_CYCLES_FRONTEND = "stalled_cycles_frontend"
    STALLED_CYCLES_BACKEND = "stalled_cycles_backend"
    REF_CPU_CYCLES = "ref_cpu_cycles"
    CPU_CLOCK = "cpu_clock"
    TASK_CLOCK = "task_clock"
    PAGE_FAULTS = "page_faults"
    CONTEXT_SWITCHES = "context_switches"
    CPU_MIGRATIONS = "cpu_migrations"
    PAGE_FAULTS_MIN = "page_faults_min"
    PAGE_FAULTS_MAJ = "page_faults_maj"
    ALIGNMENT_FAULTS = "alignment_faults"
    EMULATION_FAULTS = "emulation_faults"


class PerfEvent(Element, tag="event"):
    """A performance counter of the host that is kept for the guest."""

    name: PerfEventName = need("@name")
    enabled: YesNo = need("@enabled")


class IdMapUid(Element, tag="uid"):
    """User ids of a container, counted from `start`, are those of the host from `target`."""

    start: UInt = need("@start")
    target: UInt = need("@target")
    count: UInt = need("@count")


class IdMapGid(Element, tag="gid"):
    """Group ids, as for users."""

    start: UInt = need("@start")
    target: UInt = need("@target")
    count: UInt = need("@count")


class Domain(
    Element,
    tag="domain",
    const={"type": tuple(kind.value for kind in DomainType)},
    namespaces={
        "qemu": QEMU_NAMESPACE,
        "lxc": LXC_NAMESPACE,
        "xen": XEN_NAMESPACE,
        "bhyve": BHYVE_NAMESPACE,
        "vmware": VMWARE_NAMESPACE,
    },
    open_tags=("devices",),
):
    """<domain>: the definition of a guest. Memory in KiB."""

    type: DomainType = need("@type", missing=InternalError, wrong=ConfigUnsupported)
    id: int | None = attr("@id", lenient=True)  # live guests only
    name: str = need("name", missing=NoName)
    uuid: Uuid | None = attr("uuid")
    genid: str | None = attr("genid")  # changes when the guest goes back in time; empty: generated
    title: str | None = attr("title")  # one line
    description: str | None = attr("description")
    metadata: Fragment | None = raw("metadata")
    max_memory_slots: UInt | None = attr("maxMemory/@slots")
    max_memory: ULong | None = attr("maxMemory", unit=KiB)  # KiB, with all memory modules plugged in
    dump_core: OnOff | None = attr("memory/@dumpCore")  # whether a core dump of QEMU has the guest's memory
    memory: ULong | None = attr("memory", unit=KiB)  # KiB at boot
    current_memory: ULong | None = attr("currentMemory", unit=KiB)  # KiB that the balloon leaves
    blkiotune: BlkioTune | None = child("blkiotune")
    memtune: MemTune | None = child("memtune")
    memory_backing: MemoryBacking | None = child("memoryBacking")
    vcpu_placement: VcpuPlacement | None = attr("vcpu/@placement")
    vcpu_cpuset: CpuSet | None = attr("vcpu/@cpuset")  # CPUs of the host, as in 0-3,5
    vcpu_current: UInt | None = attr("vcpu/@current")  # CPUs at boot; all without it
    vcpu: Vcpus = attr("vcpu", default=1, bare="")  # virtual CPUs at most
    vcpus: list[Vcpu] = children("vcpus/vcpu")
    iothreads: Threads | None = attr("iothreads")
    iothread_ids: list[IoThread] = children("iothreadids/iothread")
    default_iothread: DefaultIoThread | None = child("defaultiothread")
    cputune: CpuTune | None = child("cputune")
    numatune: NumaTune | None = child("numatune")
    iommufd: YesNo | None = attr("iommufd/@enabled")  # devices of the host are mapped by /dev/iommu
    iommufd_group: str | None = attr("iommufd/@fdgroup")  # which the client has opened
    resource_partition: str | None = attr("resource/partition")  # control group
    resource_appid: str | None = attr("resource/fibrechannel/@appid")
    sysinfo: list[Sysinfo] = children("sysinfo")
    bootloader: str | None = attr("bootloader")  # xen
    bootloader_args: str | None = attr("bootloader_args")
    os_firmware: Firmware | None = attr("os/@firmware")  # choose an image of this kind
    os_arch: str | None = attr("os/type/@arch")
    os_machine: str | None = attr("os/type/@machine")
    os_type: str | None = attr("os/type")  # hvm, exe, xen, linux, uml
    init: str | None = attr("os/init")  # containers: the first process
    initargs: list[str] = children("os/initarg")
    initenvs: list[InitEnv] = children("os/initenv")
    initdir: str | None = attr("os/initdir")
    inituser: str | None = attr("os/inituser")
    initgroup: str | None = attr("os/initgroup")
    firmware_features: list[FirmwareFeature] = children("os/firmware/feature")
    loader: Loader | None = child("os/loader")
    nvram: Nvram | None = child("os/nvram")
    varstore: VarStore | None = child("os/varstore")
    kernel: str | None = attr("os/kernel")  # booted directly, without boot loader
    initrd: str | None = attr("os/initrd")
    cmdline: str | None = attr("os/cmdline")
    shim: str | None = attr("os/shim")  # started by the firmware, starts the kernel: UEFI with secure boot
    dtb: str | None = attr("os/dtb")
    root: str | None = attr("os/root")
    acpi_tables: list[AcpiTable] = children("os/acpi/table")
    boot: list[BootDevice] = children("os/boot/@dev")
    bootmenu: YesNo | None = attr("os/bootmenu/@enable")
    bootmenu_timeout: UInt | None = attr("os/bootmenu/@timeout")  # milliseconds
    bios_useserial: YesNo | None = attr("os/bios/@useserial")
    bios_reboot_timeout: int | None = attr("os/bios/@rebootTimeout")  # milliseconds, -1 never
    smbios: SmbiosMode | None = attr("os/smbios/@mode", wrong=ConfigUnsupported)
    uidmap: list[IdMapUid] = children("idmap/uid")
    gidmap: list[IdMapGid] = children("idmap/gid")
    features: Features | None = child("features")
    cpu: Cpu | None = child("cpu")
    clock: Clock | None = child("clock")
    on_poweroff: LifecycleAction | None = attr("on_poweroff", wrong=ConfigUnsupported)
    on_reboot: LifecycleAction | None = attr("on_reboot", wrong=ConfigUnsupported)
    on_crash: LifecycleAction | None = attr("on_crash", wrong=ConfigUnsupported)
    on_lockfailure: LockFailureAction | None = attr("on_lockfailure", wrong=ConfigUnsupported)
    suspend_to_mem: YesNo | None = attr("pm/suspend-to-mem/@enabled")
    suspend_to_disk: YesNo | None = attr("pm/suspend-to-disk/@enabled")
    perf_events: list[PerfEvent] = children("perf/event")
    throttle_groups: list[ThrottleGroup] = children("throttlegroups/throttlegroup")
    emulator: str | None = attr("devices/emulator")
    disks: list[Disk] = children("devices/disk")
    controllers: list[Controller] = children("devices/controller")
    leases: list[Lease] = children("devices/lease")
    filesystems: list[Filesystem] = children("devices/filesystem")
    interfaces: list[Interface] = children("devices/interface")
    smartcards: list[Smartcard] = children("devices/smartcard")
    serials: list[Serial] = children("devices/serial")
    parallels: list[Parallel] = children("devices/parallel")
    consoles: list[Console] = children("devices/console")
    channels: list[Channel] = children("devices/channel")
    inputs: list[Input] = children("devices/input")
    tpms: list[Tpm] = children("devices/tpm")
    graphics: list[Graphics] = children("devices/graphics")
    sounds: list[Sound] = children("devices/sound")
    audios: list[Audio] = children("devices/audio")
    videos: list[Video] = children("devices/video")
    hostdevs: list[Hostdev] = children("devices/hostdev")
    redirdevs: list[Redirdev] = children("devices/redirdev")
    redirfilters: list[RedirFilter] = children("devices/redirfilter")
    hubs: list[Hub] = children("devices/hub")
    watchdogs: list[Watchdog] = children("devices/watchdog")
    memballoon: Memballoon | None = child("devices/memballoon", once=True, wrong=InternalError)
    rngs: list[Rng] = children("devices/rng")
    nvram_devices: list[NvramDevice] = children("devices/nvram")
    panics: list[Panic] = children("devices/panic")
    shmems: list[Shmem] = children("devices/shmem")
    memory_devices: list[MemoryDevice] = children("devices/memory")
    cryptos: list[Crypto] = children("devices/crypto")
    iommus: list[Iommu] = children("devices/iommu")
    vsocks: list[Vsock] = children("devices/vsock")
    pstores: list[Pstore] = children("devices/pstore")
    seclabels: list[SecLabel] = children("seclabel")
    keywrap: list[KeywrapCipher] = children("keywrap/cipher")
    launch_security: LaunchSecurity | None = child("launchSecurity")
    qemu_args: list[str] = children("qemu:commandline/qemu:arg/@value")  # appended to QEMU's command line
    qemu_envs: list[QemuEnv] = children("qemu:commandline/qemu:env")
    qemu_capabilities_added: list[str] = children("qemu:capabilities/qemu:add/@capability")
    qemu_capabilities_removed: list[str] = children("qemu:capabilities/qemu:del/@capability")
    qemu_deprecation: Deprecation | None = attr("qemu:deprecation/@behavior")
    qemu_overrides: list[QemuOverride] = children("qemu:override/qemu:device")
    lxc_namespace: LxcNamespace | None = child("lxc:namespace")
    xen_args: list[str] = children("xen:commandline/xen:arg/@value")  # appended to the device model's command line
    bhyve_args: list[str] = children("bhyve:commandline/bhyve:arg/@value")  # appended to bhyve's command line
    vmware_datacenter_path: str | None = attr("vmware:datacenterpath")  # where in vCenter's inventory it is
