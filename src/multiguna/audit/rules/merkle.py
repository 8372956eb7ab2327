"""The RFC 6962 Merkle tree: hashes, roots, proofs, and a tree that only grows.

Nodes are 32-byte SHA-256 hashes. A node of height h at position p covers the leaves
[p * 2^h, (p + 1) * 2^h). The tree is kept in tiles of 256 hashes (8 levels), like the tiles of C2SP
`tlog-tiles`: tile i of level l holds the nodes of height 8l at positions [256i, 256(i + 1)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import TypeAlias

from multiguna.audit.terms import Tile

HASH_BYTES = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_BYTES
EMPTY_ROOT = sha256(b"").digest()

Nodes: TypeAlias = Callable[[int, int], bytes]
"""Gives the node of a height at a position; all leaves under it exist."""


def leaf_hash(body: bytes) -> bytes:
    """Hash one record's body into its leaf: SHA-256(0x00 || body) (RFC 6962, section 2.1)."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two nodes into their parent: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: bytes) -> bytes:
    """The root over 2^k hashes that are given one after the other."""
    while len(hashes) > HASH_BYTES:
        hashes = b"".join(
            [
                sha256(b"\x01" + hashes[at : at + 2 * HASH_BYTES]).digest()
                for at in range(0, len(hashes), 2 * HASH_BYTES)
            ]
        )
    return hashes


def fold(nodes: Sequence[bytes]) -> bytes:
    """The root over the perfect subtrees of a tree, largest (leftmost) first."""
    if not nodes:
        return EMPTY_ROOT
    root = nodes[-1]
    for node in reversed(nodes[:-1]):
        root = node_hash(node, root)
    return root


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes.

    >>> root([]).hex()[:8]
    'e3b0c442'
    """
    tree = Tree()
    tree.extend(b"".join(leaves))
    return tree.root()


class Tree:
    """A tree that only grows; it keeps its right edge, not its leaves.

    >>> tree = Tree()
    >>> tree.extend(leaf_hash(b"first") + leaf_hash(b"second"))
    []
    >>> tree.size, tree.root() == node_hash(leaf_hash(b"first"), leaf_hash(b"second"))
    (2, True)
    """

    def __init__(self) -> None:
        self.size = 0
        self._frontier: list[bytes] = []
        self._open_tiles: list[bytes] = []

    @classmethod
    def resume(cls, open_tiles: Sequence[bytes]) -> Tree:
        """A tree that goes on from its incomplete tiles, one text of hashes a level, lowest first.

        Level l has (size >> 8 * l) % 256 hashes, which says how large the tree is.
        """
        tree = cls()
        tree._open_tiles = list(open_tiles)
        for level in reversed(range(len(open_tiles))):
            hashes = open_tiles[level]
            count = len(hashes) // HASH_BYTES
            assert count < TILE_WIDTH and len(hashes) % HASH_BYTES == 0
            tree.size += count << (TILE_HEIGHT * level)
            at = 0
            for height in reversed(range(TILE_HEIGHT)):
                if count >> height & 1:
                    end = at + (HASH_BYTES << height)
                    tree._frontier.append(perfect_root(hashes[at:end]))
                    at = end
        return tree

    def root(self) -> bytes:
        """The root over all leaves so far."""
        return fold(self._frontier)

    def extend(self, hashes: bytes) -> list[Tile]:
        """Add leaf hashes, given one after the other; gives the tiles that became complete."""
        done: list[Tile] = []
        at = 0
        while at < len(hashes):
            if self.size % TILE_WIDTH == 0 and len(hashes) - at >= TILE_BYTES:
                tile = hashes[at : at + TILE_BYTES]
                self._set_open(0, tile)
                self._push(perfect_root(tile), TILE_HEIGHT, done)
                at += TILE_BYTES
            else:
                self._push(hashes[at : at + HASH_BYTES], 0, done)
                at += HASH_BYTES
        return done

    def _push(self, node: bytes, height: int, done: list[Tile]) -> None:
        """Add one perfect subtree at the right edge and close every larger one it completes."""
        grown = self.size + (1 << height)
        while True:
            if height % TILE_HEIGHT == 0:
                self._to_tile(height // TILE_HEIGHT, node, grown, done)
            if not self.size >> height & 1:
                break
            node = node_hash(self._frontier.pop(), node)
            height += 1
        self._frontier.append(node)
        self.size = grown

    def _to_tile(self, level: int, node: bytes, grown: int, done: list[Tile]) -> None:
        """Write a node into its level's tile; a node above level 0 closes the tile under it."""
        if level:
            index = (grown >> TILE_HEIGHT * level) - 1
            done.append(Tile(level - 1, index, self._open_tiles[level - 1], node))
            self._open_tiles[level - 1] = b""
        if len(self._open_tiles) <= level:
            self._set_open(level, b"")
        self._open_tiles[level] += node

    def _set_open(self, level: int, hashes: bytes) -> None:
        self._open_tiles += [b""] * (level + 1 - len(self._open_tiles))
        self._open_tiles[level] = hashes


def range_root(nodes: Nodes, first: int, last: int) -> bytes:
    """The root over the leaves [first, last) of a subtree that begins at `first`."""
    pieces = []
    while first < last:
        height = (last - first).bit_length() - 1
        pieces.append(nodes(height, first >> height))
        first += 1 << height
    return fold(pieces)


def _split(first: int, last: int) -> int:
    """Where RFC 6962 splits the leaves [first, last): after the largest power of two below n."""
    return first + (1 << (last - first - 1).bit_length() - 1)


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """The nodes from leaf `index` up to the root at `size`, deepest first (RFC 6962, 2.1.1)."""
    assert 0 <= index < size
    path, first, last = [], 0, size
    while last - first > 1:
        split = _split(first, last)
        if index < split:
            path.append(range_root(nodes, split, last))
            last = split
        else:
            path.append(range_root(nodes, first, split))
            first = split
    return path[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes
) -> bool:
    """Whether `path` proves that `leaf` stands at `index` under the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    left, right, node = index, size - 1, leaf
    for step in path:
        if right == 0:
            return False
        if left & 1 or left == right:
            node = node_hash(step, node)
            while not left & 1 and left:
                left, right = left >> 1, right >> 1
        else:
            node = node_hash(node, step)
        left, right = left >> 1, right >> 1
    return right == 0 and node == expected_root


def consistency_proof(nodes: Nodes, old: int, new: int) -> list[bytes]:
    """The nodes that prove that the new tree only adds to the old one (RFC 6962, 2.1.2)."""
    assert 0 <= old <= new
    if old == 0:
        return []
    path, first, last, whole = [], 0, new, True
    while old != last:
        split = _split(first, last)
        if old <= split:
            path.append(range_root(nodes, split, last))
            last = split
        else:
            path.append(range_root(nodes, first, split))
            first, whole = split, False
    if not whole:
        path.append(range_root(nodes, first, last))
    return path[::-1]


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether `path` proves that the new tree only added leaves to the old (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old in {0, new}:
        expected = EMPTY_ROOT if old == 0 else new_root
        return not path and old_root == expected
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        return False
    left, right = old - 1, new - 1
    while left & 1:
        left, right = left >> 1, right >> 1
    old_node = new_node = steps[0]
    for step in steps[1:]:
        if right == 0:
            return False
        if left & 1 or left == right:
            old_node, new_node = node_hash(step, old_node), node_hash(step, new_node)
            while not left & 1 and left:
                left, right = left >> 1, right >> 1
        else:
            new_node = node_hash(new_node, step)
        left, right = left >> 1, right >> 1
    return right == 0 and old_node == old_root and new_node == new_root
