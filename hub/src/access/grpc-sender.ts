import { HubError } from '../errors.ts';
import type { GrpcSender } from '../otlp/grpc.ts';
import type { Access } from './access.ts';
import { forwardingHeaders } from './loopback-ingest.ts';
import { requireScope } from './route-access.ts';

/** The project that a gRPC call brings telemetry to, by the same rules as over HTTP. Throws where it may not. */
export async function grpcSender(access: Access, call: GrpcSender): Promise<string> {
  const entry = (name: string) => call.metadata.get(name)[0]?.toString();
  if (!access.isOn) return access.everyone.project;
  const given = { authorization: entry('authorization'), key: entry('x-api-key') };
  if (given.authorization === undefined && given.key === undefined) {
    const sender = access.localSender({
      address: call.getPeer().replace(/:\d+$/, ''),
      host: call.getHost(),
      origin: entry('origin'),
      site: entry('sec-fetch-site'),
      isForwarded: forwardingHeaders.some((name) => entry(name) !== undefined),
    });
    if (sender !== null) return sender.project;
  }
  const { principal } = await access.ofGivenKey(given);
  requireScope(principal, 'ingest');
  const project = entry('x-observatory-project');
  if (project === undefined || project === principal.project) return principal.project;
  throw new HubError(
    'OBS_FORBIDDEN',
    `${principal.name} has no part in the project ${project.slice(0, 63)}.`,
  );
}
