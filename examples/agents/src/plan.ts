import type { Fault, FaultKind } from './faults/faults.ts';
import { createRandom, type Random } from './random.ts';
import { type ScenarioName, type ScenarioPlan, type Strikes, scenarioPlans } from './scenario-plans.ts';

/** One run before it starts: all that chance decides about it. */
export interface Plan {
  /** 1 for the first. */
  readonly number: number;
  readonly scenario: ScenarioName;
  readonly subject: number;
  readonly user: string;
  /** Counts the sessions of this user, from 1 on. */
  readonly session: number;
  /** How much longer than recorded everything takes. */
  readonly pace: number;
  readonly fault?: Fault;
  /** How good the result is, from 0 to 1. */
  readonly quality: number;
  /** Whether the user says what they think of it. */
  readonly isRated: boolean;
  /** In recorded time: when the user gives up. */
  readonly cancelAfterMs?: number;
}

export interface PlanOptions {
  readonly seed: number;
  /** Share of the runs that fail. */
  readonly failures: number;
  /** Below 1 a share of the runs, from 1 on how many in all. */
  readonly stuck: number;
  /** Share of the runs that get over a fault by trying again; RETRIED_SHARE unless said. */
  readonly retries?: number;
  /** What alone goes wrong; runs of scenarios that do not know it do not fail. */
  readonly fault?: FaultKind | undefined;
}

const users = ['ada', 'bela', 'chidi', 'dana', 'emre'] as const;

/** Share of the runs that get over a fault by trying again, unless another is asked for. */
export const RETRIED_SHARE = 0.12;
const CANCELLED_SHARE = 0.05;
const SLOW_SHARE = 0.08;
const POOR_SHARE = 0.15;
const RATED_SHARE = 0.4;
/** Where `stuck` is a number: which run of each ten it is. */
const STUCK_IN_TEN = 4;

/** The runs of a seed, without end. They depend on nothing but the options. */
export function* plans(options: PlanOptions): Generator<Plan, never> {
  const random = createRandom(options.seed);
  const nextScenario = scenarioBag(random.fork(1));
  const nextSession = userSessions(random.fork(2));
  for (let number = 1; ; number++) {
    const own = random.fork(1_000 + number);
    const { scenario, plan } = nextScenario();
    yield {
      number,
      scenario,
      ...nextSession(),
      subject: own.integer(0, 999),
      pace: paceOf(own),
      ...endingOf(own, number, plan, options),
      ...qualityOf(own),
    };
  }
}

/** Every scenario comes as often as its weight says before the next round begins, in shuffled order. */
function scenarioBag(random: Random): () => { scenario: ScenarioName; plan: ScenarioPlan } {
  const names = Object.keys(scenarioPlans) as ScenarioName[];
  const round = names.flatMap((name) => new Array<ScenarioName>(scenarioPlans[name].weight).fill(name));
  let bag: ScenarioName[] = [];
  return () => {
    if (bag.length === 0) bag = random.shuffle(round);
    const scenario = bag.pop() ?? 'support-triage';
    return { scenario, plan: scenarioPlans[scenario] };
  };
}

/** A user keeps a session for two to five runs. */
function userSessions(random: Random): () => { user: string; session: number } {
  const sessions = new Map<string, { session: number; runsLeft: number }>();
  return () => {
    const user = random.pick(users);
    const { session, runsLeft } = sessions.get(user) ?? { session: 0, runsLeft: 0 };
    const now =
      runsLeft > 0
        ? { session, runsLeft: runsLeft - 1 }
        : { session: session + 1, runsLeft: random.integer(1, 4) };
    sessions.set(user, now);
    return { user, session: now.session };
  };
}

function paceOf(random: Random): number {
  const slow = random.chance(SLOW_SHARE);
  const pace = slow ? 3.5 + random.next() * 2.5 : 0.7 + random.next() * 0.7;
  return Math.round(pace * 100) / 100;
}

function endingOf(
  random: Random,
  number: number,
  plan: ScenarioPlan,
  { failures, stuck, retries = RETRIED_SHARE, fault: only }: PlanOptions,
): Pick<Plan, 'fault' | 'cancelAfterMs'> {
  const isStuck =
    stuck < 1 ? random.chance(stuck) : number % 10 === STUCK_IN_TEN && (number - STUCK_IN_TEN) / 10 < stuck;
  const silentAfter = random.integer(0, plan.silentAfter);
  if (isStuck) return { fault: { kind: 'silence', after: silentAfter, times: Number.POSITIVE_INFINITY } };

  const draw = random.next();
  const fatal = faultOf(random, striking(plan.fatal, only), Number.POSITIVE_INFINITY);
  const passing = faultOf(random, striking(plan.passing, only), random.integer(1, 2));
  const cancelAfterMs = random.integer(700, 2_600);
  if (draw < failures) return fatal;
  const rest = (draw - failures) / (1 - failures);
  if (rest < retries) return passing;
  return rest > 1 - CANCELLED_SHARE ? { cancelAfterMs } : {};
}

function qualityOf(random: Random): Pick<Plan, 'quality' | 'isRated'> {
  const isPoor = random.chance(POOR_SHARE);
  const quality = isPoor ? 0.1 + random.next() * 0.4 : 0.7 + random.next() * 0.3;
  return { quality: Math.round(quality * 100) / 100, isRated: random.chance(RATED_SHARE) };
}

function striking(strikes: Strikes, only: FaultKind | undefined): Strikes {
  if (only === undefined) return strikes;
  const latest = strikes[only];
  return latest === undefined ? {} : { [only]: latest };
}

function faultOf(random: Random, strikes: Strikes, times: number): Pick<Plan, 'fault'> {
  const [first, ...others] = Object.entries(strikes) as [FaultKind, number][];
  if (!first) return {};
  const [kind, latest] = random.pick([first, ...others]);
  return { fault: { kind, after: random.integer(0, latest), times } };
}
