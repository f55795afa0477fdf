"""virDomain: devices, plugged in, changed and unplugged."""

from __future__ import annotations

from anyvirt.api.kinds import BAD_XML, DOMAIN_WRITE, DONE, IMPACT, NOT_RUNNING, SAVE_IF_CONFIG, STR, XML, flags
from anyvirt.api.model import Arg, Function, Owner, Via

DEVICE = Arg("xml", XML, "the element of the device, such as <disk>, or its model.")
EXISTS = ("OperationFailed", "the domain has a device of that name or in that place already.")
MISSING = ("DeviceMissing", "the domain has no such device.")
CHANGED = (*DOMAIN_WRITE, *SAVE_IF_CONFIG)

ROWS: tuple[Function, ...] = (
    Function(
        c_name="virDomainAttachDevice",
        owner=Owner.DOMAIN,
        name="attachDevice",
        args=(DEVICE,),
        result=DONE,
        summary="Plug a device into the running guest.",
        raises=(NOT_RUNNING, *BAD_XML, EXISTS),
        since="0.1.9",
        acl=DOMAIN_WRITE,
        write=True,
        via=Via("domain_attach_device_flags", ("xml", "VIR_DOMAIN_AFFECT_LIVE")),
    ),
    Function(
        c_name="virDomainAttachDeviceFlags",
        owner=Owner.DOMAIN,
        name="attachDeviceFlags",
        args=(DEVICE, flags(IMPACT)),
        result=DONE,
        summary="Add a device.",
        details="With LIVE and CONFIG both get it, or neither.",
        raises=(("OperationInvalid", "LIVE is asked for and the domain is not running."), *BAD_XML, EXISTS),
        since="0.7.7",
        acl=CHANGED,
        write=True,
    ),
    Function(
        c_name="virDomainDetachDevice",
        owner=Owner.DOMAIN,
        name="detachDevice",
        args=(DEVICE,),
        result=DONE,
        summary="Unplug a device from the running guest.",
        details="The guest may take its time: VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED says when the device is gone.",
        raises=(NOT_RUNNING, *BAD_XML, MISSING),
        since="0.1.9",
        acl=DOMAIN_WRITE,
        write=True,
        via=Via("domain_detach_device_flags", ("xml", "VIR_DOMAIN_AFFECT_LIVE")),
    ),
    Function(
        c_name="virDomainDetachDeviceFlags",
        owner=Owner.DOMAIN,
        name="detachDeviceFlags",
        args=(DEVICE, flags(IMPACT)),
        result=DONE,
        summary="Take a device away.",
        details=(
            "*xml* need say no more than tells the device from others: the target of a disk, the MAC address of an "
            "interface, the alias. A running guest may take its time: VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED says when the "
            "device is gone."
        ),
        raises=(
            ("OperationInvalid", "LIVE is asked for and the domain is not running."),
            *BAD_XML,
            MISSING,
            ("OperationFailed", "*xml* fits several devices."),
        ),
        since="0.7.7",
        acl=CHANGED,
        write=True,
    ),
    Function(
        c_name="virDomainDetachDeviceAlias",
        owner=Owner.DOMAIN,
        name="detachDeviceAlias",
        args=(
            Arg("alias", STR, "alias of the device; in a definition only those that the user chose, ua-..."),
            flags(IMPACT),
        ),
        result=DONE,
        summary="Take away the device that has the alias.",
        details=(
            "For a running guest this only asks: VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED says when the device is gone, "
            "VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED that the guest keeps it."
        ),
        raises=(("OperationInvalid", "LIVE is asked for and the domain is not running."), MISSING),
        since="4.4.0",
        acl=CHANGED,
        write=True,
    ),
    Function(
        c_name="virDomainUpdateDeviceFlags",
        owner=Owner.DOMAIN,
        name="updateDeviceFlags",
        args=(
            DEVICE,
            flags(f"{IMPACT} VIR_DOMAIN_DEVICE_MODIFY_FORCE ejects a medium although the guest has locked the tray."),
        ),
        result=DONE,
        summary="Change a device: the medium of a drive, the network of an interface, the password of a display.",
        details="*xml* is the whole device as it shall be. What the hypervisor cannot change is refused.",
        raises=(
            ("OperationInvalid", "LIVE is asked for and the domain is not running."),
            *BAD_XML,
            MISSING,
            ("OperationUnsupported", "something that differs cannot be changed."),
        ),
        since="0.8.0",
        acl=CHANGED,
        write=True,
    ),
)
