"""What earlier sessions leave, written down a second time from the facts, as plain code over plain tuples.

A session is (begin, end, [(place, level, seconds, was a sore spot pressed)]). What was felt is
(what, moment, begin of its session, [places], number). The answer: (rule, place) with when it ends, or "next" or
"doctor".
"""

from __future__ import annotations

HOUR = 3600
Bout = tuple[str, int, int, bool]
Session = tuple[int, int, list[Bout]]
Feeling = tuple[str, int, int, list[str], int | None]
End = int | str


def leave(sessions: list[Session], feelings: list[Feeling], now: int) -> dict[tuple[str, str], End]:
    done = [(begin, end, [bout for bout in bouts if bout[2] > 0]) for begin, end, bouts in sessions if end <= now]
    done = sorted((one for one in done if one[2]), key=lambda one: one[0])
    felt = [one for one in feelings if one[1] <= now]
    found: dict[tuple[str, str], End] = {}

    def hold(rule: str, place: str, end: End) -> None:
        if isinstance(end, int):
            if end <= now:
                return
            known = found.get((rule, place), 0)
            end = max(end, known) if isinstance(known, int) else known
        found[rule, place] = end

    def came_again(place: str, after: int) -> bool:
        return any(begin > after and (place == "all" or place in [b[0] for b in bouts]) for begin, _, bouts in done)

    for _, end, bouts in done:
        for place, level, _, pressed in bouts:
            if level in (5, 6, 7) or pressed:
                hold("rest_after_firm", place, end + 24 * HOUR)

    for what, at, session, places, number in felt:
        played = next((one for one in done if one[0] == session), None)
        end_of_it = played[1] if played else session
        for place in places or ["all"]:
            if what == "stop_pain":
                hold("rest_where_it_hurt", place, at + 24 * HOUR)
            if what in ("stop_pain", "too_firm") and not came_again(place, at):
                hold("lighter_where_it_hurt", place, "next")
            if what in ("stop_skin", "bruise", "rash_spreads"):
                hold("skin_rests", place, at + 7 * 24 * HOUR)
        if what == "stop_faint":
            hold("neck_after_faint", "all", "doctor")
        if what == "more_headache_days":
            hold("more_headache_days", "all", "doctor")
        if what == "soreness" and number is not None:
            gone = [f for f in felt if f[0] == what and f[2] == session and f[1:2] > (at,) and f[4] is not None]
            same = [f for f in felt if f[0] == what and f[2] == session and f[1] == at and f[4] is not None]
            worst = max(f[4] or 0 for f in same)
            if (number > 3 or (number > 0 and at - end_of_it > 48 * HOUR)) and played:
                for place in places or {b[0] for b in played[2]}:
                    if place in [b[0] for b in played[2]] and not came_again(place, at):
                        hold("no_firmer_while_sore", place, "next")
            if number > 4 and at - end_of_it > 48 * HOUR:
                if not came_again("all", at):
                    hold("gentle_after_soreness", "all", "next")
                if not gone and worst == number:
                    hold("sore_waits", "all", at + 7 * 24 * HOUR)
                    if at - end_of_it > 7 * 24 * HOUR:
                        hold("sore_week", "all", at + 7 * 24 * HOUR)

    bad: dict[int, int] = {}
    for what, at, session, _, _ in felt:
        if what in ("headache", "stop_headache_up"):
            bad[session] = min(at, bad.get(session, at))
    order = sorted({one[0] for one in done} | set(bad))
    starts = []
    for session in bad:
        upto = order[: order.index(session) + 1][-5:]
        hits = [bad[one] for one in upto if one in bad]
        if len(hits) > 1:
            starts.append(max(hits))
    for number_of, start in enumerate(sorted(starts)):
        hold("few_after_headaches", "all", start + 14 * 24 * HOUR)
        if number_of:
            hold("headaches_again", "all", start + 14 * 24 * HOUR)
    return found
