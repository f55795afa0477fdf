"""Take libvirt's sample documents through our models, and count how many come out as libvirt writes them.

    python scripts/corpus.py [FOLDER] [--report FILE] [KIND ...]

FOLDER holds a folder for each kind, with manifest.tsv and in/, out/ beside it; by default $CORPUS, $ANYVIRT_CORPUS or
../shared/corpus beside the repository. The report names every miss with the first line that differs. The last line of
the output has the figures of all kinds together; a document that crashes us makes the exit status 1.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from anyvirt.conf.domain.format import format_domain
from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.parse import parse
from anyvirt.conf.domain.walk import unsupported
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

    @classmethod
    def read(cls, folder: Path) -> Iterator[Case]:
        with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as manifest:
            for row in csv.DictReader(manifest, delimiter="\t", quoting=csv.QUOTE_NONE):
                notes = [note.strip() for note in row["note"].split(";")]
                only = next((note.removeprefix("only=") for note in notes if note.startswith("only=")), "")
                yield cls(
                    name=row["id"],
                    document=folder / row["input"],
                    expected=None if row["expected"] == "-" else _newest(folder, row),
                    must_fail="fail=parse" in notes,
                    either_is_right="may fail to parse" in notes,
                    forms={"active": (False,), "inactive": (True,)}.get(only, (True, False)),
                )


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


def definition(case: Case) -> Result:
    """Read, complete, check and write a document as every driver does, without a driver's own part."""
    document = case.document.read_text(encoding="utf-8")
    result = Result(case.name, Outcome.IDENTICAL)
    for inactive in case.forms:
        # A definition has nothing live, whatever is asked of it later; a case that is only active is a running guest.
        domain = parse(document, inactive=case.forms != (False,), update_abi=False)
        written = format_domain(domain, secure=True, inactive=inactive)
        if case.expected is None:
            continue
        outcome, remark = compare(written, case.expected.read_text(encoding="utf-8"))
        if outcome is not Outcome.IDENTICAL:
            result = Result(case.name, outcome, f"{'inactive' if inactive else 'active'}: {remark}")
        if outcome is Outcome.DIFFERENT:
            return result
    return result


def round_trip(case: Case) -> Result:
    """Read what libvirt wrote and write it again: does the model know all of it?"""
    assert case.expected is not None
    expected = case.expected.read_text(encoding="utf-8")
    return Result(case.name, *compare(Domain.from_xml(expected).to_xml(), expected))


def kept(case: Case) -> Result:
    """Read what libvirt wrote as a definition that was kept: our defaults and rules must leave it as it is."""
    assert case.expected is not None
    expected = case.expected.read_text(encoding="utf-8")
    if parts := unsupported(Domain.from_xml(expected)):
        return Result(case.name, Outcome.NOT_YET, f"<{parts[0].tag}>")
    inactive = True in case.forms
    domain = parse(expected, inactive=inactive, update_abi=False)
    return Result(case.name, *compare(format_domain(domain, secure=True, inactive=inactive), expected))


def _all(_case: Case) -> bool:
    return True


def _with_output(case: Case) -> bool:
    return case.expected is not None


# What is done with the documents of a folder: name in the output, folder, work, which cases it is for.
KINDS: tuple[tuple[str, str, Check, Callable[[Case], bool]], ...] = (
    ("domain-generic", "domain-generic", definition, _all),
    ("domain-qemu model", "domain-qemu", round_trip, _with_output),
    ("domain-qemu kept", "domain-qemu", kept, _with_output),
)


def default_folder() -> Path:
    """Where the samples are unless somebody says so."""
    named = os.environ.get("CORPUS") or os.environ.get("ANYVIRT_CORPUS")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "corpus"


def run(folder: Path, only: tuple[str, ...] = ()) -> list[Tally]:
    """All kinds that *folder* has, or those named."""
    tallies = []
    for kind, place, work, is_for in KINDS:
        if (only and kind not in only and place not in only) or not (folder / place / "manifest.tsv").exists():
            continue
        cases = [case for case in Case.read(folder / place) if is_for(case)]
        tallies.append(Tally(kind, [run_case(case, work) for case in cases]))
    return tallies


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=default_folder())
    parser.add_argument("kinds", nargs="*", help="only these, by name or folder")
    parser.add_argument("--report", type=Path, default=Path("build/corpus.txt"), help="where every miss is named")
    options = parser.parse_args()
    tallies = run(options.folder, tuple(options.kinds))
    if not tallies:
        print(f"corpus: skipped, there are no samples in {options.folder}")
        return 0
    heads = ("identical", "equal", "different", "accepted-", "rejected-", "rejected+", "not yet", "crashed")
    print(f"{'kind':<22} {'cases':>6} {' '.join(f'{head:>9}' for head in heads)} {'right':>8}")
    for tally in tallies:
        print(tally.line)
    options.report.parent.mkdir(parents=True, exist_ok=True)
    with options.report.open("w", encoding="utf-8") as report:
        for tally in tallies:
            for result in tally.results:
                if result.outcome not in RIGHT:
                    report.write(f"{tally.kind}\t{result.case}\t{result.outcome.value}\t{result.remark}\n")
    right, tried = sum(tally.count(*RIGHT) for tally in tallies), sum(tally.tried for tally in tallies)
    crashed = sum(tally.count(Outcome.CRASHED) for tally in tallies)
    print(
        f"corpus: {tried} tried, {right} right ({percent(right, tried)}), {crashed} crashed; misses: {options.report}"
    )
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main())
