import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { eventually } from './eventually.ts';

/** Lets the alert AgentFailing of an agent fire, as Alertmanager tells a hub without a key; gives its id. */
export async function fireAlert(url: string, agent: string, severity = 'critical'): Promise<string> {
  const alert = {
    status: 'firing',
    fingerprint: createHash('sha256').update(agent).digest('hex').slice(0, 16),
    labels: { alertname: 'AgentFailing', severity, agent },
    annotations: { summary: `${agent} fails more than it should` },
    startsAt: new Date().toISOString(),
  };
  await fetch(`${url}/api/v1/alerts/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version: '4', alerts: [alert] }),
  });
  return eventually(async () => {
    const answer = await fetch(`${url}/api/v1/alerts?agent=${agent}`);
    const { alerts } = (await answer.json()) as { alerts: readonly { readonly id: string }[] };
    expect(alerts.length).toBe(1);
    return String(alerts[0]?.id);
  });
}
