"""Commands that print something else on purpose, by how they begin, and why."""

from __future__ import annotations

from typing import Final

_EARLIER = "an earlier command did here what the original's driver does not have"
_DEVICES = "the original's driver refuses the flags with which virsh asks"
_PAGES = "the original's driver makes the numbers up"

INTENDED: Final[dict[str, str]] = {
    "domif-getlink guest 52:54:00:00:00:01": _EARLIER,
    "change-media guest hda /srv/b.iso --insert": _EARLIER,
    "domblklist guest": _EARLIER,
    "detach-disk guest vdc --config": _EARLIER,
    "uri": "the library of the client answers with what it was given, which leads to the daemon",
    "freepages": _PAGES,
    "cpu-models x86_64": "libvirt 12.8 lists the versions of models as well, and newer models",
    "nodedev-list": _DEVICES,
    "nodedev-info computer": "what the original's driver cannot tell, virsh takes for yes",
    "nodedev-create nodedev.xml": "the original's driver wants names of a fibre channel port that it could make up",
    "net-port-dumpxml": "the driver of the original has no ports; virsh does not say why it finds none",
    "net-port-delete": "the driver of the original has no ports; virsh does not say why it finds none",
    "iface-list --all": _EARLIER,
    "iface-bridge eth1 br7": "the original's driver refuses the flag with which virsh asks",
    "iface-unbridge br7": _EARLIER,
    "vol-upload vol2 got.img more": _EARLIER,
}
