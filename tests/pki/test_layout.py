"""Where certificates are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from anyvirt.pki import Files, Folder, Role, layout, locate


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A user's folder, empty; the system's is empty too."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(layout, "SYSTEM", tmp_path / "etc")
    monkeypatch.setattr(Folder.system.__func__, "__defaults__", (tmp_path / "etc",))  # type: ignore[attr-defined]
    return Folder.flat(tmp_path / "home/.pki/libvirt")


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_the_system_has_folders_of_its_own(home: Folder, tmp_path: Path) -> None:
    """Named though nothing is there; a client then needs no certificate."""
    etc = tmp_path / "etc"
    assert locate(Role.SERVER, user=False) == Files(
        etc / "CA/cacert.pem", None, etc / "libvirt/servercert.pem", etc / "libvirt/private/serverkey.pem"
    )
    assert locate(Role.CLIENT, user=False) == Files(etc / "CA/cacert.pem", None, None, None)
    touch(etc / "CA/cacrl.pem", etc / "libvirt/clientcert.pem")
    assert locate(Role.CLIENT, user=False) == Files(
        etc / "CA/cacert.pem",
        etc / "CA/cacrl.pem",
        etc / "libvirt/clientcert.pem",
        etc / "libvirt/private/clientkey.pem",
    )


def test_a_user_may_have_some_of_them(home: Folder, tmp_path: Path) -> None:
    """Certificate and key only together; the rest is the system's."""
    etc = Folder.system(tmp_path / "etc")
    touch(etc.ca, etc.certificate(Role.CLIENT), etc.key(Role.CLIENT), home.certificate(Role.CLIENT))
    assert locate(Role.CLIENT, user=True) == Files(etc.ca, None, etc.certificate(Role.CLIENT), etc.key(Role.CLIENT))
    touch(home.key(Role.CLIENT))
    assert locate(Role.CLIENT, user=True) == Files(etc.ca, None, home.certificate(Role.CLIENT), home.key(Role.CLIENT))
    touch(home.ca, home.crl)
    assert locate(Role.CLIENT, user=True) == Files(
        home.ca, home.crl, home.certificate(Role.CLIENT), home.key(Role.CLIENT)
    )
    assert locate(Role.CLIENT, user=False).ca == etc.ca


def test_a_folder_named_by_the_uri_is_the_only_one(home: Folder, tmp_path: Path) -> None:
    """What it has not, is missing."""
    touch(home.ca)
    assert locate(Role.CLIENT, tmp_path / "named") == Files(tmp_path / "named/cacert.pem", None, None, None)
