"""Whether a guest that was started from one definition can go on with another."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from anyvirt.conf import Domain
from anyvirt.conf.domain.abi import abi_differences, check_abi
from anyvirt.conf.domain.parse import parse
from anyvirt.util.error import ConfigUnsupported, libvirtError
from scripts.corpus.__main__ import default_folder
from tests.conf.abi_cases import CASES, UUID, Case
from tests.conf.strategies import objects

_WAIT_S = 120


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_rule_names_where_the_guest_would_see_other_hardware(case: Case) -> None:
    source, target = case.pair
    first = next(abi_differences(source, target), None)
    assert (first.path if first else None) == case.path
    back = next(abi_differences(target, source), None)
    assert (back is None) == (first is None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_definition_shows_the_same_as_itself(case: Case) -> None:
    for domain in case.pair:
        check_abi(domain, domain.copy())
        check_abi(domain, parse(domain.to_xml(), update_abi=False))


@pytest.mark.peer("libvirt-python >= 9.0")
def test_the_original_library_judges_alike() -> None:
    """Each pair is a snapshot and its redefinition in libvirt's test driver."""
    cases = [case for case in CASES if case.peer]
    pairs = [(case.document(1), case.document(2)) for case in cases]
    program = Path(__file__).with_name("abi_peer.py")
    done = subprocess.run(
        ["/usr/bin/python3", program],
        input=json.dumps(pairs),
        capture_output=True,
        text=True,
        timeout=_WAIT_S,
        check=True,
    )
    answers = dict(zip((case.name for case in cases), json.loads(done.stdout), strict=True))
    refused = f"{ConfigUnsupported.code}: "
    different = {
        case.name: answer
        for case in cases
        if (answer := answers[case.name]) and not (case.path and answer.startswith(refused))
    }
    different |= {case.name: "accepted" for case in cases if case.path and not answers[case.name]}
    assert not different


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(objects(Domain, depth=2))
def test_any_domain_shows_the_same_as_its_copy(domain: Domain) -> None:
    check_abi(domain, domain.copy())


@pytest.mark.corpus
def test_each_domain_of_the_corpus_shows_the_same_when_it_is_read_again() -> None:
    folder = default_folder()
    documents = sorted(folder.glob("domain-*/**/*.xml"))
    if not documents:
        pytest.skip(f"there are no samples of domains in {folder}; CORPUS names another folder")
    compared = 0
    for path in documents:
        try:
            domain = parse(path.read_bytes())
        except libvirtError:
            continue  # not a domain, or one that must be refused
        differences = list(abi_differences(domain, parse(domain.to_xml(), update_abi=False)))
        assert not differences, path.name
        compared += 1
    assert compared


def _domain(memory: str, devices: str = "") -> Domain:
    return parse(
        f"<domain type='kvm'><name>web</name><uuid>{UUID}</uuid>{memory}<os><type arch='x86_64'>hvm</type></os>"
        f"<devices>{devices}</devices></domain>"
    )


def test_the_error_names_the_domain_the_place_and_both_values() -> None:
    disk = "<disk type='file'><source file='/a'/><target dev='sda' bus='{}'/></disk>"
    source, target = (_domain("<memory>1024</memory>", disk.format(bus)) for bus in ("sata", "usb"))
    with pytest.raises(ConfigUnsupported) as caught:
        check_abi(source, target)
    assert caught.value.code == 67
    assert "domain 'web'" in caught.value.message
    assert "is 'usb', not 'sata' as before" in caught.value.message
    assert "devices/disk[sda]/target/@bus" in caught.value.message


def test_what_a_running_guest_changes_can_be_left_out() -> None:
    memory = "<memory>1048576</memory><currentMemory>{}</currentMemory>"
    source, target = (_domain(memory.format(size)) for size in (1048576, 524288))
    with pytest.raises(ConfigUnsupported, match="currentMemory is 524288, not 1048576"):
        check_abi(source, target)
    check_abi(source, target, volatile=False)


def test_all_differences_can_be_had() -> None:
    net = "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='{}'/><mtu size='{}'/></interface>"
    source = _domain("<memory>1024</memory>", net.format("virtio", 1500))
    target = _domain("<memory>1024</memory>", net.format("e1000", 9000))
    assert [str(difference) for difference in abi_differences(source, target)] == [
        "devices/interface[52:54:00:00:00:01]/model/@type: 'virtio' -> 'e1000'",
        "devices/interface[52:54:00:00:00:01]/mtu/@size: 1500 -> 9000",
    ]


def test_no_number_is_the_same_as_zero() -> None:
    source = _domain("<memory>1024</memory>", "<interface type='user'><mac address='52:54:00:00:00:01'/></interface>")
    target = source.copy()
    target.interfaces[0].mtu = 0
    check_abi(source, target)
