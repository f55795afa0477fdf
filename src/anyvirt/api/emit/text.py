"""Docstrings and headers of generated files."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from anyvirt.api.model import Function, Owner

WIDTH = 118  # of lines: ruff allows 120, and a comment needs two


def header(docstring: str) -> str:
    """The first lines of a generated module."""
    return f'# Generated from anyvirt.api: change the table there and run `make generate`.\n"""{docstring}"""\n'


def wrapped(text: str, indent: int, hanging: int = 0) -> list[str]:
    """*text* in lines of WIDTH; *hanging* indents the lines after the first one further."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hanging),
        break_long_words=False,
        break_on_hyphens=False,
    )


def docstring(lines: Iterable[str], indent: int) -> list[str]:
    """Lines of a docstring around *lines*, which are indented already."""
    body = list(lines)
    pad = " " * indent
    body[0] = f'{pad}"""{body[0].strip()}'
    if len(body) == 1:
        return [f'{body[0]}"""']
    return [*body, f'{pad}"""']


_GONE = {
    Owner.DOMAIN: ("NoDomain", "the domain is gone."),
    Owner.SNAPSHOT: ("NoDomainSnapshot", "the snapshot is gone."),
    Owner.CHECKPOINT: ("NoDomainCheckpoint", "the checkpoint is gone."),
    Owner.NETWORK: ("NoNetwork", "the network is gone."),
    Owner.NETWORK_PORT: ("NoNetworkPort", "the port is gone."),
    Owner.STORAGE_POOL: ("NoStoragePool", "the pool is gone."),
    Owner.STORAGE_VOL: ("NoStorageVol", "the volume is gone."),
    Owner.INTERFACE: ("NoInterface", "the interface is gone."),
    Owner.NODE_DEVICE: ("NoNodeDevice", "the device is gone."),
    Owner.SECRET: ("NoSecret", "the secret is gone."),
    Owner.NWFILTER: ("NoNwfilter", "the filter is gone."),
    Owner.NWFILTER_BINDING: ("NoNwfilterBinding", "the binding is gone."),
}
"""What a call raises whose object is not there any more."""


def raises_of(function: Function) -> list[tuple[str, str]]:
    """The errors of a call: its own, and those that follow from what it is."""
    rows = list(function.raises)
    if function.write:
        rows.append(("OperationDenied", "the connection is read-only."))
    elif function.write_if:
        rows.append(("OperationDenied", "the connection is read-only, and the arguments ask for what only others may."))
    for names in function.exclusive:
        count = "both" if len(names) == 2 else "two of"
        rows.append(("InvalidArg", f"*flags* has {count} {', '.join(names[:-1])} and {names[-1]}."))
    rows += [("InvalidArg", f"*flags* has {flag} without {needed}.") for flag, needed in function.requires]
    if not function.local:
        if gone := _GONE.get(function.owner):
            rows.append(gone)
        rows.append(("NoSupport", "the driver does not have this call."))
    return rows


def documented_args(function: Function) -> list[tuple[str, str]]:
    """The arguments of the public method, with what they mean."""
    ours = [("progress", function.progress.doc)] if function.progress else []
    return [*((arg.name, arg.doc) for arg in function.public_args), *ours]


def method_docstring(function: Function, indent: int = 8) -> list[str]:
    """Meaning, arguments with units, result, errors, source."""
    lines = wrapped(function.summary, indent)
    pad = " " * indent
    if function.details:
        lines += ["", *wrapped(function.details, indent)]
    if documented := documented_args(function):
        lines += ["", f"{pad}Args:"]
        for name, doc in documented:
            lines += wrapped(f"{name}: {doc}", indent + 4, 4)
    if function.returns:
        lines += ["", f"{pad}Returns:", *wrapped(function.returns, indent + 4, 4)]
    if raises := raises_of(function):
        lines += ["", f"{pad}Raises:"]
        for name, when in raises:
            lines += wrapped(f"{name}: {when}", indent + 4, 4)
    lines += ["", f"{pad}Source: {function.c_name}, libvirt {function.since}."]
    return docstring(lines, indent)
