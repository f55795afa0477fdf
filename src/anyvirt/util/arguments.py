"""What public calls accept, turned into what drivers take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from anyvirt.util.error import InvalidArg
from anyvirt.util.refs import DomainRef

MAX_KEYS = 16  # VIR_DOMAIN_SEND_KEY_MAX_KEYS


class HasXml(Protocol):
    """A document as a model, such as anyvirt.conf.Domain."""

    def to_xml(self) -> str: ...


XmlLike = str | HasXml
"""A document, as text or as a model."""


class HasRef(Protocol):
    """A virDomain of either flavour."""

    _ref: DomainRef


def xml_text(document: XmlLike) -> str:
    """The text of *document*."""
    if isinstance(document, str):
        return document
    to_xml = getattr(document, "to_xml", None)
    if to_xml is None:
        raise TypeError(f"XML must be a str or a model with to_xml(), not {type(document).__name__}")
    return str(to_xml())


def uuid_from_bytes(uuid: bytes) -> str:
    """Canonical text of the 16 bytes of a UUID."""
    if len(uuid) != 16:
        raise InvalidArg(f"a UUID has 16 bytes, not {len(uuid)}")
    return _hyphenated(uuid.hex())


def uuid_from_text(text: str) -> str:
    """Canonical form of a UUID: lower case, hyphens in their places. Hyphens may be missing in *text*."""
    digits = text.strip().replace("-", "").lower()
    if len(digits) != 32 or not set(digits) <= set("0123456789abcdef"):
        raise InvalidArg(f"'{text}' is not a UUID", hint="a UUID has 32 hexadecimal digits")
    return _hyphenated(digits)


def _hyphenated(digits: str) -> str:
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def typed_params(params: Mapping[str, int | float | bool | str]) -> dict[str, int | float | bool | str]:
    """A copy of *params* whose names and values are of types that a typed parameter can have."""
    if not params:
        raise InvalidArg("no parameters are given")
    for name, value in params.items():
        if not isinstance(name, str) or not isinstance(value, int | float | str):
            raise TypeError(f"parameter {name!r} is {type(value).__name__}, not a number, a bool or a str")
    return dict(params)


def key_codes(codes: Sequence[int], count: int) -> list[int]:
    """The *count* key codes of sendKey()."""
    if len(codes) != count:
        raise InvalidArg(f"nkeycodes is {count}, but there are {len(codes)} key codes")
    if not 0 < count <= MAX_KEYS:
        raise InvalidArg(f"{count} keys cannot be sent at once: 1 to {MAX_KEYS} can")
    return list(codes)


def domain_refs(doms: Iterable[HasRef]) -> list[DomainRef]:
    """What drivers need of each of *doms*."""
    refs = [getattr(dom, "_ref", None) for dom in doms]
    good = [ref for ref in refs if isinstance(ref, DomainRef)]
    if len(good) != len(refs):
        raise InvalidArg("domain list contains non-domain elements")
    return good
