"""The growing tree and its proofs agree with the recursive definitions of RFC 6962, section 2.1."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from multiguna.audit.rules import merkle


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = half(len(leaves))
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def half(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = half(len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = half(len(leaves))
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def some_leaves(size: int, seed: int) -> list[bytes]:
    return [merkle.leaf_hash(b"%d %d" % (seed, number)) for number in range(size)]


def nodes_of(leaves: list[bytes]) -> merkle.Nodes:
    def node(height: int, position: int) -> bytes:
        part = leaves[position << height : (position + 1) << height]
        assert len(part) == 1 << height, "a proof asks for complete nodes only"
        return merkle.perfect_root(b"".join(part))

    return node


SIZES = st.integers(0, 70) | st.integers(250, 262) | st.integers(500, 1100)


@given(SIZES, st.integers(0, 9), st.data())
@settings(deadline=None, max_examples=60)
def test_a_tree_that_grows_in_steps_has_the_naive_root(
    size: int, seed: int, data: st.DataObject
) -> None:
    leaves = some_leaves(size, seed)
    tree, tiles, done = merkle.Tree(), [], 0
    while done < size:
        step = data.draw(st.integers(1, size - done))
        tiles += tree.extend(b"".join(leaves[done : done + step]))
        done += step
        assert tree.size == done
        assert tree.root() == naive_root(leaves[:done])
    assert [tile.hashes for tile in tiles] == [
        b"".join(leaves[at : at + 256]) for at in range(0, size - size % 256, 256)
    ]


@given(SIZES.filter(bool), st.integers(0, 9), st.data())
@settings(deadline=None, max_examples=60)
def test_inclusion(size: int, seed: int, data: st.DataObject) -> None:
    leaves = some_leaves(size, seed)
    index = data.draw(st.integers(0, size - 1))
    root = merkle.root(leaves)
    path = merkle.inclusion_proof(nodes_of(leaves), index, size)
    assert path == naive_path(index, leaves)
    assert merkle.verify_inclusion(leaves[index], index, size, path, root)

    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index) | st.just(size))
    assert not merkle.verify_inclusion(leaves[index], other, size, path, root)
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"forged"), index, size, path, root)
    assert not merkle.verify_inclusion(leaves[index], index, size, [*path, root], root)
    if path:
        assert not merkle.verify_inclusion(leaves[index], index, size, path[:-1], root)


@given(SIZES, st.integers(0, 9), st.data())
@settings(deadline=None, max_examples=60)
def test_consistency(size: int, seed: int, data: st.DataObject) -> None:
    leaves = some_leaves(size, seed)
    old = data.draw(st.integers(0, size))
    old_root, new_root = merkle.root(leaves[:old]), merkle.root(leaves)
    path = merkle.consistency_proof(nodes_of(leaves), old, size)
    if old:
        assert path == naive_subproof(old, leaves, True)
    assert merkle.verify_consistency(old, size, old_root, new_root, path)

    if old:
        changed = data.draw(st.integers(0, old - 1))
        rewritten = list(leaves)
        rewritten[changed] = merkle.leaf_hash(b"forged")
        forged = merkle.consistency_proof(nodes_of(rewritten), old, size)
        assert not merkle.verify_consistency(old, size, old_root, merkle.root(rewritten), forged)


@given(st.integers(0, 1300), st.integers(0, 600))
@settings(deadline=None, max_examples=40)
def test_a_resumed_tree_is_the_same_tree(size: int, more: int) -> None:
    leaves = some_leaves(size + more, 0)
    tree = merkle.Tree()
    tiles = tree.extend(b"".join(leaves[:size]))
    roots = b"".join(tile.root for tile in tiles if tile.level == 0)
    resumed = merkle.Tree.resume([b"".join(leaves[size - size % 256 : size]), roots])
    rest = b"".join(leaves[size:])
    assert resumed.extend(rest) == tree.extend(rest)
    assert (resumed.size, resumed.root()) == (size + more, naive_root(leaves))
