"""The test driver: how test:/// URIs are opened."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import ClassVar, Self

from anyvirt import constants
from anyvirt.conf.store.objects import State
from anyvirt.driver import URI, RunsOn
from anyvirt.driver.credentials import Credentials, password, username
from anyvirt.test.agent import Agent
from anyvirt.test.backups import Backups
from anyvirt.test.block_jobs import BlockJobs
from anyvirt.test.checkpoints import Checkpoints
from anyvirt.test.control import Control
from anyvirt.test.definitions import Definitions
from anyvirt.test.devices import Devices
from anyvirt.test.documents import parse
from anyvirt.test.figures import Figures
from anyvirt.test.filters import Filters
from anyvirt.test.interfaces import Interfaces
from anyvirt.test.iothreads import IoThreads
from anyvirt.test.memory import Memory
from anyvirt.test.migration import Migration
from anyvirt.test.node import FirstDomain, TestNode, read_node
from anyvirt.test.node_devices import NodeDevices
from anyvirt.test.node_memory import NodeMemory
from anyvirt.test.ports import Ports
from anyvirt.test.secrets import Secrets
from anyvirt.test.snapshots import Snapshots
from anyvirt.test.streams import Streams
from anyvirt.test.tuning import Tuning
from anyvirt.test.vcpus import Vcpus
from anyvirt.test.volumes import Volumes
from anyvirt.util.error import AuthFailed, InvalidArg

_DEFAULT_PATH = "/default"


class TestDriver(
    Definitions,
    Snapshots,
    Checkpoints,
    Backups,
    BlockJobs,
    Migration,
    Memory,
    Vcpus,
    Devices,
    Tuning,
    IoThreads,
    Agent,
    Control,
    Figures,
    NodeMemory,
    Volumes,
    Secrets,
    Ports,
    Filters,
    Interfaces,
    NodeDevices,
    Streams,
):
    """test:///default, which all connections of the process share while there are any; test:///FILE is new for each."""

    name = "TEST"
    error_origin = constants.VIR_FROM_TEST
    runs_on = RunsOn.CALLER

    _shared: ClassVar[dict[type[TestDriver], TestDriver]] = {}
    _sharing: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, uri: URI, node: TestNode) -> None:
        super().__init__(uri, node)
        self._connections = 0  # of those that share it

    @classmethod
    async def open(cls, uri: URI, *, readonly: bool) -> Self:
        return await cls.open_auth(uri, readonly=readonly, auth=None)

    @classmethod
    async def open_auth(cls, uri: URI, *, readonly: bool, auth: Credentials | None) -> Self:
        """Open the node that *uri* names, for one of its users if it has some.

        Raises:
            InvalidArg: it names none, or has users and nobody says which of them is there.
            AuthFailed: user and password are not among those of its file.
            XmlError, XmlDetail: its file is unusable.
        """
        if uri.path in ("", "/"):
            raise InvalidArg(
                "a test connection needs a path", hint="use test:///default, or test:///PATH of a node file"
            )
        if uri.path != _DEFAULT_PATH:
            node = read_node(Path(uri.path))
            await _authenticate(uri, node, auth)
            return await cls._new(uri, node)
        with cls._sharing:
            driver = cls._shared.get(cls)
            if not isinstance(driver, cls):
                driver = cls._shared[cls] = await cls._new(uri, TestNode())
            driver._connections += 1
            return driver

    async def close(self) -> None:
        with self._sharing:
            self._connections -= 1
            if self._connections > 0:
                return
            if self._shared.get(type(self)) is self:
                del self._shared[type(self)]
        for pool in self.pools:
            pool.drop_volumes()

    @classmethod
    async def _new(cls, uri: URI, node: TestNode) -> Self:
        driver = cls(uri, node)
        for first in node.domains:
            await driver._add(first)
        return driver

    async def _add(self, first: FirstDomain) -> None:
        definition = parse(first.xml)
        if first.transient:
            domain = await self.domains.create(definition)
        else:
            domain = (await self.domains.define(definition)).domain
            domain.has_managed_save = first.has_managed_save
            if first.state is not State.SHUTOFF:
                self.domains.start(domain)
        domain.set_state(first.state, 0)


async def _authenticate(uri: URI, node: TestNode, auth: Credentials | None) -> None:
    if not node.users:
        return
    user = await username(uri, auth, "test")
    # As with any login, a user who is not there is asked all the same.
    known = user in node.users
    expected = node.users.get(user)
    if known and expected is None:
        return
    if await password(uri, auth, "test", user) != expected or not known:
        raise AuthFailed("authentication failed, see test XML for the correct username/password")
