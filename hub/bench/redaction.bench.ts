import { decode } from '../src/otlp/decode.ts';
import { defaultOtlpLimits } from '../src/otlp/limits.ts';
import { loadPriceTable } from '../src/prices/load-price-table.ts';
import { RecordRedactor } from '../src/privacy/redact-records.ts';
import { compileRule } from '../src/privacy/redaction-rule.ts';
import { Keyring } from '../src/sealing/sealing.ts';
import { batchOf } from '../src/store/rows.ts';
import { SourceIds } from '../src/store/source-ids.ts';
import { agentRequests } from './agent-spans.ts';
import { medianOf } from './figures.ts';

/**
 * What redaction adds to the way of spans from the request to the rows that are copied into the store (decoding, normalising,
 * pricing), on one core: without it, with what each hub looks for, and with rules of users on top. The database is not in it.
 */
const ROUNDS = 7;
const REQUESTS = 40;
const SPANS = 500;

const rule = (name: string, pattern: string) =>
  compileRule({ name, pattern, replacement: `[${name}]`, kinds: null, keys: null, enabled: true }, 'rule');
const patterns = [
  'C-[0-9]{6}',
  '(?i)\\bproject acme\\b',
  '[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}',
  '\\b[0-9]{3}-[0-9]{2}-[0-9]{4}\\b',
  'DE[0-9]{20}',
];
const rules = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    rule(`r${at}`, `${patterns[at % patterns.length]}${at < 5 ? '' : `x${at}`}`),
  );
const redactors = {
  none: null,
  'built-in': new RecordRedactor([], () => {}),
  '5 rules': new RecordRedactor(rules(5), () => {}),
  '50 rules': new RecordRedactor(rules(50), () => {}),
} as const;
const prices = loadPriceTable();

function millis(redactor: RecordRedactor | null, bodies: readonly Uint8Array[]): number {
  const sources = new SourceIds();
  const began = performance.now();
  for (const body of bodies) {
    const decoded = decode('traces', 'protobuf', Buffer.from(body), defaultOtlpLimits);
    batchOf('default', redactor?.decoded(decoded) ?? decoded, { sources, prices, sealing: new Keyring() });
  }
  return performance.now() - began;
}

const took: Record<string, number[]> = {};
for (let round = 0; round <= ROUNDS; round += 1)
  for (const [name, redactor] of Object.entries(redactors)) {
    const ms = millis(redactor, agentRequests(REQUESTS, SPANS));
    took[name] ??= [];
    if (round > 0) took[name].push(ms);
  }
const none = medianOf(took.none ?? []);
console.log(`redaction of ${REQUESTS * SPANS} agent spans, from request to rows (median of ${ROUNDS})`);
for (const [name, each] of Object.entries(took))
  console.log(
    `  ${name.padEnd(9)} ${Math.round(medianOf(each))} ms   ${(medianOf(each) / none).toFixed(2)} × without   +${(((medianOf(each) - none) * 1000) / (REQUESTS * SPANS)).toFixed(1)} µs a span`,
  );
