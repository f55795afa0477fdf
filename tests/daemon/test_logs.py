"""Logs: levels, filters and outputs, and what a line looks like in each."""

from __future__ import annotations

import json
import logging
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirtd import logs as module
from anyvirtd.logs import Logs, Output, read_filters, read_outputs
from anyvirtd.stepping import REQUEST

LOGGER = logging.getLogger("anyvirtd.tested")
OTHER = logging.getLogger("anyvirt.qemu.tested")


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Logs]:
    """Logs to a file, which are gone after the test."""
    roots = [logging.getLogger(name) for name in ("anyvirt", "anyvirtd", "asyncio")]
    before = [(each.level, each.propagate) for each in roots]
    made = Logs(default=Output(1, "file", str(tmp_path / "log")))
    yield made
    made.close()
    for each, (level, propagate) in zip(roots, before, strict=True):
        each.setLevel(level)
        each.propagate = propagate


def lines(tmp_path: Path) -> list[str]:
    return (tmp_path / "log").read_text().splitlines()


def test_levels_and_filters(logs: Logs, tmp_path: Path) -> None:
    """The longest name that is a part of the logger's counts."""
    logs.set_up(3, "1:tested 4:qemu.tested", "", as_json=False)
    LOGGER.debug("one")
    OTHER.warning("two")
    OTHER.error("three")
    logging.getLogger("anyvirtd.else").info("four")
    assert [line.rsplit(maxsplit=1)[-1] for line in lines(tmp_path)] == ["one", "three"]


def test_an_output_takes_what_is_of_its_level(logs: Logs, tmp_path: Path) -> None:
    logs.set_up(1, "", f"1:file:{tmp_path}/log 4:file:{tmp_path}/errors", as_json=False)
    LOGGER.info("one")
    LOGGER.error("two")
    assert len(lines(tmp_path)) == 2
    assert len((tmp_path / "errors").read_text().splitlines()) == 1


def test_a_line_says_when_what_and_for_which_request(logs: Logs, tmp_path: Path) -> None:
    logs.set_up(2, "", "", as_json=False)
    token = REQUEST.set("7.12")
    LOGGER.info("it is %s", "so")
    REQUEST.reset(token)
    (line,) = lines(tmp_path)
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info anyvirtd\.tested \[7\.12\]: it is so", line)


def test_a_line_as_json(logs: Logs, tmp_path: Path) -> None:
    logs.set_up(2, "", "", as_json=True)
    try:
        raise ValueError("no")
    except ValueError:
        LOGGER.exception("it\nfailed")
    (line,) = lines(tmp_path)
    found = json.loads(line)
    assert (found["level"], found["logger"], found["message"]) == ("error", "anyvirtd.tested", "it\nfailed")
    assert "ValueError: no" in found["exception"]


def test_verbose_stays_when_the_configuration_is_read_again(tmp_path: Path) -> None:
    made = Logs(default=Output(1, "stderr"), verbose=True)
    made.set_up(4, "", "", as_json=False)
    assert made.level == 2
    made.close()


@pytest.mark.parametrize("output", ["1:journald", "1:syslog:me", "1:file:/proc/nothing/log"])
def test_what_cannot_be_opened_changes_nothing(
    logs: Logs, tmp_path: Path, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_JOURNAL", str(tmp_path / "none"))
    monkeypatch.setattr(module, "_SYSLOG", str(tmp_path / "none"))
    logs.set_up(2, "", "", as_json=False)
    with pytest.raises(OSError, match=r"none|nothing"):
        logs.set_up(1, "1:x", f"1:file:{tmp_path}/other {output}", as_json=True)
    LOGGER.info("still here")
    assert len(lines(tmp_path)) == 1


def test_the_journal_gets_fields(logs: Logs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(tmp_path / "journal"))
        monkeypatch.setattr(module, "_JOURNAL", str(tmp_path / "journal"))
        logs.set_up(1, "", "1:journald", as_json=False)
        LOGGER.warning("two\nlines")
        fields, data = {}, journal.recv(65536)
        while data:
            name, _, rest = data.partition(b"\n")
            size = int.from_bytes(rest[:8], "little")
            fields[name.decode()] = rest[8 : 8 + size].decode()
            data = rest[9 + size :]
    assert fields == {
        "MESSAGE": "two\nlines",
        "PRIORITY": "4",
        "LOGGER": "anyvirtd.tested",
        "SYSLOG_IDENTIFIER": "anyvirtd",
    }


def test_what_is_read_is_what_is_shown() -> None:
    assert [str(each) for each in read_filters("1:a 4:+b.c")] == ["1:a", "4:b.c"]
    text = "3:stderr 1:file:/a:b 2:syslog:me 4:journald"
    assert " ".join(map(str, read_outputs(text))) == text
