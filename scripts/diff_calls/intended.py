"""The differences that stay, each with its reason. The key is what the comparison prints of the call."""

from __future__ import annotations

INTENDED: dict[str, str] = {
    "opening: opened #56": "the original does not say that it is about credentials",
    "opening: opened #57": "the original does not say that it is about credentials",
    "opening: virConnect.lookupByUUID #1": "the original raises the error of the call before",
    "opening: virConnect.lookupByUUID #2": "the original raises the error of the call before",
    "opening: virConnect.close #1": "objects do not keep a connection open here",
}
