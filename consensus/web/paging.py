"""Long lists in pages. A query returns a ``Page`` of frozen values; ``templates/_pages.html`` draws the links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

PAGE_SIZE = 50
"""Items on a page. Default of the software: some 5 kB compressed, and a page's worth of scrolling."""

FURTHEST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its items, its number from 1 on, and how many items the whole list has."""

    items: tuple[T, ...]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one page."""
        return max(1, -(-self.total // self.size))

    @property
    def first_item(self) -> int:
        """The place of the page's first item in the whole list, from 1 on; 0 if there is none."""
        return 0 if not self.items else (self.number - 1) * self.size + 1

    @property
    def last_item(self) -> int:
        """The place of the page's last item in the whole list."""
        return 0 if not self.items else self.first_item + len(self.items) - 1


def page_number(arguments: Mapping[str, str]) -> int:
    """Return the number that an address asks for with ``page=``; 1 if it asks for none that makes sense."""
    text = arguments.get("page", "")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return 1
    return min(max(1, int(text)), FURTHEST_PAGE)


def offset_of(number: int, size: int = PAGE_SIZE) -> int:
    """Return how many items stand before page ``number``."""
    return (number - 1) * size
