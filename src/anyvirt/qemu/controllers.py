"""The list of controllers: finding one, adding one behind the others as libvirt does."""

from __future__ import annotations

from anyvirt.conf.domain.devices.controller import Controller, ControllerType
from anyvirt.conf.domain.model import Domain


def find_controller(domain: Domain, kind: ControllerType, index: int) -> Controller | None:
    return next((c for c in domain.controllers if c.type is kind and c.index == index), None)


def add_controller(
    domain: Domain, kind: ControllerType, index: int, model: str | None = None, *, master_startport: int | None = None
) -> Controller:
    controller = Controller(type=kind, index=index, model=model, master_startport=master_startport)
    domain.controllers.append(controller)
    return controller


def ensure_controller(domain: Domain, kind: ControllerType, index: int, model: str | None = None) -> Controller:
    return find_controller(domain, kind, index) or add_controller(domain, kind, index, model)
