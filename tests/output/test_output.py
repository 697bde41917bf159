"""The table of formats."""

from __future__ import annotations

import pytest
from sample import Sample, shop

from composelint.output import FORMATS, renderer


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_renders_any_report(format: str) -> None:
    for report in (Sample(), shop()):
        text = renderer(format)(report)
        assert text.endswith("\n")
        assert "hunter2" not in text
        assert "\x1b" not in text
