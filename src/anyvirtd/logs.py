"""Logs, in libvirtd's terms: levels, filters for parts of the program, and outputs; as text or as JSON.

A filter is LEVEL:NAME and an output LEVEL:KIND or LEVEL:KIND:WHERE. Levels are 1 for all, 2 for information, 3 for
warnings, 4 for errors. What is below an output's level does not reach it; a filter decides what a part of the program
logs at all, the longest name that is a part of the logger's counts.
"""

from __future__ import annotations

import errno
import json
import logging
import logging.handlers
import os
import socket
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from anyvirtd.stepping import REQUEST

_LEVELS: Final = {1: logging.DEBUG, 2: logging.INFO, 3: logging.WARNING, 4: logging.ERROR}
_KINDS: Final = ("stderr", "file", "syslog", "journald")
_WITH_PLACE: Final = ("file", "syslog")
_SYSLOG: Final = "/dev/log"
_JOURNAL: Final = "/run/systemd/journal/socket"
_ROOTS: Final = ("anyvirt", "anyvirtd", "asyncio")


class Filter(NamedTuple):
    """What a part of the program logs."""

    level: int  # 1 to 4
    name: str

    def __str__(self) -> str:
        return f"{self.level}:{self.name}"


class Output(NamedTuple):
    """Where logs go."""

    level: int  # 1 to 4
    kind: str
    place: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (str(self.level), self.kind, self.place)))


def read_filters(text: str) -> list[Filter]:
    """The filters in *text*, with blanks between them.

    Raises:
        ValueError: with what would be allowed.
    """
    found = []
    for word in text.split():
        level, _, name = word.partition(":")
        name = name.removeprefix("+")
        if level not in ("1", "2", "3", "4") or not name:
            raise ValueError(f"LEVEL:NAME with a level from 1 to 4, where '{word}' stands")
        found.append(Filter(int(level), name))
    return found


def read_outputs(text: str) -> list[Output]:
    """The outputs in *text*, with blanks between them.

    Raises:
        ValueError: with what would be allowed.
    """
    found = []
    for word in text.split():
        level, _, rest = word.partition(":")
        kind, _, place = rest.partition(":")
        if level not in ("1", "2", "3", "4") or kind not in _KINDS or bool(place) is not (kind in _WITH_PLACE):
            raise ValueError(
                f"LEVEL:stderr, LEVEL:file:PATH, LEVEL:syslog:NAME or LEVEL:journald, where '{word}' stands"
            )
        if kind == "file" and not place.startswith("/"):
            raise ValueError(f"an absolute path, where '{place}' stands")
        found.append(Output(int(level), kind, place))
    return found


class Logs:
    """What is logged, and where to. All of it can change while the daemon runs; nothing changes half.

    Args:
        default: where to, unless something else is said.
        verbose: whether information is logged whatever level is said.
    """

    def __init__(self, *, default: Output, verbose: bool = False) -> None:
        self._default = default
        self._verbose = verbose
        self._as_json = False
        self._handlers: list[logging.Handler] = []
        self.level = default.level
        self.filters: list[Filter] = []
        self.outputs: list[Output] = []

    def set_up(self, level: int, filters: str, outputs: str, *, as_json: bool) -> None:
        """Log as is said here, and no longer as before.

        Raises:
            ValueError: it makes no sense.
            OSError: an output cannot be opened; then all is as it was.
        """
        read_filters(filters)  # before anything changes
        before, self._as_json = self._as_json, as_json
        logging.raiseExceptions = False  # a disk that is full is no reason to fill another one with that
        # Nobody logs from where in the program, and on which thread, something is logged.
        logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
        logging._srcfile = None
        try:
            self.set_outputs(outputs)
        except BaseException:
            self._as_json = before
            raise
        self.level = min(level, 2) if self._verbose else level
        self.set_filters(filters)

    def set_filters(self, text: str) -> None:
        """Have parts of the program log more or less than the others.

        Raises:
            ValueError: it makes no sense.
        """
        self.filters = read_filters(text)
        for handler in self._handlers:
            handler.filters[:] = [self._passes]
        lowest = min([self.level, *(each.level for each in self.filters)])
        for name in _ROOTS:
            logging.getLogger(name).setLevel(_LEVELS[lowest])

    def set_outputs(self, text: str) -> None:
        """Have logs go elsewhere; to the place that they go to by default for none.

        Raises:
            ValueError: it makes no sense.
            OSError: one cannot be opened; then all is as it was.
        """
        outputs = read_outputs(text) or [self._default]
        made: list[logging.Handler] = []
        try:
            for output in outputs:
                made.append(self._open(output))
        except BaseException:
            for handler in made:
                handler.close()
            raise
        before, self._handlers, self.outputs = self._handlers, made, outputs
        for name in _ROOTS:
            logger = logging.getLogger(name)
            logger.propagate = False
            for handler in before:
                logger.removeHandler(handler)
            for handler in made:
                logger.addHandler(handler)
        for handler in made:
            handler.filters[:] = [self._passes]
        _close(before)

    def close(self) -> None:
        """Log nowhere any more."""
        for name in _ROOTS:
            for handler in self._handlers:
                logging.getLogger(name).removeHandler(handler)
        _close(self._handlers)
        self._handlers = []

    def _passes(self, record: logging.LogRecord) -> bool:
        level, length = self.level, 0
        for each in self.filters:
            if len(each.name) > length and each.name in record.name:
                level, length = each.level, len(each.name)
        return record.levelno >= _LEVELS[level]

    def _open(self, output: Output) -> logging.Handler:
        handler: logging.Handler
        match output.kind:
            case "stderr":
                handler = logging.StreamHandler(sys.stderr)
            case "file":
                Path(output.place).parent.mkdir(parents=True, exist_ok=True)
                handler = logging.handlers.WatchedFileHandler(output.place)  # opened anew when it was rotated
            case "syslog":
                if not Path(_SYSLOG).exists():  # the handler would say nothing, and log nothing
                    raise OSError(errno.ENOENT, "there is no syslog here", _SYSLOG)
                handler = logging.handlers.SysLogHandler(_SYSLOG, logging.handlers.SysLogHandler.LOG_DAEMON)
                handler.ident = f"{output.place}: "
            case _:
                handler = _Journal()
        handler.setLevel(_LEVELS[output.level])
        if not isinstance(handler, _Journal):
            handler.setFormatter(JsonLines() if self._as_json else Lines(dated=output.kind != "syslog"))
        return handler


def _close(handlers: Iterable[logging.Handler]) -> None:
    for handler in handlers:
        with suppress(OSError):  # what waited there cannot be written
            handler.close()


def _one_line(text: str) -> str:
    """*text* without what could look like another line: parts of messages are what clients have said."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


class Lines(logging.Formatter):
    """A line of text: time, level, part of the program, request, message."""

    def __init__(self, *, dated: bool) -> None:
        super().__init__()
        self._dated = dated

    def format(self, record: logging.LogRecord) -> str:
        moment = f"{_moment(record)} " if self._dated else ""
        request = REQUEST.get()
        about = f" [{request}]" if request else ""
        text = f"{moment}{record.levelname.lower()} {record.name}{about}: {_one_line(record.getMessage())}"
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return text


class JsonLines(logging.Formatter):
    """A JSON object in a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "pid": os.getpid(),
        }
        if request := REQUEST.get():
            fields["request"] = request
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)


class _Journal(logging.Handler):
    """systemd's journal, with the request and the part of the program as fields of their own."""

    _PRIORITIES: Final = ((logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))

    def __init__(self) -> None:
        super().__init__()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        try:
            self._socket.connect(_JOURNAL)
        except OSError as exc:
            self._socket.close()
            raise OSError(exc.errno, f"{exc.strerror} (there is no journal here)", _JOURNAL) from exc

    def emit(self, record: logging.LogRecord) -> None:
        priority = next((number for level, number in self._PRIORITIES if record.levelno >= level), 7)
        message = record.getMessage()
        if record.exc_info:
            message += "\n" + logging.Formatter().formatException(record.exc_info)
        fields = {
            "MESSAGE": message,
            "PRIORITY": str(priority),
            "LOGGER": record.name,
            "SYSLOG_IDENTIFIER": "anyvirtd",
            "REQUEST": REQUEST.get(),
        }
        try:
            self._socket.send(b"".join(_journal_field(name, value) for name, value in fields.items() if value))
        except OSError:
            self.handleError(record)

    def close(self) -> None:
        self._socket.close()
        super().close()


def _journal_field(name: str, value: str) -> bytes:
    raw = value.encode("utf-8", "backslashreplace")
    return name.encode() + b"\n" + len(raw).to_bytes(8, "little") + raw + b"\n"


def _moment(record: logging.LogRecord) -> str:
    return f"{_second(int(record.created))}.{int(record.msecs):03d}Z"


@lru_cache(1)
def _second(moment: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))
