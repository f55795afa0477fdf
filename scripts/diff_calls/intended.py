"""The differences that stay, each with its reason. The key is what the comparison prints of the call."""

from __future__ import annotations

_NO_STATE = "libvirt's test driver keeps no state of a guest that it saves; here a paused one is paused when it is back"
_ASKED_TO_RUN = "libvirt's test driver tells of a start after such a revert, and does not start the guest"
_MORE = "libvirt's test driver does not have the call, or not these flags"
_SECRETS = "libvirt's test driver shows passwords in save images without being asked"
_ABI = "libvirt's test driver replaces the definition in a save image by that of any other guest"
_VALUE = "a value that is not allowed is an XML error wherever it stands"
FLAG_OF_ITS_OWN = "the original's test driver does not know the flag that its library adds, so nobody can call this"
NO_CRASH = "the original ends in Python's own internal error"
BEYOND = "the original's test driver does not have the call"
NO_WRAP = "the original takes -1 for 4294967295"
SAYS_WHO = "the original does not say which driver refuses it"
ONCE = "the original says here alone that its test driver refuses it, not its library"
EARLIER = "here a connection that may only look refuses before it looks at arguments"

_BEYOND = "libvirt's own test driver does not have the call; this one answers as the daemon does"
_KIND = "what is wrong in a document is blamed on its kind, not on libvirt's helpers for XML"
_EMPTY = "libvirt's test driver finds no pages, of whatever size and cell; this one counts those of its capabilities"
_NO_COPY = "libvirt's test driver makes every virtual port as a copy of scsi_host11, whichever parent it was asked for"

INTENDED: dict[str, str] = {
    "domain_control: virDomain.launchSecurityInfo #1": FLAG_OF_ITS_OWN,
    "domain_control: virDomain.blockStatsFlags #1": BEYOND,
    "domain_iothreads: virDomain.addIOThread #4": NO_WRAP,
    "domain_iothreads: virDomain.ioThreadInfo #1": NO_WRAP,
    "domain_iothreads: virDomain.ioThreadInfo #2": NO_WRAP,
    "domain_iothreads: virDomain.ioThreadInfo #4": NO_WRAP,
    "domain_iothreads: virDomain.ioThreadInfo #5": NO_WRAP,
    "domain_iothreads: virDomain.setIOThreadParams #5": SAYS_WHO,
    "domain_iothreads: virDomain.setIOThreadParams #6": SAYS_WHO,
    "domain_off: virDomain.openGraphics #2": EARLIER,
    "domain_off: virDomain.setTime #3": EARLIER,
    "domain_tuning: virDomain.setSchedulerParameters #8": NO_CRASH,
    "domain_tuning: virDomain.setSchedulerParameters #9": NO_CRASH,
    "domain_off: virDomain.getTime #1": ONCE,
    "domain_tuning: virDomain.setNumaParameters #3": SAYS_WHO,
    "domain_tuning: virDomain.setNumaParameters #9": SAYS_WHO,
    "networks: virConnect.networkDefineXML #8": _KIND,
    "host: virConnect.getCPUModelNames #1": "libvirt 12.8 lists the versions of models as well, and newer models",
    "host: virConnect.allocPages #1": _BEYOND,
    "host: virConnect.getCPUStats #3": "there is no CPU 99; libvirt's test driver gives figures of any",
    "host: virConnect.getFreePages #1": _EMPTY,
    "host: virConnect.getFreePages #2": _EMPTY,
    "host: virConnect.getMemoryParameters #1": _BEYOND,
    "host: virConnect.getMemoryStats #1": _BEYOND,
    "host: virConnect.getMemoryStats #2": _BEYOND,
    "host: virConnect.getStoragePoolCapabilities #1": _BEYOND,
    "host: virConnect.setMemoryParameters #1": _BEYOND,
    "domain_life: virDomain.name #1": "a domain object follows its domain when that is renamed through it",
    "networks: virConnect.networkEventRegisterAny #2": "libvirt-python raises an error without code or message there",
    "networks: virNetwork.update #6": "an element of another name is refused by the part that reads XML",
    "node_devices: virConnect.nodeDeviceLookupSCSIHostByWWN #1": _BEYOND,
    "node_devices: virNodeDevice.XMLDesc #5": _NO_COPY,
    "node_devices: virNodeDevice.destroy #3": "only what was made can be destroyed; libvirt says 0 and does nothing",
    "opening: opened #56": "the original does not say that it is about credentials",
    "opening: opened #57": "the original does not say that it is about credentials",
    "opening: virConnect.lookupByUUID #1": "the original raises the error of the call before",
    "opening: virConnect.lookupByUUID #2": "the original raises the error of the call before",
    "opening: virConnect.close #1": "objects do not keep a connection open here",
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

_URI = "the library of the client answers with what it was given, which leads to the daemon"
_ALIVE = "a connection to a daemon is what can be kept alive"
_CLIENT = "the original's part for daemons is stricter than its test driver"
_STREAM = "the original's streams to a daemon say so in other words than those of its test driver"

ON_A_DAEMON: dict[str, dict[str, str]] = {
    "libvirt": {
        "events: virConnect.unregisterCloseCallback #2": _CLIENT,
        "host: virConnect.getURI #1": _URI,
        "host: virConnect.setKeepAlive #1": _ALIVE,
        "streams: virStream.recv #6": _STREAM,
        "streams: virStream.recv #7": _STREAM,
        "streams: virStream.send #2": _STREAM,
        "streams: virStream.finish #3": _CLIENT,
        "streams: virStream.abort #2": _CLIENT,
    },
    "anyvirt": {
        "host: virConnect.getURI #1": _URI,
        "host: virConnect.setKeepAlive #1": _ALIVE,
    },
}
"""The same where a library's own test driver is compared with that of a daemon."""
