import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withContext } from '../context/with-context.ts';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { runService } from '../testing/run-service.ts';
import { agentTracking } from '../tracking/agent-tracking.ts';
import { recordEvaluation, recordFeedback } from './record-evaluation.ts';

const receiver = useRecording({ OTEL_AGENT_MAX_PAYLOAD_SIZE: '100' });
const NAME = 'gen_ai.evaluation.result';
const id = '0af7651916cd43dd8448eb211c80319c00f067aa0ba902b7';

async function evaluations() {
  await flush();
  return receiver()
    .events()
    .filter(({ eventName }) => eventName === NAME);
}

describe('recordEvaluation', () => {
  it('judges the execution in which it is called, with its attributes', async () => {
    const made = await withContext({ sessionId: 's1' }, () =>
      agentTracking.trackExecution('coder', 'code', async (execution) => {
        await agentTracking.trackStep('judge', () => {
          const taken = recordEvaluation({
            name: 'relevance',
            score: 0.8,
            label: 'pass',
            explanation: 'it fits; password=hunter22',
            source: 'judge-model',
          });
          expect(taken).toBe(true);
        });
        return execution.id;
      }),
    );
    const record = only(await evaluations());
    expect(record.traceId + record.spanId).toBe(made);
    expect(record.body).toBe('Evaluation relevance: 0.8, pass');
    expect(record.attributes).toMatchObject({
      'gen_ai.evaluation.name': 'relevance',
      'gen_ai.evaluation.score.value': 0.8,
      'gen_ai.evaluation.score.label': 'pass',
      'gen_ai.evaluation.explanation': 'it fits; password=[redacted]',
      'observatory.evaluation.source': 'judge-model',
      'observatory.execution.id': made,
      'session.id': 's1',
      'event.name': NAME,
      'log.record.uid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('judges the step in which it is called, where that is asked for', async () => {
    await agentTracking.trackExecution('coder', 'code', () =>
      agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1' }, () => {
        recordEvaluation({ name: 'toxicity', score: 0, about: 'step' });
      }),
    );
    const record = only(await evaluations());
    const call = only(receiver().spans.filter(({ name }) => name === 'chat gpt-4.1'));
    expect([record.traceId, record.spanId]).toEqual([call.traceId, call.spanId]);
    expect(record.attributes['gen_ai.evaluation.score.value']).toBe(0);
  });

  it('judges an execution by its id', async () => {
    expect(recordEvaluation({ name: 'cost', label: 'cheap', executionId: id })).toBe(true);
    const record = only(await evaluations());
    expect(record.traceId + record.spanId).toBe(id);
    expect(record.attributes).not.toHaveProperty('gen_ai.evaluation.score.value');
  });

  it('cuts a long explanation, and says so', async () => {
    recordEvaluation({ name: 'n', explanation: 'é'.repeat(300), executionId: id });
    const { attributes } = only(await evaluations());
    expect(Buffer.byteLength(String(attributes['gen_ai.evaluation.explanation']))).toBeLessThanOrEqual(100);
    expect(attributes['observatory.truncated_bytes']).toBe(600);
  });

  it('refuses a score that is no finite number, an evaluation that says nothing, and one of nothing', async () => {
    for (const score of [Number.NaN, Number.POSITIVE_INFINITY, '1' as unknown as number]) {
      expect(recordEvaluation({ name: 'n', score, label: 'l', executionId: id })).toBe(false);
    }
    expect(recordEvaluation({ name: 'n', executionId: id })).toBe(false);
    expect(recordEvaluation({ name: 'n', score: 1 })).toBe(false);
    expect(recordEvaluation({ name: 'n', score: 1, executionId: 'abc' })).toBe(false);
    expect(await evaluations()).toEqual([]);
  });
});

describe('recordFeedback', () => {
  it("records a user's score and comment under the id of the execution", async () => {
    expect(recordFeedback(id, { score: -1, comment: 'wrong city', userId: 'anna' })).toBe(true);
    const record = only(await evaluations());
    expect(record.traceId + record.spanId).toBe(id);
    expect(record.attributes).toMatchObject({
      'gen_ai.evaluation.name': 'user_feedback',
      'gen_ai.evaluation.score.value': -1,
      'gen_ai.evaluation.explanation': 'wrong city',
      'observatory.evaluation.source': 'user',
      'user.id': 'anna',
      userId: 'anna',
    });
  });

  it('needs the id, also within an execution', async () => {
    await agentTracking.trackExecution('coder', 'code', () => {
      expect(recordFeedback(undefined as unknown as string, { score: 1 })).toBe(false);
    });
  });

  it('comes from another process than the execution', async () => {
    const program = `
      import { init, recordFeedback } from '@observatory/shim';
      await init({ serviceName: 'web', scrapePort: false });
      recordFeedback('${id}', { label: 'helpful' });
    `;
    await runService(program, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver().url } });
    const record = only(await evaluations());
    expect(record.resource['service.name']).toBe('web');
    expect(record.traceId + record.spanId).toBe(id);
  });
});

it('never throws, whatever is given', () => {
  const junk = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  fc.assert(
    fc.property(junk, junk, junk, (a, b, c) => {
      recordEvaluation(a as never);
      recordEvaluation({ name: a, score: b, label: c, explanation: a, executionId: b, source: c } as never);
      recordEvaluation({ name: a, explanation: b, executionId: id, about: c, source: a } as never);
      recordFeedback(a as never, b as never);
      recordFeedback(id, { score: a, label: b, comment: c, userId: a } as never);
    }),
  );
});
