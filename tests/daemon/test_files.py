"""What comes beside the program: units, the manual page, the documentation."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

from anyvirtd.cli import _parser
from anyvirtd.places import ADMIN_SOCKET, RO_SOCKET, SOCKET

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "data" / "systemd"


def unit(name: str) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string((UNITS / name).read_text())
    return read


@pytest.mark.parametrize(
    ("name", "socket", "mode"),
    [
        ("anyvirtd.socket", SOCKET, "0600"),
        ("anyvirtd-ro.socket", RO_SOCKET, "0666"),
        ("anyvirtd-admin.socket", ADMIN_SOCKET, "0600"),
    ],
)
def test_units_listen_where_the_daemon_would(name: str, socket: str, mode: str) -> None:
    found = unit(name)["Socket"]
    assert (found["ListenStream"], found["SocketMode"]) == (f"/run/anyvirt/{socket}", mode)
    assert found["Service"] == "anyvirtd.service"


def test_the_service_runs_with_options_that_there_are() -> None:
    command = unit("anyvirtd.service")["Service"]["ExecStart"].split()
    assert Path(command[0]).name == "anyvirtd"
    _parser().parse_args(command[1:])


def test_the_manual_has_all_options() -> None:
    page = (ROOT / "data" / "anyvirtd.8").read_text().replace("\\-", "-")
    options = {option for action in _parser()._actions for option in action.option_strings if option.startswith("--")}
    assert {each for each in options - {"--help"} if each not in page} == set()
    assert set(re.findall(r"--[a-z-]+", page)) <= options
