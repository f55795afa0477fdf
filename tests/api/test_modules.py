"""libvirt_qemu and libvirt_lxc against the facts about the binding, where they are at hand."""

from __future__ import annotations

import inspect
import json
import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from anyvirt.api.model import REQUIRED
from anyvirt.api.table import MODULE_ROWS

FACTS = Path(os.environ.get("ANYVIRT_FACTS", Path(__file__).resolve().parents[3] / "shared" / "facts"))

pytestmark = pytest.mark.skipif(
    not (FACTS / "python-api.json").exists(),
    reason=f"no facts about libvirt in {FACTS}: set ANYVIRT_FACTS to compare the modules with them",
)

each_module = pytest.mark.parametrize("name", ["libvirt_qemu", "libvirt_lxc"])


def facts(name: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((FACTS / "python-api.json").read_text())["modules"][name]
    return described


def parameters(function: Any) -> list[tuple[str, str]]:
    return [
        (parameter.name, REQUIRED if parameter.default is inspect.Parameter.empty else repr(parameter.default))
        for parameter in inspect.signature(function).parameters.values()
    ]


@each_module
@pytest.mark.parametrize("package", ["anyvirt", "anyvirt.aio"])
def test_functions_are_those_of_the_binding(name: str, package: str) -> None:
    """Names, arguments and defaults, in both flavours."""
    module = import_module(f"{package}.{name}")
    for function, described in facts(name)["functions"].items():
        if function.startswith("_"):
            continue
        expected = [(param["name"], param.get("default", REQUIRED)) for param in described["params"]]
        assert parameters(getattr(module, function)) == expected, function
        assert function in module.__all__


@each_module
@pytest.mark.parametrize("package", ["anyvirt", "anyvirt.aio"])
def test_constants_are_those_of_the_binding(name: str, package: str) -> None:
    module = import_module(f"{package}.{name}")
    assert {each: getattr(module, each) for each in facts(name)["constants"]} == facts(name)["constants"]


def test_rows_have_the_permissions_and_releases_of_libvirt() -> None:
    """For a daemon, and the documentation."""
    api = json.loads((FACTS / "api.json").read_text())["apis"]
    functions: dict[str, dict[str, Any]] = {}
    for part in ("qemu", "lxc"):
        listed = api[part]["functions"]
        functions |= {entry["name"]: entry for entry in listed} if isinstance(listed, list) else listed
    for row in MODULE_ROWS:
        assert row.since == functions[row.c_name]["version"], row.c_name
        checks = (functions[row.c_name].get("acl") or {}).get("check", [])
        assert {(acl.object, acl.perm) for acl in row.acl} >= {(each["object"], each["perm"]) for each in checks}
