"""python -m anyvirt.rpc: write the code between the protocol and the drivers, or compare it with what is there."""

from __future__ import annotations

import sys
from functools import partial

from anyvirt.api.generate import Files, run
from anyvirt.api.model import Contract
from anyvirt.rpc.emit.calls import calls_module
from anyvirt.rpc.emit.dispatch import dispatch_module

FILES: Files = {
    **{f"src/anyvirt/remote/calls/{each.module}.py": partial(calls_module, each) for each in Contract},
    **{f"src/anyvirtd/dispatch/{each.module}.py": partial(dispatch_module, each) for each in Contract},
}

if __name__ == "__main__":
    sys.exit(run(FILES, check="--check" in sys.argv[1:]))
