"""The differences that stay, each with its reason. The key is what the comparison prints of the call."""

from __future__ import annotations

_BEYOND = "libvirt's own test driver does not have the call; this one answers as the daemon does"
_NO_COPY = "libvirt's test driver makes every virtual port as a copy of scsi_host11, whichever parent it was asked for"

INTENDED: dict[str, str] = {
    "host: virConnect.getCPUModelNames #1": "libvirt 12.8 lists the versions of models as well, and newer models",
    "host: virConnect.getStoragePoolCapabilities #1": _BEYOND,
    "domain_life: virDomain.name #1": "a domain object follows its domain when that is renamed through it",
    "networks: virConnect.networkEventRegisterAny #2": "libvirt-python raises an error without code or message there",
    "node_devices: virConnect.nodeDeviceLookupSCSIHostByWWN #1": _BEYOND,
    "node_devices: virNodeDevice.XMLDesc #5": _NO_COPY,
    "node_devices: virNodeDevice.destroy #3": "only what was made can be destroyed; libvirt says 0 and does nothing",
}
