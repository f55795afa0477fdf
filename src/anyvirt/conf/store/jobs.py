"""Jobs: who may touch a domain while others want to.

The rules are libvirt's. A domain has three places:

- the *normal* job (query, modify, destroy, abort): one at a time, short;
- the *async* job (start, save, migrate ...): one at a time, may take hours. It begins when no normal job runs; while it
  lasts, only the normal jobs that it allows may run, and it takes the normal place itself for the steps in which it
  touches the guest (`nested`);
- the *agent* job, for talking to the guest agent: one at a time, beside the other two, because a guest that does not
  answer must not keep anybody from destroying it.

Who finds the place taken waits, first come first served among those who could go on, at most `WAIT_S`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from anyvirt.util.error import NoDomain, OperationTimeout
from anyvirt.util.wait import Signal
from anyvirt.util.wordenum import WordEnum

WAIT_S = 30.0  # as long as libvirt waits before it gives up


class Job(WordEnum):
    """What a normal job does."""

    QUERY = "query"  # asks the guest, changes nothing
    MODIFY = "modify"
    DESTROY = "destroy"
    ABORT = "abort"  # ends the async job


class AsyncJob(WordEnum):
    """What an async job does."""

    START = "start"
    SAVE = "save"
    DUMP = "dump"
    SNAPSHOT = "snapshot"
    BACKUP = "backup"
    MIGRATION_OUT = "migration out"
    MIGRATION_IN = "migration in"


ALLOWED_BESIDE_ASYNC = frozenset({Job.QUERY, Job.DESTROY, Job.ABORT})


class Jobs:
    """The jobs of one domain. Guarded like the domain itself: by the driver's lock or by its loop."""

    def __init__(self, domain_name: Callable[[], str], *, wait_s: float = WAIT_S) -> None:
        self._domain_name = domain_name
        self._wait_s = wait_s
        self._normal: _Place | None = None
        self._async: _Place | None = None
        self._agent: _Place | None = None
        self._allowed = ALLOWED_BESIDE_ASYNC
        self._queue: list[_Place] = []
        self._changed = Signal()
        self._closed = False

    def normal(self, kind: Job) -> _Place:
        """The normal job, for the length of an `async with`.

        Raises (on entry):
            OperationTimeout: somebody else held it too long.
            NoDomain: the domain went away while this waited.
        """
        return _Normal(self, kind.value, kind)

    def long(self, kind: AsyncJob, *, allow: frozenset[Job] = ALLOWED_BESIDE_ASYNC) -> _Place:
        """The async job, for the length of an `async with`; *allow*: the normal jobs that others may run meanwhile."""
        return _Async(self, kind.value, allow)

    def nested(self) -> _Place:
        """A step of the async job that is under way, in which nobody else touches the guest."""
        return _Normal(self, "a step of the async job", None)

    def agent(self, kind: Job) -> _Place:
        """The agent job, for the length of an `async with`."""
        return _Agent(self, f"agent {kind.value}")

    @property
    def idle(self) -> bool:
        """Whether no job runs."""
        return self._normal is self._async is self._agent is None

    @property
    def running_async(self) -> AsyncJob | None:
        """The async job that runs now."""
        return AsyncJob(self._async.label) if self._async is not None else None

    def close(self) -> None:
        """The domain is gone: whoever waits for a job is told so. Jobs that run may end."""
        self._closed = True
        self._changed.notify_all()

    async def _enter(self, place: _Place) -> None:
        if not self._queue and place.free() and not self._closed:
            place.take()
            return
        deadline = time.monotonic() + self._wait_s
        self._queue.append(place)
        try:
            while True:
                if self._closed:
                    raise NoDomain(f"domain '{self._domain_name()}' went away while this call waited for its turn")
                if place.free() and not any(earlier.free() for earlier in self._ahead_of(place)):
                    place.take()
                    return
                left = deadline - time.monotonic()
                if left <= 0:
                    raise self._timeout(place)
                await self._changed.wait(left)
        finally:
            self._queue.remove(place)
            # Those behind may have stood back for this one, which may have given up instead of going on.
            self._changed.notify_all()

    def _ahead_of(self, place: _Place) -> list[_Place]:
        return self._queue[: self._queue.index(place)]

    def _leave(self, place: _Place) -> None:
        place.release()
        if self._queue:
            self._changed.notify_all()

    def _timeout(self, place: _Place) -> OperationTimeout:
        now = time.monotonic()
        holders = [f"{held.label} for {now - held.since:.0f} s" for held in place.obstacles()]
        return OperationTimeout(
            f"cannot begin job '{place.label}' on domain '{self._domain_name()}' within {self._wait_s:g} s"
            f" (held by {' and '.join(holders) or 'earlier callers'})",
            hint="try again when that has ended, or destroy the domain",
        )


class _Place:
    """One job from the moment it is asked for until it ends."""

    def __init__(self, jobs: Jobs, label: str) -> None:
        self._jobs = jobs
        self.label = label
        self.since = 0.0

    async def __aenter__(self) -> Self:
        await self._jobs._enter(self)
        self.since = time.monotonic()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._jobs._leave(self)

    def obstacles(self) -> list[_Place]:
        """The running jobs that keep this one from beginning."""
        raise NotImplementedError

    def free(self) -> bool:
        return not self.obstacles()

    def take(self) -> None:
        raise NotImplementedError

    def release(self) -> None:
        raise NotImplementedError


class _Normal(_Place):
    def __init__(self, jobs: Jobs, label: str, kind: Job | None) -> None:
        super().__init__(jobs, label)
        self._kind = kind

    def obstacles(self) -> list[_Place]:
        jobs = self._jobs
        beside = jobs._async is None or self._kind is None or self._kind in jobs._allowed
        return [held for held in (jobs._normal, None if beside else jobs._async) if held is not None]

    def take(self) -> None:
        self._jobs._normal = self

    def release(self) -> None:
        self._jobs._normal = None


class _Async(_Place):
    def __init__(self, jobs: Jobs, label: str, allow: frozenset[Job]) -> None:
        super().__init__(jobs, label)
        self._allow = allow

    def obstacles(self) -> list[_Place]:
        return [held for held in (self._jobs._normal, self._jobs._async) if held is not None]

    def take(self) -> None:
        self._jobs._async = self
        self._jobs._allowed = self._allow

    def release(self) -> None:
        self._jobs._async = None
        self._jobs._allowed = ALLOWED_BESIDE_ASYNC


class _Agent(_Place):
    def obstacles(self) -> list[_Place]:
        return [self._jobs._agent] if self._jobs._agent is not None else []

    def take(self) -> None:
        self._jobs._agent = self

    def release(self) -> None:
        self._jobs._agent = None
