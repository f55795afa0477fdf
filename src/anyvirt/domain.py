# Generated from anyvirt.api: change the table there and run `make generate`.
"""virDomain: a virtual machine or a container, defined or running."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING

from anyvirt.base import DomainBase
from anyvirt.constants import (
    VIR_DOMAIN_AFFECT_CONFIG,
    VIR_DOMAIN_AFFECT_LIVE,
    VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND,
    VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE,
    VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE,
    VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE,
    VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE,
    VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP,
    VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING,
    VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT,
    VIR_DOMAIN_JOB_STATS_COMPLETED,
    VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED,
    VIR_DOMAIN_MEM_MAXIMUM,
    VIR_DOMAIN_SAVE_PAUSED,
    VIR_DOMAIN_SAVE_RUNNING,
    VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT,
    VIR_DOMAIN_SNAPSHOT_CREATE_HALT,
    VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA,
    VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
    VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED,
    VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING,
    VIR_DOMAIN_VCPU_GUEST,
    VIR_DOMAIN_VCPU_MAXIMUM,
    VIR_DOMAIN_XML_MIGRATABLE,
    VIR_DOMAIN_XML_SECURE,
    VIR_DUMP_CRASH,
    VIR_DUMP_LIVE,
    VIR_DUMP_RESET,
    VIR_MEMORY_PHYSICAL,
    VIR_MEMORY_VIRTUAL,
)
from anyvirt.objects.streaming import opened, opened_with
from anyvirt.objects.vcpus import online_maps
from anyvirt.util.arguments import (
    cpu_map,
    exclusive_flags,
    guest_time,
    key_codes,
    long,
    memory_kib,
    natural,
    number,
    object_ref,
    optional_text,
    optional_xml,
    positive,
    required_flags,
    socket_descriptor,
    text,
    texts,
    unsigned,
    unsigned_long,
    xml_text,
)
from anyvirt.util.guest import GuestTime
from anyvirt.util.limits import at_most
from anyvirt.util.refs import SnapshotRef
from anyvirt.util.typed import (
    ANNOUNCE,
    BANDWIDTH,
    BLKIO,
    BLOCK_COPY,
    IOTHREAD,
    IOTUNE,
    LAUNCH_SECURITY,
    MEMORY,
    NUMA,
    PERF,
    SAVE,
    SCHEDULER,
    hinted,
    require_params,
    settable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from anyvirt.driver.types import (
        BlockStats,
        FsInfo,
        InterfaceAddresses,
        InterfaceStats,
        IoThreadInfo,
        SchedulerType,
        TypedParams,
        TypedValue,
    )
    from anyvirt.objects.checkpoint import virDomainCheckpoint
    from anyvirt.objects.snapshot import virDomainSnapshot
    from anyvirt.progress import OnBlockJob, OnJob
    from anyvirt.results import Vcpus
    from anyvirt.stream import virStream
    from anyvirt.util.arguments import XmlLike


class virDomain(DomainBase):
    """A virtual machine or a container, defined or running."""

    def OSType(self) -> str:
        """Give the kind of interface between guest and hypervisor: hvm, xen, exe ...

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetOSType, libvirt 0.0.3.
        """
        return self._conn._call(self._conn._driver.domain_get_os_type(self._ref))

    def state(self, flags: int = 0) -> list[int]:
        """Give the domain's state and why it is in it.

        Args:
            flags: must be 0.

        Returns:
            [VIR_DOMAIN_RUNNING ..., VIR_DOMAIN_RUNNING_BOOTED ...]: the reasons of each state count from 0.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetState, libvirt 0.9.2.
        """
        return list(self._conn._call(self._conn._driver.domain_get_state(self._ref, index(flags))))

    def info(self) -> list[int]:
        """Give the domain's state, memory, number of vcpus and processor time.

        Returns:
            [state, maximum memory in KiB, memory in KiB, vcpus, processor time in ns].

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetInfo, libvirt 0.0.3.
        """
        return list(self._conn._call(self._conn._driver.domain_get_info(self._ref)))

    def controlInfo(self, flags: int = 0) -> list[int]:
        """Tell whether the hypervisor still obeys, and for how long something has occupied it.

        Args:
            flags: must be 0.

        Returns:
            [VIR_DOMAIN_CONTROL_*, the reason when that is an error, else 0, milliseconds since].

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetControlInfo, libvirt 0.9.3.
        """
        return list(self._conn._call(self._conn._driver.domain_get_control_info(self._ref, index(flags))))

    def isActive(self) -> int:
        """Tell whether the domain is running or paused, not shut off.

        Returns:
            1 if it is, 0 if not.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainIsActive, libvirt 0.7.3.
        """
        return int(self._conn._call(self._conn._driver.domain_is_active(self._ref)))

    def isPersistent(self) -> int:
        """Tell whether the domain has a definition that outlives its stop.

        Returns:
            1 if it has, 0 if not.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainIsPersistent, libvirt 0.7.3.
        """
        return int(self._conn._call(self._conn._driver.domain_is_persistent(self._ref)))

    def isUpdated(self) -> int:
        """Tell whether the running domain's definition was changed since its start.

        Returns:
            1 if it was, 0 if not.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainIsUpdated, libvirt 0.8.6.
        """
        return int(self._conn._call(self._conn._driver.domain_is_updated(self._ref)))

    def XMLDesc(self, flags: int = 0) -> str:
        """Describe the domain as a document.

        defineXML() and createXML() accept it.

        Args:
            flags: VIR_DOMAIN_XML_* bits: the definition although the domain runs (INACTIVE), with secrets (SECURE),
                with the host's features in the CPU (UPDATE_CPU), for another host to read (MIGRATABLE).

        Returns:
            an XML document <domain>: of the running guest if there is one, else of the definition.

        Raises:
            OperationDenied: the connection is read-only, and the arguments ask for what only others may.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetXMLDesc, libvirt 0.0.3.
        """
        if flags & (VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_MIGRATABLE):
            self._conn._check_write("virDomainGetXMLDesc")
        return self._conn._call(self._conn._driver.domain_get_xml_desc(self._ref, index(flags)))

    def metadata(self, type: int, uri: str | None, flags: int = 0) -> str:
        """Give the domain's title, its description, or an element that a program keeps with it.

        Args:
            type: VIR_DOMAIN_METADATA_DESCRIPTION, _TITLE or _ELEMENT.
            uri: XML namespace of the element; None for title and description.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            NoDomainMetadata: the domain has none of this kind.
            InvalidArg: *flags* has both VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetMetadata, libvirt 0.9.10.
        """
        exclusive_flags(
            index(flags),
            "virDomainGetMetadata",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return self._conn._call(
            self._conn._driver.domain_get_metadata(
                self._ref, number(type, "type"), optional_text(uri, "uri"), index(flags)
            )
        )

    def setMetadata(self, type: int, metadata: str | None, key: str | None, uri: str | None, flags: int = 0) -> int:
        """Set the domain's title, its description, or an element that a program keeps with it.

        Args:
            type: VIR_DOMAIN_METADATA_DESCRIPTION, _TITLE or _ELEMENT.
            metadata: the text, or the element as XML; None removes what is there.
            key: namespace prefix that the element gets; None for title and description.
            uri: XML namespace of the element; None for title and description.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            InvalidArg: a title has more than one line, or an element comes without *key* or *uri*.
            XmlDetail: the element is not well formed.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetMetadata, libvirt 0.9.10.
        """
        self._conn._check_write("virDomainSetMetadata")
        self._conn._call(
            self._conn._driver.domain_set_metadata(
                self._ref,
                number(type, "type"),
                optional_text(metadata, "metadata"),
                optional_text(key, "key"),
                optional_text(uri, "uri"),
                index(flags),
            )
        )
        return 0

    def hostname(self, flags: int = 0) -> str:
        """Give the host name that the guest uses.

        Args:
            flags: VIR_DOMAIN_GET_HOSTNAME_LEASE or _AGENT: who is asked; 0 lets the driver choose.

        Raises:
            NoHostname: nobody knows it.
            AgentUnresponsive: the guest agent does not answer.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetHostname, libvirt 0.10.0.
        """
        self._conn._check_write("virDomainGetHostname")
        return self._conn._call(self._conn._driver.domain_get_hostname(self._ref, index(flags)))

    def create(self) -> int:
        """Start the defined domain, or restore it where managedSave() left it.

        Raises:
            OperationInvalid: the domain is running.
            ConfigUnsupported: the driver or this host cannot do what the definition asks for.
            OperationFailed: the start failed; everything is as before.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCreate, libvirt 0.1.1.
        """
        self._conn._check_write("virDomainCreate")
        self._ref = self._conn._call(self._conn._driver.domain_create_with_flags(self._ref, 0))
        return 0

    def createWithFlags(self, flags: int = 0) -> int:
        """Start the defined domain, or restore it where managedSave() left it.

        Args:
            flags: VIR_DOMAIN_START_* bits: paused, destroyed with this connection, without the page cache when a
                saved state is restored, or without the saved state.

        Raises:
            OperationInvalid: the domain is running.
            ConfigUnsupported: the driver or this host cannot do what the definition asks for.
            OperationFailed: the start failed; everything is as before.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCreateWithFlags, libvirt 0.8.2.
        """
        self._conn._check_write("virDomainCreateWithFlags")
        self._ref = self._conn._call(self._conn._driver.domain_create_with_flags(self._ref, index(flags)))
        return 0

    def createWithFiles(self, files: Sequence[int], flags: int = 0) -> int:
        """Start the defined domain and pass open files to its first process.

        Containers can take files.

        Args:
            files: open file descriptors; the first becomes number 3 of the guest's init.
            flags: VIR_DOMAIN_START_* bits: paused, destroyed with this connection, without the page cache when a
                saved state is restored, or without the saved state.

        Raises:
            OperationInvalid: the domain is running.
            ConfigUnsupported: the driver or this host cannot do what the definition asks for.
            OperationFailed: the start failed; everything is as before.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCreateWithFiles, libvirt 1.1.1.
        """
        self._conn._check_write("virDomainCreateWithFiles")
        self._ref = self._conn._call(
            self._conn._driver.domain_create_with_files(
                self._ref, [index(item) for item in at_most(files, 32, "files")], index(flags)
            )
        )
        return 0

    def destroy(self) -> int:
        """Stop the domain at once, as if its power failed.

        A defined domain stays defined; a transient one is gone.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainDestroy, libvirt 0.0.3.
        """
        self._conn._check_write("virDomainDestroy")
        self._ref = self._conn._call(self._conn._driver.domain_destroy_flags(self._ref, 0))
        return 0

    def destroyFlags(self, flags: int = 0) -> int:
        """Stop the domain at once, as if its power failed.

        A defined domain stays defined; a transient one is gone.

        Args:
            flags: VIR_DOMAIN_DESTROY_GRACEFUL gives up when the hypervisor does not end by itself,
                VIR_DOMAIN_DESTROY_REMOVE_LOGS removes the log files as well.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationFailed: GRACEFUL was asked for and the hypervisor did not end.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainDestroyFlags, libvirt 0.9.4.
        """
        self._conn._check_write("virDomainDestroyFlags")
        self._ref = self._conn._call(self._conn._driver.domain_destroy_flags(self._ref, index(flags)))
        return 0

    def shutdown(self) -> int:
        """Ask the guest to shut down.

        The call does not wait for it, and the guest may ignore it: wait for the event or watch the state.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainShutdown, libvirt 0.0.3.
        """
        self._conn._check_write("virDomainShutdown")
        self._conn._call(self._conn._driver.domain_shutdown_flags(self._ref, 0))
        return 0

    def shutdownFlags(self, flags: int = 0) -> int:
        """Ask the guest to shut down, in a chosen way.

        The call does not wait for it, and the guest may ignore it: wait for the event or watch the state.

        Args:
            flags: VIR_DOMAIN_SHUTDOWN_* ways that may be used: ACPI button, guest agent ...; 0 for any.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent was asked for, and does not answer.
            ArgumentUnsupported: the driver has none of these ways.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainShutdownFlags, libvirt 0.9.10.
        """
        self._conn._check_write("virDomainShutdownFlags")
        self._conn._call(self._conn._driver.domain_shutdown_flags(self._ref, index(flags)))
        return 0

    def reboot(self, flags: int = 0) -> int:
        """Ask the guest to reboot.

        The call does not wait for it, and the guest may ignore it.

        Args:
            flags: VIR_DOMAIN_REBOOT_* ways that may be used: ACPI button, guest agent ...; 0 for any.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent was asked for, and does not answer.
            ArgumentUnsupported: the driver has none of these ways.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainReboot, libvirt 0.1.0.
        """
        self._conn._check_write("virDomainReboot")
        self._conn._call(self._conn._driver.domain_reboot(self._ref, index(flags)))
        return 0

    def reset(self, flags: int = 0) -> int:
        """Reset the guest at once, as its reset button would.

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainReset, libvirt 0.9.7.
        """
        self._conn._check_write("virDomainReset")
        self._conn._call(self._conn._driver.domain_reset(self._ref, index(flags)))
        return 0

    def suspend(self) -> int:
        """Pause the guest: it keeps its memory and gets no more processor time.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSuspend, libvirt 0.0.3.
        """
        self._conn._check_write("virDomainSuspend")
        self._conn._call(self._conn._driver.domain_suspend(self._ref))
        return 0

    def resume(self) -> int:
        """Let a paused guest run again.

        Raises:
            OperationInvalid: the domain is not paused, or in a state from which it cannot go on.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainResume, libvirt 0.0.3.
        """
        self._conn._check_write("virDomainResume")
        self._conn._call(self._conn._driver.domain_resume(self._ref))
        return 0

    def undefine(self) -> int:
        """Remove the domain's definition.

        A running domain goes on and becomes transient.

        Raises:
            OperationInvalid: the domain has no definition that outlives its stop.
            OperationInvalid: it has a saved state, snapshots or other things that undefineFlags() must decide on.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainUndefine, libvirt 0.1.1.
        """
        self._conn._check_write("virDomainUndefine")
        self._conn._call(self._conn._driver.domain_undefine_flags(self._ref, 0))
        return 0

    def undefineFlags(self, flags: int = 0) -> int:
        """Remove the domain's definition, and decide about what belongs to it.

        A running domain goes on and becomes transient.

        Args:
            flags: VIR_DOMAIN_UNDEFINE_* bits: what to remove or to keep of saved state, snapshot and checkpoint
                metadata, NVRAM, TPM state.

        Raises:
            OperationInvalid: the domain has no definition that outlives its stop.
            OperationInvalid: it has something that no flag decides about.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainUndefineFlags, libvirt 0.9.4.
        """
        self._conn._check_write("virDomainUndefineFlags")
        self._conn._call(self._conn._driver.domain_undefine_flags(self._ref, index(flags)))
        return 0

    def autostart(self) -> int:
        """Tell whether the domain starts when its host or daemon does.

        Returns:
            1 if it does, 0 if not.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetAutostart, libvirt 0.2.1.
        """
        return int(self._conn._call(self._conn._driver.domain_get_autostart(self._ref)))

    def setAutostart(self, autostart: int) -> int:
        """Decide whether the domain starts when its host or daemon does.

        Args:
            autostart: whether it is switched on.

        Raises:
            OperationInvalid: the domain has no definition that outlives its stop.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetAutostart, libvirt 0.2.1.
        """
        self._conn._check_write("virDomainSetAutostart")
        self._conn._call(self._conn._driver.domain_set_autostart(self._ref, bool(index(autostart))))
        return 0

    def autostartOnce(self) -> int:
        """Tell whether the domain starts the next time its host does, and not again after that.

        Returns:
            1 if it does, 0 if not.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetAutostartOnce, libvirt 11.2.0.
        """
        return int(self._conn._call(self._conn._driver.domain_get_autostart_once(self._ref)))

    def setAutostartOnce(self, autostart: int) -> int:
        """Decide whether the domain starts the next time its host does, and not again after that.

        Args:
            autostart: whether it is switched on.

        Raises:
            OperationInvalid: the domain has no definition that outlives its stop.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetAutostartOnce, libvirt 11.2.0.
        """
        self._conn._check_write("virDomainSetAutostartOnce")
        self._conn._call(self._conn._driver.domain_set_autostart_once(self._ref, bool(index(autostart))))
        return 0

    def rename(self, new_name: str, flags: int = 0) -> int:
        """Give the domain another name.

        Args:
            new_name: a name that no other domain has.
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is running, or something holds on to its name.
            OperationFailed: another domain has the name.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainRename, libvirt 1.2.19.
        """
        self._conn._check_write("virDomainRename")
        self._ref = self._conn._call(
            self._conn._driver.domain_rename(self._ref, text(new_name, "new_name", "virDomainRename"), index(flags))
        )
        return 0

    def injectNMI(self, flags: int = 0) -> int:
        """Send the guest a non-maskable interrupt, on which many systems write a crash dump.

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainInjectNMI, libvirt 0.9.2.
        """
        self._conn._check_write("virDomainInjectNMI")
        self._conn._call(self._conn._driver.domain_inject_nmi(self._ref, index(flags)))
        return 0

    def sendKey(self, codeset: int, holdtime: int, keycodes: Sequence[int], nkeycodes: int, flags: int = 0) -> int:
        """Press and release keys on the guest's keyboard.

        Args:
            codeset: VIR_KEYCODE_SET_*: the table that the codes are from.
            holdtime: milliseconds that the keys stay down; the driver may round it.
            keycodes: keys that go down together, 1 to 16.
            nkeycodes: how many they are.
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: *nkeycodes* is not the number of keys, or a code is unknown.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSendKey, libvirt 0.9.3.
        """
        self._conn._check_write("virDomainSendKey")
        self._conn._call(
            self._conn._driver.domain_send_key(
                self._ref,
                unsigned(codeset, "codeset", "virDomainSendKey"),
                unsigned(holdtime, "holdtime", "virDomainSendKey"),
                key_codes(keycodes, nkeycodes, "virDomainSendKey"),
                index(flags),
            )
        )
        return 0

    def maxMemory(self) -> int:
        """Give the largest memory that the guest can have.

        Returns:
            KiB.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetMaxMemory, libvirt 0.0.3.
        """
        return self._conn._call(self._conn._driver.domain_get_max_memory(self._ref))

    def setMaxMemory(self, memory: int) -> int:
        """Set the largest memory that the guest can have.

        Most hypervisors can do so only while the domain is shut off.

        Args:
            memory: new size in KiB.

        Raises:
            InvalidArg: *memory* is 0.
            OperationInvalid: the domain is running and its hypervisor cannot change the maximum.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetMaxMemory, libvirt 0.0.3.
        """
        self._conn._check_write("virDomainSetMaxMemory")
        self._conn._call(
            self._conn._driver.domain_set_memory_flags(
                self._ref, memory_kib(memory, "memory", "virDomainSetMaxMemory"), VIR_DOMAIN_MEM_MAXIMUM
            )
        )
        return 0

    def setMemory(self, memory: int) -> int:
        """Set the memory target of the running guest.

        The guest gives memory back as its balloon driver manages to; the call does not wait for it.

        Args:
            memory: new size in KiB.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: *memory* is 0, or above the maximum.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetMemory, libvirt 0.1.1.
        """
        self._conn._check_write("virDomainSetMemory")
        self._conn._call(
            self._conn._driver.domain_set_memory_flags(
                self._ref, memory_kib(memory, "memory", "virDomainSetMemory"), VIR_DOMAIN_AFFECT_LIVE
            )
        )
        return 0

    def setMemoryFlags(self, memory: int, flags: int = 0) -> int:
        """Set the memory target of the guest, or its maximum.

        A running guest gives memory back as its balloon driver manages to; the call does not wait for it.

        Args:
            memory: new size in KiB.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in. VIR_DOMAIN_MEM_MAXIMUM sets the maximum instead of the target.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: *memory* is 0, or above the maximum.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetMemoryFlags, libvirt 0.9.0.
        """
        self._conn._check_write("virDomainSetMemoryFlags")
        self._conn._call(
            self._conn._driver.domain_set_memory_flags(
                self._ref, memory_kib(memory, "memory", "virDomainSetMemoryFlags"), index(flags)
            )
        )
        return 0

    def memoryStats(self) -> dict[str, int]:
        """Give the guest's memory figures.

        Most come from the guest's balloon driver, collected as often as setMemoryStatsPeriod() says.

        Returns:
            those that are known: actual, available, unused, usable, rss, disk_caches, swap_in, swap_out in KiB;
                major_fault, minor_fault, hugetlb_pgalloc, hugetlb_pgfail as counts; last_update in seconds since
                1970.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainMemoryStats, libvirt 0.7.5.
        """
        return self._conn._call(self._conn._driver.domain_memory_stats(self._ref, 0))

    def setMemoryStatsPeriod(self, period: int, flags: int = 0) -> int:
        """Say how often figures are collected from the guest's balloon driver.

        Args:
            period: seconds; 0 switches collection off.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            InvalidArg: *period* is negative.
            OperationInvalid: the domain has no memory balloon.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetMemoryStatsPeriod, libvirt 1.1.1.
        """
        self._conn._check_write("virDomainSetMemoryStatsPeriod")
        self._conn._call(
            self._conn._driver.domain_set_memory_stats_period(
                self._ref, natural(period, "period", "virDomainSetMemoryStatsPeriod"), index(flags)
            )
        )
        return 0

    def memoryParameters(self, flags: int = 0) -> TypedParams:
        """Give the limits of the memory that the domain takes from its host.

        Args:
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Returns:
            KiB by the names VIR_DOMAIN_MEMORY_*; 9007199254740991 where there is no limit.

        Raises:
            InvalidArg: *flags* has both VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetMemoryParameters, libvirt 0.8.5.
        """
        exclusive_flags(
            index(flags),
            "virDomainGetMemoryParameters",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return self._conn._call(self._conn._driver.domain_get_memory_parameters(self._ref, index(flags)))

    def setMemoryParameters(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Limit the memory that the domain takes from its host.

        Args:
            params: KiB by the names VIR_DOMAIN_MEMORY_*; what is left out stays.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            InvalidArg: a name is unknown, or a limit contradicts another.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetMemoryParameters, libvirt 0.8.5.
        """
        self._conn._check_write("virDomainSetMemoryParameters")
        exclusive_flags(
            index(flags),
            "virDomainGetMemoryParameters",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        require_params(params)
        known = self._conn._call(self._conn._driver.domain_get_memory_parameters(self._ref, index(flags)))
        values = settable(params, known, MEMORY)
        self._conn._call(self._conn._driver.domain_set_memory_parameters(self._ref, values, index(flags)))
        return 0

    def vcpus(self) -> Vcpus:
        """Describe the running guest's vcpus.

        Returns:
            two lists with an entry per vcpu: (number, VIR_VCPU_*, processor time in ns, host CPU or
                VIR_VCPU_INFO_CPU_*), and True or False for each host CPU whether the vcpu may run there.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetVcpus, libvirt 0.1.4.
        """
        from anyvirt.results import Vcpus, VcpuState

        answer = self._conn._call(self._conn._driver.domain_get_vcpus(self._ref))
        return Vcpus([VcpuState(*vcpu[:4]) for vcpu in answer], [vcpu.cpumap for vcpu in answer])

    def maxVcpus(self) -> int:
        """Give the largest number of vcpus that the running guest can have.

        Fixed at its start. vcpusFlags() tells it of a domain that is shut off.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetMaxVcpus, libvirt 0.2.1.
        """
        return self._conn._call(
            self._conn._driver.domain_get_vcpus_flags(self._ref, VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_VCPU_MAXIMUM)
        )

    def vcpusFlags(self, flags: int = 0) -> int:
        """Count the domain's vcpus.

        Args:
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in. With VIR_DOMAIN_VCPU_MAXIMUM the maximum is meant, with VIR_DOMAIN_VCPU_GUEST what the
                guest itself uses, with VIR_DOMAIN_VCPU_HOTPLUGGABLE only those that can be unplugged.

        Raises:
            OperationInvalid: LIVE or GUEST is asked for and the domain is not running.
            OperationDenied: the connection is read-only, and the arguments ask for what only others may.
            InvalidArg: *flags* has both VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetVcpusFlags, libvirt 0.8.5.
        """
        if flags & VIR_DOMAIN_VCPU_GUEST:
            self._conn._check_write("virDomainGetVcpusFlags")
        exclusive_flags(
            index(flags),
            "virDomainGetVcpusFlags",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return self._conn._call(self._conn._driver.domain_get_vcpus_flags(self._ref, index(flags)))

    def setVcpus(self, nvcpus: int) -> int:
        """Plug vcpus into the running guest, or unplug some.

        Args:
            nvcpus: number of vcpus, at least 1.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: *nvcpus* is 0, or above the maximum.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetVcpus, libvirt 0.1.4.
        """
        self._conn._check_write("virDomainSetVcpus")
        self._conn._call(
            self._conn._driver.domain_set_vcpus_flags(
                self._ref, unsigned(nvcpus, "nvcpus", "virDomainSetVcpus"), VIR_DOMAIN_AFFECT_LIVE
            )
        )
        return 0

    def setVcpusFlags(self, nvcpus: int, flags: int = 0) -> int:
        """Change the number of the domain's vcpus, or its maximum.

        Args:
            nvcpus: number of vcpus, at least 1.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in. With VIR_DOMAIN_VCPU_MAXIMUM the maximum is meant, with VIR_DOMAIN_VCPU_GUEST what the
                guest itself uses, with VIR_DOMAIN_VCPU_HOTPLUGGABLE only those that can be unplugged.

        Raises:
            OperationInvalid: LIVE or GUEST is asked for and the domain is not running.
            InvalidArg: *nvcpus* is 0, or above the maximum.
            OperationFailed: the guest did not release a vcpu.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_VCPU_GUEST and VIR_DOMAIN_AFFECT_CONFIG.
            InvalidArg: *flags* has VIR_DOMAIN_VCPU_MAXIMUM without VIR_DOMAIN_AFFECT_CONFIG.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetVcpusFlags, libvirt 0.8.5.
        """
        self._conn._check_write("virDomainSetVcpusFlags")
        required_flags(
            index(flags),
            "virDomainSetVcpusFlags",
            VIR_DOMAIN_VCPU_MAXIMUM=VIR_DOMAIN_VCPU_MAXIMUM,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        exclusive_flags(
            index(flags),
            "virDomainSetVcpusFlags",
            VIR_DOMAIN_VCPU_GUEST=VIR_DOMAIN_VCPU_GUEST,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        self._conn._call(
            self._conn._driver.domain_set_vcpus_flags(
                self._ref, unsigned(nvcpus, "nvcpus", "virDomainSetVcpusFlags"), index(flags)
            )
        )
        return 0

    def pinVcpu(self, vcpu: int, cpumap: Sequence[bool]) -> int:
        """Choose the host CPUs that a vcpu of the running guest may run on.

        Args:
            vcpu: number of the vcpu, from 0.
            cpumap: True for each host CPU, from number 0, that is allowed; missing ones are not.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: there is no such vcpu, or *cpumap* allows no CPU that the host has.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainPinVcpu, libvirt 0.1.4.
        """
        self._conn._check_write("virDomainPinVcpu")
        self._conn._call(
            self._conn._driver.domain_pin_vcpu_flags(
                self._ref, unsigned(vcpu, "vcpu", "virDomainPinVcpu"), cpu_map(cpumap, "cpumap"), VIR_DOMAIN_AFFECT_LIVE
            )
        )
        return 0

    def pinVcpuFlags(self, vcpu: int, cpumap: Sequence[bool], flags: int = 0) -> int:
        """Choose the host CPUs that a vcpu may run on.

        Args:
            vcpu: number of the vcpu, from 0.
            cpumap: True for each host CPU, from number 0, that is allowed; missing ones are not.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            InvalidArg: there is no such vcpu, or *cpumap* allows no CPU that the host has.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainPinVcpuFlags, libvirt 0.9.3.
        """
        self._conn._check_write("virDomainPinVcpuFlags")
        self._conn._call(
            self._conn._driver.domain_pin_vcpu_flags(
                self._ref, unsigned(vcpu, "vcpu", "virDomainPinVcpuFlags"), cpu_map(cpumap, "cpumap"), index(flags)
            )
        )
        return 0

    def vcpuPinInfo(self, flags: int = 0) -> list[tuple[bool, ...]]:
        """Tell which host CPUs the vcpus may run on.

        Args:
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Returns:
            for each vcpu that is online True or False for each host CPU.

        Raises:
            InvalidArg: *flags* has both VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetVcpuPinInfo, libvirt 0.9.3.
        """
        exclusive_flags(
            index(flags),
            "virDomainGetVcpuPinInfo",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return self._conn._call(
            online_maps(
                self._conn._driver.domain_get_vcpu_pin_info(self._ref, index(flags)), self._conn._driver, self._ref
            )
        )

    def pinEmulator(self, cpumap: Sequence[bool], flags: int = 0) -> int:
        """Choose the host CPUs that the emulator's own threads may run on.

        Args:
            cpumap: True for each host CPU, from number 0, that is allowed; missing ones are not.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            InvalidArg: *cpumap* allows no CPU that the host has.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainPinEmulator, libvirt 0.10.0.
        """
        self._conn._check_write("virDomainPinEmulator")
        self._conn._call(self._conn._driver.domain_pin_emulator(self._ref, cpu_map(cpumap, "cpumap"), index(flags)))
        return 0

    def emulatorPinInfo(self, flags: int = 0) -> tuple[bool, ...]:
        """Tell which host CPUs the emulator's own threads may run on.

        Args:
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Returns:
            True or False for each host CPU.

        Raises:
            InvalidArg: *flags* has both VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetEmulatorPinInfo, libvirt 0.10.0.
        """
        exclusive_flags(
            index(flags),
            "virDomainGetEmulatorPinInfo",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return self._conn._call(self._conn._driver.domain_get_emulator_pin_info(self._ref, index(flags)))

    def guestVcpus(self, flags: int = 0) -> TypedParams:
        """Tell which vcpus the guest itself uses, as its agent reports.

        Args:
            flags: must be 0.

        Returns:
            lists such as 0-3,6: vcpus that exist, online ones, offlinable ones.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetGuestVcpus, libvirt 2.0.0.
        """
        self._conn._check_write("virDomainGetGuestVcpus")
        return self._conn._call(self._conn._driver.domain_get_guest_vcpus(self._ref, index(flags)))

    def setGuestVcpus(self, cpumap: str, state: int, flags: int = 0) -> int:
        """Have the guest's agent switch vcpus on or off inside the guest.

        Args:
            cpumap: a list of vcpus, such as 0-3,6.
            state: 1 to use them, 0 to stop using them.
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: the guest has no such vcpu, or cannot switch it off.
            AgentUnresponsive: the guest agent does not answer.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetGuestVcpus, libvirt 2.0.0.
        """
        self._conn._check_write("virDomainSetGuestVcpus")
        self._conn._call(
            self._conn._driver.domain_set_guest_vcpus(
                self._ref, text(cpumap, "cpumap", "virDomainSetGuestVcpus"), bool(index(state)), index(flags)
            )
        )
        return 0

    def setVcpu(self, vcpumap: str, state: int, flags: int = 0) -> int:
        """Plug chosen vcpus in or unplug them.

        Args:
            vcpumap: a list of vcpus, such as 0-3,6.
            state: 1 to plug them in, 0 to unplug them.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in. VIR_DOMAIN_SETVCPU_ASYNC does not wait for the guest to release a vcpu.

        Raises:
            InvalidArg: the domain has no such vcpu, or it cannot be unplugged alone.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetVcpu, libvirt 3.1.0.
        """
        self._conn._check_write("virDomainSetVcpu")
        self._conn._call(
            self._conn._driver.domain_set_vcpu(
                self._ref, text(vcpumap, "vcpumap", "virDomainSetVcpu"), bool(index(state)), index(flags)
            )
        )
        return 0

    def getCPUStats(self, total: bool, flags: int = 0) -> list[TypedParams]:
        """Give the processor time that the domain took from its host.

        Args:
            total: True for the sum, False for each host CPU.
            flags: must be 0.

        Returns:
            nanoseconds by the names VIR_DOMAIN_CPU_STATS_*: one dict with the sum, or one for each host CPU.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetCPUStats, libvirt 0.9.10.
        """
        return self._conn._call(self._conn._driver.domain_get_cpu_stats(self._ref, total, index(flags)))

    def blockStats(self, path: str) -> BlockStats:
        """Give the counters of a disk.

        Args:
            path: target of the disk, such as vda, or the path of its source; empty for the sum of all.

        Returns:
            (reads, bytes read, writes, bytes written, errors); -1 where the hypervisor does not count.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: the domain has no such device.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBlockStats, libvirt 0.3.2.
        """
        return self._conn._call(
            self._conn._driver.domain_block_stats(self._ref, text(path, "path", "virDomainBlockStats"))
        )

    def blockStatsFlags(self, path: str, flags: int = 0) -> TypedParams:
        """Give all counters of a disk, with times and flushes.

        Args:
            path: target of the disk, such as vda, or the path of its source; empty for the sum of all.
            flags: must be 0.

        Returns:
            counts, bytes and nanoseconds by the names VIR_DOMAIN_BLOCK_STATS_*.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: the domain has no such device.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBlockStatsFlags, libvirt 0.9.5.
        """
        return self._conn._call(
            self._conn._driver.domain_block_stats_flags(
                self._ref, text(path, "path", "virDomainBlockStatsFlags"), index(flags)
            )
        )

    def blockInfo(self, path: str, flags: int = 0) -> list[int]:
        """Give the sizes of a disk.

        Args:
            path: target of the disk, such as vda, or the path of its source.
            flags: must be 0.

        Returns:
            bytes: [what the guest sees, what is written as far as the host can tell, what it occupies].

        Raises:
            InvalidArg: the domain has no such device.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetBlockInfo, libvirt 0.8.1.
        """
        return list(
            self._conn._call(
                self._conn._driver.domain_get_block_info(
                    self._ref, text(path, "path", "virDomainGetBlockInfo"), index(flags)
                )
            )
        )

    def interfaceStats(self, path: str) -> InterfaceStats:
        """Give the counters of a network interface.

        Args:
            path: name of the interface on the host, such as vnet0, or its MAC address.

        Returns:
            (bytes, packets, errors and drops received, bytes, packets, errors and drops sent), as the guest sees it;
                -1 where nobody counts.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: the domain has no such device.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainInterfaceStats, libvirt 0.3.2.
        """
        return self._conn._call(
            self._conn._driver.domain_interface_stats(self._ref, text(path, "path", "virDomainInterfaceStats"))
        )

    def interfaceAddresses(self, source: int, flags: int = 0) -> dict[str, InterfaceAddresses]:
        """Give the IP addresses of the guest's interfaces.

        Args:
            source: VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_LEASE, _AGENT or _ARP: who is asked.
            flags: must be 0.

        Returns:
            for each interface {'hwaddr': MAC address, 'addrs': [{'addr', 'prefix', 'type'} ...] or None}, by the name
                that the source knows: the host's for leases and ARP, the guest's for the agent.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationDenied: the connection is read-only, and the arguments ask for what only others may.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainInterfaceAddresses, libvirt 1.2.14.
        """
        if source == VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT:
            self._conn._check_write("virDomainInterfaceAddresses")
        return self._conn._call(
            self._conn._driver.domain_interface_addresses(
                self._ref, unsigned(source, "source", "virDomainInterfaceAddresses"), index(flags)
            )
        )

    def attachDevice(self, xml: XmlLike) -> int:
        """Plug a device into the running guest.

        Args:
            xml: the element of the device, such as <disk>, or its model.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationFailed: the domain has a device of that name or in that place already.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainAttachDevice, libvirt 0.1.9.
        """
        self._conn._check_write("virDomainAttachDevice")
        self._conn._call(
            self._conn._driver.domain_attach_device_flags(
                self._ref, xml_text(xml, "xml", "virDomainAttachDevice"), VIR_DOMAIN_AFFECT_LIVE
            )
        )
        return 0

    def attachDeviceFlags(self, xml: XmlLike, flags: int = 0) -> int:
        """Add a device.

        With LIVE and CONFIG both get it, or neither.

        Args:
            xml: the element of the device, such as <disk>, or its model.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationFailed: the domain has a device of that name or in that place already.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainAttachDeviceFlags, libvirt 0.7.7.
        """
        self._conn._check_write("virDomainAttachDeviceFlags")
        self._conn._call(
            self._conn._driver.domain_attach_device_flags(
                self._ref, xml_text(xml, "xml", "virDomainAttachDeviceFlags"), index(flags)
            )
        )
        return 0

    def detachDevice(self, xml: XmlLike) -> int:
        """Unplug a device from the running guest.

        The guest may take its time: VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED says when the device is gone.

        Args:
            xml: the element of the device, such as <disk>, or its model.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            DeviceMissing: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainDetachDevice, libvirt 0.1.9.
        """
        self._conn._check_write("virDomainDetachDevice")
        self._conn._call(
            self._conn._driver.domain_detach_device_flags(
                self._ref, xml_text(xml, "xml", "virDomainDetachDevice"), VIR_DOMAIN_AFFECT_LIVE
            )
        )
        return 0

    def detachDeviceFlags(self, xml: XmlLike, flags: int = 0) -> int:
        """Take a device away.

        *xml* need say no more than tells the device from others: the target of a disk, the MAC address of an
        interface, the alias. A running guest may take its time: VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED says when the
        device is gone.

        Args:
            xml: the element of the device, such as <disk>, or its model.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            DeviceMissing: the domain has no such device.
            OperationFailed: *xml* fits several devices.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainDetachDeviceFlags, libvirt 0.7.7.
        """
        self._conn._check_write("virDomainDetachDeviceFlags")
        self._conn._call(
            self._conn._driver.domain_detach_device_flags(
                self._ref, xml_text(xml, "xml", "virDomainDetachDeviceFlags"), index(flags)
            )
        )
        return 0

    def detachDeviceAlias(self, alias: str, flags: int = 0) -> int:
        """Take away the device that has the alias.

        For a running guest this only asks: VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED says when the device is gone,
        VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED that the guest keeps it.

        Args:
            alias: alias of the device; in a definition only those that the user chose, ua-...
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            DeviceMissing: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainDetachDeviceAlias, libvirt 4.4.0.
        """
        self._conn._check_write("virDomainDetachDeviceAlias")
        self._conn._call(
            self._conn._driver.domain_detach_device_alias(
                self._ref, text(alias, "alias", "virDomainDetachDeviceAlias"), index(flags)
            )
        )
        return 0

    def updateDeviceFlags(self, xml: XmlLike, flags: int = 0) -> int:
        """Change a device: the medium of a drive, the network of an interface, the password of a display.

        *xml* is the whole device as it shall be. What the hypervisor cannot change is refused.

        Args:
            xml: the element of the device, such as <disk>, or its model.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in. VIR_DOMAIN_DEVICE_MODIFY_FORCE ejects a medium although the guest has locked the tray.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            DeviceMissing: the domain has no such device.
            OperationUnsupported: something that differs cannot be changed.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainUpdateDeviceFlags, libvirt 0.8.0.
        """
        self._conn._check_write("virDomainUpdateDeviceFlags")
        self._conn._call(
            self._conn._driver.domain_update_device_flags(
                self._ref, xml_text(xml, "xml", "virDomainUpdateDeviceFlags"), index(flags)
            )
        )
        return 0

    def blkioParameters(self, flags: int = 0) -> TypedParams:
        """Give the domain's shares and limits of the host's block devices.

        Args:
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Returns:
            by the names VIR_DOMAIN_BLKIO_*: the weight, 0 where none is set, and for each limit a text of paths and
                values: /dev/sda,500,/dev/sdb,100.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: *flags* has both VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetBlkioParameters, libvirt 0.9.0.
        """
        exclusive_flags(
            index(flags),
            "virDomainGetBlkioParameters",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return self._conn._call(self._conn._driver.domain_get_blkio_parameters(self._ref, index(flags)))

    def setBlkioParameters(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Set the domain's shares and limits of the host's block devices.

        A limit of 0 takes the limit away.

        Args:
            params: values by the names VIR_DOMAIN_BLKIO_*; what is left out stays.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: a text is not of paths and values.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetBlkioParameters, libvirt 0.9.0.
        """
        self._conn._check_write("virDomainSetBlkioParameters")
        exclusive_flags(
            index(flags),
            "virDomainGetBlkioParameters",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        require_params(params)
        known = self._conn._call(self._conn._driver.domain_get_blkio_parameters(self._ref, index(flags)))
        values = settable(params, known, BLKIO)
        self._conn._call(self._conn._driver.domain_set_blkio_parameters(self._ref, values, index(flags)))
        return 0

    def schedulerType(self) -> SchedulerType:
        """Name the scheduler that gives the domain its processor time.

        Returns:
            (name, number of its parameters).

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetSchedulerType, libvirt 0.2.3.
        """
        return self._conn._call(self._conn._driver.domain_get_scheduler_type(self._ref))

    def schedulerParameters(self) -> TypedParams:
        """Give the domain's shares and limits of processor time.

        Returns:
            by the names VIR_DOMAIN_SCHEDULER_*: shares, periods and quotas in microseconds; -1 is no limit.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetSchedulerParameters, libvirt 0.2.3.
        """
        return self._conn._call(self._conn._driver.domain_get_scheduler_parameters_flags(self._ref, 0))

    def schedulerParametersFlags(self, flags: int = 0) -> TypedParams:
        """Give the domain's shares and limits of processor time.

        Args:
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Returns:
            by the names VIR_DOMAIN_SCHEDULER_*: shares, periods and quotas in microseconds; -1 is no limit.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: *flags* has both VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetSchedulerParametersFlags, libvirt 0.9.2.
        """
        exclusive_flags(
            index(flags),
            "virDomainGetSchedulerParametersFlags",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return self._conn._call(self._conn._driver.domain_get_scheduler_parameters_flags(self._ref, index(flags)))

    def setSchedulerParameters(self, params: Mapping[str, TypedValue]) -> int:
        """Set the domain's shares and limits of processor time.

        Args:
            params: values by the names VIR_DOMAIN_SCHEDULER_*; what is left out stays.

        Raises:
            InvalidArg: a value is out of range, or contradicts another.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetSchedulerParameters, libvirt 0.2.3.
        """
        self._conn._check_write("virDomainSetSchedulerParameters")
        require_params(params)
        known = self._conn._call(self._conn._driver.domain_get_scheduler_parameters_flags(self._ref, 0))
        values = settable(params, known, SCHEDULER)
        self._conn._call(self._conn._driver.domain_set_scheduler_parameters_flags(self._ref, values, 0))
        return 0

    def setSchedulerParametersFlags(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Set the domain's shares and limits of processor time.

        Args:
            params: values by the names VIR_DOMAIN_SCHEDULER_*; what is left out stays.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: a value is out of range, or contradicts another.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetSchedulerParametersFlags, libvirt 0.9.2.
        """
        self._conn._check_write("virDomainSetSchedulerParametersFlags")
        exclusive_flags(
            index(flags),
            "virDomainGetSchedulerParametersFlags",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        require_params(params)
        known = self._conn._call(self._conn._driver.domain_get_scheduler_parameters_flags(self._ref, index(flags)))
        values = settable(params, known, SCHEDULER)
        self._conn._call(self._conn._driver.domain_set_scheduler_parameters_flags(self._ref, values, index(flags)))
        return 0

    def numaParameters(self, flags: int = 0) -> TypedParams:
        """Tell which NUMA nodes of the host the domain's memory comes from.

        Args:
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Returns:
            numa_nodeset, a list such as 0-1, and numa_mode, one of VIR_DOMAIN_NUMATUNE_MEM_*.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetNumaParameters, libvirt 0.9.9.
        """
        return self._conn._call(self._conn._driver.domain_get_numa_parameters(self._ref, index(flags)))

    def setNumaParameters(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Say which NUMA nodes of the host the domain's memory shall come from.

        Args:
            params: values by the names VIR_DOMAIN_NUMA_*; what is left out stays.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: a value is out of range, or contradicts another.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetNumaParameters, libvirt 0.9.9.
        """
        self._conn._check_write("virDomainSetNumaParameters")
        require_params(params)
        known = self._conn._call(self._conn._driver.domain_get_numa_parameters(self._ref, index(flags)))
        values = settable(params, known, NUMA)
        self._conn._call(self._conn._driver.domain_set_numa_parameters(self._ref, values, index(flags)))
        return 0

    def interfaceParameters(self, device: str, flags: int = 0) -> TypedParams:
        """Give the bandwidth limits of a network interface.

        Args:
            device: name of the interface on the host, such as vnet0, or its MAC address.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Returns:
            by the names VIR_DOMAIN_BANDWIDTH_*: rates in KiB per second, bursts in KiB; 0 is no limit.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: the domain has no such device.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetInterfaceParameters, libvirt 0.9.9.
        """
        return self._conn._call(
            self._conn._driver.domain_get_interface_parameters(
                self._ref, text(device, "device", "virDomainGetInterfaceParameters"), index(flags)
            )
        )

    def setInterfaceParameters(self, device: str, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Limit the bandwidth of a network interface.

        A direction whose average is set to 0 loses all its limits.

        Args:
            device: name of the interface on the host, such as vnet0, or its MAC address.
            params: values by the names VIR_DOMAIN_BANDWIDTH_*; what is left out stays.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: the domain has no such device.
            InvalidArg: a value is out of range, or contradicts another.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetInterfaceParameters, libvirt 0.9.9.
        """
        self._conn._check_write("virDomainSetInterfaceParameters")
        require_params(params)
        known = self._conn._call(
            self._conn._driver.domain_get_interface_parameters(
                self._ref, text(device, "device", "virDomainSetInterfaceParameters"), index(flags)
            )
        )
        values = settable(params, known, BANDWIDTH)
        self._conn._call(
            self._conn._driver.domain_set_interface_parameters(
                self._ref, text(device, "device", "virDomainSetInterfaceParameters"), values, index(flags)
            )
        )
        return 0

    def blockIoTune(self, disk: str, flags: int = 0) -> TypedParams:
        """Give the throughput limits of a disk.

        Args:
            disk: target of the disk, such as vda, or the path of its source.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Returns:
            by the names VIR_DOMAIN_BLOCK_IOTUNE_*: bytes or requests per second, 0 is no limit.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: the domain has no such device.
            InvalidArg: *flags* has both VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetBlockIoTune, libvirt 0.9.8.
        """
        exclusive_flags(
            index(flags),
            "virDomainGetBlockIoTune",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return self._conn._call(
            self._conn._driver.domain_get_block_io_tune(
                self._ref, text(disk, "disk", "virDomainGetBlockIoTune"), index(flags)
            )
        )

    def setBlockIoTune(self, disk: str, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Limit the throughput of a disk.

        A total excludes limits of reads and writes of the same kind.

        Args:
            disk: target of the disk, such as vda, or the path of its source.
            params: values by the names VIR_DOMAIN_BLOCK_IOTUNE_*; what is left out stays.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: the domain has no such device.
            InvalidArg: a value is out of range, or contradicts another.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetBlockIoTune, libvirt 0.9.8.
        """
        self._conn._check_write("virDomainSetBlockIoTune")
        exclusive_flags(
            index(flags),
            "virDomainGetBlockIoTune",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        require_params(params)
        known = self._conn._call(
            self._conn._driver.domain_get_block_io_tune(
                self._ref, text(disk, "disk", "virDomainSetBlockIoTune"), index(flags)
            )
        )
        values = settable(params, known, IOTUNE)
        self._conn._call(
            self._conn._driver.domain_set_block_io_tune(
                self._ref, text(disk, "disk", "virDomainSetBlockIoTune"), values, index(flags)
            )
        )
        return 0

    def setThrottleGroup(self, group: str, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Make a throttle group, whose limits disks can share, or change one.

        Args:
            group: name of the throttle group.
            params: values by the names VIR_DOMAIN_BLOCK_IOTUNE_*; what is left out stays.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: a value is out of range, or contradicts another.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetThrottleGroup, libvirt 11.2.0.
        """
        self._conn._check_write("virDomainSetThrottleGroup")
        values = hinted(params, IOTUNE, "virDomainSetThrottleGroup")
        self._conn._call(
            self._conn._driver.domain_set_throttle_group(
                self._ref, text(group, "group", "virDomainSetThrottleGroup"), values, index(flags)
            )
        )
        return 0

    def delThrottleGroup(self, group: str, flags: int = 0) -> int:
        """Remove a throttle group.

        Args:
            group: name of the throttle group.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: there is none of that name.
            OperationDenied: a disk uses it.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainDelThrottleGroup, libvirt 11.2.0.
        """
        self._conn._check_write("virDomainDelThrottleGroup")
        self._conn._call(
            self._conn._driver.domain_del_throttle_group(
                self._ref, text(group, "group", "virDomainDelThrottleGroup"), index(flags)
            )
        )
        return 0

    def perfEvents(self, flags: int = 0) -> TypedParams:
        """Tell which counters of the host's processors are kept for the guest.

        Args:
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Returns:
            True or False by the names VIR_PERF_PARAM_*.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetPerfEvents, libvirt 1.3.3.
        """
        return self._conn._call(self._conn._driver.domain_get_perf_events(self._ref, index(flags)))

    def setPerfEvents(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Say which counters of the host's processors are kept for the guest.

        connect.getAllDomainStats() gives their values.

        Args:
            params: values by the names VIR_PERF_PARAM_*; what is left out stays.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetPerfEvents, libvirt 1.3.3.
        """
        self._conn._check_write("virDomainSetPerfEvents")
        require_params(params)
        known = self._conn._call(self._conn._driver.domain_get_perf_events(self._ref, index(flags)))
        values = settable(params, known, PERF)
        self._conn._call(self._conn._driver.domain_set_perf_events(self._ref, values, index(flags)))
        return 0

    def setBlockThreshold(self, dev: str, threshold: int, flags: int = 0) -> int:
        """Have VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD sent once when the guest writes beyond an offset of a disk.

        Args:
            dev: target of the disk, such as vda, or of one of its images: vda[2].
            threshold: bytes; 0 switches it off.
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running.
            InvalidArg: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetBlockThreshold, libvirt 3.1.0.
        """
        self._conn._check_write("virDomainSetBlockThreshold")
        self._conn._call(
            self._conn._driver.domain_set_block_threshold(
                self._ref,
                text(dev, "dev", "virDomainSetBlockThreshold"),
                unsigned_long(threshold, "threshold"),
                index(flags),
            )
        )
        return 0

    def announceInterface(self, device: str, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Have the host tell its switches where the guest's network interfaces are.

        Args:
            device: name or alias of the interface, or its MAC address; empty for all.
            params: by the names VIR_DOMAIN_ANNOUNCE_INTERFACE_*: milliseconds, and rounds.
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running.
            InvalidArg: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainAnnounceInterface, libvirt 12.5.0.
        """
        self._conn._check_write("virDomainAnnounceInterface")
        values = hinted(params, ANNOUNCE, "virDomainAnnounceInterface")
        self._conn._call(
            self._conn._driver.domain_announce_interface(
                self._ref, text(device, "device", "virDomainAnnounceInterface"), values, index(flags)
            )
        )
        return 0

    def ioThreadInfo(self, flags: int = 0) -> list[IoThreadInfo]:
        """Describe the threads that serve the disks.

        Args:
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Returns:
            (number, [True or False for each host CPU whether it may run there]) for each.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: *flags* has both VIR_DOMAIN_AFFECT_LIVE and VIR_DOMAIN_AFFECT_CONFIG.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetIOThreadInfo, libvirt 1.2.14.
        """
        exclusive_flags(
            index(flags),
            "virDomainGetIOThreadInfo",
            VIR_DOMAIN_AFFECT_LIVE=VIR_DOMAIN_AFFECT_LIVE,
            VIR_DOMAIN_AFFECT_CONFIG=VIR_DOMAIN_AFFECT_CONFIG,
        )
        return self._conn._call(self._conn._driver.domain_get_iothread_info(self._ref, index(flags)))

    def pinIOThread(self, iothread_val: int, cpumap: Sequence[bool], flags: int = 0) -> int:
        """Say which host CPUs an I/O thread may run on.

        Args:
            iothread_val: number of the I/O thread, from 1.
            cpumap: True for each host CPU, from number 0, that is allowed; missing ones are not.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: there is no such thread, or *cpumap* allows no CPU.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainPinIOThread, libvirt 1.2.14.
        """
        self._conn._check_write("virDomainPinIOThread")
        self._conn._call(
            self._conn._driver.domain_pin_iothread(
                self._ref,
                unsigned(iothread_val, "iothread_val", "virDomainPinIOThread"),
                cpu_map(cpumap, "cpumap"),
                index(flags),
            )
        )
        return 0

    def addIOThread(self, iothread_id: int, flags: int = 0) -> int:
        """Add an I/O thread.

        Args:
            iothread_id: number of the I/O thread, from 1.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: the number is 0, or taken.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainAddIOThread, libvirt 1.2.15.
        """
        self._conn._check_write("virDomainAddIOThread")
        self._conn._call(
            self._conn._driver.domain_add_iothread(
                self._ref, unsigned(iothread_id, "iothread_id", "virDomainAddIOThread"), index(flags)
            )
        )
        return 0

    def delIOThread(self, iothread_id: int, flags: int = 0) -> int:
        """Remove an I/O thread.

        Args:
            iothread_id: number of the I/O thread, from 1.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: there is no such thread, or a disk or controller uses it.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainDelIOThread, libvirt 1.2.15.
        """
        self._conn._check_write("virDomainDelIOThread")
        self._conn._call(
            self._conn._driver.domain_del_iothread(
                self._ref, positive(iothread_id, "iothread_id", "virDomainDelIOThread"), index(flags)
            )
        )
        return 0

    def setIOThreadParams(self, iothread_val: int, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Say how an I/O thread waits for work: polling in nanoseconds, how it grows and shrinks, its pool.

        Args:
            iothread_val: number of the I/O thread, from 1.
            params: values by the names VIR_DOMAIN_IOTHREAD_*; what is left out stays.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            OperationInvalid: LIVE is asked for and the domain is not running.
            InvalidArg: there is no such thread.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetIOThreadParams, libvirt 4.10.0.
        """
        self._conn._check_write("virDomainSetIOThreadParams")
        values = hinted(params, IOTHREAD, "virDomainSetIOThreadParams")
        self._conn._call(
            self._conn._driver.domain_set_iothread_params(
                self._ref, positive(iothread_val, "iothread_val", "virDomainSetIOThreadParams"), values, index(flags)
            )
        )
        return 0

    def fsFreeze(self, mountpoints: Sequence[str] | None = None, flags: int = 0) -> int:
        """Have the guest write out its file systems and hold back writes, until fsThaw().

        Args:
            mountpoints: where the file systems are mounted in the guest; None for all.
            flags: must be 0.

        Returns:
            how many were frozen.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationUnsupported: the domain has no channel to a guest agent.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainFSFreeze, libvirt 1.2.5.
        """
        self._conn._check_write("virDomainFSFreeze")
        return self._conn._call(
            self._conn._driver.domain_fsfreeze(
                self._ref, at_most(texts(mountpoints, "mountpoints"), 256, "mountpoints"), index(flags)
            )
        )

    def fsThaw(self, mountpoints: Sequence[str] | None = None, flags: int = 0) -> int:
        """Let the guest write again.

        Some guest agents thaw all file systems whatever *mountpoints* says.

        Args:
            mountpoints: where the file systems are mounted in the guest; None for all.
            flags: must be 0.

        Returns:
            how many were thawed.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationUnsupported: the domain has no channel to a guest agent.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainFSThaw, libvirt 1.2.5.
        """
        self._conn._check_write("virDomainFSThaw")
        return self._conn._call(
            self._conn._driver.domain_fsthaw(
                self._ref, at_most(texts(mountpoints, "mountpoints"), 256, "mountpoints"), index(flags)
            )
        )

    def fSTrim(self, mountPoint: str | None, minimum: int, flags: int = 0) -> int:
        """Have the guest discard the blocks that its file systems do not use.

        Args:
            mountPoint: where a file system is mounted in the guest; None for all.
            minimum: bytes; shorter free ranges may be left.
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationUnsupported: the domain has no channel to a guest agent.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainFSTrim, libvirt 1.0.1.
        """
        self._conn._check_write("virDomainFSTrim")
        self._conn._call(
            self._conn._driver.domain_fstrim(
                self._ref, optional_text(mountPoint, "mountPoint"), unsigned_long(minimum, "minimum"), index(flags)
            )
        )
        return 0

    def fsInfo(self, flags: int = 0) -> list[FsInfo]:
        """List the file systems that the guest has mounted.

        Args:
            flags: must be 0.

        Returns:
            (where it is mounted, device in the guest, type, [targets of the domain's disks]) for each.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationUnsupported: the domain has no channel to a guest agent.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetFSInfo, libvirt 1.2.11.
        """
        self._conn._check_write("virDomainGetFSInfo")
        return self._conn._call(self._conn._driver.domain_get_fsinfo(self._ref, index(flags)))

    def getTime(self, flags: int = 0) -> dict[str, int]:
        """Read the guest's clock.

        Args:
            flags: must be 0.

        Returns:
            {'seconds': since 1970, 'nseconds': nanoseconds of the next one}.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationUnsupported: the domain has no channel to a guest agent.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetTime, libvirt 1.2.5.
        """
        self._conn._check_write("virDomainGetTime")
        return dict(
            zip(
                ("seconds", "nseconds"),
                self._conn._call(self._conn._driver.domain_get_time(self._ref, index(flags))),
                strict=True,
            )
        )

    def setTime(self, time: Mapping[str, int] | None = None, flags: int = 0) -> int:
        """Set the guest's clock.

        Args:
            time: {'seconds': since 1970, 'nseconds': 0 if left out}; None with VIR_DOMAIN_TIME_SYNC.
            flags: VIR_DOMAIN_TIME_SYNC: let the guest read the time from its hardware clock.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationUnsupported: the domain has no channel to a guest agent.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetTime, libvirt 1.2.5.
        """
        self._conn._check_write("virDomainSetTime")
        self._conn._call(
            self._conn._driver.domain_set_time(self._ref, GuestTime(*guest_time(time, flags)), index(flags))
        )
        return 0

    def guestInfo(self, types: int = 0, flags: int = 0) -> TypedParams:
        """Tell what the guest's agent says about users, system, time zone, names, file systems and interfaces.

        What is asked for by name must be known to the driver; with 0 what the agent cannot tell is left out.

        Args:
            types: VIR_DOMAIN_GUEST_INFO_*: what is asked for; 0 is everything.
            flags: must be 0.

        Returns:
            by the names VIR_DOMAIN_GUEST_INFO_*, numbered from 0: user.count, user.0.name ...

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationUnsupported: the domain has no channel to a guest agent.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetGuestInfo, libvirt 5.7.0.
        """
        self._conn._check_write("virDomainGetGuestInfo")
        return self._conn._call(
            self._conn._driver.domain_get_guest_info(
                self._ref, unsigned(types, "types", "virDomainGetGuestInfo"), index(flags)
            )
        )

    def setUserPassword(self, user: str, password: str, flags: int = 0) -> int:
        """Set the password of a user inside the guest.

        Args:
            user: a user of the guest.
            password: the new password, or its hash with VIR_DOMAIN_PASSWORD_ENCRYPTED.
            flags: VIR_DOMAIN_PASSWORD_ENCRYPTED.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationUnsupported: the domain has no channel to a guest agent.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetUserPassword, libvirt 1.2.16.
        """
        self._conn._check_write("virDomainSetUserPassword")
        self._conn._call(
            self._conn._driver.domain_set_user_password(
                self._ref,
                text(user, "user", "virDomainSetUserPassword"),
                text(password, "password", "virDomainSetUserPassword"),
                index(flags),
            )
        )
        return 0

    def authorizedSSHKeysGet(self, user: str, flags: int = 0) -> list[str]:
        """List the public keys with which one can log in as a user of the guest.

        Args:
            user: a user of the guest.
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationUnsupported: the domain has no channel to a guest agent.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainAuthorizedSSHKeysGet, libvirt 6.10.0.
        """
        self._conn._check_write("virDomainAuthorizedSSHKeysGet")
        return self._conn._call(
            self._conn._driver.domain_authorized_ssh_keys_get(
                self._ref, text(user, "user", "virDomainAuthorizedSSHKeysGet"), index(flags)
            )
        )

    def authorizedSSHKeysSet(self, user: str, keys: Sequence[str] | None = None, flags: int = 0) -> int:
        """Say with which public keys one can log in as a user of the guest.

        Args:
            user: a user of the guest.
            keys: public keys as in authorized_keys; they replace what was there.
            flags: VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND adds the keys, _REMOVE takes them away.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationUnsupported: the domain has no channel to a guest agent.
            InvalidArg: there is no key to add or to take away.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND and
                VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainAuthorizedSSHKeysSet, libvirt 6.10.0.
        """
        self._conn._check_write("virDomainAuthorizedSSHKeysSet")
        exclusive_flags(
            index(flags),
            "virDomainAuthorizedSSHKeysSet",
            VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND=VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_APPEND,
            VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE=VIR_DOMAIN_AUTHORIZED_SSH_KEYS_SET_REMOVE,
        )
        self._conn._call(
            self._conn._driver.domain_authorized_ssh_keys_set(
                self._ref,
                text(user, "user", "virDomainAuthorizedSSHKeysSet"),
                at_most(texts(keys, "keys"), 2048, "keys"),
                index(flags),
            )
        )
        return 0

    def agentSetResponseTimeout(self, timeout: int, flags: int = 0) -> int:
        """Say how long calls wait for the guest agent.

        Args:
            timeout: seconds, 0 to go on at once, or VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_*.
            flags: must be 0.

        Raises:
            InvalidArg: *timeout* is below -2.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainAgentSetResponseTimeout, libvirt 5.10.0.
        """
        self._conn._check_write("virDomainAgentSetResponseTimeout")
        self._conn._call(
            self._conn._driver.domain_agent_set_response_timeout(self._ref, number(timeout, "timeout"), index(flags))
        )
        return 0

    def blockPeek(self, disk: str, offset: int, size: int, flags: int = 0) -> bytes:
        """Read from a disk of the domain, behind the guest's back.

        Args:
            disk: target of the disk, such as vda, or the path of its source.
            offset: bytes from the start of the disk's image.
            size: how many bytes.
            flags: must be 0.

        Raises:
            InvalidArg: the domain has no such device.
            SystemCallError: the image cannot be read there.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBlockPeek, libvirt 0.4.2.
        """
        self._conn._check_write("virDomainBlockPeek")
        return self._conn._call(
            self._conn._driver.domain_block_peek(
                self._ref,
                text(disk, "disk", "virDomainBlockPeek"),
                unsigned_long(offset, "offset"),
                unsigned_long(size, "size"),
                index(flags),
            )
        )

    def memoryPeek(self, start: int, size: int, flags: int = 0) -> bytes:
        """Read from the memory of the running guest.

        Args:
            start: address of the first byte.
            size: how many bytes.
            flags: VIR_MEMORY_VIRTUAL or VIR_MEMORY_PHYSICAL: what kind of address *start* is.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: *flags* is neither kind.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_MEMORY_VIRTUAL and VIR_MEMORY_PHYSICAL.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainMemoryPeek, libvirt 0.4.2.
        """
        self._conn._check_write("virDomainMemoryPeek")
        exclusive_flags(
            index(flags),
            "virDomainMemoryPeek",
            VIR_MEMORY_VIRTUAL=VIR_MEMORY_VIRTUAL,
            VIR_MEMORY_PHYSICAL=VIR_MEMORY_PHYSICAL,
        )
        return self._conn._call(
            self._conn._driver.domain_memory_peek(
                self._ref, unsigned_long(start, "start"), unsigned_long(size, "size"), index(flags)
            )
        )

    def blockResize(self, disk: str, size: int, flags: int = 0) -> int:
        """Change the size that the running guest sees of a disk.

        Args:
            disk: target of the disk, such as vda, or the path of its source.
            size: new size in KiB, or in bytes with VIR_DOMAIN_BLOCK_RESIZE_BYTES.
            flags: VIR_DOMAIN_BLOCK_RESIZE_BYTES; VIR_DOMAIN_BLOCK_RESIZE_CAPACITY for the size of the device behind
                the disk, with *size* 0; VIR_DOMAIN_BLOCK_RESIZE_EXTEND refuses to shrink.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBlockResize, libvirt 0.9.8.
        """
        self._conn._check_write("virDomainBlockResize")
        self._conn._call(
            self._conn._driver.domain_block_resize(
                self._ref, text(disk, "disk", "virDomainBlockResize"), unsigned_long(size, "size"), index(flags)
            )
        )
        return 0

    def diskErrors(self, flags: int = 0) -> dict[str, int]:
        """Tell which disks are in trouble.

        Args:
            flags: must be 0.

        Returns:
            VIR_DOMAIN_DISK_ERROR_* by target; disks without an error are left out.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetDiskErrors, libvirt 0.9.10.
        """
        return self._conn._call(self._conn._driver.domain_get_disk_errors(self._ref, index(flags)))

    def messages(self, flags: int = 0) -> list[str]:
        """Give warnings about the domain: what taints it, what will go away.

        Args:
            flags: VIR_DOMAIN_MESSAGE_*: of which kinds; 0 is all.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetMessages, libvirt 7.1.0.
        """
        return self._conn._call(self._conn._driver.domain_get_messages(self._ref, index(flags)))

    def securityLabel(self) -> list[str | bool]:
        """Give the label under which the guest runs.

        Returns:
            [label, whether it is enforced]; an empty label where there is none.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetSecurityLabel, libvirt 0.6.1.
        """
        return list(self._conn._call(self._conn._driver.domain_get_security_label(self._ref)))

    def securityLabelList(self) -> list[list[str | bool]]:
        """Give the labels under which the guest runs, one for each security driver.

        Returns:
            [label, whether it is enforced] for each.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetSecurityLabelList, libvirt 0.10.0.
        """
        return [list(label) for label in self._conn._call(self._conn._driver.domain_get_security_label_list(self._ref))]

    def launchSecurityInfo(self, flags: int = 0) -> TypedParams:
        """Tell what a guest with encrypted memory was started with.

        Args:
            flags: must be 0.

        Returns:
            by the names VIR_DOMAIN_LAUNCH_SECURITY_*; nothing where memory is not encrypted.

        Raises:
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetLaunchSecurityInfo, libvirt 4.5.0.
        """
        self._conn._check_write("virDomainGetLaunchSecurityInfo")
        return self._conn._call(self._conn._driver.domain_get_launch_security_info(self._ref, index(flags)))

    def setLaunchSecurityState(self, params: Mapping[str, TypedValue], flags: int = 0) -> int:
        """Put a secret into the encrypted memory of a guest that has been started paused.

        Args:
            params: by the names VIR_DOMAIN_LAUNCH_SECURITY_SEV_SECRET*: the secret and its header.
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationUnsupported: the domain has no encrypted memory.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetLaunchSecurityState, libvirt 8.0.0.
        """
        self._conn._check_write("virDomainSetLaunchSecurityState")
        values = hinted(params, LAUNCH_SECURITY, "virDomainSetLaunchSecurityState")
        self._conn._call(self._conn._driver.domain_set_launch_security_state(self._ref, values, index(flags)))
        return 0

    def startDirtyRateCalc(self, seconds: int, flags: int = 0) -> int:
        """Begin to measure how fast the guest writes to its memory.

        connect.getAllDomainStats() gives the result when it is there.

        Args:
            seconds: how long to measure, 1 to 60.
            flags: VIR_DOMAIN_DIRTYRATE_MODE_*: how; pages are sampled without any.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: *seconds* is out of range.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP and
                VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainStartDirtyRateCalc, libvirt 7.2.0.
        """
        self._conn._check_write("virDomainStartDirtyRateCalc")
        exclusive_flags(
            index(flags),
            "virDomainStartDirtyRateCalc",
            VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP=VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_BITMAP,
            VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING=VIR_DOMAIN_DIRTYRATE_MODE_DIRTY_RING,
        )
        self._conn._call(
            self._conn._driver.domain_start_dirty_rate_calc(self._ref, number(seconds, "seconds"), index(flags))
        )
        return 0

    def sendProcessSignal(self, pid_value: int, signum: int, flags: int = 0) -> int:
        """Send a signal to a process inside the guest.

        Args:
            pid_value: process in the guest; negative for the group of that number.
            signum: VIR_DOMAIN_PROCESS_SIGNAL_*.
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: there is no such signal, or not for that process.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSendProcessSignal, libvirt 1.0.1.
        """
        self._conn._check_write("virDomainSendProcessSignal")
        self._conn._call(
            self._conn._driver.domain_send_process_signal(
                self._ref,
                long(pid_value, "pid_value"),
                unsigned(signum, "signum", "virDomainSendProcessSignal"),
                index(flags),
            )
        )
        return 0

    def setLifecycleAction(self, type: int, action: int, flags: int = 0) -> int:
        """Say what follows when the guest powers off, reboots or crashes.

        Args:
            type: VIR_DOMAIN_LIFECYCLE_*: what happens to the guest.
            action: VIR_DOMAIN_LIFECYCLE_ACTION_*: what follows.
            flags: VIR_DOMAIN_AFFECT_LIVE, VIR_DOMAIN_AFFECT_CONFIG or both; VIR_DOMAIN_AFFECT_CURRENT picks what the
                guest is in.

        Raises:
            InvalidArg: there is no such event or action.
            ConfigUnsupported: that action cannot follow that event.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSetLifecycleAction, libvirt 3.9.0.
        """
        self._conn._check_write("virDomainSetLifecycleAction")
        self._conn._call(
            self._conn._driver.domain_set_lifecycle_action(
                self._ref,
                unsigned(type, "type", "virDomainSetLifecycleAction"),
                unsigned(action, "action", "virDomainSetLifecycleAction"),
                index(flags),
            )
        )
        return 0

    def pMSuspendForDuration(self, target: int, duration: int, flags: int = 0) -> int:
        """Have the guest's operating system go to sleep.

        Args:
            target: VIR_NODE_SUSPEND_TARGET_*: how deeply the guest shall sleep.
            duration: seconds; 0 until pMWakeup().
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            AgentUnresponsive: the guest agent does not answer.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainPMSuspendForDuration, libvirt 0.9.10.
        """
        self._conn._check_write("virDomainPMSuspendForDuration")
        self._conn._call(
            self._conn._driver.domain_pm_suspend_for_duration(
                self._ref,
                unsigned(target, "target", "virDomainPMSuspendForDuration"),
                unsigned_long(duration, "duration"),
                index(flags),
            )
        )
        return 0

    def pMWakeup(self, flags: int = 0) -> int:
        """Wake a guest that went to sleep.

        Args:
            flags: must be 0.

        Raises:
            OperationInvalid: the guest is not asleep.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainPMWakeup, libvirt 0.9.11.
        """
        self._conn._check_write("virDomainPMWakeup")
        self._conn._call(self._conn._driver.domain_pm_wakeup(self._ref, index(flags)))
        return 0

    def openGraphics(self, idx: int, fd: int, flags: int = 0) -> int:
        """Have a display of the running guest serve the client at the other end of a socket.

        Args:
            idx: which of the domain's displays, from 0.
            fd: one end of a pair of connected sockets.
            flags: VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH: the client need not give the display's password.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InternalError: the domain has no such display, or not of a kind that can be opened.
            InvalidArg: *fd* is no socket.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainOpenGraphics, libvirt 0.9.7.
        """
        self._conn._check_write("virDomainOpenGraphics")
        self._conn._call(
            self._conn._driver.domain_open_graphics(
                self._ref,
                unsigned(idx, "idx", "virDomainOpenGraphics"),
                socket_descriptor(fd, "fd", "virDomainOpenGraphics"),
                index(flags),
            )
        )
        return 0

    def openGraphicsFD(self, idx: int, flags: int = 0) -> int:
        """Open a connection to a display of the running guest.

        Args:
            idx: which of the domain's displays, from 0.
            flags: VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH: the client need not give the display's password.

        Returns:
            file descriptor of a socket, the caller's to close.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InternalError: the domain has no such display, or not of a kind that can be opened.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainOpenGraphicsFD, libvirt 1.2.8.
        """
        self._conn._check_write("virDomainOpenGraphicsFD")
        return self._conn._call(
            self._conn._driver.domain_open_graphics_fd(
                self._ref, unsigned(idx, "idx", "virDomainOpenGraphicsFD"), index(flags)
            )
        )

    def graphicsReload(self, type: int, flags: int = 0) -> int:
        """Have a display read its certificates again.

        Args:
            type: VIR_DOMAIN_GRAPHICS_RELOAD_TYPE_*: which display.
            flags: must be 0.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: the domain has no such display.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGraphicsReload, libvirt 10.2.0.
        """
        self._conn._check_write("virDomainGraphicsReload")
        self._conn._call(
            self._conn._driver.domain_graphics_reload(
                self._ref, natural(type, "type", "virDomainGraphicsReload"), index(flags)
            )
        )
        return 0

    def FDAssociate(self, name: str, files: Sequence[int], flags: int = 0) -> int:
        """Give a name to open files, so that disks of the domain can be on them.

        The association lasts until the connection is closed, or the domain stops.

        Args:
            name: what <source fdgroup='...'> of a disk says.
            files: open file descriptors; they are duplicated.
            flags: VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_RESTORE, _SECLABEL_WRITABLE: how they are labelled.

        Raises:
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainFDAssociate, libvirt 9.0.0.
        """
        self._conn._check_write("virDomainFDAssociate")
        self._conn._call(
            self._conn._driver.domain_fd_associate(
                self._ref,
                text(name, "name", "virDomainFDAssociate"),
                [index(item) for item in at_most(files, 32, "files")],
                index(flags),
            )
        )
        return 0

    def openConsole(self, dev_name: str | None, st: virStream, flags: int = 0) -> int:
        """Connect a stream to a console of the running domain.

        Args:
            dev_name: alias of the console, serial port or parallel port; None for the first.
            st: the stream that carries what is typed and what is shown.
            flags: VIR_DOMAIN_CONSOLE_FORCE takes the console from another stream, whose connection ends;
                VIR_DOMAIN_CONSOLE_SAFE refuses if it cannot be seen to that there is no other.

        Raises:
            OperationInvalid: the domain is not running, or the stream is in use.
            InvalidArg: the domain has no such device.
            OperationFailed: another stream has the console.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainOpenConsole, libvirt 0.8.6.
        """
        self._conn._check_write("virDomainOpenConsole")
        self._conn._call(
            opened(
                st,
                self._conn,
                self._conn._driver.domain_open_console(self._ref, optional_text(dev_name, "dev_name"), index(flags)),
                "virDomainOpenConsole",
            )
        )
        return 0

    def openChannel(self, name: str | None, st: virStream, flags: int = 0) -> int:
        """Connect a stream to a channel of the running domain.

        Args:
            name: name or alias of the channel; None for the first.
            st: the stream that carries what is sent and what comes.
            flags: VIR_DOMAIN_CHANNEL_FORCE takes the channel from another stream, whose connection ends.

        Raises:
            OperationInvalid: the domain is not running, or the stream is in use.
            InvalidArg: the domain has no such device.
            OperationFailed: another stream has the channel.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainOpenChannel, libvirt 1.0.2.
        """
        self._conn._check_write("virDomainOpenChannel")
        self._conn._call(
            opened(
                st,
                self._conn,
                self._conn._driver.domain_open_channel(self._ref, optional_text(name, "name"), index(flags)),
                "virDomainOpenChannel",
            )
        )
        return 0

    def screenshot(self, stream: virStream, screen: int, flags: int = 0) -> str:
        """Take a picture of a screen of the domain.

        Args:
            stream: the stream from which the picture is read.
            screen: number of the screen, from 0.
            flags: must be 0.

        Returns:
            the MIME type of the picture.

        Raises:
            OperationInvalid: the domain is not running, or the stream is in use.
            InvalidArg: there is no such screen.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainScreenshot, libvirt 0.9.2.
        """
        self._conn._check_write("virDomainScreenshot")
        return (
            self._conn._call(
                opened_with(
                    stream,
                    self._conn,
                    self._conn._driver.domain_screenshot(
                        self._ref, unsigned(screen, "screen", "virDomainScreenshot"), index(flags)
                    ),
                    "virDomainScreenshot",
                )
            )
        )[0]

    def saveFlags(self, to: str, dxml: XmlLike | None = None, flags: int = 0, *, progress: OnJob | None = None) -> int:
        """Save the memory of the domain into a file and stop it.

        Args:
            to: path of the file on the host.
            dxml: a <domain> document that is to be restored instead; None for the one it has.
            flags: VIR_DOMAIN_SAVE_* bits: past the cache, running or paused when it is back, NVRAM reset.
            progress: called with a JobProgress every half a second, on another thread, and once more when the job has
                ended well. What it raises stops the job and comes through.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_SAVE_RUNNING and VIR_DOMAIN_SAVE_PAUSED.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSaveFlags, libvirt 0.9.4.
        """
        self._conn._check_write("virDomainSaveFlags")
        exclusive_flags(
            index(flags),
            "virDomainSaveFlags",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        if progress is not None:
            with self.job_progress(progress):
                return self.saveFlags(to, dxml, flags)
        self._conn._call(
            self._conn._driver.domain_save_flags(
                self._ref,
                text(to, "to", "virDomainSaveFlags"),
                optional_xml(dxml, "dxml", "virDomainSaveFlags"),
                index(flags),
            )
        )
        return 0

    def save(self, to: str, *, progress: OnJob | None = None) -> int:
        """Save the memory of the domain into a file and stop it.

        Args:
            to: path of the file on the host.
            progress: called with a JobProgress every half a second, on another thread, and once more when the job has
                ended well. What it raises stops the job and comes through.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSave, libvirt 0.0.3.
        """
        self._conn._check_write("virDomainSave")
        if progress is not None:
            with self.job_progress(progress):
                return self.save(to)
        self._conn._call(self._conn._driver.domain_save_flags(self._ref, text(to, "to", "virDomainSave"), None, 0))
        return 0

    def saveParams(self, params: Mapping[str, TypedValue], flags: int = 0, *, progress: OnJob | None = None) -> int:
        """Save the memory of the domain and stop it, with more to choose.

        Args:
            params: VIR_DOMAIN_SAVE_PARAM_*: file, document, format and channels.
            flags: VIR_DOMAIN_SAVE_* bits: past the cache, running or paused when it is back, NVRAM reset.
            progress: called with a JobProgress every half a second, on another thread, and once more when the job has
                ended well. What it raises stops the job and comes through.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_SAVE_RUNNING and VIR_DOMAIN_SAVE_PAUSED.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSaveParams, libvirt 8.4.0.
        """
        self._conn._check_write("virDomainSaveParams")
        exclusive_flags(
            index(flags),
            "virDomainSaveParams",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        if progress is not None:
            with self.job_progress(progress):
                return self.saveParams(params, flags)
        values = hinted(params, SAVE, "virDomainSaveParams")
        self._conn._call(self._conn._driver.domain_save_params(self._ref, values, index(flags)))
        return 0

    def managedSave(self, flags: int = 0, *, progress: OnJob | None = None) -> int:
        """Save the memory of the domain where its next start finds it, and stop it.

        Args:
            flags: VIR_DOMAIN_SAVE_* bits: past the cache, running or paused when it is back, NVRAM reset.
            progress: called with a JobProgress every half a second, on another thread, and once more when the job has
                ended well. What it raises stops the job and comes through.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_SAVE_RUNNING and VIR_DOMAIN_SAVE_PAUSED.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainManagedSave, libvirt 0.8.0.
        """
        self._conn._check_write("virDomainManagedSave")
        exclusive_flags(
            index(flags),
            "virDomainManagedSave",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        if progress is not None:
            with self.job_progress(progress):
                return self.managedSave(flags)
        self._conn._call(self._conn._driver.domain_managed_save(self._ref, index(flags)))
        return 0

    def hasManagedSaveImage(self, flags: int = 0) -> int:
        """Tell whether the next start returns to a saved state.

        Args:
            flags: must be 0.

        Returns:
            1 if it does, 0 if not.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainHasManagedSaveImage, libvirt 0.8.0.
        """
        return int(self._conn._call(self._conn._driver.domain_has_managed_save_image(self._ref, index(flags))))

    def managedSaveRemove(self, flags: int = 0) -> int:
        """Forget the saved state: the next start is a boot.

        Args:
            flags: must be 0.

        Raises:
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainManagedSaveRemove, libvirt 0.8.0.
        """
        self._conn._check_write("virDomainManagedSaveRemove")
        self._conn._call(self._conn._driver.domain_managed_save_remove(self._ref, index(flags)))
        return 0

    def managedSaveGetXMLDesc(self, flags: int = 0) -> str:
        """Describe the domain that will be restored at the next start.

        Args:
            flags: VIR_DOMAIN_SAVE_IMAGE_XML_SECURE: with passwords.

        Returns:
            an XML document <domain>.

        Raises:
            NoDomain: nothing was saved.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainManagedSaveGetXMLDesc, libvirt 3.7.0.
        """
        return self._conn._call(self._conn._driver.domain_managed_save_get_xml_desc(self._ref, index(flags)))

    def managedSaveDefineXML(self, dxml: XmlLike, flags: int = 0) -> int:
        """Change the definition that will be restored at the next start.

        Args:
            dxml: a <domain> document, which the guest must not be able to tell from the one there.
            flags: VIR_DOMAIN_SAVE_RUNNING or _PAUSED: what it will be when it comes back.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_SAVE_RUNNING and VIR_DOMAIN_SAVE_PAUSED.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainManagedSaveDefineXML, libvirt 3.7.0.
        """
        self._conn._check_write("virDomainManagedSaveDefineXML")
        exclusive_flags(
            index(flags),
            "virDomainManagedSaveDefineXML",
            VIR_DOMAIN_SAVE_RUNNING=VIR_DOMAIN_SAVE_RUNNING,
            VIR_DOMAIN_SAVE_PAUSED=VIR_DOMAIN_SAVE_PAUSED,
        )
        self._conn._call(
            self._conn._driver.domain_managed_save_define_xml(
                self._ref, xml_text(dxml, "dxml", "virDomainManagedSaveDefineXML"), index(flags)
            )
        )
        return 0

    def coreDumpWithFormat(self, to: str, dumpformat: int, flags: int = 0, *, progress: OnJob | None = None) -> int:
        """Write the memory of the domain into a file, for a debugger.

        Args:
            to: path of the file on the host.
            dumpformat: VIR_DOMAIN_CORE_DUMP_FORMAT_*.
            flags: VIR_DUMP_* bits: crash, live, past the cache, reset, memory only.
            progress: called with a JobProgress every half a second, on another thread, and once more when the job has
                ended well. What it raises stops the job and comes through.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has two of VIR_DUMP_CRASH, VIR_DUMP_LIVE and VIR_DUMP_RESET.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCoreDumpWithFormat, libvirt 1.2.3.
        """
        self._conn._check_write("virDomainCoreDumpWithFormat")
        exclusive_flags(
            index(flags),
            "virDomainCoreDumpWithFormat",
            VIR_DUMP_CRASH=VIR_DUMP_CRASH,
            VIR_DUMP_LIVE=VIR_DUMP_LIVE,
            VIR_DUMP_RESET=VIR_DUMP_RESET,
        )
        if progress is not None:
            with self.job_progress(progress):
                return self.coreDumpWithFormat(to, dumpformat, flags)
        self._conn._call(
            self._conn._driver.domain_core_dump_with_format(
                self._ref,
                text(to, "to", "virDomainCoreDumpWithFormat"),
                unsigned(dumpformat, "dumpformat", "virDomainCoreDumpWithFormat"),
                index(flags),
            )
        )
        return 0

    def coreDump(self, to: str, flags: int = 0, *, progress: OnJob | None = None) -> int:
        """Write the memory of the domain into a file, for a debugger.

        Args:
            to: path of the file on the host.
            flags: VIR_DUMP_* bits: crash, live, past the cache, reset, memory only.
            progress: called with a JobProgress every half a second, on another thread, and once more when the job has
                ended well. What it raises stops the job and comes through.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has two of VIR_DUMP_CRASH, VIR_DUMP_LIVE and VIR_DUMP_RESET.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCoreDump, libvirt 0.1.9.
        """
        self._conn._check_write("virDomainCoreDump")
        exclusive_flags(
            index(flags),
            "virDomainCoreDump",
            VIR_DUMP_CRASH=VIR_DUMP_CRASH,
            VIR_DUMP_LIVE=VIR_DUMP_LIVE,
            VIR_DUMP_RESET=VIR_DUMP_RESET,
        )
        if progress is not None:
            with self.job_progress(progress):
                return self.coreDump(to, flags)
        self._conn._call(
            self._conn._driver.domain_core_dump(self._ref, text(to, "to", "virDomainCoreDump"), index(flags))
        )
        return 0

    def jobInfo(self) -> list[int]:
        """Tell how far the job of the domain is.

        Returns:
            [VIR_DOMAIN_JOB_*, ms passed, ms left, then bytes: of all, done, left; of memory; of files].

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetJobInfo, libvirt 0.7.7.
        """
        return list(self._conn._call(self._conn._driver.domain_get_job_info(self._ref)))

    def jobStats(self, flags: int = 0) -> TypedParams:
        """Tell all that is known of the job of the domain.

        Args:
            flags: VIR_DOMAIN_JOB_STATS_* bits: of the job that has ended, and keep it.

        Returns:
            "type", "operation" and VIR_DOMAIN_JOB_*.

        Raises:
            InvalidArg: *flags* has VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED without VIR_DOMAIN_JOB_STATS_COMPLETED.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetJobStats, libvirt 1.0.3.
        """
        required_flags(
            index(flags),
            "virDomainGetJobStats",
            VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED=VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED,
            VIR_DOMAIN_JOB_STATS_COMPLETED=VIR_DOMAIN_JOB_STATS_COMPLETED,
        )
        return self._conn._call(self._conn._driver.domain_get_job_stats(self._ref, index(flags)))

    def abortJobFlags(self, flags: int = 0) -> int:
        """Stop the job of the domain.

        Args:
            flags: VIR_DOMAIN_ABORT_JOB_POSTCOPY: stop a migration even after the guest has switched.

        Raises:
            OperationInvalid: there is none.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainAbortJobFlags, libvirt 8.5.0.
        """
        self._conn._check_write("virDomainAbortJobFlags")
        self._conn._call(self._conn._driver.domain_abort_job_flags(self._ref, index(flags)))
        return 0

    def abortJob(self) -> int:
        """Stop the job of the domain.

        Raises:
            OperationInvalid: there is none.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainAbortJob, libvirt 0.7.7.
        """
        self._conn._check_write("virDomainAbortJob")
        self._conn._call(self._conn._driver.domain_abort_job_flags(self._ref, 0))
        return 0

    def blockPull(self, disk: str, bandwidth: int = 0, flags: int = 0, *, progress: OnBlockJob | None = None) -> int:
        """Fetch all that the disk has from its backing images.

        Args:
            disk: target or path of the disk.
            bandwidth: limit in MiB/s, or bytes/s by flag; 0 for none.
            flags: VIR_DOMAIN_BLOCK_PULL_BANDWIDTH_BYTES.
            progress: called with how far the job is and how far it has to come. With it the call does not come back
                before the job has ended, or waits to be ended by blockJobAbort(). What it raises comes through; the
                job goes on.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBlockPull, libvirt 0.9.4.
        """
        self._conn._check_write("virDomainBlockPull")
        self._conn._call(
            self._conn._driver.domain_block_pull(
                self._ref, text(disk, "disk", "virDomainBlockPull"), unsigned_long(bandwidth, "bandwidth"), index(flags)
            )
        )
        if progress is not None:
            self.wait_for_block_job(disk, progress=progress)
        return 0

    def blockRebase(
        self, disk: str, base: str | None, bandwidth: int = 0, flags: int = 0, *, progress: OnBlockJob | None = None
    ) -> int:
        """Fetch what the disk has from images above *base*, or copy it.

        Args:
            disk: target or path of the disk.
            base: the image to keep as backing one; None for none.
            bandwidth: limit in MiB/s, or bytes/s by flag; 0 for none.
            flags: VIR_DOMAIN_BLOCK_REBASE_* bits.
            progress: called with how far the job is and how far it has to come. With it the call does not come back
                before the job has ended, or waits to be ended by blockJobAbort(). What it raises comes through; the
                job goes on.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBlockRebase, libvirt 0.9.10.
        """
        self._conn._check_write("virDomainBlockRebase")
        self._conn._call(
            self._conn._driver.domain_block_rebase(
                self._ref,
                text(disk, "disk", "virDomainBlockRebase"),
                optional_text(base, "base"),
                unsigned_long(bandwidth, "bandwidth"),
                index(flags),
            )
        )
        if progress is not None:
            self.wait_for_block_job(disk, progress=progress)
        return 0

    def blockCopy(
        self,
        disk: str,
        destxml: XmlLike,
        params: Mapping[str, TypedValue] | None = None,
        flags: int = 0,
        *,
        progress: OnBlockJob | None = None,
    ) -> int:
        """Copy the disk while the guest uses it.

        Args:
            disk: target or path of the disk.
            destxml: a <disk> document: where to.
            params: VIR_DOMAIN_BLOCK_COPY_*: bandwidth, granularity, buffer size.
            flags: VIR_DOMAIN_BLOCK_COPY_* bits.
            progress: called with how far the job is and how far it has to come. With it the call does not come back
                before the job has ended, or waits to be ended by blockJobAbort(). What it raises comes through; the
                job goes on.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBlockCopy, libvirt 1.2.8.
        """
        self._conn._check_write("virDomainBlockCopy")
        values = hinted(params, BLOCK_COPY, "virDomainBlockCopy") if params else {}
        self._conn._call(
            self._conn._driver.domain_block_copy(
                self._ref,
                text(disk, "disk", "virDomainBlockCopy"),
                xml_text(destxml, "destxml", "virDomainBlockCopy"),
                values,
                index(flags),
            )
        )
        if progress is not None:
            self.wait_for_block_job(disk, progress=progress)
        return 0

    def blockCommit(
        self,
        disk: str,
        base: str | None,
        top: str | None,
        bandwidth: int = 0,
        flags: int = 0,
        *,
        progress: OnBlockJob | None = None,
    ) -> int:
        """Write changes down into a backing image.

        Args:
            disk: target or path of the disk.
            base: the image that takes the changes; None for the lowest.
            top: the image whose changes go; None for the active one.
            bandwidth: limit in MiB/s, or bytes/s by flag; 0 for none.
            flags: VIR_DOMAIN_BLOCK_COMMIT_* bits.
            progress: called with how far the job is and how far it has to come. With it the call does not come back
                before the job has ended, or waits to be ended by blockJobAbort(). What it raises comes through; the
                job goes on.

        Raises:
            OperationInvalid: the domain is not running, or not in a state for this.
            InvalidArg: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBlockCommit, libvirt 0.10.2.
        """
        self._conn._check_write("virDomainBlockCommit")
        self._conn._call(
            self._conn._driver.domain_block_commit(
                self._ref,
                text(disk, "disk", "virDomainBlockCommit"),
                optional_text(base, "base"),
                optional_text(top, "top"),
                unsigned_long(bandwidth, "bandwidth"),
                index(flags),
            )
        )
        if progress is not None:
            self.wait_for_block_job(disk, progress=progress)
        return 0

    def blockJobAbort(self, disk: str, flags: int = 0) -> int:
        """Stop the job of the disk, or complete it.

        Args:
            disk: target or path of the disk.
            flags: VIR_DOMAIN_BLOCK_JOB_ABORT_* bits: do not wait, switch over to the copy.

        Raises:
            OperationInvalid: there is none.
            InvalidArg: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBlockJobAbort, libvirt 0.9.4.
        """
        self._conn._check_write("virDomainBlockJobAbort")
        self._conn._call(
            self._conn._driver.domain_block_job_abort(
                self._ref, text(disk, "disk", "virDomainBlockJobAbort"), index(flags)
            )
        )
        return 0

    def blockJobSetSpeed(self, disk: str, bandwidth: int, flags: int = 0) -> int:
        """Limit the job of the disk.

        Args:
            disk: target or path of the disk.
            bandwidth: limit in MiB/s, or bytes/s by flag; 0 for none.
            flags: VIR_DOMAIN_BLOCK_JOB_SPEED_BANDWIDTH_BYTES.

        Raises:
            OperationInvalid: there is none.
            InvalidArg: the domain has no such device.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBlockJobSetSpeed, libvirt 0.9.4.
        """
        self._conn._check_write("virDomainBlockJobSetSpeed")
        self._conn._call(
            self._conn._driver.domain_block_job_set_speed(
                self._ref,
                text(disk, "disk", "virDomainBlockJobSetSpeed"),
                unsigned_long(bandwidth, "bandwidth"),
                index(flags),
            )
        )
        return 0

    def blockJobInfo(self, path: str, flags: int = 0) -> dict[str, int]:
        """Tell how far the job of the disk is.

        Args:
            path: target or path of the disk.
            flags: VIR_DOMAIN_BLOCK_JOB_INFO_BANDWIDTH_BYTES.

        Returns:
            "type", "bandwidth", "cur", "end"; empty when there is no job.

        Raises:
            InvalidArg: the domain has no such device.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainGetBlockJobInfo, libvirt 0.9.4.
        """
        return self._conn._call(
            self._conn._driver.domain_get_block_job_info(
                self._ref, text(path, "path", "virDomainGetBlockJobInfo"), index(flags)
            )
        )

    def migrateSetMaxDowntime(self, downtime: int, flags: int = 0) -> int:
        """Say how long a migration may stop the guest.

        Args:
            downtime: ms.
            flags: must be 0.

        Raises:
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainMigrateSetMaxDowntime, libvirt 0.8.0.
        """
        self._conn._check_write("virDomainMigrateSetMaxDowntime")
        self._conn._call(
            self._conn._driver.domain_migrate_set_max_downtime(
                self._ref, unsigned_long(downtime, "downtime"), index(flags)
            )
        )
        return 0

    def migrateGetMaxDowntime(self, flags: int = 0) -> int:
        """Tell how long a migration may stop the guest.

        Args:
            flags: must be 0.

        Returns:
            ms.

        Raises:
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainMigrateGetMaxDowntime, libvirt 3.7.0.
        """
        self._conn._check_write("virDomainMigrateGetMaxDowntime")
        return self._conn._call(self._conn._driver.domain_migrate_get_max_downtime(self._ref, index(flags)))

    def migrateSetMaxSpeed(self, bandwidth: int, flags: int = 0) -> int:
        """Limit the speed of migrations.

        Args:
            bandwidth: MiB/s.
            flags: VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY.

        Raises:
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainMigrateSetMaxSpeed, libvirt 0.9.0.
        """
        self._conn._check_write("virDomainMigrateSetMaxSpeed")
        self._conn._call(
            self._conn._driver.domain_migrate_set_max_speed(
                self._ref, unsigned_long(bandwidth, "bandwidth"), index(flags)
            )
        )
        return 0

    def migrateGetMaxSpeed(self, flags: int = 0) -> int:
        """Tell the limit of the speed of migrations.

        Args:
            flags: VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY.

        Returns:
            MiB/s.

        Raises:
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainMigrateGetMaxSpeed, libvirt 0.9.5.
        """
        self._conn._check_write("virDomainMigrateGetMaxSpeed")
        return self._conn._call(self._conn._driver.domain_migrate_get_max_speed(self._ref, index(flags)))

    def migrateSetCompressionCache(self, cacheSize: int, flags: int = 0) -> int:
        """Set the size of the cache that compresses repeated pages in a migration.

        Args:
            cacheSize: bytes.
            flags: must be 0.

        Raises:
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainMigrateSetCompressionCache, libvirt 1.0.3.
        """
        self._conn._check_write("virDomainMigrateSetCompressionCache")
        self._conn._call(
            self._conn._driver.domain_migrate_set_compression_cache(
                self._ref, unsigned_long(cacheSize, "cacheSize"), index(flags)
            )
        )
        return 0

    def migrateGetCompressionCache(self, flags: int = 0) -> int:
        """Give the size of the cache that compresses repeated pages in a migration.

        Args:
            flags: must be 0.

        Returns:
            bytes.

        Raises:
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainMigrateGetCompressionCache, libvirt 1.0.3.
        """
        self._conn._check_write("virDomainMigrateGetCompressionCache")
        return self._conn._call(self._conn._driver.domain_migrate_get_compression_cache(self._ref, index(flags)))

    def migrateStartPostCopy(self, flags: int = 0) -> int:
        """Have the guest run at the destination now, and fetch the rest of its memory there.

        Args:
            flags: must be 0.

        Raises:
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainMigrateStartPostCopy, libvirt 1.3.3.
        """
        self._conn._check_write("virDomainMigrateStartPostCopy")
        self._conn._call(self._conn._driver.domain_migrate_start_post_copy(self._ref, index(flags)))
        return 0

    def snapshotCreateXML(self, xmlDesc: XmlLike, flags: int = 0) -> virDomainSnapshot:
        """Keep the state of the domain as it is now.

        Args:
            xmlDesc: a <domainsnapshot> document.
            flags: VIR_DOMAIN_SNAPSHOT_CREATE_* bits: disks only, quiesced, redefinition, the domain halted ...

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationInvalid: the domain is not in a state for this.
            OperationFailed: a snapshot of that name is there.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE and
                VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA.
            InvalidArg: *flags* has both VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE and VIR_DOMAIN_SNAPSHOT_CREATE_HALT.
            InvalidArg: *flags* has VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT without VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotCreateXML, libvirt 0.8.0.
        """
        self._conn._check_write("virDomainSnapshotCreateXML")
        from anyvirt.objects.snapshot import virDomainSnapshot

        required_flags(
            index(flags),
            "virDomainSnapshotCreateXML",
            VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT=VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT,
            VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE=VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
        )
        exclusive_flags(
            index(flags),
            "virDomainSnapshotCreateXML",
            VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE=VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
            VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA=VIR_DOMAIN_SNAPSHOT_CREATE_NO_METADATA,
        )
        exclusive_flags(
            index(flags),
            "virDomainSnapshotCreateXML",
            VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE=VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE,
            VIR_DOMAIN_SNAPSHOT_CREATE_HALT=VIR_DOMAIN_SNAPSHOT_CREATE_HALT,
        )
        return virDomainSnapshot(
            self,
            self._conn._call(
                self._conn._driver.domain_snapshot_create_xml(
                    self._ref, xml_text(xmlDesc, "xmlDesc", "virDomainSnapshotCreateXML"), index(flags)
                )
            ),
        )

    def listAllSnapshots(self, flags: int = 0) -> list[virDomainSnapshot]:
        """List the snapshots of the domain.

        Args:
            flags: VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external
                ...

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainListAllSnapshots, libvirt 0.9.13.
        """
        from anyvirt.objects.snapshot import virDomainSnapshot

        return [
            virDomainSnapshot(self, ref)
            for ref in self._conn._call(self._conn._driver.domain_list_all_snapshots(self._ref, index(flags)))
        ]

    def snapshotNum(self, flags: int = 0) -> int:
        """Count the snapshots of the domain.

        Args:
            flags: VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external
                ...

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotNum, libvirt 0.8.0.
        """
        return self._conn._call(self._conn._driver.domain_snapshot_num(self._ref, index(flags)))

    def snapshotListNames(self, flags: int = 0) -> list[str]:
        """List the names of the snapshots of the domain.

        Args:
            flags: VIR_DOMAIN_SNAPSHOT_LIST_* filters: roots, leaves, with or without metadata, internal or external
                ...

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotListNames, libvirt 0.8.0.
        """
        return self._conn._call(self._conn._driver.domain_snapshot_list_names(self._ref, index(flags)))

    def snapshotLookupByName(self, name: str, flags: int = 0) -> virDomainSnapshot:
        """Find a snapshot by its name.

        Args:
            name: the exact name.
            flags: must be 0.

        Raises:
            NoDomainSnapshot: there is none.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotLookupByName, libvirt 0.8.0.
        """
        from anyvirt.objects.snapshot import virDomainSnapshot

        return virDomainSnapshot(
            self,
            self._conn._call(
                self._conn._driver.domain_snapshot_lookup_by_name(
                    self._ref, text(name, "name", "virDomainSnapshotLookupByName"), index(flags)
                )
            ),
        )

    def hasCurrentSnapshot(self, flags: int = 0) -> int:
        """Tell whether a snapshot is current: the last one taken or reverted to.

        Args:
            flags: must be 0.

        Returns:
            1 if one is, 0 if not.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainHasCurrentSnapshot, libvirt 0.8.0.
        """
        return int(self._conn._call(self._conn._driver.domain_has_current_snapshot(self._ref, index(flags))))

    def snapshotCurrent(self, flags: int = 0) -> virDomainSnapshot:
        """Give the current snapshot: the last one taken or reverted to.

        Args:
            flags: must be 0.

        Raises:
            NoDomainSnapshot: there is none.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainSnapshotCurrent, libvirt 0.8.0.
        """
        from anyvirt.objects.snapshot import virDomainSnapshot

        return virDomainSnapshot(
            self, self._conn._call(self._conn._driver.domain_snapshot_current(self._ref, index(flags)))
        )

    def revertToSnapshot(self, snap: virDomainSnapshot, flags: int = 0) -> int:
        """Return the domain to a snapshot.

        Args:
            snap: the snapshot.
            flags: VIR_DOMAIN_SNAPSHOT_REVERT_* bits: running or paused afterwards, forced, with a reset of the NVRAM.

        Raises:
            SnapshotRevertRisky: it needs VIR_DOMAIN_SNAPSHOT_REVERT_FORCE: something would be lost.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING and VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainRevertToSnapshot, libvirt 0.8.0.
        """
        self._conn._check_write("virDomainRevertToSnapshot")
        exclusive_flags(
            index(flags),
            "virDomainRevertToSnapshot",
            VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING=VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING,
            VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED=VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED,
        )
        self._conn._call(
            self._conn._driver.domain_revert_to_snapshot(
                self._ref, object_ref(snap, SnapshotRef, self._conn, "snap", "virDomainRevertToSnapshot"), index(flags)
            )
        )
        return 0

    def checkpointCreateXML(self, xmlDesc: XmlLike, flags: int = 0) -> virDomainCheckpoint:
        """Begin to note what changes on the domain's disks.

        Args:
            xmlDesc: a <domaincheckpoint> document.
            flags: VIR_DOMAIN_CHECKPOINT_CREATE_* bits: quiesced by the guest agent, redefinition.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationInvalid: the domain is not in a state for this.
            OperationDenied: the connection is read-only.
            InvalidArg: *flags* has both VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE and
                VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE.
            InvalidArg: *flags* has VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE without
                VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCheckpointCreateXML, libvirt 5.6.0.
        """
        self._conn._check_write("virDomainCheckpointCreateXML")
        from anyvirt.objects.checkpoint import virDomainCheckpoint

        required_flags(
            index(flags),
            "virDomainCheckpointCreateXML",
            VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE=VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE_VALIDATE,
            VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE=VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE,
        )
        exclusive_flags(
            index(flags),
            "virDomainCheckpointCreateXML",
            VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE=VIR_DOMAIN_CHECKPOINT_CREATE_REDEFINE,
            VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE=VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE,
        )
        return virDomainCheckpoint(
            self,
            self._conn._call(
                self._conn._driver.domain_checkpoint_create_xml(
                    self._ref, xml_text(xmlDesc, "xmlDesc", "virDomainCheckpointCreateXML"), index(flags)
                )
            ),
        )

    def listAllCheckpoints(self, flags: int = 0) -> list[virDomainCheckpoint]:
        """List the checkpoints of the domain.

        Args:
            flags: VIR_DOMAIN_CHECKPOINT_LIST_* filters: roots, leaves, order.

        Raises:
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainListAllCheckpoints, libvirt 5.6.0.
        """
        from anyvirt.objects.checkpoint import virDomainCheckpoint

        return [
            virDomainCheckpoint(self, ref)
            for ref in self._conn._call(self._conn._driver.domain_list_all_checkpoints(self._ref, index(flags)))
        ]

    def checkpointLookupByName(self, name: str, flags: int = 0) -> virDomainCheckpoint:
        """Find a checkpoint by its name.

        Args:
            name: the exact name.
            flags: must be 0.

        Raises:
            NoDomainCheckpoint: there is none.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainCheckpointLookupByName, libvirt 5.6.0.
        """
        from anyvirt.objects.checkpoint import virDomainCheckpoint

        return virDomainCheckpoint(
            self,
            self._conn._call(
                self._conn._driver.domain_checkpoint_lookup_by_name(
                    self._ref, text(name, "name", "virDomainCheckpointLookupByName"), index(flags)
                )
            ),
        )

    def backupBegin(self, backupXML: XmlLike, checkpointXML: XmlLike | None, flags: int = 0) -> int:
        """Begin to copy the domain's disks, or to offer them to somebody who does.

        Args:
            backupXML: a <domainbackup> document.
            checkpointXML: a <domaincheckpoint> document for a checkpoint at the same moment; None for none.
            flags: VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL: the files are there already.

        Raises:
            XmlDetail: *xml* is not well formed.
            XmlError: *xml* says something that is not allowed.
            OperationInvalid: the domain is not running, or not in a state for this.
            OperationDenied: the connection is read-only.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBackupBegin, libvirt 6.0.0.
        """
        self._conn._check_write("virDomainBackupBegin")
        self._conn._call(
            self._conn._driver.domain_backup_begin(
                self._ref,
                xml_text(backupXML, "backupXML", "virDomainBackupBegin"),
                optional_xml(checkpointXML, "checkpointXML", "virDomainBackupBegin"),
                index(flags),
            )
        )
        return 0

    def backupGetXMLDesc(self, flags: int = 0) -> str:
        """Describe the backup that is under way.

        Args:
            flags: must be 0.

        Returns:
            an XML document <domainbackup>.

        Raises:
            NoDomainBackup: there is none.
            NoDomain: the domain is gone.
            NoSupport: the driver does not have this call.

        Source: virDomainBackupGetXMLDesc, libvirt 6.0.0.
        """
        return self._conn._call(self._conn._driver.domain_backup_get_xml_desc(self._ref, index(flags)))
