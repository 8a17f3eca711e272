// The player on a page: the one that was opened, or one that the tap on Start has fetched.

import { Player } from "./player";
import type { PlayerData, Suffix } from "./playback";

export function openPlayer(page: ParentNode, audio: HTMLAudioElement, suffix: Suffix, started: boolean): void {
  const root = page.querySelector<HTMLElement>('[data-player="root"]');
  const data = page.querySelector("#playback")?.textContent;
  if (root && data) new Player(root, JSON.parse(data) as PlayerData, audio, suffix, started);
}

export function newAudio(): HTMLAudioElement {
  const audio = new Audio();
  audio.preload = "auto";
  return audio;
}
