"""The table of the API and the generator that writes code from it.

One reviewed row per function (`anyvirt.api.table`), one per constant and error code (`anyvirt.api.enums`). From them
come, as checked-in Python, the blocking and the asyncio classes, the driver contract, the constants, the error classes
and the support matrix. The library does not import this package; `python -m anyvirt.api` does.

To add a function: write its row into the module of its topic in `anyvirt.api.table`, with names, defaults and shapes of
libvirt-python and the meaning in our own words; a new shape goes to `anyvirt.driver.types` and `anyvirt.api.kinds`.
Then `make generate`, and implement the new method of the contract in the drivers.
"""
