import { HubError } from '../errors.ts';
import { decode, type Encoding } from './decode.ts';
import type { OtlpLimits } from './limits.ts';
import type { Ingest, Rejection, Signal } from './records.ts';

export interface ExportRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Buffer;
  readonly project: string;
}

/** Decodes and stores one export request; resolves after commit with what was left out. Rejects with a HubError. */
export async function receive(
  { signal, encoding, body, project }: ExportRequest,
  ingest: Ingest,
  limits: OtlpLimits,
): Promise<Rejection | null> {
  const decoded = decode(signal, encoding, body, limits);
  if (decoded.records.length > 0) await ingest(project, decoded);
  return decoded.rejection;
}

/** Any error as one to answer with. What is not a HubError is a fault of ours, of which the sender learns nothing. */
export function asHubError(error: unknown): HubError {
  if (error instanceof HubError) return error;
  return new HubError('OBS_INTERNAL', 'The hub failed at this request; its log has the cause.', {
    cause: error,
  });
}
