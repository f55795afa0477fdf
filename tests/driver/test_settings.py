"""What files of settings say about URIs: ours and libvirt's."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import anyvirt
from anyvirt.driver import registry, settings
from anyvirt.error import ConfSyntax, InternalError, NoConnect, SystemCallError

Write = Callable[[str, str], Path]
DEFAULT = "test:///default"


@pytest.fixture(autouse=True)
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file below the user's folder ("user/...") or /etc ("etc/...")."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "user"))
    monkeypatch.setattr(settings, "_ETC", tmp_path / "etc")
    monkeypatch.delenv("LIBVIRT_DEFAULT_URI", raising=False)
    monkeypatch.delenv("ANYVIRT_DEFAULT_URI", raising=False)

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write


def test_an_alias_is_opened_as_what_it_stands_for(write: Write) -> None:
    """Whether it is named, or the default; but not by who wants none."""
    write("etc/anyvirt/anyvirt.conf", f'uri_aliases = ["A-_9={DEFAULT}"]\nuri_default = "A-_9"')
    for name in ("A-_9", None, ""):
        with anyvirt.open(name) as conn:
            assert conn.getURI() == DEFAULT
    with pytest.raises(NoConnect, match="URI 'A-_9' does not include a driver name"):
        anyvirt.openAuth("A-_9", None, anyvirt.VIR_CONNECT_NO_ALIASES)


def test_an_alias_stands_for_a_uri_not_for_an_alias(write: Write) -> None:
    write("etc/anyvirt/anyvirt.conf", f'uri_aliases = ["a=b", "b={DEFAULT}"]')
    with pytest.raises(NoConnect, match="URI 'b' does not include"):
        anyvirt.open("a")


@pytest.mark.parametrize("root", [True, False])
def test_the_first_file_that_says_something_counts(root: bool, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own, the administrator's, libvirt's of the user; root has libvirt's of the system."""
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    places = [
        "etc/libvirt/libvirt.conf" if root else "user/libvirt/libvirt.conf",
        "etc/anyvirt/anyvirt.conf",
        "user/anyvirt/anyvirt.conf",
    ]
    write("user/libvirt/libvirt.conf" if root else "etc/libvirt/libvirt.conf", 'uri_default = "test:///not/read"')
    for place in places:
        write(place, f'uri_default = "test:///{place}"\nuri_aliases = ["a=test:///{place}", "{place[:3]}=x:///"]')
        assert registry.default_uri() == f"test:///{place}"
        assert settings.aliased("a") == f"test:///{place}"
    assert settings.aliased("etc") == "x:///"


def test_the_environment_comes_before_the_settings(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("etc/anyvirt/anyvirt.conf", 'uri_default = "test:///nope"')
    monkeypatch.setenv("LIBVIRT_DEFAULT_URI", DEFAULT)
    assert registry.default_uri() == DEFAULT


def test_how_much_a_password_must_be_protected(write: Write) -> None:
    assert settings.tcp_min_ssf() is None
    write("etc/anyvirt/anyvirt.conf", "tcp_min_ssf = 128")
    write("user/anyvirt/anyvirt.conf", "tcp_min_ssf = 0")
    assert settings.tcp_min_ssf() == 0
    for value in ("-1", "'much'", "[1]"):
        write("user/anyvirt/anyvirt.conf", f"tcp_min_ssf = {value}")
        with pytest.raises(ConfSyntax, match="'tcp_min_ssf' must be a number of bits"):
            settings.tcp_min_ssf()


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("uri_default = 5", InternalError, "expected a string for 'uri_default' parameter"),
        ("uri_aliases = 'x'", ConfSyntax, "expected a string list for 'uri_aliases' parameter"),
        ("uri_aliases = [5]", ConfSyntax, "expected a string list"),
        ("uri_aliases = ['a']", ConfSyntax, "Malformed 'uri_aliases' config entry 'a', expected 'alias=uri"),
        ("uri_aliases = ['a b=x:///']", ConfSyntax, "aliases may only contain 'a-Z, 0-9, _, -'"),
        ("garbage", ConfSyntax, "anyvirt.conf:1: expecting an assignment"),
    ],
)
def test_settings_that_make_no_sense_are_refused(text: str, error: type[Exception], message: str, write: Write) -> None:
    write("etc/anyvirt/anyvirt.conf", text)
    with pytest.raises(error, match=message):
        anyvirt.open(None)


def test_a_file_that_cannot_be_read_is_named(write: Write) -> None:
    write("etc/anyvirt/anyvirt.conf/x", "it is a folder")
    with pytest.raises(SystemCallError, match="Is a directory"):
        anyvirt.open("a")


@pytest.mark.parametrize("uri", ["qemu://system", "qemu+ssh://session", "vbox://session"])
def test_a_host_that_was_meant_as_a_path_is_noticed(uri: str) -> None:
    meant = f"{uri.partition('+')[0].partition(':')[0]}:///{uri.rpartition('/')[2]}"
    with pytest.raises(InternalError, match=rf"invalid URI {uri.replace('+', '.')} \(maybe you want {meant}\)"):
        anyvirt.open(uri)


@pytest.mark.parametrize("name", ["xen", "XEN"])
def test_xen_is_the_only_name_without_a_scheme(name: str) -> None:
    uri, _ = registry.find(name)
    assert uri.text == "xen:///system"


def test_drivers_are_asked_in_turn_for_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first that has something on this host is taken; if none has, each says why not."""
    ours = {name: ("anyvirt.qemu.driver", "QemuDriver", ("package_that_is_not_there", name)) for name in ("xen", "lxc")}
    monkeypatch.setattr(registry, "_OURS", {**ours, "qemu": ("anyvirt.test.driver", "TestDriver", None)})
    with pytest.raises(NoConnect, match="no driver works on this host") as caught:
        registry.default_uri()
    assert "the xen driver needs the Python package" in (caught.value.hint or "")
    assert "the qemu driver finds nothing to work with on this host" in (caught.value.hint or "")
    monkeypatch.setattr(registry, "_OURS", {**ours, "vbox": ("anyvirt.qemu.driver", "QemuDriver", None)})
    assert registry.default_uri() == "qemu:///embed"
