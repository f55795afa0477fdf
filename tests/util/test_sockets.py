"""Where daemons listen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from anyvirt.util.sockets import Mode, places, run_folder


@pytest.mark.parametrize(
    ("driver", "readonly", "mode", "names"),
    [
        ("qemu", False, Mode.AUTO, ["anyvirt/anyvirt-sock", "libvirt/virtqemud-sock", "libvirt/libvirt-sock"]),
        ("qemu", True, Mode.AUTO, ["anyvirt/anyvirt-sock-ro", "libvirt/virtqemud-sock-ro", "libvirt/libvirt-sock-ro"]),
        ("xen", False, Mode.DIRECT, ["libvirt/virtxend-sock"]),
        ("xen", False, Mode.LEGACY, ["libvirt/libvirt-sock"]),
        ("test", False, Mode.AUTO, ["anyvirt/anyvirt-sock", "libvirt/libvirt-sock"]),
        ("test", False, Mode.DIRECT, []),
    ],
)
def test_the_system_s(driver: str, readonly: bool, mode: Mode, names: list[str]) -> None:
    """Ours before the modular one, before the one for everything; with sockets for those who only look."""
    found = places(driver, session=False, readonly=readonly, mode=mode)
    assert [each.path for each in found] == [Path("/run") / name for name in names]


def test_a_user_s_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the folder of the session, without sockets for those who only look."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    found = places("lxc", session=True, readonly=True)
    assert [each.daemon for each in found] == ["anyvirtd", "virtlxcd", "libvirtd"]
    assert found[1].path == tmp_path / "libvirt/virtlxcd-sock"


def test_without_a_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the user's run files, else that of the cache."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", "relative")
    monkeypatch.setenv("XDG_CACHE_HOME", "/my/cache")
    own = Path(f"/run/user/{os.getuid()}")
    assert run_folder(session=True) == (own if own.is_dir() else Path("/my/cache"))
