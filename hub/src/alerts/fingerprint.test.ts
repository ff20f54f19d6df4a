import { expect, test } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';

test("labels have the fingerprint that Prometheus' own library gives them", () => {
  // FNV-1a of nothing; and a vector of github.com/prometheus/common/model (labelset_test.go is of the same function).
  expect(fingerprintOf({})).toBe('cbf29ce484222325');
  expect(fingerprintOf({ b: '2', a: '1' })).toBe(fingerprintOf({ a: '1', b: '2' }));
  expect(fingerprintOf({ a: '1', b: '' })).toBe(fingerprintOf({ a: '1' }));
  expect(fingerprintOf({ ab: 'c' })).not.toBe(fingerprintOf({ a: 'bc' }));
});
