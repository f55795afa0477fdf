"""The users that a daemon knows by their passwords: a file of SCRAM keys, from which no password can be read.

Each line is NAME:SCRAM-SHA-256$ITERATIONS:SALT$STOREDKEY:SERVERKEY (RFC 5803). Only its owner may read it: the keys
are enough to pose as the daemon, and to try passwords one by one.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from anyvirt.sasl.mechanism import FROM_AUTH
from anyvirt.sasl.scram import ITERATIONS_MAX, ITERATIONS_MIN, Keys, prepared
from anyvirt.util import files
from anyvirt.util.error import ConfSyntax, InvalidArg, OperationFailed, SystemCallError
from anyvirt.util.posix import is_root

ITERATIONS: Final = 20_000
"""About 10 ms of the client's time for each connection; a thief needs as long for each password that he tries."""

NAME_MAX: Final = 255
_MECHANISM: Final = "SCRAM-SHA-256"


def default_path() -> Path:
    """The file of the system's daemon for root, else that of the user's own."""
    if is_root():
        return Path("/etc/anyvirt/users")
    chosen = os.environ.get("XDG_CONFIG_HOME", "")
    folder = Path(chosen) if os.path.isabs(chosen) else Path(os.path.expanduser("~")) / ".config"
    return folder / "anyvirt" / "users"


class Users(Protocol):
    """Where a `Server` finds the keys of a user."""

    def keys(self, name: str) -> Keys | None:
        """Those of *name*; None if there is no such user."""
        ...


class UserFile:
    """The users in the file *path*. A daemon sees changes at once; nothing is kept open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, Keys] = {}
        self._seen: tuple[int, ...] = ()

    def keys(self, name: str) -> Keys | None:
        """Those of *name*; None if there is no such user.

        Raises:
            SystemCallError: the file cannot be read.
            OperationFailed: others may read or change it too.
            ConfSyntax: it is damaged; with the line.
        """
        return self._current().get(name)

    def names(self) -> list[str]:
        """All users, in order. Raises as `keys` does."""
        return sorted(self._current())

    def set(self, name: str, password: str, *, iterations: int = ITERATIONS) -> bool:
        """Add a user, or change the password of one.

        Returns:
            whether the user is new.

        Raises:
            InvalidArg: the name or the password cannot be used.
            AuthFailed: they have characters that are not allowed.
            SystemCallError, OperationFailed, ConfSyntax: as for `keys`.
        """
        name = checked_name(name)
        if not password:
            raise InvalidArg(f"user '{name}' needs a password that is not empty", origin=FROM_AUTH)
        if not ITERATIONS_MIN <= iterations <= ITERATIONS_MAX:
            raise InvalidArg(f"{iterations} iterations are not between {ITERATIONS_MIN} and {ITERATIONS_MAX}")
        keys = Keys.of(password, _MECHANISM, iterations=iterations)
        with self._changing() as users:
            new = name not in users
            users[name] = keys
        return new

    def remove(self, name: str) -> bool:
        """Remove a user; say whether there was one. Raises as `keys` does."""
        with self._changing() as users:
            return users.pop(name, None) is not None

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Keys]]:
        """The users, to be changed by one process at a time; written at the end."""
        import fcntl  # which Windows has not: there may be clients there, but no file of users

        try:
            self.path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            lock = os.open(f"{self.path}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as exc:
            raise _system(exc) from exc
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            users = dict(self._current())
            before = dict(users)
            yield users
            if users != before:
                text = "".join(f"{name}:{keys}\n" for name, keys in sorted(users.items()))
                files.write_atomic(self.path, text.encode(), mode=0o600)
        except OSError as exc:
            raise _system(exc) from exc
        finally:
            os.close(lock)

    def _current(self) -> dict[str, Keys]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            self._seen, self._known = (), {}
            return self._known
        except OSError as exc:
            raise _system(exc) from exc
        # A change puts another file in its place.
        seen = (found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size, found.st_mode)
        if seen != self._seen:
            if found.st_mode & (stat.S_IRWXO | stat.S_IRWXG):
                raise OperationFailed(
                    f"{self.path} has mode {stat.S_IMODE(found.st_mode):04o}: others could read the keys in it",
                    origin=FROM_AUTH,
                    hint=f"chmod 0600 {self.path}",
                )
            try:
                self._known = _parsed(self.path.read_text(encoding="utf-8"), self.path)
            except OSError as exc:
                raise _system(exc) from exc
            except UnicodeDecodeError as exc:
                raise ConfSyntax(f"{self.path}: byte {exc.start} is not UTF-8 text", origin=FROM_AUTH) from exc
            self._seen = seen
        return self._known


def checked_name(name: str) -> str:
    """*name* as everybody writes it who means the same characters.

    Raises:
        InvalidArg: no user can have it.
    """
    name = prepared(name)
    if not name or len(name) > NAME_MAX or ":" in name or name.startswith("#") or name != name.strip():
        raise InvalidArg(
            f"'{name[:NAME_MAX]}' cannot be the name of a user: 1 to {NAME_MAX} characters, without ':', blanks at the "
            "ends or '#' at the beginning",
            origin=FROM_AUTH,
        )
    return name


def _parsed(text: str, path: Path) -> dict[str, Keys]:
    users = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, keys = line.partition(":")
        try:
            users[name] = Keys.parse(keys)
            if users[name].mechanism != _MECHANISM:
                raise ValueError(f"keys of {users[name].mechanism} are not used here, only those of {_MECHANISM}")
        except ValueError as exc:
            raise ConfSyntax(f"{path}:{number}: user '{name}': {exc}", origin=FROM_AUTH) from exc
    return users


def _system(exc: OSError) -> SystemCallError:
    return SystemCallError(f"{exc.filename}: {exc.strerror}", origin=FROM_AUTH, int1=exc.errno or 0)
