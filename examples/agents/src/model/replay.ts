import type { FaultKind } from '../faults/faults.ts';
import type { Answer } from './answer.ts';
import { ModelError } from './model-error.ts';
import { type Provider, providers } from './providers.ts';
import type { Exchange, Recordings } from './recordings.ts';

export interface Request {
  readonly provider: Provider;
  readonly model: string;
  /** Which recorded answer comes, `support-triage.late-parcel/answer`. */
  readonly exchange: string;
}

/** What a replay needs of the run that it answers. */
interface ReplayRun {
  /** Waits for this long in recorded time; rejects where the run is cancelled. */
  wait(ms: number): Promise<void>;
  readonly faults: { strikes(kind: FaultKind): boolean };
}

interface ReplayOptions {
  readonly onFirstChunk?: () => void;
}

/**
 * Answers as the recorded provider did, after the recorded time, chunk by chunk where it was streamed.
 * Throws ModelError where the run's fault says that the provider refuses, and a plain error where the
 * request is not the recorded one.
 */
export async function replay(
  recordings: Recordings,
  run: ReplayRun,
  request: Request,
  options: ReplayOptions = {},
): Promise<Answer> {
  const { exchange } = request;
  const broken = recordings.exchanges.has(`${exchange}-broken`) && run.faults.strikes('answer_broken');
  const recorded = find(recordings, broken ? { ...request, exchange: `${exchange}-broken` } : request);

  for (const kind of ['rate_limited', 'overloaded'] as const) {
    if (!run.faults.strikes(kind)) continue;
    await run.wait(180);
    throw new ModelError(request.provider, recordings.refusals[request.provider][kind]);
  }

  let now = 0;
  for (const atMs of recorded.chunksMs ?? []) {
    await run.wait(atMs - now);
    if (now === 0) options.onFirstChunk?.();
    now = atMs;
  }
  if (recorded.latencyMs > now) await run.wait(recorded.latencyMs - now);
  return providers[request.provider](recorded.response);
}

function find(recordings: Recordings, { provider, model, exchange }: Request): Exchange {
  const recorded = recordings.exchanges.get(exchange);
  if (!recorded) throw new Error(`There is no recording of '${exchange}'.`);
  const is = `${recorded.provider}/${recorded.request.model}`;
  const asked = `${provider}/${model}`;
  if (is !== asked) throw new Error(`'${exchange}' was recorded from ${is}, but ${asked} is asked for.`);
  return recorded;
}
