"""Connection URIs: driver[+transport]://[user@][host][:port]/[path][?param=value...]"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from anyvirt.util.error import InternalError, InvalidArg, NoConnect, libvirtError

_FROM_URI: Final = 45  # VIR_FROM_URI
_IN_PATH: Final = "/:@!$&'()*+,;=~-._"  # RFC 3986, pchar

# RFC 3986: what may stand where is checked part by part by urlsplit(); it takes letters that no URI may have.
_LETTER: Final = r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})"
_URI: Final = re.compile(rf"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):)?{_LETTER}*")


class URI(NamedTuple):
    """A parsed connection URI."""

    text: str
    driver: str
    transport: str | None
    user: str | None
    host: str | None
    port: int | None
    path: str
    params: dict[str, str]

    @classmethod
    def parse(cls, text: str) -> URI:
        """Read *text*.

        Raises:
            InternalError: it is not a URI. (The class is libvirt's choice.)
            NoConnect: it names no driver.
        """
        match = _URI.fullmatch(text)
        if match is None or (match["scheme"] is None and ":" in re.split("[/?#]", text)[0]):
            raise _unreadable(text, _why(text))
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError as exc:
            raise _unreadable(text, str(exc)) from exc
        driver, _, transport = match["scheme"].partition("+") if match["scheme"] else ("", "", "")
        if not driver:
            raise NoConnect(
                f"URI '{text}' does not include a driver name", hint="write it as qemu:///embed or test:///default"
            )
        return cls(
            text=text,
            driver=driver,
            transport=transport or None,
            user=unquote(parts.username) if parts.username else None,
            host=parts.hostname or None,
            port=port,
            path=unquote(parts.path),
            params=_params(parts.query),
        )

    @property
    def canonical(self) -> str:
        """The URI as the connection shows it: with its three slashes, and nothing in the path escaped without need."""
        scheme, _, rest = self.text.partition(":")
        ending = "".join(re.findall(r"[?#].*", rest)[:1])
        authority = re.match(r"//([^/?#]*)", rest)
        return f"{scheme}://{authority[1] if authority else ''}{quote(self.path, safe=_IN_PATH)}{ending}"

    def require_params(self, *known: str) -> None:
        """Refuse parameters that nobody would read.

        Raises:
            InvalidArg: a parameter is not one of *known*.
        """
        for name in self.params:
            if name not in known:
                allowed = ", ".join(known) if known else "none"
                raise InvalidArg(f"URI '{self.text}': unknown parameter '{name}' (known: {allowed})")


def _params(query: str) -> dict[str, str]:
    # Not parse_qsl(), which takes forms of HTML for granted: a plus sign would become a blank.
    pairs = (part.partition("=") for part in query.replace(";", "&").split("&") if part)
    return {unquote(name): unquote(value) for name, _, value in pairs}


def _why(text: str) -> str:
    """What is wrong with the letters of *text*."""
    for letter in text:
        if not re.fullmatch(_LETTER, letter) and letter != "%":
            escaped = "".join(f"%{byte:02X}" for byte in letter.encode(errors="surrogateescape"))
            return f"{letter!r} must be written as {escaped}"
    if broken := re.search("%(?![0-9A-Fa-f]{2})", text):
        return f"'{text[broken.start() : broken.start() + 3]}' is no escaped letter; a percent sign is written as %25"
    return "a driver's name comes before the first colon: a letter, then letters, digits, '+', '-' and '.'"


def _unreadable(text: str, why: str) -> libvirtError:
    return InternalError(f"Unable to parse URI {text}", origin=_FROM_URI, hint=why)
