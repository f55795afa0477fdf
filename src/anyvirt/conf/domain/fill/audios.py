"""What audio back ends do not have, and documents may say all the same."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.devices.audio import Audio, AudioInput, AudioOutput, AudioType

# Options of back ends of each type, and of their two directions; those of the others are passed over.
_OPTIONS: Final[dict[AudioType, tuple[str, ...]]] = {
    AudioType.OSS: ("try_mmap", "exclusive", "dsp_policy"),
    AudioType.PULSEAUDIO: ("server_name",),
    AudioType.PIPEWIRE: ("runtime_dir",),
    AudioType.SDL: ("driver",),
    AudioType.FILE: ("path",),
}
_DIRECTIONS: Final[dict[AudioType, tuple[str, ...]]] = {
    AudioType.ALSA: ("dev",),
    AudioType.COREAUDIO: ("buffer_count",),
    AudioType.JACK: ("server_name", "client_name", "connect_ports", "exact_name"),
    AudioType.OSS: ("dev", "buffer_count", "try_poll"),
    AudioType.PULSEAUDIO: ("name", "stream_name", "latency"),
    AudioType.PIPEWIRE: ("name", "stream_name", "latency"),
    AudioType.SDL: ("buffer_count",),
}
_ALL_OPTIONS: Final = frozenset(name for names in _OPTIONS.values() for name in names)
_ALL_OF_DIRECTIONS: Final = frozenset(name for names in _DIRECTIONS.values() for name in names)


def fill_audio(audio: Audio) -> None:
    """Drop what *audio* has no use for."""
    for option in _ALL_OPTIONS.difference(_OPTIONS.get(audio.type, ())):
        setattr(audio, option, None)
    for direction in (audio.input, audio.output):
        if direction is not None:
            for option in _ALL_OF_DIRECTIONS.difference(_DIRECTIONS.get(audio.type, ())):
                setattr(direction, option, None)
    if audio.input == AudioInput():
        audio.input = None
    if audio.output == AudioOutput():
        audio.output = None
