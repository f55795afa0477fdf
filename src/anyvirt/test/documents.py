"""Documents as the test driver takes them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from anyvirt.conf.domain.devices.address import CcwAddress
from anyvirt.conf.domain.devices.video import VideoModel
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.namespaces import keep_namespace
from anyvirt.conf.domain.parse import complete
from anyvirt.conf.domain.post_parse import post_parse
from anyvirt.conf.domain.schema_rules import check_schema
from anyvirt.conf.domain.validate import validate
from anyvirt.conf.domain.walk import iter_devices
from anyvirt.conf.schema import read_by_schema
from anyvirt.conf.store.objects import FROM_DOMAIN
from anyvirt.util.error import XmlInvalidSchema, libvirtError
from anyvirt.util.xmlmap import Element

_FROM_XML: Final = 5  # VIR_FROM_XML


def parse(xml: str, *, strict: bool = False) -> Domain:
    """A complete definition from *xml*; *strict* refuses what no domain can have.

    Raises:
        XmlDetail: it is not well-formed.
        XmlError: it is not a domain, or one that makes no sense.
        XmlInvalidSchema: *strict* found something unknown.
    """
    with blamed_on(FROM_DOMAIN):
        return _parse(xml, strict)


def _parse(xml: str, strict: bool) -> Domain:
    definition = Domain.from_xml(xml)
    if strict:
        require_known(Domain, xml)
        check_schema(definition)
    finish(definition, inactive=True)
    return definition


def finish(definition: Domain, *, inactive: bool = False) -> None:
    """Complete *definition* in place, and check it.

    Args:
        definition: what was read.
        inactive: leave out what only a running guest has.

    Raises:
        XmlError, ConfigUnsupported: it makes no sense.
    """
    # The guests here are of the node's architecture whatever this machine is, so this comes before the common defaults.
    definition.os_arch = definition.os_arch or "i686"
    keep_namespace(definition, None)
    inputs = definition.inputs[:]
    complete(definition, inactive=inactive, update_abi=False)
    if _choose(definition):
        post_parse(definition, update_abi=False)  # completes what was chosen
    definition.inputs = inputs  # nobody types here: graphics do not bring a keyboard and a mouse
    validate(definition)


def reread(definition: Domain) -> None:
    """Complete in place a definition that stands in another document, as `parse` does with one that stands alone."""
    finish(definition, inactive=True)


def require_known(model: type[Element], xml: str) -> None:
    """Raises:
    XmlInvalidSchema: *xml*, which can be read as a *model*, has something in it that nobody knows.
    """
    try:
        read_by_schema(model, xml)
    except XmlInvalidSchema as exc:
        raise XmlInvalidSchema(exc.detail, hint=exc.hint, origin=_FROM_XML) from exc


@contextmanager
def blamed_on(origin: int) -> Iterator[None]:
    """Have errors of the block come from *origin*, VIR_FROM_*, unless they say otherwise themselves."""
    try:
        yield
    except libvirtError as error:
        # What a schema does not allow, libvirt blames on XML whatever the document.
        error.origin = error.origin or (_FROM_XML if isinstance(error, XmlInvalidSchema) else origin)
        raise


def _default_video(domain: Domain) -> VideoModel:
    """libvirt's test driver has what Xen has."""
    if domain.os_type in ("xen", "linux"):
        return VideoModel.XEN
    return VideoModel.VGA if domain.os_arch in ("ppc64", "ppc64le") else VideoModel.CIRRUS


def _choose(domain: Domain) -> bool:
    """What the guests here get where it is left to the driver; whether that has defaults of its own."""
    undecided = [video for video in domain.videos if video.model is VideoModel.DEFAULT]
    for video in undecided:
        video.model = _default_video(domain)
    taken = {interface.target for interface in domain.interfaces}
    free = (name for number in itertools.count() if (name := f"testnet{number}") not in taken)
    for interface in domain.interfaces:
        interface.target = interface.target or next(free)
    for device in iter_devices(domain):
        if device.address == CcwAddress():  # nobody here looks for a free place
            device.address = CcwAddress(cssid=0, ssid=0, devno=0)
    return bool(undecided)
