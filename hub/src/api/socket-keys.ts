import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { Credential } from '../access/access.ts';
import { requireScope } from '../access/route-access.ts';
import { aboutRequest, recordStream } from '../audit/audit-requests.ts';
import { HubError } from '../errors.ts';
import { addressName } from '../limits/address-name.ts';
import { GoodCredentials } from '../limits/good-credentials.ts';
import { MOST_WRONG } from '../limits/limit-requests.ts';
import { endSocket, UNAUTHORIZED } from '../live/first-frame.ts';
import type { HubContext } from './context.ts';
import { mayGoOn } from './host-guard.ts';
import { reserveStream } from './streams.ts';

/** Connections that may wait for their key at once. */
const MOST_WAITING = 100;

const AuthenticateFrame = z.strictObject({
  type: z.literal('authenticate'),
  key: z.string().min(1).max(512),
  project: z.string().min(1).max(63).optional(),
});

/** Keys that come in the first frame of a WebSocket, under the same rules and limits as those of headers. */
export class SocketKeys {
  readonly #context: HubContext;
  readonly #good = new GoodCredentials();
  readonly #waiting = new Set<FastifyRequest>();

  constructor(context: HubContext) {
    this.#context = context;
  }

  /** Counts a connection: as a stream, or as one that is still to say who it is. Throws OBS_TOO_MANY_SUBSCRIPTIONS. */
  reserve(request: FastifyRequest): void {
    const { socket } = request.raw;
    if (!request.awaitsKey) {
      socket.once('close', reserveStream(this.#context, 'webSockets'));
      return;
    }
    if (this.#waiting.size >= MOST_WAITING)
      throw new HubError(
        'OBS_TOO_MANY_SUBSCRIPTIONS',
        'Too many connections wait for their key; come again.',
      );
    this.#waiting.add(request);
    socket.once('close', () => this.#waiting.delete(request));
  }

  /** Has the connection go on as whoever the frame's key is of; resolves with what the client is told. */
  async take(
    socket: WebSocket,
    request: FastifyRequest,
    frame: Readonly<Record<string, unknown>>,
  ): Promise<object> {
    const { access, audit } = this.#context;
    if (access.isOn) {
      try {
        await this.#become(socket, request, await this.#credentialOf(request, frame));
      } catch (error) {
        if (error instanceof HubError && (error.status === 401 || error.status === 403))
          audit.refused({ ...aboutRequest(audit, request), outcome: 'refused', status: error.status });
        throw error;
      }
    }
    const { principal } = request;
    return { type: 'authenticated', name: principal?.name ?? '', project: principal?.project ?? '' };
  }

  async #credentialOf(
    request: FastifyRequest,
    frame: Readonly<Record<string, unknown>>,
  ): Promise<Credential> {
    const { access, otherHubs } = this.#context;
    const parsed = AuthenticateFrame.safeParse(frame);
    if (!parsed.success)
      throw new HubError('OBS_UNAUTHORIZED', 'expected {type: "authenticate", key, project?}.');
    const { key, project } = parsed.data;
    const wrong = otherHubs.counts.of('wrong');
    const address = addressName(request.ip);
    if (wrong.look(address, MOST_WRONG).isOver && !this.#good.has(key))
      throw new HubError('OBS_RATE_LIMITED', `more than ${MOST_WRONG} wrong keys within a minute.`);
    const credential = await access.ofKey(key);
    if (credential === null) {
      this.#good.remove(key);
      wrong.take(address, MOST_WRONG);
      throw new HubError('OBS_UNAUTHORIZED', 'the key is not known, has expired or was revoked.');
    }
    this.#good.add(key);
    return project === undefined ? credential : access.inProject(credential, project);
  }

  async #become(
    socket: WebSocket,
    request: FastifyRequest,
    { principal, watched }: Credential,
  ): Promise<void> {
    const { access, audit } = this.#context;
    const { raw } = request;
    requireScope(principal, 'read');
    request.principal = principal;
    await recordStream(audit, request);
    if (request.awaitsKey) {
      // One that left meanwhile gives nothing back.
      if (raw.socket.destroyed) return;
      raw.socket.once('close', reserveStream(this.#context, 'webSockets'));
      this.#waiting.delete(request);
      request.awaitsKey = false;
    }
    if (watched === null) return;
    const stop = access.openRequests.follow(watched.name, watched.check, {
      isGood: (now) => mayGoOn(now, principal.project, 'read'),
      end: () => endSocket(socket, UNAUTHORIZED, 'OBS_UNAUTHORIZED: the key has ended.'),
    });
    raw.socket.once('close', stop);
  }
}
