"""Typed parameters: the protocol's list of (name, (type, value)), and dictionaries as programs have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from anyvirt.util.error import ArgumentUnsupported, InvalidArg
from anyvirt.util.typed import Kind, Names, TypedParams, convert

_BOOLEAN = int(Kind.BOOLEAN)
ANY = Names({})
"""Parameters whose types show in their values alone."""


def read_params(params: Iterable[tuple[str, tuple[int, Any]]]) -> TypedParams:
    """The dictionary of what a packet brought; those that came more than once as a list."""
    found: dict[str, Any] = {}
    for name, (kind, given) in params:
        value = bool(given) if kind == _BOOLEAN else given
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def checked_params(params: Iterable[tuple[str, tuple[int, Any]]], names: Names) -> TypedParams:
    """The same for a call that takes parameters: those that it knows have the types that it wants.

    Raises:
        InvalidArg: one has another type.
    """
    params = list(params)
    for name, (kind, value) in params:
        wanted = names.kind_of(name, value)
        if wanted != kind and names.know(name):
            raise InvalidArg(
                f"invalid type '{_word(kind)}' for parameter '{name}', expected '{_word(wanted)}'",
            )
    return read_params(params)


def settable_params(
    params: Iterable[tuple[str, tuple[int, Any]]], known: Mapping[str, Any], names: Names
) -> TypedParams:
    """The same for a call that sets what *known* is now.

    Raises:
        ArgumentUnsupported: one is not among *known*.
    """
    values = checked_params(params, names)
    for name in values:
        if name not in known:
            raise ArgumentUnsupported(
                f"parameter '{name}' not supported", hint=f"known are {', '.join(known) or 'none'}"
            )
    return values


def _word(kind: int) -> str:
    return Kind(kind).name.lower()


def wire_params(values: Mapping[str, Any], names: Names = ANY) -> list[tuple[str, tuple[int, Any]]]:
    """What a packet takes; a list is sent as parameters of the same name.

    Args:
        values: the parameters.
        names: the types of those that the call knows; others are told from their values as libvirt-python does.

    Raises:
        TypeError: a value is of no type that can be sent.
        OverflowError: it does not fit into the type that it must have.
    """
    sent = []
    for name, given in values.items():
        for value in given if isinstance(given, list | tuple) else (given,):
            kind = names.kind_of(name, value)
            converted = convert(name, value, kind)
            sent.append((name, (int(kind), int(converted) if kind is Kind.BOOLEAN else converted)))
    return sent
