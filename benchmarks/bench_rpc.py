"""What packets of the native protocol cost: put together on one side, cut out and read on the other."""

from __future__ import annotations

import timeit
from functools import partial

from anyvirt.rpc import packet as packets
from anyvirt.rpc.connection import Client, Replied, Server
from anyvirt.rpc.programs import Program, program

UUID = "c7a5fdbd-edaf-9455-926a-d65c16db1809"
ROUNDS = 9
CALLS = 5_000
LISTS = 50
DOMAINS = 300
FIGURES = 40


def measure() -> dict[str, float]:
    """Microseconds by name."""
    remote = program("remote").by_name
    domain = ("web1", UUID, 7)
    xml_desc = remote["DOMAIN_GET_XML_DESC"]
    list_all = remote["CONNECT_LIST_ALL_DOMAINS"]
    all_stats = remote["CONNECT_GET_ALL_DOMAIN_STATS"]
    domains = [(f"guest{number}", UUID, number) for number in range(DOMAINS)]
    params = {f"vcpu.{number}.time": number * 10**9 for number in range(FIGURES)}
    stats = [(each, params) for each in domains]
    client, server = Client(), Server(["remote"])

    def call_and_reply() -> None:
        serial, data = client.call(xml_desc, (domain, 0))
        server.receive(data)
        for _ in server.events():
            client.receive(packets.reply(xml_desc, serial, ("<domain/>",)))
        for event in client.events():
            assert isinstance(event, Replied)

    results = {
        "write a call": _best(lambda: packets.call(xml_desc, 1, (domain, 0)), CALLS),
        "a call and its reply, both ends": _best(call_and_reply, CALLS),
        "read the tables of the remote program": _best(lambda: Program("remote"), 1),
    }
    for name, procedure, value, few in (
        (f"a list of {DOMAINS} domains", list_all, (domains, DOMAINS), LISTS),
        (f"{FIGURES} figures of {DOMAINS} domains each", all_stats, (stats,), 1),
    ):
        ret = procedure.ret
        assert ret is not None
        payload = bytes(ret.encode(value))
        results[f"write {name}"] = _best(partial(ret.encode, value), few)
        results[f"read {name}"] = _best(partial(ret.decode, payload), few)
    return results


def _best(action: object, calls: int) -> float:
    """Microseconds for one call: the best of several rounds, since whatever else runs only ever adds."""
    assert callable(action)
    return min(timeit.repeat(action, number=calls, repeat=ROUNDS)) / calls * 1e6


def main() -> None:
    print("packets of the native protocol, in us:")
    for name, value in measure().items():
        print(f"  {name:<40} {value:10.2f}")


if __name__ == "__main__":
    main()
