"""What libvirt's QEMU driver keeps of a guest while it runs: <domstatus>, a file in its run-time folder.

For those who take over the guests of a libvirtd that was stopped, and for people who look into what it knew.
"""

from __future__ import annotations

from anyvirt.conf.backup import Backup
from anyvirt.conf.domain.devices.source import Source
from anyvirt.conf.domain.model import Domain
from anyvirt.util.xmlmap import Element, UInt, ULong, YesNo, attr, child, children, flag, need


class VcpuThread(Element, tag="vcpu"):
    """The thread of a virtual CPU."""

    id: UInt = need("@id")
    pid: UInt = need("@pid")


class JobDisk(Element, tag="disk"):
    """A disk of a guest that is moving."""

    dev: str = need("@dev")  # target
    migrating: YesNo = need("@migrating")  # its content is copied too


class MigrationParameter(Element, tag="param"):
    """A setting of the emulator's migration, to be put back afterwards."""

    name: str = need("@name")
    value: str = need("@value")


class Job(Element, tag="job"):
    """What was being done to the guest."""

    type: str = need("@type")
    async_type: str = need("@async")  # migration out, save, backup ...
    phase: str | None = attr("@phase")
    flags: str | None = attr("@flags")  # of the function that began it, in hexadecimal
    async_started: ULong | None = attr("@asyncStarted")  # milliseconds since 1970
    disks: list[JobDisk] = children("disk")
    parameters: list[MigrationParameter] = children("migParams/param")


class StoreImage(Element, tag="store"):
    """The image that a block job writes to."""

    type: str = need("@type")
    format: str = need("@format")
    source: Source | None = child("source", by="../@type")


class BlockJob(Element, tag="blockjob"):
    """A job on a disk."""

    name: str = need("@name")
    type: str = need("@type")  # backup, commit, copy, pull, create ...
    state: str = need("@state")
    new_state: str | None = attr("@newstate")
    broken: YesNo | None = attr("@brokentype")
    jobflags: str | None = attr("@jobflags")  # hexadecimal
    error: str | None = attr("errmsg")
    disk: str | None = attr("disk/@dst")  # target
    mirror: str | None = attr("disk/@mirror")
    base_node: str | None = attr("base/@node")
    top_node: str | None = attr("top/@node")
    top_parent_node: str | None = attr("topparent/@node")
    delete_images: bool = flag("deleteCommittedImages")
    shallow_new: YesNo | None = attr("shallownew/@value")
    bitmap: str | None = attr("bitmap/@name")
    store: StoreImage | None = child("store")


class DomainStatus(
    Element,
    tag="domstatus",
    namespaces=dict(Domain.__xml_namespaces__),
):
    """The whole document."""

    state: str = need("@state")  # running, paused ...
    reason: str = need("@reason")  # booted, migration ...
    pid: UInt | None = attr("@pid")
    taints: list[str] = children("taint/@flag")
    deprecations: list[str] = children("deprecation")
    monitor: str | None = attr("monitor/@path")
    monitor_type: str | None = attr("monitor/@type")
    mount_namespace: bool = flag("namespaces/mount")
    vcpus: list[VcpuThread] = children("vcpus/vcpu")
    qemu_caps: list[str] = children("qemuCaps/flag/@name")
    job: Job | None = child("job")
    devices: list[str] = children("devices/device/@alias")
    numad_nodeset: str | None = attr("numad/@nodeset")
    numad_cpuset: str | None = attr("numad/@cpuset")
    lib_dir: str | None = attr("libDir/@path")
    channel_target_dir: str | None = attr("channelTargetDir/@path")
    chardev_logged: bool = flag("chardevStdioLogd")
    remember_owner: bool = flag("rememberOwner")
    allow_reboot: YesNo | None = attr("allowReboot/@value")
    node_name: ULong | None = attr("nodename/@index")  # the last number that a node got
    fdset: UInt | None = attr("fdset/@index")
    blockjobs_active: YesNo | None = attr("blockjobs/@active")
    blockjobs: list[BlockJob] = children("blockjobs/blockjob")
    agent_timeout: int | None = attr("agentTimeout")  # seconds, -2: for ever
    backup: Backup | None = child("backups/domainbackup")
    domain: Domain | None = child("domain")
