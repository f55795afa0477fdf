"""<permissions>: owner and mode of what a pool or a volume is on the host."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.util.xmlmap import Converter, Element, attr, integer

UNSET: Final = -1  # an owner or group that is left to the host; 2**32 - 1 means the same
_OCTAL = r"[ \t\r\n\v\f]*\+?([0-7]+)"


def _parse_mode(text: str) -> int:
    match = re.fullmatch(_OCTAL, text)
    if match is None:
        raise ValueError
    mode = int(match[1], 8)
    if mode > 0o777:
        raise ValueError
    return mode


MODE: Final = Converter(
    allowed="an octal mode from 0 to 0777",
    parse=_parse_mode,
    format=lambda mode: f"0{mode:o}",
    check=lambda value: isinstance(value, int) and not isinstance(value, bool),
    plain=True,
    inline="0{%s:o}",
)
_ID: Final = integer(UNSET, 2**32 - 1)


class Permissions(Element, tag="permissions"):
    """Who may use it."""

    mode: int | None = attr("mode", conv=MODE)  # rwx bits
    owner: int | None = attr("owner", conv=_ID, bare="")  # user ID of the host; -1 whoever the host makes it
    group: int | None = attr("group", conv=_ID, bare="")
    label: str | None = attr("label")  # of SELinux and the like


def fill_permissions(permissions: Permissions | None) -> Permissions | None:
    """*permissions* without what leaves the choice to the host; None where nothing remains."""
    if permissions is None:
        return None
    if permissions.owner in (UNSET, 2**32 - 1):
        permissions.owner = None
    if permissions.group in (UNSET, 2**32 - 1):
        permissions.group = None
    return permissions if permissions != Permissions() else None
