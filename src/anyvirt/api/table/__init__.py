"""One reviewed row for each function of the public API, by topic."""

from __future__ import annotations

from anyvirt.api.model import Function
from anyvirt.api.table import (
    checkpoint,
    connect_cpu,
    connect_domains,
    connect_host,
    connect_node,
    domain_control,
    domain_devices,
    domain_guest,
    domain_info,
    domain_iothreads,
    domain_jobs,
    domain_lifecycle,
    domain_memory,
    domain_save,
    domain_stats,
    domain_streams,
    domain_tuning,
    domain_vcpu,
    interface,
    migration,
    modules,
    network,
    node_device,
    nwfilter,
    secret,
    snapshot,
    storage_pool,
    storage_vol,
)

ROWS: tuple[Function, ...] = (
    *connect_host.ROWS,
    *connect_node.ROWS,
    *connect_cpu.ROWS,
    *connect_domains.ROWS,
    *domain_info.ROWS,
    *domain_lifecycle.ROWS,
    *domain_memory.ROWS,
    *domain_vcpu.ROWS,
    *domain_stats.ROWS,
    *domain_devices.ROWS,
    *domain_tuning.ROWS,
    *domain_iothreads.ROWS,
    *domain_guest.ROWS,
    *domain_control.ROWS,
    *domain_streams.ROWS,
    *domain_save.ROWS,
    *domain_jobs.ROWS,
    *migration.ROWS,
    *snapshot.ROWS,
    *checkpoint.ROWS,
    *secret.ROWS,
    *storage_pool.ROWS,
    *storage_vol.ROWS,
    *network.ROWS,
    *nwfilter.ROWS,
    *interface.ROWS,
    *node_device.ROWS,
)

MODULE_ROWS: tuple[Function, ...] = modules.ROWS
"""Functions of modules beside libvirt's main one, for the driver contract."""

DRIVER_ROWS: tuple[Function, ...] = (*ROWS, *MODULE_ROWS, *migration.PHASES)
"""All that drivers answer, with the phases that no public method calls alone."""
