"""A case of libvirt's own tests, what becomes of it, and how two documents are compared."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from anyvirt.util.error import libvirtError


class Outcome(Enum):
    IDENTICAL = "identical"
    EQUAL = "equal"  # but for white space and quotes
    DIFFERENT = "different"
    WRONGLY_ACCEPTED = "wrongly accepted"
    WRONGLY_REJECTED = "wrongly rejected"
    REJECTED = "rejected as it must be"
    NOT_YET = "not yet"  # has a kind of device that we have no class for
    CRASHED = "crashed"


RIGHT = (Outcome.IDENTICAL, Outcome.EQUAL, Outcome.REJECTED)


class Case(NamedTuple):
    """A line of a manifest."""

    name: str
    document: Path
    expected: Path | None
    must_fail: bool
    either_is_right: bool
    forms: tuple[bool, ...]  # inactive: True, active: False
    others: tuple[Path, ...] = ()  # inputs beside the document
    notes: tuple[str, ...] = ()  # what else the manifest says of the case
    release: tuple[int, ...] = ()  # of libvirt, whose tests have it

    @classmethod
    def read(cls, folder: Path) -> Iterator[Case]:
        with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as manifest:
            for row in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE):
                notes = [note.strip() for note in row["note"].split(";")]
                document, *others = (folder / name for name in row["input"].split(";"))
                only = next((note.removeprefix("only=") for note in notes if note.startswith("only=")), "")
                yield cls(
                    name=row["id"],
                    document=document,
                    expected=None if row["expected"] == "-" else _newest(folder, row),
                    must_fail="fail=parse" in notes or "fail=schema" in notes,
                    either_is_right="may fail to parse" in notes,
                    forms={"active": (False,), "inactive": (True,)}.get(only, (True, False)),
                    others=tuple(others),
                    notes=tuple(notes),
                    release=tuple(int(part) for part in row["source"].split(".") if part.isdecimal()),
                )

    def note(self, name: str) -> str:
        """What a note says after *name* and an equals sign; empty without one."""
        return next((note.removeprefix(f"{name}=") for note in self.notes if note.startswith(f"{name}=")), "")


def _newest(folder: Path, row: dict[str, str]) -> Path:
    """What the newest libvirt writes, where it differs from the release that the case is from."""
    newest = folder / "now" / Path(row["expected"]).name
    return newest if row.get("checked") == "differs" and newest.exists() else folder / row["expected"]


class Result(NamedTuple):
    case: str
    outcome: Outcome
    remark: str = ""


@dataclass
class Tally:
    """What became of the cases of a kind."""

    kind: str
    results: list[Result] = field(default_factory=list)

    def count(self, *outcomes: Outcome) -> int:
        return sum(result.outcome in outcomes for result in self.results)

    @property
    def tried(self) -> int:
        """Cases that are about what we have."""
        return len(self.results) - self.count(Outcome.NOT_YET)

    @property
    def line(self) -> str:
        counts = " ".join(f"{self.count(outcome):>9}" for outcome in Outcome)
        return f"{self.kind:<22} {len(self.results):>6} {counts} {percent(self.count(*RIGHT), self.tried):>8}"


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def tokens(text: str) -> list[str]:
    """*text* as a list of tags and texts, without what white space and the kind of quotes make of it."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True

    def start(tag: str, attributes: list[str]) -> None:
        pairs = zip(attributes[::2], attributes[1::2], strict=True)
        found.append(f"<{tag}" + "".join(f" {name}='{value}'" for name, value in pairs) + ">")

    def characters(value: str) -> None:
        if value.strip():
            found.append(" ".join(value.split()))

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: found.append(f"</{tag}>")
    parser.CharacterDataHandler = characters
    parser.Parse(text, True)
    return found


def compare(ours: str, expected: str) -> tuple[Outcome, str]:
    """How *ours* stands to *expected*, and the first line where they part."""
    if ours == expected:
        return Outcome.IDENTICAL, ""
    left, right = tokens(ours), tokens(expected)
    if left == right:
        return Outcome.EQUAL, ""
    length = min(len(left), len(right))
    place = next((n for n in range(length) if left[n] != right[n]), length)
    shown = [(*part, "(end)")[place] if place <= len(part) else "(end)" for part in (tuple(left), tuple(right))]
    return Outcome.DIFFERENT, f"ours {shown[0]} | expected {shown[1]}"


Check = Callable[[Case], Result]


def run_case(case: Case, work: Check) -> Result:
    """*work*, with what it raises as an outcome."""
    try:
        result = work(case)
    except libvirtError as exc:
        reason = str(exc).partition("\n")[0]
        if "is not supported yet" in reason:
            return Result(case.name, Outcome.NOT_YET, reason)
        if case.must_fail or case.either_is_right:
            return Result(case.name, Outcome.REJECTED, reason)
        return Result(case.name, Outcome.WRONGLY_REJECTED, reason)
    except Exception as exc:
        return Result(case.name, Outcome.CRASHED, f"{type(exc).__name__}: {exc}")
    if case.must_fail:
        return Result(case.name, Outcome.WRONGLY_ACCEPTED)
    return result


class Kind(NamedTuple):
    """What is done with the documents of a folder."""

    name: str  # in the output
    folder: str  # of the samples
    check: Check
    is_for: Callable[[Case], bool] = lambda case: True
