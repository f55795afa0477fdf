"""What holds for every class of the models, whatever its options."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anyvirt.conf import diff
from anyvirt.util.xmlmap import Element
from tests.conf.every_class import every_class, holder_of, name_of
from tests.conf.strategies import objects

LARGE = 35  # options; the parts of such a class are tested as classes of their own
EXAMPLES = 5  # of each of 400 classes; --hypothesis-profile or more of them by hand

unhurried = settings(
    max_examples=EXAMPLES,
    deadline=None,  # the first use of a class generates its code
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("cls", every_class(), ids=name_of)
def test_an_object_survives_every_way_out_and_back(cls: type[Element]) -> None:
    """Text, a dictionary and a copy each give an equal object, and equal objects differ in nothing."""
    holder = holder_of(cls)
    depth = 0 if len(cls.__xml_fields__) > LARGE else 1

    @unhurried
    @given(st.data())
    def check(data: Any) -> None:
        written = holder(part=data.draw(objects(cls, depth=depth)))
        text = written.to_xml()
        read = holder.from_xml(text, unknown="refuse")
        assert read == written
        assert read.to_xml() == text
        assert holder.from_dict(written.to_dict()) == written
        assert written.copy() == written
        assert list(diff(written, read)) == []

    check()
