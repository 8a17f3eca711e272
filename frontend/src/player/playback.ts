// What the server says of a session, and what of it holds at a moment. All times are milliseconds of the sound.

export interface Extend {
  /** What one press adds: the loop, `passes` times. */
  adds_ms: number;
  most: number;
  passes: number;
  loop_from_ms: number;
  loop_to_ms: number;
  /** The whole step again, both its sides. */
  repeat: boolean;
  /** From here the sound says that the next step is near, which is not true before the last time round. */
  hush_from_ms: number | null;
}

export interface Step {
  id: string;
  name: string;
  what: string;
  phase: string;
  start_ms: number;
  duration_ms: number;
  next_ms: number;
  hands: boolean;
  /** Where the hands are, in the wide regions of the safety rules. */
  regions: string[];
  technique: string;
  level: number;
  level_words: string;
  /** As firm as it may be where more is asked for. */
  firmer: number;
  side: string;
  sides: "together" | "in_turn" | "one" | "none";
  first_side: string;
  extend: Extend | null;
  /** How much longer than its length it may take in all. */
  spare_ms: number;
}

export interface Caption {
  at_ms: number;
  until_ms: number;
  text: string;
  step: string;
}

export interface Switch {
  at_ms: number;
  step: string;
  from_side: string;
  to_side: string;
  words: string;
}

export interface Playback {
  title: string;
  duration_ms: number;
  sleep: boolean;
  steps: Step[];
  captions: Caption[];
  switches: Switch[];
}

export type VoiceName = "own" | "bells" | "silent";
export type Suffix = "opus" | "mp3";

export interface PlayerData {
  id: string;
  playback: Playback;
  position_ms: number;
  voice: "own" | "device" | "bells";
  giver: "self" | "partner" | "professional";
  sounds: Record<VoiceName, Record<Suffix, string>>;
  /** Something else for each step. */
  others: string;
  /** What the voice answers to a tap, and where in that file each answer is. */
  answers: Record<Suffix, string>;
  answered: Record<string, [number, number]>;
  state: string;
  events: string;
  after: string;
  emergency: string;
  address: string;
  /** Of the drawing of a step, with STEP in place of its id. */
  pictures: string;
  urgent: string[];
}

/** How long the card at a change of sides stands. */
export const CARD_MS = 3000;

export function stepIndexAt(playback: Playback, ms: number): number {
  const found = playback.steps.findLastIndex((step) => step.start_ms <= ms);
  return Math.max(0, found);
}

/** The line being said, or the last one before; -1 before the first. */
export function captionIndexAt(playback: Playback, ms: number): number {
  return playback.captions.findLastIndex((caption) => caption.at_ms <= ms);
}

export function switchAt(playback: Playback, ms: number): Switch | undefined {
  return playback.switches.find((change) => change.at_ms <= ms && ms < change.at_ms + CARD_MS);
}

const SIDE_WORDS: Record<string, string> = { left: "Left side", right: "Right side", both: "Both sides" };

/** Which side it is now, in words; empty where there are no sides. */
export function sideAt(playback: Playback, step: Step, ms: number): string {
  if (step.sides === "none" || !step.hands) return "";
  const change = playback.switches.find((entry) => entry.step === step.id);
  const side = change ? (ms < change.at_ms ? change.from_side : change.to_side) : step.side;
  return SIDE_WORDS[side] ?? "";
}

export function clock(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The moment of a line, rounded down as one says it. */
export function clockAt(ms: number): string {
  return clock(Math.floor(ms / 1000) * 1000);
}
