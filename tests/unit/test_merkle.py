"""The Merkle tree against the published test vectors of Certificate Transparency (RFC 6962)."""

from __future__ import annotations

from multiguna.audit.rules import merkle

LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_roots_of_the_published_vectors() -> None:
    tree = merkle.Tree()
    assert tree.root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.extend(merkle.leaf_hash(leaf))
        assert tree.root().hex() == root


def test_a_tile_closes_with_the_next_level_and_a_resumed_tree_goes_on() -> None:
    leaves = [merkle.leaf_hash(number.to_bytes(4, "big")) for number in range(256 * 256 + 300)]
    tree = merkle.Tree()
    tiles = tree.extend(b"".join(leaves))
    assert [(t.level, t.index) for t in tiles if t.level] == [(1, 0)]
    assert [t.index for t in tiles if t.level == 0] == list(range(257))
    assert tiles[0].hashes == b"".join(leaves[:256])
    assert tiles[0].root == merkle.root(leaves[:256])
    top = next(tile for tile in tiles if tile.level == 1)
    assert top.hashes[:32] == tiles[0].root
    assert top.root == merkle.root(leaves[: 256 * 256])

    resumed = merkle.Tree.resume([b"".join(leaves[257 * 256 :]), tiles[-1].root, top.root])
    assert (resumed.size, resumed.root()) == (tree.size, tree.root())
    more = b"".join(leaves[:700])
    assert resumed.extend(more) == tree.extend(more)
    assert resumed.root() == tree.root()


def test_wrong_proofs_prove_nothing() -> None:
    leaf, root = merkle.leaf_hash(b"only"), merkle.leaf_hash(b"only")
    assert merkle.verify_inclusion(leaf, 0, 1, [], root)
    assert not merkle.verify_inclusion(leaf, 1, 1, [], root)
    assert not merkle.verify_inclusion(leaf, 0, 1, [root], root)
    assert not merkle.verify_consistency(2, 1, root, root, [])
    assert not merkle.verify_consistency(1, 2, root, root, [])
    assert not merkle.verify_consistency(0, 1, root, root, [])
