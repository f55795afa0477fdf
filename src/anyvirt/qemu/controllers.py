"""The list of controllers: finding one, adding one where libvirt would."""

from __future__ import annotations

from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.model import Domain


def find_controller(domain: Domain, kind: ControllerType, index: int) -> Controller | None:
    return next((c for c in domain.controllers if c.type is kind and c.index == index), None)


def add_controller(domain: Domain, kind: ControllerType, index: int, model: str | None = None) -> Controller:
    """Add a controller: before the first of its kind with a higher index, else behind the last of its kind."""
    controller = Controller(type=kind, index=index, model=model)
    position = len(domain.controllers)
    for i, other in enumerate(domain.controllers):
        if other.type is kind:
            if (other.index or 0) > index:
                position = i
                break
            position = i + 1
    domain.controllers.insert(position, controller)
    return controller


def ensure_controller(domain: Domain, kind: ControllerType, index: int, model: str | None = None) -> Controller:
    return find_controller(domain, kind, index) or add_controller(domain, kind, index, model)
