"""virDomain: memory."""

from __future__ import annotations

from anyvirt.api.kinds import (
    DOMAIN_READ,
    DOMAIN_WRITE,
    DONE,
    FIGURES,
    IMPACT,
    INT,
    NOT_RUNNING,
    NUMBER,
    PARAMS,
    SAVE_IF_CONFIG,
    TYPED,
    flags,
)
from anyvirt.api.model import Arg, Function, Owner, Via

SIZE = Arg("memory", INT, "new size in KiB.")
BAD_SIZE = ("InvalidArg", "*memory* is 0, or above the maximum.")

ROWS: tuple[Function, ...] = (
    Function(
        c_name="virDomainGetMaxMemory",
        owner=Owner.DOMAIN,
        name="maxMemory",
        result=NUMBER,
        summary="Give the largest memory that the guest can have.",
        returns="KiB.",
        since="0.0.3",
        acl=DOMAIN_READ,
    ),
    Function(
        c_name="virDomainSetMaxMemory",
        owner=Owner.DOMAIN,
        name="setMaxMemory",
        args=(SIZE,),
        result=DONE,
        summary="Set the largest memory that the guest can have.",
        details="Most hypervisors can do so only while the domain is shut off.",
        raises=(
            ("InvalidArg", "*memory* is 0."),
            ("OperationInvalid", "the domain is running and its hypervisor cannot change the maximum."),
        ),
        since="0.0.3",
        acl=DOMAIN_WRITE,
        write=True,
        via=Via("domain_set_memory_flags", ("memory", "VIR_DOMAIN_MEM_MAXIMUM")),
    ),
    Function(
        c_name="virDomainSetMemory",
        owner=Owner.DOMAIN,
        name="setMemory",
        args=(SIZE,),
        result=DONE,
        summary="Set the memory target of the running guest.",
        details="The guest gives memory back as its balloon driver manages to; the call does not wait for it.",
        raises=(NOT_RUNNING, BAD_SIZE),
        since="0.1.1",
        acl=DOMAIN_WRITE,
        write=True,
        via=Via("domain_set_memory_flags", ("memory", "VIR_DOMAIN_AFFECT_LIVE")),
    ),
    Function(
        c_name="virDomainSetMemoryFlags",
        owner=Owner.DOMAIN,
        name="setMemoryFlags",
        args=(SIZE, flags(f"{IMPACT} VIR_DOMAIN_MEM_MAXIMUM sets the maximum instead of the target.")),
        result=DONE,
        summary="Set the memory target of the guest, or its maximum.",
        details="A running guest gives memory back as its balloon driver manages to; the call does not wait for it.",
        raises=(("OperationInvalid", "LIVE is asked for and the domain is not running."), BAD_SIZE),
        since="0.9.0",
        acl=(*DOMAIN_WRITE, *SAVE_IF_CONFIG),
        write=True,
    ),
    Function(
        c_name="virDomainMemoryStats",
        owner=Owner.DOMAIN,
        name="memoryStats",
        args=(Arg("flags", INT, "must be 0.", hidden="0"),),
        result=FIGURES,
        summary="Give the guest's memory figures.",
        details="Most come from the guest's balloon driver, collected as often as setMemoryStatsPeriod() says.",
        returns=(
            "those that are known: actual, available, unused, usable, rss, disk_caches, swap_in, swap_out in KiB; "
            "major_fault, minor_fault, hugetlb_pgalloc, hugetlb_pgfail as counts; last_update in seconds since 1970."
        ),
        raises=(NOT_RUNNING,),
        since="0.7.5",
        acl=DOMAIN_READ,
    ),
    Function(
        c_name="virDomainSetMemoryStatsPeriod",
        owner=Owner.DOMAIN,
        name="setMemoryStatsPeriod",
        args=(Arg("period", INT, "seconds; 0 switches collection off."), flags(IMPACT)),
        result=DONE,
        summary="Say how often figures are collected from the guest's balloon driver.",
        raises=(("InvalidArg", "*period* is negative."), ("OperationInvalid", "the domain has no memory balloon.")),
        since="1.1.1",
        acl=(*DOMAIN_WRITE, *SAVE_IF_CONFIG),
        write=True,
    ),
    Function(
        c_name="virDomainGetMemoryParameters",
        owner=Owner.DOMAIN,
        name="memoryParameters",
        args=(flags(IMPACT),),
        result=TYPED,
        summary="Give the limits of the memory that the domain takes from its host.",
        returns="KiB by the names VIR_DOMAIN_MEMORY_*; 9007199254740991 where there is no limit.",
        since="0.8.5",
        acl=DOMAIN_READ,
    ),
    Function(
        c_name="virDomainSetMemoryParameters",
        owner=Owner.DOMAIN,
        name="setMemoryParameters",
        args=(
            Arg("params", PARAMS, "KiB by the names VIR_DOMAIN_MEMORY_*; what is left out stays."),
            flags(IMPACT),
        ),
        result=DONE,
        summary="Limit the memory that the domain takes from its host.",
        raises=(("InvalidArg", "a name is unknown, or a limit contradicts another."),),
        since="0.8.5",
        acl=(*DOMAIN_WRITE, *SAVE_IF_CONFIG),
        write=True,
    ),
)
