"""Domains on disk.

    <config>/NAME.xml              the persistent configuration of a domain, its XML
    <config>/autostart/NAME.xml    a symbolic link to it, when the domain starts with its driver
    <config>/NAME.xml.damaged      a file that could not be read at start, kept for whoever wants to repair it
    <run>/NAME.json                a guest that runs: what a driver that restarts needs to find it again

A status file holds one JSON object: "format" (1), "id", "state", "reason", "updated", "xml" (the live configuration)
and "driver", an object of which only the driver knows the meaning. It needs no fsync: after a power failure the guest
it describes is gone as well.

NAME is the domain's name; bytes of it that could trouble a shell or a file system are written as %XX.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from anyvirt.conf.store.objects import DomainObject, State
from anyvirt.conf.store.stored import Parse, Stored
from anyvirt.util import files
from anyvirt.util.error import SystemCallError, XmlError, libvirtError
from anyvirt.util.wait import in_thread

if TYPE_CHECKING:
    from anyvirt.conf.domain.model import Domain

_SAFE = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=@:,.")
_LONGEST = 200  # bytes; NAME_MAX is 255, and suffixes come after it
_FORMAT = 1


class Damaged(NamedTuple):
    """A file that could not be used at start."""

    path: Path  # where it is now
    error: libvirtError


class Loaded(NamedTuple):
    """What was on disk at start."""

    domains: list[Stored]
    autostart: frozenset[str]  # names
    damaged: list[Damaged]


class Status(NamedTuple):
    """A guest that ran when its driver last said so."""

    definition: Stored
    id: int
    state: State
    reason: int
    updated: bool
    driver: dict[str, Any]


class LoadedStatus(NamedTuple):
    """The guests that ran."""

    guests: list[Status]
    damaged: list[Damaged]


def uuid_of(definition: Domain | Stored) -> str:
    """The UUID of a complete definition."""
    uuid = definition.uuid
    if uuid is None:
        raise XmlError(f"domain '{definition.name}' has no uuid")
    return uuid


def file_stem(name: str) -> str:
    """The name of the domain as the name of a file, a different one for each domain.

    A very long one is cut and ends in a digest of the whole.
    """
    data = name.encode("utf-8", "surrogateescape")
    stem = "".join(chr(byte) if byte in _SAFE else f"%{byte:02X}" for byte in data)
    if stem.startswith("."):
        stem = "%2E" + stem[1:]
    if len(stem) > _LONGEST:
        import hashlib  # few names are so long

        stem = f"{stem[: _LONGEST - 64]}%~{hashlib.sha256(data).hexdigest()[:32]}"
    return stem


class DomainFiles:
    """The files of one driver. It owns both folders alone."""

    def __init__(self, config: Path, run: Path) -> None:
        self._config = config
        self._autostart = config / "autostart"
        self._run = run

    def config_path(self, name: str) -> Path:
        """Where the configuration of the domain *name* is kept."""
        return self._config / f"{file_stem(name)}.xml"

    def status_path(self, name: str) -> Path:
        """Where the running guest of the domain *name* is described."""
        return self._run / f"{file_stem(name)}.json"

    async def prepare(self) -> None:
        """Make the folders, and remove what an interrupted write left in them."""
        await in_thread(self._prepare)

    def _prepare(self) -> None:
        for folder in (self._config, self._autostart, self._run):
            with _explain("prepare the folder", folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                files.remove_leftovers(folder)

    # Configurations

    async def save_config(self, definition: Domain) -> None:
        """Write the persistent configuration of a domain. On return it survives a power failure."""
        path = self.config_path(definition.name)
        text = definition.to_xml()
        with _explain(f"save the configuration of domain '{definition.name}' as", path):
            await in_thread(files.write_atomic, path, text.encode())

    async def remove_config(self, name: str) -> None:
        """Remove the configuration of the domain *name* and its autostart link."""
        await in_thread(self._remove_config, name)

    def _remove_config(self, name: str) -> None:
        path, link = self.config_path(name), self._link_path(name)
        with _explain(f"remove the configuration of domain '{name}'", path):
            # The link first: it must not stay to start a later domain of the same name.
            linked = files.remove(link)
            try:
                files.remove(path)
            except OSError:
                if linked:
                    files.replace_link(link, self._link_target(path))
                raise

    async def rename_config(self, old_name: str, definition: Domain) -> None:
        """Write *definition* under its new name, with its autostart link if it has one, and remove the old files."""
        await in_thread(self._rename_config, old_name, definition)

    def _rename_config(self, old_name: str, definition: Domain) -> None:
        path, link = self.config_path(definition.name), self._link_path(definition.name)
        with _explain(f"save the configuration of domain '{definition.name}' as", path):
            try:
                files.write_atomic(path, definition.to_xml().encode())
                if self._link_path(old_name).is_symlink():
                    files.replace_link(link, self._link_target(path))
                self._remove_config(old_name)
            except BaseException:
                link.unlink(missing_ok=True)
                path.unlink(missing_ok=True)
                raise

    async def set_autostart(self, name: str, autostart: bool) -> None:
        """Set or remove the autostart link of the domain *name*."""
        link = self._link_path(name)
        with _explain(f"change the autostart link of domain '{name}':", link):
            if autostart:
                await in_thread(files.replace_link, link, self._link_target(self.config_path(name)))
            else:
                await in_thread(files.remove, link)

    def _link_path(self, name: str) -> Path:
        return self._autostart / f"{file_stem(name)}.xml"

    def _link_target(self, path: Path) -> str:
        return f"../{path.name}"

    async def load(self, parse: Parse) -> Loaded:
        """Read all configurations. One that cannot be used is moved aside and reported; it does not hide the others."""
        return await in_thread(self._load, parse)

    def _load(self, parse: Parse) -> Loaded:
        found: dict[str, tuple[int, Path, Stored]] = {}  # by UUID
        damaged: list[Damaged] = []
        for path in self._files(self._config, ".xml"):
            try:
                with _explain("read", path):
                    changed = path.stat().st_mtime_ns
                    definition = Stored(path.read_bytes().decode(), parse)
                uuid = uuid_of(definition)
                if self.config_path(definition.name) != path:
                    raise XmlError(f"{path} describes domain '{definition.name}', which belongs into another file")
            except (libvirtError, UnicodeDecodeError) as exc:
                damaged.append(_set_aside(path, exc))
                continue
            other = found.setdefault(uuid, (changed, path, definition))
            if other[1] == path:
                continue
            # A crash while the domain was renamed, before the rename was acknowledged: the younger file holds.
            older, younger = sorted([other, (changed, path, definition)], key=lambda each: each[0])
            found[uuid] = younger
            clash = XmlError(f"{older[1]} and {younger[1]} describe domains with the same uuid {uuid}")
            damaged.append(_set_aside(older[1], clash))
        names = {definition.name for _, _, definition in found.values()}
        autostart = frozenset(name for name in names if self._link_path(name).is_symlink())
        return Loaded([definition for _, _, definition in found.values()], autostart, damaged)

    # Running guests

    async def save_status(self, domain: DomainObject, driver: Mapping[str, Any]) -> None:
        """Describe the running guest of *domain*; *driver* (of JSON's types) comes back with `load_status`."""
        path = self.status_path(domain.name)
        status = {
            "format": _FORMAT,
            "id": domain.id,
            "state": int(domain.state),
            "reason": domain.reason,
            "updated": domain.updated,
            "xml": domain.require_active().to_xml(),
            "driver": dict(driver),
        }
        text = json.dumps(status, indent=1)
        with _explain(f"save the status of domain '{domain.name}' as", path):
            # Not worth a worker thread: nothing is flushed to the disk.
            files.write_atomic(path, text.encode(), durable=False)

    async def remove_status(self, name: str) -> None:
        """The guest of the domain *name* is gone."""
        path = self.status_path(name)
        with _explain(f"remove the status of domain '{name}':", path):
            path.unlink(missing_ok=True)

    async def load_status(self, parse: Parse) -> LoadedStatus:
        """Read what is known of the guests that ran. A damaged file is moved aside and reported."""
        return await in_thread(self._load_status, parse)

    def _load_status(self, parse: Parse) -> LoadedStatus:
        guests: list[Status] = []
        damaged: list[Damaged] = []
        for path in self._files(self._run, ".json"):
            try:
                with _explain("read", path):
                    guests.append(_status(path.read_bytes(), parse))
            except (libvirtError, ValueError, KeyError, TypeError) as exc:
                damaged.append(_set_aside(path, exc))
        return LoadedStatus(guests, damaged)

    def _files(self, folder: Path, suffix: str) -> Iterator[Path]:
        with _explain("read the folder", folder):
            paths = sorted(folder.iterdir())
        for path in paths:
            if path.name.endswith(suffix) and not path.name.startswith(".") and not path.is_dir():
                yield path


def _status(data: bytes, parse: Parse) -> Status:
    status = json.loads(data)
    if status["format"] != _FORMAT:
        raise ValueError(f"its format is {status['format']!r}, not {_FORMAT}")
    driver = status["driver"]
    if not isinstance(driver, dict):
        raise TypeError("its driver part is not an object")
    return Status(
        definition=Stored(status["xml"], parse),
        id=int(status["id"]),
        state=State(status["state"]),
        reason=int(status["reason"]),
        updated=bool(status["updated"]),
        driver=driver,
    )


def _set_aside(path: Path, cause: Exception) -> Damaged:
    error = cause if isinstance(cause, libvirtError) else XmlError(f"cannot use {path}: {cause!r}")
    kept = path.with_name(f"{path.name}.damaged")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.name}.damaged{number}")
    try:
        path.rename(kept)
    except OSError:
        kept = path
    return Damaged(kept, error)


_HINTS = {
    errno.ENOSPC: "free some space on that file system",
    errno.EDQUOT: "free some of the quota of this user",
    errno.EROFS: "that file system is mounted read-only",
}


@contextmanager
def _explain(action: str, path: Path) -> Iterator[None]:
    """Turn an OSError of the block into an error that says what could not be done, where, and why."""
    try:
        yield
    except OSError as exc:
        hint = _HINTS.get(exc.errno or 0)
        if exc.errno in (errno.EACCES, errno.EPERM):
            hint = f"{path.parent} must belong to the user who runs this (uid {os.geteuid()})"
        raise SystemCallError(
            f"cannot {action} {path}: {exc.strerror or exc}", int1=exc.errno or -1, hint=hint
        ) from exc
