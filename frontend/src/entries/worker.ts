// The service worker. The network always comes first, and its word counts: what is kept is shown only where nobody
// answers, never where the answer is no. It stands alone, so that nothing else has to be loaded for it.

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker extends EventTarget {
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
  skipWaiting(): Promise<void>;
}

const worker = globalThis as unknown as Worker;
const PREFIX = "unclench-";
const SHELL = "/offline/";
const KEPT = /^\/kept\/[0-9a-f-]{36}\/$/;
const GOOD_UNTIL = "Unclench-Good-Until";

worker.addEventListener("install", (event) => (event as Extendable).waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => (event as Extendable).waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin || request.method !== "GET") return;
  if (request.mode === "navigate") (event as Fetching).respondWith(page(request, url.pathname));
  else if (isKept(url)) (event as Fetching).respondWith(file(request));
});

async function page(request: Request, path: string): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch {
    return (await kept(path)) ?? (await kept(SHELL)) ?? Response.error();
  }
  // Not fresh any more, an emergency, somebody else: what was kept of it must not be shown later either.
  if (KEPT.test(path) && !answer.ok) await drop(path);
  return answer;
}

/** Scripts, styles and meshes carry a digest in their names and do not grow old; sound and motion are kept by name. */
function isKept(url: URL): boolean {
  return /^\/(static\/dist|figure)\//.test(url.pathname) || url.searchParams.has("kept");
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function kept(path: string): Promise<Response | undefined> {
  const found = await caches.match(path, { ignoreVary: true });
  const until = found?.headers.get(GOOD_UNTIL);
  if (until && Number(until) <= Date.now()) {
    await drop(path);
    return undefined;
  }
  return found;
}

async function drop(path: string): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await (await caches.open(name)).delete(path);
}
