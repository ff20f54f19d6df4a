import { expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';
import type { InferenceOptions, StepOptions, ToolOptions } from './types.ts';

const receiver = useRecording();

/** What a caller without types may pass. */
const wrong = <T>(value: unknown) => value as T;
const broken = {
  get name(): string {
    throw new Error('no');
  },
};

it('runs fn once, whatever is passed beside it', async () => {
  let runs = 0;
  const fn = () => ++runs;
  await agentTracking.trackExecution(wrong(undefined), wrong(null), fn, Symbol('input'));
  await agentTracking.trackExecution(wrong(Symbol('agent')), 'x', fn, undefined, wrong(5), wrong({}));
  await agentTracking.trackStep(wrong(undefined), fn, wrong<StepOptions>(null));
  await agentTracking.trackStep('step', fn, { data: wrong(broken), attempt: wrong('two') });
  await agentTracking.trackTool(wrong<ToolOptions>(undefined), fn);
  await agentTracking.trackTool(wrong<ToolOptions>(broken), fn);
  await agentTracking.trackInference(wrong<InferenceOptions>(null), fn);
  await agentTracking.trackInference({ provider: 'a', model: 'b', attributes: wrong(broken) }, (call) => {
    call.setUsage(wrong(null));
    call.setUsage(wrong({ input: 'many' }));
    call.setResponse(wrong({ finishReasons: 5, id: {}, model: null }));
    return fn();
  });
  expect(runs).toBe(8);
});

it('sends the rest of a batch that holds odd values', async () => {
  await agentTracking.trackExecution('coder', '\ud800 lone surrogate', () => 1, undefined, 'task \u0000');
  await flush();
  expect(receiver().spans.map(({ name }) => name)).toEqual(['invoke_agent coder']);
  expect(receiver().events()).toHaveLength(2);
});
