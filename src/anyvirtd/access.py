"""What clients may do, in libvirt's terms: by rules of the configuration, and by polkit.

A rule is one text, of words with blanks between them; a word with blanks of its own stands in quotes:

    allow group:operators domain.start,stop,suspend,getattr,read name=web-*
    deny  user:joe domain.*
    allow dn:'CN=backup,O=Example' *.getattr,read

- allow or deny;
- who: user:NAME and group:NAME through a UNIX socket, dn:NAME of a certificate, sasl:NAME of SASL, or * for everybody.
  Asterisks and question marks in a name stand for anything.
- rights, OBJECT.PERMISSION with more permissions of the object behind commas; both may be *. Objects and permissions
  are those that libvirt's functions say they need.
- optionally, which objects: name=PATTERN or uuid=PATTERN, pool=PATTERN for storage volumes, network=PATTERN for ports.

The first rule that fits decides; where none fits, it is refused. An object of which the daemon cannot know beforehand
what it is (a domain that is restored from a file) fits all that is denied and nothing that is allowed. Root and the
daemon's own user may do all.
"""

from __future__ import annotations

import logging
import re
import shlex
import time
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from anyvirt.rpc.programs import program
from anyvirt.util.error import AuthFailed, AuthUnavailable
from anyvirt.util.wildcards import matches
from anyvirtd import polkit

if TYPE_CHECKING:
    from anyvirtd.identity import Identity
    from anyvirtd.settings import Settings

log = logging.getLogger("anyvirtd.access")

_KNOWN_S: Final = 5.0  # how long an answer of polkit counts
_KNOWN_MAX: Final = 4096
_STEMS: Final = {"storage_pool": "pool", "storage_vol": "vol"}

_PEOPLE: Final = ("user", "group", "dn", "sasl")
_ATTRIBUTES: Final = ("name", "uuid", "pool", "network")


class Subject(NamedTuple):
    """An object that somebody wants to do something with, as the driver knows it; what is not known is empty."""

    kind: str  # domain, storage_vol ...
    name: str = ""
    uuid: str = ""
    pool: str = ""
    network: str = ""


class Rule(NamedTuple):
    """One rule."""

    allow: bool
    kind: str  # of who: user, group, dn, sasl, or * for everybody
    who: str
    rights: frozenset[tuple[str, str]]
    attributes: tuple[tuple[str, str], ...]

    def fits(self, identity: Identity, subject: Subject, permission: str) -> bool:
        """Whether it says something about *permission* for *subject* of somebody."""
        rights = self.rights
        if not (
            (subject.kind, permission) in rights
            or (subject.kind, "*") in rights
            or ("*", permission) in rights
            or ("*", "*") in rights
        ):
            return False
        if self.attributes and not self._is_meant(subject):
            return False
        match self.kind:
            case "*":
                return True
            case "user":
                return bool(identity.user) and matches(identity.user, [self.who])
            case "group":
                return any(matches(group, [self.who]) for group in identity.groups)
            case "dn":
                return bool(identity.dname) and matches(identity.dname, [self.who])
            case _:
                return bool(identity.sasl_user) and matches(identity.sasl_user, [self.who])

    def _is_meant(self, subject: Subject) -> bool:
        """Whether its attributes fit. What is unknown may be anything: the worst is supposed."""
        if subject.kind == "connect":
            return False
        known = [(getattr(subject, name), pattern) for name, pattern in self.attributes]
        return all(matches(value, [pattern]) if value else not self.allow for value, pattern in known)


class Rules:
    """All rules of the configuration."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = rules

    async def allows(self, identity: Identity, driver: str, subject: Subject, permission: str) -> bool:
        """Whether somebody has *permission* for *subject*, an object of a *driver*."""
        for rule in self._rules:
            if rule.fits(identity, subject, permission):
                return rule.allow
        return False


class Polkit:
    """The host's policy: actions org.libvirt.api.OBJECT.PERMISSION, with libvirt's details of the object."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[float, bool]] = {}  # with the moment until when they count

    async def allows(self, identity: Identity, driver: str, subject: Subject, permission: str) -> bool:
        """Whether somebody has *permission* for *subject*, an object of a *driver*."""
        key = identity.pid, identity.uid, driver, subject, permission
        now = time.monotonic()
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        kind = subject.kind.replace("_", "-")
        try:
            await polkit.ask(
                identity, f"org.libvirt.api.{kind}.{permission.replace('_', '-')}", _details(driver, subject)
            )
        except (AuthFailed, AuthUnavailable) as exc:
            log.debug("%s", exc.message)
            allowed = False
        else:
            allowed = True
        if len(self._known) >= _KNOWN_MAX:
            self._known.clear()
        self._known[key] = now + _KNOWN_S, allowed
        return allowed


class Policy:
    """All that has a say: each must allow it."""

    def __init__(self, *voices: Rules | Polkit) -> None:
        self._voices = voices

    @classmethod
    def of(cls, settings: Settings) -> Policy:
        """What the settings say."""
        voices: list[Rules | Polkit] = []
        if "rules" in settings.access_drivers:
            voices.append(Rules(tuple(map(read_rule, settings.access_rules))))
        if "polkit" in settings.access_drivers:
            voices.append(Polkit())
        return cls(*voices)

    async def allows(self, identity: Identity, driver: str, subject: Subject, permission: str) -> bool:
        """Whether somebody has *permission* for *subject*, an object of a *driver*."""
        for voice in self._voices:
            if not await voice.allows(identity, driver, subject, permission):
                return False
        return True


def _details(driver: str, subject: Subject) -> dict[str, str]:
    """What libvirt tells polkit of an object."""
    stem = _STEMS.get(subject.kind, subject.kind)
    found = {"connect_driver": driver, f"{stem}_name": subject.name, f"{stem}_uuid": subject.uuid}
    if subject.pool:
        found["pool_name"] = subject.pool
    if subject.network:
        found["network_name"] = subject.network
    return {name: value for name, value in found.items() if value}


def read_rule(text: str) -> Rule:
    """The rule that *text* says.

    Raises:
        ValueError: with what would be allowed.
    """
    try:
        words = shlex.split(text)
    except ValueError as exc:
        raise ValueError(f"rules with quotes in pairs, where '{text}' stands ({exc})") from None
    if len(words) < 3 or words[0] not in ("allow", "deny"):
        raise ValueError(f"rules 'allow WHO RIGHTS' or 'deny WHO RIGHTS', where '{text}' stands")
    verdict, who, rights, *attributes = words
    kind, colon, name = who.partition(":")
    if who != "*" and (kind not in _PEOPLE or not colon or not name):
        raise ValueError(f"user:NAME, group:NAME, dn:NAME, sasl:NAME or *, where '{who}' stands")
    return Rule(verdict == "allow", kind, name, _rights(rights), tuple(map(_attribute, attributes)))


def _rights(text: str) -> frozenset[tuple[str, str]]:
    if text == "*":
        return frozenset({("*", "*")})
    kind, dot, permissions = text.partition(".")
    known = known_permissions()
    if not dot or (kind != "*" and kind not in known):
        raise ValueError(f"OBJECT.PERMISSION with one of {', '.join(known)}, where '{text}' stands")
    possible = frozenset().union(*known.values()) if kind == "*" else known[kind]
    found = set()
    for each in permissions.replace("-", "_").split(","):
        if each != "*" and each not in possible:
            raise ValueError(f"permissions among {', '.join(sorted(possible))}, where '{each}' stands in '{text}'")
        found.add((kind, each))
    return frozenset(found)


def _attribute(text: str) -> tuple[str, str]:
    match = re.fullmatch(rf"({'|'.join(_ATTRIBUTES)})=(.+)", text)
    if match is None:
        raise ValueError(f"{', '.join(f'{each}=PATTERN' for each in _ATTRIBUTES)}, where '{text}' stands")
    return match[1], match[2]


@cache
def known_permissions() -> dict[str, frozenset[str]]:
    """All permissions that there are, by kind of object."""
    found: dict[str, set[str]] = {}
    for name in ("remote", "qemu", "lxc"):
        for procedure in program(name).procedures.values():
            for right in (*procedure.acl, *procedure.acl_filter):
                found.setdefault(right.object, set()).add(right.perm)
    return {kind: frozenset(permissions) for kind, permissions in sorted(found.items())}
