"""Starting a guest: everything it needs is made first, and all of it is undone when a step fails."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from anyvirt import constants as c
from anyvirt.conf.domain.devices.chardev import CharMode, CharSource, CharType
from anyvirt.conf.domain.devices.graphics import GraphicsType, ListenType
from anyvirt.conf.domain.model import Domain, DomainType
from anyvirt.conf.store.objects import State
from anyvirt.conf.store.persistence import file_stem
from anyvirt.qemu import addresses, aliases, guestcpu, strays
from anyvirt.qemu.attach import connect_monitor
from anyvirt.qemu.capabilities import QemuCaps
from anyvirt.qemu.command import GraphicsPorts, MonitorCommand, Runtime, build, default_socket, socket_path
from anyvirt.qemu.core import QemuCore, make_folders
from anyvirt.qemu.display import reserve_ports, set_passwords
from anyvirt.qemu.instance import Instance, QemuGuest
from anyvirt.qemu.log import last_words, open_log
from anyvirt.qemu.memory import has_balloon
from anyvirt.qemu.monitor import Monitor, MonitorClosed
from anyvirt.qemu.network import open_taps
from anyvirt.qemu.refresh import refresh
from anyvirt.qemu.sources import check_sources
from anyvirt.qemu.validate import check
from anyvirt.util.error import InternalError, OperationFailed, SystemCallError
from anyvirt.util.process import Process

_EXIT_S = 5.0


async def launch(core: QemuCore, guest: QemuGuest, *, paused: bool) -> None:
    """Start *guest*, to which the store has given a live definition. The caller holds its job.

    Raises:
        libvirtError: why it could not be started. Nothing of the attempt is left; the caller has the store stop it.
    """
    async with AsyncExitStack() as undo:
        undo.push_async_callback(core.settle_status, guest)
        domain = guest.require_active()
        caps = await core.caps_of(domain)
        prepare(domain, caps)

        folder = core.paths.runtime(guest.id, guest.name)
        import shutil  # which those who only look need not load

        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        make_folders(folder, core.paths.log)
        _name_sockets(domain, folder)
        graphics = await reserve_ports(core.ports, domain, undo)

        instance, setup = await _spawn(core, guest, caps, folder, graphics, undo)
        guest.instance = instance
        undo.callback(setattr, guest, "instance", None)
        try:
            reason = c.VIR_DOMAIN_PAUSED_USER if paused else c.VIR_DOMAIN_PAUSED_STARTING_UP
            guest.set_state(State.PAUSED, reason)
            await _make_ready(core, guest, caps, instance, setup)
            if not paused:
                await core.let_run(guest, instance, c.VIR_DOMAIN_RUNNING_BOOTED, c.VIR_DOMAIN_EVENT_RESUMED_UNPAUSED)
        except MonitorClosed as exc:
            raise await _why_it_died(guest.name, instance.process, instance.log) from exc
        undo.pop_all()
    core.watch(guest, instance)
    core.emit_lifecycle(guest, c.VIR_DOMAIN_EVENT_STARTED, c.VIR_DOMAIN_EVENT_STARTED_BOOTED)
    if paused:
        core.emit_lifecycle(guest, c.VIR_DOMAIN_EVENT_SUSPENDED, c.VIR_DOMAIN_EVENT_SUSPENDED_PAUSED)


def prepare(domain: Domain, caps: QemuCaps) -> None:
    """Complete a live definition, and make sure that what it names is there."""
    check(domain, caps)
    guestcpu.prepare(domain, caps)
    addresses.assign(domain, caps)
    aliases.assign(domain)
    check_sources(domain)


def _name_sockets(domain: Domain, folder: Path) -> None:
    """Say where the sockets of channels and displays are whose definition leaves it to us."""
    for channel in domain.channels:
        if channel.type is CharType.UNIX and not any(source.path for source in channel.sources):
            assert channel.alias is not None
            channel.sources = [CharSource(mode=CharMode.BIND, path=str(default_socket(folder, channel.alias)))]
    for graphics in domain.graphics:
        for listen in graphics.listens:
            if listen.type is ListenType.SOCKET and listen.socket is None:
                listen.socket = socket_path(folder, graphics)
                if graphics.type is GraphicsType.VNC:
                    graphics.socket = listen.socket


def _listen_for_channels(domain: Domain, folder: Path, inherited: ExitStack) -> dict[str, int]:
    """Listen on the sockets that we named: QEMU itself could not where the folder's path is long."""
    fds: dict[str, int] = {}
    for channel in domain.channels:
        for source in channel.sources:
            if channel.type is CharType.UNIX and source.path and Path(source.path).parent == folder:
                assert channel.alias is not None
                fds[channel.alias] = inherited.enter_context(_listen(folder, Path(source.path).name)).fileno()
    return fds


async def _make_ready(
    core: QemuCore, guest: QemuGuest, caps: QemuCaps, instance: Instance, setup: Iterable[MonitorCommand]
) -> None:
    """What has to be done between QEMU's greeting and the first instruction of the guest."""
    domain = guest.require_active()
    await refresh(guest, instance)
    await guestcpu.verify(domain, caps, instance.monitor)
    for command in setup:
        await instance.monitor.execute(command.name, command.arguments)
    await set_passwords(instance.monitor, domain)
    if not has_balloon(domain):
        domain.current_memory = domain.memory  # nothing can make it less
    elif domain.current_memory != domain.memory:
        assert domain.current_memory is not None  # post-parse fills it
        await instance.monitor.execute("balloon", {"value": domain.current_memory * 1024})
    await core.store.save_status(guest, instance.describe())
    strays.forget(instance.folder)


async def _spawn(
    core: QemuCore,
    guest: QemuGuest,
    caps: QemuCaps,
    folder: Path,
    graphics: Mapping[int, GraphicsPorts],
    undo: AsyncExitStack,
) -> tuple[Instance, Iterable[MonitorCommand]]:
    """Start the process and reach its monitor; *undo* ends it again.

    Returns:
        The instance, and what is to be told its monitor before the guest runs.
    """
    domain = guest.require_active()
    accelerator = "kvm" if domain.type is DomainType.KVM else "tcg"
    log = core.paths.log / f"{file_stem(guest.name)}.log"
    # The descriptors that QEMU inherits are of no use to us once it has them: a listener that stays open here would
    # accept for a QEMU that is gone.
    with ExitStack() as inherited:
        listener = inherited.enter_context(_listen(folder, "monitor.sock"))
        runtime = Runtime(
            folder=folder,
            monitor_fd=listener.fileno(),
            accelerator=accelerator,
            taps=open_taps(domain, inherited),
            graphics=graphics,
            chardev_fds=_listen_for_channels(domain, folder, inherited),
        )
        command = build(domain, caps, runtime)
        output = inherited.enter_context(open_log(log, command.argv))
        try:
            process = Process.spawn(command.argv, env=command.env, output=output.fileno(), pass_fds=command.pass_fds)
        except OSError as exc:
            raise OperationFailed(f"cannot execute the emulator {command.argv[0]}: {exc.strerror}") from exc
    undo.push_async_callback(_kill, process)
    strays.note(folder, process)

    silent = asyncio.Event()
    try:
        monitor = await _connect(core, guest, process, folder, silent)
    except MonitorClosed as exc:
        raise await _why_it_died(guest.name, process, log) from exc
    undo.push_async_callback(monitor.close)
    ports = [port for chosen in graphics.values() for port in (chosen.port, chosen.tls_port, chosen.websocket) if port]
    return Instance(process, monitor, folder, accelerator, log, silent, ports=ports), command.setup


async def _connect(core: QemuCore, guest: QemuGuest, process: Process, folder: Path, silent: asyncio.Event) -> Monitor:
    """Reach the monitor, but do not wait for one whose process has ended."""
    connecting = asyncio.ensure_future(connect_monitor(core, guest, folder, silent))
    dying = asyncio.ensure_future(process.wait())
    try:
        await asyncio.wait({connecting, dying}, return_when=asyncio.FIRST_COMPLETED)
        if not connecting.done():
            # Its end of the connection is closed: the monitor will say so at once, and clean up after itself.
            await asyncio.wait({connecting}, timeout=_EXIT_S)
        if not connecting.done():
            raise MonitorClosed("QEMU ended before it opened its monitor")
        return connecting.result()
    finally:
        connecting.cancel()
        dying.cancel()
        # Both have an end of their own, which somebody has to look at.
        await asyncio.gather(connecting, dying, return_exceptions=True)


def _listen(folder: Path, name: str) -> socket.socket:
    """A listening Unix socket in *folder*, whose path may be longer than a socket address can be."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    fd = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fchmod(listener.fileno(), 0o600)  # what bind() gives the file, whatever the umask says
        listener.bind(f"/proc/self/fd/{fd}/{name}")
        listener.listen(1)
    except OSError as exc:
        listener.close()
        raise SystemCallError(f"cannot make the socket {folder / name}: {exc.strerror}") from exc
    finally:
        os.close(fd)
    return listener


async def _kill(process: Process) -> None:
    process.send_signal(signal.SIGKILL)
    await process.wait()


async def _why_it_died(name: str, process: Process, log: Path) -> InternalError:
    """The error for a QEMU that went away while it started, with its own words."""
    if not await process.wait(_EXIT_S):
        return InternalError(f"QEMU for domain '{name}' closed its monitor while it started")
    status = process.exit_status
    how = f"signal {signal.Signals(-status).name}" if status is not None and status < 0 else f"exit status {status}"
    words = last_words(log)
    said = f": {words}" if words else "; it printed nothing"
    return InternalError(f"QEMU for domain '{name}' ended at start with {how}{said}", hint=f"its log is {log}")
