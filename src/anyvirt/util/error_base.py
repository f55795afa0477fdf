"""libvirtError, the base of every failure that anyvirt reports."""

from __future__ import annotations

from typing import Final

VIR_FROM_NONE: Final = 0
VIR_ERR_ERROR: Final = 2

ErrorTuple = tuple[int, int, str, int, str | None, str | None, str | None, int, int]
"""libvirt-python's `err`: code, domain, message, level, str1, str2, str3, int1, int2."""


class libvirtError(Exception):
    """An operation failed. Each code of libvirt has a subclass of its own; catch those to tell failures apart.

    Attributes:
        code: VIR_ERR_* number; 0 for an error that was raised without one.
        prefix: what the message of each error of this class begins with.
        detail: one sentence that names the object, with the values that matter.
        message: prefix and detail together, as libvirt words it.
        hint: the way out, where one is known. Only `str()` shows it; `message` stays libvirt's.
        origin: VIR_FROM_* number of the part that failed. 0 until the connection fills in its driver's.
        level: VIR_ERR_ERROR or VIR_ERR_WARNING.
    """

    code: int = 0
    prefix: str = ""

    def __init__(
        self,
        detail: str = "",
        *,
        origin: int = VIR_FROM_NONE,
        level: int = VIR_ERR_ERROR,
        str1: str | None = None,
        str2: str | None = None,
        str3: str | None = None,
        int1: int = -1,
        int2: int = -1,
        hint: str | None = None,
    ) -> None:
        super().__init__(detail)  # with exactly what pickle and copy must pass to build it again
        self.detail = detail
        self.hint = hint
        self.origin = origin
        self.level = level
        self.message = ": ".join(part for part in (self.prefix, detail) if part) or "unknown error"
        # libvirt puts the pattern of the message and what filled it into the first two.
        pattern = ": ".join(part for part in (self.prefix, detail and "%s") if part)
        self.str1 = pattern if str1 is None else str1
        self.str2 = detail or None if str2 is None else str2
        self.str3 = str3
        self.int1 = int1
        self.int2 = int2

    def __str__(self) -> str:
        return f"{self.message}\nHint: {self.hint}" if self.hint else self.message

    @property
    def err(self) -> ErrorTuple:
        """The nine values of the error in libvirt-python's order."""
        return (
            self.code,
            self.origin,
            self.message,
            self.level,
            self.str1,
            self.str2,
            self.str3,
            self.int1,
            self.int2,
        )

    def get_error_code(self) -> int:
        """VIR_ERR_* number."""
        return self.code

    def get_error_domain(self) -> int:
        """VIR_FROM_* number of the part of the library or the driver that failed."""
        return self.origin

    def get_error_message(self) -> str:
        """What failed, without the hint."""
        return self.message

    def get_error_level(self) -> int:
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

    def get_int1(self) -> int:
        """First extra number, for instance the errno of a system call; -1 when unused."""
        return self.int1

    def get_int2(self) -> int:
        """Second extra number; -1 when unused."""
        return self.int2
