"""libvirtError, the base of every failure that anyvirt reports."""

from __future__ import annotations

from typing import Any, Final

VIR_FROM_NONE: Final = 0
VIR_ERR_ERROR: Final = 2

ErrorTuple = tuple[int, int, str, int, str | None, str | None, str | None, int, int]
"""libvirt-python's `err`: code, domain, message, level, str1, str2, str3, int1, int2."""

ErrorOrNoneTuple = tuple[int, int, str | None, int, str | None, str | None, str | None, int, int]
"""The same, or `NO_ERROR`."""

NO_ERROR: Final[ErrorOrNoneTuple] = (0, 0, None, 0, None, None, None, 0, 0)
"""What a connection says on which nothing has failed."""


class libvirtError(Exception):
    """An operation failed. Each code of libvirt has a subclass of its own; catch those to tell failures apart.

    A program may raise it too. As in libvirt-python, one without a code of its own then takes over this thread's last
    error, if there is one; else all its accessors answer None, until the program sets `err`.

    Attributes:
        code: VIR_ERR_* number; None for an error that was raised without one.
        prefix: what the message of each error of this class begins with.
        detail: one sentence that names the object, with the values that matter.
        message: prefix and detail together, as libvirt words it.
        hint: the way out, where one is known. Only `str()` shows it; `message` stays libvirt's.
        origin: VIR_FROM_* number of the part that failed. 0 until the connection fills in its driver's.
        level: VIR_ERR_ERROR or VIR_ERR_WARNING.
    """

    code: int | None = None
    prefix: str = ""

    def __init__(
        self,
        detail: str = "",
        *,
        code: int | None = None,
        origin: int = VIR_FROM_NONE,
        level: int = VIR_ERR_ERROR,
        str1: str | None = None,
        str2: str | None = None,
        str3: str | None = None,
        int1: int = -1,
        int2: int = -1,
        hint: str | None = None,
    ) -> None:
        self.detail = detail
        self.hint = hint
        self.origin: int | None = origin
        self.level: int | None = level
        self.message: str = ": ".join(part for part in (self.prefix, detail) if part) or "unknown error"
        # libvirt puts the pattern of the message and what filled it into the first two.
        pattern = ": ".join(part for part in (self.prefix, detail and "%s") if part)
        self.str1: str | None = pattern if str1 is None else str1
        self.str2 = detail or None if str2 is None else str2
        self.str3 = str3
        self.int1: int | None = int1
        self.int2: int | None = int2
        if code is not None:
            self.code = code
        elif self.code is None:
            self._take_over()
        super().__init__(self.message)

    def _take_over(self) -> None:
        from anyvirt.util.last_error import last  # which needs threading, as not every program does

        self.err = last.error

    def __reduce__(self) -> tuple[Any, ...]:
        # Not through the constructor, which takes the parts of the message and perhaps the last error.
        return _restored, (type(self), self.args), self.__dict__

    def __str__(self) -> str:
        return f"{self.message}\nHint: {self.hint}" if self.hint else self.message

    @property
    def err(self) -> ErrorTuple | None:
        """The nine values of the error in libvirt-python's order; None if it was raised without any."""
        if self.code is None:
            return None
        return (
            self.code,
            self.origin or VIR_FROM_NONE,
            self.message,
            VIR_ERR_ERROR if self.level is None else self.level,
            self.str1,
            self.str2,
            self.str3,
            -1 if self.int1 is None else self.int1,
            -1 if self.int2 is None else self.int2,
        )

    @err.setter
    def err(self, values: ErrorTuple | None) -> None:
        if values is None:
            self.code = self.origin = self.level = self.int1 = self.int2 = None
            self.str1 = self.str2 = self.str3 = None
            return
        code, origin, message, level, str1, str2, str3, int1, int2 = values
        self.code, self.origin, self.message, self.level = code, origin, message, level
        self.str1, self.str2, self.str3, self.int1, self.int2 = str1, str2, str3, int1, int2

    def get_error_code(self) -> int | None:
        """VIR_ERR_* number."""
        return self.code

    def get_error_domain(self) -> int | None:
        """VIR_FROM_* number of the part of the library or the driver that failed."""
        return self.origin

    def get_error_message(self) -> str | None:
        """What failed, without the hint."""
        return None if self.code is None else self.message

    def get_error_level(self) -> int | None:
        """VIR_ERR_ERROR or VIR_ERR_WARNING."""
        return self.level

    def get_str1(self) -> str | None:
        """First extra text, usually the pattern of the message."""
        return self.str1

    def get_str2(self) -> str | None:
        """Second extra text, usually what filled the pattern."""
        return self.str2

    def get_str3(self) -> str | None:
        """Third extra text."""
        return self.str3

    def get_int1(self) -> int | None:
        """First extra number, for instance the errno of a system call; -1 when unused."""
        return self.int1

    def get_int2(self) -> int | None:
        """Second extra number; -1 when unused."""
        return self.int2


def _restored(cls: type[libvirtError], args: tuple[Any, ...]) -> libvirtError:
    return cls.__new__(cls, *args)
