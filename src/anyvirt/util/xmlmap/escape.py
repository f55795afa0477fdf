"""Escaping of text and attribute values the way libvirt's own output does it."""

from __future__ import annotations

import re
from collections.abc import Callable

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"  # XML 1.0 has no way to write these
_unwritable = re.compile(f"[{_CONTROLS}]").search
_special_in_attribute = re.compile(f"[&<>'\"\t\n\r{_CONTROLS}]").search
_special_in_text = re.compile(f"[&<>'\"\r{_CONTROLS}]").search

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&apos;", '"': "&quot;", "\r": "&#13;"})
# A parser turns plain white space in an attribute into spaces, so these are written as references.
_ATTRIBUTE = _TEXT | str.maketrans({"\t": "&#9;", "\n": "&#10;"})


class UnwritableText(ValueError):
    """A value holds a character that no XML document may hold."""


def _escape(value: str, table: dict[int, str]) -> str:
    bad = _unwritable(value)
    if bad:
        raise UnwritableText(f"character U+{ord(bad[0]):04X} cannot be written to XML")
    return value.translate(table)


def escape_attribute(value: str) -> str:
    """*value* as it stands between single quotes."""
    return _escape(value, _ATTRIBUTE) if _special_in_attribute(value) else value


def escape_text(value: str) -> str:
    """*value* as it stands between tags."""
    return _escape(value, _TEXT) if _special_in_text(value) else value


Escape = Callable[[str], str]
