import { HubError } from '../errors.ts';
import { addressName } from '../limits/address-name.ts';
import { GoodCredentials } from '../limits/good-credentials.ts';
import { MOST_WRONG } from '../limits/limit-requests.ts';
import type { WindowCounts } from '../limits/window-counts.ts';
import type { GrpcSender } from '../otlp/grpc.ts';
import type { Access } from './access.ts';
import { forwardingHeaders } from './loopback-ingest.ts';
import type { Principal } from './principal.ts';
import { requireScope } from './route-access.ts';

/**
 * Finds the project that gRPC calls bring telemetry to, by the same rules as over HTTP; rejects where they may not. Wrong
 * keys are counted as there, so that nobody guesses faster this way.
 */
export function grpcSenders(access: Access, wrong: WindowCounts): (call: GrpcSender) => Promise<string> {
  const good = new GoodCredentials();
  return async (call) => {
    const entry = (name: string) => call.metadata.get(name)[0]?.toString();
    if (!access.isOn) return access.everyone.project;
    const address = call.getPeer().replace(/:\d+$/, '');
    const project = entry('x-observatory-project');
    const given = { authorization: entry('authorization'), key: entry('x-api-key') };
    if (given.authorization === undefined && given.key === undefined) {
      const sender = access.localSender({
        address,
        host: call.getHost(),
        origin: entry('origin'),
        site: entry('sec-fetch-site'),
        isForwarded: forwardingHeaders.some((name) => entry(name) !== undefined),
      });
      if (sender !== null) return ofProject(sender, project);
      return (await access.ofGivenKey(given)).principal.project;
    }
    const credential = JSON.stringify([given.authorization, given.key]);
    const name = addressName(address);
    if (wrong.look(name, MOST_WRONG).isOver && !good.has(credential))
      throw new HubError(
        'OBS_RATE_LIMITED',
        `More than ${MOST_WRONG} wrong keys came from this address within a minute.`,
      );
    try {
      const { principal } = await access.ofGivenKey(given);
      good.add(credential);
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

/** Senders are of one project, which they may name. */
function ofProject({ name, project }: Principal, named: string | undefined): string {
  if (named === undefined || named === project) return project;
  throw new HubError('OBS_FORBIDDEN', `${name} has no part in the project ${named.slice(0, 63)}.`);
}
