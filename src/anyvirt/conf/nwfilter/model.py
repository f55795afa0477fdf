"""Filters and their rules."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.conf.domain.devices.netdev import FilterRef
from anyvirt.conf.nwfilter.protocols import AnyMatch
from anyvirt.util.error import ConfigUnsupported, InternalError, InvalidArg, XmlError
from anyvirt.util.wordenum import WordEnum
from anyvirt.util.xmlmap import Converter, Element, Uuid, attr, children, need

LOWEST_PRIORITY: Final = -1000
HIGHEST_PRIORITY: Final = 1000
DEFAULT_PRIORITY: Final = 500


class RuleAction(WordEnum):
    """What happens to a packet that a rule applies to."""

    DROP = "drop"
    ACCEPT = "accept"
    REJECT = "reject"  # drop, and tell the sender
    RETURN = "return"  # go on after the chain
    CONTINUE = "continue"  # go on with the next rule


class RuleDirection(WordEnum):
    """Which way packets go, as the guest sees it."""

    IN = "in"
    OUT = "out"
    INOUT = "inout"


def _read_priority(text: str) -> int:
    """libvirt takes whatever it does not understand for the default."""
    match = re.fullmatch(r"[ \t\r\n]*([+-]?[0-9]+)", text, re.ASCII)
    priority = int(match[1]) if match else DEFAULT_PRIORITY
    return priority if LOWEST_PRIORITY <= priority <= HIGHEST_PRIORITY else DEFAULT_PRIORITY


_PRIORITY = Converter[int](
    allowed=f"a whole number from {LOWEST_PRIORITY} to {HIGHEST_PRIORITY}",
    parse=_read_priority,
    format=str,
    check=lambda value: isinstance(value, int),
    plain=True,
)

# Only what says no means no.
_STATE_MATCH = Converter[bool](
    allowed="true or false",
    parse=lambda text: text.lower() not in ("0", "false"),
    format=lambda value: "true" if value else "false",
    check=lambda value: isinstance(value, bool),
    plain=True,
)


class Rule(Element, tag="rule"):
    """What happens to which packets.

    Of the elements inside, those of the first one's protocol count. `post_parse` makes at most two of them: what a
    packet must have, and what it must not.
    """

    action: RuleAction = need("@action", missing=InternalError, wrong=ConfigUnsupported)
    direction: RuleDirection = need("@direction", missing=InternalError, wrong=ConfigUnsupported)
    priority: int = attr("@priority", default=DEFAULT_PRIORITY, conv=_PRIORITY)  # -1000 to 1000, lower ones come first
    state_match: bool = attr("@statematch", default=True, conv=_STATE_MATCH, omit_default=True)  # track connections
    matches: list[AnyMatch] = children("*")


class NetworkFilter(Element, tag="filter"):
    """The whole document."""

    name: str = need("@name", missing=InternalError)
    chain: str = attr("@chain", default="root")  # root, or a name that starts with the protocol it is for
    priority: int | None = attr("@priority", wrong=InvalidArg)  # of the chain, -1000 to 1000, lower ones come first
    uuid: Uuid | None = attr("uuid", wrong=XmlError)
    entries: list[Rule | FilterRef] = children("*")

    @property
    def rules(self) -> list[Rule]:
        """The rules, without those of the filters that it refers to."""
        return [entry for entry in self.entries if isinstance(entry, Rule)]

    @property
    def references(self) -> list[FilterRef]:
        """The other filters that it includes."""
        return [entry for entry in self.entries if isinstance(entry, FilterRef)]
