import { expect, it } from 'vitest';
import { instrumentationFinding } from './instrumentation.ts';

const report = {
  service: 'shop',
  instrumented: ['http', 'express'],
  late: [],
  unreached: [],
  waiting: [],
  unwrapped: [],
};

it('tells what is seen in the newest process of each service', () => {
  expect(
    instrumentationFinding([
      report,
      { ...report, service: 'stock', instrumented: ['http'], waiting: ['pg'] },
      { ...report, instrumented: [] },
    ]),
  ).toEqual({
    state: 'ok',
    says: 'shop: seen: http, express\n    stock: seen: http; installed, not loaded: pg',
  });
});

it('says what to do about libraries that are not seen', () => {
  const finding = instrumentationFinding([
    {
      ...report,
      late: ['express'],
      unreached: ['pg'],
      unwrapped: ["openai: observeOpenAI(client) of '@observatory/shim/openai'"],
    },
  ]);
  expect(finding).toEqual({
    state: 'warning',
    says: 'shop: seen: http, express; loaded too early: express; not reached: pg',
    remedy: [
      'shop: load @observatory/shim/register before express',
      'shop: keep pg out of the bundle, or add the plugins of docs/libraries.md',
      "shop: openai is not wrapped: observeOpenAI(client) of '@observatory/shim/openai'",
    ].join('\n    → '),
  });
});

it('does not speak of a bundle where an instrumentation could not be loaded', () => {
  const why = "http (failed: Cannot find module 'require-in-the-middle')";
  expect(instrumentationFinding([{ ...report, unreached: [why] }])).toEqual({
    state: 'warning',
    says: `shop: seen: http, express; not reached: ${why}`,
    remedy: 'shop: install the shim with its dependencies where the service runs',
  });
});

it('has nothing to tell before a service has', () => {
  expect(instrumentationFinding([]).state).toBe('skipped');
});
