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
from anyvirt.conf.domain.fill.chardevs import sync_console
from anyvirt.conf.domain.live import strip_live
from anyvirt.conf.domain.model import Domain

_BUILT_IN: Final = (InputBus.PS2, InputBus.XEN)
SAYS_NOTHING: Final = (FileSource, BlockSource, DirSource, VolumeSource)  # nothing in them has to be there


def format_domain(domain: Domain, *, secure: bool = False, inactive: bool = False, migratable: bool = False) -> str:
    """The document, in libvirt's style.

    Args:
        domain: stays as it is.
        secure: with passwords and cookies (VIR_DOMAIN_XML_SECURE).
        inactive: what the user defined, without what only a running guest has (VIR_DOMAIN_XML_INACTIVE).
        migratable: so that an older version understands it, without what it would not know and adds by itself
            (VIR_DOMAIN_XML_MIGRATABLE). A driver may have more to leave out.
    """
    # What only a running guest has stands in many places, so without it a copy of everything is made.
    shown = domain.copy() if inactive else domain.shallow_copy()
    _reduce(shown, secure, inactive, migratable)
    return shown.to_xml()


def shown_domain(domain: Domain, *, secure: bool = False, inactive: bool = False, migratable: bool = False) -> Domain:
    """A copy that holds what `format_domain` writes."""
    shown = domain.copy()
    _reduce(shown, secure, inactive, migratable)
    return shown


# From here on, parts of a domain may be shared with the one that stays as it is: they are replaced, never changed.


def _reduce(domain: Domain, secure: bool, inactive: bool, migratable: bool) -> None:
    """Leave in *domain* what is shown; one without what only a running guest has shares nothing."""
    _drop_what_says_nothing(domain)
    sync_console(domain)
    if inactive:
        strip_live(domain)
    if not secure:
        _drop_secrets(domain)
    if migratable:
        _drop_news(domain)


def _drop_what_says_nothing(domain: Domain) -> None:
    """What says nothing is not written."""
    domain.panics = [panic for panic in domain.panics if panic != Panic()]
    for number, disk in enumerate(domain.disks):
        if isinstance(disk.source, SAYS_NOTHING) and disk.source == type(disk.source)():
            domain.disks[number] = shown = disk.shallow_copy()
            shown.source = None


def _drop_news(domain: Domain) -> None:
    """Leave out what an older version takes amiss, and concludes from the rest."""
    # Graphics brought a mouse alone once, and a keyboard was not known.
    domain.inputs = [each for each in domain.inputs if not (each.type is InputType.KEYBOARD and each.bus in _BUILT_IN)]
    for number, graphics in enumerate(domain.graphics):
        if graphics.type is GraphicsType.VNC and graphics.socket is not None:
            domain.graphics[number] = shown = graphics.shallow_copy()
            shown.listens = [listen for listen in graphics.listens if listen.type is not ListenType.SOCKET]


def _drop_secrets(domain: Domain) -> None:
    for number, graphics in enumerate(domain.graphics):
        if graphics.passwd is not None:
            domain.graphics[number] = shown = graphics.shallow_copy()
            shown.passwd = None
    for number, disk in enumerate(domain.disks):
        if any(_cookies(layer) for layer in _layers(disk)):
            domain.disks[number] = copied = disk.copy()
            for layer in _layers(copied):
                if isinstance(layer.source, NetworkSource):
                    layer.source.cookies = []


def _cookies(layer: Disk | BackingStore | Mirror) -> bool:
    return isinstance(layer.source, NetworkSource) and bool(layer.source.cookies)


def _layers(top: Disk) -> Iterator[Disk | BackingStore | Mirror]:
    """All that has a source: the disk, the images below it, what it is mirrored to and the images below that."""
    for start in (top, top.mirror):
        layer: Disk | BackingStore | Mirror | None = start
        while layer is not None:
            yield layer
            layer = layer.backing_store
