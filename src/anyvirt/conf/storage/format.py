"""Output of a volume as a driver reports it."""

from __future__ import annotations

from anyvirt.conf.storage.volume import StorageVolume


def format_volume(volume: StorageVolume) -> str:
    """The document, in libvirt's style: without `nocow`, which is asked for at creation and not told afterwards.

    Args:
        volume: stays as it is.
    """
    shown = volume.copy()
    shown.nocow = False
    return shown.to_xml()
