"""A document in the original's test driver and in ours."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings

import anyvirt
from anyvirt.conf.domain.model import Domain
from scripts.differential.helper import KINDS
from scripts.differential.original import Crashed, Original, Outcome
from tests.conf.random_domains import MAC, domains

# What libvirt answers where it fails and forgets to say why: any code of ours says more.
_NO_REASON: Final = "An error occurred, but the cause is unknown"


class Verdict(enum.Enum):
    """How the two compare."""

    SAME = "kept alike"
    REFUSED = "refused with the same code"
    UNEXPLAINED = "refused, by libvirt without a reason"
    OTHER_TEXT = "kept, and written differently"
    OTHER_CODE = "refused with another code"
    WE_ACCEPT = "refused by libvirt alone"
    WE_REFUSE = "refused by us alone"

    @property
    def is_agreement(self) -> bool:
        return self in (Verdict.SAME, Verdict.REFUSED, Verdict.UNEXPLAINED)


class Comparison(NamedTuple):
    """What came of one document on both sides."""

    document: str
    theirs: Outcome
    ours: Outcome

    @property
    def verdict(self) -> Verdict:
        if self.theirs.code and self.ours.code:
            if self.theirs.text == _NO_REASON:
                return Verdict.UNEXPLAINED
            return Verdict.REFUSED if self.theirs.code == self.ours.code else Verdict.OTHER_CODE
        if self.theirs.code or self.ours.code:
            return Verdict.WE_ACCEPT if self.theirs.code else Verdict.WE_REFUSE
        return (
            Verdict.SAME if _without_chance(self.theirs.text) == _without_chance(self.ours.text) else Verdict.OTHER_TEXT
        )


def _without_chance(text: str) -> str:
    """Take out the MAC addresses that were generated."""
    return re.sub(rf"52:54:00:(?!{MAC[9:]})[0-9a-f:]{{8}}", "(random)", text)


def keep(conn: anyvirt.virConnect, kind: str, document: str) -> Outcome:
    """What our test driver keeps of *document*, or why it does not."""
    try:
        return Outcome(0, KINDS[kind](anyvirt, conn, document))
    except anyvirt.libvirtError as exc:
        return Outcome(exc.get_error_code() or 0, exc.get_error_message() or "", exc.get_error_domain() or 0)


def compare_random(count: int, start: int, report: Callable[[Comparison], None]) -> Counter[Verdict]:
    """Define *count* random domains on both sides.

    Args:
        count: how many.
        start: the seed; the same one gives the same domains as long as the models stay.
        report: is told of each comparison.
    """
    verdicts: Counter[Verdict] = Counter()
    with Original() as original, anyvirt.open("test:///default") as conn:

        @seed(start)
        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(domains())
        def run(domain: Domain) -> None:
            document = domain.to_xml()
            try:
                theirs = original.keep("domain", document)
            except Crashed:
                return  # there is nothing to agree with
            comparison = Comparison(document, theirs, keep(conn, "domain", document))
            verdicts[comparison.verdict] += 1
            report(comparison)

        run()
    return verdicts
