"""Take libvirt's sample documents through our models, and count how many come out as libvirt writes them.

    python -m scripts.corpus [FOLDER] [--report FILE] [KIND ...]

FOLDER holds a folder for each kind, with manifest.tsv and in/, out/ beside it; by default $CORPUS, $ANYVIRT_CORPUS or
../shared/corpus beside the repository. The report names every miss with the first line that differs. The last line of
the output has the figures of all kinds together; a document that crashes us makes the exit status 1.

Each other module of this package but `cases` says in its KINDS what it does with which folder.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from pathlib import Path

import scripts.corpus
from scripts.corpus.cases import RIGHT, Case, Kind, Outcome, Tally, percent, run_case


def all_kinds() -> list[Kind]:
    """The kinds of documents that we have models for."""
    names = sorted(module.name for module in pkgutil.iter_modules(scripts.corpus.__path__))
    modules = [importlib.import_module(f"scripts.corpus.{name}") for name in names if name not in ("__main__", "cases")]
    return [kind for module in modules for kind in module.KINDS]


def default_folder() -> Path:
    """Where the samples are unless somebody says so."""
    named = os.environ.get("CORPUS") or os.environ.get("ANYVIRT_CORPUS")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "corpus"


def run(folder: Path, only: tuple[str, ...] = ()) -> list[Tally]:
    """All kinds that *folder* has, or those named."""
    tallies = []
    for kind in all_kinds():
        place = folder / kind.folder
        if (only and kind.name not in only and kind.folder not in only) or not (place / "manifest.tsv").exists():
            continue
        cases = [case for case in Case.read(place) if kind.is_for(case)]
        tallies.append(Tally(kind.name, [run_case(case, kind.check) for case in cases]))
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
