"""virConnect: CPU models, and what domains can have."""

from __future__ import annotations

from anyvirt.api.kinds import (
    BAD_XML,
    CONNECT_READ,
    CONNECT_WRITE,
    NUMBER,
    OPTIONAL_STR,
    STR,
    TEXT,
    TEXTS,
    XML,
    XML_LIST,
    flags,
    unused_flags,
)
from anyvirt.api.model import Arg, Function, Owner

COMPARE = "VIR_CONNECT_COMPARE_CPU_* bits: fail when incompatible, check the document against its schema."
BASELINE = "VIR_CONNECT_BASELINE_CPU_* bits: list all features, leave out those that block migration."
RELATION = "VIR_CPU_COMPARE_INCOMPATIBLE, _IDENTICAL or _SUPERSET (the host has everything asked for, and more)."

WHICH = (
    Arg("emulator", OPTIONAL_STR, "path of the emulator; None for the usual one."),
    Arg("arch", OPTIONAL_STR, "architecture; None for the host's."),
    Arg("machine", OPTIONAL_STR, "machine type; None for the usual one."),
    Arg("virttype", OPTIONAL_STR, "<domain type=...>: kvm, qemu; None for the best available."),
)
WHICH_OPTIONAL = (
    Arg(
        "emulatorbin",
        OPTIONAL_STR,
        "path of the emulator; None for the usual one.",
        default="None",
        driver_name="emulator",
    ),
    Arg("arch", OPTIONAL_STR, "architecture; None for the host's.", default="None"),
    Arg("machine", OPTIONAL_STR, "machine type; None for the usual one.", default="None"),
    Arg("virttype", OPTIONAL_STR, "<domain type=...>: kvm, qemu; None for the best available.", default="None"),
)
NO_SUCH_GUEST = ("InvalidArg", "emulator, architecture, machine and type do not go together.")

ROWS: tuple[Function, ...] = (
    Function(
        c_name="virConnectGetDomainCapabilities",
        owner=Owner.CONNECT,
        name="getDomainCapabilities",
        args=(*WHICH_OPTIONAL, flags("VIR_CONNECT_GET_DOMAIN_CAPABILITIES_* bits.")),
        result=TEXT,
        summary="Describe what a domain of some kind can have: devices, CPU models, features.",
        returns="an XML document <domainCapabilities>.",
        raises=(NO_SUCH_GUEST,),
        since="1.2.7",
        acl=CONNECT_WRITE,
        write=True,
    ),
    Function(
        c_name="virConnectCompareCPU",
        owner=Owner.CONNECT,
        name="compareCPU",
        args=(Arg("xmlDesc", XML, "a <cpu> document, or host capabilities.", driver_name="xml"), flags(COMPARE)),
        result=NUMBER,
        summary="Compare a CPU with the host's.",
        details="compareHypervisorCPU() also knows what the hypervisor adds and hides.",
        returns=RELATION,
        raises=(*BAD_XML, ("CpuIncompatible", "the flags ask for this error, and the host lacks something.")),
        since="0.7.5",
        acl=CONNECT_READ,
    ),
    Function(
        c_name="virConnectCompareHypervisorCPU",
        owner=Owner.CONNECT,
        name="compareHypervisorCPU",
        args=(*WHICH, Arg("xmlCPU", XML, "a <cpu> document.", driver_name="xml"), flags(COMPARE)),
        result=NUMBER,
        summary="Compare a CPU with what the hypervisor can give a guest on this host.",
        returns=RELATION,
        raises=(
            *BAD_XML,
            NO_SUCH_GUEST,
            ("CpuIncompatible", "the flags ask for this error, and the hypervisor lacks something."),
        ),
        since="4.4.0",
        acl=CONNECT_WRITE,
        write=True,
    ),
    Function(
        c_name="virConnectBaselineCPU",
        owner=Owner.CONNECT,
        name="baselineCPU",
        args=(Arg("xmlCPUs", XML_LIST, "<cpu> documents of hosts."), flags(BASELINE)),
        result=TEXT,
        summary="Find the richest CPU that all of several hosts can give a guest.",
        returns="an XML document <cpu>.",
        raises=(*BAD_XML, ("OperationFailed", "the hosts have nothing in common.")),
        since="0.7.7",
        acl=CONNECT_READ,
    ),
    Function(
        c_name="virConnectBaselineHypervisorCPU",
        owner=Owner.CONNECT,
        name="baselineHypervisorCPU",
        args=(*WHICH, Arg("xmlCPUs", XML_LIST, "<cpu> or <domainCapabilities> documents of hosts."), flags(BASELINE)),
        result=TEXT,
        summary="Find the richest CPU that the hypervisor can give a guest on all of several hosts.",
        returns="an XML document <cpu>.",
        raises=(*BAD_XML, NO_SUCH_GUEST, ("OperationFailed", "the hosts have nothing in common.")),
        since="4.4.0",
        acl=CONNECT_WRITE,
        write=True,
    ),
    Function(
        c_name="virConnectGetCPUModelNames",
        owner=Owner.CONNECT,
        name="getCPUModelNames",
        args=(Arg("arch", STR, "architecture."), unused_flags()),
        result=TEXTS,
        summary="List the CPU models that are known by name for an architecture.",
        details="Not all of them run on this host: getDomainCapabilities() says which do.",
        raises=(("InvalidArg", "the architecture is unknown."),),
        since="1.1.3",
        acl=CONNECT_READ,
    ),
)
