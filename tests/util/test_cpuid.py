"""CPUID as Linux's devices give it."""

from __future__ import annotations

import struct
from pathlib import Path

from anyvirt.util.cpuid import Leaf, read_cpuid, read_msr


def write(folder: Path, answers: dict[tuple[int, int], tuple[int, int, int, int]]) -> None:
    """A file with the answers where the device has them."""
    with open(folder / "cpuid", "wb") as file:
        for (eax, ecx), words in answers.items():
            file.seek(ecx << 32 | eax)
            file.write(struct.pack("<4I", *words))


def test_only_what_the_processor_knows_is_asked(tmp_path: Path) -> None:
    """Leaf 7 is its last, and has one sub-leaf. Files cannot hold overlapping answers, so the leaves lie far apart."""
    write(
        tmp_path,
        {
            (0, 0): (0x40, 1, 2, 3),
            (0x20, 0): (5, 6, 7, 8),
            (0x60, 0): (9, 9, 9, 9),
            (0x80000000, 0): (0x80000000, 0, 0, 0),
        },
    )
    assert read_cpuid([(0, 0), (0x20, 0), (0x60, 0), (0x80000001, 0)], tmp_path) == {
        (0, 0): Leaf(0x40, 1, 2, 3),
        (0x20, 0): Leaf(5, 6, 7, 8),
    }


def test_sub_leaves_of_leaf_7_end_where_it_says(tmp_path: Path) -> None:
    write(tmp_path, {(7, 0): (1, 0, 0, 0), (7, 1): (0xAB, 0, 0, 0), (0x80000000, 0): (0, 0, 0, 0)})
    with open(tmp_path / "cpuid", "r+b") as file:
        file.write(struct.pack("<I", 7))  # the first word of leaf 0
    answers = read_cpuid([(7, 0), (7, 1), (7, 2)], tmp_path)
    assert answers is not None
    assert set(answers) == {(7, 0), (7, 1)}
    assert answers[7, 1].eax == 0xAB


def test_a_device_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert read_cpuid([(0, 0)], tmp_path) is None
    assert read_msr(0x10A, tmp_path) is None
    (tmp_path / "cpuid").write_bytes(b"short")
    assert read_cpuid([(0, 0)], tmp_path) is None


def test_a_register_has_two_halves(tmp_path: Path) -> None:
    with open(tmp_path / "msr", "wb") as file:
        file.seek(0x10A)
        file.write(struct.pack("<2I", 0x11, 0x22))
    assert read_msr(0x10A, tmp_path) == (0x11, 0x22)
    assert read_msr(0x200, tmp_path) is None
