"""Libvirt's daemons for tests, and what their drivers do otherwise than the conformance suite has it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from anyvirt.testing import SESSION_VARIABLE
from anyvirt.testing.libvirtd import LibvirtdUnavailable, PrivateLibvirtd


@contextmanager
def private_libvirtd() -> Iterator[PrivateLibvirtd]:
    """A daemon that knows already what the session has learned about emulators."""
    try:
        with PrivateLibvirtd(Path(os.environ[SESSION_VARIABLE]) / "libvirt-cache") as started:
            yield started
    except LibvirtdUnavailable as exc:
        pytest.skip(str(exc))


def uri_of_test(daemon: PrivateLibvirtd) -> str:
    """The URI of the test driver behind *daemon*."""
    return f"test+unix:///default?socket={daemon.folder}/libvirt-sock"


def expect_differences(request: pytest.FixtureRequest, differences: dict[str, str]) -> None:
    """A test that fails for no fault of ours says why. Where only some of its cases differ, the others may pass."""
    function = getattr(request.node, "originalname", "")
    if function in differences:
        request.applymarker(pytest.mark.xfail(reason=f"libvirt's driver {differences[function]}", strict=False))
