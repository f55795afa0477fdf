"""Names of subjects as text, in the order and the words of GnuTLS, which libvirt's lists of allowed names use."""

from __future__ import annotations

import re
from typing import Final

_SPECIAL: Final = re.compile(r'([,+"\\<>;])')


def escaped(value: str) -> str:
    """A value in a name: what has a meaning there stands behind a backslash (RFC 4514, 2.4)."""
    text = _SPECIAL.sub(r"\\\1", value)
    if text[:1] in ("#", " "):
        text = "\\" + text
    if len(text) > 1 and text.endswith(" "):
        text = text[:-1] + "\\ "
    return text
