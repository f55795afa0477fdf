"""One of the daemon's services, which libvirt calls servers: a kind of clients with their sockets and their limits."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from anyvirt.util.wait import Locked
from anyvirtd.alertness import Alertness
from anyvirtd.client import STRANGER_S, Client
from anyvirtd.stepping import NO_LOCK, Lock, Stepper

if TYPE_CHECKING:
    from anyvirt.rpc.programs import Procedure
    from anyvirt.util.error import libvirtError
    from anyvirtd.access import Policy
    from anyvirtd.auth import Gate
    from anyvirtd.dispatch.base import Answer
    from anyvirtd.identity import Identity
    from anyvirtd.listeners import Listener
    from anyvirtd.metrics import Metrics
    from anyvirtd.wires import Wire

log = logging.getLogger("anyvirtd.service")

_STREAM_BYTES: Final = 2 * 1024 * 1024

Handler = Callable[[Any, Any, tuple[int, ...]], Awaitable["Answer"]]
"""Answers a call: given the session, the decoded arguments, and descriptors, which are closed afterwards."""


@dataclass
class Limits:
    """What clients of a service may take up. All can be changed while it runs.

    Attributes:
        max_clients: connected at once; others wait to be let in.
        max_anonymous_clients: of them, those who have not shown yet who they are.
        min_workers: without effect; kept for programs that ask for it.
        max_workers: requests at once that wait for something.
        prio_workers: more of them, of procedures that never wait long.
        max_client_requests: requests at once of one client.
    """

    max_clients: int = 5000
    max_anonymous_clients: int = 20
    min_workers: int = 5
    max_workers: int = 20
    prio_workers: int = 5
    max_client_requests: int = 5


class Service:
    """Clients of one kind, and what runs for them.

    Args:
        name: what virt-admin shows.
        programs: names of those that its clients speak.
        handlers: who answers which procedure.
        sessions: makes what handlers work on, for a client.
        limits: see there.
        keepalive: after how many silent seconds a client is asked whether it lives, 0 for never; how often without an
            answer.
        default_uri: what a client opens that names nothing.
        policy: what clients may do; None for everything.
        metrics: counts.
        changed: called when a client has come or gone.
        label: what the numbers of its clients and requests begin with in the log.

    Attributes:
        running: requests that wait for something.
        arriving: connections that are not clients yet, because a handshake goes on.
        waiting: clients with calls that wait for a place.
        stream_bytes_max: bytes of streams that a client may be ahead of those who take them.
        stranger_s: for how long a client may put off showing who it is.
    """

    stream_bytes_max = _STREAM_BYTES
    stranger_s = STRANGER_S

    def __init__(
        self,
        name: str,
        *,
        loop: asyncio.AbstractEventLoop,
        programs: Sequence[str],
        handlers: Mapping[Procedure, Handler],
        sessions: Callable[[Client], Any],
        limits: Limits,
        keepalive: tuple[int, int],
        default_uri: str = "",
        policy: Policy | None = None,
        metrics: Metrics | None = None,
        changed: Callable[[], None] = lambda: None,
        label: str = "",
    ) -> None:
        self.name = name
        self.label = label
        self.loop = loop
        self.programs = programs
        self.handlers = handlers
        self.limits = limits
        self.default_uri = default_uri
        self.policy = policy
        self.clients: dict[int, Client] = {}
        self.listeners: list[Listener] = []
        self.stepper = Stepper(loop)
        self.alertness = Alertness(loop)
        self.running = 0
        self.arriving = 0
        self.waiting: dict[Client, None] = {}
        self._keepalive = keepalive
        self._keepalive_timer: asyncio.TimerHandle | None = None
        self._sessions = sessions
        self._ids = itertools.count(1)
        self._metrics = metrics
        self._tasks: set[asyncio.Task[Any]] = set()
        self._refusing = False, False  # everybody, strangers
        self._changed = changed

    def next_id(self) -> int:
        """The number of the next client."""
        return next(self._ids)

    def make_session(self, client: Client) -> Any:
        """What handlers work on, for a new client."""
        return self._sessions(client)

    # Clients

    @contextmanager
    def handshake(self) -> Iterator[None]:
        """Count a connection as one of a stranger's while it is not a client yet."""
        self.arriving += 1
        self.look_at_limits()
        try:
            yield
        finally:
            self.arriving -= 1
            self.look_at_limits()

    def welcome(self, wire: Wire, identity: Identity, *, readonly: bool = False, gate: Gate | None = None) -> Client:
        """Take a new client in."""
        client = Client(self, wire, identity, readonly=readonly, gate=gate)
        self.clients[client.id] = client
        log.info("%s has come to %s%s", client, self.name, ", to look only" if readonly else "")
        self._watch_keepalive()
        self.look_at_limits()
        self._changed()
        client.start()
        return client

    def admitted(self, client: Client) -> None:
        """A client has shown who it is."""
        log.info("client %s has shown who it is: %s", client.number, client.identity.sasl_user or client.identity)
        self.look_at_limits()

    def forget(self, client: Client) -> None:
        """A client has gone; what it has left behind is cleared away as soon as that can be done."""
        del self.clients[client.id]
        self.waiting.pop(client, None)
        self.in_background(client.bury())
        self.look_at_limits()
        self._changed()

    @property
    def anonymous(self) -> int:
        """How many clients have yet to show who they are."""
        return self.arriving + sum(client.gate is not None for client in self.clients.values())

    def look_at_limits(self) -> None:
        """Let more clients in, or no more. Strangers keep nobody out whom the socket that he comes by makes known."""
        limits = self.limits
        full = len(self.clients) + self.arriving >= limits.max_clients
        crowded = full or 0 < limits.max_anonymous_clients <= self.anonymous
        if (full, crowded) != self._refusing:
            if crowded and not self._refusing[1]:
                log.warning("%s: %d clients, no more are let in for now", self.name, len(self.clients) + self.arriving)
            self._refusing = full, crowded
            for listener in self.listeners:
                listener.pause() if full or (crowded and listener.strangers) else listener.resume()

    def trusts(self, identity: Identity) -> bool:
        """Whether it may act for others: root, and whoever runs the daemon, through a socket of this host."""
        return identity.transport == "unix" and not identity.acts_for and identity.uid in (0, os.geteuid())

    # Requests

    def has_room(self, procedure: Procedure) -> bool:
        """Whether a call of *procedure* may run now."""
        limits = self.limits
        return self.running < limits.max_workers or (
            procedure.high_priority and self.running < limits.max_workers + limits.prio_workers
        )

    def await_turn(self, client: Client) -> None:
        """Have the calls of *client* started when there is room."""
        self.waiting[client] = None

    def next_turns(self) -> None:
        """There may be room: let clients start calls, in turn."""
        for client in list(self.waiting):
            del self.waiting[client]
            client.start_waiting()
            if client.waiting and not client.closed:
                self.waiting[client] = None
            if self.running >= self.limits.max_workers:
                return

    def served(self, client: Client, procedure: Procedure, took_s: float, error: libvirtError | None) -> None:
        """A call was answered."""
        if self._metrics is not None:
            self._metrics.served(self.name, procedure, took_s, error)
        if log.isEnabledFor(logging.DEBUG):
            log.debug("%s: %s took %.6f s%s", client, procedure, took_s, f": {error.message}" if error else "")

    def told(self) -> None:
        """A client was sent an event."""
        if self._metrics is not None:
            self._metrics.events += 1

    def in_background(self, coro: Coroutine[Any, Any, Any], lock: Lock = NO_LOCK) -> asyncio.Task[Any]:
        """Run *coro* beside everything else."""
        task = self.loop.create_task(coro if lock is NO_LOCK else _locked(coro, lock))
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (exc := task.exception()) is not None:
            log.error("%s: something came to a bad end", self.name, exc_info=exc)

    # Keepalive

    def set_keepalive(self, interval_s: int, count: int) -> None:
        """Ask clients from now on after *interval_s* silent seconds whether they live; 0 for never."""
        self._keepalive = interval_s, count
        if self._keepalive_timer is not None:
            self._keepalive_timer.cancel()
            self._keepalive_timer = None
        self._watch_keepalive()

    def _watch_keepalive(self) -> None:
        interval_s, _ = self._keepalive
        if interval_s > 0 and self.clients and self._keepalive_timer is None:
            self._keepalive_timer = self.loop.call_later(interval_s / 2, self._check_alive)

    def _check_alive(self) -> None:
        self._keepalive_timer = None
        now = self.loop.time()
        for client in list(self.clients.values()):
            client.check_alive(now, *self._keepalive)
        self._watch_keepalive()

    # The end

    async def stop(self, patience_s: float) -> None:
        """Let nobody in any more, and finish what is under way; what takes longer than *patience_s* is given up."""
        for listener in self.listeners:
            listener.close()
        self.listeners.clear()
        for client in self.clients.values():
            client.hold()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                while running := {task for client in self.clients.values() for task in client.running}:
                    await asyncio.wait(running)
        given_up = {task for client in self.clients.values() for task in client.running}
        for task in given_up:
            task.cancel()
        if given_up:
            log.warning("%s: %d requests were given up", self.name, len(given_up))
            await asyncio.wait(given_up, timeout=patience_s)
        for client in list(self.clients.values()):
            client.close("")
        if self._tasks:
            _, left = await asyncio.wait(self._tasks, timeout=patience_s)
            for task in left:
                task.cancel()
            if left:
                log.warning("%s: %d tasks were given up", self.name, len(left))
                await asyncio.wait(left, timeout=patience_s)
        if self._keepalive_timer is not None:
            self._keepalive_timer.cancel()
        self.stepper.close()


async def _locked(coro: Coroutine[Any, Any, Any], lock: Lock) -> Any:
    return await Locked(coro, lock)
