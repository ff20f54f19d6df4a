import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../../test/support/free-port.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../testing/otlp-receiver.ts';
import { only } from '../testing/recording.ts';
import { runService } from '../testing/run-service.ts';

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
  await callAndAnswer(receiver.url);
});
afterAll(() => receiver.close());

const called = (port: number) => `
  import { createServer } from 'node:http';
  import { agentTracking, createLogger, init, withExtractedContext } from '@observatory/shim';
  await init({ serviceName: 'called', scrapePort: false });
  const logger = createLogger('called');
  const server = createServer((request, response) => withExtractedContext(request.headers, async () => {
    logger.info('asked');
    await logger.traceAsync('look_up', async () => 1);
    await agentTracking.trackStep('prepare', () => 1);
    await agentTracking.trackExecution('searcher', 'search', () => 'found');
    response.end(request.headers.baggage);
    server.close();
    server.closeIdleConnections();
  }));
  server.listen(${port}, '127.0.0.1', () => console.log('listening'));
`;
const caller = (port: number) => `
  import { agentTracking, init, injectContext, withContext } from '@observatory/shim';
  await init({ serviceName: 'caller', scrapePort: false });
  await withContext({ userId: 'anna', sessionId: 's-1', conversationId: 'c 1' }, () =>
    agentTracking.trackExecution('planner', 'plan', () =>
      agentTracking.trackTool({ name: 'search' }, async () => {
        const response = await fetch('http://127.0.0.1:${port}', { headers: injectContext({}) });
        console.log(await response.text());
      })));
`;
let sentBaggage = '';

async function callAndAnswer(url: string): Promise<void> {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_SAMPLING_RATIO: '0' };
  const port = await freePort();
  let answering: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve) => {
    answering = runService(called(port), { env, onReady: () => resolve() });
  });
  const calling = await runService(caller(port), { env });
  await answering;
  sentBaggage = calling.stdout;
}

const spanNamed = (name: string) => only(receiver.spans.filter((span) => span.name === name));

it('makes an agent of a called service a child of the execution that called', () => {
  const planner = spanNamed('invoke_agent planner');
  const searcher = spanNamed('invoke_agent searcher');
  const plannerId = planner.traceId + planner.spanId;
  expect(searcher.resource['service.name']).toBe('called');
  expect(searcher.traceId).toBe(planner.traceId);
  expect(searcher.attributes).toMatchObject({
    'observatory.execution.parent_id': plannerId,
    'observatory.execution.id': searcher.traceId + searcher.spanId,
    'session.id': 's-1',
    'gen_ai.conversation.id': 'c 1',
  });
  const start = only(
    receiver
      .events()
      .filter(
        ({ eventName, attributes }) =>
          eventName === 'observatory.execution_start' && attributes['gen_ai.agent.name'] === 'searcher',
      ),
  );
  expect(start.attributes['observatory.execution.parent_id']).toBe(plannerId);
});

it("puts the called service's spans, steps and log lines into the caller's execution, and keeps its spans", () => {
  const planner = spanNamed('invoke_agent planner');
  const ofPlanner = {
    'observatory.execution.id': planner.traceId + planner.spanId,
    'observatory.execution.start_unix_us': planner.startUs,
    'session.id': 's-1',
  };
  expect(spanNamed('look_up').attributes).toMatchObject(ofPlanner);
  expect(spanNamed('prepare').attributes).toMatchObject(ofPlanner);
  expect(spanNamed('look_up').parentSpanId).toBe(spanNamed('execute_tool search').spanId);
  const step = only(
    receiver
      .events()
      .filter(({ attributes }) => attributes.step === 'prepare' && 'observatory.step.status' in attributes),
  );
  expect(step.attributes).toMatchObject(ofPlanner);
  const line = only(receiver.logs.filter(({ body }) => body === 'asked'));
  expect(line.traceId).toBe(planner.traceId);
  expect(line.attributes).toMatchObject({
    executionId: planner.traceId + planner.spanId,
    sessionId: 's-1',
    agentType: 'planner',
  });
});

it('does not send the id of the user along', () => {
  expect(sentBaggage).toContain('session.id=s-1');
  expect(sentBaggage).not.toContain('anna');
  expect(spanNamed('look_up').attributes['user.id']).toBeUndefined();
});
