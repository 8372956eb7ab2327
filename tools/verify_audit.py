#!/usr/bin/env python3
"""Verify a Multiguna audit log without Multiguna: one file, Python 3.11+, standard library only.

    verify_audit.py log.jsonl                         the log is whole and every checkpoint fits
    verify_audit.py log.jsonl --against old-note.txt  ... and still holds what an old note signed
    verify_audit.py proof.json --key HEX              one record is in the log that a note signs

`log.jsonl` is written by `multiguna audit export`, `proof.json` by `multiguna audit proof`. Keep
checkpoint notes and the public key (`--key`) yourself: without them you trust the file you check.
Exit code: 0 nothing wrong, 1 something is wrong, 2 the file cannot be read.

Hashes follow RFC 6962 (leaf: SHA-256(0x00 || body), node: SHA-256(0x01 || left || right)), notes
follow C2SP signed-note and tlog-checkpoint, signatures are Ed25519 (RFC 8032).
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256, sha512
from itertools import chain
from typing import Any

LISTED = 10_000
EMPTY = sha256(b"").digest()

# Ed25519 (RFC 8032, section 5.1): a point is (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def add(a: Point, b: Point) -> Point:
    """The sum of two points."""
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    t, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, z - t, z + t, n + m
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar: int, point: Point) -> Point:
    """A point added to itself `scalar` times."""
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def decompress(data: bytes) -> Point | None:
    """The point that 32 bytes name; None when they name none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signature(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is the Ed25519 signature of `message` under `public_key`."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, nonce = decompress(public_key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if BASE is None or key is None or nonce is None or s >= ORDER:
        return False
    digest = sha512(signature[:32] + public_key + message).digest()
    left = multiply(s, BASE)
    right = add(nonce, multiply(int.from_bytes(digest, "little") % ORDER, key))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


# Signed notes

NOTE = re.compile(
    r"(?P<text>(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n)"
    r"\n(?P<signatures>(?:— \S+ [A-Za-z0-9+/=]+\n)+)"
)


@dataclass(frozen=True)
class Note:
    """A checkpoint note: what it says, and whether this log's key signed it."""

    size: int
    root: bytes
    signed: bool


def read_note(text: str, origin: str, key: bytes) -> Note | None:
    """Read a note and check its signature; None when the text is not a note."""
    match = NOTE.fullmatch(text.replace("\r\n", "\n").strip() + "\n")
    if match is None:
        return None
    named = sha256(origin.encode() + b"\n\x01" + key).digest()[:4]
    signed = False
    for line in match["signatures"].splitlines():
        _, name, encoded = line.split(" ")
        try:
            signature = base64.b64decode(encoded, validate=True)
        except ValueError:
            continue
        if (match["origin"], name, signature[:4]) == (origin, origin, named):
            signed = is_signature(key, match["text"].encode(), signature[4:])
            break
    return Note(int(match["size"]), base64.b64decode(match["root"]), signed)


# The Merkle tree


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two nodes."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree: the perfect subtrees at its right edge, and the open tile of each level."""

    def __init__(self, on_tile: Callable[[int, int, list[bytes], bytes], None]) -> None:
        self.size = 0
        self.edge: list[bytes] = []
        self.open: list[list[bytes]] = []
        self.on_tile = on_tile

    def add(self, node: bytes) -> None:
        """Add one leaf hash."""
        height = 0
        while True:
            level, rest = divmod(height, 8)
            if rest == 0:
                if level:
                    tile, self.open[level - 1] = self.open[level - 1], []
                    self.on_tile(level - 1, self.size >> 8 * level, tile, node)
                if len(self.open) == level:
                    self.open.append([])
                self.open[level].append(node)
            if not self.size >> height & 1:
                break
            node = node_hash(self.edge.pop(), node)
            height += 1
        self.edge.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.edge:
            return EMPTY
        root = self.edge[-1]
        for node in reversed(self.edge[:-1]):
            root = node_hash(node, root)
        return root


def root_by_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that an inclusion path leads to; None when the path has the wrong length."""
    last = size - 1
    for step in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            leaf = node_hash(step, leaf)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            leaf = node_hash(leaf, step)
        index, last = index >> 1, last >> 1
    return leaf if last == 0 else None


# The inspection

SENTENCES = {
    "note_unsigned": ("checkpoint", "the old note is not signed by the key of this log"),
    "differs": ("checkpoint", "checkpoint {size} differs from its own note"),
    "unsigned": ("checkpoint", "checkpoint {size} is not signed by the key of this log"),
    "other": ("checkpoint", "checkpoint {size} signed other contents of the log"),
    "mismatch": (
        "checkpoint",
        "the log does not match the {signer} at {size} (and {later} later): the change is in "
        "leaves {first}-{last} (records {about})",
    ),
    "beyond": ("inserted", "record {record} stands beyond the last signed checkpoint"),
    "missing": ("removed", "leaf {leaf} is missing from the log"),
    "removed": ("removed", "record {record} was removed; its leaf remains"),
    "late": (
        "inserted",
        "record {record} was inserted: it claims to be older than the last checkpoint, and is not "
        "in the log",
    ),
    "body": ("altered", "the body of record {record} was altered"),
    "columns": ("altered", "record {record}: a column beside its body was altered"),
    "leaf": ("altered", "record {record} and its leaf were altered"),
    "reordered": ("reordered", "record {record} does not stand where it stood"),
    "no_tile": ("tile", "tile {level}/{index} is missing"),
    "tile": ("tile", "tile {level}/{index} was altered"),
}
Hashes = list[bytes]


class Log:
    """What was read of an exported log, and everything found wrong with it."""

    def __init__(self, origin: str, key: bytes) -> None:
        self.origin, self.key = origin, key
        self.tree = Tree(self.tile_closed)
        self.ids: list[int] = []  # record by leaf; 0 where the leaf is missing
        self.findings: dict[tuple[str, int | None, int | None], str] = {}
        self.found = self.good = self.signed = 0
        self.erased = self.pending = self.checkpoints = 0
        self.marks: list[tuple[int, bytes, str]] = []  # signed sizes that are still to come
        self.bad: list[tuple[int, bytes, str]] = []
        self.moved: list[tuple[int, int, bytes, bytes]] = []
        self.computed: dict[tuple[int, int], tuple[Hashes, bytes]] = {}
        self.stored: dict[tuple[int, int], tuple[Hashes, bytes]] = {}
        self.differing: dict[tuple[int, int], tuple[Hashes, Hashes]] = {}

    def find(self, what: str, leaf: int | None, record: int | None, **words: object) -> None:
        """Keep one finding, once."""
        kind, sentence = SENTENCES[what]
        if (kind, leaf, record) not in self.findings:
            self.found += 1
            if len(self.findings) < LISTED:
                message = sentence.format(leaf=leaf, record=record, **words)
                self.findings[kind, leaf, record] = message

    def add_checkpoint(self, line: dict[str, Any]) -> None:
        """Take a checkpoint of the export; only a well-signed one says what the log must be."""
        self.checkpoints += 1
        size, root = line["size"], bytes.fromhex(line["root"])
        note = read_note(line["note"], self.origin, self.key)
        if note is None or (note.size, note.root) != (size, root):
            self.find("differs", size, None, size=size)
        elif not note.signed:
            self.find("unsigned", size, None, size=size)
        else:
            self.marks.append((size, root, "checkpoint"))

    def add_old_note(self, text: str) -> None:
        """Take a note that somebody kept."""
        note = read_note(text, self.origin, self.key)
        if note is None:
            raise ValueError("the old note is not a whole checkpoint note")
        if note.signed:
            self.marks.append((note.size, note.root, "old note"))
        else:
            self.find("note_unsigned", None, None)

    def begin(self) -> None:
        """All signed sizes are known; the leaves come now."""
        self.marks.sort(key=lambda mark: mark[0])
        self.signed = self.marks[-1][0] if self.marks else 0
        self.at_marks()

    def add_leaf(self, line: dict[str, Any]) -> None:
        """Judge one leaf and its record."""
        index, record_id = line["leaf_index"], line["record_id"]
        if index >= self.signed:
            self.find("beyond", index, record_id)
            return
        self.fill(index)
        node = bytes.fromhex(line["leaf_hash"])
        self.judge(index, record_id, node, line["record"])
        self.grow(node, record_id)

    def judge(self, index: int, record_id: int, node: bytes, record: dict[str, Any] | None) -> None:
        """Compare a record with its leaf."""
        if record is None:
            self.find("removed", index, record_id)
            return
        agree = bytes.fromhex(record["leaf_hash"]) == node
        if record["body"] is None:
            self.erased += 1
        else:
            actual = sha256(b"\x00" + record["body"].encode()).digest()
            if actual != node:
                self.moved.append((index, record_id, node, actual))
                return
            try:
                said = json.loads(record["body"])
                agree &= all(said.get(k) == record[k] for k in ("kind", "subject", "actor"))
            except (ValueError, AttributeError):
                agree = False
        if not agree:
            self.find("columns", index, record_id)

    def fill(self, size: int) -> None:
        """Keep the places of missing leaves."""
        while len(self.ids) < size:
            self.find("missing", len(self.ids), None)
            self.grow(bytes(32), 0)

    def grow(self, node: bytes, record_id: int) -> None:
        """Add a leaf to the tree."""
        self.ids.append(record_id)
        self.tree.add(node)
        self.at_marks()

    def at_marks(self) -> None:
        """Compare the root with what was signed at this size."""
        while self.marks and self.marks[0][0] == self.tree.size:
            mark = self.marks.pop(0)
            if self.tree.root() != mark[1]:
                self.bad.append(mark)
                continue
            for size, _, _ in self.bad:
                self.find("other", size, None, size=size)
            self.bad.clear()
            self.good = mark[0]

    def tile_closed(self, level: int, index: int, tile: Hashes, root: bytes) -> None:
        """A tile of the recomputed tree is complete."""
        self.computed[level, index] = (tile, root)
        self.pair(level, index)

    def add_tile(self, line: dict[str, Any]) -> None:
        """Take a stored tile of the export."""
        text = bytes.fromhex(line["hashes"])
        hashes = [text[at : at + 32] for at in range(0, len(text), 32)]
        self.stored[line["level"], line["index"]] = (hashes, bytes.fromhex(line["root"]))
        self.pair(line["level"], line["index"])

    def pair(self, level: int, index: int) -> None:
        """Compare a tile once both the stored and the recomputed one are known."""
        if (level, index) in self.computed and (level, index) in self.stored:
            now, before = self.computed.pop((level, index)), self.stored.pop((level, index))
            if now != before:
                self.differing[level, index] = (now[0], before[0])

    def add_unsequenced(self, line: dict[str, Any]) -> None:
        """A record without a leaf: it waits, or it came too late to be honest."""
        if line["late"]:
            self.find("late", None, line["record_id"])
        else:
            self.pending += 1

    def end(self) -> None:
        """Everything was read: say what was changed, and where."""
        self.fill(self.signed)
        self.blame_leaves()
        for level, index in self.computed:
            self.find_tile("no_tile", level, index)
        for (level, index), (now, before) in self.differing.items():
            self.blame_tile(level, index, now, before)
        home = {expected for _, _, expected, _ in self.moved}
        for index, record_id, _, actual in self.moved:
            self.find("reordered" if actual in home else "body", index, record_id)

    def blame_leaves(self) -> None:
        """No later root is right, so the leaves were changed after the last right one."""
        for size, _, signer in self.bad[:1]:
            batch = self.ids[self.good : size]
            known = sorted(record_id for record_id in batch if record_id)
            words: dict[str, object] = {"signer": signer, "first": self.good, "last": size - 1}
            words["about"] = f"{known[0]}-{known[-1]}" if known else "-"
            self.find("mismatch", size, None, size=size, later=len(self.bad) - 1, **words)
            in_order = iter(known)  # the sequencer numbers a batch in record order
            for index, record_id in enumerate(batch, start=self.good):
                if record_id and record_id != next(in_order):
                    self.find("reordered", index, record_id)

    def blame_tile(self, level: int, index: int, now: Hashes, before: Hashes) -> None:
        """Say whether a tile or the leaves under it were changed; a good checkpoint decides."""
        covered = (index + 1) << 8 * (level + 1) <= self.good
        if covered or now == before or len(before) != 256:
            self.find_tile("tile", level, index)
            return
        places = [place for place in range(256) if now[place] != before[place]]
        elsewhere = {before[place] for place in places}
        for place in places:
            leaf = (index << 8) + place
            if level and (level - 1, leaf) not in self.differing:
                self.find_tile("tile", level - 1, leaf)
            elif not level and self.ids[leaf]:
                moved = now[place] in elsewhere
                self.find("reordered" if moved else "leaf", leaf, self.ids[leaf])

    def find_tile(self, what: str, level: int, index: int) -> None:
        """A tile is wrong; it is named by the first leaf that it covers."""
        self.find(what, index << 8 * (level + 1), None, level=level, index=index)

    def report(self) -> dict[str, Any]:
        """The report for machines: the same fields as `multiguna audit verify --json`."""
        findings = [
            {"kind": kind, "leaf_index": leaf, "record_id": record, "message": message}
            for (kind, leaf, record), message in sorted(
                self.findings.items(),
                key=lambda f: (f[0][1] is None, f[0][1] or 0, f[0][2] or 0, f[0][0]),
            )
        ]
        return {
            "origin": self.origin,
            "verified": self.found == 0,
            "leaves": len(self.ids),
            "erased": self.erased,
            "pending": self.pending,
            "checkpoints": self.checkpoints,
            "root": self.tree.root().hex(),
            "found": self.found,
            "findings": findings,
        }


def inspect(lines: Iterable[dict[str, Any]], key: bytes | None, against: str | None) -> Log:
    """Read an export from its first line to its last and judge it."""
    lines = iter(lines)
    head = next(lines, {})
    if head.get("type") != "log" or head.get("format") != 1:
        raise ValueError("it is not an export of `multiguna audit export`")
    log = Log(head["origin"], key or bytes.fromhex(head["public_key"]))
    take = {"leaf": log.add_leaf, "tile": log.add_tile, "unsequenced": log.add_unsequenced}
    if against is not None:
        log.add_old_note(against)
    begun = False
    for line in lines:
        if line["type"] == "checkpoint":
            if begun:
                raise ValueError("a checkpoint stands after the leaves")
            log.add_checkpoint(line)
            continue
        if not begun:
            begun = True
            log.begin()
        take[line["type"]](line)
    if not begun:
        log.begin()
    log.end()
    return log


def judge_proof(proof: dict[str, Any], key: bytes | None) -> dict[str, Any]:
    """Judge the proof that one record is in the log that its note signs."""
    leaf, index = bytes.fromhex(proof["leaf_hash"]), proof["leaf_index"]
    wrong = []
    if proof["body"] is not None and sha256(b"\x00" + proof["body"].encode()).digest() != leaf:
        wrong.append("the body is not the one that the leaf was made from")
    origin = proof["note"].lstrip().split("\n", 1)[0].strip()
    note = read_note(proof["note"], origin, key or bytes.fromhex(proof["public_key"]))
    path = [bytes.fromhex(node) for node in proof["path"]]
    if note is None or not note.signed:
        wrong.append("the note is not signed by the key")
    elif not 0 <= index < note.size or root_by_path(leaf, index, note.size, path) != note.root:
        wrong.append("the path does not lead to the root that the note signs")
    findings = [{"kind": "proof", "message": message} for message in wrong]
    return {"origin": origin, "verified": not wrong, "found": len(wrong), "findings": findings}


def judge(asked: argparse.Namespace) -> dict[str, Any]:
    """Read the file that was asked for and judge it."""
    key = bytes.fromhex(asked.key) if asked.key else None
    against = None
    if asked.against:
        with open(asked.against, encoding="utf-8") as file:
            against = file.read()
    with open(asked.file, encoding="utf-8") as file:
        lines = (json.loads(line) for line in file if line.strip())
        first: dict[str, Any] = next(lines, {})
        if first.get("type") == "proof":
            return judge_proof(first, key)
        return inspect(chain([first], lines), key, against).report()


def main(arguments: list[str] | None = None) -> int:
    """Read the arguments and the file, print what was found, and give the exit code."""
    parser = argparse.ArgumentParser(description="Verify an exported Multiguna audit log.")
    parser.add_argument("file", help="log.jsonl or proof.json")
    parser.add_argument("--against", metavar="NOTE", help="a file with an old checkpoint note")
    parser.add_argument("--key", metavar="HEX", help="the public key (64 hexadecimal digits)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    asked = parser.parse_args(arguments)
    try:
        report = judge(asked)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
        print(f"The file cannot be read: {broken}", file=sys.stderr)
        return 2
    if asked.json:
        print(json.dumps(report, indent=2))
        return 0 if report["verified"] else 1
    if not asked.key:
        print("Note: the public key was taken from the file itself; give your own with --key.")
    if "leaves" in report:
        print(
            "{origin}: {leaves} records, {erased} of them lawfully erased, {checkpoints} "
            "checkpoints, {pending} records waiting.".format(**report)
        )
    for finding in report["findings"]:
        print(f"  {finding['kind']}: {finding['message']}")
    print("Verified: nothing is wrong." if report["verified"] else "NOT verified.")
    return 0 if report["verified"] else 1


if __name__ == "__main__":
    sys.exit(main())
