"""Small documents for tests that need some domain and do not care which."""

from __future__ import annotations

import uuid as uuids

from anyvirt.conf.domain.model import Domain, DomainType


def small_domain(name: str, *, uuid: str | None = None, memory: int = 1024) -> Domain:
    """A domain for test:///; *memory* in KiB. Without *uuid* its UUID comes from its name, the same each time."""
    uuid = uuid or str(uuids.uuid5(uuids.NAMESPACE_DNS, name))
    return Domain(type=DomainType.TEST, name=name, uuid=uuid, memory=memory, os_type="hvm")
