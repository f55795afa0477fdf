"""Baselines of CPUs as the original libvirt computes them."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import pytest

from anyvirt.conf.capabilities import HostCpu
from anyvirt.conf.cpu import baseline
from anyvirt.conf.cpu.tables import as_of, x86

CASES = 60
LIMIT_S = 60  # many times what it takes


def hosts(dice: random.Random) -> list[HostCpu]:
    table = x86()
    models = [model.name for model in table.models.values() if model.vendor == "Intel"]
    return [
        HostCpu(
            arch="x86_64",
            model=dice.choice(models),
            vendor="Intel",
            features=dice.sample(table.names, dice.randrange(20)),
        )
        for _ in range(dice.randint(1, 3))
    ]


@pytest.mark.peer("virsh >= 9.0")
def test_baselines_are_those_of_libvirt(tmp_path: Path) -> None:
    """Up to three hosts with models and features by chance."""
    version = subprocess.run(["virsh", "--version"], capture_output=True, text=True, timeout=LIMIT_S, check=True).stdout
    if not version.startswith("9."):
        pytest.skip(f"the tables are those of libvirt 9; virsh here is of {version.strip()}")
    dice = random.Random(9)
    with as_of((9, 0)):
        cases = [hosts(dice) for _ in range(CASES)]
        ours = [baseline(cpus).to_xml() for cpus in cases]
    commands = []
    for number, cpus in enumerate(cases):
        path = tmp_path / f"{number}.xml"
        path.write_text("".join(cpu.to_xml() for cpu in cpus), encoding="utf-8")
        commands.append(f"cpu-baseline {path}")
    done = subprocess.run(
        ["virsh", "--quiet", "--connect", "test:///default", "; ".join(commands)],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=True,
    )
    theirs = re.findall(r"<cpu .*?</cpu>\n", done.stdout, re.DOTALL)
    assert theirs == ours
