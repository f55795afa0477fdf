"""Output of a domain, with what the caller may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anyvirt.conf.domain.devices.disk import Disk
from anyvirt.conf.domain.devices.graphics import GraphicsType, ListenType
from anyvirt.conf.domain.devices.input import InputBus, InputType
from anyvirt.conf.domain.devices.platform import Panic
from anyvirt.conf.domain.devices.source import (
    BackingStore,
    BlockSource,
    DirSource,
    FileSource,
    Mirror,
    NetworkSource,
    VolumeSource,
)
from anyvirt.conf.domain.fill.chardevs import console_follows_serial, sync_console
from anyvirt.conf.domain.live import strip_live
from anyvirt.conf.domain.model import Domain

_BUILT_IN: Final = (InputBus.PS2, InputBus.XEN)
SAYS_NOTHING: Final = (FileSource, BlockSource, DirSource, VolumeSource)  # nothing in them has to be there
_EMPTY_SOURCES: Final[dict[type, object]] = {cls: cls() for cls in SAYS_NOTHING}
_EMPTY_PANIC: Final = Panic()


def format_domain(domain: Domain, *, secure: bool = False, inactive: bool = False, migratable: bool = False) -> str:
    """The document, in libvirt's style.

    Args:
        domain: stays as it is.
        secure: with passwords and cookies (VIR_DOMAIN_XML_SECURE).
        inactive: what the user defined, without what only a running guest has (VIR_DOMAIN_XML_INACTIVE).
        migratable: so that an older version understands it, without what it would not know and adds by itself
            (VIR_DOMAIN_XML_MIGRATABLE). A driver may have more to leave out.
    """
    if inactive or migratable or not _shown_as_it_is(domain, secure=secure):
        domain = shown_domain(domain, secure=secure, inactive=inactive, migratable=migratable)
    return domain.to_xml()


def _shown_as_it_is(domain: Domain, *, secure: bool) -> bool:
    """Whether `shown_domain` would change nothing: a copy takes half as long as the writing."""
    return not (
        console_follows_serial(domain)
        or any(panic == _EMPTY_PANIC for panic in domain.panics)
        or any(_says_nothing(disk) for disk in domain.disks)
        or (not secure and _has_secrets(domain))
    )


def shown_domain(domain: Domain, *, secure: bool = False, inactive: bool = False, migratable: bool = False) -> Domain:
    """A copy that holds what `format_domain` writes."""
    shown = domain.copy()
    _drop_what_says_nothing(shown)
    sync_console(shown)
    if inactive:
        strip_live(shown)
    if not secure:
        _drop_secrets(shown)
    if migratable:
        _drop_news(shown)
    return shown


def _drop_what_says_nothing(domain: Domain) -> None:
    """What says nothing is not written."""
    domain.panics = [panic for panic in domain.panics if panic != _EMPTY_PANIC]
    for disk in domain.disks:
        if _says_nothing(disk):
            disk.source = None


def _says_nothing(disk: Disk) -> bool:
    """Whether the source of *disk* is there, and empty."""
    return disk.source is not None and disk.source == _EMPTY_SOURCES.get(type(disk.source))


def _drop_news(domain: Domain) -> None:
    """Leave out what an older version takes amiss, and concludes from the rest."""
    # Graphics brought a mouse alone once, and a keyboard was not known.
    domain.inputs = [each for each in domain.inputs if not (each.type is InputType.KEYBOARD and each.bus in _BUILT_IN)]
    for graphics in domain.graphics:
        if graphics.type is GraphicsType.VNC and graphics.socket is not None:
            graphics.listens = [listen for listen in graphics.listens if listen.type is not ListenType.SOCKET]


def _has_secrets(domain: Domain) -> bool:
    """Whether `_drop_secrets` has something to drop."""
    return any(graphics.passwd is not None for graphics in domain.graphics) or any(
        source.cookies for source in _network_sources(domain)
    )


def _drop_secrets(domain: Domain) -> None:
    for graphics in domain.graphics:
        graphics.passwd = None
    for source in _network_sources(domain):
        source.cookies = []


def _network_sources(domain: Domain) -> Iterator[NetworkSource]:
    for disk in domain.disks:
        for layer in _layers(disk):
            if isinstance(layer.source, NetworkSource):
                yield layer.source


def _layers(top: Disk) -> Iterator[Disk | BackingStore | Mirror]:
    """All that has a source: the disk, the images below it, what it is mirrored to and the images below that."""
    for start in (top, top.mirror):
        layer: Disk | BackingStore | Mirror | None = start
        while layer is not None:
            yield layer
            layer = layer.backing_store
