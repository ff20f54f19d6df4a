import { agent } from '../../../alerts/recorded/agents.ts';
import { model } from '../../../alerts/recorded/models.ts';
import { type Random, randomOf } from './random.ts';

export const HOUR = 60;
export const DAY = 24 * HOUR;

/** Recorded series as promtool takes them, by name and labels, made when asked for: a sample each minute, null for none. */
export type MinuteSeries = Readonly<Record<string, () => readonly (number | null)[]>>;

/** How an agent behaves at a minute; minute 0 is a Monday's midnight. */
export interface AgentLife {
  readonly name: string;
  readonly seed: number;
  readonly days: number;
  readonly runsPerHour: (minute: number) => number;
  /** 0.02 unless said. */
  readonly failing?: (minute: number) => number;
  /** Of one run, in the middle: 5 s, 4 calls, 3,000 tokens, 1 cent for 1,000 tokens unless said. */
  readonly seconds?: (minute: number) => number;
  readonly tools?: (minute: number) => number;
  readonly tokens?: (minute: number) => number;
  readonly pricePerToken?: (minute: number) => number;
  /** Minutes in which nothing is recorded: before its birth, while Prometheus is down. */
  readonly absent?: (minute: number) => boolean;
}

interface Run {
  readonly failed: boolean;
  readonly seconds: number;
  readonly tools: number;
  readonly tokens: number;
  readonly cost: number;
}

/** What the recording rules `agent:…` would have made of an agent's runs. */
export function agentSeries(life: AgentLife): MinuteSeries {
  const random = randomOf(life.seed);
  const at = (minute: number, from: ((minute: number) => number) | undefined, otherwise: number) =>
    from?.(minute) ?? otherwise;
  const minutes = life.days * DAY;
  const runs: Run[][] = Array.from({ length: minutes }, (_, minute) =>
    Array.from({ length: random.poisson(life.runsPerHour(minute) / 60) }, () => {
      const tokens = random.lognormal(at(minute, life.tokens, 3000), 0.5);
      return {
        failed: random.uniform() < at(minute, life.failing, 0.02),
        seconds: random.lognormal(at(minute, life.seconds, 5), 0.4),
        tools: random.poisson(at(minute, life.tools, 4)),
        tokens,
        cost: tokens * at(minute, life.pricePerToken, 1e-5),
      };
    }),
  );
  const over = (window: number, value: (all: readonly Run[]) => number | null) => () =>
    runs.map((_, minute) =>
      life.absent?.(minute) ? null : value(runs.slice(Math.max(0, minute - window + 1), minute + 1).flat()),
    );
  const sum = (all: readonly Run[], of: (run: Run) => number) =>
    all.reduce((total, run) => total + of(run), 0);
  const mean = (of: (run: Run) => number) => (all: readonly Run[]) =>
    all.length === 0 ? null : sum(all, of) / all.length;
  const named = `agent="${life.name}"`;
  const wanted = (failed: boolean) => (all: readonly Run[]) =>
    all.filter((run) => run.failed === failed).length;
  return {
    [`${agent.runs.record}{${named},status="success"}`]: over(5, (all) => wanted(false)(all) / 300),
    [`${agent.runs.record}{${named},status="failed"}`]: over(5, (all) => wanted(true)(all) / 300),
    [`${agent.runsPerHour.record}{${named},status="success"}`]: over(60, wanted(false)),
    [`${agent.runsPerHour.record}{${named},status="failed"}`]: over(60, wanted(true)),
    [`${agent.durationMedian.record}{${named}}`]: over(5, (all) =>
      quantile(
        0.5,
        all.map(({ seconds }) => seconds),
      ),
    ),
    [`${agent.toolCalls.record}{${named},status="success"}`]: over(
      5,
      (all) => sum(all, ({ tools }) => tools) / 300,
    ),
    [`${agent.tokensPerRun.record}{${named}}`]: over(
      60,
      mean(({ tokens }) => tokens),
    ),
    [`${agent.costPerRun.record}{${named}}`]: over(
      60,
      mean(({ cost }) => cost),
    ),
    [`${agent.cost.record}{${named}}`]: over(60, (all) => sum(all, ({ cost }) => cost)),
  };
}

/** How a model of one provider behaves. */
export interface ModelLife
  extends Pick<AgentLife, 'name' | 'seed' | 'days' | 'failing' | 'seconds' | 'absent'> {
  readonly callsPerHour: (minute: number) => number;
}

/** What the recording rules `model:…` would have made of a model's calls. */
export function modelSeries(life: ModelLife): MinuteSeries {
  const random: Random = randomOf(life.seed);
  const calls = Array.from({ length: life.days * DAY }, (_, minute) =>
    Array.from({ length: random.poisson(life.callsPerHour(minute) / 60) }, () => ({
      failed: random.uniform() < (life.failing?.(minute) ?? 0.01),
      seconds: random.lognormal(life.seconds?.(minute) ?? 2, 0.5),
    })),
  );
  const over = (value: (all: readonly { failed: boolean; seconds: number }[]) => number) => () =>
    calls.map((_, minute) =>
      life.absent?.(minute) ? null : value(calls.slice(Math.max(0, minute - 4), minute + 1).flat()),
    );
  const named = `provider="openai",model="${life.name}"`;
  return {
    [`${model.calls.record}{${named}}`]: over((all) => all.length / 300),
    [`${model.errors.record}{${named},error_type="timeout"}`]: over(
      (all) => all.filter(({ failed }) => failed).length / 300,
    ),
    [`${model.duration95.record}{${named}}`]: over((all) =>
      quantile(
        0.95,
        all.map(({ seconds }) => seconds),
      ),
    ),
  };
}

/** NaN of nothing, as a quantile of Prometheus is. */
function quantile(q: number, values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}
