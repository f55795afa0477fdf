"""Migrations that clients lead: what one leaves behind when it goes in the midst of it is undone.

A client asks the daemon of the source to begin, that of the destination to prepare, the source to perform, the
destination to finish, and the source to confirm. Both daemons see it go. What was prepared is given up. At the source
the guest goes on, unless it has gone as a whole: nobody here knows then whether it runs over there, and it stays
paused, for somebody who looks to resume or destroy.
"""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Final

from anyvirt.constants import VIR_MIGRATE_PARAM_DEST_NAME, VIR_MIGRATE_PARAM_DEST_XML
from anyvirt.rpc.params import read_params, wire_params
from anyvirt.rpc.programs import Procedure, program
from anyvirt.util.error import libvirtError
from anyvirt.util.typed import MIGRATION
from anyvirt.util.wait import Locked
from anyvirtd.guard import subject_of_document
from anyvirtd.stepping import NO_LOCK

if TYPE_CHECKING:
    from anyvirtd.dispatch.base import Answer, Fds
    from anyvirtd.service import Handler
    from anyvirtd.session import Session

log = logging.getLogger("anyvirtd.migrations")

_REMOTE: Final = program("remote").by_name
_BEGIN = _REMOTE["DOMAIN_MIGRATE_BEGIN3_PARAMS"]
_PREPARE = _REMOTE["DOMAIN_MIGRATE_PREPARE3_PARAMS"]
_PERFORM = _REMOTE["DOMAIN_MIGRATE_PERFORM3_PARAMS"]
_FINISH = _REMOTE["DOMAIN_MIGRATE_FINISH3_PARAMS"]
_CONFIRM = _REMOTE["DOMAIN_MIGRATE_CONFIRM3_PARAMS"]
_ABORT = _REMOTE["DOMAIN_ABORT_JOB"]


class Migrations:
    """Those that one client is in the midst of."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._leaving: dict[bytes, Any] = {}  # by UUID, what the client began them with
        self._left: dict[bytes, Any] = {}  # those of them that have gone as a whole
        self._coming: dict[str, Any] = {}  # by name, what ends them

    def begun(self, args: Any) -> None:
        """A guest is about to leave."""
        self._leaving[args.dom.uuid] = args

    def left(self, args: Any) -> None:
        """All of a guest has gone."""
        begun = self._leaving.pop(args.dom.uuid, None)
        if begun is not None:
            self._left[args.dom.uuid] = begun

    def confirmed(self, args: Any) -> None:
        """The client has said what becomes of it."""
        self._leaving.pop(args.dom.uuid, None)
        self._left.pop(args.dom.uuid, None)

    def prepared(self, args: Any, cookie: bytes) -> None:
        """A guest is expected."""
        params = read_params(args.params)
        if VIR_MIGRATE_PARAM_DEST_NAME not in params:
            subject = subject_of_document("domain", str(params.get(VIR_MIGRATE_PARAM_DEST_XML, "")))
            params[VIR_MIGRATE_PARAM_DEST_NAME] = "" if subject is None else subject.name
        name = str(params[VIR_MIGRATE_PARAM_DEST_NAME])
        self._coming[name] = _args(_FINISH, wire_params(params, MIGRATION), cookie, args.flags, 1)

    def finished(self, args: Any) -> None:
        """The client has said what becomes of one that was expected."""
        self._coming.pop(str(read_params(args.params).get(VIR_MIGRATE_PARAM_DEST_NAME)), None)

    async def stop(self, handlers: Mapping[Procedure, Handler]) -> None:
        """The client has gone: guests that are about to leave do so no more."""
        for args in tuple(self._leaving.values()):
            await self._call(handlers[_ABORT], _args(_ABORT, args.dom))

    async def undo(self, handlers: Mapping[Procedure, Handler]) -> None:
        """When nothing of it goes on: have all as it was."""
        while self._leaving:
            _, args = self._leaving.popitem()
            log.warning("the client that migrated domain '%s' from here has gone: it stays", args.dom.name)
            await self._call(handlers[_CONFIRM], _args(_CONFIRM, args.dom, args.params, b"", args.flags, 1))
        while self._left:
            _, args = self._left.popitem()
            log.warning(
                "the client that migrated domain '%s' from here has gone, and all of the guest before it: it stays "
                "paused; resume it if it does not run at its destination, destroy it if it does",
                args.dom.name,
            )
            await self._do(self._session.driver.leave_migration(args.dom))
        while self._coming:
            name, end = self._coming.popitem()
            log.warning("the client that migrated domain '%s' here has gone: it does not come", name)
            await self._call(handlers[_FINISH], end)

    async def _call(self, handler: Handler, args: Any) -> None:
        doing: Any = handler(self._session, args, ())
        await self._do(doing)

    async def _do(self, doing: Coroutine[Any, Any, object]) -> None:
        lock = self._session.lock
        try:
            await (doing if lock is NO_LOCK else Locked(doing, lock))
        except libvirtError as exc:
            log.info("%s", exc.message)


def followed(handlers: dict[Procedure, Handler]) -> dict[Procedure, Handler]:
    """The same handlers, but for those of migrations, which have the session remember what they did."""
    begin, prepare, perform = handlers[_BEGIN], handlers[_PREPARE], handlers[_PERFORM]
    finish, confirm = handlers[_FINISH], handlers[_CONFIRM]

    async def begun(session: Session, args: Any, fds: Fds) -> Answer:
        answer = await begin(session, args, fds)
        session.migrations.begun(args)
        return answer

    async def prepared(session: Session, args: Any, fds: Fds) -> Answer:
        answer: Any = await prepare(session, args, fds)
        session.migrations.prepared(args, answer[0])
        return answer  # type: ignore[no-any-return]

    async def performed(session: Session, args: Any, fds: Fds) -> Answer:
        answer = await perform(session, args, fds)
        session.migrations.left(args)
        return answer

    async def finished(session: Session, args: Any, fds: Fds) -> Answer:
        session.migrations.finished(args)
        return await finish(session, args, fds)

    async def confirmed(session: Session, args: Any, fds: Fds) -> Answer:
        session.migrations.confirmed(args)
        return await confirm(session, args, fds)

    followers = {_BEGIN: begun, _PREPARE: prepared, _PERFORM: performed, _FINISH: finished, _CONFIRM: confirmed}
    return {**handlers, **followers}


def _args(procedure: Procedure, *fields: Any) -> Any:
    assert procedure.args is not None
    return procedure.args.value(*fields)
