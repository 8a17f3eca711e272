"""From the solver's answer to a Session: steps in order, in time, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import unclench
from unclench.atlas import Atlas
from unclench.atlas.types import Place, RegionId, Side, Technique, TechniqueId
from unclench.composer.limits import Limits
from unclench.composer.problem import Choice, Frame, Practices, Problem, Solution, ZonePlan
from unclench.composer.scenario import Scenario
from unclench.composer.types import (
    Certificate,
    Layer,
    LeftOut,
    Phase,
    Provenance,
    Reason,
    Request,
    Role,
    SafetyNote,
    Session,
    Sides,
    Step,
    ZoneId,
)
from unclench.composer.words import (
    after_lines,
    before_lines,
    belief_reason,
    during_lines,
    limit_reason,
    more_reason,
    no_hands_there,
    no_more_wish,
    oil_words,
    phase_name,
    place_reason,
)
from unclench.safety.agreement import areas_of
from unclench.safety.types import Clearance, OnlyAgreed, RuleId
from unclench.wording import capital

METHOD = "exact dynamic programme over every combination of the model"


NOT_AGREED = "not agreed to this time"


@dataclass(frozen=True)
class _Draft:
    """A step before it has its place in time."""

    role: Role
    zone: ZoneId | None
    technique: Technique
    contact: tuple[RegionId, ...]
    points: tuple[str, ...]
    side: Side
    level: int
    units: int
    target: RegionId | None
    weight: int
    marginal: int
    runner_up: TechniqueId | None
    upper_side: bool = False
    """The side that is up: the same comes on the other one after the turn."""


def assemble(
    request: Request,
    scenario: Scenario,
    problem: Problem,
    solution: Solution,
    *,
    place: Place,
    shortened: str,
    relaxed: tuple[str, ...],
) -> Session:
    """The session that `solution` describes. `request`: as it was asked, before any wish gave way."""
    clearance, atlas = scenario.clearance, scenario.atlas
    phases = _Assembler(request, scenario, problem, solution).phases()
    steps = [step for phase in phases for step in phase.steps]
    return Session(
        request=request,
        minutes=(problem.units + problem.turning_units) * problem.unit_s // 60,
        shortened=shortened,
        relaxed=(*relaxed, *_unmet(request, steps, atlas), *_unmet_oil(request, scenario)),
        position=scenario.position,
        place=place,
        phases=phases,
        safety=safety_note(request, scenario.clearance, scenario.atlas, scenario.limits),
        before=(*style_lines(request, scenario), *before_lines(clearance, steps, atlas, bedtime=request.bedtime)),
        during=during_lines(clearance, steps, atlas),
        after=after_lines(clearance, steps, bedtime=request.bedtime),
        left_out=tuple(_left_out(request, scenario)),
        certificate=Certificate(
            objective=solution.objective,
            bound=solution.bound,
            proven=solution.objective == solution.bound,
            method=METHOD,
            unit_s=problem.unit_s,
            options=problem.options,
        ),
        provenance=Provenance(unclench.__version__, atlas.version, clearance.rule_set, request.seed),
        hands_on_s=sum(step.duration_s for step in steps if step.contact),
    )


class _Assembler:
    def __init__(self, request: Request, scenario: Scenario, problem: Problem, solution: Solution) -> None:
        self._request = request
        self._clearance = scenario.clearance
        self._atlas = scenario.atlas
        self._tuning = scenario.tuning
        self._scenario = scenario
        self._limits = scenario.limits
        self._problem = problem
        self._solution = solution

    def phases(self) -> tuple[Phase, ...]:
        phases: list[Phase] = []
        start_s = 0
        for number, draft in enumerate(self._drafts(), start=1):
            step = self._step(f"s{number:02}", start_s, draft)
            start_s += step.duration_s
            if phases and phases[-1].kind == draft.role and phases[-1].zone == draft.zone:
                phases[-1] = replace(phases[-1], steps=(*phases[-1].steps, step))
            else:
                phases.append(Phase(draft.role, draft.zone, self._phase_name(draft), (step,)))
        return tuple(phases)

    def _phase_name(self, draft: _Draft) -> str:
        thermal = draft.technique.family == "thermal"
        return phase_name(draft.role, self._zone_name(draft.zone), thermal=thermal, points=bool(draft.points))

    def _zone_name(self, zone: ZoneId | None) -> str:
        return next((entry.name for entry in self._tuning.zone if entry.id == zone), "")

    def _drafts(self) -> Iterator[_Draft]:
        solution = self._solution
        if solution.warmup:
            yield self._frame_draft("warmup", *solution.warmup)
        work = [draft for plan in solution.zones for draft in self._zone_drafts(plan)]
        yield from self._halves(work) if self._problem.turning_units else work
        yield from self._practice_drafts("movement", self._problem.movement, solution.movement)
        yield from self._practice_drafts("mind", self._problem.mind, solution.mind)
        if solution.integration:
            yield self._frame_draft("integration", *solution.integration)
        if solution.rest_units:
            worth = self._problem.rest.worth[solution.rest_units] or 0
            yield self._bare_draft("rest", "rest", solution.rest_units, worth)

    def _halves(self, work: list[_Draft]) -> Iterator[_Draft]:
        """All of it on the side that is up, a turn, and all of it on the other."""
        turning = self._problem.turning_units
        for side in self._upper_sides(work):
            for number, draft in enumerate(work):
                turn = turning if number == 0 and side != self._upper_sides(work)[0] else 0
                half = draft.units // 2 + turn
                yield replace(draft, side=side, units=half, marginal=draft.marginal // 2, upper_side=True)

    def _upper_sides(self, work: list[_Draft]) -> tuple[Side, Side]:
        """The easier side first; where both are alike the right one, which is up when one lies on the left."""
        touched = {region for draft in work for region in draft.contact}
        return ("left", "right") if self._worse_side(touched) == "right" else ("right", "left")

    def _frame_draft(self, role: Role, frame: Frame, units: int) -> _Draft:
        marginal = frame.worth[units] or 0
        bare = self._bare_draft(role, frame.technique, units, marginal)
        return replace(bare, contact=frame.contact, level=frame.level, side="both" if frame.touch else "none")

    def _practice_drafts(
        self, role: Role, practices: Practices, chosen: tuple[tuple[int, int], ...]
    ) -> Iterator[_Draft]:
        for index, units in chosen:
            entry = practices.entries[index]
            yield self._bare_draft(role, entry.technique, units, entry.worth[units] or 0)

    def _bare_draft(self, role: Role, technique_id: TechniqueId, units: int, marginal: int) -> _Draft:
        technique = self._atlas.techniques[technique_id]
        side: Side = "both" if technique.sides == "in_turn" else "none"
        return _Draft(role, None, technique, (), (), side, 0, units, None, 0, marginal, None)

    def _zone_drafts(self, plan: ZonePlan) -> Iterator[_Draft]:
        zone = self._problem.zones[plan.zone]
        doses = [0] * len(zone.regions)
        for choice in plan.choices:
            for region, gain in choice.gains:
                doses[region] += gain
        for choice in plan.choices:
            heaviest = max(choice.gains, key=lambda entry: (zone.weights[entry[0]], -entry[0]))[0]
            yield _Draft(
                role=choice.role,
                zone=zone.id,
                technique=self._atlas.techniques[choice.technique],
                contact=choice.contact,
                points=choice.points,
                side=choice.side,
                level=choice.level,
                units=choice.units,
                target=zone.regions[heaviest],
                weight=zone.weights[heaviest],
                marginal=self._marginal(choice, doses, zone.weights),
                runner_up=self._runner_up(plan, choice),
            )

    def _marginal(self, choice: Choice, doses: list[int], weights: tuple[int, ...]) -> int:
        benefit = self._problem.benefit
        lost = sum(
            weights[region] * (benefit(doses[region]) - benefit(doses[region] - gain)) for region, gain in choice.gains
        )
        return lost - self._problem.step_cost

    def _runner_up(self, plan: ZonePlan, choice: Choice) -> TechniqueId | None:
        """The technique that would do most in this one's place: same role and place, at most as long."""
        band = next(band for band in self._problem.zones[plan.zone].bands if band.id == plan.band)
        if choice.role == "specific":
            options = [other for region in band.specific for other in region if other.contact == choice.contact]
        else:
            options = list(band.general if choice.role == "general" else band.flush)
        taken = {
            other.technique for other in plan.choices if other.role == choice.role and other.contact == choice.contact
        }
        others = [other for other in options if other.technique not in taken and other.units <= choice.units]
        best = max(others, key=lambda other: (sum(gain for _, gain in other.gains), -other.tie), default=None)
        return best.technique if best else None

    def _step(self, step_id: str, start_s: int, draft: _Draft) -> Step:
        technique = draft.technique
        return Step(
            id=step_id,
            role=draft.role,
            zone=draft.zone,
            technique=technique.id,
            contact=draft.contact,
            target=draft.contact or technique.target_regions,
            muscles=self._muscles(technique, draft.contact),
            points=draft.points,
            side=draft.side,
            sides=_sides(technique, draft.side),
            first_side=self._first_side(draft),
            position=self._scenario.position_in(self._place_in_order(draft)),
            start_s=start_s,
            duration_s=draft.units * self._problem.unit_s,
            level=draft.level,
            layer=self._layer(draft),
            asymmetric=draft.side in ("left", "right") and not draft.upper_side,
            why=self._reason(draft),
            oil=self._limits.oil if self._limits.oiled(technique, draft.contact) and draft.contact else None,
        )

    def _place_in_order(self, draft: _Draft) -> ZoneId | None:
        """What opens a session stands before all zones, what closes it behind them."""
        return self._tuning.zone[0].id if draft.role == "warmup" else draft.zone

    def _muscles(self, technique: Technique, contact: tuple[RegionId, ...]) -> tuple[str, ...]:
        if not contact:
            return technique.muscles
        muscles = self._atlas.muscles
        return tuple(muscle for muscle in technique.muscles if set(muscles[muscle].regions) & set(contact))

    def _first_side(self, draft: _Draft) -> Side:
        """The easier side first, so that the sore one meets warm hands; the left where both are alike."""
        if _sides(draft.technique, draft.side) != "in_turn":
            return draft.side
        return "right" if self._worse_side(draft.contact) == "left" else "left"

    def _worse_side(self, contact: Iterable[RegionId]) -> Side | None:
        touched = set(contact)
        pain: dict[Side, int] = {"left": 0, "right": 0}
        for entry in self._request.pains:
            if entry.side in pain and entry.region in touched:
                pain[entry.side] = max(pain[entry.side], self._tuning.weight.of(entry))
        if pain["left"] == pain["right"]:
            return None
        return "left" if pain["left"] > pain["right"] else "right"

    def _layer(self, draft: _Draft) -> Layer | None:
        """What the mind may do under the hands."""
        if not draft.contact or self._request.hands_only or self._clearance.mind == "none":
            return None
        thermal = draft.technique.family == "thermal"
        if thermal or draft.role in ("warmup", "integration") or self._clearance.mind == "breath_and_rest":
            return "breath"
        if draft.role == "specific":
            return "release"
        if draft.role == "general":
            return self._woven()
        return None

    def _woven(self) -> Layer:
        """What goes with wide strokes: an image where the complaint asks for one, else attention, else the breath."""
        forbidden = self._clearance.forbidden_practices
        wished = {mind for name in self._request.complaints for mind in self._atlas.complaints[name].mind}
        if "imagery" in wished.union(self._request.wanted) - set(self._request.without) and "imagery" not in forbidden:
            return "imagery"
        return "breath" if "body_scan" in forbidden else "scan"

    def _reason(self, draft: _Draft) -> Reason:
        technique = draft.technique
        binding = self._binding(draft)
        family = self._tuning.technique[technique.id].family
        belief = next((belief for belief in self._request.beliefs if belief.family == family), None)
        sentences = [
            place_reason(
                draft.role,
                draft.target,
                self._request,
                self._atlas,
                technique,
                touches=bool(draft.contact),
                points=bool(draft.points),
            ),
            more_reason(draft.role, draft.contact, self._request),
            belief_reason(belief),
            limit_reason(draft.level, binding, self._clearance),
        ]
        return Reason(
            text=" ".join(sentence for sentence in sentences if sentence),
            role=draft.role,
            target=draft.target,
            weight=draft.weight,
            marginal=draft.marginal,
            binding=binding,
            evidence=technique.evidence.sources,
            grade=technique.evidence.grade,
            runner_up=draft.runner_up,
            diary_entries=belief.entries if belief else 0,
        )

    def _binding(self, draft: _Draft) -> tuple[RuleId, ...]:
        """Rules that hold the pressure down: its level is the cap, and the technique could go further."""
        if not draft.contact or draft.level >= draft.technique.level_max:
            return ()
        if draft.level < self._limits.cap(draft.contact):
            return ()
        return self._limits.cap_rules(draft.contact, draft.level)


def _sides(technique: Technique, side: Side) -> Sides:
    if side in ("left", "right"):
        return "one"
    if side == "both" and technique.sides != "none":
        return technique.sides
    return "none"


def safety_note(request: Request, clearance: Clearance, atlas: Atlas, limits: Limits) -> SafetyNote:
    """What a session was built within. Raises ValueError in an emergency."""
    blocked = {(block.region, block.side) for block in clearance.blocks}
    open_regions = [
        region.id for region in atlas.regions.values() if any((region.id, side) not in blocked for side in region.sides)
    ]
    caps = {cap.region: cap.level for cap in clearance.caps}
    highest = max((caps[region] for region in open_regions), default=0) if clearance.hands_on else 0
    if clearance.verdict == "emergency":
        raise ValueError("an emergency has no session")
    return SafetyNote(
        verdict=clearance.verdict,
        pressure_cap=min(highest, request.pressure_cap),
        blocked=tuple((block.region, block.side) for block in clearance.blocks),
        forbidden_techniques=tuple(
            technique.id for technique in atlas.techniques.values() if not limits.safe_technique(technique)
        ),
        hands_on_limit_s=clearance.hands_on_limit_s if clearance.hands_on else 0,
        first_session=clearance.first_session,
        rule_set=clearance.rule_set,
        agreed=None if clearance.agreed is None else areas_of(clearance.agreed, atlas),
        stop_word=clearance.stop_word,
    )


def _unmet(request: Request, steps: list[Step], atlas: Atlas) -> Iterator[str]:
    """Places where more was asked for or that hurt, and nothing is touched: out of reach, left out, or without room."""
    touched = {region for step in steps for region in step.contact}
    hurting = (pain.region for pain in request.pains if pain.level != 0 and not request.mind_only)
    wishes = {region: no_hands_there(region, atlas) for region in hurting}
    wishes |= {region: no_more_wish(region, atlas) for region in request.more}
    return (wish for region, wish in wishes.items() if region not in touched)


def _unmet_oil(request: Request, scenario: Scenario) -> Iterator[str]:
    if request.oil and not scenario.limits.oil and not request.mind_only:
        yield oil_words(request.oil)


def style_lines(request: Request, scenario: Scenario) -> tuple[str, ...]:
    """How the hands of this style go."""
    style = scenario.tuning.style_of(request.style)
    return (f"{style.name}: {style.says}",) if style and not request.mind_only else ()


def _left_out(request: Request, scenario: Scenario) -> Iterator[LeftOut]:
    """What safety took out of what one would expect for these complaints."""
    if not request.mind_only:
        yield from _left_out_regions(request, scenario)
    yield from _left_out_techniques(request, scenario)
    yield from _left_out_oil(request, scenario)


def _left_out_oil(request: Request, scenario: Scenario) -> Iterator[LeftOut]:
    """An oil that was wished and is not used, where that is not for want of hands."""
    limits, clearance = scenario.limits, scenario.clearance
    if request.oil is None or limits.oil or not limits.hands_on:
        return
    what, plan = capital(oil_words(request.oil)), scenario.tuning.oil
    rules = [rule for use in clearance.oils if use.oil == request.oil for rule in use.rules]
    if request.oil == "plain":
        rules = [rule for entry in clearance.forbidden if entry.technique_class == "plain_oil" for rule in entry.rules]
    if rules:
        names = _names(clearance)
        yield LeftOut(what, "; ".join(names[rule] for rule in dict.fromkeys(rules)), tuple(dict.fromkeys(rules)))
    elif request.place in plan.not_at:
        yield LeftOut(what, "it does not go with this place")
    elif set(plan.scented_not_for) & set(request.complaints):
        yield LeftOut(what, "with migraine, scents are left away")


def _left_out_regions(request: Request, scenario: Scenario) -> Iterator[LeftOut]:
    complaints = [scenario.atlas.complaints[complaint] for complaint in request.complaints]
    expected = [
        *(pain.region for pain in request.pains),
        *request.more,
        *(region for one in complaints for region in one.regions),
    ]
    names = _names(scenario.clearance)
    for region in dict.fromkeys(expected):
        entry = scenario.atlas.regions[region]
        blocks = [block for block in scenario.clearance.blocks if block.region == region]
        if blocks:
            rules = tuple(dict.fromkeys(rule for block in blocks for rule in block.rules))
            sides = "" if len(blocks) == len(entry.sides) else f" ({', '.join(block.side for block in blocks)})"
            yield LeftOut(f"{entry.name}{sides}", "; ".join(names[rule] for rule in rules), rules)


def _names(clearance: Clearance) -> dict[RuleId, str]:
    """Why something is left out, in a few words."""
    return {
        finding.rule: NOT_AGREED if any(isinstance(effect, OnlyAgreed) for effect in finding.effects) else finding.name
        for finding in clearance.findings
    }


def _left_out_techniques(request: Request, scenario: Scenario) -> Iterator[LeftOut]:
    clearance = scenario.clearance
    names = {finding.rule: finding.name for finding in clearance.findings}
    complaints = [scenario.atlas.complaints[complaint] for complaint in request.complaints]
    for technique_id in dict.fromkeys(name for one in complaints for name in (*one.techniques, *one.mind)):
        technique = scenario.atlas.techniques[technique_id]
        if scenario.limits.safe_technique(technique):
            continue
        rules = dict.fromkeys(clearance.forbidden_practices.get(technique_id, ()))
        for entry in clearance.forbidden:
            if entry.region is None and entry.technique_class in technique.safety_classes:
                rules.update(dict.fromkeys(entry.rules))
        if rules:
            yield LeftOut(technique.name, "; ".join(names[rule] for rule in rules), tuple(rules))
