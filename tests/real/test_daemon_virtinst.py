"""virt-install, virt-xml and virt-clone on our daemon."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

import anyvirt
from anyvirt.testing.daemon import PrivateDaemon
from anyvirt.testing.guest import TinyGuest

pytestmark = [pytest.mark.real, pytest.mark.peer("virt-install >= 4.0")]

END_S = 90
INSTALL = ("virt-install", "--import", "--osinfo", "generic", "--noautoconsole")
OWN = "test:///default"  # the driver of the original's library
SMALL = ("--memory", "64", "--disk", "none", "--network", "none", "--graphics", "none")


@pytest.fixture(autouse=True)
def home(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the programs have their caches and logs."""
    monkeypatch.setenv("HOME", str(root))
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / "cache"))


def run(program: str, *words: str, uri: str) -> str:
    done = subprocess.run(
        [program, "--connect", uri, *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=END_S,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def without_chance(document: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=address=\")[0-9a-f:]{17}", "*", document)


@pytest.mark.parametrize(
    "words",
    [
        ("--memory", "64", "--disk", "none"),
        (
            "--memory",
            "64",
            "--vcpus",
            "4,sockets=2",
            "--disk",
            "size=1",
            "--network",
            "network=default",
            "--cpu",
            "host",
        ),
        ("--memory", "64", "--disk", "pool=default-pool,size=1", "--graphics", "vnc", "--boot", "menu=on"),
    ],
    ids=["plain", "cpus", "pool"],
)
def test_what_it_would_install_is_what_it_would_on_the_originals_driver(
    daemon: PrivateDaemon, words: tuple[str, ...]
) -> None:
    program, *options = INSTALL
    options += ["--name", "web", "--dry-run", "--print-xml", *words]
    ours, theirs = (without_chance(run(program, *options, uri=uri)) for uri in (daemon.uri(), OWN))
    assert ours == theirs
    assert "<name>web</name>" in ours


def test_the_life_of_a_guest(daemon: PrivateDaemon) -> None:
    """Installed with new volumes, edited while it runs and for its next start, cloned with its disks."""
    uri = daemon.uri()
    with anyvirt.open(uri) as conn:  # the driver's state is there while somebody is
        program, *options = INSTALL
        disks = ("--disk", "/default-pool/one.img,size=1", "--disk", "/default-pool/two.img,size=2,format=raw")
        options += ["--name", "web", "--memory", "64", *disks, "--network", "network=default", "--graphics", "vnc"]
        assert "Domain creation completed" in run(program, *options, uri=uri)
        web = conn.lookupByName("web")
        pool = conn.storagePoolLookupByName("default-pool")
        assert web.isActive()
        assert len(pool.listVolumes()) == 2

        run("virt-xml", "web", "--edit", "--memory", "128", "--define", uri=uri)
        run("virt-xml", "web", "--add-device", "--network", "default,mac=52:54:00:00:00:77", "--update", uri=uri)
        run("virt-xml", "web", "--remove-device", "--graphics", "vnc", "--define", uri=uri)
        run("virt-xml", "web", "--edit", "target=hdb", "--disk", "readonly=on", "--define", uri=uri)
        live, later = web.XMLDesc(), web.XMLDesc(anyvirt.VIR_DOMAIN_XML_INACTIVE)
        assert "52:54:00:00:00:77" in live
        assert "52:54:00:00:00:77" in later
        assert ("<graphics" in live, "<graphics" in later) == (True, False)
        assert ("<readonly/>" in live, "<readonly/>" in later) == (False, True)
        assert web.info()[1] == 64 * 1024
        web.destroy()
        assert web.info()[1] == 128 * 1024

        assert "created successfully" in run(
            "virt-clone", "--original", "web", "--name", "copy", "--auto-clone", uri=uri
        )
        copy = conn.lookupByName("copy").XMLDesc()
        files = re.findall("<source file='([^']*)'", copy)
        assert files == ["/default-pool/one-clone.img", "/default-pool/two.img"]  # what is read-only is shared
        assert "52:54:00:00:00:77" not in copy
        assert len(pool.listVolumes()) == 3


def test_a_guest_of_qemu(daemon: PrivateDaemon, tiny: TinyGuest) -> None:
    """Tried, installed, running."""
    uri = daemon.uri("qemu", "/system")
    program, *options = INSTALL
    boot = f"kernel={tiny.kernel},initrd={tiny.initrd},kernel_args={tiny.cmdline}"
    options += ["--name", "tiny", "--virt-type", "qemu", "--boot", boot, *SMALL]
    assert "Dry run completed" in run(program, "--dry-run", *options, uri=uri)
    assert "Domain creation completed" in run(program, *options, uri=uri)
    with anyvirt.open(uri) as conn:
        dom = conn.lookupByName("tiny")
        try:
            assert dom.isActive()
            run("virt-xml", "tiny", "--edit", "--vcpus", "2", "--define", uri=uri)
        finally:
            dom.destroy()
        assert dom.info()[3] == 2
        dom.undefine()
