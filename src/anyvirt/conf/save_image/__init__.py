"""What stands in front of the state of a guest in a file that keeps it: its definition, and how to go on."""

from __future__ import annotations

from anyvirt.conf.save_image.qemu import QemuSaveImage, SaveFormat
from anyvirt.conf.save_image.test import TestSaveImage

__all__ = ["QemuSaveImage", "SaveFormat", "TestSaveImage"]
