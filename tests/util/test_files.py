"""util.files: the old state or the new one, never something between."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from anyvirt.util import files


def test_a_file_is_replaced_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    files.write_atomic(path, b"one", mode=0o644)
    files.write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["a"]


@pytest.mark.parametrize("step", ["fchmod", "fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space"):
        files.write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def test_the_data_is_on_disk_before_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def noted_fsync(descriptor: int) -> None:
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file")
        fsync(descriptor)

    def noted_replace(old: str, new: Path) -> None:
        steps.append("name")
        replace(old, new)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(os, "replace", noted_replace)
    files.write_atomic(tmp_path / "a", b"x")
    assert steps == ["file", "name", "folder"]
    steps.clear()
    files.write_atomic(tmp_path / "a", b"y", durable=False)
    assert steps == ["name"]


def test_a_link_is_replaced(tmp_path: Path) -> None:
    link = tmp_path / "link"
    files.replace_link(link, "one")
    files.replace_link(link, "two")
    assert os.readlink(link) == "two"
    assert files.remove(link)
    assert not files.remove(link)


def test_leftovers_are_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in ("a", ".hidden", f".b{files.LEFTOVER_SUFFIX}"):
        (tmp_path / name).write_text("")
    (tmp_path / f".c{files.LEFTOVER_SUFFIX}").symlink_to("nowhere")
    files.remove_leftovers(tmp_path)
    assert sorted(os.listdir(tmp_path)) == [".hidden", "a"]
