"""What libvirt refuses while it reads a document, and so before anything that has to do with the whole."""

from __future__ import annotations

from anyvirt.conf.domain.devices.chardev import Channel, ChannelTargetType, CharType
from anyvirt.conf.domain.devices.hostdev import HostdevMode, HostdevType
from anyvirt.conf.domain.devices.platform import IommuModel
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.walk import char_devices, iter_devices, remote_devices
from anyvirt.util.error import ConfigUnsupported, InternalError, XmlError

_CAPABILITIES = (HostdevType.STORAGE, HostdevType.MISC, HostdevType.NET)


def check_reading(domain: Domain) -> None:
    """Refuse numbers that cannot be 0, parts that must be there, and a second one of what there is one of."""
    for device in iter_devices(domain):
        if device.acpi_index == 0:
            raise XmlError(f"<{getattr(device, '__xml_tag__', 'device')}>: the index of <acpi> counts from 1")
    _check_sources(domain)
    for hostdev in domain.hostdevs:
        what = f"<hostdev type='{hostdev.type.value}'>"
        if (hostdev.mode is HostdevMode.CAPABILITIES) != (hostdev.type in _CAPABILITIES):
            raise ConfigUnsupported(f"{what}: there is no such type with mode='{hostdev.mode.value}'")
        if hostdev.source is None:
            raise XmlError(f"{what}: needs a <source>")
    for rng in domain.rngs:
        if rng.backend is None:
            raise XmlError("<rng>: needs one <backend>")
    for video in domain.videos:
        if (video.resolution_x is None) != (video.resolution_y is None):
            raise XmlError("video: a resolution needs both x and y")
    for audio in domain.audios:
        if audio.timer_period == 0:
            raise XmlError("<audio>: timerPeriod counts from 1 microsecond")
        for name, side in (("input", audio.input), ("output", audio.output)):
            for option in ("voices", "buffer_length", "buffer_count", "latency"):
                if side is not None and getattr(side, option) == 0:
                    raise XmlError(f"<audio>: {option} of {name} counts from 1")
    if len(domain.nvram_devices) > 1:
        raise InternalError("<nvram>: only one is allowed")
    if len(domain.vsocks) > 1:
        raise XmlError("<vsock>: only one is allowed")
    if len(domain.iommus) > 1 and any(iommu.model is not IommuModel.SMMUV3 for iommu in domain.iommus):
        raise XmlError("<iommu>: only one is allowed, unless all are smmuv3")
    if len(domain.redirfilters) > 1:
        raise InternalError("<redirfilter>: only one is allowed", hint="put all rules into it")


def _check_sources(domain: Domain) -> None:
    """One source is enough for all character devices but UDP ones."""
    for device in (*char_devices(domain), *remote_devices(domain)):
        limit = 2 if device.type is CharType.UDP else 1
        if len(device.sources) > limit:
            kind = device.type.value if device.type is not None else ""
            are = "s are" if limit > 1 else " is"
            raise XmlError(f"<{device.__xml_tag__}>: only {limit} source{are} allowed for type '{kind}'")
        if (
            isinstance(device, Channel)
            and device.target_type is ChannelTargetType.GUESTFWD
            and (device.guestfwd_address is None or device.guestfwd_port is None)
        ):
            raise XmlError("<channel>: a target of type 'guestfwd' needs address and port")
