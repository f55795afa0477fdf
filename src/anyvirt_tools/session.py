"""What all commands share: the connection, opened when first used, the output, and how a domain is named."""

from __future__ import annotations

import enum
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import anyvirt
from anyvirt.opening import daemon_uri
from anyvirt_tools.failure import Failure
from anyvirt_tools.output import Output

if TYPE_CHECKING:
    from anyvirt import virConnect, virDomain

_UUID_LENGTH = 36  # with its hyphens


class By(enum.Flag):
    """How a domain may be named on the command line."""

    ID = enum.auto()
    UUID = enum.auto()
    NAME = enum.auto()
    ANY = ID | UUID | NAME


class Session:
    """One run of a command."""

    def __init__(self) -> None:
        self.uri: str | None = None
        self.readonly = False
        self.debug: int | None = None
        self.output = Output()
        self._connection: virConnect | None = None

    @property
    def connection(self) -> virConnect:
        """The connection; the first use opens it."""
        if self._connection is None:
            with doing("failed to connect to the hypervisor"):
                self._connection = self._open()
        return self._connection

    def _open(self) -> virConnect:
        opened = anyvirt.openReadOnly if self.readonly else anyvirt.open
        uri = self.uri or daemon_uri()
        try:
            return opened(uri)
        except anyvirt.AuthUnavailable as exc:
            if exc.get_error_domain() != anyvirt.VIR_FROM_POLKIT:
                raise
            from anyvirt_tools.polkit_agent import PolkitAgent

            try:
                agent = PolkitAgent()
            except OSError:
                raise exc from None  # there is no terminal, or no agent: then this is what there is to say
        with agent:
            return opened(uri)

    def close(self) -> None:
        """Close the connection. The next use opens a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def domain(self, text: str, by: By = By.ANY) -> virDomain:
        """The domain that *text* names: an id where it is a number, else a UUID, else a name."""
        connection = self.connection
        missing: Exception | None = None
        with doing(f"failed to get domain '{text}'"):
            for lookup in _lookups(connection, text, by):
                try:
                    return lookup()
                except anyvirt.libvirtError as exc:
                    if exc.get_error_code() not in (anyvirt.VIR_ERR_NO_DOMAIN, anyvirt.VIR_ERR_INVALID_ARG):
                        raise
                    missing = exc
        raise Failure(f"failed to get domain '{text}'") from missing

    def acted(self, text: str, domain: virDomain) -> None:
        """Say what has been done with *domain*."""
        self.output.message(text, domain=identity(domain))

    def read_document(self, file: str) -> str:
        """The text of *file*, or of standard input for "-"."""
        try:
            if file == "-":
                return sys.stdin.read()
            with open(file, encoding="utf-8-sig") as stream:
                return stream.read()
        except OSError as exc:
            raise Failure(f"Failed to open file '{file}': {exc.strerror}") from exc
        except UnicodeDecodeError as exc:
            raise Failure(f"Failed to read file '{file}': byte {exc.start} is not UTF-8 text") from exc


def _lookups(connection: virConnect, text: str, by: By) -> Iterator[Callable[[], virDomain]]:
    if By.ID in by and text.isascii() and text.isdecimal() and int(text) < 2**31:
        yield lambda: connection.lookupByID(int(text))
    if By.UUID in by and len(text) == _UUID_LENGTH:
        yield lambda: connection.lookupByUUIDString(text)
    if By.NAME in by:
        yield lambda: connection.lookupByName(text)


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Say *what* failed when the library raises inside."""
    try:
        yield
    except anyvirt.libvirtError as exc:
        raise Failure(what) from exc


def identity(domain: virDomain) -> dict[str, Any]:
    """What JSON says about which domain is meant."""
    number = domain.ID()
    return {"id": None if number < 0 else number, "name": domain.name(), "uuid": domain.UUIDString()}
