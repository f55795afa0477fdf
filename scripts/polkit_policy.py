"""Write data/polkit/anyvirt.policy: the actions about which the daemon asks polkit, and what holds without rules.

    python scripts/polkit_policy.py [--check]

Their names are libvirt's, so that rules written for its daemons hold. A host that has libvirt's own files may have this
one, too.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from anyvirtd.access import known_permissions

PATH: Final = Path(__file__).resolve().parents[1] / "data" / "polkit" / "anyvirt.policy"

_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE policyconfig PUBLIC "-//freedesktop//DTD PolicyKit Policy Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/PolicyKit/1.0/policyconfig.dtd">
<!-- Written by scripts/polkit_policy.py. Changes for a host belong into /etc/polkit-1/rules.d. -->
<policyconfig>
  <vendor>anyvirt</vendor>
"""
_ACTION: Final = """
  <action id="{name}">
    <description>{description}</description>
    <message>{message}</message>
    <defaults>
      <allow_any>{verdict}</allow_any>
      <allow_inactive>{verdict}</allow_inactive>
      <allow_active>{verdict}</allow_active>
    </defaults>
  </action>
"""


def policy() -> str:
    """The text of the file."""
    actions = [
        ("org.libvirt.unix.monitor", "Look at this host's guests", "yes"),
        ("org.libvirt.unix.manage", "Manage this host's guests", "auth_admin_keep"),
    ]
    for kind, names in known_permissions().items():
        for name in sorted(names):
            # Who only looks may, as through the socket for that; the host's rules say the rest.
            looks = name in ("getattr", "read") or name.startswith("search_")
            what = f"Permission {name.replace('_', ' ')} on {kind.replace('_', ' ')}"
            action = f"org.libvirt.api.{kind}.{name}".replace("_", "-")
            actions.append((action, what, "yes" if looks else "no"))
    text = "".join(
        _ACTION.format(
            name=name,
            description=description,
            message=f"{description}: the policy of this host wants to know who you are",
            verdict=verdict,
        )
        for name, description, verdict in actions
    )
    return f"{_HEAD}{text}</policyconfig>\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the actions that polkit is asked about.")
    parser.add_argument("--check", action="store_true", help="only say whether the file is up to date")
    if parser.parse_args().check:
        if not PATH.exists() or PATH.read_text() != policy():
            print(f"{PATH} is not up to date: python scripts/polkit_policy.py")
            return 1
        return 0
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(policy())
    return 0


if __name__ == "__main__":
    sys.exit(main())
