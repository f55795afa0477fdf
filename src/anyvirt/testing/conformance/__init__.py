"""The conformance suite: tests that any hypervisor driver must pass, ours or a third party's.

Each test is written once and runs in both flavours of the API, blocking and asyncio. A driver's own test module says
what it is to run against by a fixture `target`, and takes everything else from `suite`:

    import pytest
    from anyvirt.testing.conformance import Target
    from anyvirt.testing.conformance.suite import *  # noqa: F403

    @pytest.fixture
    def target(tmp_path):
        return Target(uri=f"mine:///{tmp_path}", domain_xml=my_domain_xml)

Needs pytest-asyncio.
"""

from __future__ import annotations

import pytest

_MODULES = (
    "checkpoints",
    "concurrency",
    "definitions",
    "devices",
    "events",
    "filters",
    "interfaces",
    "lifecycle",
    "migration",
    "networks",
    "node_devices",
    "parameters",
    "readonly",
    "resources",
    "saving",
    "secrets",
    "snapshots",
    "storage",
    "streams",
)
pytest.register_assert_rewrite(*(f"{__name__}.{module}" for module in _MODULES))

from anyvirt.testing.conformance.target import Target  # noqa: E402 - after the lines above, as pytest wants it

__all__ = ["Target"]
