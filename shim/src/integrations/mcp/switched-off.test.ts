import { expect, it } from 'vitest';
import { flush } from '../../setup/init.ts';
import { useRecording } from '../../testing/recording.ts';
import { observeMcpClient } from './index.ts';

const receiver = useRecording({ OTEL_AGENT_TRACKING_ENABLED: 'false' });

it('with tracking off, messages go as they are and nothing is recorded', async () => {
  const sent: unknown[] = [];
  const wire = {
    send: async (message: unknown) => void sent.push(message),
    onmessage: undefined as ((message: unknown) => void) | undefined,
  };
  const got: unknown[] = [];
  let given: typeof wire | undefined;
  const client = observeMcpClient({
    async connect(transport: typeof wire) {
      given = transport;
      transport.onmessage = (message) => got.push(message);
    },
  });
  await client.connect(wire);
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'look' } };
  await given?.send(message);
  wire.onmessage?.(message);
  await flush();
  expect(sent[0]).toBe(message);
  expect(got[0]).toBe(message);
  expect(receiver().spans).toEqual([]);
});
