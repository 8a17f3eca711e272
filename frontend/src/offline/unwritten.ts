// An emergency is written down before it is told, and a page may be left within that moment. Its name is kept at once, so
// that the next page of this browser writes it; written twice under one name, it is told once.

import { UNWRITTEN } from "./emergency";
import type { Outbox } from "./outbox";

export async function writeEmergency(outbox: Outbox, plan: string, id: string): Promise<void> {
  const written = outbox.add("emergency", { plan, at_ms: Date.now() }, id);
  try {
    localStorage.setItem(UNWRITTEN, `${plan} ${id}`);
  } catch {
    // Then all depends on that moment.
  }
  await written;
  localStorage.removeItem(UNWRITTEN);
}

export async function writeUnwritten(outbox: Outbox): Promise<void> {
  const [plan, id] = (localStorage.getItem(UNWRITTEN) ?? "").split(" ");
  if (plan && id) await writeEmergency(outbox, plan, id);
}
