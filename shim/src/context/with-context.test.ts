import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { activeContext } from './active-context.ts';
import { shimContextOf } from './shim-context.ts';
import { contextWithFields, withContext } from './with-context.ts';

const fieldsNow = () => shimContextOf(activeContext())?.fields;

describe('withContext without an SDK', () => {
  it('reaches what runs inside, through awaits and timers', async () => {
    const seen = await withContext({ userId: 'u1' }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return fieldsNow();
    });
    expect(seen).toEqual({ userId: 'u1' });
    expect(fieldsNow()).toBeUndefined();
  });

  it('adds inner fields to outer ones, and inner ones win', () => {
    withContext({ userId: 'u1', sessionId: 's1' }, () =>
      withContext({ userId: 'u2', taskId: 't1' }, () => {
        expect(fieldsNow()).toEqual({ userId: 'u2', sessionId: 's1', taskId: 't1' });
      }),
    );
  });

  it('does not mix what runs side by side', async () => {
    const run = (userId: string, ms: number) =>
      withContext({ userId }, async () => {
        await new Promise((resolve) => setTimeout(resolve, ms));
        return fieldsNow()?.userId;
      });
    expect(await Promise.all([run('a', 4), run('b', 1), run('c', 2)])).toEqual(['a', 'b', 'c']);
  });

  it('runs fn where the fields cannot be read', () => {
    const throwing = {
      get userId(): string {
        throw new Error('no');
      },
    };
    const unprintable = Object.create(null);
    for (const fields of [undefined, null, 'u1', throwing, { userId: unprintable }]) {
      expect(withContext(fields as object, () => 3)).toBe(3);
    }
  });

  it("gives fn's result and its error", () => {
    expect(withContext({ userId: 'u' }, () => 3)).toBe(3);
    const error = new Error('no');
    expect(() =>
      withContext({ userId: 'u' }, () => {
        throw error;
      }),
    ).toThrow(error);
  });
});

describe('contextWithFields', () => {
  it('gives the same context where there is nothing to add', () => {
    expect(contextWithFields(ROOT_CONTEXT, { userId: undefined, sessionId: '' })).toBe(ROOT_CONTEXT);
  });

  it('has each field under its standard and its short name', () => {
    const made = contextWithFields(ROOT_CONTEXT, { userId: 'u', conversationId: 'c', taskId: 't' });
    expect(shimContextOf(made)?.attributes).toEqual({
      'user.id': 'u',
      userId: 'u',
      'gen_ai.conversation.id': 'c',
      conversationId: 'c',
      'observatory.task.id': 't',
      taskId: 't',
    });
  });

  it('leaves the context that it was given as it was', () => {
    contextWithFields(context.active(), { userId: 'u' });
    expect(fieldsNow()).toBeUndefined();
  });
});
