import { newRun, runSpan, sendSpans, sendStart } from '../../test/support/sample-run.ts';

/** Sends runs that begin and end, so that executions change so often a second, until it is stopped. */
export function sendUpdates(
  url: string,
  perSecond: number,
): { readonly stop: () => Promise<void>; readonly perSecond: () => number } {
  const began = performance.now();
  let sent = 0;
  let isOver = false;
  const each = async () => {
    const run = newRun(`busy-agent-${sent % 20}`);
    await sendStart(url, run);
    await sendSpans(url, [runSpan(run, { endMs: Date.now() + 1 })]);
    sent += 2;
  };
  const under = new Set<Promise<void>>();
  const timer = setInterval(() => {
    if (isOver || under.size > perSecond) return;
    const one = each().finally(() => under.delete(one));
    one.catch(() => {});
    under.add(one);
  }, 2_000 / perSecond);
  return {
    stop: async () => {
      isOver = true;
      clearInterval(timer);
      await Promise.allSettled(under);
    },
    perSecond: () => Math.round(sent / ((performance.now() - began) / 1_000)),
  };
}
