import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config/current-config.ts';
import { payload } from './payload.ts';

describe('payload', () => {
  it('keeps a text as it is and makes JSON of the rest', () => {
    loadConfig({ env: {} });
    expect(payload('hello')).toEqual({ text: 'hello' });
    expect(payload({ a: [1, null] })).toEqual({ text: '{"a":[1,null]}' });
  });

  it('cuts to OTEL_AGENT_MAX_PAYLOAD_SIZE and tells the size before', () => {
    loadConfig({ env: { OTEL_AGENT_MAX_PAYLOAD_SIZE: '64' } });
    const { text, bytesBefore } = payload('é'.repeat(5000));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64);
    expect(text.endsWith('…[truncated]')).toBe(true);
    expect(bytesBefore).toBe(10_000);
  });

  it('redacts before it cuts, so that half a secret does not stay', () => {
    loadConfig({ env: { OTEL_AGENT_MAX_PAYLOAD_SIZE: '64' } });
    const secret = `ghp_${'Zz9'.repeat(12)}`;
    for (let offset = 0; offset < 64; offset++) {
      expect(payload(`${'.'.repeat(offset)} ${secret} ${'.'.repeat(100)}`).text).not.toMatch(/ghp_/);
    }
  });
});
