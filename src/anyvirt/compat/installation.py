"""Modules named as libvirt-python's in an environment, with the metadata by which a requirement on it is met."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import sys
import sysconfig
from contextlib import ExitStack
from importlib.metadata import PathDistribution, distributions
from importlib.util import cache_from_source
from pathlib import Path
from typing import Final

from anyvirt import __version__
from anyvirt.compat import MODULES, available
from anyvirt.driver import LIBVIR_VERSION_NUMBER
from anyvirt.util.files import remove, write_atomic

NAME: Final = "libvirt-python"
_INSTALLER: Final = "anyvirt"
_SUFFIXES: Final = (".py", ".so", ".pyd")


class Refused(Exception):
    """The environment stays as it is; the message says why."""


def environment() -> Path:
    """The folder of packages of the environment that this interpreter runs in."""
    return Path(sysconfig.get_path("purelib"))


def version() -> str:
    """The release of libvirt-python whose interface this is."""
    return ".".join(str(LIBVIR_VERSION_NUMBER // divisor % 1000) for divisor in (1_000_000, 1_000, 1))


def install(folder: Path) -> list[Path]:
    """Write the modules and the metadata into *folder*; answers what is there now. What is there of ours is replaced.

    Raises:
        Refused: the original is there, or something else under its names.
        OSError: the folder cannot be written to. Nothing is left in it then.
    """
    ours = _ours(folder)
    if ours is None:
        _refuse_others(folder)
    else:
        uninstall(folder)
    metadata = folder / f"libvirt_python-{version()}.dist-info"
    files = {f"{name}.py": _module(name) for name in MODULES if available(name)}
    files |= {f"{metadata.name}/{name}": text for name, text in _metadata(list(files)).items()}
    record = f"{metadata.name}/RECORD"
    with ExitStack() as undo:
        metadata.mkdir()
        undo.callback(metadata.rmdir)
        # The list first: whatever happens from here on, --uninstall finds what there is.
        for name, text in {record: _record(files, record), **files}.items():
            write_atomic(folder / name, text.encode(), mode=0o644)
            undo.callback(remove, folder / name)
        undo.pop_all()
    return [*(folder / name for name in files if "/" not in name), metadata]


def uninstall(folder: Path) -> list[Path]:
    """Remove from *folder* what `install` has written, and nothing else; answers what that was.

    Raises:
        Refused: there is nothing of ours.
        OSError: it cannot be removed.
    """
    ours = _ours(folder)
    if ours is None:
        raise Refused(f"anyvirt has installed no {NAME} in {folder}")
    listed = [row[0] for row in csv.reader(io.StringIO(ours.read_text("RECORD") or "")) if row]
    record = next((name for name in listed if name.endswith("/RECORD")), None)
    if record is None:
        raise Refused(f"{folder}: the list of the files of {NAME} is damaged")
    metadata = folder / Path(record).parent
    gone: list[Path] = []
    for name in (*(name for name in listed if name != record), record):  # the list last, as it is needed to go on
        path = folder / name
        if path.suffix == ".py":
            remove(Path(cache_from_source(str(path))))
        if remove(path) and path.parent == folder:
            gone.append(path)
    metadata.rmdir()
    return [*gone, metadata]


def _ours(folder: Path) -> PathDistribution | None:
    for found in _distributions([str(folder)]):
        if (found.read_text("INSTALLER") or "").strip() == _INSTALLER:
            return found
    return None


def _distributions(path: list[str]) -> list[PathDistribution]:
    found = distributions(name=NAME, path=path)
    return [each for each in found if isinstance(each, PathDistribution)]


def _refuse_others(folder: Path) -> None:
    # Where the command was called from is no part of the environment.
    elsewhere = (place for place in sys.path if place and Path(place).resolve() != Path.cwd())
    path = list(dict.fromkeys([str(folder), *elsewhere]))
    for found in _distributions(path):
        raise Refused(f"{NAME} {found.version} is installed already, in {Path(str(found.locate_file('')))}")
    for place in path:
        for name in MODULES:
            for there in (Path(place, name), *Path(place).glob(f"{name}.*")):
                if there.is_dir() or there.suffix in _SUFFIXES:
                    raise Refused(f"a module {name} is installed already: {there}")


def _module(name: str) -> str:
    return (
        f'"""{name} as anyvirt has it; written by `python -m anyvirt.as_libvirt --install`."""\n\n'
        f'from anyvirt.compat import fill\n\nfill("{name}", globals())\n'
    )


def _metadata(modules: list[str]) -> dict[str, str]:
    return {
        "METADATA": f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {version()}\n"
        f"Summary: libvirt-python's interface, provided by anyvirt {__version__}\nRequires-Dist: anyvirt\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: anyvirt\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "INSTALLER": f"{_INSTALLER}\n",
        "top_level.txt": "".join(f"{name.removesuffix('.py')}\n" for name in modules),
    }


def _record(files: dict[str, str], record: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()
        writer.writerow([name, f"sha256={digest}", len(content.encode())])
    writer.writerow([record, "", ""])
    return text.getvalue()
