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
const ATTACK = "/offline/attack/";
/** What a tap on "Attack now" is sent to, and what a shortcut opens. */
const TAP = "/attack/";
/** Where the attack page finds a tap that could not be told. Only this script writes there. */
const TAPPED = "/offline/tapped/";
/** So long an attack waits for a network that is there and does not answer. */
const PATIENCE_MS = 4_000;
const KEPT = /^\/kept\/[0-9a-f-]{36}\/$/;
const GOOD_UNTIL = "Unclench-Good-Until";

worker.addEventListener("install", (event) => (event as Extendable).waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => (event as Extendable).waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event as Fetching;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin) return;
  if (request.method === "POST" && request.mode === "navigate" && url.pathname === TAP && isOurs(request)) {
    (event as Fetching).respondWith(tap(request));
  }
  if (request.method !== "GET") return;
  if (request.mode === "navigate") (event as Fetching).respondWith(page(request, url.pathname));
  else if (isKept(url)) (event as Fetching).respondWith(file(request));
});

async function page(request: Request, path: string): Promise<Response> {
  let answer: Response;
  try {
    answer = await (path === TAP || path === ATTACK ? soon(request) : fetch(request));
  } catch {
    const attack = path.startsWith(TAP) ? await kept(ATTACK) : undefined;
    return attack ?? (await kept(path)) ?? (await kept(SHELL)) ?? Response.error();
  }
  // Not fresh any more, an emergency, somebody else: what was kept of it must not be shown later either.
  if (KEPT.test(path) && !answer.ok) await drop(path);
  return answer;
}

/** From a page of ours: nobody else's can note an attack. */
function isOurs(request: Request): boolean {
  return request.referrer.startsWith(`${worker.location.origin}/`);
}

/** "Attack now": where nobody answers, the attack page notes it, at the time of the tap. */
async function tap(request: Request): Promise<Response> {
  const at = Date.now();
  try {
    return await soon(request);
  } catch (error) {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      if (!name.startsWith(PREFIX) || !(await cache.match(ATTACK, { ignoreVary: true }))) continue;
      await cache.put(TAPPED, new Response(String(at)));
      return Response.redirect(ATTACK, 303);
    }
    throw error;
  }
}

/** Not later than somebody in an attack can wait, if there is a page that stands in. */
async function soon(request: Request): Promise<Response> {
  if (!(await kept(ATTACK))) return fetch(request);
  const late = new Promise<never>((_, give) => setTimeout(() => give(new Error("late")), PATIENCE_MS));
  return Promise.race([fetch(request), late]);
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
