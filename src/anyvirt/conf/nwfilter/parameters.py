"""Parameters of a reference to a filter."""

from __future__ import annotations

import re
from typing import Final

from anyvirt.conf.domain.devices.netdev import FilterRef

_NAME: Final = "[a-zA-Z0-9_]*"
_VALUE: Final = "[a-zA-Z0-9_.:]+"


def tidy_parameters(reference: FilterRef) -> None:
    """Sort the parameters by name, as libvirt does; drop those whose name or value can stand in no rule.

    A name that comes again is a list, whose values keep their order.
    """
    usable = [
        parameter
        for parameter in reference.parameters
        if re.fullmatch(_NAME, parameter.name) and re.fullmatch(_VALUE, parameter.value)
    ]
    reference.parameters = sorted(usable, key=lambda parameter: parameter.name)
