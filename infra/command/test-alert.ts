import { setTimeout as wait } from 'node:timers/promises';
import { CommandError } from './command-error.ts';

/** What became of a test alert for one receiver: `slow` where nothing happened in time. */
export interface Told {
  readonly who: string;
  readonly result: 'told' | 'failed' | 'slow';
}

/** As long as the alert fires: longer than Alertmanager waits before it tells of critical alerts. */
const FIRES_MS = 60_000;
const PATIENCE_MS = 55_000;
const HUB = 'hub';

/**
 * Sends a critical alert through the Alertmanager at `url` and says whom it reached, as Alertmanager counts its
 * requests; other notices of the same time are counted with it. The notice leads to the runbooks of the hub at `hub`.
 * Throws `CommandError` where Alertmanager cannot be asked.
 */
export async function testAlert(
  url: string,
  hub: string,
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<Told[]> {
  const before = await requests(url);
  if (before.size === 0)
    throw new CommandError(
      'alerts test: this Alertmanager does not tell receivers apart. Run `observatory up` again, and then this.',
    );
  await send(url, hub);
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const now = await requests(url);
    const told = [...before].map(([who, { made, failed }]): Told => {
      const [more, moreFailed] = [(now.get(who)?.made ?? 0) - made, (now.get(who)?.failed ?? 0) - failed];
      return { who, result: more > moreFailed ? 'told' : moreFailed > 0 ? 'failed' : 'slow' };
    });
    if (told.every(({ result }) => result !== 'slow') || performance.now() > deadline) return told;
    await wait(500, undefined, { signal });
  }
}

async function send(url: string, hub: string): Promise<void> {
  const now = Date.now();
  const alert = {
    // Each test is a notice of its own.
    labels: { alertname: 'TestAlert', severity: 'critical', job: `test-${now}` },
    annotations: {
      summary: 'This is a test.',
      description: 'Nothing is wrong: somebody tries who is told of alerts.',
      // It has no page of its own.
      runbook_url: `${hub}/runbooks`,
    },
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + FIRES_MS).toISOString(),
  };
  const response = await ask(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([alert]),
  });
  if (!response.ok)
    throw new CommandError(`alerts test: Alertmanager refused the alert: ${await response.text()}`);
}

/** Requests to those who hear of critical alerts: `hub`, and people by how they are told, such as `slack`. */
async function requests(url: string): Promise<Map<string, { made: number; failed: number }>> {
  const text = await (await ask(`${url}/metrics`)).text();
  const counted = new Map<string, { made: number; failed: number }>();
  const line =
    /^alertmanager_notification_requests(_failed)?_total\{integration="([^"]*)",receiver_name="(critical|hub)"\} (\S+)$/gm;
  for (const [, failed, integration = '', receiver, value] of text.matchAll(line)) {
    const who = receiver === HUB ? HUB : integration;
    const one = counted.get(who) ?? { made: 0, failed: 0 };
    one[failed === undefined ? 'made' : 'failed'] = Number(value);
    counted.set(who, one);
  }
  return counted;
}

function ask(url: string, init?: RequestInit): Promise<Response> {
  return fetch(url, init).catch((error: Error) => {
    throw new CommandError(
      `alerts test: nothing answers at ${url} (${error.message}). Start the stack by \`observatory up\`.`,
    );
  });
}
