"""What virsh prints for the same commands on the same test node."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

import anyvirt
from anyvirt.testing.peers import find_program
from tests.tools.conftest import WEB
from tests.tools.run import DEFAULT
from tests.tools.run import anyvirt as run

pytestmark = pytest.mark.peer("virsh >= 9.0")

# Lines about what the API does not tell yet, and times.
_NOT_COMPARED = re.compile(
    r"^(Managed save|Security label|Compiled against library|Using library|Using API|CPU time).*\n|^last_update.*\n",
    re.M,
)

# Each runs on a fresh test:///default; FILE is the document of the domain "web".
SCRIPTS = (
    "list",
    "list --all",
    "list --inactive",
    "define FILE; list --all; list --all --title; list --all --name",
    "define FILE; list --inactive --uuid; list --all --id; list --all --id --name --uuid",
    "define FILE; list --state-shutoff; list --persistent; list --all --autostart; list --all --transient",
    "define FILE; start web; suspend web; domstate web --reason; list; resume web; domstate web",
    "define FILE; start web; domid web; reboot web; shutdown web; domid web; domstate web --reason",
    "define FILE; autostart web; dominfo web; autostart --disable web; undefine web; list --all",
    "create FILE; dominfo web; destroy web; list --all",
    "start test",
    "destroy web",
    "dominfo test",
    "domuuid test",
    "domname 1",
    "domid nobody",
    "domstate 77",
    "define FILE; vcpucount web; vcpucount web --maximum; vcpucount web --config --active; vcpucount test",
    "define FILE; setvcpus web 3 --config; vcpucount web; setvcpus web 2",
    "define FILE; setmem web 256M --config; setmaxmem web 1GiB; dominfo web",
    "setmem test 1g; dominfo test",
    "vcpuinfo test --pretty",
    "vcpuinfo test",
    "vcpupin test; vcpupin test --vcpu 1; emulatorpin test",
    "domstats",
    "define FILE; domstats web test --state",
    "dommemstat test",
    "define FILE; domblklist web; domblklist web --details; domblklist test; domiflist test",
    "define FILE; vncdisplay web; start web; vncdisplay web; domdisplay web; domdisplay web --all",
    "vncdisplay test",
    "define FILE; desc web; desc web a new text; desc web; desc web --title other; desc web --title",
    "define FILE; metadata web http://x --key k --set <a/>; metadata web http://x; metadata web http://x --remove",
    "define FILE; domrename web www; domrename test other",
    "nodeinfo",
    "version",
    "uri",
    "hostname",
    "maxvcpus",
    "domcontrol test",
    "event --list",
    "event --all --timeout 1",
    "dumpxml test --xpath //name",
    "define /there/is/no/such.xml",
    "-q list --all",
    "-q define FILE; -q start web; -q list",
)


def _virsh(script: str) -> tuple[str, str, int]:
    program = find_program("virsh")
    assert program is not None
    quiet = "-q" in script
    command = [program, "-c", DEFAULT, *(["-q"] if quiet else []), script.replace("-q ", "")]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"}, timeout=60
    )
    return done.stdout, done.stderr, done.returncode


def _essence(text: str) -> str:
    return re.sub(r"\n+", "\n", _NOT_COMPARED.sub("", text)).strip()


@pytest.mark.parametrize("script", SCRIPTS)
def test_our_output_is_virshs(script: str, node: anyvirt.virConnect, place: str, tmp_path: Path) -> None:
    """Results are the same line by line, failures are failures with the same first words."""
    file = tmp_path / "web.xml"
    file.write_text(WEB)
    script = script.replace("FILE", str(file))
    results = [run(*command.split()) for command in script.split("; ")]
    out, err, code = _virsh(script)
    ours = _essence("".join(result.out for result in results))
    theirs = _essence(out.replace(DEFAULT, place))  # `uri` answers the one that was given
    if script == "event --list":
        # Newer versions know more events.
        assert ours.startswith(theirs)
    else:
        assert ours == theirs
    assert bool(results[-1].code) == bool(code)
    first_words = [line for result in results for line in result.err.splitlines()[:1]]
    assert first_words[:1] == err.splitlines()[:1]


@pytest.mark.parametrize("command", ["list --all", "dumpxml test", "domid test", "vcpucount test", "nodeinfo"])
def test_down_to_the_last_empty_line(command: str, node: anyvirt.virConnect) -> None:
    ours = run(*command.split()).out
    theirs = _virsh(command)[0]
    if command.startswith("dumpxml"):
        ours, theirs = ours[-12:], theirs[-12:]  # the documents themselves are compared elsewhere
    assert ours == theirs
