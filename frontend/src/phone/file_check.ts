// Before the first sound: is what was answered still good, does an emergency stand, and is one there now?
// Nothing of it leaves the phone. An emergency is kept for a day, for every file of this kind where the browser allows.

import { EMERGENCY, LOOK, MISTAKE, type FileSession } from "./file_session";
import type { Screens } from "./file_screens";

const KEY = "unclench.emergency";
const STANDS_MS = 24 * 3600 * 1000;
/** Clocks of two devices differ a little. */
const EARLY_MS = 3600 * 1000;
const LOOK_AGAIN_MS = 30_000;

export function askFirst(session: FileSession, screens: Screens, goOn: () => void): void {
  const boxes = [...document.querySelectorAll<HTMLInputElement>('[data-screen="check"] input')];
  tellUntil(session);

  const begin = (): void => {
    for (const box of boxes) box.checked = false;
    if (emergencyStands()) screens.show("stop");
    else if (isOld(session)) old();
    else screens.show("check");
  };
  const old = (): void => {
    screens.show("old");
    screens.part<HTMLDetailsElement>("words").open = true;
  };
  const on = (answer: string, act: () => void): void =>
    document.querySelector(`[data-answer="${answer}"]`)!.addEventListener("click", act);

  on("none", () => {
    if (isOld(session)) old();
    else if (boxes.some((box) => box.checked)) stopForEmergency(screens);
    else goOn();
  });
  on("some", () => stopForEmergency(screens));
  on("mistake", () => {
    forget();
    document.dispatchEvent(new Event(MISTAKE));
    begin();
  });
  document.addEventListener(LOOK, begin);
  // One that was named in another tab stands here, too.
  addEventListener("storage", (event) => {
    if (event.key === KEY && emergencyStands()) document.dispatchEvent(new Event(LOOK));
  });
  // A list that was left open must not be answered tomorrow.
  setInterval(() => {
    const list = document.querySelector<HTMLElement>('[data-screen="check"]')!;
    if (!list.hidden && isOld(session)) old();
  }, LOOK_AGAIN_MS);
  begin();
}

export function stopForEmergency(screens: Screens): void {
  keep();
  document.dispatchEvent(new Event(EMERGENCY));
  screens.show("stop");
}

export function isOld(session: FileSession): boolean {
  const now = Date.now();
  if (document.body.dataset["used"]) return true;
  return now >= session.good_until_ms || now < session.composed_ms - EARLY_MS;
}

function tellUntil(session: FileSession): void {
  const words = new Date(session.good_until_ms).toLocaleString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  });
  for (const time of document.querySelectorAll("[data-until]")) time.textContent = words;
}

export function emergencyStands(): boolean {
  try {
    const at = Number(localStorage.getItem(KEY));
    return at > 0 && Date.now() - at < STANDS_MS;
  } catch {
    return false; // a browser that keeps nothing for files; the list is asked each time anyway
  }
}

function keep(): void {
  try {
    localStorage.setItem(KEY, String(Date.now()));
  } catch {
    // as above
  }
}

function forget(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // as above
  }
}
