"""What is looked at on every page: axe-core's rules, the size of targets, the width, and the way of the Tab key."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.browser.app import HERE, Theme, wear

THEMES: tuple[Theme, ...] = ("light", "dark", "dim")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that look at colours. A theme changes nothing else, so in further themes these are enough."""
WIDTHS = (360, 1440)
TARGET_PX = 48

# Colours are judged as they stay, not on the way from one theme to another.
_SETTLE = "() => Promise.allSettled(document.getAnimations().map(animation => animation.finished))"

_RUN = """async ([type, values]) => {
  const found = await axe.run(document, { runOnly: { type, values }, preload: false, resultTypes: ['violations'] });
  return found.violations.flatMap(violation => violation.nodes.map(
    node => `${violation.id}: ${node.target.join(' ')} (${node.failureSummary.replace(/\\s+/g, ' ')})`));
}"""

# A link in the middle of a sentence is as high as its line; WCAG 2.5.8 excepts it, and so do we. What is hidden from
# sight, or shut out, is no target. A field inside a label is as big as its label.
_SMALL = """least => {
  const shown = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: false })
    && !element.closest('[inert]') && element.getClientRects().length > 0;
  const inText = element => element.matches('a') && getComputedStyle(element).display === 'inline'
    && [...element.parentElement.childNodes].some(node => node.nodeType === 3 && node.textContent.trim().length > 1);
  const small = [];
  for (const element of document.querySelectorAll(
      'a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button]')) {
    if (!shown(element) || inText(element) || element.closest('.skip-link')) continue;
    const target = element.closest('label') ?? element;
    const { width, height } = target.getBoundingClientRect();
    if (width <= 1 || height <= 1) continue;
    if (height < least - 0.5) small.push(
      `${target.tagName.toLowerCase()}.${target.className} "${(target.innerText || element.name || '').slice(0, 40)}"`
      + ` ${Math.round(width)}×${Math.round(height)}`);
  }
  return [...new Set(small)];
}"""

_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > width + 0.5;
  }).map(element => `${element.tagName.toLowerCase()}.${element.className}`).slice(0, 5).concat('too wide');
}"""

# Where Tab has to come by. Of radio buttons of one name it comes to one.
_STOPS = """() => {
  const seen = new Set();
  let stops = 0;
  for (const element of document.querySelectorAll(
      'a[href], button, summary, select, textarea, input:not([type=hidden]), audio[controls], [tabindex="0"]')) {
    if (element.disabled || element.closest('[inert]') || element.tabIndex < 0) continue;
    if (!element.checkVisibility({ visibilityProperty: true }) || element.getClientRects().length === 0) continue;
    if (element.type === 'radio') {
      const group = `${element.form?.action} ${element.name}`;
      if (seen.has(group)) continue;
      seen.add(group);
    }
    stops += 1;
  }
  return stops;
}"""

# Notes every element that the focus comes to. The ring may be drawn around the field, or around the label or tile that
# stands for it. Asking after each key would take as long as the keys.
_WALK = """() => {
  window.walked?.stop();
  const reached = new Map();
  const note = ({ target: at }) => {
    if (reached.has(at) || at === document.body) return;
    const tiles = [at, at.nextElementSibling, ...(at.labels ?? []), at.closest('label'), at.closest('.card, .entry')];
    const around = tiles.flatMap(element => element ? [element, ...element.querySelectorAll(':scope > span')] : []);
    const ringed = around.some(element => {
      const style = getComputedStyle(element);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    });
    const words = (at.innerText || at.getAttribute('aria-label') || at.name || '').slice(0, 30);
    reached.set(at, { ringed, name: `${at.tagName.toLowerCase()}.${at.className} "${words}"` });
  };
  addEventListener('focusin', note);
  window.walked = { reached, stop: () => removeEventListener('focusin', note) };
}"""
_WALKED = "() => [...window.walked.reached.values()]"


@cache
def _axe() -> str:
    return (HERE / "node_modules/axe-core/axe.min.js").read_text("utf-8")


def axe_finds(page: Page, *, colours: bool = False) -> list[str]:
    """By every rule, or by those about colours alone."""
    page.evaluate(_SETTLE)
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_axe())
    found: list[str] = page.evaluate(_RUN, ["rule", COLOURS] if colours else ["tag", TAGS])
    return found


def too_small(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_SMALL, TARGET_PX)
    return found


def too_wide(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found


def tab_finds(page: Page) -> list[str]:
    """What is wrong on the way of the Tab key, from where the focus stands to the end and on from the top."""
    stops: int = page.evaluate(_STOPS)
    page.evaluate(_WALK)
    reached: list[dict[str, Any]] = []
    presses_left = 2 * stops + 4
    while len(reached) < stops and presses_left > 0:
        presses = min(stops - len(reached), presses_left)
        for _ in range(presses):
            page.keyboard.press("Tab")
        presses_left -= presses
        reached = page.evaluate(_WALKED)
    page.evaluate("() => window.walked.stop()")
    wrong = [f"no ring: {one['name']}" for one in reached if not one["ringed"]]
    if len(reached) < stops:
        wrong.append(f"Tab comes to {len(reached)} of {stops}, lastly {[one['name'] for one in reached[-1:]]}")
    return wrong


def all_wrong(page: Page, themes: Sequence[Theme] = THEMES) -> list[str]:
    """At this page as it stands, in these themes; then narrow, and by keyboard."""
    worn: str = page.evaluate("() => document.documentElement.dataset.theme")
    size = page.viewport_size
    found = []
    for number, theme in enumerate(("dim",) if worn == "dim" else themes):
        wear(page, theme)
        found += [f"{theme}: {wrong}" for wrong in axe_finds(page, colours=number > 0)]
    page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", worn)
    found += [f"small: {wrong}" for wrong in too_small(page)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width} px: {wrong}" for wrong in too_wide(page)]
    if size:
        page.set_viewport_size(size)
    found += [f"keyboard: {wrong}" for wrong in tab_finds(page)]
    return found
