"""capabilities, domcapabilities, nodeinfo, maxvcpus, version, uri, hostname, sysinfo."""

from __future__ import annotations

import click

import anyvirt
from anyvirt_tools.command import command, flag
from anyvirt_tools.output import Field
from anyvirt_tools.session import Session, doing


@command("capabilities")
def capabilities(session: Session) -> None:
    """Print what the host and its hypervisor can do, as XML."""
    with doing("failed to get capabilities"):
        xml = session.connection.getCapabilities()
    session.output.show({"xml": xml}, xml)


@command("domcapabilities")
@click.option("--virttype", help="The kind of domain: kvm, qemu ...")
@click.option("--emulatorbin", help="Path of the emulator.")
@click.option("--arch", help="Architecture.")
@click.option("--machine", help="Machine type.")
def domcapabilities(
    session: Session, virttype: str | None, emulatorbin: str | None, arch: str | None, machine: str | None
) -> None:
    """Print what a domain of some kind can have, as XML."""
    with doing("failed to get emulator capabilities"):
        xml = session.connection.getDomainCapabilities(emulatorbin, arch, machine, virttype)
    session.output.show({"xml": xml}, xml)


@command("nodeinfo")
def nodeinfo(session: Session) -> None:
    """Describe the host's processors and memory."""
    with doing("failed to get node information"):
        # The API counts whole MiB here.
        model, memory_mib, cpus, mhz, cells, sockets, cores, threads = session.connection.getInfo()
    memory_kib = int(memory_mib) * 1024
    session.output.fields(
        [
            Field("cpu_model", "CPU model", model),
            Field("cpus", "CPU(s)", cpus),
            Field("cpu_mhz", "CPU frequency", mhz, f"{mhz} MHz"),
            Field("sockets", "CPU socket(s)", sockets),
            Field("cores", "Core(s) per socket", cores),
            Field("threads", "Thread(s) per core", threads),
            Field("numa_cells", "NUMA cell(s)", cells),
            Field("memory_kib", "Memory size", memory_kib, f"{memory_kib} KiB"),
        ],
        width=20,
    )


@command("maxvcpus")
@click.option("--type", help="The kind of domain: kvm, qemu ...")
def maxvcpus(session: Session, type: str | None) -> None:
    """Print the largest number of vcpus that a domain can have."""
    count = session.connection.getMaxVcpus(type)
    session.output.show({"max_vcpus": count}, str(count))


@command("version")
@flag("daemon", "Add the version of the daemon.")
def version(session: Session, daemon: bool) -> None:
    """Print the versions of the library and the hypervisor."""
    connection = session.connection
    with doing("failed to get hypervisor type"):
        kind = connection.getType()
    with doing("failed to get the hypervisor version"):
        hypervisor = connection.getVersion()
    library = _dotted(anyvirt.getVersion())
    facts = {"anyvirt": anyvirt.__version__, "library": library, "api": kind, "hypervisor": None, "daemon": None}
    lines = [f"Using library: libvirt {library}", f"Using API: {kind} {library}"]
    if hypervisor:
        facts["hypervisor"] = _dotted(hypervisor)
        lines.append(f"Running hypervisor: {kind} {_dotted(hypervisor)}")
    else:
        lines.append(f"Cannot extract running {kind} hypervisor version")
    if daemon:
        with doing("failed to get the daemon version"):
            facts["daemon"] = _dotted(connection.getLibVersion())
        lines.append(f"Running against daemon: {facts['daemon']}")
    session.output.show(facts, "\n".join(lines))


def _dotted(number: int) -> str:
    return f"{number // 1_000_000}.{number // 1_000 % 1_000}.{number % 1_000}"


@command("uri")
def uri(session: Session) -> None:
    """Print the canonical URI of the connection."""
    with doing("failed to get URI"):
        text = session.connection.getURI()
    session.output.show({"uri": text}, text)


@command("hostname")
def hostname(session: Session) -> None:
    """Print the name of the host."""
    with doing("failed to get hostname"):
        name = session.connection.getHostname()
    session.output.show({"hostname": name}, name)


@command("sysinfo")
def sysinfo(session: Session) -> None:
    """Print what the host's firmware says of its hardware, as XML."""
    with doing("failed to get sysinfo"):
        xml = session.connection.getSysinfo()
    session.output.show({"xml": xml}, xml)
