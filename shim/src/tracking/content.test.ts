import { expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';

const receiver = useRecording({ OTEL_AGENT_INCLUDE_IO: 'true', OTEL_AGENT_MAX_PAYLOAD_SIZE: '100' });

it('records input and output where content is asked for', async () => {
  await agentTracking.trackExecution('coder', 'generate', () => ({ answer: 42 }), 'a question');
  await flush();
  expect(only(receiver().spans).attributes).toMatchObject({
    'observatory.execution.input': 'a question',
    'observatory.execution.output': '{"answer":42}',
  });
});

it('redacts content, cuts it to the budget and marks the cut', async () => {
  await agentTracking.trackTool(
    { name: 'mail', arguments: { password: 'hunter2' } },
    () => `Bearer ${'a1'.repeat(20)} ${'ä'.repeat(500)}`,
  );
  await flush();
  const { attributes } = only(receiver().spans);
  expect(attributes['gen_ai.tool.call.arguments']).toBe('{"password":"[redacted]"}');
  const result = String(attributes['gen_ai.tool.call.result']);
  expect(result).toMatch(/^\[redacted\] ä+…\[truncated\]$/);
  expect(Buffer.byteLength(result)).toBeLessThanOrEqual(100);
  expect(attributes['observatory.truncated_bytes']).toBeGreaterThan(1000);
});

it('keeps content on spans alone', async () => {
  await agentTracking.trackExecution('coder', 'generate', () =>
    agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1', input: 'in' }, (call) =>
      call.setResponse({ output: 'out' }),
    ),
  );
  await flush();
  const chat = only(receiver().spans.filter(({ name }) => name === 'chat gpt-4.1'));
  expect(chat.attributes).toMatchObject({ 'gen_ai.input.messages': 'in', 'gen_ai.output.messages': 'out' });
  for (const { attributes } of receiver().events()) {
    expect(Object.keys(attributes)).not.toContain('gen_ai.input.messages');
  }
});

it('survives content that cannot be read', async () => {
  const hostile = new Proxy(
    {},
    {
      get(_target, name) {
        // Awaiting a value asks for this one.
        if (name === 'then') return undefined;
        throw new Error('no');
      },
      ownKeys() {
        throw new Error('no');
      },
    },
  );
  expect(await agentTracking.trackExecution('coder', 'generate', () => hostile, hostile)).toBe(hostile);
  await flush();
  expect(only(receiver().spans).attributes).toMatchObject({ 'observatory.execution.status': 'completed' });
});
