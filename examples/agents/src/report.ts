import { styleText } from 'node:util';
import type { Plan } from './plan.ts';
import type { Outcome } from './start-run.ts';

const clock = (date: Date) => date.toTimeString().slice(0, 8);
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;

const marks = {
  completed: ['green', '✓'],
  failed: ['red', '✗'],
  cancelled: ['yellow', '–'],
  silent: ['gray', '…'],
} as const;

function line(now: Date, state: keyof typeof marks, plan: Plan, rest: string): string {
  const [colour, mark] = marks[state];
  const who = `${plan.scenario.padEnd(22)} ${plan.user.padEnd(6)}`;
  return `${styleText('gray', clock(now))} ${styleText(colour, mark)} ${who} ${rest}`.trimEnd();
}

/** One line for a run that has ended. */
export function endLine(now: Date, { plan, status, durationMs, modelCalls, tokens, error }: Outcome): string {
  const took = seconds(durationMs).padStart(7);
  const calls = `${modelCalls} model ${modelCalls === 1 ? 'call' : 'calls'}`;
  const spent = modelCalls === 0 ? '' : `${calls}, ${tokens} tokens`;
  return line(now, status, plan, `${took}  ${error === undefined ? spent : causes(error)}`);
}

/** One line for a run that starts and will go silent. */
export function silentLine(now: Date, plan: Plan): string {
  return line(now, 'silent', plan, '       goes silent, on purpose');
}

/** An error and what caused it, outermost first. */
export function causes(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} ← ${causes(error.cause)}`;
}
