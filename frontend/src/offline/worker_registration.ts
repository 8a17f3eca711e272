// The worker that shows what is kept while Unclench cannot be reached.

export async function registerWorker(): Promise<void> {
  try {
    await navigator.serviceWorker?.register("/service-worker.js", { scope: "/", updateViaCache: "none" });
  } catch {
    // Without one, everything works that a network is there for.
  }
}
