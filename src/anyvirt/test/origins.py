"""Where errors come from, in libvirt's terms: for those of a part that all drivers share, not of the driver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from anyvirt.util.error import XmlInvalidSchema, libvirtError

_FROM_XML: Final = 5  # VIR_FROM_XML


@contextmanager
def blamed(origin: int) -> Iterator[None]:
    """Errors from within that do not say more come from *origin*, VIR_FROM_*; what breaks a schema does from XML."""
    try:
        yield
    except libvirtError as error:
        error.origin = error.origin or (_FROM_XML if isinstance(error, XmlInvalidSchema) else origin)
        raise
