"""What documents ask of one hypervisor alone, and no other driver keeps."""

from __future__ import annotations

from anyvirt.conf.domain.model import Domain


def keep_namespace(domain: Domain, prefix: str | None) -> None:
    """Drop from *domain* the content of every hypervisor's namespace but that of *prefix*, as libvirt's drivers do."""
    if prefix != "qemu":
        domain.qemu_args, domain.qemu_envs = [], []
        domain.qemu_capabilities_added, domain.qemu_capabilities_removed = [], []
        domain.qemu_deprecation, domain.qemu_overrides = None, []
    if prefix != "lxc":
        domain.lxc_namespace = None
    if prefix != "xen":
        domain.xen_args = []
    if prefix != "bhyve":
        domain.bhyve_args = []
    if prefix != "vmware":
        domain.vmware_datacenter_path = None
