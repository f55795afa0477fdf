"""libvirt's native protocol, without I/O: what the bytes on the wire mean.

- `programs`: the tables of procedures, structs and bounds, and the way to them.
- `types` and `compiling`: structs as named tuples, and the code that reads and writes them.
- `params`: typed parameters as dictionaries.
- `packet`: whole packets, and where one ends in a stream of bytes.
- `failure`: errors that travel in packets.
- `connection`: who may say what when, on either end.

Nothing in here opens, reads or waits. Each size is checked before anything is allocated for it.
"""
