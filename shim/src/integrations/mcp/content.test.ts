import { expect, it } from 'vitest';
import { flush } from '../../setup/init.ts';
import { only, useRecording } from '../../testing/recording.ts';
import { observeMcpServer } from './index.ts';

const receiver = useRecording({ OTEL_AGENT_INCLUDE_IO: 'true' });

interface Wire {
  send: (message: unknown) => Promise<void>;
  onmessage: ((message: unknown) => void) | undefined;
}

it('where content is asked for, a served tool call has its arguments and result, redacted', async () => {
  const wire: Wire = { send: async () => {}, onmessage: undefined };
  let given = wire;
  await observeMcpServer({
    async connect(transport: Wire) {
      given = transport;
      transport.onmessage = () => {};
    },
  }).connect(wire);
  const params = { name: 'look', arguments: { author: 'Le Guin', password: 'hunter2' } };
  wire.onmessage?.({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
  await given.send({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'two books' }] } });
  await flush();
  const { attributes } = only(receiver().spans);
  expect(attributes['gen_ai.tool.call.arguments']).toContain('Le Guin');
  expect(attributes['gen_ai.tool.call.arguments']).not.toContain('hunter2');
  expect(attributes['gen_ai.tool.call.result']).toContain('two books');
});
