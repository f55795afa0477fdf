"""Values of a command line: how they are written."""

from __future__ import annotations

import json

from anyvirt.qemu.command.line import NULL, CommandLine


def test_option_and_value_are_words_of_their_own() -> None:
    line = CommandLine()
    line.flag("-S")
    line.text("-kernel", "/boot/vmlinuz, the new one")
    assert line.argv() == ["-S", "-kernel", "/boot/vmlinuz, the new one"]


def test_commas_in_pairs_are_doubled() -> None:
    """A name with a comma does not become another option."""
    line = CommandLine()
    line.pairs("-name", None, {"guest": "a,b=c", "debug-threads": True})
    assert line.argv() == ["-name", "guest=a,,b=c,debug-threads=on"]


def test_options_that_are_not_given_are_left_out() -> None:
    line = CommandLine()
    line.pairs("-chardev", "pty", {"id": "x", "logfile": None})
    line.pairs("-boot", None, {"menu": None})
    line.device({"driver": "d", "bootindex": None, "removable": False, "list": [{"a": None, "b": 1}]})
    assert line.argv()[:2] == ["-chardev", "pty,id=x"]
    assert line.argv()[2] == "-device"
    assert json.loads(line.argv()[3]) == {"driver": "d", "removable": False, "list": [{"b": 1}]}


def test_null_is_written() -> None:
    line = CommandLine()
    line.blockdev({"backing": NULL})
    assert line.argv() == ["-blockdev", '{"backing":null}']


def test_names_of_other_scripts_stay_readable() -> None:
    line = CommandLine()
    line.blockdev({"filename": "/srv/гость.img"})
    assert "гость" in line.argv()[1]


def test_text_for_people_can_be_pasted_into_a_shell() -> None:
    line = CommandLine()
    line.flag("-S")
    line.device({"driver": "it's"})
    assert str(line) == '-S \\\n-device \'{"driver":"it\'"\'"\'s"}\''
