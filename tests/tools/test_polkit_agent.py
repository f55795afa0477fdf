"""When a daemon wants a password that polkit asks for; tests/real has the real polkit."""

from __future__ import annotations

from pathlib import Path

import pytest

import anyvirt
from anyvirt_tools.failure import Failure
from anyvirt_tools.session import Session


@pytest.mark.parametrize(("origin", "program"), [(anyvirt.VIR_FROM_POLKIT, False), (anyvirt.VIR_FROM_RPC, True)])
def test_where_no_agent_is_started_the_word_of_the_daemon_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, origin: int, program: bool
) -> None:
    """There is none here, or it is not polkit that wants to know who we are."""
    asked: list[str] = []

    def refuse(uri: str) -> None:
        asked.append(uri)
        raise anyvirt.AuthUnavailable("nobody asks for a password", origin=origin)

    if program:
        (tmp_path / "pkttyagent").write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
        (tmp_path / "pkttyagent").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(anyvirt, "open", refuse)
    session = Session()
    session.uri = "qemu:///system"
    with pytest.raises(Failure) as caught:
        session.connection  # noqa: B018 - it is opened when it is first used
    assert isinstance(caught.value.__cause__, anyvirt.AuthUnavailable)
    assert asked == ["qemu:///system"]
    assert not (tmp_path / "started").exists()
