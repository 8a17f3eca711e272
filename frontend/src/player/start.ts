// Start in one tap: the sound begins inside the tap, and the player comes into the same page, so that it sounds on.

import { newAudio, openPlayer } from "./open";
import { firstVoice } from "./player";
import type { PlayerData, VoiceName } from "./playback";
import { isHeld, playable, prepare, source } from "./sound";

const suffix = playable();

function wish(form: HTMLFormElement): { address: string; state: string; voice: VoiceName } {
  const said = form.dataset["sound"] ?? "";
  const asked = form.dataset["voice"] ?? (said.includes("/bells.") ? "bells" : "own");
  const voice = firstVoice(asked as PlayerData["voice"]);
  const folder = said.slice(0, said.lastIndexOf("/") + 1);
  return { address: `${folder}${voice}.${suffix}`, state: folder, voice };
}

/** Before the tap: have the sound made, and fetch it. */
export function prepareStart(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-start]");
  if (!form) return;
  const { address, state, voice } = wish(form);
  const own = address.replace(/[^/]*$/, `own.${suffix}`);
  void prepare(address, state, voice, suffix).then(() =>
    form.dataset["voice"] === "device" ? prepare(own, state, "own", suffix) : undefined,
  );
}

let starting = false;

export async function start(form: HTMLFormElement): Promise<void> {
  if (starting) return;
  starting = true;
  const audio = newAudio();
  const { address } = wish(form);
  // Without a sound the tap only lets it play later: a server that is still making it is asked how far it is, not waited for.
  if (isHeld(address)) audio.src = source(address);
  audio.play().catch(() => undefined); // the player's page says what is wrong, and has a button
  for (const button of document.querySelectorAll('button[form="start"], form[data-start] button[type="submit"]')) {
    button.setAttribute("aria-busy", "true");
  }
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.querySelector('[data-player="root"]')) throw new Error("no player");
    swap(page, new URL(answer.url).pathname);
  } catch {
    audio.removeAttribute("src");
    audio.load();
    starting = false;
    form.submit(); // the plain way says what is wrong
    return;
  }
  openPlayer(document, audio, suffix, true);
}

function swap(page: Document, address: string): void {
  for (const plain of page.querySelectorAll("noscript")) plain.remove();
  document.documentElement.dataset["theme"] = page.documentElement.dataset["theme"] ?? "auto";
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  scrollTo(0, 0);
  history.pushState({ player: true }, "", address);
  addEventListener("popstate", () => location.reload());
}
