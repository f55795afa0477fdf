"""What the calls of a daemon go through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from anyvirt.driver.streams import Channel
    from anyvirt.rpc.programs import Procedure


class Link(Protocol):
    """The way to a daemon and back. Errors of either are raised as libvirtError."""

    async def call(self, procedure: Procedure, args: Any = None) -> Any:
        """Make the call; answers its ret struct, or None."""
        ...

    async def call_with_fds(
        self, procedure: Procedure, args: Any = None, fds: Sequence[int] = ()
    ) -> tuple[Any, tuple[int, ...]]:
        """The same with open files: *fds*, which stay the caller's, are sent; those that come back are the caller's."""
        ...

    async def open_stream(self, procedure: Procedure, args: Any, sparse: bool) -> tuple[Any, Channel]:
        """The same for a call that opens a stream, which may have holes if it is *sparse*."""
        ...
