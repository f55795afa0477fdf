"""Connection URIs: driver[+transport]://[user@][host][:port]/[path][?param=value...]"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from anyvirt.util.error import InternalError, InvalidArg, NoConnect, libvirtError

_FROM_URI = 45  # VIR_FROM_URI


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
        for letter in text:
            # urlsplit() would drop some of these and keep others.
            if letter <= " " or letter == "\x7f":
                raise _unreadable(text, f"{letter!r} must be written as %{ord(letter):02X}")
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError as exc:
            raise _unreadable(text, str(exc)) from exc
        driver, _, transport = parts.scheme.partition("+")
        if not driver:
            if parts.netloc or text.startswith(":"):
                raise _unreadable(text, "there is nothing before '://'")
            raise NoConnect(
                f"no connection driver available: the URI '{text}' names none",
                hint="write it as qemu:///embed or test:///default",
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


def _unreadable(text: str, why: str) -> libvirtError:
    return InternalError(f"cannot read the connection URI '{text}': {why}", origin=_FROM_URI)
