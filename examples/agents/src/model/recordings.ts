import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Provider, providers } from './providers.ts';

const names = Object.keys(providers) as [Provider, ...Provider[]];

const exchange = z.object({
  provider: z.enum(names),
  request: z.looseObject({ model: z.string(), stream: z.boolean().optional() }),
  /** From the request to the end of the answer. */
  latencyMs: z.number().positive(),
  /** Of a streamed answer: when each chunk came, in milliseconds after the request. */
  chunksMs: z.array(z.number()).optional(),
  /** The body as the provider sends it; of a streamed answer the parts put together. */
  response: z.unknown(),
});
export type Exchange = z.infer<typeof exchange>;

const refusal = z.object({ status: z.int(), body: z.looseObject({}) });
const refusalsByProvider = z.record(z.enum(names), z.object({ rate_limited: refusal, overloaded: refusal }));
export type Refusal = z.infer<typeof refusal>;

const folder = new URL('../../recordings/', import.meta.url);
const REFUSALS = 'refusals.json';
const readJson = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

export interface Recordings {
  /** By recording and exchange, `support-triage.late-parcel/answer`. */
  readonly exchanges: ReadonlyMap<string, Exchange>;
  readonly refusals: z.infer<typeof refusalsByProvider>;
}

/** Reads the recordings of this folder. Throws, naming the file's faulty part, where one has another form. */
export function loadRecordings(): Recordings {
  const exchanges = new Map<string, Exchange>();
  for (const file of readdirSync(folder)) {
    if (!file.endsWith('.json') || file === REFUSALS) continue;
    const recorded = z.record(z.string(), exchange).parse(readJson(file));
    const recording = file.slice(0, -'.json'.length);
    for (const [name, one] of Object.entries(recorded)) exchanges.set(`${recording}/${name}`, one);
  }
  return { exchanges, refusals: refusalsByProvider.parse(readJson(REFUSALS)) };
}
