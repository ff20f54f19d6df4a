import { decode } from '../src/otlp/decode.ts';
import { defaultOtlpLimits } from '../src/otlp/limits.ts';
import { requestTypes } from '../src/otlp/otlp-fixture.ts';
import { agentRequests } from './agent-spans.ts';
const body = Buffer.from(agentRequests(1, 512)[0]!);
let x: unknown;
for (let r = 0; r < 6; r++) {
  let t = performance.now(); for (let i = 0; i < 200; i++) x = decode('traces', 'protobuf', body, defaultOtlpLimits);
  const a = performance.now() - t;
  let b = 0; if (process.argv[2]) { t = performance.now(); for (let i = 0; i < 200; i++) x = requestTypes.traces.decode(body); b = performance.now() - t; }
  console.log((a / 200 / 512 * 1000).toFixed(2), 'µs', b && (b / 200 / 512 * 1000).toFixed(2));
}
