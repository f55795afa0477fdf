"""Our QEMU driver, behind our daemon, passes the conformance suite through our client, in both flavours."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anyvirt.testing import SESSION_VARIABLE
from anyvirt.testing.conformance import Target
from anyvirt.testing.conformance.suite import *  # noqa: F403
from anyvirt.testing.daemon import PrivateDaemon
from tests.real.test_qemu_conformance import domain_xml

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def anyvirtd(emulator: str) -> Iterator[PrivateDaemon]:
    folder = Path(tempfile.mkdtemp(prefix="av-", dir=os.environ.get(SESSION_VARIABLE)))
    with PrivateDaemon(folder) as started:
        yield started
    shutil.rmtree(folder)


@pytest.fixture
def target(anyvirtd: PrivateDaemon) -> Target:
    uri = anyvirtd.uri("qemu", "/system")
    return Target(uri=uri, domain_xml=domain_xml, can_shutdown=False, can_save=False, can_snapshot=False)
