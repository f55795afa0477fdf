"""Mistakes in documents that type checkers must find. Checked, never run.

mypy --strict complains of an `ignore` that hides nothing, or hides something else than it says.
"""

from __future__ import annotations

from anyvirt.conf import Disk, DiskBus, Domain, DomainType, FileSource, Graphics, Interface, InterfaceType, Network
from anyvirt.conf.domain.devices.address import PCIAddress

Domain()  # type: ignore[call-arg]
Domain(name="web")  # type: ignore[call-arg]
Domain(DomainType.KVM)  # type: ignore[call-arg]
Domain(type="kvm", name="web")  # type: ignore[arg-type]
Domain(type=DomainType.KVM, name="web", memory="2 GiB")  # type: ignore[arg-type]
Domain(type=DomainType.KVM, name="web", colour="red")  # type: ignore[call-arg]
Domain(type=DomainType.KVM, name="web", disks=Disk(target="vda"))  # type: ignore[arg-type]
Domain(type=DomainType.KVM, name="web", vcpu=None)  # type: ignore[arg-type]
Disk(target="vda", bus="virtio")  # type: ignore[arg-type]
Disk(target="vda", bus=InterfaceType.USER)  # type: ignore[arg-type]
Disk(target="vda", source="/srv/web.qcow2")  # type: ignore[arg-type]
Disk(target="vda", readonly="yes")  # type: ignore[arg-type]
Interface(type=InterfaceType.USER, address="0000:00:01.0")  # type: ignore[arg-type]
PCIAddress(slot="0x1")  # type: ignore[arg-type]
Graphics()  # type: ignore[call-arg]
Network(ips=["10.0.0.1"])  # type: ignore[call-arg, list-item]
web = Domain(type=DomainType.KVM, name="web")
web.type = DiskBus.SATA  # type: ignore[assignment]
web.memory = "big"  # type: ignore[assignment]
web.memroy = 1  # type: ignore[attr-defined]
web.disks.append(FileSource(file="/a"))  # type: ignore[arg-type]
web.disks[0].source.file  # type: ignore[union-attr]  # noqa: B018
Domain.from_xml(None)  # type: ignore[arg-type]
Domain.from_xml("<domain/>", unknown="ignore")  # type: ignore[arg-type]
Domain.from_dict("<domain/>")  # type: ignore[arg-type]
