"""Settings files in libvirt's format."""

from __future__ import annotations

import pytest

from anyvirt.constants import VIR_FROM_CONF
from anyvirt.util.error import ConfSyntax
from anyvirt.util.virconf import Value, parse


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("", {}),
        ("# nothing\n\n  # at all", {}),
        ("a = 1\nb='x'\nc = \"y\"", {"a": 1, "b": "x", "c": "y"}),
        ("a=-5 # five\r\nb = ''\r\n", {"a": -5, "b": ""}),
        ('a = """one\n"two"\n"""\n', {"a": 'one\n"two"\n'}),
        ("l = []\n", {"l": []}),
        ("l = [\n 'a', # first\n 2,\n]\n", {"l": ["a", 2]}),
        ("a = 1\na = 2", {"a": 2}),
        ("a = 'it # is no comment'", {"a": "it # is no comment"}),
    ],
)
def test_settings_are_read(text: str, settings: dict[str, Value]) -> None:
    assert parse(text, "f") == settings


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("garbage\n", "f:1: expecting an assignment"),
        ("a = 1\n= 2", "f:2: expecting a name"),
        ("a = x", "f:1: expecting a value"),
        ("a =", "f:1: expecting a value"),
        ("a = 1 b = 2", "f:1: expecting a separator"),
        ("a = 'x\n'", "f:1: unterminated string"),
        ('a = "\\"b"', "f:1: expecting a separator"),
        ("a = ['x'\n", "f:2: list is not closed with ]"),
        ("a = ['x' 'y']", "f:1: expecting a separator in list"),
        ("a = [['x']]", "f:1: expecting a value"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(ConfSyntax) as caught:
        parse(text, "f")
    assert (caught.value.detail, caught.value.origin) == (problem, VIR_FROM_CONF)
