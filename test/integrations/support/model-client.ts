import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flush } from '../../../shim/src/setup/init.ts';
import type { OtlpReceiver, ReceivedPoint, ReceivedSpan } from '../../../shim/src/testing/otlp-receiver.ts';
import { only } from '../../../shim/src/testing/recording.ts';
import type { Reply } from './replay-server.ts';

/** A recorded answer of a provider, below `recordings/`. */
export function recording(name: string): Reply {
  const path = join(import.meta.dirname, '../recordings', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Reply;
}

/** The same answer under an id of its own, since the same id is the same answer. */
export function withId(reply: Reply, id: string): Reply {
  const text = JSON.stringify(reply).replace(
    /"(chatcmpl|resp|msg)[-_](whole|stream|tool)(\\?")/g,
    `"$1-${id}$3`,
  );
  return JSON.parse(text) as Reply;
}

/** What a call gives, or what it throws, with its class; so that two clients can be compared. */
export async function outcome(work: () => unknown): Promise<unknown> {
  try {
    const value = await work();
    return { value, class: classOf(value) };
  } catch (error) {
    const { message, status, code } = error as Error & { status?: number; code?: string };
    return { error: classOf(error), message, status, code };
  }
}

function classOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
}

/** The spans that the shim sent, in the order of their starts. */
export async function spansOf(receiver: OtlpReceiver): Promise<ReceivedSpan[]> {
  await flush();
  return receiver.spans.toSorted((a, b) => a.startUs - b.startUs || nearerRoot(a, b));
}

/** Starts are told in milliseconds, and children are sent first. */
function nearerRoot(a: ReceivedSpan, b: ReceivedSpan): number {
  if (b.parentSpanId === a.spanId) return -1;
  return a.parentSpanId === b.spanId ? 1 : 0;
}

/** The span of the one agent that ran. */
export function agentOf(spans: readonly ReceivedSpan[]): ReceivedSpan {
  return only(spans.filter(({ name }) => name.startsWith('invoke_agent ')));
}

/** Sums of a metric so far: of counters their value, of histograms their count. */
export async function sumOf(receiver: OtlpReceiver, name: string): Promise<number> {
  await flush();
  const points: readonly ReceivedPoint[] = receiver.points.filter((point) => point.name === name);
  return points.reduce((sum, { kind, value, count }) => sum + (kind === 'counter' ? value : count), 0);
}

/** All that an async iterable gives. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of source) all.push(each);
  return all;
}
