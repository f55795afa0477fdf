"""qemu.log: what is written down of a start, and what is quoted of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from anyvirt.qemu.log import last_words, open_log
from anyvirt.util.error import SystemCallError


def start(path: Path, printed: bytes, *arguments: str) -> None:
    with open_log(path, ["qemu", *arguments]) as log:
        log.write(printed)


def test_the_command_line_can_be_typed_again(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    start(log, b"", "-name", "two words", "it's")
    assert log.read_text().endswith("anyvirt: starting: qemu -name 'two words' 'it'\"'\"'s'\n")


def test_starts_are_kept_one_after_the_other(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    start(log, b"first\n")
    start(log, b"second\n")
    assert [line for line in log.read_text().splitlines() if "starting" not in line] == ["first", "second"]


def test_last_words_are_those_of_the_last_start(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    start(log, b"old trouble\n")
    start(log, b"new\n  trouble: \xff\n")
    assert last_words(log) == "new trouble: \ufffd"
    start(log, b"")
    assert last_words(log) == ""


def test_a_mark_in_the_output_changes_little(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    start(log, b"before\nanyvirt: starting: nothing\nafter\n")
    assert "after" in last_words(log)


def test_endless_output_is_cut(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    start(log, b"x" * 1_000_000 + b" the end\n")
    words = last_words(log)
    assert words.endswith("x the end")
    assert len(words) <= 4096


def test_names_that_are_no_text(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    start(log, b"", "/a/\udcff")
    assert b"\xff" in log.read_bytes()


def test_no_log_no_words(tmp_path: Path) -> None:
    assert last_words(tmp_path / "none.log") == ""


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(SystemCallError, match=r"cannot write the log .*/gone/x.log: No such file"):
        open_log(tmp_path / "gone" / "x.log", ["qemu"])


def test_a_command_line_of_several_lines_is_not_taken_for_output(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    start(log, b"trouble\n", "-append", "quiet\nloud")
    assert last_words(log) == "trouble"


def test_only_its_owner_may_read_it_and_it_is_no_link(tmp_path: Path) -> None:
    log, elsewhere = tmp_path / "x.log", tmp_path / "elsewhere"
    umask = os.umask(0)
    try:
        start(log, b"")
    finally:
        os.umask(umask)
    assert log.stat().st_mode & 0o777 == 0o600
    (tmp_path / "link.log").symlink_to(elsewhere)
    with pytest.raises(SystemCallError, match=r"link\.log"):
        start(tmp_path / "link.log", b"")
    assert not elsewhere.exists()
