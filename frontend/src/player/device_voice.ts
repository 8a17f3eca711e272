// The device's own voice, on the clock of the sound. Only a voice that lives on the device: others would send the words
// away. Where it does not begin in time, fails, or nobody can see the page, the rendered voice takes over for good.

const STARTS_WITHIN_MS = 500;
const RATE = 0.9;

export function deviceVoice(): SpeechSynthesisVoice | undefined {
  if (!("speechSynthesis" in window)) return undefined;
  const local = speechSynthesis.getVoices().filter((voice) => voice.localService && /^en\b/i.test(voice.lang));
  return local.find((voice) => voice.lang === "en-GB") ?? local[0];
}

export class DeviceVoice {
  private waitingSince: number | null = null;
  private over = false;
  private readonly giveUp: () => void;

  constructor(giveUp: () => void) {
    this.giveUp = giveUp;
  }

  say(text: string, ms: number): void {
    const voice = deviceVoice();
    if (!voice) return this.fail();
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = RATE;
    utterance.onstart = () => (this.waitingSince = null);
    utterance.onerror = (event) => {
      if (event.error !== "canceled" && event.error !== "interrupted") this.fail();
    };
    this.waitingSince = ms;
    speechSynthesis.cancel();
    speechSynthesis.speak(utterance);
  }

  /** The clock has moved on. */
  watch(ms: number): void {
    if (this.waitingSince !== null && Math.abs(ms - this.waitingSince) > STARTS_WITHIN_MS) this.fail();
  }

  hush(): void {
    this.waitingSince = null;
    speechSynthesis.cancel();
  }

  fail(): void {
    if (this.over) return;
    this.over = true;
    this.hush();
    this.giveUp();
  }
}
