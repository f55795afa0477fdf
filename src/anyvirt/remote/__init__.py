"""The remote driver: connections to daemons, libvirt's or ours, here or on other hosts.

- `driver`: how one is opened, and what it answers itself; all else goes to the daemon through `calls`.
- `address`, `daemons`, `transports`: from a URI to a connected socket.
- `wire`: bytes and descriptors through that socket.
- `link`: calls, their answers, streams and keepalive over a wire; `blocking` and `awaiting` are its two flavours.
- `events`, `channel`: what a daemon tells, and streams.
"""
