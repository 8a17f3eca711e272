"""The player in a real browser: from the tap on Start to the question how it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.app import HEADPHONES, PHONE, App, Watcher

NOW_S = "() => document.querySelector('audio').currentTime"
SOUNDS_S = 120_000
"""How long a busy machine may take to make the sound, in milliseconds. What is tested never depends on it."""

# Stands in for a device that has voices; headless Chromium has none.
DEVICE_VOICE = """
window.spoken = [];
const voice = { name: 'Here', lang: 'en-GB', localService: true, default: true, voiceURI: 'here' };
const away = { name: 'Away', lang: 'en-GB', localService: false, default: false, voiceURI: 'away' };
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [away, voice],
  speak: utterance => {
    spoken.push([utterance.text, utterance.voice.name]);
    if (!window.mute) utterance.onstart?.();
  },
  cancel: () => spoken.push(['-', '']),
  addEventListener: () => undefined,
} });
"""


@pytest.fixture
def plan(app: App) -> str:
    """Of this test alone: what one test says may make the plan of another too old. The sound is made once."""
    made: str = app.stage("plan", minutes=5)
    return made


@pytest.fixture
def playing(phone: Page, plan: str) -> Page:
    """The phone, a moment after the tap on Start."""
    phone.goto(f"/sessions/{plan}/")
    tap_start(phone)
    return phone


def tap_start(page: Page) -> None:
    page.get_by_role("button", name="Start", exact=True).locator("visible=true").first.click()
    sounding(page)


def sounding(page: Page, after_s: float = 0.1) -> None:
    page.wait_for_function(
        "after => { const audio = document.querySelector('audio'); "
        "return !audio?.paused && audio?.currentTime > after }",
        arg=after_s,
        timeout=SOUNDS_S,
    )


def seek(page: Page, ms: float) -> None:
    page.evaluate(
        "s => new Promise(done => { const audio = document.querySelector('audio');"
        " audio.addEventListener('seeked', done, { once: true }); audio.currentTime = s; })",
        ms / 1000,
    )


def now_ms(page: Page) -> float:
    return float(page.evaluate(NOW_S)) * 1000


def part(page: Page, name: str) -> Any:
    return page.locator(f'[data-player="{name}"]')


def playback(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("() => JSON.parse(document.querySelector('#playback').textContent).playback")
    return found


def play_id(page: Page) -> str:
    return page.url.rstrip("/").rsplit("/", 1)[-1]


@pytest.fixture
def told(app: App) -> Callable[[str], dict[str, Any]]:
    """What the server knows of a play."""

    def of(play: str) -> dict[str, Any]:
        return next(entry for entry in app.stage("plays") if entry["id"] == play)

    return of


def kinds(play: dict[str, Any]) -> list[str]:
    return [event[0] for event in play["events"]]


def told_by(page: Page, act: Callable[[], object]) -> None:
    """Do it, and wait until the server has heard of it."""
    with page.expect_response(re.compile("/events/$")) as answer:
        act()
    assert answer.value.status == 204


# Start


def test_one_tap_leads_to_sound(playing: Page, told: Callable[[str], dict[str, Any]]) -> None:
    assert re.search("/plays/[0-9a-f-]{36}/$", playing.url)
    expect(part(playing, "root")).to_have_attribute("data-state", "playing")
    expect(part(playing, "name")).to_have_text(playback(playing)["steps"][0]["name"])
    playing.wait_for_load_state("networkidle")
    assert kinds(told(play_id(playing))) == ["started"]


def test_nothing_but_events_is_asked_for_once_it_plays(phone: Page, plan: str, watcher: Watcher) -> None:
    phone.goto(f"/sessions/{plan}/")
    phone.wait_for_load_state("networkidle")
    tap_start(phone)
    phone.locator("[data-drawings=here]").wait_for(state="attached", timeout=SOUNDS_S)
    phone.locator("[data-others=here]").wait_for(state="attached", timeout=SOUNDS_S)
    before = len(watcher.requests)
    seek(phone, 200_000)
    sounding(phone, 200.1)
    part(phone, "skip").click()
    part(phone, "play").click()
    phone.wait_for_load_state("networkidle")
    later = watcher.requests[before:]
    assert later
    assert all(request.endswith("/events/") for request in later)


def test_the_way_back_is_the_plan(playing: Page, plan: str) -> None:
    playing.go_back()
    playing.wait_for_url(f"**/sessions/{plan}/")
    expect(playing.get_by_role("button", name="Start", exact=True).locator("visible=true").first).to_be_visible()


# What one sees


def test_captions_are_those_of_the_file(playing: Page, plan: str) -> None:
    text = playing.evaluate("path => fetch(path).then(answer => answer.text())", f"/sessions/{plan}/captions.vtt")
    blocks = [block.split("\n") for block in text.strip().split("\n\n")[1:]]
    shown = [
        (f"{caption['at_ms']}", f"{caption['until_ms']}", caption["text"]) for caption in playback(playing)["captions"]
    ]
    assert [(str(ms(at)), str(ms(to)), " ".join(text)) for _, at, to, text in map(timed, blocks)] == shown


def timed(block: list[str]) -> tuple[str, str, str, list[str]]:
    start, end = block[1].split(" --> ")
    return block[0], start, end, block[2:]


def ms(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)


def test_each_caption_shows_at_its_time(playing: Page) -> None:
    part(playing, "play").click()
    for caption in playback(playing)["captions"][:12]:
        seek(playing, caption["at_ms"] + 20)
        expect(part(playing, "caption")).to_have_text(caption["text"])
        expect(playing.locator(".transcript [aria-current]")).to_contain_text(caption["text"])


def test_the_side_card_stands_for_three_seconds(playing: Page) -> None:
    switches = playback(playing)["switches"]
    if not switches:
        pytest.fail("The plan of this test has no change of sides; choose another complaint.")
    at_ms = switches[0]["at_ms"]
    seek(playing, at_ms - 300)
    expect(part(playing, "side-card")).to_be_hidden()
    expect(part(playing, "side-card")).to_be_visible()
    expect(part(playing, "side-words")).to_have_text(switches[0]["words"])
    assert at_ms <= now_ms(playing) < at_ms + 3_300
    expect(part(playing, "hurts")).to_be_in_viewport()
    seek(playing, at_ms + 3_050)
    expect(part(playing, "side-card")).to_be_hidden()


def test_steps_are_announced_once(playing: Page) -> None:
    playing.evaluate(
        """() => {
          window.announced = [];
          const region = document.querySelector('[data-player="spoken"]');
          new MutationObserver(() => announced.push(region.textContent)).observe(region, { childList: true });
        }"""
    )
    part(playing, "skip").click()
    sounding(playing, now_ms(playing) / 1000 + 2)
    steps = playback(playing)["steps"]
    said = f"Step 2 of {len(steps)}: {steps[1]['name']}. {steps[1]['what']}"
    assert playing.evaluate("() => announced") == [said]


# What one can do


def test_pause_stops_the_sound_and_play_goes_on(playing: Page, told: Callable[[str], dict[str, Any]]) -> None:
    told_by(playing, part(playing, "play").click)
    stopped = now_ms(playing)
    expect(part(playing, "root")).to_have_attribute("data-state", "paused")
    playing.wait_for_timeout(300)
    assert now_ms(playing) == stopped
    told_by(playing, part(playing, "play").click)
    sounding(playing, stopped / 1000)
    assert kinds(told(play_id(playing)))[-2:] == ["paused", "resumed"]


def test_after_a_long_pause_the_last_line_is_said_again(playing: Page) -> None:
    first = playback(playing)["captions"][0]
    seek(playing, first["at_ms"] + 900)
    part(playing, "play").click()
    expect(part(playing, "root")).to_have_attribute("data-state", "paused")
    playing.evaluate("() => { const now = Date.now; Date.now = () => now() + 11_000; }")
    part(playing, "play").click()
    playing.wait_for_function("() => !document.querySelector('audio').paused")
    assert now_ms(playing) < first["at_ms"] + 800


def test_after_an_hour_the_server_says_whether_it_goes_on(playing: Page) -> None:
    seek(playing, 30_500)
    part(playing, "play").click()
    expect(part(playing, "root")).to_have_attribute("data-state", "paused")
    playing.evaluate("() => { const now = Date.now; Date.now = () => now() + 2 * 3_600_000; }")
    with playing.expect_navigation():
        part(playing, "play").click()
    expect(playing.get_by_role("button", name=re.compile("^Go on at 0:3[0-2]$"))).to_be_visible()


def test_skip_and_back(playing: Page, told: Callable[[str], dict[str, Any]]) -> None:
    steps = playback(playing)["steps"]
    told_by(playing, part(playing, "skip").click)
    expect(part(playing, "name")).to_have_text(steps[1]["name"])
    assert steps[1]["start_ms"] <= now_ms(playing) < steps[1]["start_ms"] + 3_000
    seek(playing, steps[1]["start_ms"] + 6_000)
    part(playing, "back").click()
    assert steps[1]["start_ms"] <= now_ms(playing) < steps[1]["start_ms"] + 2_000
    told_by(playing, part(playing, "back").click)
    assert now_ms(playing) < steps[1]["start_ms"]
    assert {"skipped", "back"} <= set(kinds(told(play_id(playing))))


def test_longer_plays_a_quiet_stretch_again(playing: Page, told: Callable[[str], dict[str, Any]]) -> None:
    part(playing, "play").click()
    steps = playback(playing)["steps"]
    step = next(step for step in steps if step["extend"] and not step["extend"]["repeat"])
    extend = step["extend"]
    seek(playing, extend["loop_to_ms"] - 500)
    before = seconds_left(playing)
    for _ in range(extend["most"]):
        part(playing, "extend").click()
    assert seconds_left(playing) == pytest.approx(before + extend["most"] * extend["adds_ms"] / 1000, abs=1)
    expect(part(playing, "extend")).to_be_disabled()
    expect(part(playing, "why-not")).to_have_text("Longer would be too much here today.")
    told_by(playing, part(playing, "play").click)
    playing.wait_for_function(
        "to => document.querySelector('audio').currentTime < to", arg=extend["loop_to_ms"] / 1000 - 1
    )
    assert now_ms(playing) >= extend["loop_from_ms"] - 600
    assert "extended" in kinds(told(play_id(playing)))


def seconds_left(page: Page) -> int:
    minutes, seconds = part(page, "total").inner_text().removesuffix(" left").split(":")
    return int(minutes) * 60 + int(seconds)


def test_a_step_that_must_not_be_longer_says_so(playing: Page) -> None:
    step = next(step for step in playback(playing)["steps"] if not step["extend"])
    seek(playing, step["start_ms"] + 100)
    expect(part(playing, "extend")).to_be_disabled()
    expect(part(playing, "why-not")).to_have_text("This step has its full length for today.")


def test_a_line_of_the_transcript_leads_to_its_moment(playing: Page) -> None:
    playing.locator(".transcript summary").click()
    fifth = playback(playing)["captions"][4]
    playing.locator(".transcript li button").nth(4).click()
    assert fifth["at_ms"] <= now_ms(playing) < fifth["at_ms"] + 2_000


def test_keys(desktop: Page, plan: str) -> None:
    desktop.goto(f"/sessions/{plan}/")
    tap_start(desktop)
    steps = playback(desktop)["steps"]
    desktop.keyboard.press("Space")
    expect(part(desktop, "root")).to_have_attribute("data-state", "paused")
    desktop.keyboard.press("Space")
    expect(part(desktop, "root")).to_have_attribute("data-state", "playing")
    desktop.keyboard.press("ArrowRight")
    expect(part(desktop, "number")).to_have_text(f"Step 2 of {len(steps)}")
    desktop.keyboard.press("ArrowLeft")
    expect(part(desktop, "number")).to_have_text(f"Step 1 of {len(steps)}")
    desktop.keyboard.press("t")
    expect(part(desktop, "lines")).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(part(desktop, "lines")).to_be_hidden()
    desktop.keyboard.press("h")
    expect(part(desktop, "hurt-card")).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(part(desktop, "hurt-card")).to_be_hidden()
    expect(part(desktop, "root")).to_have_attribute("data-state", "paused")


# This hurts


def test_it_hurts_and_goes_on_softer(playing: Page, told: Callable[[str], dict[str, Any]]) -> None:
    box = part(playing, "hurts").bounding_box()
    assert box is not None
    assert box["height"] >= 64
    seek(playing, playback(playing)["steps"][1]["start_ms"] + 500)
    told_by(playing, part(playing, "hurts").click)
    assert playing.evaluate("() => document.querySelector('audio').paused")
    expect(part(playing, "hurt-card")).to_contain_text("Lift off. What is it?")
    assert "hurt" in kinds(told(play_id(playing)))
    playing.get_by_role("button", name="Too firm, or sore, here").click()
    expect(part(playing, "hurt-card")).to_contain_text("Halve the pressure")
    told_by(playing, part(playing, "softer-on").click)
    expect(part(playing, "level-words")).to_contain_text("at most")
    expect(part(playing, "root")).to_have_attribute("data-state", "playing")
    playing.wait_for_load_state("networkidle")
    hurts = [event for event in told(play_id(playing))["events"] if event[0] == "hurt"]
    assert [event[3] for event in hurts] == ["too_firm"]


def test_every_button_is_big_enough_for_oily_hands_and_they_fit_on_one_screen(playing: Page) -> None:
    part(playing, "hurts").click()
    boxes = [button.bounding_box() for button in part(playing, "hurt-first").get_by_role("button").all()]
    assert all(box is not None and box["height"] >= 48 for box in boxes)
    assert len([box for box in boxes if box is not None and box["height"] >= 64]) >= 7
    expect(part(playing, "hurt-slip")).to_be_in_viewport(ratio=1)


def test_a_slip_goes_on(playing: Page, told: Callable[[str], dict[str, Any]]) -> None:
    part(playing, "hurts").click()
    told_by(playing, part(playing, "hurt-slip").click)
    expect(part(playing, "root")).to_have_attribute("data-state", "playing")
    playing.wait_for_load_state("networkidle")
    assert [event[3] for event in told(play_id(playing))["events"] if event[0] == "hurt"] == ["slip"]


def test_a_place_that_hurts_is_left_out_for_the_rest_of_the_session(
    playing: Page, told: Callable[[str], dict[str, Any]]
) -> None:
    steps = playback(playing)["steps"]
    hurt = next(step for step in steps if step["hands"])
    seek(playing, hurt["start_ms"] + 6_000)
    part(playing, "hurts").click()
    playing.get_by_role("button", name="Sharp, burning or electric, here").click()
    playing.get_by_role("button", name="Sharp or stabbing").click()
    playing.locator('[data-advice="stop_pain"] [data-leave-out]').click()
    expect(part(playing, "root")).to_have_attribute("data-state", "playing")
    on = next(step for step in steps if step["start_ms"] <= now_ms(playing) < step["next_ms"])
    assert not set(on["regions"]) & set(hurt["regions"])
    again = next(
        (s for s in steps if s["start_ms"] > on["start_ms"] and set(s["regions"]) & set(hurt["regions"])), None
    )
    if again is not None:
        seek(playing, again["start_ms"] - 300)
        playing.wait_for_function("s => document.querySelector('audio').currentTime >= s", arg=again["next_ms"] / 1000)
    playing.reload()  # and it stays so
    playing.wait_for_load_state("networkidle")
    assert "stop_pain" in [event[3] for event in told(play_id(playing))["events"]]
    kept = playing.evaluate("id => JSON.parse(localStorage.getItem('unclench.place:' + id)).out", play_id(playing))
    assert kept == hurt["regions"]


def test_what_may_be_an_emergency_has_one_way_on(
    phone: Page, plan: str, app: App, told: Callable[[str], dict[str, Any]]
) -> None:
    asked: list[str] = []

    def still_being_made(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=202, headers={"Retry-After": "0.1"})

    phone.route(re.compile("/others/[^/]+/own"), still_being_made)
    phone.goto(f"/sessions/{plan}/")
    with phone.expect_request(re.compile("/others/[^/]+/own"), timeout=SOUNDS_S):
        tap_start(phone)
    play = play_id(phone)
    part(phone, "hurts").click()
    phone.get_by_role("button", name="Numb, weak, trouble seeing").click()
    advice = phone.locator('[data-advice="stop_neuro"]')
    expect(advice).to_contain_text("Call the emergency number now")
    before = len(asked)
    phone.wait_for_timeout(500)
    assert len(asked) == before, "what may be wished for later is still asked for, and refused"
    phone.keyboard.press("Escape")
    expect(advice).to_be_visible()
    assert advice.get_by_role("button").all_inner_texts() == ["Stop the session"]
    advice.get_by_role("button").click()
    phone.wait_for_url("**/emergency/")
    app.stage("unlock")
    assert (told(play)["ending"], told(play)["stop_reason"]) == ("stopped", "stop_neuro")


def test_an_emergency_named_without_a_network_is_told_by_whatever_page_comes_next(
    phone: Page, plan: str, app: App, watcher: Watcher, told: Callable[[str], dict[str, Any]]
) -> None:
    watcher.allow("net::ERR_INTERNET_DISCONNECTED|Failed to fetch|status of 404")
    phone.add_init_script(HEADPHONES)
    phone.goto(f"/sessions/{plan}/")
    phone.wait_for_load_state("networkidle")
    tap_start(phone)
    play = play_id(phone)
    phone.wait_for_selector('[data-player="root"][data-others="here"]', state="attached", timeout=SOUNDS_S)
    phone.context.set_offline(True)
    part(phone, "hurts").click()
    phone.get_by_role("button", name="Numb, weak, trouble seeing").click()
    advice = phone.locator('[data-advice="stop_neuro"]')
    phone.evaluate("headphones.play()")
    phone.evaluate("headphones.nexttrack()")
    assert phone.evaluate("document.querySelector('audio').paused"), "a key on the headphones goes on"
    advice.get_by_role("button").click()
    expect(advice).to_contain_text("Unclench cannot be reached just now")
    expect(advice).to_contain_text("Call the emergency number now")
    expect(advice.get_by_role("button")).to_have_count(0)
    assert phone.evaluate("Date.now() - localStorage.getItem('unclench.emergency') < 60000")
    phone.route(re.compile("/events/$"), lambda route: route.fulfill(status=404))
    phone.route("**/offline/token/", lambda route: route.fulfill(status=404))
    with phone.expect_response(re.compile("/offline/token/")):  # let in no more: nothing is told, and nothing lost
        phone.context.set_offline(False)
    phone.unroute("**/offline/token/")
    phone.unroute(re.compile("/events/$"))
    phone.goto("/")
    phone.wait_for_url("**/emergency/")
    assert (told(play)["ending"], told(play)["stop_reason"]) == ("stopped", "stop_neuro")
    phone.get_by_role("button", name="I tapped that by mistake").click()
    phone.wait_for_url(lambda url: "/emergency/" not in url)
    assert phone.evaluate("localStorage.getItem('unclench.emergency')") is None
    app.stage("unlock")


# The end, and coming back


def test_it_comes_to_its_end(playing: Page, told: Callable[[str], dict[str, Any]]) -> None:
    play = play_id(playing)
    seek(playing, playback(playing)["duration_ms"] - 1_500)
    playing.wait_for_url(f"**/plays/{play}/after/", timeout=SOUNDS_S)
    assert told(play)["ending"] == "finished"
    playing.goto(f"/plays/{play}/")
    assert playing.url.endswith("/after/")
    playing.get_by_role("button", name="Save").click()
    playing.wait_for_url("**/history/")


def test_it_is_gone_through_quickly_without_an_error(playing: Page, told: Callable[[str], dict[str, Any]]) -> None:
    play = play_id(playing)
    playing.evaluate("() => { document.querySelector('audio').playbackRate = 16; }")
    playing.wait_for_url(f"**/plays/{play}/after/", timeout=60_000)
    assert kinds(told(play)) == ["started", "finished"]


def test_a_reload_goes_on_where_it_was(playing: Page) -> None:
    seek(playing, 65_500)
    sounding(playing, 66.6)
    was = now_ms(playing)
    playing.reload()
    button = playing.get_by_role("button", name=re.compile("^Go on at 1:0[5-9]$"))
    button.click()
    sounding(playing, 60)
    assert was - 2_000 <= now_ms(playing) <= was + 5_000


def test_events_are_told_later_if_the_server_is_away(
    playing: Page, watcher: Watcher, told: Callable[[str], dict[str, Any]]
) -> None:
    watcher.allow("ERR_INTERNET_DISCONNECTED")
    play = play_id(playing)
    playing.wait_for_load_state("networkidle")
    playing.context.set_offline(True)
    part(playing, "skip").click()
    sounding(playing, playback(playing)["steps"][1]["start_ms"] / 1000)
    playing.context.set_offline(False)
    told_by(playing, part(playing, "play").click)
    assert kinds(told(play)) == ["started", "skipped", "paused"]


# The device's own voice


@pytest.fixture
def spoken_to(app: App, browser: Browser, watcher: Watcher, plan: str) -> Any:
    """A phone with a voice of its own, and a person who wants it."""
    app.stage("voice", name="device")
    context = app.context(browser, PHONE)
    context.add_init_script(DEVICE_VOICE)
    watcher.watch(context)
    page = context.new_page()
    page.goto(f"/sessions/{plan}/")
    page.wait_for_load_state("networkidle")
    tap_start(page)
    yield page
    context.close()
    app.stage("voice", name="own")


def lines_spoken(page: Page) -> list[list[str]]:
    return [entry for entry in page.evaluate("() => spoken") if entry[0] != "-"]


def test_the_devices_voice_says_the_captions(spoken_to: Page) -> None:
    first = playback(spoken_to)["captions"][0]
    sounding(spoken_to, first["at_ms"] / 1000 + 0.3)
    assert lines_spoken(spoken_to) == [[first["text"], "Here"]]


@pytest.mark.parametrize("trouble", ["late", "hidden"])
def test_without_it_the_rendered_voice_takes_over(spoken_to: Page, trouble: str) -> None:
    bells = spoken_to.evaluate("() => document.querySelector('audio').src")
    caption = playback(spoken_to)["captions"][2]
    if trouble == "late":
        spoken_to.evaluate("() => { window.mute = true; }")
        seek(spoken_to, caption["at_ms"] - 100)
    else:
        seek(spoken_to, caption["at_ms"] - 100)
        spoken_to.evaluate(
            """() => { Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
                       document.dispatchEvent(new Event('visibilitychange')); }"""
        )
    spoken_to.wait_for_function("src => document.querySelector('audio').src !== src", arg=bells)
    sounding(spoken_to, caption["at_ms"] / 1000)
    assert now_ms(spoken_to) < caption["at_ms"] + 4_000


def test_a_drawing_of_the_step_stands_where_no_figure_can(playing: Page) -> None:
    """This Chromium draws without a graphics card, so the figure stays a drawing: another one with each step."""
    drawn = playing.locator(".player-picture svg title").first
    for _ in range(3):
        expect(drawn).to_have_text(part(playing, "name").inner_text(), timeout=SOUNDS_S)
        part(playing, "skip").click()
