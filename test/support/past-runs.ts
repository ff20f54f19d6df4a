import { Attr } from '../../shim/src/conventions/index.ts';
import type { PlainSpan } from './otlp-json.ts';
import { childSpan, newRun, runSpan } from './sample-run.ts';
import { sendSpans } from './send.ts';

const HOUR_MS = 3_600_000;

/** How an agent ran in one hour. */
export interface PastHour {
  readonly runs: number;
  readonly failed: number;
  /** Milliseconds. */
  readonly durationMs: number;
}

interface Past {
  readonly agent: string;
  readonly hours: number;
  /** Hour 0 is the one before the present one, 1 the one before that. */
  readonly hour: (ago: number) => PastHour;
  readonly version?: string;
}

/** Sends runs of an agent over past hours, each with a call of a model. */
export async function sendPast(url: string, { agent, hours, hour, version }: Past): Promise<void> {
  const thisHour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const spans: PlainSpan[] = [];
  for (let ago = hours - 1; ago >= 0; ago--) {
    const { runs, failed, durationMs } = hour(ago);
    const begin = thisHour - (ago + 1) * HOUR_MS;
    for (let index = 0; index < runs; index++) {
      const run = newRun(agent, begin + (index * HOUR_MS) / runs);
      // Alike, but not the same, as real ones are.
      const endMs = run.startMs + durationMs * (0.8 + (0.4 * ((index * 7 + ago * 3) % 10)) / 10);
      const failure = { type: 'TimeoutError', message: 'the search did not answer' };
      spans.push(
        runSpan(run, { endMs, ...(index < failed ? { failure } : {}) }),
        childSpan(run, 'chat gpt-4o-mini', 10, (endMs - run.startMs) / 2, {
          kind: 3,
          attributes: {
            [Attr.operationName]: 'chat',
            [Attr.providerName]: 'openai',
            [Attr.requestModel]: 'gpt-4o-mini',
            [Attr.responseModel]: 'gpt-4o-mini',
            [Attr.inputTokens]: 20_000,
            [Attr.outputTokens]: 800,
          },
        }),
      );
    }
  }
  const resource = version === undefined ? {} : { 'service.version': version };
  for (let at = 0; at < spans.length; at += 2_000) {
    await sendSpans({ url }, spans.slice(at, at + 2_000), 'past-fleet', resource);
  }
}
