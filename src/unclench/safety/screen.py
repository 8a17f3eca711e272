"""`screen()`: from answers to a Clearance. Pure and total: the same answers give the same Clearance, and every answer
gives one, but for unknown words and emergency questions nobody asked, which are refused.

Order and meaning: emergency flags, then blocks (union), caps (minimum), forbidden techniques (union), minutes
(minimum), then what lowers all caps. Block beats cap. Nothing here can raise a limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import get_args

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.types import ComplaintId, Giver, PointId, Position, RegionId, Side, TechniqueId
from unclench.names import NotKnownError, nearest_names
from unclench.safety.agreement import regions_of, unless_asked
from unclench.safety.areas import AREAS, SIDED, Spot, body_map
from unclench.safety.dose import findings as from_past
from unclench.safety.entail import entailed
from unclench.safety.expression import Compare, Value, evaluate
from unclench.safety.past import Past
from unclench.safety.rules import RuleBook, load_rules
from unclench.safety.timing import endings, resolved
from unclench.safety.types import (
    AgreedAreaId,
    Answer,
    Answers,
    Area,
    AskDoctor,
    Block,
    BlockAll,
    BlockPoints,
    BlockRegions,
    Cap,
    CapPressure,
    Clearance,
    Effect,
    Finding,
    FirstSession,
    Forbidden,
    ForbidGivers,
    ForbidOils,
    ForbidPositions,
    ForbidPractices,
    ForbidTechniques,
    HalveTime,
    LimitHold,
    LimitMind,
    LimitNeck,
    LimitOil,
    LimitPain,
    LimitTechnique,
    LowerPressure,
    MindScope,
    OilUse,
    OnlyAgreed,
    Rule,
    RuleId,
    SafetyRegion,
    SayLine,
    Shorten,
    Spoken,
    TechniqueClass,
    Until,
    Variable,
    Verdict,
)

DOCTOR_YES_DAYS = 180
LIGHT_LEVEL, VERY_LIGHT_LEVEL = 3, 2
"""What a doctor's yes opens stays light, and very light where everything had waited."""
STILL_NECK = frozenset({"neck_posterior", "suboccipital"})
HEAD_MOVEMENTS = ("stretch_active",)
OIL_CLASS = "essential_oil"
EVERYWHERE: RegionId = ""
SIDES: tuple[Side, ...] = get_args(Side)
NO_LIMIT_S = 24 * 3600

_MIND_ORDER: dict[MindScope, int] = {"all": 2, "breath_and_rest": 1, "none": 0}


class UnaskedError(ValueError):
    """Emergency questions were left out. `questions` holds their rules."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        super().__init__("unasked emergency questions: " + ", ".join(rule.id for rule in rules))


def screen(
    answers: Answers,
    *,
    giver: Giver = "self",
    complaints: tuple[ComplaintId, ...] = (),
    today: date | None = None,
    now: datetime | None = None,
    past: Past | None = None,
    atlas: Atlas | None = None,
    rules: RuleBook | None = None,
) -> Clearance:
    """What is safe now for this person in these hands, who comes with these complaints (ids): what they imply, such
    as a headache now, counts as said.

    Raises NotKnownError for ids, variables and regions nobody knows, UnaskedError where an emergency question is open,
    none is answered with yes, and `answers.unasked_is_no` is not set. `today` is needed only to date a doctor's yes;
    `now`, in the zone where the person is, for what happened on a day: without it, all of that holds. What earlier
    sessions leave (`past`) needs `now`.
    """
    if past is not None and now is None:
        raise ValueError("the past needs a moment to count from")
    atlas = atlas or load_atlas()
    rules = rules or load_rules()
    rules.check(answers)
    _check_areas(answers, atlas)
    told = _with_implied(answers, complaints, atlas)
    today = now.date() if today is None and now is not None else today
    answers = resolved(told, now, rules)
    facts = _facts(answers, rules)
    values = _values(answers, facts, rules)
    unasked = tuple(rule for rule in rules.emergencies if values[rule.id] == "unasked")
    # Once one thing stops everything, nobody is asked the rest of the list first.
    if unasked and not any(values[rule.id] == "yes" for rule in rules.rules if _stops(rule)):
        raise UnaskedError(unasked)
    findings = tuple(_finding(rule, answers, today, rules) for rule in rules.rules if values[rule.id] == "yes")
    if now is not None and told.happened:
        ends = endings(told, now, rules, lambda at: holding(at, rules))
        findings = tuple(replace(finding, ends=ends.get(finding.rule)) for finding in findings)
    if past is not None and now is not None:
        findings += from_past(past, now)
    limits = _Limits(giver, answers, facts, atlas, rules)
    for finding in findings:
        limits.apply(finding)
    return limits.clearance(findings, complaints)


def holding(answers: Answers, rules: RuleBook) -> frozenset[RuleId]:
    """The rules that hold for these answers."""
    values = _values(answers, _facts(answers, rules), rules)
    return frozenset(rule for rule, value in values.items() if value == "yes")


def _with_implied(answers: Answers, complaints: tuple[ComplaintId, ...], atlas: Atlas) -> Answers:
    for complaint in complaints:
        if complaint not in atlas.complaints:
            raise NotKnownError("complaint", complaint, nearest_names(complaint, list(atlas.complaints)))
    implied = [variable for complaint in complaints for variable in atlas.complaints[complaint].implies]
    return replace(answers, facts={**answers.facts, **dict.fromkeys(implied, "yes")}) if implied else answers


def _check_areas(answers: Answers, atlas: Atlas) -> None:
    for area in (*answers.areas, *(area for areas in answers.areas_of.values() for area in areas)):
        if area.region not in atlas.regions:
            raise NotKnownError("region", area.region, nearest_names(area.region, list(atlas.regions)))
        # A side that nobody knows would leave part of a wound free.
        if area.side not in SIDES:
            raise NotKnownError("side", area.side, nearest_names(area.side, SIDES))


def _stops(rule: Rule) -> bool:
    return rule.urgency == "emergency_now" or rule.crisis


def _facts(answers: Answers, rules: RuleBook) -> dict[Variable, Answer]:
    """What was said, with what the named conditions stand for. Naming a condition is never undone by a "no"."""
    facts: dict[Variable, Answer] = dict.fromkeys(rules.variables, "no") if answers.unasked_is_no else {}
    facts.update(answers.facts)
    implied: dict[Variable, Answer] = {}
    for condition in answers.conditions:
        for variable, answer in rules.by_id[condition].sets.items():
            # Two conditions that stand for different numbers leave it open which: the worst of both is taken.
            implied[variable] = answer if implied.get(variable, answer) == answer else "unsure"
    # What was said comes first, with all that follows from it: a whiplash "eight weeks ago" is not made a new one.
    complete = entailed(facts, rules.entailments)
    if not implied:
        return complete
    complete.update({name: answer for name, answer in implied.items() if complete.get(name, "no") == "no"})
    return entailed(complete, rules.entailments)


def _values(answers: Answers, facts: Mapping[Variable, Answer], rules: RuleBook) -> dict[RuleId, Value]:
    """What each rule's condition says. A rule named by its id applies."""
    if answers.unasked_is_no:
        # Every variable has an answer now, and a rule that only looks at a "no" says what it says of everybody.
        values = dict(rules.at_rest)
        touched = {
            rule for variable, answer in facts.items() if answer != "no" for rule in rules.asking.get(variable, ())
        }
        values.update({rule: evaluate(rules.by_id[rule].when, facts) for rule in touched})
    else:
        values = {rule.id: evaluate(rule.when, facts) for rule in rules.rules}
    return values | dict.fromkeys((*answers.conditions, *answers.symptoms), "yes")


def _finding(rule: Rule, answers: Answers, today: date | None, rules: RuleBook) -> Finding:
    finding = rules.findings[rule.id]
    said = answers.doctor_said_yes.get(rule.id)
    if not finding.waits or rule.never_lifts or said is None or not _doctor_allows(said, today):
        return finding
    return replace(
        finding,
        effects=tuple(_lifted(effect) for effect in finding.effects if not isinstance(effect, AskDoctor)),
        reason=f"A doctor said yes on {said}: what had waited may be worked, lightly.",
        waits=False,
        doctor_yes_ends=said + timedelta(days=DOCTOR_YES_DAYS),
    )


def _lifted(effect: Effect) -> Effect:
    """What is left of an effect after a doctor's yes: light work where nothing was allowed."""
    match effect:
        case BlockRegions(regions=places):
            return CapPressure("cap_pressure", LIGHT_LEVEL, places)
        case BlockAll():
            return CapPressure("cap_pressure", VERY_LIGHT_LEVEL, ("all",))
        case _:
            return effect


def _doctor_allows(said: date, today: date | None) -> bool:
    """A yes holds for 180 days; without a date to compare with it does not hold."""
    return today is not None and said <= today < said + timedelta(days=DOCTOR_YES_DAYS)


class _Limits:
    """Gathers the effects of the rules that apply. Every method can only take away."""

    def __init__(
        self, giver: Giver, answers: Answers, facts: Mapping[Variable, Answer], atlas: Atlas, rules: RuleBook
    ) -> None:
        body = body_map(atlas)
        self._atlas = atlas
        self._giver = giver
        self._answers = answers
        self._facts = facts
        self._body = body
        self._rules = rules
        self._hands_off: list[RuleId] = []
        self._mind: MindScope = "all"
        self._information_only = False
        self._blocks: dict[Spot, list[RuleId]] = {}
        self._caps: dict[RegionId, tuple[int, list[RuleId]]] = {
            region: (level, []) for region, level in body.base_caps(giver).items()
        }
        self._lowered: list[tuple[RuleId, int, frozenset[RegionId]]] = []
        self._halved: list[RuleId] = []
        self._forbidden: dict[tuple[TechniqueClass, RegionId], list[RuleId]] = {}
        self._practices: dict[TechniqueId, list[RuleId]] = {}
        self._points: dict[PointId, list[RuleId]] = {}
        self._positions: dict[Position, list[RuleId]] = {}
        self._limit_s: tuple[int, list[RuleId]] = (NO_LIMIT_S, [])
        self._technique_s: dict[TechniqueClass, int] = {}
        self._hold_s = NO_LIMIT_S
        self._head_weight_s = NO_LIMIT_S
        self._neck_s = NO_LIMIT_S
        self._neck_firm_s = NO_LIMIT_S
        self._pain = 10
        self._oils: dict[Variable, list[RuleId]] = {oil: [] for oil in rules.oils if _wanted(facts.get(oil))}
        self._oil_percent: float | None = None
        self._lines: list[Spoken] = []

    def apply(self, finding: Finding) -> None:
        for effect in finding.effects:
            self._apply(finding, effect)

    def _apply(self, finding: Finding, effect: Effect) -> None:
        rule = finding.rule
        match effect:  # the most frequent first: this runs for some forty effects at every screening
            case SayLine(moment=moment, text=text, technique_class=technique_class):
                self._lines.append(Spoken(rule, moment, text, technique_class))
            case CapPressure(givers=givers):
                if self._concerns(givers):
                    self._cap(rule, effect)
            case ForbidTechniques(classes=classes, regions=places):
                self._forbid(rule, classes, places)
            case BlockRegions(regions=places, movement=movement):
                if STILL_NECK.issubset(places) and not movement:
                    self._forbid(rule, HEAD_MOVEMENTS, ())
                for spot in self._body.spots(places, self._areas(rule, places)):
                    self._blocks.setdefault(spot, []).append(rule)
            case BlockAll(mind=mind):
                self._hands_off.append(rule)
                self._limit_mind("all" if mind else "none")
            case LowerPressure(by=by, regions=places):
                self._lower(rule, by, places or ("all",))
            case HalveTime():
                self._halved.append(rule)
            case ForbidPractices(techniques=techniques):
                for technique in techniques:
                    self._practices.setdefault(technique, []).append(rule)
            case Shorten(minutes=minutes, givers=givers):
                if self._concerns(givers):
                    self._shorten(rule, minutes * 60)
            case LimitTechnique(technique_class=technique_class, minutes=minutes):
                self._technique_s[technique_class] = min(
                    minutes * 60, self._technique_s.get(technique_class, NO_LIMIT_S)
                )
            case AskDoctor() | Until():
                pass
            case ForbidGivers(givers=givers, classes=classes, regions=places):
                if self._giver in givers:
                    self._forbid_giver(rule, classes, places)
            case ForbidPositions():
                if self._position_rule_holds(effect):
                    for position in effect.positions:
                        self._positions.setdefault(position, []).append(rule)
            case BlockPoints(points=points):
                for point in points:
                    self._points.setdefault(point, []).append(rule)
            case LimitHold(seconds=seconds, givers=givers, head_weight_seconds=head_weight_s):
                if self._concerns(givers):
                    self._hold_s = min(self._hold_s, seconds)
                    self._head_weight_s = min(self._head_weight_s, head_weight_s)
            case LimitNeck(seconds=seconds, firm_seconds=firm_s, givers=givers):
                if self._concerns(givers):
                    self._neck_s = min(self._neck_s, seconds)
                    self._neck_firm_s = min(self._neck_firm_s, firm_s)
            case LimitPain(max=most, givers=givers):
                if self._concerns(givers):
                    self._pain = min(self._pain, most)
            case LimitMind(scope=scope):
                self._limit_mind(scope)
                self._information_only = self._information_only or effect.only_if_asked
            case ForbidOils(oils=oils):
                self._forbid_oils(rule, oils)
            case LimitOil(percent=percent):
                self._oil_percent = percent if self._oil_percent is None else min(percent, self._oil_percent)
            case OnlyAgreed(givers=givers):
                if self._giver in givers:
                    self._only_agreed(rule)
            case FirstSession(minutes=minutes, lower_by=by):
                if self._answers.first_session:
                    self._shorten(rule, minutes * 60)
                    self._lower(rule, by, ("all",))

    def _only_agreed(self, rule: RuleId) -> None:
        """What the receiver did not agree to is left alone, on both sides."""
        allowed = set(regions_of(self._allowed(), self._atlas))
        for spot in self._body.everywhere:
            if spot[0] not in allowed:
                self._blocks.setdefault(spot, []).append(rule)
        if not allowed:
            self._hands_off.append(rule)

    def _allowed(self) -> tuple[AgreedAreaId, ...]:
        return unless_asked() if self._answers.agreed is None else self._answers.agreed

    def _areas(self, rule: RuleId, places: Iterable[SafetyRegion]) -> tuple[Area, ...]:
        """Where this rule's own place is. The side of a device or implant is never guessed from a sore spot."""
        own = self._answers.areas_of.get(rule, ())
        return own if own or SIDED.intersection(places) else self._answers.areas

    def _concerns(self, givers: tuple[Giver, ...]) -> bool:
        return not givers or self._giver in givers

    def _limit_mind(self, scope: MindScope) -> None:
        self._mind = min(self._mind, scope, key=_MIND_ORDER.__getitem__)

    def _cap(self, rule: RuleId, effect: CapPressure) -> None:
        except_there = {
            region: level for place, level in effect.exceptions.items() for region in self._body.members(place)
        }
        for region in self._capped_regions(rule, effect.regions):
            most = max(effect.max, except_there.get(region, 0)) if except_there else effect.max
            level, rules = self._caps[region]
            if most < level:
                self._caps[region] = (most, [rule])
            elif most == level:
                rules.append(rule)

    def _capped_regions(self, rule: RuleId, places: tuple[SafetyRegion, ...]) -> Iterable[RegionId]:
        if AREAS.isdisjoint(places):
            return self._body.all_members(places)
        # A cap on one side holds for the region: hands that feel for a limit should not have to switch it.
        return [
            region
            for place in places
            for region in (
                {spot[0] for spot in self._body.spots((place,), self._areas(rule, (place,)))}
                if place in AREAS
                else self._body.members(place)
            )
        ]

    def _lower(self, rule: RuleId, by: int, places: tuple[SafetyRegion, ...]) -> None:
        self._lowered.append((rule, by, frozenset(self._body.all_members(places))))

    def _forbid(self, rule: RuleId, classes: tuple[TechniqueClass, ...], places: tuple[SafetyRegion, ...]) -> None:
        regions = self._body.all_members(places) if places else (EVERYWHERE,)
        if OIL_CLASS in classes:
            # Where an oil may not be used somewhere it is not used at all: hands carry it on.
            self._forbid_oils(rule, ())
        for technique_class in classes:
            for region in regions:
                self._forbidden.setdefault((technique_class, region), []).append(rule)

    def _forbid_oils(self, rule: RuleId, oils: tuple[Variable, ...]) -> None:
        for oil, rules in self._oils.items():
            if (not oils or oil in oils) and rule not in rules:
                rules.append(rule)

    def _forbid_giver(
        self, rule: RuleId, classes: tuple[TechniqueClass, ...], places: tuple[SafetyRegion, ...]
    ) -> None:
        if classes:
            self._forbid(rule, classes, places)
        else:
            self._hands_off.append(rule)

    def _position_rule_holds(self, effect: ForbidPositions) -> bool:
        if effect.unless_below is not None:
            variable, bound = effect.unless_below
            value = self._facts.get(variable)
            return not (isinstance(value, int | float) and value < bound)
        if effect.only_below is not None:
            variable, bound = effect.only_below
            return evaluate(Compare(variable, "<", bound), self._facts) == "yes"
        return True

    def _shorten(self, rule: RuleId, limit_s: int) -> None:
        current_s, rules = self._limit_s
        if limit_s < current_s:
            self._limit_s = (limit_s, [rule])
        elif limit_s == current_s:
            rules.append(rule)

    def clearance(self, findings: tuple[Finding, ...], complaints: tuple[ComplaintId, ...]) -> Clearance:
        if self._body.everywhere <= self._blocks.keys():
            # Nothing is left to touch: say so at once, with the rules that took the rest.
            usual = {finding.rule for finding in findings if finding.everyone}
            behind = dict.fromkeys(rule for rules in self._blocks.values() for rule in rules if rule not in usual)
            self._hands_off += [rule for rule in behind if rule not in self._hands_off]
        verdict = _verdict(findings, oil_wanted=bool(self._oils))
        crisis = any(_is_crisis(finding.rule, self._rules) for finding in findings)
        stopped = verdict == "emergency" or crisis
        hands_on = not stopped and not self._hands_off
        # Without a rule that says how strong it may be, no oil is used.
        usable = hands_on and self._oil_percent is not None
        oils = tuple(OilUse(oil, usable and not rules, tuple(rules)) for oil, rules in self._oils.items())
        return Clearance(
            verdict=verdict,
            crisis=crisis,
            giver=self._giver,
            complaints=complaints,
            hands_on=hands_on,
            hands_on_rules=tuple(self._hands_off),
            mind="none" if stopped else self._mind,
            information_only=self._information_only,
            blocks=self._sorted_blocks(),
            caps=self._final_caps(),
            forbidden=tuple(
                _forbidden(technique_class, region or None, tuple(rules))
                for (technique_class, region), rules in sorted(self._forbidden.items())
            ),
            forbidden_practices={technique: tuple(rules) for technique, rules in sorted(self._practices.items())},
            blocked_points={point: tuple(rules) for point, rules in sorted(self._points.items())},
            forbidden_positions={position: tuple(rules) for position, rules in sorted(self._positions.items())},
            hands_on_limit_s=self._limit_s[0] // (2 if self._halved else 1),
            hands_on_limit_rules=(*self._limit_s[1], *self._halved),
            technique_limit_s=dict(sorted(self._technique_s.items())),
            hold_limit_s=self._hold_s,
            head_weight_hold_limit_s=self._head_weight_s,
            neck_limit_s=self._neck_s,
            neck_firm_limit_s=self._neck_firm_s,
            pain_limit=self._pain,
            first_session=self._answers.first_session,
            lines=tuple(self._lines),
            findings=findings,
            assumed_no=self._answers.unasked_is_no,
            rule_set=self._rules.version,
            oils=oils,
            oil_limit_percent=self._oil_percent or 0 if any(use.allowed for use in oils) else 0,
            agreed=None if self._giver == "self" else regions_of(self._allowed(), self._atlas),
            stop_word="" if self._giver == "self" else self._answers.stop_word,
        )

    def _sorted_blocks(self) -> tuple[Block, ...]:
        order = self._body.order
        spots = sorted(self._blocks, key=lambda spot: (order[spot[0]], spot[1]))
        return tuple(_block(region, side, tuple(self._blocks[region, side])) for region, side in spots)

    def _final_caps(self) -> tuple[Cap, ...]:
        if not self._lowered:
            return tuple(_cap(region, level, tuple(rules)) for region, (level, rules) in self._caps.items())
        return tuple(self._final_cap(region, level, rules) for region, (level, rules) in self._caps.items())

    def _final_cap(self, region: RegionId, level: int, rules: list[RuleId]) -> Cap:
        lowering = [(rule, by) for rule, by, members in self._lowered if region in members]
        lowered = sum(by for _, by in lowering)
        return Cap(region, min(level, max(1, level - lowered)), (*rules, *(rule for rule, _ in lowering)))


# Most people share most of their limits, and these are values: one of each is enough.
_forbidden = lru_cache(maxsize=4096)(Forbidden)
_block = lru_cache(maxsize=4096)(Block)
_cap = lru_cache(maxsize=4096)(Cap)


def _is_crisis(rule: RuleId, rules: RuleBook) -> bool:
    known = rules.by_id.get(rule)  # what follows from earlier sessions is not among them
    return known is not None and known.crisis


def _wanted(answer: Answer | None) -> bool:
    return answer is not None and answer != "no"


def _verdict(findings: tuple[Finding, ...], *, oil_wanted: bool) -> Verdict:
    if any(finding.urgency == "emergency_now" for finding in findings):
        return "emergency"
    if any(finding.urgency is not None or finding.waits for finding in findings):
        return "see_doctor"
    if any(not finding.everyone and _restricts(finding, oil_wanted=oil_wanted) for finding in findings):
        return "adapted"
    return "clear"


def _restricts(finding: Finding, *, oil_wanted: bool) -> bool:
    """Whether anything changes. Oils that nobody asked for are never used: a rule about them alone changes nothing."""
    nothing = SayLine | Until | AskDoctor if oil_wanted else SayLine | Until | AskDoctor | ForbidOils | LimitOil
    return any(not isinstance(effect, nothing) for effect in finding.effects)
