import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { Access, Credential, GivenKey } from '../access/access.ts';
import { inProject } from '../access/credentials.ts';
import {
  type Arrival,
  forwardingHeaders,
  hostOfOrigin,
  isLoopback,
  nameOf,
  strangerAmong,
} from '../access/loopback-ingest.ts';
import type { Principal } from '../access/principal.ts';
import { accessOf, type Access as Needed, requireHubProject, requireScope } from '../access/route-access.ts';
import { HubError } from '../errors.ts';
import { endSocket, UNAUTHORIZED } from '../live/first-frame.ts';
import type { Api } from './context.ts';
import { pageFiles } from './page-files.ts';
import { isOfOwnPage, requireSameOrigin, sessionToken } from './session.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** A route that is open to all got a key that is none. */
    hasWrongKey: boolean;
  }
}

/** Routes for probes: open to every name and address, since they say nothing of the data. */
const probePaths: ReadonlySet<string> = new Set(['/health', '/ready']);

/**
 * Closed by default (design decision 7): every request says who asks, by a key or by a browser's session, and each route
 * says what it takes. Open are the probes, sign-in, the runbooks (whoever is woken reads them on whatever is at hand) and
 * the page's own files, which ask for a key themselves. With ENABLE_AUTH=false the hub answers to its own names alone, so
 * that no page of another site reaches it through the reader's browser (DNS rebinding, cross-site requests).
 */
export function guardHosts(app: Api, access: Access, pageDir: string | null): void {
  const files = new Set(pageDir === null ? [] : pageFiles(pageDir));
  const sockets = new WeakMap<object, WebSocket>();
  app.websocketServer.on('connection', (socket, request) => sockets.set(request, socket));
  app.decorateRequest('principal', null);
  app.decorateRequest('hasWrongKey', false);
  app.decorateRequest('awaitsKey', false);
  app.addHook('onRoute', (route) => void accessOf(route));
  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    if (probePaths.has(path)) return;
    const { method, url, config } = request.routeOptions;
    const isPage = files.has(path) || (pageDir !== null && request.is404 && wantsPage(request));
    if (!access.isOn) {
      requireKnownHost(request, access);
      request.principal = access.everyone;
      return;
    }
    const needed = url === undefined ? null : accessOf({ method, url, config });
    // A key is given by a program that knows where it is; a browser may be led here under any name.
    if (access.knowsItsNames && needed !== 'ingest' && !givesKey(request)) requireOwnName(request, access);
    if (isPage || needed === 'public') {
      const credential = await givenCredential(access, request).catch(() => {
        request.hasWrongKey = givesKey(request);
        return null;
      });
      request.principal = credential?.principal ?? null;
      return;
    }
    const given = await givenCredential(access, request);
    if (given === null && mayGiveKeyLater(request, access)) {
      request.awaitsKey = true;
      return;
    }
    const credential = given ?? (await unnamedCredential(access, request, needed));
    request.principal = credential.principal;
    if (needed !== null) requireScope(credential.principal, needed);
    if (config.hubWide) requireHubProject(credential.principal);
    const { watched, principal } = credential;
    if (watched === null) return;
    const stop = access.openRequests.follow(watched.name, watched.check, {
      isGood: (now) => mayGoOn(now, principal.project, needed),
      end: () => {
        const socket = sockets.get(request.raw);
        if (socket === undefined) {
          // What is not answered yet ends by itself, the revocation of one's own key among it.
          if (reply.raw.headersSent) request.raw.socket.destroy();
        } else {
          endSocket(socket, UNAUTHORIZED, 'OBS_UNAUTHORIZED: the key or session has ended.');
        }
      },
    });
    if (request.ws) request.raw.socket.once('close', stop);
    else reply.raw.once('close', stop);
  });
}

/** Whether whoever opened a stream may go on: in the project that it was opened in, whichever a session was led to since. */
export function mayGoOn(now: Principal, project: string, needed: Needed | null): boolean {
  const there = inProject(now, project);
  return there !== null && (needed === null || needed === 'public' || there.scopes.has(needed));
}

/** A page of an origin that is let in can set no header of a handshake; whoever can gives the key there. */
function mayGiveKeyLater(request: FastifyRequest, { allowedOrigins }: Access): boolean {
  const { ws, headers, routeOptions } = request;
  if (!ws || routeOptions.config.takesKeyInFrame !== true || headers.origin === undefined) return false;
  return isOfOwnPage(request, allowedOrigins);
}

/** Whether a browser asks for a page, at any path: the page's own router takes it from there. */
export function wantsPage({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && String(headers.accept ?? '').includes('text/html');
}

/** Who asks without saying so. Throws OBS_UNAUTHORIZED, but for what this machine may bring. */
async function unnamedCredential(
  access: Access,
  request: FastifyRequest,
  needed: Needed | null,
): Promise<Credential> {
  if (needed === 'ingest' && request.routeOptions.url?.startsWith('/v1/')) {
    const principal = access.localSender(arrivalOf(request));
    if (principal !== null) return inNamedProject(access, request, { principal, watched: null });
  }
  return access.ofGivenKey({ authorization: undefined, key: undefined });
}

/**
 * The key or session that a request gives, in the project that it names; null where it gives neither. Throws
 * OBS_FORBIDDEN_HOST where a page of another site uses a session.
 */
async function givenCredential(access: Access, request: FastifyRequest): Promise<Credential | null> {
  const given = givenKey(request);
  const token = sessionToken(access, request);
  let credential: Credential | null = null;
  if (given.authorization !== undefined || given.key !== undefined) {
    credential = await access.ofGivenKey(given);
  } else if (token !== undefined) {
    credential = await access.ofSession(token);
    if (credential !== null) requireSameOrigin(request, access.allowedOrigins);
  }
  return credential && inNamedProject(access, request, credential);
}

function inNamedProject(access: Access, { headers }: FastifyRequest, credential: Credential): Credential {
  const project = headers['x-observatory-project'];
  return typeof project === 'string' ? access.inProject(credential, project) : credential;
}

const givesKey = ({ headers }: FastifyRequest) =>
  headers.authorization !== undefined || headers['x-api-key'] !== undefined;

function givenKey({ headers }: FastifyRequest): GivenKey {
  const { authorization, 'x-api-key': key } = headers;
  return { authorization, key: typeof key === 'string' ? key : undefined };
}

function arrivalOf({ raw, headers }: FastifyRequest): Arrival {
  const site = headers['sec-fetch-site'];
  return {
    address: raw.socket.remoteAddress,
    host: headers.host,
    origin: headers.origin,
    site: typeof site === 'string' ? site : undefined,
    // nginx, unless told otherwise, passes requests on as HTTP/1.0; no exporter speaks it.
    isForwarded: raw.httpVersion === '1.0' || forwardingHeaders.some((name) => headers[name] !== undefined),
  };
}

/** An address in digits is nobody's to lead elsewhere, so only a name is held against the list. */
function requireOwnName({ headers: { host } }: FastifyRequest, { allowedHosts }: Access): void {
  const stranger = strangerAmong(host, undefined, allowedHosts);
  if (stranger === undefined || isIP(stranger.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')) !== 0) return;
  throw new HubError(
    'OBS_FORBIDDEN_HOST',
    `Without a key this hub answers only to its own names, got "${stranger.slice(0, 100)}"; OBSERVATORY_ALLOWED_HOSTS adds one.`,
  );
}

function requireKnownHost({ headers }: FastifyRequest, { allowedHosts, allowedOrigins }: Access): void {
  // Behind a proxy anyone may be, and nobody is asked who.
  if (forwardingHeaders.some((name) => headers[name] !== undefined))
    throw new HubError(
      'OBS_FORBIDDEN_HOST',
      'This hub asks for no key and is for this machine alone; a proxy passed this request on. Set ENABLE_AUTH=true to ask for keys.',
    );
  const { host, origin } = headers;
  const isAllowed = origin !== undefined && allowedOrigins.includes(origin);
  // A page of another port of this machine has an allowed name, too, and no CORS holds back its WebSockets.
  const neighbour = isAllowed || origin === undefined ? undefined : hostOfOrigin(origin);
  const isNeighbour = neighbour !== undefined && neighbour !== host && isLoopback(nameOf(neighbour));
  const stranger =
    strangerAmong(host, isAllowed ? undefined : origin, allowedHosts) ??
    (isNeighbour ? neighbour : undefined);
  if (stranger === undefined) return;
  throw new HubError(
    'OBS_FORBIDDEN_HOST',
    `This hub asks for no key and answers only to ${allowedHosts.join(', ')}, got "${stranger.slice(0, 100)}". ` +
      'Set OBSERVATORY_ALLOWED_HOSTS to add a name, or ENABLE_AUTH=true to ask for keys.',
  );
}
