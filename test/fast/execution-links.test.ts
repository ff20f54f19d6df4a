import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dashboardUids } from '../../alerts/rules/links.ts';
import { uids } from '../../dashboards/datasources.ts';
import { AgentRun, type RunOptions } from '../support/agent-run.ts';
import { detailOf } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { sendRecords, sendSpans } from '../support/send.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

const START_MS = Date.UTC(2026, 10, 22, 12);
const production = { 'deployment.environment.name': 'eu production', 'service.version': '1.2.3' };

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub({
    OBSERVATORY_GRAFANA_URL: 'https://example.com/grafana/',
    OBSERVATORY_JAEGER_URL: 'http://localhost:16686',
  });
});
afterAll(() => hub.remove());

/** A run of two seconds at noon. */
async function ran(options: RunOptions, resource: Record<string, string> = {}): Promise<AgentRun> {
  const run = new AgentRun({ startMs: START_MS, ...options });
  await sendSpans(hub, [run.span()], 'shop', resource);
  return run;
}

const linksOf = async ({ id }: AgentRun) => (await detailOf(hub, id)).links;
const parts = (link: string | null) => {
  const { origin, pathname, searchParams } = new URL(link ?? '');
  return { page: origin + pathname, query: Object.fromEntries(searchParams) };
};

describe('an execution leads', () => {
  test('to its trace in Jaeger', async () => {
    const run = await ran({});
    expect((await linksOf(run)).trace).toBe(`http://localhost:16686/trace/${run.traceId}`);
  });

  test("to the log lines of its trace in Grafana's Explore, five minutes around it", async () => {
    const run = await ran({});
    const { page, query } = parts((await linksOf(run)).logs);
    expect([page, query.schemaVersion, query.orgId]).toEqual([
      'https://example.com/grafana/explore',
      '1',
      '1',
    ]);
    const datasource = { type: 'loki', uid: 'loki' };
    expect(JSON.parse(query.panes ?? '')).toEqual({
      logs: {
        datasource: 'loki',
        queries: [
          {
            refId: 'A',
            datasource,
            expr: `{service_name=~".+"} | trace_id="${run.traceId}"`,
            queryType: 'range',
          },
        ],
        range: { from: String(START_MS - 300_000), to: String(START_MS + 302_000) },
      },
    });
    expect(datasource.uid).toBe(uids.loki);
  });

  test('to the dashboard of its agent in its environment, half an hour around it', async () => {
    const { page, query } = parts((await linksOf(await ran({ name: 'R&D planner' }, production))).dashboard);
    expect(page).toBe('https://example.com/grafana/d/agent-performance');
    expect(query).toEqual({
      from: String(START_MS - 1_800_000),
      to: String(START_MS + 1_802_000),
      'var-agent': 'R&D planner',
      'var-deployment_environment_name': 'eu production',
    });
    expect(dashboardUids).toContain('agent-performance');
  });

  test('to that of its workflow, in any environment where its service says none', async () => {
    const { page, query } = parts(
      (await linksOf(await ran({ name: 'nightly', kind: 'workflow' }))).dashboard,
    );
    expect(page).toBe('https://example.com/grafana/d/workflow-analytics');
    expect(query).toMatchObject({ 'var-workflow': 'nightly' });
    expect(Object.keys(query)).toEqual(['from', 'to', 'var-workflow']);
    expect(dashboardUids).toContain('workflow-analytics');
  });

  test('to all that comes, while it runs', async () => {
    const run = new AgentRun();
    await sendRecords(hub, [run.start()]);
    const links = await eventually(() => linksOf(run));
    expect(parts(links.dashboard).query.to).toBe('now');
  });

  test('nowhere where the hub knows of no Grafana and no Jaeger', async () => {
    const run = await ran({});
    hub = await hub.restart({ OBSERVATORY_GRAFANA_URL: '', OBSERVATORY_JAEGER_URL: '' });
    expect(await linksOf(run)).toEqual({ trace: null, logs: null, dashboard: null });
  });
});

test('An execution says in which environment and version it ran', async () => {
  const { execution } = await detailOf(hub, (await ran({}, production)).id);
  expect(execution).toMatchObject({ environment: 'eu production', version: '1.2.3' });
  const agents = await ran({ attributes: { 'gen_ai.agent.version': 'v7' } });
  expect((await detailOf(hub, agents.id)).execution).toMatchObject({ environment: null, version: 'v7' });
});
