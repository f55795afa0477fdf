"""check: what this host has for running and reaching guests."""

from __future__ import annotations

from anyvirt.diagnosis import Level, diagnose
from anyvirt_tools.command import command
from anyvirt_tools.failure import Failure
from anyvirt_tools.session import Session


@command("check")
def check(session: Session) -> None:
    """Look at KVM, QEMU, daemons and their sockets, groups and certificates, and say what to do.

    The exit code is 1 if something is there and does not work, or if no guest could run at all. What is merely absent
    is noted.
    """
    findings = diagnose()
    rows = [{"topic": each.topic, "level": each.level.value, "text": each.text, "hint": each.hint} for each in findings]
    lines = []
    for each in findings:
        if session.output.quiet and each.level in (Level.OK, Level.NOTE):
            continue
        lines.append(f"{each.level.value + ':':<9}{each.topic}: {each.text}")
        if each.hint is not None:
            lines.append(f"         Hint: {each.hint}")
    if lines or session.output.as_json:
        session.output.show(rows, "\n".join(lines))
    errors = sum(each.level is Level.ERROR for each in findings)
    if errors:
        raise Failure(f"{errors} of {len(findings)} checks failed")
