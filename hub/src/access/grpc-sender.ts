import { HubError } from '../errors.ts';
import { addressName } from '../limits/address-name.ts';
import { GoodCredentials } from '../limits/good-credentials.ts';
import { MOST_WRONG } from '../limits/limit-requests.ts';
import type { Count, WindowCounts } from '../limits/window-counts.ts';
import type { GrpcSender } from '../otlp/grpc.ts';
import type { Access } from './access.ts';
import { forwardingHeaders } from './loopback-ingest.ts';
import type { Principal } from './principal.ts';
import { requireScope } from './route-access.ts';

export interface GrpcLimits {
  /** Wrong keys by address. */
  readonly wrong: WindowCounts;
  /** Requests of senders, over HTTP and gRPC together. */
  readonly ingest: WindowCounts;
  /** Requests a minute of one sender; 0 for any number. */
  readonly ingestRateLimit: number;
}

/**
 * Finds the project that gRPC calls bring telemetry to, by the same rules as over HTTP; rejects where they may not, and
 * where it is one request too many. Wrong keys are counted as there, so that nobody guesses faster this way.
 */
export function grpcSenders(access: Access, limits: GrpcLimits): (call: GrpcSender) => Promise<string> {
  const { wrong, ingest, ingestRateLimit } = limits;
  const good = new GoodCredentials();
  const count = (who: string) => {
    if (ingestRateLimit === 0) return;
    const taken = ingest.take(who, ingestRateLimit);
    if (taken.isOver) throw limited(`More than ${ingestRateLimit} requests`, taken);
  };
  return async (call) => {
    const entry = (name: string) => call.metadata.get(name)[0]?.toString();
    if (!access.isOn) return access.everyone.project;
    const address = call.getPeer().replace(/:\d+$/, '');
    const project = entry('x-observatory-project');
    const name = addressName(address);
    const given = { authorization: entry('authorization'), key: entry('x-api-key') };
    if (given.authorization === undefined && given.key === undefined) {
      const sender = access.localSender({
        address,
        host: call.getHost(),
        origin: entry('origin'),
        site: entry('sec-fetch-site'),
        isForwarded: forwardingHeaders.some((name) => entry(name) !== undefined),
      });
      if (sender !== null) {
        count(name);
        return ofProject(sender, project);
      }
      return (await access.ofGivenKey(given)).principal.project;
    }
    const credential = JSON.stringify([given.authorization, given.key]);
    const failures = wrong.look(name, MOST_WRONG);
    if (failures.isOver && !good.has(credential))
      throw limited(`More than ${MOST_WRONG} wrong keys of this address`, failures);
    try {
      const { principal } = await access.ofGivenKey(given);
      good.add(credential);
      count(`${principal.kind} ${principal.id}`);
      requireScope(principal, 'ingest');
      return ofProject(principal, project);
    } catch (error) {
      if (error instanceof HubError && error.code === 'OBS_UNAUTHORIZED') {
        good.remove(credential);
        wrong.take(name, MOST_WRONG);
      }
      throw error;
    }
  };
}

function limited(what: string, { resetS }: Count): HubError {
  const message = `${what} came within a minute; come again in ${resetS} s.`;
  return new HubError('OBS_RATE_LIMITED', message, { retryAfterS: resetS });
}

/** Senders are of one project, which they may name. */
function ofProject({ name, project }: Principal, named: string | undefined): string {
  if (named === undefined || named === project) return project;
  throw new HubError('OBS_FORBIDDEN', `${name} has no part in the project ${named.slice(0, 63)}.`);
}
