"""The differences that stay, each with its reason. The key is what the comparison prints of the call."""

from __future__ import annotations

_NO_STATE = "libvirt's test driver keeps no state of a guest that it saves; here a paused one is paused when it is back"
_ASKED_TO_RUN = "libvirt's test driver tells of a start after such a revert, and does not start the guest"
_MORE = "libvirt's test driver does not have the call, or not these flags"
_SECRETS = "libvirt's test driver shows passwords in save images without being asked"
_ABI = "libvirt's test driver replaces the definition in a save image by that of any other guest"
_VALUE = "a value that is not allowed is an XML error wherever it stands"

INTENDED: dict[str, str] = {
    "save: virConnect.saveImageGetXMLDesc #1": _SECRETS,
    "save: virConnect.saveImageGetXMLDesc #5": _SECRETS,
    "save: virConnect.saveImageDefineXML #6": _ABI,
    "save: virConnect.saveImageDefineXML #7": _ABI,
    "save: virConnect.restore #6": "a file that ends too early is no failure of a system call",
    "save: virDomain.saveFlags #4": _MORE,
    "save: virConnect.restoreFlags #4": _MORE,
    "save: virDomain.saveParams #1": _MORE,
    "save: virConnect.restoreParams #1": _MORE,
    "save: virDomain.saveParams #3": _MORE,
    "save: virDomain.managedSaveGetXMLDesc #1": _MORE,
    "save: virConnect.restoreParams #2": _MORE,
    "save: events #2": _MORE,
    "save: virDomain.state #12": _NO_STATE,
    "save: events #4": _NO_STATE,
    "snapshots: virDomain.snapshotCreateXML #42": _VALUE,
    "snapshots: virDomain.snapshotCreateXML #43": _VALUE,
    "snapshots: virDomain.state #44": _ASKED_TO_RUN,
    "snapshots: virDomain.state #45": _ASKED_TO_RUN,
    "snapshots: events #8": _ASKED_TO_RUN,
    "snapshots: virDomainSnapshot.delete #21": _MORE,
}
