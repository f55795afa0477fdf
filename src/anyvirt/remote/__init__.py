"""The remote driver: connections to daemons, libvirt's or ours, here or on other hosts.

- `driver`: how one is opened, and what it answers itself; all else goes to the daemon through `calls`.
- `address`, `transports`: from a URI to a connected socket; `sasl`: who we are.
- `wire`, `tls_wire`, `command_wire`: bytes and descriptors through that socket.
- `base`: calls, their answers, streams and keepalive over a wire; `blocking` and `awaiting` are its flavours.
- `events`, `channel`: what a daemon tells, and streams.
"""
