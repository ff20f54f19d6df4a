import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { only } from '../../shim/src/testing/recording.ts';
import { runService } from '../../shim/src/testing/run-service.ts';
import { detailOf, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** An agent that calls another service, as users run both: preloaded, instrumented, no trace sampled but agents'. */

const called = (port: number) => `
  import { createServer } from 'node:http';
  import { agentTracking, createLogger } from '@observatory/shim';
  const logger = createLogger('called');
  const server = createServer(async (request, response) => {
    if (request.url === '/search') {
      logger.info('asked');
      await agentTracking.trackExecution('searcher', 'search', async () => logger.info('searching'));
    }
    response.end();
    if (request.url === '/end') server.close();
  });
  server.listen(${port}, '127.0.0.1', () => console.log('listening'));
`;
const caller = (port: number) => `
  import { agentTracking, createLogger, withContext } from '@observatory/shim';
  const logger = createLogger('caller');
  const call = (path) => fetch('http://127.0.0.1:${port}' + path).then((response) => response.text());
  await call('/plain');
  await withContext({ userId: 'anna', sessionId: process.env.SESSION }, () =>
    agentTracking.trackExecution('planner', 'plan', async () => {
      logger.info('planning');
      await agentTracking.trackTool({ name: 'search' }, () => call('/search'));
    }));
  await call('/end');
`;

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await Promise.all([
    runBoth({ SESSION: 's-1' }),
    runBoth({ SESSION: 's-2', OBSERVATORY_BAGGAGE: 'executionId,userId' }),
  ]);
});
afterAll(() => hub.remove());

async function runBoth(more: Record<string, string>): Promise<void> {
  const options = (service: string) => ({
    nodeArguments: ['--import', '@observatory/shim/register'],
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${hub.otlpHttpPort}`,
      OTEL_SERVICE_NAME: service,
      OTEL_SAMPLING_RATIO: '0',
      OBSERVATORY_INSTRUMENT: 'on',
      ...more,
    },
  });
  const port = await freePort();
  let answering: ReturnType<typeof runService> | undefined;
  await new Promise<void>((resolve) => {
    answering = runService(called(port), { ...options('called'), onReady: () => resolve() });
  });
  const runs = [await runService(caller(port), options('caller')), await answering];
  for (const run of runs) expect(run?.code, run?.stderr).toBe(0);
}

/** The execution of the agent that called, whole, once all of it is there. */
async function whole(session: string): Promise<Schemas['ExecutionDetail']> {
  return await eventually(async () => {
    const { executions } = await get<Schemas['ExecutionList']>(hub, '/api/v1/executions?name=planner');
    const detail = await detailOf(hub, executions.find(({ session_id }) => session_id === session)?.id ?? '');
    expect(detail.execution.status).toBe('completed');
    expect(detail.children.map(({ status }) => status)).toEqual(['completed']);
    expect(detail.logs).toHaveLength(3);
    expect(detail.spans).toHaveLength(5);
    return detail;
  });
}

/** The span of an agent's run, as its service sent it. */
const spanOf = (spans: Schemas['ExecutionDetail']['spans'], agent: string) =>
  only(spans.filter(({ name }) => name === `invoke_agent ${agent}`));

describe('an agent of a service that an agent calls', () => {
  it('is its child, in one trace, with the spans of both services and none of what no agent did', async () => {
    const [{ execution, children, spans }] = await Promise.all([whole('s-1'), whole('s-2')]);
    const child = only(children);
    expect(execution).toMatchObject({ name: 'planner', parent_id: null, service: 'caller', user_id: 'anna' });
    expect(child).toMatchObject({
      name: 'searcher',
      service: 'called',
      parent_id: execution.id,
      trace_id: execution.trace_id,
      session_id: 's-1',
      // From the execution around it, which the hub knows; the service itself is not told.
      user_id: 'anna',
    });
    expect(JSON.stringify(spanOf(spans, 'searcher'))).not.toContain('anna');
    const names = new Map(spans.map(({ span_id, name }) => [span_id, name]));
    const parentage = spans.map(
      ({ service, name, parent_span_id }) => `${service}: ${names.get(parent_span_id ?? '')} > ${name}`,
    );
    // In any order: the clocks of two processes differ by parts of a millisecond.
    expect(parentage.toSorted()).toEqual([
      'called: GET > GET',
      'called: GET > invoke_agent searcher',
      'caller: execute_tool search > GET',
      'caller: invoke_agent planner > execute_tool search',
      'caller: undefined > invoke_agent planner',
    ]);
    const [counted] = await queryStore<{ traces: string }>(
      hub,
      'SELECT count(DISTINCT trace_id) AS traces FROM spans',
    );
    expect(Number(counted?.traces)).toBe(2);
  });

  it('and the service around it write their lines into the executions and the session, not the user', async () => {
    const { execution, children, logs } = await whole('s-1');
    const line = (message: string) => only(logs.filter((each) => each.message === message)).attributes;
    expect(line('planning')).toMatchObject({ executionId: execution.id, sessionId: 's-1', userId: 'anna' });
    expect(line('asked')).toMatchObject({ executionId: execution.id, sessionId: 's-1' });
    expect(line('searching')).toMatchObject({ executionId: only(children).id, sessionId: 's-1' });
    expect(JSON.stringify([line('asked'), line('searching')])).not.toContain('anna');
  });

  it('knows what OBSERVATORY_BAGGAGE names and nothing else: the user, not the session', async () => {
    const { execution, children, logs, spans } = await whole('s-2');
    expect(only(children)).toMatchObject({ parent_id: execution.id, user_id: 'anna', session_id: 's-2' });
    const told = JSON.stringify(spanOf(spans, 'searcher'));
    expect([told.includes('anna'), told.includes('s-2')]).toEqual([true, false]);
    const asked = only(logs.filter(({ message }) => message === 'asked'));
    expect(asked.attributes).toMatchObject({ executionId: execution.id, userId: 'anna' });
    expect(asked.attributes.sessionId).toBeUndefined();
  });
});
