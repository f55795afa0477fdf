"""Runs the commands of a scene in one virsh, and says what each printed."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

SCENES = Path(__file__).with_name("scenes")
LIMIT_S = 60
_TRIES = 4
_MARK = "@@"

# What differs from run to run: times, counters that grow with them, and random numbers.
_CHANGING = (
    (re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d( [+-]\d{4})?"), "DATE"),
    (re.compile(r"(?<=[Tt]ime:)(\s+)[\d.]+(s| ms)?"), r"\1TIME"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b"), "RANDOM-UUID"),
    (re.compile(r"(?<=<creationTime>)\d+"), "TIME"),
    (re.compile(r"(cpu\.time|cpu_time|\.time|delay)=\d+"), r"\1=TIME"),
    (re.compile(r"((?:cpu|user|system|vcpu)_time\s+)[\d.]+"), r"\1TIME"),
    (re.compile(r"(CPU time:\s+)[\d.]+s"), r"\1TIME"),
    (re.compile(r"(\b(?:rd|wr)_(?:req|bytes)|\berrs) \d+"), r"\1 COUNT"),
)


class Scene(NamedTuple):
    """Documents by the names of their files, and commands."""

    documents: dict[str, str]
    commands: list[str]


class Ran(NamedTuple):
    """A command and what it printed."""

    command: str
    output: str

    @property
    def meaning(self) -> str:
        """What it printed without the words of the library's errors, which are each one's own.

        virsh says what it could not do, then the library why; what is not followed is the library's alone.
        """
        lines = self.output.splitlines()
        errors = [line for line in lines if line.startswith("error: ")]
        if not errors:
            return self.output
        first = lines.index(errors[0])
        kept = errors[0] if len(errors) > 1 else errors[0].partition(": ")[0]
        return "\n".join([*lines[:first], kept])


def scene_names() -> list[str]:
    """The names of all scenes."""
    return sorted(path.stem for path in SCENES.glob("*.txt"))


def read_scene(name: str) -> Scene:
    """Comments, then documents behind their names, then commands."""
    head, *parts = re.split(r"^---", (SCENES / f"{name}.txt").read_text(), flags=re.MULTILINE)
    assert all(line.startswith("#") for line in head.splitlines())
    documents = {}
    for part in parts[:-1]:
        file, _, text = part.partition("\n")
        documents[file.strip()] = text
    return Scene(documents, [line for line in parts[-1].splitlines() if line])


def run_original(scene: Scene) -> list[Ran]:
    """What the commands print on the original's own test driver, in the very process.

    There virsh 9.0 hangs now and then when a job ends before it looks at how far that is; then it is tried again.
    """
    for _ in range(_TRIES - 1):
        try:
            return run_scene(scene, "test:///default")
        except subprocess.TimeoutExpired:
            continue
    return run_scene(scene, "test:///default")


def run_scene(scene: Scene, uri: str) -> list[Ran]:
    """What the commands print, each in its turn, on one connection to *uri*.

    Raises:
        RuntimeError: virsh ended before all of them.
        subprocess.TimeoutExpired: it hangs.
    """
    with tempfile.TemporaryDirectory(prefix="avt-virsh-") as folder:
        for name, text in scene.documents.items():
            (Path(folder) / name).write_text(text)
        script = ";".join(f"echo {_MARK}{number}{_MARK};{command}" for number, command in enumerate(scene.commands))
        done = subprocess.run(
            ["stdbuf", "-oL", "-eL", "virsh", "--quiet", "-c", uri, script],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=LIMIT_S,
            check=False,
        )
        printed = done.stdout.replace(folder, "FOLDER")
    _, *outputs = re.split(rf"{_MARK}\d+{_MARK}", printed)
    if len(outputs) != len(scene.commands):
        last = scene.commands[len(outputs) - 1] if outputs else "connecting"
        raise RuntimeError(f"virsh ended with {done.returncode} after '{last}': {printed[-2000:]}")
    return [Ran(command, _steady(output)) for command, output in zip(scene.commands, outputs, strict=True)]


def _steady(output: str) -> str:
    for pattern, word in _CHANGING:
        output = pattern.sub(word, output)
    return "\n".join(line.rstrip() for line in output.strip().splitlines())
