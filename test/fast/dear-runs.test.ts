import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { costOfFailedRuns, dearestRuns } from '../../dashboards/panels/dear-runs.ts';
import type { Panel } from '../../dashboards/parts/panel.ts';
import { AgentRun } from '../support/agent-run.ts';
import { eventually } from '../support/eventually.ts';
import { type Choice, interpolate, sqlOf } from '../support/grafana/interpolate.ts';
import { sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
const folder = mkdtempSync(join(tmpdir(), 'observatory-dear-runs-'));
const START = Date.UTC(2026, 0, 5, 9, 30);
const looked = { fromMs: START - 60_000, toMs: START + 60_000, intervalS: 60, scrapeS: 15 };
const everything = new Map<string, Choice>(
  ['deployment_environment_name', 'agent', 'workflow'].map((name) => [name, { all: '.*' }]),
);

/** A request of a service that runs a failing agent, which runs a second one, and then a third by itself: one trace. */
const outer = new AgentRun({ name: 'outer', startMs: START });
const { traceId } = outer;
const inner = new AgentRun({ name: 'inner', traceId, startMs: START + 100 });
const after = new AgentRun({ name: 'after', traceId, startMs: START + 5000 });
const asks = (run: AgentRun, tokens: number) =>
  run.chat({
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.response.model': 'gpt-4o-mini',
    'gen_ai.usage.input_tokens': tokens,
    'gen_ai.usage.output_tokens': 0,
  });

beforeAll(async () => {
  hub = await startTestHub({}, folder);
  await sendSpans(hub, [
    outer.span({ failure: { type: 'Error', message: 'no' } }),
    inner.span({ parentSpanId: outer.spanId }),
    after.span(),
    asks(outer, 1_000_000),
    asks(inner, 2_000_000),
    asks(after, 4_000_000),
  ]);
  await eventually(async () =>
    expect(await queryStore(hub, 'SELECT 1 FROM views.executions WHERE ended_at IS NOT NULL')).toHaveLength(
      3,
    ),
  );
});
afterAll(async () => {
  await hub.remove();
  rmSync(folder, { recursive: true, force: true });
});

function answers<R extends object>({ questions: [question] }: Panel): Promise<R[]> {
  if (question?.store !== 'hub') throw new Error('expected a panel that asks the hub');
  return queryStore<R>(
    hub,
    sqlOf(interpolate(question.text, everything, looked), looked).replaceAll(
      'FROM executions',
      'FROM views.executions',
    ),
  );
}

test('Two runs of one trace cost each what ran within it, and not what the other cost', async () => {
  const dear = await answers<{ Name: string; Cost: number; Tokens: string }>(dearestRuns);
  expect(dear.map((one) => [one.Name, Number(one.Cost).toFixed(2), Number(one.Tokens)])).toEqual([
    ['after', '0.60', 4_000_000],
    ['outer', '0.45', 3_000_000],
  ]);
  const failed = await answers<{ Name: string; Cost: number }>(costOfFailedRuns);
  expect(failed.map((one) => [one.Name, Number(one.Cost).toFixed(2)])).toEqual([['outer', '0.45']]);
});
