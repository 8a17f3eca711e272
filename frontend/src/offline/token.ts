// A word that lets in what is told late: a page that is kept, or was left open, has an old one.

const ANSWERS_WITHIN_MS = 20_000;

/** Empty where it is somebody else who is signed in, nobody, or nobody answers. */
export async function freshToken(owner: string): Promise<string> {
  try {
    const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS);
    const answer = await fetch("/offline/token/", { cache: "no-store", redirect: "error", signal });
    if (!answer.ok) return "";
    const told = (await answer.json()) as { owner: string; token: string };
    return told.owner === owner ? told.token : "";
  } catch {
    return "";
  }
}
