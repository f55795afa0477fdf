"""Sets of CPUs and NUMA nodes as values of attributes, kept in their shortest form."""

from __future__ import annotations

from typing import Annotated, Final

from anyvirt.util import cpuset
from anyvirt.util.error import InvalidArg
from anyvirt.util.xmlmap import Converter


def parse_cpuset(text: str) -> set[int]:
    """The numbers in *text*.

    Raises:
        ValueError: it is not a set such as 0-3,^2,7, or an empty one.
    """
    try:
        return cpuset.parse(text)
    except InvalidArg as exc:
        raise ValueError(exc.detail) from exc


CPUSET: Final = Converter(
    allowed="a set of numbers such as 0-3,^2,7",
    parse=lambda text: cpuset.to_text(parse_cpuset(text)),
    format=str,
    check=lambda value: isinstance(value, str),
    plain=True,
    error=InvalidArg,  # as libvirt calls it
)
CpuSet = Annotated[str, CPUSET]
