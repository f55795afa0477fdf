"""Who one is to a hypervisor that asks: from a file of credentials, else from the callback given to openAuth().

A file is looked for where LIBVIRT_AUTH_FILE or the URI's `authfile=` says, then as `auth.conf` in the user's folder
and in /etc, ours and then libvirt's. A section [auth-SERVICE-HOST] (or [auth-SERVICE-default]) names by `credentials=`
a section [credentials-NAME] with `username=` and `password=`; for SASL, whose service is "libvirt", the name stands in
`authname=`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from inspect import isawaitable, iscoroutinefunction
from operator import index
from pathlib import Path
from typing import Any, Final, NamedTuple

from anyvirt.driver.settings import places, read_text
from anyvirt.driver.uri import URI
from anyvirt.util.error import AuthFailed, ConfSyntax, InvalidArg, SystemCallError
from anyvirt.util.wait import in_thread

CRED_AUTHNAME: Final = 2  # VIR_CRED_AUTHNAME
CRED_PASSPHRASE: Final = 5  # VIR_CRED_PASSPHRASE
CRED_NOECHOPROMPT: Final = 7  # VIR_CRED_NOECHOPROMPT
_NAMES: Final = {
    CRED_AUTHNAME: "VIR_CRED_AUTHNAME",
    CRED_PASSPHRASE: "VIR_CRED_PASSPHRASE",
    CRED_NOECHOPROMPT: "VIR_CRED_NOECHOPROMPT",
}
_FROM_AUTH: Final = 46  # VIR_FROM_AUTH
_UNNAMED_HOST: Final = "localhost"
_SASL_SERVICE: Final = "libvirt"

Callback = Callable[[Any, Any], Any]
"""Called with the credentials asked for, each a list [type, prompt, challenge, default, result], and the opaque value.

It puts a text into each result, and returns 0; a negative number gives up. It may be a coroutine function.
"""


class Question(NamedTuple):
    """One credential to be asked for."""

    wanted: tuple[int, ...]
    what: str
    prompt: str
    host: str
    default: str | None


class Credentials:
    """What a program offers to a driver that asks who it is."""

    def __init__(self, types: Sequence[int] = (), callback: Callback | None = None, opaque: object = None) -> None:
        self._types = tuple(types)
        self._callback = callback
        self._opaque = opaque

    @classmethod
    def of(cls, auth: Sequence[object] | None) -> Credentials | None:
        """From openAuth()'s [credential types, callback, opaque value].

        Raises:
            TypeError: it is not of this form.
        """
        if auth is None:
            return None
        if not isinstance(auth, list | tuple) or len(auth) < 3:
            raise TypeError(f"auth must be a list [credential types, callback, opaque value], not {auth!r}")
        types, callback, opaque = auth[:3]
        if not isinstance(types, list | tuple):
            raise TypeError(f"the credential types of auth must be a list, not {type(types).__name__}")
        if callback is not None and not callable(callback):
            raise TypeError(f"the callback of auth must be callable, not {type(callback).__name__}")
        return cls([index(each) for each in types], callback, opaque)

    async def ask(self, wanted: tuple[int, ...], what: str, prompt: str, host: str, default: str | None) -> str:
        """Have the callback give one credential, of the first type in the program's list that is *wanted*.

        Raises:
            InvalidArg: there is no callback.
            AuthFailed: the program does not know such credentials, or the callback gave none.
        """
        if self._callback is None:
            raise InvalidArg("Missing authentication callback", origin=_FROM_AUTH)
        (answer,) = await self.ask_together([Question(wanted, what, prompt, host, default)])
        return answer

    async def ask_together(self, questions: Sequence[Question]) -> list[str]:
        """Have one call of the callback answer several questions. Raises as `ask` does."""
        if self._callback is None:
            raise InvalidArg("Missing authentication callback", origin=_FROM_AUTH)
        asked: list[list[Any]] = []
        for question in questions:
            kind = next((each for each in self._types if each in question.wanted), None)
            if kind is None:
                names = " or ".join(_NAMES[each] for each in question.wanted)
                raise AuthFailed(f"Missing {names} credential type", origin=_FROM_AUTH)
            asked.append([kind, question.prompt, question.host, question.default, None])
        what = " and ".join(question.what for question in questions)
        try:
            status = await self._call(asked)
        except Exception as exc:
            # The program's own failure: it stays visible as the cause.
            raise AuthFailed(f"{what} request failed: the callback raised {exc!r}", origin=_FROM_AUTH) from exc
        if status != 0:
            raise AuthFailed(f"{what} request failed", origin=_FROM_AUTH)
        return [_answer(question, credential[4]) for question, credential in zip(questions, asked, strict=True)]

    async def _call(self, credentials: list[list[Any]]) -> int:
        assert self._callback is not None
        if iscoroutinefunction(self._callback):
            answer = self._callback(tuple(credentials), self._opaque)
        else:
            answer = await in_thread(self._callback, tuple(credentials), self._opaque)  # it may ask a person
        if isawaitable(answer):
            answer = await answer
        return index(answer)


async def username(uri: URI, offered: Credentials | None, service: str, default: str | None = None) -> str:
    """Who to be to *service*.

    Raises:
        InvalidArg: neither a file nor the program says.
        AuthFailed: the program was asked and gave no answer.
        ConfSyntax, SystemCallError: the file is no good.
    """
    host = uri.host or _UNNAMED_HOST
    found = _from_file(uri, service, host, "username")
    if found is not None:
        return found
    prompt = f"Enter username for {host}" + (f" [{default}]" if default else "")
    return await _offered(offered).ask((CRED_AUTHNAME,), "Username", prompt, host, default)


async def password(uri: URI, offered: Credentials | None, service: str, user: str) -> str:
    """The password of *user* for *service*. Raises as `username` does."""
    host = uri.host or _UNNAMED_HOST
    found = _from_file(uri, service, host, "password")
    if found is not None:
        return found
    wanted = (CRED_PASSPHRASE, CRED_NOECHOPROMPT)
    return await _offered(offered).ask(wanted, "Password", f"Enter {user}'s password for {host}", host, None)


async def sasl(uri: URI, offered: Credentials | None, default: str | None = None) -> tuple[str, str]:
    """The name and the password for a mechanism of SASL that needs them. Raises as `username` does.

    The program is asked for all that the file does not say at once, as libvirt does.

    Args:
        default: the name to offer: the URI's.
    """
    host = uri.host or _UNNAMED_HOST
    name = _from_file(uri, _SASL_SERVICE, host, "authname") or _from_file(uri, _SASL_SERVICE, host, "username")
    secret = _from_file(uri, _SASL_SERVICE, host, "password")
    questions = []
    if name is None:
        questions.append(Question((CRED_AUTHNAME,), "Username", "Please enter your authentication name", host, default))
    if secret is None:
        wanted = (CRED_PASSPHRASE, CRED_NOECHOPROMPT)
        questions.append(Question(wanted, "Password", "Please enter your password", host, None))
    answers = await _offered(offered).ask_together(questions) if questions else []
    return (
        name if name is not None else answers.pop(0),
        secret if secret is not None else answers.pop(0),
    )


def _answer(question: Question, given: object) -> str:
    answer = given if given is not None else question.default
    if not isinstance(answer, str):
        shown = "nothing" if answer is None else type(answer).__name__
        raise AuthFailed(f"{question.what} request failed: the callback gave {shown}, not a text", origin=_FROM_AUTH)
    return answer


def _offered(offered: Credentials | None) -> Credentials:
    if offered is None:
        raise InvalidArg(
            "Missing authentication credentials", origin=_FROM_AUTH, hint="use openAuth(), or a file auth.conf"
        )
    return offered


def _from_file(uri: URI, service: str, host: str, name: str) -> str | None:
    path, groups = _groups(uri)
    section = next((each for each in (f"auth-{service}-{host}", f"auth-{service}-default") if each in groups), None)
    if section is None:
        return None
    chosen = groups[section].get("credentials")
    if chosen is None:
        raise ConfSyntax(f"Missing item 'credentials' in group '{section}' in '{path}'", origin=_FROM_AUTH)
    credentials = groups.get(f"credentials-{chosen}")
    if credentials is None:
        problem = f"Missing group 'credentials-{chosen}' referenced from group '{section}' in '{path}'"
        raise ConfSyntax(problem, origin=_FROM_AUTH)
    return credentials.get(name)


def _groups(uri: URI) -> tuple[Path, dict[str, dict[str, str]]]:
    named = os.environ.get("LIBVIRT_AUTH_FILE") or uri.params.get("authfile")
    for path in [Path(named)] if named else places("auth.conf", "auth.conf"):
        text = read_text(path, _FROM_AUTH)
        if text is not None:
            return path, _parsed(text, path)
    if named:
        raise SystemCallError(f"cannot read '{named}': there is no such file", origin=_FROM_AUTH, int1=2)
    return Path(), {}


def _parsed(text: str, path: Path) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    group: dict[str, str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line[0] in "#;":
            continue
        if line[0] == "[" and line[-1] == "]":
            group = groups.setdefault(line[1:-1], {})
            continue
        key, equals, value = line.partition("=")
        if not equals or group is None:
            # Not the line itself: it may be a password.
            raise ConfSyntax(f"{path}:{number}: expecting [section] or name=value in a section", origin=_FROM_AUTH)
        group.setdefault(key.strip(), value.strip())
    return groups
