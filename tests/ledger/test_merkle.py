"""The tree and its proofs, against the published vectors and against the definition of RFC 6962 word for word."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.ledger.merkle import (
    EMPTY_ROOT,
    consistency_proof,
    grow,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    ranges_of,
    root_of,
    subtree_of,
)

# The eight leaves, their roots and proofs that Certificate Transparency's own tests publish.
INPUTS = [
    bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
LEAVES = [leaf_hash(data) for data in INPUTS]

TREES = st.lists(st.binary(max_size=4), min_size=1, max_size=70).map(lambda datas: [leaf_hash(data) for data in datas])


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, on leaves that are hashed already."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    split = max(1 << power for power in range(len(leaves).bit_length()) if 1 << power < len(leaves))
    return sha256(b"\x01" + defined_root(leaves[:split]) + defined_root(leaves[split:])).digest()


def frontier_of(leaves: list[bytes]) -> list[bytes]:
    """Return the frontier after the leaves were added one by one."""
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        frontier = grow(size, frontier, leaf)
    return frontier


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_root_is_the_published_one(size: int) -> None:
    assert root_of(frontier_of(LEAVES[:size])).hex() == ROOTS[size]


def test_a_tree_without_leaves_has_the_hash_of_nothing_as_its_root() -> None:
    assert EMPTY_ROOT.hex() == ROOTS[0]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_proof_that_a_leaf_is_in_the_tree_is_the_published_one(index: int, size: int) -> None:
    assert [step.hex() for step in inclusion_proof(index, size, subtree_of(LEAVES))] == INCLUSION[index, size]


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_the_proof_that_a_tree_only_grew_is_the_published_one(old: int, new: int) -> None:
    assert [step.hex() for step in consistency_proof(old, new, subtree_of(LEAVES))] == CONSISTENCY[old, new]


@given(TREES)
def test_growing_leaf_by_leaf_gives_the_defined_root(leaves: list[bytes]) -> None:
    assert root_of(frontier_of(leaves)) == defined_root(leaves)


@given(TREES)
def test_the_frontier_holds_the_roots_of_the_ranges_it_names(leaves: list[bytes]) -> None:
    assert frontier_of(leaves) == [defined_root(leaves[start:end]) for start, end in ranges_of(len(leaves))]


@given(TREES)
def test_a_frontier_is_never_longer_than_the_size_has_bits(leaves: list[bytes]) -> None:
    assert len(frontier_of(leaves)) == len(leaves).bit_count()


@given(TREES, st.data())
def test_a_proof_of_inclusion_holds_for_its_leaf_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size + 1))
    path = inclusion_proof(index, size, subtree_of(leaves))
    root = defined_root(leaves)

    assert is_included(leaves[index], index, size, path, root)
    assert not is_included(leaf_hash(b"something else"), index, size, path, root)
    if other < size and leaves[other] != leaves[index]:
        assert not is_included(leaves[other], index, size, path, root)
    if other != index and path:
        assert not is_included(leaves[index], other, size, path, root) or leaves[index] == leaves[other]


@given(TREES, st.data())
def test_a_proof_of_inclusion_that_was_changed_does_not_hold(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_proof(index, len(leaves), subtree_of(leaves))
    root = defined_root(leaves)

    assert not is_included(leaves[index], index, len(leaves), [*path, root], root)
    for place in range(len(path)):
        assert not is_included(leaves[index], index, len(leaves), path[:place] + path[place + 1 :], root)
        assert not is_included(leaves[index], index, len(leaves), [*path[:place], EMPTY_ROOT, *path[place + 1 :]], root)


@given(TREES, st.data())
def test_a_proof_of_consistency_holds_for_its_trees_and_no_others(leaves: list[bytes], data: st.DataObject) -> None:
    new = len(leaves)
    old = data.draw(st.integers(1, new))
    path = consistency_proof(old, new, subtree_of(leaves))
    old_root, new_root = defined_root(leaves[:old]), defined_root(leaves)
    changed = [leaf_hash(b"something else"), *leaves[1:]]

    assert is_consistent(old, old_root, new, new_root, path)
    assert not is_consistent(old, defined_root(changed[:old]), new, new_root, path)
    assert not is_consistent(old, old_root, new, defined_root(changed), path)
    assert not is_consistent(old, old_root, new, new_root, [*path, new_root])
    for place in range(len(path)):
        assert not is_consistent(old, old_root, new, new_root, path[:place] + path[place + 1 :])
        assert not is_consistent(old, old_root, new, new_root, [*path[:place], EMPTY_ROOT, *path[place + 1 :]])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (8, 8), (-1, 8)])
def test_there_is_no_proof_for_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(index, size, subtree_of(LEAVES))
    assert not is_included(LEAVES[0], index, size, [], root_of(LEAVES[:1]))


@pytest.mark.parametrize(("old", "new"), [(0, 4), (5, 4), (-1, 4)])
def test_there_is_no_proof_from_a_tree_that_never_was(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no proof"):
        consistency_proof(old, new, subtree_of(LEAVES))
    assert not is_consistent(old, EMPTY_ROOT, new, bytes.fromhex(ROOTS[4]), [])


def test_a_node_cannot_be_passed_off_as_an_entry() -> None:
    node = root_of(frontier_of(LEAVES[:2]))

    assert leaf_hash(LEAVES[0] + LEAVES[1]) != node
