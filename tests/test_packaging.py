"""What `import anyvirt` loads, and what the distribution contains."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys

PROBE = """
import sys
before = set(sys.modules)
import anyvirt
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(loaded - sys.stdlib_module_names - {"anyvirt"}))
print(*sorted(loaded & {"asyncio", "concurrent", "ssl", "subprocess", "xml"}))
"""


def test_the_import_loads_nothing_but_a_little_of_the_standard_library() -> None:
    """No third-party package, not asyncio, nothing else that takes long to load."""
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    foreign, heavy = done.stdout.splitlines()
    assert (foreign, heavy) == ("", "")


def test_the_library_alone_requires_nothing() -> None:
    """Every requirement belongs to an extra."""
    requirements = importlib.metadata.requires("anyvirt") or []
    assert [requirement for requirement in requirements if "extra ==" not in requirement] == []
