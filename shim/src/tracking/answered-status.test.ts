import { expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';

const receiver = useRecording();

it.each([
  ['its status', Object.assign(new Error('slow down'), { status: 429 }), '429'],
  ['the status that the AI SDK gives', Object.assign(new Error('down'), { statusCode: 503 }), '503'],
  ['its class where there is no status', new RangeError('too many'), 'RangeError'],
  [
    'its class where the status is none of an error',
    Object.assign(new RangeError('no'), { status: 7 }),
    'RangeError',
  ],
])('an inference that a provider refused has as its error type %s', async (_what, error, type) => {
  const asked = agentTracking.trackInference({ provider: 'openai', model: 'o3' }, () => {
    throw error;
  });
  await expect(asked).rejects.toBe(error);
  await flush();
  expect(only(receiver().spans).attributes['error.type']).toBe(type);
});
