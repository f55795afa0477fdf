"""Documents as the test driver takes them."""

from __future__ import annotations

import itertools

from anyvirt.conf.domain.devices.video import VideoModel
from anyvirt.conf.domain.live import strip_live
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.post_parse import post_parse
from anyvirt.conf.domain.validate import validate
from anyvirt.util.error import XmlError, XmlInvalidSchema


def parse(xml: str, *, strict: bool = False) -> Domain:
    """A complete definition from *xml*; *strict* refuses what no domain can have.

    Raises:
        XmlDetail: it is not well-formed.
        XmlError: it is not a domain, or one that makes no sense.
        XmlInvalidSchema: *strict* found something unknown.
    """
    definition = Domain.from_xml(xml)
    if strict:
        try:
            Domain.from_xml(xml, unknown="refuse")
        except XmlError as exc:
            raise XmlInvalidSchema(exc.detail) from exc
    strip_live(definition)
    finish(definition)
    return definition


def finish(definition: Domain) -> None:
    """Complete *definition* in place, and check it.

    Raises:
        XmlError, ConfigUnsupported: it makes no sense.
    """
    # The guests here are of the node's architecture whatever this machine is, so this comes before the common defaults.
    definition.os_arch = definition.os_arch or "i686"
    inputs = definition.inputs[:]
    post_parse(definition)
    _choose(definition)
    post_parse(definition)  # completes what was chosen
    definition.inputs = inputs  # nobody types here: graphics do not bring a keyboard and a mouse
    validate(definition)


def _choose(domain: Domain) -> None:
    """What the guests here get where it is left to the driver."""
    for video in domain.videos:
        if video.model is VideoModel.DEFAULT:
            video.model = VideoModel.CIRRUS
    taken = {interface.target for interface in domain.interfaces}
    free = (name for number in itertools.count() if (name := f"testnet{number}") not in taken)
    for interface in domain.interfaces:
        interface.target = interface.target or next(free)
