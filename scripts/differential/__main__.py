"""Define random domains in the original libvirt's test driver and in ours, and report how often they agree.

    python -m scripts.differential [-v] [--count 2000] [--seed 1]

Exit status: 0 compared, 77 there is no libvirt to compare with.
"""

from __future__ import annotations

import argparse
import difflib
import sys

from anyvirt.testing.peers import missing_peer
from scripts.differential.compare import Comparison, Verdict, compare_random

_SKIPPED = 77  # what test harnesses take for "not applicable here"


def _show(comparison: Comparison) -> None:
    """A disagreement, whole."""
    print(f"--- {comparison.verdict.value}\n{comparison.document}")
    if comparison.verdict is Verdict.OTHER_TEXT:
        theirs, ours = comparison.theirs.text.splitlines(), comparison.ours.text.splitlines()
        print("\n".join(difflib.unified_diff(theirs, ours, "libvirt", "anyvirt", lineterm="")))
    else:
        for name, outcome in (("libvirt", comparison.theirs), ("anyvirt", comparison.ours)):
            print(f"{name}: {f'{outcome.code} {outcome.text}' if outcome.code else 'kept'}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=2000, help="how many domains (2000)")
    parser.add_argument("--seed", type=int, default=1, help="where chance starts (1)")
    parser.add_argument("-v", "--verbose", action="store_true", help="show every disagreement")
    options = parser.parse_args()
    missing = missing_peer("libvirt-python >= 9.0")
    if missing is not None:
        print(f"differential: skipped, {missing}")
        return _SKIPPED

    def report(comparison: Comparison) -> None:
        if options.verbose and not comparison.verdict.is_agreement:
            _show(comparison)

    verdicts = compare_random(options.count, options.seed, report)
    total = verdicts.total()
    for verdict in Verdict:
        print(f"  {verdict.value}: {verdicts[verdict]}")
    agreed = sum(count for verdict, count in verdicts.items() if verdict.is_agreement)
    print(f"differential: {agreed} of {total} random domains agree ({100 * agreed / total:.1f} %), seed {options.seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
