"""What `import anyvirt` brings, and what it costs."""

from __future__ import annotations

import importlib
import subprocess
import sys
from typing import Any

import pytest

import anyvirt
from anyvirt import constants, error


def fresh(code: str) -> str:
    """What *code* prints in a Python of its own."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_import_brings_nothing_else() -> None:
    """Not even of the standard library."""
    code = "import sys; before = set(sys.modules); import anyvirt; print(*sorted(set(sys.modules) - before))"
    assert fresh(code).split() == ["__future__", "anyvirt", "anyvirt._version"]


def test_blocking_programs_never_load_asyncio() -> None:
    """A caller-mode driver needs no event loop."""
    code = (
        "import sys, anyvirt as libvirt\n"
        "with libvirt.open('test:///default') as conn:\n"
        "    conn.domainEventRegisterAny(None, 0, print, None)\n"
        "    conn.lookupByName('test').XMLDesc()\n"
        "print(*sorted(name for name in sys.modules if name.split('.')[0] in ('asyncio', 'concurrent', 'logging')))\n"
    )
    assert fresh(code).split() == []


def test_opening_loads_what_it_needs() -> None:
    """Modules of the standard library that take long to load, and those of ours that few programs use, come later."""
    code = (
        "import sys, anyvirt\n"
        "anyvirt.open('test:///default').listAllDomains()\n"
        "print(*sorted(name for name in sys.modules if name.startswith('anyvirt.') or '.' not in name))\n"
    )
    loaded = set(fresh(code).split())
    assert loaded.isdisjoint({"asyncio", "email", "http", "logging", "ssl", "subprocess"})
    assert loaded.isdisjoint({"bz2", "hmac", "lzma", "random", "secrets", "shutil", "tempfile"})
    later = ("aio", "api", "compat", "conf.backup", "conf.cpu.tables", "conf.save_image", "qemu", "testing")
    assert [name for name in loaded for part in later if f"{name}.".startswith(f"anyvirt.{part}.")] == []


def test_models_load_nothing_that_takes_long() -> None:
    """What reads and writes documents comes with the first of them."""
    code = (
        "import sys, anyvirt.conf\n"
        "for name in dir(anyvirt.conf):\n"
        "    getattr(anyvirt.conf, name)\n"
        "print(*sys.modules)\n"
    )
    loaded = set(fresh(code).split())
    assert "anyvirt.conf.domain.model" in loaded
    assert loaded.isdisjoint({"dataclasses", "inspect", "ipaddress", "json", "pyexpat", "socket", "threading"})
    assert loaded.isdisjoint({f"anyvirt.util.xmlmap.{name}" for name in ("document", "escape", "generate", "tree")})


def test_library_needs_the_standard_library_alone() -> None:
    """Nothing of another distribution is loaded, whatever is installed."""
    code = (
        "import sys, anyvirt\n"
        "anyvirt.open('test:///default').getCapabilities()\n"
        "from anyvirt import aio\n"
        "ours = {'anyvirt', '__main__'} | sys.stdlib_module_names\n"
        "print(*sorted(name for name in {each.split('.')[0] for each in sys.modules} - ours if name[:2] != '__'))\n"
    )
    loaded = fresh(code).split()
    assert [name for name in loaded if "distutils" not in name] == []  # an installer's hook loads itself


def test_every_public_name_is_there() -> None:
    """As an attribute and by `from`, and it is the same object as in its module."""
    for name, value in vars(constants).items():
        if name.startswith("VIR_"):
            assert getattr(anyvirt, name) == value
    for name in error.__all__:
        if name[0].isupper():
            assert getattr(anyvirt, name) is getattr(error, name)
    for name, home in anyvirt._HOMES.items():
        assert getattr(anyvirt, name) is getattr(importlib.import_module(f"anyvirt.{home}"), name)


def test_names_can_be_imported_in_every_way() -> None:
    code = (
        "from anyvirt import *\n"
        "from anyvirt import NoDomain as one, VIR_DOMAIN_RUNNING as two, open as three, aio, conf\n"
        "print(NoDomain is one, VIR_DOMAIN_RUNNING is two, open is three, aio.__name__, conf.__name__)\n"
    )
    assert fresh(code).split() == ["True", "True", "True", "anyvirt.aio", "anyvirt.conf"]


def test_a_name_is_looked_up_once() -> None:
    """After that it is an attribute like any other."""
    code = "import anyvirt; anyvirt.VIR_DOMAIN_RUNNING; print('VIR_DOMAIN_RUNNING' in vars(anyvirt))"
    assert fresh(code).split() == ["True"]


@pytest.mark.parametrize(
    "name", ["nothing", "VIR_NOTHING", "Nothing", "_private", "Final", "error_class", "annotations_"]
)
def test_unknown_names_are_refused(name: str) -> None:
    with pytest.raises(AttributeError, match=f"module 'anyvirt' has no attribute '{name}'"):
        getattr(anyvirt, name)
    with pytest.raises(ImportError, match=f"cannot import name '{name}'"):
        exec(f"from anyvirt import {name}", {})


def test_dir_lists_what_there_is() -> None:
    """Everything in it resolves, and nothing else is public."""
    lazy: Any = anyvirt
    names = dir(anyvirt)
    assert {"open", "virConnect", "libvirtError", "NoDomain", "VIR_DOMAIN_RUNNING", "__version__"} <= set(names)
    assert [name for name in names if not hasattr(anyvirt, name)] == []
    assert [name for name in names if name.startswith("_") and not name.startswith("__")] == []
    assert set(lazy.__all__) == {name for name in names if not name.startswith("_")}
