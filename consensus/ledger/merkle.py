"""The tree over the leaves, and the proofs that it gives. Knows bytes alone: no entry, no database.

A leaf is SHA-256(0x00 || data), a node SHA-256(0x01 || left || right). The frontier is what is needed to grow the tree: the
roots of its full subtrees, largest first, one for each bit that is set in its size.
Source: record.md section 1; RFC 6962 section 2.1; the checks of proofs, RFC 9162 sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeAlias

Subtree: TypeAlias = Callable[[int, int], bytes]
"""Returns the root of the subtree over the leaves from a start up to, and without, an end."""

EMPTY_ROOT = sha256().digest()
"""The root of a tree without leaves."""

WIDTH_BITS = 8
WIDTH = 1 << WIDTH_BITS
"""How many nodes stand side by side under one whose root is kept: a proof reads at most twice as many in each level.

Source: c2sp.org/tlog-tiles, whose tiles are as wide.
"""


def leaf_hash(data: bytes) -> bytes:
    """Return the leaf of ``data``."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the node above two others. Its prefix differs from a leaf's, so that no node can be passed off as an entry."""
    return sha256(b"\x01" + left + right).digest()


def grow(size: int, frontier: Sequence[bytes], leaf: bytes) -> list[bytes]:
    """Return the frontier after ``leaf`` was added to a tree of ``size`` leaves; takes as many steps as ``size`` has bits."""
    grown = list(frontier)
    while size & 1:
        leaf = node_hash(grown.pop(), leaf)
        size >>= 1
    grown.append(leaf)
    return grown


def completed(size: int, frontier: Sequence[bytes], leaf: bytes) -> list[bytes]:
    """Return the roots of the full subtrees of ``WIDTH`` leaves, of its square and so on, that ``leaf`` is the last of.

    :param size: how many leaves there are before it, and ``frontier`` theirs.
    """
    roots, node, height = [], leaf, 0
    while size >> height & 1:
        height += 1
        node = node_hash(frontier[-height], node)
        if height % WIDTH_BITS == 0:
            roots.append(node)
    return roots


def full_root(nodes: Sequence[bytes]) -> bytes:
    """Return the root over nodes of one height, whose number is a power of two."""
    level = list(nodes)
    while len(level) > 1:
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def root_of(frontier: Sequence[bytes]) -> bytes:
    """Return the root of the tree with this frontier."""
    if not frontier:
        return EMPTY_ROOT
    root = frontier[-1]
    for left in reversed(frontier[:-1]):
        root = node_hash(left, root)
    return root


def ranges_of(size: int) -> list[tuple[int, int]]:
    """Return which leaves, from and up to, each root of a frontier of ``size`` leaves stands for."""
    ranges, start = [], 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            ranges.append((start, start + (1 << bit)))
            start += 1 << bit
    return ranges


def subtree_of(leaves: Sequence[bytes]) -> Subtree:
    """Return the subtrees of a tree whose leaves are all at hand."""

    def subtree(start: int, end: int) -> bytes:
        frontier: list[bytes] = []
        for size, leaf in enumerate(leaves[start:end]):
            frontier = grow(size, frontier, leaf)
        return root_of(frontier)

    return subtree


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the path from a leaf to the root of a tree of ``size`` leaves, from the bottom up.

    :raises ValueError: when the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Return the proof that the first ``old`` leaves of a tree of ``new`` leaves are the tree that it was.

    :raises ValueError: when the tree was never of that size, or was empty then (then there is nothing to prove).
    """
    if not 0 < old <= new:
        raise ValueError(f"a tree of {new} leaves has no proof from {old}")
    path, start, end = [], 0, new
    is_known = True  # the verifier has the old root, so a subtree that is the whole old tree needs no telling
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
            is_known = False
    if not is_known:
        path.append(subtree(start, end))
    return path[::-1]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` proves that ``leaf`` stands at ``index`` in the tree of ``size`` leaves with ``root``."""
    if not 0 <= index < size:
        return False
    node, place, last = leaf, index, size - 1
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(step, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, step)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether ``path`` proves that the tree of ``new`` leaves begins with the tree of ``old`` leaves."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_node = new_node = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_node, new_node = node_hash(step, old_node), node_hash(step, new_node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new_node = node_hash(new_node, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old_node == old_root and new_node == new_root


def split(size: int) -> int:
    """Return the largest power of two below ``size``, which must be above one."""
    return 1 << (size - 1).bit_length() - 1
