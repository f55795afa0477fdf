"""Which of the original programs are here, and what a test that needs one says without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anyvirt.testing import peers
from anyvirt.testing.peers import missing_peer, peer_version


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    said = {
        "libvirt": "libvirtd (libvirt) 9.0.0\n",
        "qemu": "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)\n",
        "libvirt-python": "9000000\n",
        "virsh": "",
    }
    monkeypatch.setattr(peers, "_PROBES", {name: lambda text=text: text for name, text in said.items()})
    peer_version.cache_clear()
    yield
    peer_version.cache_clear()


@pytest.mark.parametrize(
    ("name", "version"), [("libvirt", (9, 0, 0)), ("qemu", (7, 2, 22)), ("libvirt-python", (9, 0, 0)), ("virsh", None)]
)
def test_the_version_is_what_the_program_says(name: str, version: tuple[int, ...] | None) -> None:
    """Each program says it in its own way."""
    assert peer_version(name) == version


@pytest.mark.parametrize("requirement", ["libvirt", "libvirt >= 9.0", "qemu>=7.2.22", "libvirt >= 8"])
def test_a_requirement_that_is_met(requirement: str) -> None:
    """The version found may be newer."""
    assert missing_peer(requirement) is None


@pytest.mark.parametrize(
    ("requirement", "reason"),
    [
        ("libvirt >= 10.2", "needs libvirt >= 10.2, found 9.0.0"),
        ("virsh >= 9.0", "needs virsh >= 9.0, which is not installed"),
    ],
)
def test_a_requirement_that_is_not_met_gives_the_reason(requirement: str, reason: str) -> None:
    """The reason has the version that is needed, and the one that was found."""
    assert missing_peer(requirement) == reason


@pytest.mark.parametrize("requirement", ["libvirt > 9", "libvrit", ""])
def test_a_mistake_in_a_requirement_is_an_error(requirement: str) -> None:
    """A test must not be skipped for ever because of a misspelt name."""
    with pytest.raises(ValueError, match="peer"):
        missing_peer(requirement)
