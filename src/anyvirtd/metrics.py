"""Figures in the text format of Prometheus, over HTTP at a UNIX socket or a port of this host."""

from __future__ import annotations

import asyncio
import logging
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from anyvirt.util.error import SystemCallError
from anyvirtd.listeners import listen_unix

if TYPE_CHECKING:
    from anyvirt.rpc.programs import Procedure
    from anyvirt.util.error import libvirtError
    from anyvirtd.daemon import Daemon

log = logging.getLogger("anyvirtd.metrics")

_BUCKETS_S: Final = (0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0)
_REQUEST_S: Final = 10.0
_REQUEST_BYTES: Final = 8192
_HEAD: Final = "HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"


class _Calls:
    """What became of the calls of one procedure."""

    __slots__ = ("buckets", "errors", "seconds")

    def __init__(self) -> None:
        self.buckets = [0] * (len(_BUCKETS_S) + 1)
        self.errors: dict[int, int] = {}
        self.seconds = 0.0


class Metrics:
    """What is counted, and who is told."""

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon
        self._calls: dict[tuple[str, Procedure], _Calls] = {}
        self._server: asyncio.Server | None = None
        self._path: Path | None = None
        self.events = 0

    def served(self, service: str, procedure: Procedure, took_s: float, error: libvirtError | None) -> None:
        """A call was answered."""
        calls = self._calls.get((service, procedure))
        if calls is None:
            calls = self._calls[service, procedure] = _Calls()
        calls.buckets[bisect_left(_BUCKETS_S, took_s)] += 1
        calls.seconds += took_s
        if error is not None:
            code = error.code or 0
            calls.errors[code] = calls.errors.get(code, 0) + 1

    async def listen(self, where: str) -> None:
        """Tell whoever asks at *where*: an absolute path, or address and port with a colon between them.

        Raises:
            SystemCallError: nobody can listen there.
        """
        if where.startswith("/"):
            self._path = Path(where)
            sock = listen_unix(self._path, mode=0o600, backlog=16)
            self._server = await asyncio.start_unix_server(self._answer, sock=sock, limit=_REQUEST_BYTES)
            return
        address, _, port = where.rpartition(":")
        try:
            self._server = await asyncio.start_server(
                self._answer, address.strip("[]") or "localhost", int(port), limit=_REQUEST_BYTES
            )
        except (OSError, ValueError, OverflowError) as exc:
            raise SystemCallError(
                f"cannot tell metrics at '{where}': {exc}", hint="write an absolute path, or ADDRESS:PORT"
            ) from exc

    async def close(self) -> None:
        """Tell nobody any more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_REQUEST_S):
                head = await reader.readuntil(b"\r\n\r\n")
                method, _, rest = head.partition(b" ")
                if method == b"GET" and rest.split(b" ")[0] in (b"/metrics", b"/"):
                    status, body, kind = "200 OK", self.text(), "text/plain; version=0.0.4; charset=utf-8"
                else:
                    status, body, kind = "404 Not Found", "GET /metrics\n", "text/plain"
                raw = body.encode()
                writer.write(_HEAD.format(status=status, type=kind, length=len(raw)).encode() + raw)
                await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as exc:
            log.info("somebody asked for metrics, and: %s", exc)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def text(self) -> str:
        """All figures as they are now."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        daemon = self._daemon
        yield "# HELP anyvirtd_start_time_seconds When the daemon was started, in seconds since 1970."
        yield "# TYPE anyvirtd_start_time_seconds gauge"
        yield f"anyvirtd_start_time_seconds {daemon.started:.3f}"
        yield "# HELP anyvirtd_tasks What is under way or waits for something, of clients and of the daemon itself."
        yield "# TYPE anyvirtd_tasks gauge"
        yield f"anyvirtd_tasks {len(asyncio.all_tasks())}"
        gauges = (
            ("clients", "Clients that are connected.", lambda s: len(s.clients)),
            ("clients_anonymous", "Those of them that have yet to show who they are.", lambda s: s.anonymous),
            ("requests_running", "Requests that wait for something.", lambda s: s.running),
            (
                "requests_queued",
                "Requests that wait for their turn.",
                lambda s: sum(len(client.waiting) for client in s.clients.values()),
            ),
            ("streams", "Streams that are open.", lambda s: sum(len(client.streams) for client in s.clients.values())),
            (
                "unsent_bytes",
                "Bytes that clients have yet to read.",
                lambda s: sum(client.wire.unsent for client in s.clients.values()),
            ),
        )
        for name, doc, figure in gauges:
            yield f"# HELP anyvirtd_{name} {doc}"
            yield f"# TYPE anyvirtd_{name} gauge"
            for service in daemon.services.values():
                yield f'anyvirtd_{name}{{service="{service.name}"}} {figure(service)}'
        yield "# HELP anyvirtd_events_total Events that clients were told of."
        yield "# TYPE anyvirtd_events_total counter"
        yield f"anyvirtd_events_total {self.events}"
        yield "# HELP anyvirtd_call_seconds How long calls took."
        yield "# TYPE anyvirtd_call_seconds histogram"
        for (owner, procedure), calls in self._calls.items():
            labels = f'service="{owner}",program="{procedure.program.name}",procedure="{procedure.name}"'
            total = 0
            for bound, count in zip((*map(str, _BUCKETS_S), "+Inf"), calls.buckets, strict=True):
                total += count
                yield f'anyvirtd_call_seconds_bucket{{{labels},le="{bound}"}} {total}'
            yield f"anyvirtd_call_seconds_sum{{{labels}}} {calls.seconds:.6f}"
            yield f"anyvirtd_call_seconds_count{{{labels}}} {total}"
        yield "# HELP anyvirtd_call_errors_total Calls that were answered with an error, by libvirt's code."
        yield "# TYPE anyvirtd_call_errors_total counter"
        for (owner, procedure), calls in self._calls.items():
            labels = f'service="{owner}",program="{procedure.program.name}",procedure="{procedure.name}"'
            for code, count in calls.errors.items():
                yield f'anyvirtd_call_errors_total{{{labels},code="{code}"}} {count}'
