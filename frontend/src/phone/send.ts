// How far the sound is, and the phone's own way to hand a file on.

import type { State } from "../player/sound";

const ASK_AGAIN_MS = 400;

/** Shows how far it is while it is being made. The links work at any time: the server answers when it is ready. */
export async function waitForSound(root: HTMLElement): Promise<void> {
  const waiting = root.querySelector<HTMLElement>("[data-send-waiting]")!;
  const trouble = root.querySelector<HTMLElement>("[data-send-trouble]")!;
  for (;;) {
    let state: State;
    try {
      const answer = await fetch(root.dataset["send"]!);
      if (!answer.ok) throw new Error(String(answer.status));
      state = (await answer.json()) as State;
    } catch {
      state = { state: "failed", share: 0, message: "Unclench does not answer. Is it still running?" };
    }
    waiting.hidden = state.state !== "working";
    waiting.querySelector("progress")!.value = Math.round(state.share * 100);
    if (state.state === "failed") {
      trouble.hidden = false;
      trouble.querySelector("p")!.textContent = state.message;
    }
    if (state.state !== "working") return;
    await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
  }
}

/** A button where the device can share files. A file that took too long to come is shared at the next tap. */
export function offerShare(root: HTMLElement): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("[data-share]")) {
    const { share, name, kind } = button.dataset as { share: string; name: string; kind: string };
    if (!navigator.canShare?.({ files: [new File([""], name, { type: kind })] })) continue;
    let file: File | null = null;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.setAttribute("aria-busy", "true");
      void (async () => {
        try {
          if (!file) {
            const answer = await fetch(share);
            if (!answer.ok) throw new Error(String(answer.status));
            file = new File([await answer.blob()], name, { type: kind });
          }
          await navigator.share({ files: [file] });
        } catch (error) {
          if (file && error instanceof DOMException && error.name === "NotAllowedError") button.textContent = "Share now";
        } finally {
          button.removeAttribute("aria-busy");
        }
      })();
    });
  }
}
