"""Options that mean nothing beside the others, and elements without content: they are not kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from anyvirt.conf.domain.boot import Sysinfo, SysinfoEntry, SysinfoType
from anyvirt.conf.domain.devices.audio import Audio, AudioInput, AudioOutput, AudioSettings, AudioType
from anyvirt.conf.domain.devices.chardev import Channel, ChannelTargetType
from anyvirt.conf.domain.devices.graphics import GraphicsType
from anyvirt.conf.domain.devices.input import Input, InputType
from anyvirt.conf.domain.devices.shmem import ShmemModel
from anyvirt.conf.domain.devices.smartcard import Smartcard, SmartcardMode
from anyvirt.conf.domain.devices.source import NetworkSource
from anyvirt.conf.domain.memory import BlkioDevice
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.seclabel import SecLabel, SecLabelType
from anyvirt.conf.domain.tuning import NumaMemory
from anyvirt.util.xmlmap import Element

_LISTENING: Final = ("port", "autoport", "listen", "listens", "passwd", "passwd_valid_to", "connected", "keymap")

# What graphics of each type have besides the type.
_GRAPHICS: Final[dict[GraphicsType, tuple[str, ...]]] = {
    GraphicsType.SDL: ("display", "xauth", "fullscreen", "gl"),
    GraphicsType.DESKTOP: ("display", "fullscreen"),
    GraphicsType.RDP: ("port", "autoport", "replace_user", "multi_user", "rdp_username", "listen", "listens"),
    GraphicsType.VNC: (*_LISTENING, "websocket", "socket", "share_policy", "power_control", "audio_id"),
    GraphicsType.SPICE: (
        *(*_LISTENING, "tls_port", "default_mode", "channels", "image", "jpeg", "zlib", "playback", "streaming"),
        *("mouse", "clipboard_copypaste", "filetransfer", "gl", "rendernode"),
    ),
    GraphicsType.EGL_HEADLESS: ("rendernode",),
    GraphicsType.DBUS: ("p2p", "dbus_address", "gl", "rendernode", "audio_id"),
}

Direction = TypeVar("Direction", AudioInput, AudioOutput)

BASIC: Final = ("mixing_engine", "fixed_settings", "voices", "buffer_length", "settings")

# What a sound back end has besides id, type and the period of its timer, and what each of its directions has.
AUDIO: Final[dict[AudioType, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    AudioType.NONE: ((), ()),
    AudioType.ALSA: ((), ("dev",)),
    AudioType.COREAUDIO: ((), ("buffer_count",)),
    AudioType.JACK: ((), ("server_name", "client_name", "connect_ports", "exact_name")),
    AudioType.OSS: (("try_mmap", "exclusive", "dsp_policy"), ("dev", "buffer_count", "try_poll")),
    AudioType.PULSEAUDIO: (("server_name",), ("name", "stream_name", "latency")),
    AudioType.SDL: (("driver",), ("buffer_count",)),
    AudioType.SPICE: ((), ()),
    AudioType.FILE: (("path",), ()),
    AudioType.DBUS: ((), ()),
    AudioType.PIPEWIRE: (("runtime_dir",), ("name", "stream_name", "latency")),
}


def drop_foreign(domain: Domain) -> None:
    """Forget what nothing would ever look at."""
    _drop_boot_options(domain)
    _drop_empty(domain)
    for disk in domain.disks:
        if isinstance(disk.source, NetworkSource):
            disk.source.seclabels = []  # there is nothing on this host to label
    for graphics in domain.graphics:
        _keep(graphics, ("type", *_GRAPHICS[graphics.type]))
    for audio in domain.audios:
        _drop_audio(audio)
    for card in domain.smartcards:
        _drop_card(card)
    for channel in domain.channels:
        _drop_channel(channel)
    for device in domain.inputs:
        _drop_input(device)
    for info in domain.sysinfo:
        _drop_sysinfo(info)
    for shmem in domain.shmems:
        if shmem.model in (None, ShmemModel.IVSHMEM):
            shmem.role = None
    for label in domain.seclabels:
        _fill_label(label)
    domain.seclabels = [label for label in domain.seclabels if label.type is not None or label.label]
    domain.keywrap.sort(key=lambda cipher: cipher.name.value)


def _keep(element: Element, names: Iterable[str]) -> None:
    """Reset every option of *element* but those with *names*."""
    wanted = frozenset(names)
    for field in type(element).__xml_fields__:
        if field.name not in wanted:
            empty = [] if isinstance(getattr(element, field.name), list) else field.default
            setattr(element, field.name, empty)


def _drop_boot_options(domain: Domain) -> None:
    if domain.os_type is not None and domain.os_type != "exe":
        domain.init = domain.initdir = domain.inituser = domain.initgroup = None
        domain.initargs, domain.initenvs = [], []
    if domain.os_firmware is None:
        domain.firmware_features = []
    if domain.bootloader is None:
        domain.bootloader_args = None
    if not domain.bootmenu:
        domain.bootmenu_timeout = None


def _drop_empty(domain: Domain) -> None:
    if domain.blkiotune is not None:
        domain.blkiotune.weight = domain.blkiotune.weight or None
        for device in domain.blkiotune.devices:
            for name in ("weight", "read_iops_sec", "write_iops_sec", "read_bytes_sec", "write_bytes_sec"):
                setattr(device, name, getattr(device, name) or None)
        paths = [one.path for one in domain.blkiotune.devices]
        domain.blkiotune.devices = [
            one
            for one in domain.blkiotune.devices
            if one != BlkioDevice(path=one.path) or paths.count(one.path) > 1  # that is refused
        ]
    if domain.cputune is not None:
        for scope in ("", "global_", "emulator_", "iothread_"):
            for name in (f"{scope}period", f"{scope}quota"):
                setattr(domain.cputune, name, getattr(domain.cputune, name) or None)
    if domain.memtune is not None:
        domain.memtune.min_guarantee = domain.memtune.min_guarantee or None
    if domain.numatune is not None and domain.numatune.memory == NumaMemory():
        domain.numatune.memory = None
    for name in ("blkiotune", "memtune", "memory_backing", "cputune", "numatune", "default_iothread"):
        if (part := getattr(domain, name)) is not None and part == type(part)():
            setattr(domain, name, None)
    domain.iothreads = domain.iothreads or None
    domain.max_memory, domain.max_memory_slots = domain.max_memory or None, domain.max_memory_slots or None


def _drop_audio(audio: Audio) -> None:
    own, directions = AUDIO[audio.type]
    _keep(audio, ("id", "type", "timer_period", *own, "input", "output"))
    audio.input = _used(audio.input, directions)
    audio.output = _used(audio.output, directions)


def _used(side: Direction | None, own: tuple[str, ...]) -> Direction | None:
    """What is said about a direction; None where that is nothing."""
    if side is None:
        return None
    _keep(side, (*BASIC, *own))
    if side == type(side)():
        return None
    if side.fixed_settings and side.settings is None:
        side.settings = AudioSettings()
    return side


def _drop_card(card: Smartcard) -> None:
    if card.mode is not SmartcardMode.PASSTHROUGH:
        card.type = card.protocol = card.log_file = card.log_append = None
        card.sources = []
    if card.mode is not SmartcardMode.HOST_CERTIFICATES:
        card.certificates, card.database = [], None


# What channels of each type have besides the type.
_CHANNELS: Final = {
    ChannelTargetType.NONE: (),
    ChannelTargetType.VIRTIO: ("name", "state"),
    ChannelTargetType.XEN: ("name", "state"),
    ChannelTargetType.GUESTFWD: ("guestfwd_address", "guestfwd_port"),
}


def _drop_channel(channel: Channel) -> None:
    for option in ("name", "state", "guestfwd_address", "guestfwd_port"):
        if option not in _CHANNELS[channel.target_type]:
            setattr(channel, option, None)


def _drop_input(device: Input) -> None:
    if device.type is not InputType.EVDEV:
        device.source_dev = device.grab = device.grab_toggle = device.repeat = None
    if device.type is not InputType.PASSTHROUGH:
        device.source_evdev = None


def _drop_sysinfo(info: Sysinfo) -> None:
    """Keep the first of each string that the tables have, in their order."""
    if info.type is SysinfoType.FWCFG:
        _keep(info, ("type", "entries"))
        for entry in info.entries:
            entry.value = None if entry.file else entry.value
        return
    info.entries = []
    info.bios = _known(info.bios, ("vendor", "version", "date", "release"))
    info.system = _known(info.system, ("manufacturer", "product", "version", "serial", "uuid", "sku", "family"))
    info.chassis = _known(info.chassis, ("manufacturer", "version", "serial", "asset", "sku"))
    for board in info.base_boards:
        board.entries = _known(board.entries, ("manufacturer", "product", "version", "serial", "asset", "location"))
    info.base_boards = [board for board in info.base_boards if board.entries]


def _known(entries: list[SysinfoEntry], names: tuple[str, ...]) -> list[SysinfoEntry]:
    first = {entry.name: entry for entry in reversed(entries) if entry.value}
    return [SysinfoEntry(name=name, value=first[name].value) for name in names if name in first]


def _fill_label(label: SecLabel) -> None:
    """Resources of a guest are labelled with it, unless its label is given or it has none."""
    if label.model == "none" and label.type in (None, SecLabelType.DYNAMIC):
        label.type, label.relabel = SecLabelType.NONE, None
    if label.type is SecLabelType.NONE:
        label.label = label.imagelabel = label.baselabel = None
        label.relabel = label.relabel or None
    if label.type is SecLabelType.STATIC:
        label.baselabel = None
        label.relabel = bool(label.relabel)
    if label.type is SecLabelType.DYNAMIC and label.relabel is None:
        label.relabel = True
