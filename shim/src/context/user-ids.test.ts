import { trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { recordFeedback } from '../evaluation/record-evaluation.ts';
import { createLogger } from '../logger/create-logger.ts';
import { traceOperation } from '../operation/trace-operation.ts';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';
import { agentTracking } from '../tracking/agent-tracking.ts';
import { injectContext } from './carrier.ts';
import { withContext } from './with-context.ts';

// printf %s anna-smith-1 | openssl dgst -sha256 -hmac 'a key for tests only' -binary | basenc --base64url | cut -c1-22
const PSEUDONYM = 'u_1y-J7ssr3Ih5jKlPDVXF74';
const USER = 'anna-smith-1';

/** Everything that takes the id of a user, in one run; gives the lines that went to stdout and the baggage. */
async function useEverything() {
  const lines: string[] = [];
  const logger = createLogger('test', { destination: { write: (line) => void lines.push(line) } });
  let baggage: string | undefined;
  const feedback = '0af7651916cd43dd8448eb211c80319c00f067aa0ba902b7';
  await withContext({ userId: USER, sessionId: 's' }, async () => {
    logger.info('in a context');
    baggage = injectContext({} as Record<string, string>).baggage;
  });
  await agentTracking.trackExecution(
    'coder',
    'code',
    async () => {
      await agentTracking.trackStep('step', () => 1, { data: { userId: USER, nested: { 'user.id': USER } } });
      await agentTracking.trackTool({ name: 'sql', attributes: { 'enduser.id': USER } }, () => 1);
    },
    { userId: USER },
    'task',
    USER,
  );
  logger.info('given', { userId: USER, metadata: { 'user.id': USER, deep: { userId: USER } } });
  logger.child({ userId: USER }).error('bound', new Error('no'));
  await logger.traceAsync('call', () => 1, { userId: USER });
  await traceOperation('file.read', { userId: USER, by: { userId: USER } }, () => 1);
  recordFeedback(feedback, { score: 1, userId: USER });
  const foreign = trace.getTracer('express').startSpan('GET /', { attributes: { 'enduser.id': USER } });
  foreign.setAttribute('user.id', USER);
  foreign.addEvent('seen', { userId: USER });
  foreign.end();
  await flush();
  return { lines: lines.join(''), baggage: baggage ?? '' };
}

describe('with a key', () => {
  const receiver = useRecording({
    OBSERVATORY_PSEUDONYM_KEY: 'a key for tests only',
    OTEL_AGENT_INCLUDE_IO: 'true',
  });

  it('no id of a user gets out that is a number or a list within other data', async () => {
    const [number, list] = [918_273_645, ['anna-smith-2', 'anna-smith-3']];
    const lines: string[] = [];
    const logger = createLogger('test', { destination: { write: (line) => void lines.push(line) } });
    logger.info('given', { found: { userId: number, by: { userId: list } } });
    await agentTracking.trackStep('step', () => 1, { data: { userId: number, by: { 'user.id': list } } });
    await flush();
    const all = JSON.stringify([receiver().spans, receiver().logs, lines]);
    expect(all).toContain('given');
    for (const id of [String(number), ...list]) expect(all).not.toContain(id);
  });

  it('no id of a user gets out, and each is its pseudonym', async () => {
    const { lines, baggage } = await useEverything();
    const all = JSON.stringify([receiver().spans, receiver().logs, receiver().points, lines, baggage]);
    expect(all).not.toContain(USER);
    expect(baggage).toBe(`user.id=${PSEUDONYM},session.id=s`);
    const attributesOf = (name: string) => receiver().spans.find((span) => span.name === name)?.attributes;
    expect(attributesOf('invoke_agent coder')).toMatchObject({ 'user.id': PSEUDONYM, userId: PSEUDONYM });
    expect(attributesOf('execute_tool sql')).toMatchObject({ 'enduser.id': PSEUDONYM });
    expect(attributesOf('call')).toMatchObject({ 'user.id': PSEUDONYM, userId: PSEUDONYM });
    expect(attributesOf('file.read')).toMatchObject({ 'user.id': PSEUDONYM, userId: PSEUDONYM });
    expect(attributesOf('GET /')).toEqual({ 'user.id': PSEUDONYM, 'enduser.id': PSEUDONYM });
    expect(attributesOf('step')?.['observatory.step.data']).toBe(
      JSON.stringify({ userId: PSEUDONYM, nested: { 'user.id': PSEUDONYM } }),
    );
    expect(JSON.parse(lines.split('\n')[1] ?? '')).toMatchObject({
      userId: PSEUDONYM,
      metadata: { 'user.id': PSEUDONYM, deep: { userId: PSEUDONYM } },
    });
    expect(lines.split(PSEUDONYM)).toHaveLength(6);
    const feedback = receiver().logs.find(({ eventName }) => eventName === 'gen_ai.evaluation.result');
    expect(feedback?.attributes['user.id']).toBe(PSEUDONYM);
  });
});

describe('with a key that was refused', () => {
  const receiver = useRecording({ OBSERVATORY_PSEUDONYM_KEY: 'short', OTEL_AGENT_INCLUDE_IO: 'true' });

  it('user ids are left out, and all else is there', async () => {
    const { lines, baggage } = await useEverything();
    const all = JSON.stringify([receiver().spans, receiver().logs, receiver().points, lines, baggage]);
    expect(all).not.toContain(USER);
    expect(baggage).toBe('session.id=s');
    expect(receiver().spans.map(({ name }) => name)).toContain('invoke_agent coder');
    expect(lines).toContain('in a context');
  });
});
