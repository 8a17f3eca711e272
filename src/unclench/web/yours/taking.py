"""Taking in what was once given out. What is here stays as it is: a row comes in or does not, and is told either way.

Whether anything is kept is decided at the end, so that a trial does all of it and says exactly what would be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.db import IntegrityError, models, transaction

from unclench.web.accounts import receivers
from unclench.web.accounts.models import LONGEST_CALLED, Person
from unclench.web.accounts.receivers import CalledError
from unclench.web.yours import shapes
from unclench.web.yours.gathering import references, target_of
from unclench.web.yours.tables import BY_NAME, PERSON, Table
from unclench.web.yours.values import ME, NotAValueError, read, shown

State = Literal["imported", "duplicate", "kept", "invalid"]
"""Kept: it is here already, and not the same; what is here stays."""
STATES: tuple[State, ...] = ("imported", "duplicate", "kept", "invalid")
_AT_ONCE = 500
_LIKE_IT = "There is one like it here already, and that one stays."
_OTHER_HERE = "It is here already and says something else; what is here stays."


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a row: the how-manieth of its table, and its id as far as it has one."""

    table: str
    number: int
    id: str
    state: State
    reason: str = ""


@dataclass(slots=True)
class Report:
    fates: list[Fate] = field(default_factory=list)
    is_trial: bool = False

    @property
    def counts(self) -> Mapping[str, Counter[State]]:
        """By table, in the order of the file."""
        found: dict[str, Counter[State]] = {}
        for fate in self.fates:
            found.setdefault(fate.table, Counter())[fate.state] += 1
        return found

    @property
    def total(self) -> Counter[State]:
        return Counter(fate.state for fate in self.fates)

    @property
    def remarks(self) -> Iterator[Fate]:
        """Rows of which there is something to say, in the order of the file."""
        return (fate for fate in self.fates if fate.reason)


def take(person: Person, rows: Iterable[tuple[str, object]], *, is_trial: bool) -> Report:
    """Raises what reading the rows raises; then nothing is kept."""
    taking = _Taking(person)
    with transaction.atomic():
        for name, row in rows:
            taking.hear(BY_NAME[name], row)
        taking.settle()
        if is_trial:
            transaction.set_rollback(True)
    order = {name: number for number, name in enumerate(BY_NAME)}
    taking.fates.sort(key=lambda fate: (order[fate.table], fate.number))
    return Report(taking.fates, is_trial)


@dataclass(frozen=True, slots=True)
class _Row:
    table: Table
    number: int
    values: Mapping[str, Any]
    """By the name of the column, as the model has them."""

    @property
    def key(self) -> UUID:
        found: UUID = self.values[_key_of(self.table)]
        return found

    def missing(self, there: Mapping[type[models.Model], set[UUID]]) -> str:
        """The first reference to something that is not there; empty if there is none."""
        for each in references(self.table):
            target = self.values.get(each.name)
            if target is not None and target not in there[target_of(each)]:
                return each.name
        return ""


class _Taking:
    def __init__(self, person: Person) -> None:
        self.fates: list[Fate] = []
        self._person = person
        self._there: dict[type[models.Model], set[UUID]] = {table.model: set() for table in BY_NAME.values()}
        """What is known to be here and of these people."""
        self._there[Person] = {one.id for one in receivers.everybody(person)}
        self._numbers: Counter[str] = Counter()
        self._together: list[_Row] = []
        """Rows of one table that are looked at together."""
        self._waiting: list[_Row] = []
        """Rows that refer to one that has not come yet."""
        self._names: set[tuple[str, UUID]] = set()

    def hear(self, table: Table, row: object) -> None:
        if self._together and (self._together[0].table is not table or len(self._together) >= _AT_ONCE):
            self._take_together()
        number = self._numbers[table.name] = self._numbers[table.name] + 1
        try:
            found = _Row(table, number, self._read(table, row))
            if (table.name, found.key) in self._names:
                raise NotAValueError("Its id stands in the file twice.")
            self._names.add((table.name, found.key))
        except NotAValueError as error:
            name = row.get(_key_of(table), "") if isinstance(row, dict) else ""
            self.fates.append(Fate(table.name, number, str(name)[:36], "invalid", str(error)))
            return
        if table is PERSON:
            self._take_person(found)
        elif table.name == "profile":
            self._take_profile(found)
        else:
            self._together.append(found)

    def settle(self) -> None:
        self._take_together()
        while self._waiting:
            before, self._waiting = self._waiting, []
            for row in before:
                self._together = [row]
                self._take_together()
            if len(self._waiting) == len(before):
                break
        for row in self._waiting:
            self._say(row, "invalid", f"{row.missing(self._there)}: what it refers to is neither here nor in the file.")

    def _read(self, table: Table, row: object) -> dict[str, Any]:
        if not isinstance(row, dict):
            raise NotAValueError(f"A row is expected, and not {shown(row)}.")
        fields = {each.name: each for each in table.fields}
        unknown = sorted(set(row) - set(fields))
        if unknown:
            raise NotAValueError(f"“{unknown[0][:60]}” is not known here. Use the newest Unclench.")
        values: dict[str, Any] = {}
        for name, each in fields.items():
            if name in row:
                value = str(self._person.id) if row[name] == ME and _is_person(table, each) else row[name]
                values[name] = read(each, value)
                shapes.check(table.name, name, values[name])
            elif each.has_default() or each.null or (each.blank and isinstance(each, models.CharField)):
                values[name] = each.get_default()  # a column that is newer than the file
            else:
                raise NotAValueError(f"{name}: it is missing.")
        owner = values.get("owner")
        if owner is not None and owner not in self._there[Person]:
            raise NotAValueError("owner: nobody of this file, and nobody whom you keep here.")
        return values

    # People, and what lasts of each

    def _take_person(self, row: _Row) -> None:
        if row.key == self._person.id:
            self._fill(row, self._person)
            return
        here = Person.objects.filter(id=row.key).first()
        if here is not None:
            if here.keeper_id != self._person.id or here.removed_at is not None:
                self._say(row, "invalid", "Its id is taken here.")
                return
            self._there[Person].add(row.key)
            self._fill(row, here)
            return
        made = Person(**row.values, keeper=self._person, is_active=False, name=f"receiver {row.key}")
        if Person.objects.filter(keeper=self._person, removed_at=None).count() >= receivers.MOST_RECEIVERS:
            self._say(row, "invalid", f"There is room for {receivers.MOST_RECEIVERS} people whom you massage.")
            return
        reason = ""
        try:
            made.called = receivers.fitting(self._person, made.called)
        except CalledError as error:
            # Somebody else has this name here; the two must be told apart.
            try:
                made.called = receivers.fitting(self._person, f"{made.called[: LONGEST_CALLED - 4]} (2)")
            except CalledError:
                self._say(row, "invalid", str(error))
                return
            reason = f"Called “{made.called}” here, for somebody has the name already."
        made.set_unusable_password()
        made.save(force_insert=True)
        self._there[Person].add(row.key)
        self._say(row, "imported", reason)

    def _take_profile(self, row: _Row) -> None:
        from unclench.web.today.models import Profile

        here = Profile.objects.filter(owner=row.key).first()
        if here is None:
            Profile(**_attributes(row)).save(force_insert=True)
            self._say(row, "imported")
        else:
            self._fill(row, here)

    def _fill(self, row: _Row, here: models.Model) -> None:
        """Where nothing has been chosen or said here, what the file says; otherwise what is here stays."""
        differing, filled = [], []
        for each in row.table.fields:
            value, now = row.values[each.name], getattr(here, each.attname)
            if each.primary_key or value == now:
                continue
            if now == each.get_default():
                setattr(here, each.attname, value)
                filled.append(each.name)
            elif value != each.get_default():
                differing.append(each.name)
        if filled:
            here.save(update_fields=filled)
        reason = f"{', '.join(differing)}: what is here stays." if differing else ""
        self._say(row, "imported" if filled else "kept" if differing else "duplicate", reason)

    # Everything else

    def _take_together(self) -> None:
        rows, self._together = self._together, []
        if not rows:
            return
        self._look_for_targets(rows)
        table = rows[0].table
        ready = [row for row in rows if not row.missing(self._there)]
        self._waiting += [row for row in rows if row.missing(self._there)]
        # Rows of one table may refer to each other.
        among = any(target_of(each) is table.model for each in references(table))
        here = table.model._default_manager.in_bulk([row.key for row in ready])
        new = []
        for row in ready:
            found = here.get(row.key)
            if found is None:
                new.append(row)
            else:
                self._compare(row, found)
        self._insert(table, new)
        if among and new and self._waiting:
            waiting, self._waiting = self._waiting, []
            mine = [row for row in waiting if row.table is table and not row.missing(self._there)]
            self._waiting = [row for row in waiting if row not in mine]
            self._together = mine
            self._take_together()

    def _look_for_targets(self, rows: list[_Row]) -> None:
        for each in references(rows[0].table):
            model = target_of(each)
            wanted = {row.values[each.name] for row in rows} - {None} - self._there[model]
            if wanted:
                found = model._default_manager.filter(pk__in=wanted, owner__in=self._there[Person])
                self._there[model] |= set(found.values_list("pk", flat=True))

    def _compare(self, row: _Row, here: Any) -> None:
        if here.owner_id not in self._there[Person]:
            self._say(row, "invalid", "Its id is taken here.")
            return
        self._there[row.table.model].add(row.key)
        if _same(row, here):
            if here.deleted_at is None:
                self._say(row, "duplicate")
                return
            try:
                with transaction.atomic():
                    here.bring_back()
            except IntegrityError:
                self._say(row, "kept", _LIKE_IT)
            else:
                self._say(row, "imported", "It had been deleted here a short while ago, and is back.")
            return
        self._say(row, "kept", _OTHER_HERE)

    def _insert(self, table: Table, rows: list[_Row]) -> None:
        if not rows:
            return
        made = [table.model(**_attributes(row), **table.of_this_machine) for row in rows]
        try:
            with transaction.atomic():
                table.model._default_manager.bulk_create(made)
        except IntegrityError:
            for row, one in zip(rows, made, strict=True):
                self._insert_one(row, one)
        else:
            for row in rows:
                self._there[table.model].add(row.key)
                self._say(row, "imported")

    def _insert_one(self, row: _Row, made: models.Model) -> None:
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            if "UNIQUE" in str(error):
                self._say(row, "kept", _LIKE_IT)
            else:
                self._say(row, "invalid", "A value is beyond what can be.")
        else:
            self._there[row.table.model].add(row.key)
            self._say(row, "imported")

    def _say(self, row: _Row, state: State, reason: str = "") -> None:
        name = ME if row.key == self._person.id else str(row.key)
        self.fates.append(Fate(row.table.name, row.number, name, state, reason))


def _key_of(table: Table) -> str:
    key = table.model._meta.pk
    assert key is not None
    return key.name


def _is_person(table: Table, each: models.Field[Any, Any]) -> bool:
    is_key = table is PERSON and each.primary_key
    return is_key or (isinstance(each, models.ForeignKey) and target_of(each) is Person)


def _attributes(row: _Row) -> dict[str, Any]:
    return {each.attname: row.values[each.name] for each in row.table.fields}


def _same(row: _Row, here: models.Model) -> bool:
    """A reference that a file does not have, for what it led to is deleted, makes no other row of it."""
    loose = {each.name for each in references(row.table) if each.remote_field.on_delete is models.SET_NULL}
    return all(
        row.values[each.name] == getattr(here, each.attname) or (each.name in loose and row.values[each.name] is None)
        for each in row.table.fields
    )
