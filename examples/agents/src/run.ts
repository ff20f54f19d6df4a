import { setTimeout as sleep } from 'node:timers/promises';
import type { Backends } from './backends.ts';
import { createFaults, type Faults } from './faults/faults.ts';
import { lockedLedger } from './faults/locked-ledger.ts';
import type { Recordings } from './model/recordings.ts';
import { TokenBudget } from './model/token-budget.ts';
import type { Plan } from './plan.ts';
import { FAULT_META } from './services/fault-meta.ts';
import { FAULT_HEADER } from './services/start-services.ts';
import type { Ledger } from './tools/ledger.ts';
import type { ReviewTools } from './tools/review-tools.ts';
import type { TicketStore } from './tools/ticket-store.ts';

/** What the agents of one run work with: its data, its services, its model, and its share of bad luck. */
export interface Run {
  readonly userId: string;
  readonly sessionId: string;
  readonly conversationId: string;
  readonly taskId: string;
  /** Which ticket, question or pull request it is about: a whole number from 0 on. */
  readonly subject: number;
  readonly speed: number;
  /** How good its result is, from 0 to 1. */
  readonly quality: number;
  /** Whether its user says what they think of it. */
  readonly isRated: boolean;
  /** Aborted, with a RunCancelled as the reason, when nobody wants the result any more. */
  readonly signal: AbortSignal;
  readonly faults: Faults;
  readonly recordings: Recordings;
  readonly budget: TokenBudget;
  readonly tickets: TicketStore;
  readonly ledger: Ledger;
  readonly reviewTools: ReviewTools;
  /** Waits this long in recorded time. Rejects with the signal's reason. */
  wait(ms: number): Promise<void>;
  /** Calls one of the example's services. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  onCancel(act: (reason: string) => void): void;
  cancel(reason: string): void;
}

/** Nobody wants the result of the run any more. */
class RunCancelled extends Error {
  override readonly name = 'RunCancelled';
}

interface RunOptions {
  readonly backends: Backends;
  readonly recordings: Recordings;
  readonly speed: number;
  /** Makes session and task ids differ from those of an earlier start with the same seed. */
  readonly startId: string;
}

const TOKEN_LIMIT = 60_000;
const SMALL_TOKEN_LIMIT = 3_000;
const httpFaults = ['http_500', 'http_slow', 'http_malformed', 'payment_twice'] as const;

/** Gives a planned run what it needs. */
export function createRun(plan: Plan, { backends, recordings, speed, startId }: RunOptions): Run {
  const faults = createFaults(plan.fault);
  const cancelled = new AbortController();
  const { signal } = cancelled;
  const session = `${startId}-${plan.user}-${plan.session}`;

  return {
    userId: plan.user,
    sessionId: session,
    conversationId: `${session}-${plan.scenario}`,
    taskId: `${startId}-${plan.number}`,
    subject: plan.subject,
    speed,
    quality: plan.quality,
    isRated: plan.isRated,
    signal,
    faults,
    recordings,
    budget: new TokenBudget(faults.strikes('small_budget') ? SMALL_TOKEN_LIMIT : TOKEN_LIMIT),
    tickets: backends.tickets,
    ledger: lockedLedger(backends.ledger, backends.ledgerFile, faults),
    reviewTools: {
      ...backends.reviewTools,
      call: (name, args) =>
        backends.reviewTools.call(
          name,
          args,
          faults.strikes('tool_refuses') ? { [FAULT_META]: 'tool_refuses' } : {},
        ),
    },
    async wait(ms) {
      if (faults.strikes('silence')) await new Promise<never>(() => {});
      await sleep((ms * plan.pace) / speed, undefined, { signal }).catch(() => signal.throwIfAborted());
    },
    fetch(path, init = {}) {
      const fault = httpFaults.find((kind) => faults.strikes(kind));
      return fetch(backends.services.url + path, {
        ...init,
        headers: fault ? { [FAULT_HEADER]: fault } : {},
      });
    },
    onCancel: (act) => signal.addEventListener('abort', () => act(signal.reason.message), { once: true }),
    cancel: (reason) => cancelled.abort(new RunCancelled(reason)),
  };
}
