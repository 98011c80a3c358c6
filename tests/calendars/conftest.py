"""Fixtures of the tests of calendars: the invented network with every kind of date in it, and the browsers of its people."""

from __future__ import annotations

import pytest

from tests.archive.conftest import network as network
from tests.archive.conftest import readers as readers
from tests.calendars.dates import Dates, dates_in
from tests.support.remembered import told_once
from tests.voting.story import Network


@pytest.fixture
@told_once
def dates(network: Network) -> Dates:
    """A date of every kind that concerns the person of Alpha."""
    return dates_in(network)
