"""The program around the commands: options, exit codes, errors, help."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import anyvirt
from anyvirt_tools import program, session
from tests.tools.run import DEFAULT, PROGRAM
from tests.tools.run import anyvirt as run


def test_every_command_of_the_table_exists_and_explains_itself() -> None:
    for topic in program.TOPICS.values():
        for _module, names in topic:
            for name in names:
                result = run(name, "--help")
                assert result.code == 0
                assert result.out.startswith(f"Usage: anyvirt {name} ")


def test_help_lists_the_commands_by_topic() -> None:
    result = run("--help")
    assert result.code == 0
    assert all(f"\n{topic}:\n" in result.out for topic in program.TOPICS)
    assert "domstats" in result.out


def test_help_of_one_command() -> None:
    assert run("help", "start").out == run("start", "--help").out
    assert run("help", "fly").code == 2


def test_version_is_a_number_alone() -> None:
    result = run("--version", uri=None)
    assert (result.code, result.out, result.err) == (0, f"{anyvirt.__version__}\n", "")


@pytest.mark.parametrize(
    "words", [(), ("fly",), ("list", "--fly"), ("start",), ("list", "-o", "xml"), ("list", "--table", "--name")]
)
def test_a_command_line_that_makes_no_sense_ends_with_2(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith("error: ")
    assert "\nHint: anyvirt" in result.err


def test_no_command_at_all_says_where_to_find_them() -> None:
    assert run(uri=None) == (2, "", "error: Missing command.\nHint: anyvirt --help\n")


def test_a_failure_ends_with_1_and_says_what_and_why() -> None:
    result = run("domstate", "nobody")
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        "error: failed to get domain 'nobody'\nerror: Domain not found: no domain with matching name 'nobody'\n"
    )


def test_the_hint_of_an_error_stands_on_a_line_of_its_own() -> None:
    result = run("list", uri="nowhere:///x")
    assert result.code == 1
    assert result.err.startswith("error: failed to connect to the hypervisor\nerror: no connection driver available")
    assert result.err.splitlines()[-1].startswith("Hint: ")


@pytest.mark.parametrize("words", [("-o", "json", "domstate", "nobody"), ("domstate", "nobody", "--output=json")])
def test_errors_are_json_where_results_are(words: tuple[str, ...]) -> None:
    result = run(*words)
    assert (result.code, result.out) == (1, "")
    assert result.error == {
        "message": "failed to get domain 'nobody'",
        "cause": "Domain not found: no domain with matching name 'nobody'",
        "kind": "NoDomain",
        "code": anyvirt.VIR_ERR_NO_DOMAIN,
        "origin": anyvirt.VIR_FROM_TEST,
        "hint": None,
    }


def test_an_error_of_the_library_without_context_is_its_own_message(node: anyvirt.virConnect) -> None:
    result = run("setvcpus", "test", "99", "-o", "json")
    assert result.code == 1
    assert result.error["cause"] is None
    assert result.error["kind"] == "InvalidArg"


def test_an_error_of_the_command_line_is_json_although_it_could_not_be_read() -> None:
    result = run("list", "--fly", "-o", "json")
    assert result.code == 2
    assert result.error["kind"] == "Usage"
    assert result.error["hint"] == "anyvirt list --help"


def test_shared_options_count_before_and_after_the_command() -> None:
    assert run("uri", "-c", DEFAULT, uri=None).out == f"{DEFAULT}\n\n"
    assert run("uri", "-c", DEFAULT, uri="nowhere:///").out == f"{DEFAULT}\n\n"
    assert run("-q", "uri").out == run("uri", "--quiet").out == f"{DEFAULT}\n"


def test_the_uri_comes_from_the_environment_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIBVIRT_DEFAULT_URI", "nowhere:///")
    assert run("uri", uri=None).code == 1
    monkeypatch.setenv("ANYVIRT_DEFAULT_URI", DEFAULT)
    assert run("uri", uri=None).out == f"{DEFAULT}\n\n"


@pytest.mark.parametrize("words", [("-r", "destroy", "test"), ("destroy", "test", "--readonly")])
def test_readonly_refuses_changes(words: tuple[str, ...], node: anyvirt.virConnect) -> None:
    result = run(*words)
    assert result.code == 1
    assert "read only access prevents virDomainDestroyFlags" in result.err
    assert node.lookupByName("test").isActive()


def test_ctrl_c_ends_without_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(session.Session, "domain", interrupted)
    assert run("domstate", "test") == (130, "", "")


def test_debug_shows_where_an_error_comes_from() -> None:
    result = run("-d", "0", "domstate", "nobody")
    assert result.code == 1
    assert "Traceback" in result.err
    assert "Traceback" not in run("-d", "4", "domstate", "nobody").err


def test_a_reader_who_goes_away_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as pipe:
        done = subprocess.run([*PROGRAM, "-c", DEFAULT, "list"], stdout=pipe, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_full_disk_is_an_error() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*PROGRAM, "-c", DEFAULT, "list"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (1, b"error: cannot write the results: No space left on device\n")


def test_results_and_errors_of_a_process() -> None:
    done = subprocess.run([*PROGRAM, "-c", DEFAULT, "domid", "test"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n\n", "")
    done = subprocess.run([*PROGRAM, "-c", DEFAULT, "domid", "nobody"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")


@pytest.mark.parametrize("words", [("--version",), ("list", "--help"), ("-c", DEFAULT, "list", "--all")])
def test_a_command_imports_nothing_that_it_does_not_need(words: tuple[str, ...]) -> None:
    """Each of these takes longer to import than most commands take to run."""
    script = (
        "import sys; from anyvirt_tools.program import run; code = run(sys.argv[1:]);"
        "heavy = {'rich', 'asyncio', 'anyvirt_tools.devices', 'anyvirt_tools.console', 'anyvirt_tools.commands.host'};"
        "print(code, *sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0"


def test_the_documentation_names_every_command() -> None:
    """Each prints JSON, and docs/cli.md says of which shape. `console` prints what the guest does."""
    text = (Path(__file__).parents[2] / "docs" / "cli.md").read_text()
    table = text[text.index("## JSON") : text.index("## The console")]
    names = {name for topic in program.TOPICS.values() for _module, names in topic for name in names}
    assert names - set(re.findall(r"`([a-z-]+)(?: --\w+)?`", table)) == {"console"}
