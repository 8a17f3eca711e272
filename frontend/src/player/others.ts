// Something else in a step's place. All of it comes while the session begins: what is shown, the sound, the motion. So a
// tap is answered at once, and without a network.

import type { Motion } from "../figure/motion";
import type { Caption, Step, Suffix, Switch, VoiceName } from "./playback";
import { fetchMade } from "./sound";

interface Offer {
  step: Step;
  captions: Caption[];
  switches: Switch[];
  sounds: Record<VoiceName, Record<Suffix, string>>;
  motion: string;
  picture: string;
}

export interface Other {
  step: Step;
  captions: Caption[];
  switches: Switch[];
  sound: string;
  motion: Motion | null;
  picture: string;
}

export class Others {
  private readonly here = new Map<string, Other>();

  /** One after the other, so that they hold nothing up. */
  async fetch(address: string, voice: VoiceName, suffix: Suffix, signal: AbortSignal): Promise<void> {
    try {
      const answer = await fetch(address, { signal });
      if (!answer.ok) return;
      const offers = (await answer.json()) as Record<string, Offer>;
      for (const [step, offer] of Object.entries(offers)) {
        const sound = await fetchMade(offer.sounds[voice][suffix], signal).catch(() => null);
        if (!sound) continue;
        const motion = await fetch(offer.motion, { signal });
        const picture = await fetch(offer.picture, { signal });
        this.here.set(step, {
          step: offer.step,
          captions: offer.captions,
          switches: offer.switches,
          sound: URL.createObjectURL(sound),
          motion: motion.ok ? ((await motion.json()) as Motion) : null,
          picture: picture.ok ? await picture.text() : "",
        });
      }
    } catch {
      // What has come is there; the rest cannot be chosen.
    }
  }

  get(step: Step): Other | undefined {
    return this.here.get(step.id);
  }

  take(step: Step): Other | undefined {
    const found = this.here.get(step.id);
    this.here.delete(step.id);
    return found;
  }
}
