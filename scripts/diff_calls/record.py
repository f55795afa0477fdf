"""Makes the calls of the scenes with one library and writes down what came of each, as JSON.

    python record.py libvirt|anyvirt SOCKET [SCENE...]

With the path of a daemon's SOCKET the test driver is that daemon's; with "" it is the library's own.

Runs under any Python 3.11: the one that has the original libvirt need not have anything of ours, so this file and the
scenes import nothing but the standard library and the library under test.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
import sys
import tempfile
import threading
import traceback
from pathlib import Path

SCENES = Path(__file__).with_name("scenes")
EVENTS_S = 5.0  # how long an event may take; many times what it needs


def describe(value, libvirt):
    """*value* as JSON can hold it, with the types of what it is made of."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return {"float": value}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, dict):
        return {"dict": [[describe(key, libvirt), describe(item, libvirt)] for key, item in value.items()]}
    if isinstance(value, tuple):
        return {"tuple": [describe(item, libvirt) for item in value]}
    if isinstance(value, list):
        return [describe(item, libvirt) for item in value]
    name = type(value).__name__
    for getter in ("name", "getName", "UUIDString", "portDev"):
        if hasattr(value, getter):
            return {name: getattr(value, getter)()}
    return {name: ""}


def shape(value):
    """The form of what `describe` made: its values say nothing."""
    if isinstance(value, dict):
        if "dict" in value:
            return {"dict": [[key, shape(item)] for key, item in value["dict"]]}
        if "tuple" in value:
            return {"tuple": [shape(item) for item in value["tuple"]]}
        return dict.fromkeys(value, "")
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return type(value).__name__


class Recorder:
    """What a scene gets: the library, a folder, and a way to make calls whose outcome is written down."""

    def __init__(self, libvirt, scene, folder):
        self.libvirt = libvirt
        self.folder = folder
        self._scene = scene
        self._seen = {}
        self.calls = []
        self._arrived = []
        self._changed = threading.Condition()

    def call(self, function, *args, loose=False, hide=None, unordered=False, **keywords):
        """Call *function* and note its result or its exception; answers the result, None after an exception.

        *loose*: note only the form of the result, where the values cannot be the same (times, names of hosts).
        *hide*: a regular expression; what it matches in texts is not compared.
        *unordered*: the result, if it is a list of names or objects, has them in no order that means anything.
        """
        owner = getattr(function, "__self__", None)
        name = getattr(function, "__name__", str(function))
        if owner is not None and not isinstance(owner, type(sys)):
            name = f"{type(owner).__name__}.{name}"
        number = self._seen[name] = self._seen.get(name, 0) + 1
        note = {"call": f"{self._scene}: {name} #{number}", "args": repr([_brief(arg) for arg in args])[1:-1]}
        self.calls.append(note)
        try:
            result = function(*args, **keywords)
        except self.libvirt.libvirtError as error:
            note["error"] = {
                "class": "libvirtError",
                "code": error.get_error_code(),
                "domain": error.get_error_domain(),
                "level": error.get_error_level(),
            }
            note["message"] = error.get_error_message()
            return None
        except Exception as error:
            note["error"] = {"class": type(error).__name__}
            note["message"] = str(error)
            return None
        described = describe(result, self.libvirt)
        if unordered and isinstance(described, list) and not any(isinstance(item, int) for item in described):
            described.sort(key=json.dumps)
        note["value"] = shape(described) if loose else described
        if hide is not None:
            note["value"] = json.loads(re.sub(hide, "*", json.dumps(note["value"])))
        return result

    # Events

    def handler(self, label):
        """A handler of events of any kind that notes its arguments under *label*."""

        def handle(*args):
            with self._changed:
                self._arrived.append([label, [describe(arg, self.libvirt) for arg in args[1:-1]]])
                self._changed.notify_all()

        return handle

    def events(self, count, hide=None):
        """Note the next events, *count* of them, in the order in which they came; fewer if no more come in time."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._arrived) >= count, EVENTS_S)
            arrived, self._arrived = self._arrived, []
        number = self._seen["events"] = self._seen.get("events", 0) + 1
        text = json.dumps(arrived)
        if hide is not None:
            text = re.sub(hide, "*", text)
        self.calls.append({"call": f"{self._scene}: events #{number}", "args": "", "value": json.loads(text)})


def _brief(arg):
    text = repr(arg) if isinstance(arg, (str, int, float, bytes, list, tuple, dict, bool, type(None))) else "..."
    return text if len(text) < 60 else text[:57] + "..."


def _load(path):
    spec = importlib.util.spec_from_file_location(f"scene_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _lead_to(socket, libvirt):
    """Have connections to the test driver lead to the daemon at *socket*."""

    def lead(function):
        def opened(uri, *args):
            if uri.startswith("test:///"):
                uri += ("&" if "?" in uri else "?") + f"socket={socket}"
                uri = uri.replace("test:", "test+unix:", 1)
            return function(uri, *args)

        return opened

    for name in ("open", "openReadOnly", "openAuth"):
        setattr(libvirt, name, lead(getattr(libvirt, name)))


def main(library, socket, *names):
    libvirt = importlib.import_module(library)
    if socket:
        _lead_to(socket, libvirt)
    libvirt.registerErrorHandler(lambda _context, _error: None, None)  # the original prints errors otherwise
    libvirt.virEventRegisterDefaultImpl()

    def run_events():
        while True:
            libvirt.virEventRunDefaultImpl()

    threading.Thread(target=run_events, daemon=True).start()
    calls = []
    for path in sorted(SCENES.glob("*.py")):
        if path.stem.startswith("_") or (names and path.stem not in names):
            continue
        with tempfile.TemporaryDirectory(prefix="diff-calls-") as folder:
            recorder = Recorder(libvirt, path.stem, Path(folder))
            try:
                _load(path).scene(recorder)
            except Exception:
                recorder.calls.append({"call": f"{path.stem}: the end", "args": "", "broken": traceback.format_exc()})
            for note in recorder.calls:
                for key in ("value", "message"):
                    if key in note:
                        note[key] = json.loads(json.dumps(note[key]).replace(folder, "FOLDER"))
            calls += recorder.calls
    json.dump(calls, sys.stdout)
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
