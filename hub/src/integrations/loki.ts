import { z } from 'zod';
import { askServer, IntegrationFault } from './ask-server.ts';
import { jsonOrUndefined } from './json-or-undefined.ts';

/** A line as Loki has it: its labels and structured metadata together, all of them texts. */
export interface LokiLine {
  readonly timeUs: number;
  readonly text: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface LokiQuestion {
  readonly query: string;
  readonly sinceUs: number;
  readonly untilUs: number;
  readonly limit: number;
}

/** Questions to Loki. Each throws an IntegrationFault where there is no answer. */
export interface Loki {
  /** Lines that a LogQL query finds, earliest first. */
  lines(question: LokiQuestion): Promise<LokiLine[]>;
}

const TIMEOUT_MS = 2000;
/** Nobody waits for it again so soon after it was away. */
const AWAY_MS = 5000;
const MAX_BYTES = 32 * 1024 * 1024;

const answer = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('streams'),
    result: z.array(
      z.object({
        stream: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.string().regex(/^\d{1,19}$/), z.string()])),
      }),
    ),
  }),
});

/** Loki at a URL without a slash at its end (HTTP API v1). */
export function lokiAt(url: string): Loki {
  let fault: unknown;
  let awayUntil = 0;
  const ask = async (path: string) => {
    if (performance.now() < awayUntil) throw fault;
    try {
      return await askServer(url + path, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES });
    } catch (error) {
      fault = error;
      awayUntil = performance.now() + AWAY_MS;
      throw error;
    }
  };
  return {
    async lines({ query, sinceUs, untilUs, limit }) {
      const parameters = new URLSearchParams({
        query,
        start: `${sinceUs}000`,
        end: `${untilUs}000`,
        limit: String(limit),
        direction: 'forward',
      });
      const text = await ask(`/loki/api/v1/query_range?${parameters}`);
      const parsed = answer.safeParse(jsonOrUndefined(text));
      if (!parsed.success)
        throw new IntegrationFault('expected an answer of the HTTP API of Loki, got another one');
      const lines = parsed.data.data.result.flatMap(({ stream, values }) =>
        values.map(([nanos, line]) => ({ nanos: BigInt(nanos), line, stream })),
      );
      // Streams come one after the other.
      return lines
        .sort((a, b) => (a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0))
        .map(({ nanos, line, stream }) => ({ timeUs: Number(nanos / 1000n), text: line, labels: stream }));
    },
  };
}
