"""Where the driver keeps what, embedded in a program and in a daemon."""

from __future__ import annotations

from pathlib import Path

import pytest

from anyvirt.driver import hosting
from anyvirt.driver.uri import URI
from anyvirt.qemu.driver import _paths_of
from anyvirt.qemu.paths import Paths
from anyvirt.util.error import InvalidArg, NoConnect


def paths(uri: str) -> Paths:
    return _paths_of(URI.parse(uri))


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONFIG_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR"):
        monkeypatch.setenv(f"XDG_{name}", f"/x/{name.lower()}")


def host(monkeypatch: pytest.MonkeyPatch, *, session: bool, root: Path | None = None) -> None:
    monkeypatch.setattr(hosting, "_now", hosting.Hosting(session, root))


@pytest.mark.usefixtures("home")
def test_programs_have_the_users_own_folder_or_one_of_their_choice() -> None:
    assert paths("qemu:///embed") == Paths.under(Path("/x/state_home/anyvirt/embed"))
    assert paths("qemu:///embed?root=/somewhere").status == Path("/somewhere/run/qemu")
    for uri in ("qemu:///system", "qemu:///session"):
        with pytest.raises(NoConnect, match="needs a daemon"):
            paths(uri)


def test_the_hosts_daemon_has_the_places_of_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    host(monkeypatch, session=False)
    found = paths("qemu:///system")
    assert (found.config, found.status) == (Path("/etc/anyvirt/qemu"), Path("/run/anyvirt/qemu"))
    with pytest.raises(NoConnect, match="not what this daemon hosts"):
        paths("qemu:///session")
    with pytest.raises(NoConnect, match="for programs without a daemon"):
        paths("qemu:///embed")
    with pytest.raises(InvalidArg, match="unknown parameter 'root'"):
        paths("qemu:///system?root=/elsewhere")


@pytest.mark.usefixtures("home")
def test_a_users_daemon_has_the_users_places(monkeypatch: pytest.MonkeyPatch) -> None:
    host(monkeypatch, session=True)
    found = paths("qemu:///session")
    assert found.config == Path("/x/config_home/anyvirt/qemu")
    assert found.status == Path("/x/runtime_dir/anyvirt/qemu")
    assert found.root == Path("/x/state_home/anyvirt/session")


@pytest.mark.parametrize("session", [False, True])
def test_a_root_has_everything(monkeypatch: pytest.MonkeyPatch, session: bool) -> None:
    host(monkeypatch, session=session, root=Path("/r"))
    assert paths(f"qemu:///{'session' if session else 'system'}") == Paths.under(Path("/r"))
