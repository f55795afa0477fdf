"""The named tuples of events, and the page of the documentation that lists them."""

from __future__ import annotations

from anyvirt.api.emit.text import docstring, header, wrapped
from anyvirt.api.events import EVENTS, OBJECTS, EventRow

TITLE = """\
Events as named tuples, for iterating over them: one class for each event id.

The first value is the object that the event is about, of the flavour of the connection.
"""


def event_types_module() -> str:
    """anyvirt/event_types.py."""
    return "\n".join(
        [
            header(TITLE),
            "from __future__ import annotations",
            "",
            "from typing import TYPE_CHECKING, Any, NamedTuple",
            "",
            "from anyvirt.conf.store.events import EventKind",
            "",
            "if TYPE_CHECKING:",
            "    from anyvirt.driver.types import TypedParams",
            "",
            *(line for row in EVENTS for line in _class(row)),
            "",
            f"AnyEvent = {' | '.join(row.name for row in EVENTS)}",
            "",
            "TYPES: dict[tuple[EventKind, int], type[AnyEvent]] = {",
            *(f"    (EventKind.{row.kind.name}, {row.id}): {row.name}," for row in EVENTS),
            "}",
            '"""The classes by what events carry."""',
            "",
            "UNTOLD: dict[tuple[EventKind, int], int] = {",
            *(
                f"    (EventKind.{row.kind.name}, {row.id}): {untold},"
                for row in EVENTS
                if (untold := sum(not value.to_handlers for value in row.values))
            ),
            "}",
            '"""How many of the first values handlers do not get, as in libvirt-python."""',
        ]
    )


def _class(row: EventRow) -> list[str]:
    name, class_name = OBJECTS[row.kind]
    doc = [*wrapped(row.doc, 4), "", *wrapped(f"{row.constant}, libvirt {row.since}.", 4)]
    lines = ["", f"class {row.name}(NamedTuple):", *docstring(doc, 4), "", f"    {name}: Any  # {class_name}"]
    return [*lines, *(f"    {value.name}: {value.type}  # {value.doc}" for value in row.values), ""]


PAGE = """\
# Event ids

What a handler is called with between its object and *opaque*, and what the named tuples of `anyvirt.event_types` hold,
in the order of their numbers.
"""


def event_page() -> str:
    """docs/event-ids.md."""
    lines = [PAGE]
    for kind, (name, _) in OBJECTS.items():
        lines += [f"## {name[0].upper()}{name[1:]}", "", "| event | means | values | since |", "|---|---|---|---|"]
        lines += [_line(row) for row in EVENTS if row.kind is kind]
        lines.append("")
    return "\n".join(lines)


def _line(row: EventRow) -> str:
    values = "; ".join(
        f"`{value.name}` {value.doc}" + ("" if value.to_handlers else " (not for handlers)") for value in row.values
    )
    return f"| `{row.constant}` `{row.name}` | {row.doc} | {values} | {row.since} |"
