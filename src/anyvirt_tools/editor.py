"""The user's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from anyvirt_tools.failure import Failure

_FALLBACK = "vi"


def edit(text: str, *, suffix: str) -> str:
    """Let the user change *text* in $VISUAL or $EDITOR.

    Raises:
        Failure: the editor failed.
    """
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _FALLBACK
    descriptor, name = tempfile.mkstemp(prefix="anyvirt-", suffix=suffix)
    path = Path(name)
    try:
        with open(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        # Through the shell: the variable may hold options, as git and others take it.
        code = subprocess.run(f"{editor} {shlex.quote(name)}", shell=True, check=False).returncode
        if code:
            raise Failure(f"the editor '{editor}' failed with exit code {code}")
        return path.read_text(encoding="utf-8")
    except OSError as exc:
        raise Failure(f"cannot edit the temporary file {name}: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise Failure(f"the editor '{editor}' left a file that is not UTF-8 text") from exc
    finally:
        path.unlink(missing_ok=True)
