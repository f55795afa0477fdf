"""Programs written for libvirt-python, unchanged."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from anyvirt.api.report import facts_folder
from anyvirt.compat.functions import FUNCTIONS

Run = Callable[..., "subprocess.CompletedProcess[str]"]

PROGRAM = """
import sys
import libvirt, libvirtmod
conn = libvirt.open("test:///default")
dom = conn.lookupByName("test")
print(sys.argv, __name__, __file__ if "__file__" in globals() else None)
print(type(conn), type(dom), libvirt.libvirtError, libvirt.virStoragePool)
"""


def run(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(["-c", code] if code else []), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def printed(code: str) -> str:
    done = run(code=code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_script_runs_unchanged(tmp_path: Path) -> None:
    """With its arguments, beside its own modules, and with classes that say they are libvirt's."""
    (tmp_path / "neighbour.py").write_text("")
    script = tmp_path / "program.py"
    script.write_text(PROGRAM + "import neighbour\nsys.exit(3)\n")
    done = run("-m", "anyvirt.as_libvirt", str(script), "--install", "-m", "x")
    assert done.returncode == 3, done.stderr
    names, classes = done.stdout.splitlines()
    assert names == f"{[str(script), '--install', '-m', 'x']} __main__ {script}"
    assert classes == (
        "<class 'libvirt.virConnect'> <class 'libvirt.virDomain'> "
        "<class 'libvirt.libvirtError'> <class 'libvirt.virStoragePool'>"
    )


def test_a_module_runs_unchanged(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "anyvirt.as_libvirt", "-m", "program", "-v"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert f"{[str(tmp_path / 'program.py'), '-v']} __main__" in done.stdout


@pytest.mark.parametrize(
    "arguments", [[], ["-m"], ["--install", "x.py"], ["--install", "--uninstall"], ["--target", "/x", "y"]]
)
def test_arguments_that_make_no_sense_are_refused(arguments: list[str]) -> None:
    done = run("-m", "anyvirt.as_libvirt", *arguments)
    assert done.returncode == 2
    assert "usage:" in done.stderr


def test_the_modules_of_libvirt_python_are_there() -> None:
    """For those who import them, who look for them, and who import all names."""
    code = """
import anyvirt
anyvirt.install_as_libvirt(); anyvirt.install_as_libvirt()
import libvirt, libvirtmod, importlib.util
from libvirt import virConnect, libvirtError, VIR_DOMAIN_RUNNING, _EventCB, _TimerCB, _T
assert libvirt.libvirtmod is libvirtmod
assert importlib.util.find_spec("libvirt") is not None
names = {}
exec("from libvirt import *", names)
print(names["VIR_DOMAIN_RUNNING"], "open" in names, "NoDomain" in names, "virDomain" in names)
assert libvirt.open is anyvirt.open and issubclass(libvirt.NoDomain, libvirt.libvirtError)
"""
    assert printed(code) == "1 True False True"


def test_the_original_is_not_replaced_while_it_is_in_use() -> None:
    code = """
import sys, types
sys.modules["libvirtmod"] = types.ModuleType("libvirtmod")
import anyvirt
try: anyvirt.install_as_libvirt()
except ImportError as error: print(error, "libvirt" in sys.modules)
"""
    assert printed(code) == "libvirtmod is loaded already, from the interpreter False"


def test_libvirtaio_registers_with_what_the_program_has_put_into_libvirt() -> None:
    """And has nothing to do until something is registered."""
    code = """
import anyvirt; anyvirt.install_as_libvirt()
import asyncio, libvirt, libvirtaio
ours, calls = libvirt.virEventRegisterImpl, []
libvirt.virEventRegisterImpl = lambda *functions: calls.append(len(functions)) or ours(*functions)
async def main():
    impl = libvirtaio.virEventRegisterAsyncIOImpl()
    conn = libvirt.open("test:///default")
    print(calls, impl.is_idle())
    number = conn.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda *_: None, None)
    print(impl.is_idle())
    conn.domainEventDeregisterAny(number)
    await impl.drain()
    print(impl.is_idle())
asyncio.run(main())
"""
    assert printed(code).split() == ["[6]", "True", "False", "True"]


def test_errors_pickle_as_those_of_libvirt() -> None:
    code = """
import anyvirt; anyvirt.install_as_libvirt()
import libvirt, pickle
try: libvirt.open("test:///default").lookupByName("nope")
except libvirt.libvirtError as error: print(type(error), pickle.loads(pickle.dumps(error)).err == error.err)
"""
    assert printed(code) == "<class 'libvirt.NoDomain'> True"


@pytest.mark.corpus
def test_private_names_of_libvirt_python_are_there() -> None:
    """The types that it names for annotations."""
    facts = facts_folder() / "python-api.json"
    if not facts.exists():
        pytest.skip(f"no facts to compare with: {facts}")
    wanted = [name for name in json.loads(facts.read_text())["modules"]["libvirt"]["other"] if name.startswith("_")]
    code = f"import anyvirt; anyvirt.install_as_libvirt(); import libvirt; [getattr(libvirt, n) for n in {wanted!r}]"
    assert printed(code) == ""


# The functions under the classes


def test_functions_of_libvirtmod_work_on_our_objects() -> None:
    """They answer None or -1 instead of raising, and leave the error to be asked for."""
    code = """
import anyvirt; anyvirt.install_as_libvirt()
import libvirtmod as mod
conn = mod.virConnectOpen("test:///default")
dom = mod.virDomainLookupByName(conn._o, "test")
print(mod.virDomainGetName(dom._o), mod.virDomainGetState(dom._o, 0), mod.virDomainSuspend(dom._o))
print(mod.virDomainSuspend(dom._o), mod.virGetLastError()[0])
print(mod.virDomainLookupByName(conn, "x"), mod.virGetLastErrorCode())
print(mod.virConnectOpen("nope:///"), mod.virDomainFree(dom), mod.virDomain_pointer(dom) == dom.c_pointer())
for bad in (None, 5, conn):
    try: mod.virDomainGetName(bad)
    except TypeError as error: print(error)
print(mod.virConnectClose(conn), mod.virConnectClose(conn), mod.virDomainGetName)
"""
    lines = printed(code).splitlines()
    assert lines[:4] == ["test [1, 0] 0", "-1 1", "None 42", "None 0 True"]
    assert lines[4:7] == [
        f"virDomainGetName() takes a virDomain, not {kind}" for kind in ("NoneType", "int", "virConnect")
    ]
    assert lines[7].startswith("0 -1 <function virDomainGetName at")


def test_functions_of_libvirtmod_register_what_is_called() -> None:
    """Legacy handlers of domains, close callbacks, streams, and the parts of an event loop."""
    code = """
import anyvirt; anyvirt.install_as_libvirt()
import libvirt, libvirtmod as mod
heard = []
class Mine:
    def _dispatchDomainEventCallbacks(self, dom, event, detail): heard.append((dom.name(), event, detail))
libvirt.virEventRegisterDefaultImpl()
conn = libvirt.open("test:///default")
dom, mine = conn.lookupByName("test"), Mine()
def run(count):
    while len(heard) < count: mod.virEventRunDefaultImpl()
print(mod.virConnectDomainEventRegister(conn._o, mine))
dom.suspend(); run(1)
print(mod.virConnectDomainEventDeregister(conn._o, mine), heard, mod.virConnectListDomainsID(conn))
try: mod.virConnectDomainEventRegister(conn, 5)
except TypeError as error: print(error)
heard.clear()
print(mod.virConnectRegisterCloseCallback(conn._o, {"cb": print, "conn": conn, "opaque": 1}))
stream = conn.newStream(libvirt.VIR_STREAM_NONBLOCK)
described = {"stream": stream, "cb": lambda stream, events, opaque: heard.append(opaque), "opaque": "ready"}
print(mod.virStreamEventAddCallback(stream._o, 2, described))
dom.openConsole(None, stream)
print(mod.virStreamEventAddCallback(stream._o, 2, described), mod.virStreamEventAddCallback(stream._o, 2, described))
run(1)
print(heard[0], mod.virStreamEventRemoveCallback(stream))
print(mod.virEventInvokeHandleCallback(1, 2, 3, lambda *args: print(args), None))
print(mod.virEventInvokeTimeoutCallback(4, lambda *args: print(args), "x"))
"""
    assert printed(code).splitlines() == [
        "0",
        "0 [('test', 3, 0)] [1]",
        "virConnectDomainEventRegister() takes an object that has _dispatchDomainEventCallbacks(), not 5",
        "0",
        "-1",
        "0 -1",
        "ready 0",
        "(1, 2, 3, None)",
        "0",
        "(4, 'x')",
        "0",
    ]


def test_what_a_program_puts_in_the_place_of_a_function_is_called() -> None:
    """With the pointers of objects and all arguments; its failure is the method's; and then all is as before."""
    code = """
import anyvirt; anyvirt.install_as_libvirt()
import libvirt, libvirtmod
from unittest.mock import patch
conn = libvirt.open("test:///default")
dom = conn.lookupByName("test")
before = libvirt.virDomain.migrate3, libvirt.virDomain.isActive
pointer = dom._o
dom._o = None
with patch("libvirtmod.virDomainMigrate3") as moved, patch("libvirtmod.virDomainIsActive", return_value=7):
    moved.return_value = pointer
    print(dom.migrate3(conn, {"bandwidth": 5}, flags=1) is pointer())
    print(moved.call_args[0] == (dom._o, conn._o, {"bandwidth": 5}, 1))
    moved.return_value = None
    try: dom.migrate3(conn, {})
    except libvirt.libvirtError as error: print(error)
    print(dom.isActive(), conn.lookupByName("test").isActive())
print(dom.isActive(), (libvirt.virDomain.migrate3, libvirt.virDomain.isActive) == before)
libvirtmod.virDomainIsActive = lambda pointer: -1
try: dom.isActive()
except libvirt.libvirtError as error: print(error)
del libvirtmod.virDomainIsActive
print(dom.isActive(), "migrate3" in vars(libvirt.virDomain))
"""
    assert printed(code).splitlines() == [
        "True",
        "True",
        "virDomainMigrate3() failed",
        "7 7",
        "1 True",
        "virDomainIsActive() failed",
        "1 False",
    ]


@pytest.mark.peer("libvirt-python")
def test_libvirtmod_has_every_name_of_the_original() -> None:
    ask = "import libvirtmod; print(*[name for name in dir(libvirtmod) if not name.startswith('__')])"
    original = subprocess.run(["/usr/bin/python3", "-c", ask], capture_output=True, text=True, check=True).stdout
    ours = printed(f"import anyvirt; anyvirt.install_as_libvirt(); {ask}")
    assert set(original.split()) <= set(ours.split())


@pytest.mark.corpus
def test_functions_fail_as_the_binding_expects() -> None:
    """Its methods look for None or for a number."""
    facts = facts_folder() / "python-api.json"
    if not facts.exists():
        pytest.skip(f"no facts to compare with: {facts}")
    classes = json.loads(facts.read_text())["modules"]["libvirt"]["classes"]
    wrong = []
    for name, (cls, method, failure) in FUNCTIONS.items():
        described = classes[cls]["methods"][method]
        tests = described.get("fails_when", ())
        # What looks at its object alone has a test for that, and some methods call several functions.
        if described.get("c") == [f"libvirtmod.{name}"] and tests and not any(str(failure) in test for test in tests):
            wrong.append((name, failure, tests))
    assert not wrong


# The environment


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "packages"
    folder.mkdir()
    return folder


def change(switch: str, target: Path) -> subprocess.CompletedProcess[str]:
    return run("-m", "anyvirt.as_libvirt", switch, "--target", str(target))


def test_an_environment_has_libvirt_python_until_it_is_taken_out(target: Path) -> None:
    """Modules, and metadata that meet a requirement; afterwards the folder is as it was."""
    (target / "mine.py").write_text("")
    for _ in range(2):  # the second time replaces what is there
        done = change("--install", target)
        assert done.returncode == 0, done.stderr
    code = f"""
import sys; sys.path.insert(0, {str(target)!r})
import libvirt, libvirtmod, importlib.metadata
found = importlib.metadata.distribution("libvirt-python")
assert all(file.locate().exists() for file in found.files), found.files
print(found.version, libvirt.__file__ == {str(target / "libvirt.py")!r}, libvirt.open("test:///default").getType())
print(type(libvirtmod.virConnectOpen("test:///default")), libvirt.libvirtmod is libvirtmod)
"""
    assert printed(code) == "12.8.0 True TEST\n<class 'libvirt.virConnect'> True"
    done = change("--uninstall", target)
    assert done.returncode == 0, done.stderr
    left = {path.relative_to(target) for path in target.rglob("*") if path.is_file()}
    assert left == {Path("mine.py")}


def test_what_pip_lists_is_what_was_written(target: Path) -> None:
    """Each file with its hash, so that pip can check and remove it as well."""
    import base64
    import csv
    import hashlib

    change("--install", target)
    (record,) = target.glob("*.dist-info/RECORD")
    rows = list(csv.reader(record.open()))
    assert {row[0] for row in rows} == {str(p.relative_to(target)) for p in target.rglob("*") if p.is_file()}
    for name, digest, length in rows:
        if digest:
            data = (target / name).read_bytes()
            expected = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            assert (digest, length) == (f"sha256={expected}", str(len(data)))


def test_the_original_is_not_overwritten(target: Path) -> None:
    """Whether pip or a distribution has put it there; the message says where it is."""
    (target / "libvirtmod.cpython-311-x86_64-linux-gnu.so").write_text("")
    done = change("--install", target)
    assert done.returncode == 1
    assert f"a module libvirtmod is installed already: {target}/libvirtmod.cpython" in done.stderr
    metadata = target / "libvirt_python-9.0.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: libvirt-python\nVersion: 9.0.0\n")
    done = change("--install", target)
    assert done.returncode == 1
    assert f"libvirt-python 9.0.0 is installed already, in {target}" in done.stderr
    assert not (target / "libvirt.py").exists()
    done = change("--uninstall", target)
    assert done.returncode == 1
    assert f"anyvirt has installed no libvirt-python in {target}" in done.stderr
    assert metadata.exists()


def test_what_cannot_be_written_leaves_nothing(target: Path) -> None:
    """A folder stands where a module would go: what was written before it is taken back."""
    (target / "libvirtmod.py").mkdir()
    (target / "libvirtmod.py" / "x").write_text("")
    done = change("--install", target)
    assert done.returncode == 1
    assert [path.name for path in target.iterdir()] == ["libvirtmod.py"]
