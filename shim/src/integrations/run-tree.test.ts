import { describe, expect, it } from 'vitest';
import { activeContext, runInContext } from '../context/active-context.ts';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { Step } from '../tracking/step.ts';
import { RunTree } from './run-tree.ts';

const receiver = useRecording();

const stepsOf = () => {
  const tree = new RunTree<Step>('a framework', (step, error) => step.end({ failed: true, error }));
  return {
    tree,
    start: (id: string, parentId?: string) =>
      tree.start(id, parentId, (context) => {
        const step = new Step({ kind: 'step', name: id }, context);
        return { context: step.context, kept: step };
      }),
    end: (id: string) => tree.end(id, (step) => step.end()),
  };
};
const seen = async () => {
  await flush();
  return receiver().spans;
};
const named = async (name: string) => only((await seen()).filter((span) => span.name === name));

describe('runs that a framework tells by id', () => {
  it('stand below the run that they are part of', async () => {
    const { start, end } = stepsOf();
    start('outer');
    start('inner', 'outer');
    end('inner');
    end('outer');
    expect((await named('inner')).parentSpanId).toBe((await named('outer')).spanId);
  });

  it('stand below what the service does within that run', async () => {
    const { tree, start, end } = stepsOf();
    start('outer');
    const own = runInContext(
      tree.contextOf('outer') ?? activeContext(),
      () => new Step({ kind: 'step', name: 'own' }),
    );
    runInContext(own.context, () => start('inner', 'outer'));
    end('inner');
    own.end();
    end('outer');
    expect((await named('inner')).parentSpanId).toBe((await named('own')).spanId);
  });

  it('stand in the current context where the run above is not known', async () => {
    const { start, end } = stepsOf();
    const around = new Step({ kind: 'step', name: 'around' });
    runInContext(around.context, () => start('lone', 'never heard of'));
    end('lone');
    around.end();
    expect((await named('lone')).parentSpanId).toBe((await named('around')).spanId);
  });

  it('are reported once where two handlers tell of them', async () => {
    const { start, end } = stepsOf();
    for (const tell of [start, start, end, end]) tell('twice');
    expect((await seen()).map(({ name }) => name)).toEqual(['twice']);
  });

  it('never throw into the framework', () => {
    const { tree, start } = stepsOf();
    tree.start('bad', undefined, () => {
      throw new Error('of the integration');
    });
    expect(tree.find('bad')).toBeUndefined();
    start('good');
    tree.end('good', () => {
      throw new Error('of the integration');
    });
    expect(tree.find('good')).toBeUndefined();
  });

  it('are given up, the most silent first, when far too many are open', async () => {
    const given: string[] = [];
    const tree = new RunTree<string>('a framework', (kept, error) => given.push(`${kept}: ${error.name}`));
    const start = (id: string, parentId?: string) =>
      tree.start(id, parentId, (context) => ({ context, kept: id }));
    start('root');
    for (let index = 0; index < 10_000; index += 1) start(`run ${index}`, 'root');
    expect(given).toEqual(['run 0: abandoned']);
    expect(tree.find('root')).toBe('root');
  });
});
