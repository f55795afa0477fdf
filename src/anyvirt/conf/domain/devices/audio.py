"""Back ends for sound on the host: <audio>."""

from __future__ import annotations

from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Element, Positive, UInt, YesNo, attr, child, need


class AudioType(WordEnum):
    NONE = "none"
    ALSA = "alsa"
    COREAUDIO = "coreaudio"
    JACK = "jack"
    OSS = "oss"
    PULSEAUDIO = "pulseaudio"
    SDL = "sdl"
    SPICE = "spice"
    FILE = "file"
    DBUS = "dbus"
    PIPEWIRE = "pipewire"


class SdlAudioDriver(WordEnum):
    ESD = "esd"
    ALSA = "alsa"
    ARTS = "arts"
    PULSEAUDIO = "pulseaudio"


class AudioFormat(WordEnum):
    U8 = "u8"
    S8 = "s8"
    U16 = "u16"
    S16 = "s16"
    U32 = "u32"
    S32 = "s32"
    F32 = "f32"


class AudioSettings(Element, tag="settings"):
    """Fixed format of the sound."""

    frequency: UInt | None = attr("@frequency")  # Hz
    channels: UInt | None = attr("@channels")
    format: AudioFormat | None = attr("@format")


class AudioInput(Element, tag="input"):
    """Sound that the guest records. Lengths and latency in microseconds."""

    mixing_engine: YesNo | None = attr("@mixingEngine")
    fixed_settings: YesNo | None = attr("@fixedSettings")
    voices: UInt | None = attr("@voices")
    buffer_length: UInt | None = attr("@bufferLength")
    dev: str | None = attr("@dev")  # alsa, oss
    name: str | None = attr("@name")  # pulseaudio, pipewire
    stream_name: str | None = attr("@streamName")
    latency: UInt | None = attr("@latency")
    server_name: str | None = attr("@serverName")  # jack, as the following
    client_name: str | None = attr("@clientName")
    connect_ports: str | None = attr("@connectPorts")
    exact_name: YesNo | None = attr("@exactName")
    buffer_count: UInt | None = attr("@bufferCount")  # coreaudio, oss, sdl
    try_poll: YesNo | None = attr("@tryPoll")  # oss
    settings: AudioSettings | None = child("settings")


class AudioOutput(Element, tag="output"):
    """Sound that the guest plays; as for input."""

    mixing_engine: YesNo | None = attr("@mixingEngine")
    fixed_settings: YesNo | None = attr("@fixedSettings")
    voices: UInt | None = attr("@voices")
    buffer_length: UInt | None = attr("@bufferLength")
    dev: str | None = attr("@dev")
    name: str | None = attr("@name")
    stream_name: str | None = attr("@streamName")
    latency: UInt | None = attr("@latency")
    server_name: str | None = attr("@serverName")
    client_name: str | None = attr("@clientName")
    connect_ports: str | None = attr("@connectPorts")
    exact_name: YesNo | None = attr("@exactName")
    buffer_count: UInt | None = attr("@bufferCount")
    try_poll: YesNo | None = attr("@tryPoll")
    settings: AudioSettings | None = child("settings")


class Audio(Element, tag="audio"):
    """A back end; sound cards and graphics name it by its id."""

    id: Positive = need("@id")
    type: AudioType = need("@type")
    timer_period: UInt | None = attr("@timerPeriod")  # microseconds
    try_mmap: YesNo | None = attr("@tryMMap")  # oss
    exclusive: YesNo | None = attr("@exclusive")  # oss
    dsp_policy: int | None = attr("@dspPolicy")  # oss, -1 to 10
    server_name: str | None = attr("@serverName")  # pulseaudio
    runtime_dir: str | None = attr("@runtimeDir")  # pipewire
    driver: SdlAudioDriver | None = attr("@driver")  # sdl
    path: str | None = attr("@path")  # file
    input: AudioInput | None = child("input")
    output: AudioOutput | None = child("output")
