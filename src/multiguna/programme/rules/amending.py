"""What a pack changes in the law, day by day: stages, conditions, claims rules and numbers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from multiguna.kernel.terms import Text
from multiguna.programme.rules.wording import (
    MODES,
    condition_words,
    joined,
    listed,
    lowered,
    rule_words,
    span,
    value_words,
)
from multiguna.programme.terms import Pack, Parameter, ParameterValue, Period, Stage


class Dated(Protocol):
    """Something that holds for a time."""

    @property
    def starts(self) -> date:
        """The first day."""

    @property
    def until(self) -> date | None:
        """The first day after, or None while it holds."""


Held = TypeVar("Held", bound=Dated)
Change = tuple[date, date | None, Held | None, Held | None]
"""From when until when, what held before and what holds now."""


def changed_times(
    old: Sequence[Held], new: Sequence[Held], since: date, says: Callable[[Held], object]
) -> Iterator[Change[Held]]:
    """The times from `since` on in which two histories differ in what they say; alike ones joined.

    A pack that says nothing on a day has None there.
    """
    cuts = {since}
    for one in (*old, *new):
        cuts |= {day for day in (one.starts, one.until) if day is not None and day > since}
    days = sorted(cuts)
    found: list[Change[Held]] = []
    for starts, until in zip(days, [*days[1:], None], strict=True):
        before, after = _held(old, starts), _held(new, starts)
        if _said(before, says) == _said(after, says):
            continue
        last = found[-1] if found else None
        now = (_said(before, says), _said(after, says))
        if (
            last is not None
            and last[1] == starts
            and now == tuple(_said(x, says) for x in last[2:])
        ):
            found[-1] = (last[0], until, last[2], last[3])
        else:
            found.append((starts, until, before, after))
    yield from found


def _held(held: Sequence[Held], on: date) -> Held | None:
    return next((one for one in held if Period(one.starts, one.until).holds(on)), None)


def _said(one: Held | None, says: Callable[[Held], object]) -> object:
    return None if one is None else ("says", says(one))


def stage_changes(old: Pack, new: Pack, since: date, words: Mapping[str, Text]) -> list[Text]:
    """Who is covered and which claims rules hold: each time in which they differ, in words."""
    found = []

    def says(stage: Stage) -> object:
        return dataclasses.replace(stage, starts=since, until=None)

    for starts, until, before, after in changed_times(old.stages, new.stages, since, says):
        when = span(starts, until)
        if after is None:
            assert before is not None
            found.append(Text(
                f"{when.id} tidak ada lagi tahap yang berlaku (dulu: {lowered(before.title).id}).",
                f"{when.en} no stage holds any more (before: {lowered(before.title).en}).",
            ))  # fmt: skip
        elif before is None:
            found.append(_new_stage(when, after))
        else:
            found += _stage_fields(when, before, after, words)
    return found


def _new_stage(when: Text, stage: Stage) -> Text:
    title, mode = lowered(stage.title), MODES[stage.mode]
    asked = joined([condition_words(condition) for condition in stage.conditions], "; ")
    return Text(
        f"{when.id} berlaku tahap baru: {title.id}, {mode.id}. Syaratnya: {asked.id}. Klaim "
        f"diperiksa menurut {len(stage.rules)} aturan. Dasar: {stage.legal}.",
        f"{when.en} a new stage holds: {title.en}, {mode.en}. It asks: {asked.en}. Claims are "
        f"checked by {len(stage.rules)} rules. Source: {stage.legal}.",
    )


def _stage_fields(
    when: Text, before: Stage, after: Stage, words: Mapping[str, Text]
) -> Iterator[Text]:
    if before.title != after.title:
        was, now = lowered(before.title), lowered(after.title)
        yield Text(f"{when.id} yang dijamin: {now.id} (dulu: {was.id}).",
                   f"{when.en} those covered are: {now.en} (before: {was.en}).")  # fmt: skip
    if before.mode != after.mode:
        was, now = MODES[before.mode], MODES[after.mode]
        yield Text(f"{when.id} cara menjaminnya: {now.id} (dulu: {was.id}).",
                   f"{when.en} the way of covering is: {now.en} (before: {was.en}).")  # fmt: skip
    if before.universal != after.universal:
        yield (
            Text(f"{when.id} program ini untuk semua orang, tanpa membedakan.",
                 f"{when.en} the programme is for everyone, without distinction.")
            if after.universal
            else Text(f"{when.id} program ini tidak lagi untuk semua orang.",
                      f"{when.en} the programme is no longer for everyone.")
        )  # fmt: skip
    yield from _conditions(when, before, after)
    yield from _rules(when, before, after, words)
    if before.legal != after.legal:
        yield Text(f"{when.id} dasar hukumnya: {after.legal} (dulu: {before.legal}).",
                   f"{when.en} its source is: {after.legal} (before: {before.legal}).")  # fmt: skip
    if before.code != after.code:
        yield Text(
            f"{when.id} kode tahapnya `{after.code}` (dulu `{before.code}`).",
            f"{when.en} the stage's code is `{after.code}` (before `{before.code}`).",
        )


def _conditions(when: Text, before: Stage, after: Stage) -> Iterator[Text]:
    more = [condition_words(one) for one in after.conditions if one not in before.conditions]
    less = [condition_words(one) for one in before.conditions if one not in after.conditions]
    if more:
        said = joined(more, "; ")
        yield Text(f"{when.id} ada syarat baru: {said.id}.",
                   f"{when.en} a new condition is: {said.en}.")  # fmt: skip
    if less:
        said = joined(less, "; ")
        yield Text(f"{when.id} syarat ini tidak ada lagi: {said.id}.",
                   f"{when.en} this condition is gone: {said.en}.")  # fmt: skip
    if not more and not less and before.conditions != after.conditions:
        yield Text(f"{when.id} urutan syaratnya berubah.",
                   f"{when.en} the order of the conditions changes.")  # fmt: skip


def _rules(when: Text, before: Stage, after: Stage, words: Mapping[str, Text]) -> Iterator[Text]:
    more = [rule_words(rule, words) for rule in after.rules if rule not in before.rules]
    less = [rule_words(rule, words) for rule in before.rules if rule not in after.rules]
    if more:
        said = joined(more)
        yield Text(f"{when.id} klaim diperiksa juga menurut: {said.id}.",
                   f"{when.en} claims are also checked for: {said.en}.")  # fmt: skip
    if less:
        said = joined(less)
        yield Text(f"{when.id} klaim tidak lagi diperiksa menurut: {said.id}.",
                   f"{when.en} claims are no longer checked for: {said.en}.")  # fmt: skip
    if not more and not less and before.rules != after.rules:
        yield Text(f"{when.id} urutan pemeriksaan klaim berubah.",
                   f"{when.en} the order of the claims rules changes.")  # fmt: skip


def parameter_changes(old: Pack, new: Pack, since: date) -> list[Text]:
    """The numbers of the law: each time in which one is another, with its title and its unit."""
    before = {one.name: one for one in old.parameters}
    after = {one.name: one for one in new.parameters}
    found: list[Text] = []
    for name in sorted(before.keys() | after.keys()):
        one = after.get(name) or before[name]
        first, last = (pack[name].values if name in pack else () for pack in (before, after))
        for starts, until, was, now in changed_times(first, last, since, lambda v: v.value):
            found.append(_value_change(span(starts, until), one, was, now))
    return found + _other_words(before, after, since)


def _value_change(
    when: Text, parameter: Parameter, was: ParameterValue | None, now: ParameterValue | None
) -> Text:
    title, unit = lowered(parameter.title), parameter.unit
    if was is None or now is None:
        held = was or now
        assert held is not None
        said = value_words(held.value, unit)
        if was is None:
            return Text(
                f"{when.id} {title.id} ditetapkan: {said.id}; sebelumnya tidak diatur.",
                f"{when.en} the {title.en} is set: {said.en}; it was not before.",
            )
        return Text(f"{when.id} {title.id} tidak diatur lagi; sebelumnya {said.id}.",
                    f"{when.en} the {title.en} is set no more; it was {said.en}.")  # fmt: skip
    if isinstance(was.value, tuple) and isinstance(now.value, tuple):
        return _codes_change(when, title, was.value, now.value)
    verb = Text("berubah", "changes")
    if isinstance(was.value, int) and isinstance(now.value, int) and unit != "class":
        verb = Text("naik", "rises") if now.value > was.value else Text("turun", "falls")
    both = isinstance(was.value, int) and isinstance(now.value, int)
    first, last = value_words(was.value, unit, bare=both), value_words(now.value, unit)
    english = verb.en.removesuffix("s") if _is_plural(title.en) else verb.en
    return Text(f"{when.id} {title.id} {verb.id} dari {first.id} menjadi {last.id}.",
                f"{when.en} the {title.en} {english} from {first.en} to {last.en}.")  # fmt: skip


def _is_plural(title: str) -> bool:
    return title.partition(" ")[0] in {"days", "hours", "cases", "bills"}


def _codes_change(when: Text, title: Text, was: tuple[str, ...], now: tuple[str, ...]) -> Text:
    more = listed(code for code in now if code not in was)
    less = listed(code for code in was if code not in now)
    parts = []
    if more.id:
        parts.append(Text(f"bertambah {more.id}", f"{more.en} added"))
    if less.id:
        parts.append(Text(f"berkurang {less.id}", f"{less.en} taken out"))
    if not parts:
        parts.append(Text("urutannya berubah", "another order"))
    said = joined(parts, "; ")
    return Text(f"{when.id} {title.id}: {said.id}.", f"{when.en} the {title.en}: {said.en}.")


def _other_words(
    before: Mapping[str, Parameter], after: Mapping[str, Parameter], since: date
) -> list[Text]:
    """Of the numbers that stayed: whose source, day of checking, title or entries are others."""
    both = [name for name in sorted(after) if name in before]

    def differ(says: Callable[[ParameterValue], object]) -> list[str]:
        """The numbers that say the same value on some day and yet differ in this."""
        return [
            name
            for name in both
            for _, _, was, now in changed_times(
                before[name].values, after[name].values, since, says
            )
            if was is not None and now is not None and was.value == now.value
        ]

    def periods(parameter: Parameter) -> list[tuple[date, date | None]]:
        return [(v.starts, v.until) for v in parameter.values if v.until is None or v.until > since]

    def told(name: str) -> bool:
        def says(value: ParameterValue) -> object:
            return value.value, value.legal, value.checked_on

        return any(
            True for _ in changed_times(before[name].values, after[name].values, since, says)
        )

    titled = [
        name
        for name in both
        if (before[name].title, before[name].unit) != (after[name].title, after[name].unit)
    ]
    written = [
        name for name in both if not told(name) and periods(before[name]) != periods(after[name])
    ]
    kinds = (
        (Text("Dasar hukum berganti", "The source is another"),
         differ(lambda value: (value.value, value.legal))),
        (Text("Tanggal pemeriksaan sumber berganti", "The source was checked on another day"),
         differ(lambda value: (value.value, value.checked_on))),
        (Text("Judul atau satuan berganti", "The title or unit is another"), titled),
        (Text("Nilainya sama, entrinya dibagi lain", "The same values, in other entries"), written),
    )  # fmt: skip
    found = []
    for words, names in kinds:
        names = list(dict.fromkeys(names))
        if names:
            indonesian = listed(after[name].title.id for name in names).id
            english = listed(after[name].title.en for name in names).en
            found.append(Text(f"{words.id} untuk {len(names)} angka: {indonesian}.",
                              f"{words.en} for {len(names)} numbers: {english}."))  # fmt: skip
    return found
