import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Api } from '../api/context.ts';
import { wantsPage } from '../api/host-guard.ts';
import { HubError } from '../errors.ts';
import { addressName } from './address-name.ts';
import { credentialOf, GoodCredentials } from './good-credentials.ts';
import { type Count, WINDOW_S, type WindowCounts } from './window-counts.ts';

/** Wrong keys and sessions of one address in a minute; beyond, none that is not known is looked at. */
export const MOST_WRONG = 30;
const probePaths: ReadonlySet<string> = new Set(['/health', '/ready']);

export interface RequestLimits {
  /** Requests a minute of one key, person, or address without either. */
  readonly rateLimit: number;
  /** The same of ingest; 0 for any number. */
  readonly ingestRateLimit: number;
  /** Whether requests say who asks; where they do not, just this machine reaches the hub, and nothing is counted. */
  readonly isOn: boolean;
  /** The counts of a kind. */
  readonly countsOf: (kind: string) => WindowCounts;
}

/**
 * Bounds what one key, person or address may ask (EN12), told in the fields of draft-ietf-httpapi-ratelimit-headers-10.
 * `guard` adds the hook that finds out who asks; what is counted of strangers is counted before it.
 */
export function limitRequests(app: Api, limits: RequestLimits, guard: () => void): void {
  const { rateLimit, ingestRateLimit, isOn, countsOf } = limits;
  const requests = countsOf('requests');
  const addresses = countsOf('addresses');
  const ingest = countsOf('ingest');
  const wrong = countsOf('wrong');
  const good = new GoodCredentials();

  if (!isOn) {
    guard();
    return;
  }
  app.addHook('onRequest', async (request, reply) => {
    const credential = credentialOf(request);
    const name = addressName(request.ip);
    if (credential === undefined) {
      if (isCounted(request) && !isIngest(request))
        refuse(reply, 'address', rateLimit, addresses.take(name, rateLimit));
      return;
    }
    const failures = wrong.look(name, MOST_WRONG);
    if (failures.isOver && request.method !== 'OPTIONS' && !good.has(credential))
      refuse(reply, 'wrong-keys', MOST_WRONG, failures);
  });
  guard();
  app.addHook('onRequest', async (request, reply) => {
    const { principal } = request;
    const credential = credentialOf(request);
    if (principal !== null && credential !== undefined) good.add(credential);
    if (!isCounted(request)) return;
    const address = addressName(request.ip);
    const who =
      principal === null || principal.kind === 'local' ? address : `${principal.kind} ${principal.id}`;
    if (isIngest(request)) {
      if (ingestRateLimit > 0) refuse(reply, 'ingest', ingestRateLimit, ingest.take(who, ingestRateLimit));
    } else if (who !== address) {
      refuse(
        reply,
        principal?.kind === 'person' ? 'person' : 'key',
        rateLimit,
        requests.take(who, rateLimit),
      );
    } else if (credential !== undefined) {
      refuse(reply, 'address', rateLimit, addresses.take(address, rateLimit));
    }
  });
  app.addHook('onResponse', async (request, reply) => {
    const credential = credentialOf(request);
    // Also where nobody need give a key: how such an answer is counted would tell whether it is one.
    if (credential === undefined || (reply.statusCode !== 401 && !request.hasWrongKey)) return;
    good.remove(credential);
    wrong.take(addressName(request.ip), MOST_WRONG);
  });
}

/** Neither probes nor the page and its files, which say nothing of the data. */
function isCounted(request: FastifyRequest): boolean {
  const { url, schema } = request.routeOptions;
  if (probePaths.has(request.url.split('?')[0] ?? '')) return false;
  if (url === undefined) return !wantsPage(request);
  return schema?.operationId !== undefined || isIngest(request);
}

function isIngest({ routeOptions: { config } }: FastifyRequest): boolean {
  return config.access === 'ingest';
}

/** Says how it stands in the headers; throws OBS_RATE_LIMITED where it is one too many. */
function refuse(
  reply: FastifyReply,
  policy: string,
  limit: number,
  { isOver, remaining, resetS }: Count,
): void {
  void reply
    .header('ratelimit-policy', `"${policy}";q=${limit};w=${WINDOW_S}`)
    .header('ratelimit', `"${policy}";r=${remaining};t=${resetS}`)
    .header('x-ratelimit-limit', limit)
    .header('x-ratelimit-remaining', remaining)
    .header('x-ratelimit-reset', resetS);
  if (!isOver) return;
  void reply.header('retry-after', String(resetS));
  throw new HubError(
    'OBS_RATE_LIMITED',
    policy === 'wrong-keys'
      ? `More than ${limit} wrong keys or sessions came from this address within a minute; come again in ${resetS} s.`
      : `More than ${limit} requests within a minute; come again in ${resetS} s.`,
  );
}
