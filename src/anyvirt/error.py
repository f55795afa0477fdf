"""libvirtError and its subclasses, one for each code: `except anyvirt.error.NoDomain`."""

from anyvirt.util import error_codes
from anyvirt.util.error import error_class, libvirtError
from anyvirt.util.error_codes import *  # noqa: F403 - the classes, all listed in its __all__

__all__ = ["error_class", "libvirtError"]
__all__ += error_codes.__all__
