"""<iothreadids>: the threads that serve the disks, their pins and how they wait for work."""

from __future__ import annotations

from typing import Final

from anyvirt.conf.domain.model import Domain
from anyvirt.conf.domain.settings.origin import DOMAIN
from anyvirt.conf.domain.tuning import CpuTune, IoThread, IoThreadPin, IoThreadPoll
from anyvirt.util.error import ArgumentUnsupported, InvalidArg
from anyvirt.util.typed import TypedParams

_POLL: Final = {"poll_max_ns": "max", "poll_grow": "grow", "poll_shrink": "shrink"}
_POOL: Final = ("thread_pool_min", "thread_pool_max")


def find(domain: Domain, number: int) -> IoThread | None:
    """The thread *number*."""
    return next((thread for thread in domain.iothread_ids if thread.id == number), None)


def add(domain: Domain, number: int) -> None:
    """Add the thread *number*.

    Raises:
        InvalidArg: it is 0, or taken.
    """
    if number == 0:
        raise InvalidArg("invalid value of 0 for iothread_id", hint="I/O threads are numbered from 1")
    if find(domain, number) is not None:
        raise InvalidArg(f"an IOThread is already using iothread_id '{number}'", origin=DOMAIN)
    domain.iothread_ids.append(IoThread(id=number))
    domain.iothreads = len(domain.iothread_ids)


def remove(domain: Domain, number: int) -> None:
    """Remove the thread *number*, and where it was pinned.

    Raises:
        InvalidArg: there is none, or it serves something.
    """
    thread = find(domain, number)
    if thread is None:
        raise InvalidArg(f"cannot find IOThread '{number}' in iothreadids list", origin=DOMAIN)
    users = [f"disk {disk.target}" for disk in domain.disks if disk.iothread == number]
    users += [
        f"controller {controller.type.value}{controller.index or 0}"
        for controller in domain.controllers
        if getattr(controller, "iothread", None) == number
    ]
    if users:
        raise InvalidArg(f"cannot remove IOThread {number} since it is being used by {', '.join(users)}")
    domain.iothread_ids.remove(thread)
    domain.iothreads = len(domain.iothread_ids) or None
    if domain.cputune is not None:
        domain.cputune.iothreadpins = [pin for pin in domain.cputune.iothreadpins if pin.iothread != number]


def pin(domain: Domain, number: int, cpuset: str) -> None:
    """Let the thread *number* run on the host CPUs *cpuset* only.

    Raises:
        InvalidArg: there is no such thread.
    """
    if find(domain, number) is None:
        raise InvalidArg(f"iothreadid {number} not found")
    tune = domain.cputune = domain.cputune or CpuTune()
    tune.iothreadpins = [pin for pin in tune.iothreadpins if pin.iothread != number]
    tune.iothreadpins.append(IoThreadPin(iothread=number, cpuset=cpuset))
    tune.iothreadpins.sort(key=lambda pin: pin.iothread)


def tune(domain: Domain, number: int, params: TypedParams, *, pool: bool) -> None:
    """Change how the thread *number* waits for work; *pool*: the driver can change the pool of its workers too.

    Raises:
        ArgumentUnsupported: a name is unknown.
        InvalidArg: there is no such thread, or a value is out of range.
    """
    for name in params:
        if name not in _POLL and not (pool and name in _POOL):
            raise ArgumentUnsupported(f"parameter '{name}' not supported")
    thread = find(domain, number)
    if thread is None:
        raise InvalidArg(f"cannot find IOThread '{number}' in iothreadids")
    for name in _POOL:
        if int(params.get(name, 0)) < -1:
            raise InvalidArg(f"{name} must be -1 or greater, not {params[name]}")
    low, high = (int(params.get(name, _pool(thread, name))) for name in _POOL)
    if low > high >= 0:
        raise InvalidArg(f"thread_pool_min ({low}) must not be above thread_pool_max ({high})")
    for name, value in params.items():
        if name in _POLL:
            thread.poll = thread.poll or IoThreadPoll()
            setattr(thread.poll, _POLL[name], int(value))
        else:
            setattr(thread, name, None if int(value) == -1 else int(value))


def _pool(thread: IoThread, name: str) -> int:
    size: int | None = getattr(thread, name)
    return -1 if size is None else size
