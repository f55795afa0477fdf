"""The <domainCapabilities> document: what the guests of one emulator, machine and accelerator may have."""

from __future__ import annotations

from anyvirt.util.xmlmap import Element, KiB, OnOff, UInt, ULong, YesNo, attr, child, children, need


class CapsEnum(Element, tag="enum"):
    """The values that an option may take."""

    name: str = need("@name")
    values: list[str] = children("value")


class Supported(Element):
    """A kind of device or a feature, and the values of its options."""

    supported: YesNo = need("@supported")
    enums: list[CapsEnum] = children("enum")

    def values(self, name: str) -> list[str]:
        """The values of the option called *name*; none for one that is not there."""
        return next((enum.values for enum in self.enums if enum.name == name), [])


class LoaderCaps(Element, tag="loader"):
    """Firmware images."""

    supported: YesNo = need("@supported")
    paths: list[str] = children("value")
    enums: list[CapsEnum] = children("enum")


class OsCaps(Supported, tag="os"):
    """How guests start."""

    firmware_features: Supported | None = child("firmwareFeatures")  # what a firmware can be chosen by
    loader: LoaderCaps | None = child("loader")
    varstore: Supported | None = child("varstore")  # variables of the firmware can be kept by a device of the guest's


class CpuModelCaps(Element, tag="model"):
    """A CPU model, of mode custom or the one that host-model stands for."""

    fallback: str | None = attr("@fallback")  # host-model only
    vendor_id: str | None = attr("@vendor_id")  # host-model only: what CPUID answers
    usable: str | None = attr("@usable")  # yes, no, unknown
    deprecated: YesNo | None = attr("@deprecated")
    vendor: str | None = attr("@vendor")
    canonical: str | None = attr("@canonical")  # the versioned model that this one stands for
    name: str = need(".")


class CpuBlockers(Element, tag="blockers"):
    """The CPU features that make a model unusable here."""

    model: str = need("@model")
    features: list[str] = children("feature/@name")


class CpuModeFeature(Element, tag="feature"):
    """A feature on top of host-model's model, or taken from it."""

    policy: str = need("@policy")
    name: str = need("@name")


class CpuModeCaps(Element, tag="mode"):
    """One <cpu mode=> of the domain's document."""

    name: str = need("@name")
    supported: YesNo = need("@supported")
    enums: list[CapsEnum] = children("enum")
    models: list[CpuModelCaps] = children("model")
    blockers: list[CpuBlockers] = children("blockers")
    vendor: str | None = attr("vendor")
    physical_address_mode: str | None = attr("maxphysaddr/@mode")
    physical_address_bits: UInt | None = attr("maxphysaddr/@bits")
    physical_address_limit: UInt | None = attr("maxphysaddr/@limit")
    features: list[CpuModeFeature] = children("feature")


class CpuCaps(Element, tag="cpu"):
    """The CPU modes."""

    modes: list[CpuModeCaps] = children("mode")


class SevCaps(Element, tag="sev"):
    """Memory encryption of AMD."""

    supported: YesNo = need("@supported")
    cbitpos: UInt | None = attr("cbitpos")
    reduced_phys_bits: UInt | None = attr("reducedPhysBits")
    max_guests: UInt | None = attr("maxGuests")
    max_es_guests: UInt | None = attr("maxESGuests")


class SgxSection(Element, tag="section"):
    """Enclave memory of one NUMA node."""

    node: UInt = need("@node")
    size: ULong = need("@size", unit=KiB)  # KiB


class SgxCaps(Element, tag="sgx"):
    """Enclaves of Intel."""

    supported: YesNo = need("@supported")
    flc: YesNo | None = attr("flc")  # flexible launch control
    sgx1: YesNo | None = attr("sgx1")
    sgx2: YesNo | None = attr("sgx2")
    section_size: ULong | None = attr("section_size", unit=KiB)  # KiB
    sections: list[SgxSection] = children("sections/section")


class HypervCaps(Supported, tag="hyperv"):
    """Enlightenments for Windows, and what they are unless told otherwise."""

    spinlocks: UInt | None = attr("defaults/spinlocks")
    stimer_direct: OnOff | None = attr("defaults/stimer_direct")
    tlbflush_direct: OnOff | None = attr("defaults/tlbflush_direct")
    tlbflush_extended: OnOff | None = attr("defaults/tlbflush_extended")
    vendor_id: str | None = attr("defaults/vendor_id")


class DomainCapabilities(Element, tag="domainCapabilities", open_tags=("devices", "features")):
    """The whole document. A device or feature that is None is one that the driver does not know of."""

    path: str | None = attr("path")
    domain: str = need("domain")
    machine: str | None = attr("machine")
    arch: str = need("arch")
    max_vcpus: UInt | None = attr("vcpu/@max")
    iothreads: Supported | None = child("iothreads")
    os: OsCaps | None = child("os")
    cpu: CpuCaps | None = child("cpu")
    memory_backing: Supported | None = child("memoryBacking")
    disk: Supported | None = child("devices/disk")
    graphics: Supported | None = child("devices/graphics")
    video: Supported | None = child("devices/video")
    hostdev: Supported | None = child("devices/hostdev")
    rng: Supported | None = child("devices/rng")
    filesystem: Supported | None = child("devices/filesystem")
    tpm: Supported | None = child("devices/tpm")
    redirdev: Supported | None = child("devices/redirdev")
    channel: Supported | None = child("devices/channel")
    crypto: Supported | None = child("devices/crypto")
    interface: Supported | None = child("devices/interface")
    panic: Supported | None = child("devices/panic")
    console: Supported | None = child("devices/console")
    gic: Supported | None = child("features/gic")
    vmcoreinfo: Supported | None = child("features/vmcoreinfo")
    genid: Supported | None = child("features/genid")
    backing_store_input: Supported | None = child("features/backingStoreInput")
    backup: Supported | None = child("features/backup")
    async_teardown: Supported | None = child("features/async-teardown")
    s390_pv: Supported | None = child("features/s390-pv")
    ps2: Supported | None = child("features/ps2")
    tdx: Supported | None = child("features/tdx")
    sev: SevCaps | None = child("features/sev")
    sgx: SgxCaps | None = child("features/sgx")
    hyperv: HypervCaps | None = child("features/hyperv")
    launch_security: Supported | None = child("features/launchSecurity")
