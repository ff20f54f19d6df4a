import { ANSWERS_CACHE, forgetAnswers, KEPT_AT } from '../offline/kept-answers.ts';
import { personIn } from '../offline/send-queue.ts';

const MOST_ANSWERS = 200;
const MOST_BYTES = 20 * 1024 * 1024;
const MOST_BYTES_EACH = 1024 * 1024;
/** As long as a session at the hub. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1_000;
const BYTES = 'x-observatory-bytes';
/** Where it is noted whose answers these are. */
const PERSON_PATH = '/observatory-person';
const SESSION_PATH = '/api/v1/session';
/** Paths whose answers are not for keeping: keys, who did what, whole copies. */
const unkept = /^\/api\/v1\/(?:keys|audit|members|sign-ins|erasures|login|users\/[^/]+\/export)\b/;

/** Whether an answer to the request may be kept, and given where the hub does not answer. */
export function isQuestion({ method, headers }: Request, { pathname }: URL): boolean {
  if (method !== 'GET' || headers.get('accept')?.includes('text/event-stream')) return false;
  return (pathname.startsWith('/api/') && !unkept.test(pathname)) || pathname === '/status';
}

/** Whether a request begins or ends a session, or changes its project: what is kept is another's afterwards. */
export function changesPerson({ method }: Request, { pathname }: URL): boolean {
  return method !== 'GET' && (pathname === SESSION_PATH || pathname.startsWith('/api/v1/login'));
}

/** The hub's answer, which is kept; where it does not answer, the one that was kept. */
export async function answer(
  request: Request,
  waitUntil: (work: Promise<unknown>) => void,
): Promise<Response> {
  const mayBeKept = request.cache !== 'no-cache';
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    const kept = mayBeKept && !request.signal.aborted ? await keptAnswer(request) : undefined;
    if (kept) return kept;
    throw error;
  }
  if (response.status === 401) waitUntil(forgetAnswers());
  if (mayBeKept && (response.status === 502 || response.status === 504)) {
    return (await keptAnswer(request)) ?? response;
  }
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  if (response.ok && isJson) waitUntil(keep(request, response.clone()).catch(() => {}));
  return response;
}

async function keptAnswer(request: Request): Promise<Response | undefined> {
  const cache = await caches.open(ANSWERS_CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  const at = Date.parse(kept?.headers.get(KEPT_AT) ?? '');
  return at > Date.now() - MAX_AGE_MS ? kept : undefined;
}

async function keep(request: Request, response: Response): Promise<void> {
  const body = await response.blob();
  if (new URL(request.url).pathname === SESSION_PATH) await noteOwner(await body.text());
  if (body.size > MOST_BYTES_EACH) return;
  const headers = {
    'content-type': 'application/json',
    [KEPT_AT]: new Date().toISOString(),
    [BYTES]: String(body.size),
  };
  const cache = await caches.open(ANSWERS_CACHE);
  // The order of the cache is that of the last answers.
  await cache.delete(request, { ignoreVary: true });
  await cache.put(request.url, new Response(body, { headers }));
  await trim(cache);
}

async function noteOwner(session: string): Promise<void> {
  const person = personIn(JSON.parse(session));
  const known = await (await (await caches.open(ANSWERS_CACHE)).match(PERSON_PATH))?.text();
  if (known === person) return;
  await forgetAnswers();
  await (await caches.open(ANSWERS_CACHE)).put(PERSON_PATH, new Response(person));
}

let puts = 0;

async function trim(cache: Cache): Promise<void> {
  puts += 1;
  if (puts % 20 !== 0) return;
  let answers = 0;
  let bytes = 0;
  for (const request of (await cache.keys()).toReversed()) {
    const size = Number((await cache.match(request))?.headers.get(BYTES) ?? 0);
    answers += 1;
    bytes += size;
    if (size > 0 && (answers > MOST_ANSWERS || bytes > MOST_BYTES)) await cache.delete(request);
  }
}
