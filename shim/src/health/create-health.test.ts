import { getMetrics } from '@observatory/shim';
import { createHealth } from '@observatory/shim/health';
import { describe, expect, it, vi } from 'vitest';

const never = () => new Promise<never>(() => {});
const body = async (answer: Promise<{ body: string }>) => JSON.parse((await answer).body);

describe('/health', () => {
  it('says ok without checks', async () => {
    const { status, headers, body } = await createHealth().health();
    expect([status, JSON.parse(body)]).toEqual([200, { status: 'ok', checks: {} }]);
    expect(headers).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
  });

  it('tells what each check found', async () => {
    const health = createHealth({
      timeoutMs: 20,
      checks: {
        plain: () => undefined,
        row: async () => ({ rows: 1 }),
        no: () => false,
        throws: () => {
          throw new Error('postgres://app:hunter2@db/x is gone\n    at secret.ts:1');
        },
        rejects: async () => Promise.reject({ code: 'ECONNREFUSED', message: '' }),
        odd: async () => Promise.reject(null),
        hangs: never,
      },
    });
    const answer = await health.health();
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toEqual({
      status: 'unavailable',
      checks: {
        plain: { ok: true, detail: 'ok' },
        row: { ok: true, detail: 'ok' },
        no: { ok: false, detail: 'the check gave false' },
        throws: { ok: false, detail: 'postgres://app:[redacted]@db/x is gone' },
        rejects: { ok: false, detail: 'ECONNREFUSED' },
        odd: { ok: false, detail: 'the check failed' },
        hangs: { ok: false, detail: 'no answer within 20 ms' },
      },
    });
  });

  it('the detail of a check that failed has the causes of its error, without secrets', async () => {
    const cause = new AggregateError([], '');
    const inner = Object.assign(cause, { code: 'ECONNREFUSED' });
    const looped = new Error('round');
    looped.cause = looped;
    const health = createHealth({
      checks: {
        hub: () => fetch('http://127.0.0.1:1/'),
        pool: async () => {
          throw new Error('no client', { cause: new Error('postgres://app:hunter2@db/x\nis gone') });
        },
        both: async () => Promise.reject(new TypeError('fetch failed', { cause: inner })),
        looped: async () => Promise.reject(looped),
      },
    });
    const { checks } = JSON.parse((await health.health()).body);
    expect(checks).toEqual({
      hub: { ok: false, detail: expect.stringMatching(/^fetch failed: ./) },
      pool: { ok: false, detail: 'no client: postgres://app:[redacted]@db/x' },
      both: { ok: false, detail: 'fetch failed: ECONNREFUSED' },
      looped: { ok: false, detail: 'round: round: round' },
    });
  });

  it('is degraded, and 200, where what fails is not critical', async () => {
    const health = createHealth({ checks: { cache: { run: () => false, critical: false } } });
    expect((await health.health()).status).toBe(200);
    expect(await body(health.health())).toMatchObject({ status: 'degraded' });
  });

  it('leaves checks that are for readiness alone to /ready', async () => {
    const health = createHealth({ checks: { database: { run: () => false, readyOnly: true } } });
    expect((await health.health()).status).toBe(200);
    expect((await health.ready()).status).toBe(503);
  });
});

describe('a check', () => {
  it('runs once for all who ask at the same time, and for those who ask soon after', async () => {
    let runs = 0;
    const health = createHealth({ cacheMs: 60_000, checks: { one: async () => void runs++ } });
    await Promise.all([health.health(), health.ready(), health.status(), health.health()]);
    await health.ready();
    expect(runs).toBe(1);
  });

  it('runs again once what it found is old', async () => {
    let ok = false;
    const health = createHealth({ cacheMs: 0, checks: { one: () => ok } });
    expect((await health.health()).status).toBe(503);
    ok = true;
    expect((await health.health()).status).toBe(200);
  });

  it('gets a signal that is aborted when its time is over', async () => {
    let seen: AbortSignal | undefined;
    const health = createHealth({
      checks: {
        slow: {
          timeoutMs: 5,
          run: (signal) => {
            seen = signal;
            return never();
          },
        },
      },
    });
    await health.health();
    expect(seen?.aborted).toBe(true);
  });

  it('that fails after its time raises no unhandled rejection', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    let fail = (_error: Error) => {};
    const health = createHealth({
      timeoutMs: 5,
      checks: {
        late: () =>
          new Promise((_resolve, reject) => {
            fail = reject;
          }),
      },
    });
    await health.health();
    fail(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('what an answer costs', () => {
  it('is not what its checks wait for', async () => {
    let now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const health = createHealth({
      checks: {
        slow: async () => {
          now += 60_000;
        },
      },
    });
    await health.health();
    await health.ready();
    clock.mockRestore();
    const { operations, worstMs } = getMetrics().getPerformanceImpact().operations.health;
    expect(operations).toBeGreaterThan(1);
    expect(worstMs).toBeLessThan(60_000);
  });
});

describe('/ready', () => {
  it('says no once the service drains, while /health goes on', async () => {
    const health = createHealth();
    expect((await health.ready()).status).toBe(200);
    health.drain();
    expect((await health.ready()).status).toBe(503);
    expect(await body(health.ready())).toEqual({ status: 'unavailable', draining: true, checks: {} });
    expect((await health.health()).status).toBe(200);
  });
});

describe('/status', () => {
  it('tells version, uptime, checks with their counts, telemetry and details', async () => {
    const health = createHealth({
      version: '2.3.4',
      cacheMs: 0,
      checks: { database: () => true, cache: { run: () => false, critical: false } },
      details: () => ({ jobs: 3n }),
    });
    await health.health();
    expect(await body(health.status())).toEqual({
      status: 'degraded',
      service: expect.any(String),
      version: '2.3.4',
      started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      uptime_seconds: expect.any(Number),
      node: process.version,
      memory_bytes: expect.any(Number),
      draining: false,
      checks: {
        database: {
          ok: true,
          detail: 'ok',
          critical: true,
          runs: 2,
          failures: 0,
          checked_at: expect.stringMatching(/Z$/),
          duration_ms: expect.any(Number),
        },
        cache: expect.objectContaining({ ok: false, critical: false, runs: 2, failures: 2 }),
      },
      telemetry: { waiting: 0, dropped: { traces: 0, metrics: 0, logs: 0 } },
      details: { jobs: '3' },
    });
  });

  it('survives details that cannot be told', async () => {
    const health = createHealth({
      details: () => {
        throw new Error('no');
      },
    });
    expect(await body(health.status())).toMatchObject({ details: '[unreadable]' });
  });
});

describe('/metrics', () => {
  it('says so where the shim has none', async () => {
    expect((await createHealth().metrics()).status).toBe(404);
  });
});
