"""Connection URIs: driver[+transport]://[user@][host][:port]/[path][?param=value...]"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from anyvirt.util.error import InvalidArg


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
            InvalidArg: it is not a connection URI.
        """
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError as exc:
            raise InvalidArg(f"cannot read the connection URI '{text}': {exc}") from exc
        driver, _, transport = parts.scheme.partition("+")
        if not driver:
            raise InvalidArg(
                f"cannot read the connection URI '{text}': it names no driver",
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
            params=dict(parse_qsl(parts.query, keep_blank_values=True)),
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
