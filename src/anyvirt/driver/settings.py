"""What the user or the administrator has set for all programs: names for URIs, the URI that is opened for none, and
how much a password over plain TCP must be protected.

The files are ours, `anyvirt/anyvirt.conf` in the user's configuration folder and in /etc, and then libvirt's own
`libvirt.conf`, which it looks for in the user's folder, or in /etc for root. All are read; the first one that says
something counts.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from anyvirt.util import virconf
from anyvirt.util.error import ConfSyntax, InternalError, SystemCallError
from anyvirt.util.posix import is_root

_ETC: Final = Path("/etc")
_FROM_CONF: Final = 9  # VIR_FROM_CONF
_FROM_URI: Final = 45  # VIR_FROM_URI
_ALIAS_NAME: Final = re.compile(r"[A-Za-z0-9_-]*")


def user_folder() -> Path:
    """The folder of the user's own configuration files."""
    chosen = os.environ.get("XDG_CONFIG_HOME", "")
    return Path(chosen) if os.path.isabs(chosen) else Path(os.path.expanduser("~")) / ".config"


def places(name: str, libvirt_name: str) -> list[Path]:
    """Where a file of ours is looked for, and then libvirt's of the same meaning."""
    libvirt = _ETC if is_root() else user_folder()
    return [user_folder() / "anyvirt" / name, _ETC / "anyvirt" / name, libvirt / "libvirt" / libvirt_name]


def read_text(path: Path, origin: int) -> str | None:
    """The text of a configuration file; None where there is none.

    Raises:
        SystemCallError: it is there and cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as exc:
        if exc.errno == errno.EACCES and not os.path.exists(path):
            return None  # its folder cannot be looked into, which is no fault of a file that nobody may have written
        raise SystemCallError(f"cannot read '{path}': {exc.strerror}", origin=origin, int1=exc.errno or 0) from exc


def uri_default() -> str | None:
    """The URI set by `uri_default`.

    Raises:
        InternalError: it is no text.
        ConfSyntax: a file cannot be understood.
    """
    for path, settings in _files():
        value = settings.get("uri_default")
        if value is None:
            continue
        if not isinstance(value, str):
            raise InternalError(f"{path}: expected a string for 'uri_default' parameter", origin=_FROM_CONF)
        return value
    return None


def remote_mode() -> str | None:
    """The mode of connections to daemons of this host, set by `remote_mode`; None if nothing says.

    Raises:
        InternalError: it is no text.
        ConfSyntax: a file cannot be understood.
    """
    for path, settings in _files():
        value = settings.get("remote_mode")
        if value is not None and not isinstance(value, str):
            raise InternalError(f"{path}: expected a string for 'remote_mode' parameter", origin=_FROM_CONF)
        if value is not None:
            return value
    return None


def keepalive() -> tuple[int, int] | None:
    """Seconds and number of questions to a silent daemon, set by `keepalive_interval` and `keepalive_count`.

    None if nothing says; libvirt's own default for the number is 5.

    Raises:
        InternalError: one of them is no number.
        ConfSyntax: a file cannot be understood.
    """
    found: dict[str, int] = {}
    for path, settings in _files():
        for name in ("keepalive_interval", "keepalive_count"):
            value = settings.get(name)
            if value is not None and not isinstance(value, int):
                raise InternalError(f"{path}: expected a number for '{name}' parameter", origin=_FROM_CONF)
            if value is not None:
                found.setdefault(name, value)
    interval = found.get("keepalive_interval")
    return None if interval is None else (interval, found.get("keepalive_count", 5))


def tcp_min_ssf() -> int | None:
    """The bits of protection that SASL must give on plain TCP, set by `tcp_min_ssf` as in the daemon's own settings.

    Raises:
        ConfSyntax: it is no such number, or a file cannot be understood.
    """
    for path, settings in _files():
        value = settings.get("tcp_min_ssf")
        if value is None:
            continue
        if not isinstance(value, int) or value < 0:
            raise ConfSyntax(
                f"{path}: 'tcp_min_ssf' must be a number of bits, not {value!r}",
                origin=_FROM_CONF,
                hint="0 asks for none, 56 is what libvirt asks for",
            )
        return value
    return None


def aliased(name: str) -> str:
    """The URI that *name* stands for in `uri_aliases`; *name* itself if it is none.

    Raises:
        ConfSyntax: a file cannot be understood, or an entry in it.
    """
    for path, settings in _files():
        entries = settings.get("uri_aliases", [])
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise ConfSyntax(f"{path}: expected a string list for 'uri_aliases' parameter", origin=_FROM_CONF)
        for entry in entries:
            alias, equals, uri = str(entry).partition("=")
            if not equals:
                raise _malformed(str(entry), "expected 'alias=uri://host/path'", path)
            if not _ALIAS_NAME.fullmatch(alias):
                raise _malformed(str(entry), "aliases may only contain 'a-Z, 0-9, _, -'", path)
            if alias == name:
                return uri
    return name


def _malformed(entry: str, why: str, path: Path) -> ConfSyntax:
    return ConfSyntax(f"Malformed 'uri_aliases' config entry '{entry}', {why}", origin=_FROM_URI, hint=f"see {path}")


@lru_cache(8)
def _setting_places(*_depends_on: object) -> list[tuple[Path, str]]:
    return [(path, str(path)) for path in places("anyvirt.conf", "libvirt.conf")]


_read: dict[Path, tuple[tuple[int, int, int], dict[str, virconf.Value]]] = {}  # files as they were when they were read


def _files() -> Iterator[tuple[Path, dict[str, virconf.Value]]]:
    """The files that are there. Each is read again only when it has changed: several settings are looked up each time
    that a connection is opened.
    """
    environ = os.environ
    for path, text in _setting_places(environ.get("XDG_CONFIG_HOME"), environ.get("HOME"), is_root()):
        try:
            found = os.stat(text)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            version = None  # reading it says more
        else:
            version = found.st_ino, found.st_mtime_ns, found.st_size
        known = _read.get(path)
        if known is not None and known[0] == version:
            yield path, known[1]
            continue
        content = read_text(path, _FROM_CONF)
        if content is not None:
            settings = virconf.parse(content, text)
            if version is not None:
                _read[path] = version, settings
            yield path, settings
