"""The report about what exists so far."""

from __future__ import annotations

import json
from pathlib import Path

from anyvirt.api.report import report


def test_report_counts_what_is_there_and_names_what_is_missing(tmp_path: Path) -> None:
    """One line per class, and figures at the end."""
    facts = {
        "modules": {
            "libvirt": {
                "functions": {"open": {}, "_private": {}, "flyToTheMoon": {}},
                "classes": {
                    "virDomain": {
                        "methods": {"create": {}, "name": {}, "c_pointer": {}, "__del__": {}, "teleport": {}}
                    },
                    "virUnicorn": {"methods": {"ride": {}}},
                },
                "constants": {"VIR_DOMAIN_RUNNING": 1, "VIR_UNICORN": 2},
            }
        }
    }
    (tmp_path / "python-api.json").write_text(json.dumps(facts))
    lines = report(tmp_path, missing=True).splitlines()
    assert lines[0].split() == ["virDomain", "2", "of", "3"]
    assert "missing: teleport" in lines[1]
    assert lines[2].split() == ["virUnicorn", "0", "of", "1"]
    assert lines[-1] == "covered 3 of 6 methods and functions (50.0 %), 1 of 2 constants"


def test_report_says_where_it_looked_for_facts(tmp_path: Path) -> None:
    """Without facts there is nothing to compare with."""
    assert str(tmp_path / "python-api.json") in report(tmp_path)
