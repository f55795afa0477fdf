"""The errors of anyvirt as the code below the public API raises them: libvirtError and a subclass for each code."""

from __future__ import annotations

from anyvirt.util import error_codes
from anyvirt.util.error_base import NO_ERROR, VIR_ERR_ERROR, VIR_FROM_NONE, ErrorOrNoneTuple, ErrorTuple, libvirtError
from anyvirt.util.error_codes import *  # noqa: F403 - the classes, all listed in its __all__
from anyvirt.util.error_codes import BY_CODE

__all__ = ["BY_CODE", "NO_ERROR", "ErrorOrNoneTuple", "ErrorTuple", "error_class", "error_from_message", "libvirtError"]
__all__ += error_codes.__all__

# Tracebacks and pickles name the place where users import them from.
for _cls in (libvirtError, *BY_CODE.values()):
    _cls.__module__ = "anyvirt.error"
del _cls


def error_class(code: int | None) -> type[libvirtError]:
    """The class of VIR_ERR_* number *code*; libvirtError itself for a number that this version does not know."""
    return libvirtError if code is None else BY_CODE.get(code, libvirtError)


def error_from_message(
    code: int | None,
    message: str,
    *,
    origin: int = VIR_FROM_NONE,
    level: int = VIR_ERR_ERROR,
    str1: str | None = None,
    str2: str | None = None,
    str3: str | None = None,
    int1: int = -1,
    int2: int = -1,
) -> libvirtError:
    """An error that somebody else has already put into words: a daemon, or a file that keeps one.

    The message stays as it is, so the prefix of the class does not come twice.
    """
    cls = error_class(code)
    detail = message.removeprefix(cls.prefix).removeprefix(": ") if cls.prefix else message
    error = cls(detail, code=code, origin=origin, level=level, str1=str1, str2=str2, str3=str3, int1=int1, int2=int2)
    error.message = message
    error.args = (message,)
    return error
