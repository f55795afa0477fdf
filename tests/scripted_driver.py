"""A driver for tests of what is above drivers: its calls wait until the test lets them go on."""

from __future__ import annotations

import threading
from contextlib import suppress

from anyvirt import aio
from anyvirt.conf.store.events import Event, EventQueue
from anyvirt.connection import virConnect
from anyvirt.constants import VIR_DOMAIN_EVENT_ID_LIFECYCLE, VIR_FROM_TEST
from anyvirt.driver import Driver, RunsOn
from anyvirt.runner import AsyncInlineRunner, AsyncLoopRunner, AsyncRunner, InlineRunner, LoopRunner, Runner
from anyvirt.util.error import OperationFailed
from anyvirt.util.refs import DomainRef
from anyvirt.util.wait import Signal

WEB = DomainRef("web", "6695eb01-f6a4-8304-79aa-97f2502e193f", 1)
DB = DomainRef("db", "c7a5fdbd-edaf-9455-926a-d65c16db1809", 2)
TIMEOUT_S = 30.0  # of what must not happen


class ScriptedDriver(Driver):
    """Two domains. suspend() waits for `let_go`; resume() fails; close() lets everything go."""

    name = "SCRIPTED"
    error_origin = VIR_FROM_TEST
    runs_on = RunsOn.CALLER

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.events = EventQueue()
        self.waiting = threading.Semaphore(0)  # once for each suspend() that waits
        self.notes: list[str] = []
        self._changed = Signal()
        self._go = False
        self.closed = threading.Event()

    def emit(self, ref: DomainRef, *args: object, event_id: int = VIR_DOMAIN_EVENT_ID_LIFECYCLE) -> None:
        self.events.emit(Event(event_id, ref, args))

    async def let_go(self) -> None:
        self._go = True
        self._changed.notify_all()

    async def close(self) -> None:
        self.notes.append("closed")
        await self.let_go()
        self.closed.set()

    async def connect_list_all_domains(self, flags: int) -> list[DomainRef]:
        return [WEB, DB]

    async def domain_lookup_by_name(self, name: str) -> DomainRef:
        return {"web": WEB, "db": DB}[name]

    async def domain_is_active(self, dom: DomainRef) -> bool:
        return True

    async def domain_suspend(self, dom: DomainRef) -> None:
        try:
            self.waiting.release()
            while not self._go:
                await self._changed.wait(TIMEOUT_S)
            self.notes.append("suspended")
        except BaseException as exc:
            self.notes.append(type(exc).__name__)
            raise
        finally:
            self.notes.append("cleaned up")

    async def domain_resume(self, dom: DomainRef) -> None:
        raise OperationFailed(f"domain '{dom.name}' does not want to")

    # Connections as `open` makes them.

    def blocking(self, mode: RunsOn, *, readonly: bool = False) -> virConnect:
        runner: Runner = LoopRunner() if mode is RunsOn.LOOP else InlineRunner(self.lock)
        return virConnect(self, runner, readonly=readonly)

    def awaitable(self, mode: RunsOn, *, readonly: bool = False) -> aio.virConnect:
        runner: AsyncRunner = AsyncLoopRunner() if mode is RunsOn.LOOP else AsyncInlineRunner(self.lock)
        return aio.virConnect(self, runner, readonly=readonly)


def wait_for(semaphore: threading.Semaphore) -> None:
    """Wait until it is released; a test that would wait for ever fails."""
    assert semaphore.acquire(timeout=TIMEOUT_S)


def join(thread: threading.Thread) -> None:
    """The same for the end of a thread."""
    thread.join(TIMEOUT_S)
    assert not thread.is_alive()


class Caller(threading.Thread):
    """Calls a function in a thread of its own and keeps what comes of it."""

    def __init__(self, function: object, *args: object) -> None:
        super().__init__(daemon=True)
        assert callable(function)
        self._function = function
        self._args = args
        self.result: object = None
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        with suppress(BaseException):
            try:
                self.result = self._function(*self._args)
            except BaseException as exc:
                self.error = exc
                raise
