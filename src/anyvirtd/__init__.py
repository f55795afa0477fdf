"""The daemon: hosts drivers behind libvirt's native protocol, for any client of libvirt's and our own.

One process, one event loop:

- `cli`, `settings`, `places`: options, the configuration file, and where sockets and state are.
- `daemon`: from start to end: signals, drivers, idling.
- `listeners`, `wires`: sockets, and bytes and descriptors through them.
- `service`, `client`: who may connect, which requests run, what a client's packets mean; `stepping` runs what answers.
- `session`, `calls`, `dispatch`: an open connection to a driver, and its answers: those about the connection itself,
  and those that the table of the API says all about.
- `events`, `streams`: what goes on beside calls.
- `auth`, `access`: who is there, and what they may do.
- `logs`, `metrics`: what can be seen from outside.
"""
