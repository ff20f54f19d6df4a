import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import type { Place } from '../../infra/doctor/check.ts';
import { examine } from '../../infra/doctor/doctor.ts';
import { freePort } from '../support/free-port.ts';
import { startTestHub } from '../support/test-hub.ts';

const free = async () => `http://127.0.0.1:${await freePort()}`;
/** A place where nothing listens, with what is given there. */
const place = async (given: Partial<Place> = {}): Promise<Place> => ({
  otlp: await free(),
  jaeger: await free(),
  prometheus: await free(),
  loki: await free(),
  alertmanager: await free(),
  hub: await free(),
  application: await free(),
  hubKey: null,
  ingestToken: null,
  origins: [],
  patienceMs: 600_000,
  ...given,
});

test('where nothing listens the doctor says so of each server once, and waits for none', async () => {
  const nowhere = await place();
  const findings = await examine(nowhere);
  const host = (url: string) => new URL(url).host;
  expect(findings.filter(({ state }) => state === 'failed').map(({ says }) => says)).toEqual(
    [nowhere.otlp, nowhere.hub, nowhere.prometheus, nowhere.loki, nowhere.alertmanager].map(
      (url) => `nothing listens on ${host(url)}`,
    ),
  );
  expect(findings.slice(1, 6).map(({ state, says }) => [state, says])).toEqual(
    Array(5).fill(['skipped', 'the OTLP endpoint did not take what was sent, see above']),
  );
  expect(findings.find(({ title }) => title === 'Is anything dropped or waiting?')).toMatchObject({
    state: 'skipped',
    says: `nothing listens on ${host(nowhere.prometheus)}, as above`,
  });
});

test('where the hub alone runs the doctor calls it the hub, not a collector, and finds the trace in it', async () => {
  const hub = await startTestHub();
  try {
    const otlp = `http://127.0.0.1:${hub.otlpHttpPort}`;
    const findings = await examine(await place({ otlp, hub: hub.url }));
    const finding = (title: string) => findings.find((one) => one.title === title);
    expect(finding('Does the OTLP endpoint take traces, logs and metrics?')).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('the hub itself; there is no collector'),
    });
    expect(finding('Do traces appear in Jaeger?')).toMatchObject({
      state: 'failed',
      says: expect.stringContaining('nothing listens'),
      remedy: 'start the stack: observatory up',
    });
    expect(finding('Does the hub see the same trace?')?.state).toBe('ok');
    expect(finding('Do live streams work?')?.state).toBe('ok');
  } finally {
    await hub.remove();
  }
});

test('where a server answers but has nothing yet the doctor is patient', async () => {
  let asked = 0;
  const slow = createServer((request, response) => {
    const isTrace = request.url?.startsWith('/api/traces/');
    if (isTrace) asked += 1;
    // More often than a refused connection would be tried.
    response.writeHead(isTrace && asked < 6 ? 404 : 200).end('{"data":[]}');
  }).listen(0, '127.0.0.1');
  await once(slow, 'listening');
  try {
    const address = slow.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const findings = await examine(await place({ otlp: url, jaeger: url }));
    expect(findings.find(({ title }) => title === 'Do traces appear in Jaeger?')?.state).toBe('ok');
  } finally {
    slow.close();
  }
});
