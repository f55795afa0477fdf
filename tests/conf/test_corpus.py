"""libvirt's sample documents through our models, where they are at hand. `python -m scripts.corpus` has the details."""

from __future__ import annotations

import pytest

from scripts.corpus.__main__ import default_folder, run
from scripts.corpus.cases import RIGHT, Outcome, compare

# Share of the cases that come out right, in percent: what holds today, to be raised and never lowered.
FLOORS = {
    "domain-generic": 100.0,
    "domain-qemu model": 99.5,
    "domain-qemu kept": 99.0,
    "domain-qemu-status model": 100.0,
    "domain-lxc model": 100.0,
    "domain-lxc kept": 100.0,
    "domain-bhyve model": 100.0,
    "domain-bhyve kept": 100.0,
    "domain-ch model": 100.0,
    "schema-invalid": 100.0,
    "storagepool": 100.0,
    "storagevol": 100.0,
    "storagepoolcapabilities": 100.0,
    "secret": 100.0,
    "network": 100.0,
    "network-update": 100.0,
    "networkport": 100.0,
    "interface": 100.0,
    "nodedev": 100.0,
    "nwfilter": 100.0,
    "nwfilterbinding": 100.0,
    "snapshot": 100.0,
    "checkpoint": 100.0,
    "domainbackup": 100.0,
    "capabilities model": 100.0,
    "domaincapabilities model": 100.0,
    "sysinfo model": 100.0,
    "cpu compare": 100.0,
    "cpu update": 100.0,
    "cpu guestcpu": 100.0,
    "cpu baseline": 100.0,
    "cpu cpuid-baseline": 100.0,
    "cpu hasfeature": 100.0,
    "cpu cpuid-host": 100.0,
    "cpu cpuid-guest": 100.0,
    "cpu cpuid-json": 100.0,
    "cpu cpuid-signature": 100.0,
    "cpu update-live": 100.0,
}


@pytest.mark.corpus
@pytest.mark.parametrize("kind", FLOORS)
def test_documents_come_out_as_libvirt_writes_them(kind: str) -> None:
    folder = default_folder()
    tallies = run(folder, (kind,))
    if not tallies:
        pytest.skip(f"there are no samples of {kind} in {folder}; CORPUS names another folder")
    (tally,) = tallies
    assert tally.count(Outcome.CRASHED) == 0
    misses = [f"{r.case}: {r.outcome.value} {r.remark}" for r in tally.results if r.outcome not in RIGHT]
    assert 100 * tally.count(*RIGHT) >= FLOORS[kind] * tally.tried, "\n".join(misses)


def test_quotes_and_white_space_do_not_count() -> None:
    assert compare("<a b='1'/>", '<a\n b="1"></a>')[0] is Outcome.EQUAL
    outcome, remark = compare("<a><b/></a>", "<a><c/></a>")
    assert outcome is Outcome.DIFFERENT
    assert remark == "ours <b> | expected <c>"
    assert compare("<a b='1' c='2'/>", "<a c='2' b='1'/>")[0] is Outcome.DIFFERENT
