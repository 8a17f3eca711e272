// How much room this browser gives, in words. Chromium says the same 10 GB to every page, whatever there is, so that
// nobody is known by it: a small number can be believed, a large one is not repeated.

const ONE_MB = 1_000_000;
const BELIEVED_BYTES = 1_000 * ONE_MB;

export class NoRoomError extends Error {}

/** What may still be kept; null where the browser does not say, or says too much. */
export async function leftBytes(): Promise<number | null> {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  if (usage === undefined || quota === undefined || quota - usage > BELIEVED_BYTES) return null;
  return Math.max(0, quota - usage);
}

/** Nothing is begun that cannot end well. Throws NoRoomError. */
export async function makeSureOfRoom(bytes: number): Promise<void> {
  const left = await leftBytes();
  if (left !== null && left < bytes) throw new NoRoomError();
}

/** Whether the browser has promised not to clear it when the device runs short of room. */
export async function askToStay(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}

export function megabytes(bytes: number): string {
  return `${(bytes / ONE_MB).toFixed(1)} MB`;
}

/** Rounded down, so that nothing is promised. */
export function leftWords(left: number | null): string {
  return left === null ? "" : `This browser lets Unclench keep ${Math.floor(left / ONE_MB)} MB more.`;
}
