"""virDomain: threads that serve the disks."""

from __future__ import annotations

from anyvirt.api.kinds import (
    CPUMAP,
    DOMAIN_READ,
    DOMAIN_WRITE,
    DONE,
    IMPACT,
    LIVE_OR_CONFIG,
    PARAMS,
    POSITIVE,
    SAVE_IF_CONFIG,
    UNSIGNED,
    flags,
)
from anyvirt.api.model import Arg, Function, Owner, Result, Typed

CHANGED = (*DOMAIN_WRITE, *SAVE_IF_CONFIG)
INACTIVE = ("OperationInvalid", "LIVE is asked for and the domain is not running.")
THREAD = Arg("iothread_id", UNSIGNED, "number of the I/O thread, from 1.")
MISSING = ("InvalidArg", "there is no such thread.")

ROWS: tuple[Function, ...] = (
    Function(
        c_name="virDomainGetIOThreadInfo",
        owner=Owner.DOMAIN,
        name="ioThreadInfo",
        args=(flags(IMPACT),),
        result=Result("list[IoThreadInfo]", "list[IoThreadInfo]"),
        summary="Describe the threads that serve the disks.",
        returns="(number, [True or False for each host CPU whether it may run there]) for each.",
        raises=(INACTIVE,),
        since="1.2.14",
        acl=DOMAIN_READ,
        exclusive=(LIVE_OR_CONFIG,),
    ),
    Function(
        c_name="virDomainPinIOThread",
        owner=Owner.DOMAIN,
        name="pinIOThread",
        args=(
            THREAD._replace(name="iothread_val", driver_name="iothread_id"),
            Arg("cpumap", CPUMAP, "True for each host CPU, from number 0, that is allowed; missing ones are not."),
            flags(IMPACT),
        ),
        result=DONE,
        summary="Say which host CPUs an I/O thread may run on.",
        raises=(INACTIVE, ("InvalidArg", "there is no such thread, or *cpumap* allows no CPU.")),
        since="1.2.14",
        acl=CHANGED,
        write=True,
    ),
    Function(
        c_name="virDomainAddIOThread",
        owner=Owner.DOMAIN,
        name="addIOThread",
        args=(THREAD, flags(IMPACT)),
        result=DONE,
        summary="Add an I/O thread.",
        raises=(INACTIVE, ("InvalidArg", "the number is 0, or taken.")),
        since="1.2.15",
        acl=CHANGED,
        write=True,
    ),
    Function(
        c_name="virDomainDelIOThread",
        owner=Owner.DOMAIN,
        name="delIOThread",
        args=(THREAD._replace(type=POSITIVE), flags(IMPACT)),
        result=DONE,
        summary="Remove an I/O thread.",
        raises=(INACTIVE, ("InvalidArg", "there is no such thread, or a disk or controller uses it.")),
        since="1.2.15",
        acl=CHANGED,
        write=True,
    ),
    Function(
        c_name="virDomainSetIOThreadParams",
        owner=Owner.DOMAIN,
        name="setIOThreadParams",
        args=(
            THREAD._replace(name="iothread_val", driver_name="iothread_id", type=POSITIVE),
            Arg("params", PARAMS, "values by the names VIR_DOMAIN_IOTHREAD_*; what is left out stays."),
            flags(IMPACT),
        ),
        result=DONE,
        summary="Say how an I/O thread waits for work: polling in nanoseconds, how it grows and shrinks, its pool.",
        raises=(INACTIVE, MISSING),
        since="4.10.0",
        acl=CHANGED,
        write=True,
        typed=Typed("IOTHREAD"),
    ),
)
