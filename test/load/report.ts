import { type CheckedKind, checkedKinds, type LoadCheck } from './check.ts';
import type { Load } from './load.ts';

/** What a load gave, as `npm run load --json` prints it. */
export interface LoadReport {
  /** Records that were acknowledged, and how many a second of the time from the first request to the last acknowledgement. */
  readonly acknowledged: number;
  readonly seconds: number;
  readonly acknowledgedPerS: number;
  readonly resentRequests: number;
  readonly refusedRequests: number;
  readonly lastRefusal: string | null;
  /** From sending a request to its acknowledgement. */
  readonly latencyMs: Readonly<Record<'p50' | 'p95' | 'p99' | 'max', number>>;
  /** Processor time of this program, as a share of one core while it sent. */
  readonly ownShareOfCore: number;
  /** From the last acknowledgement until all runs could be asked for; null where they never could, or nobody was asked. */
  readonly queryableMs: number | null;
  readonly check: LoadCheck | null;
}

/** Sums a load up; `cpuUs` is the processor time that this process took while it ran. */
export function reportOf(
  load: Load,
  cpuUs: number,
  settled: (LoadCheck & { queryableMs: number | null }) | null,
): LoadReport {
  const seconds = (load.acknowledgedMs - load.startedMs) / 1000;
  const acknowledged = Object.values(load.acknowledged).reduce((sum, count) => sum + count, 0);
  const ms = (nanoseconds: number) => (load.latency.count === 0 ? 0 : Number((nanoseconds / 1e6).toFixed(2)));
  const { queryableMs = null, ...check } = settled ?? {};
  return {
    acknowledged,
    seconds,
    acknowledgedPerS: seconds > 0 ? acknowledged / seconds : 0,
    resentRequests: load.resent,
    refusedRequests: load.refused,
    lastRefusal: load.lastRefusal,
    latencyMs: {
      p50: ms(load.latency.percentile(50)),
      p95: ms(load.latency.percentile(95)),
      p99: ms(load.latency.percentile(99)),
      max: ms(load.latency.max),
    },
    ownShareOfCore: seconds > 0 ? cpuUs / 1e6 / seconds : 0,
    queryableMs,
    check: settled === null ? null : (check as LoadCheck),
  };
}

/** Whether everything acknowledged is there, once, and nothing was refused for good. */
export const isWhole = ({ check, refusedRequests }: LoadReport) =>
  refusedRequests === 0 && (check === null || (check.lost === 0 && check.doubled === 0));

const names: Readonly<Record<CheckedKind, string>> = {
  spans: 'spans of runs',
  httpSpans: 'other spans',
  executions: 'executions',
  lines: 'log lines',
  events: 'events',
  series: 'metric series',
};
const whole = (value: number) => Math.round(value).toLocaleString('en-US');

/** The report for people. */
export function reportText(report: LoadReport): string {
  const { latencyMs, check } = report;
  const lines = [
    `acknowledged   ${whole(report.acknowledged)} records in ${report.seconds.toFixed(1)} s, ${whole(report.acknowledgedPerS)} a second; ${whole(report.resentRequests)} requests sent again`,
    `after          p50 ${latencyMs.p50} ms, p95 ${latencyMs.p95} ms, p99 ${latencyMs.p99} ms, at most ${latencyMs.max} ms`,
    `this program   ${(report.ownShareOfCore * 100).toFixed(0)} % of a core`,
  ];
  if (report.refusedRequests > 0) lines.push(`refused        for good: ${report.lastRefusal}`);
  if (check === null) return lines.join('\n');
  lines.push(
    `queryable      ${report.queryableMs === null ? 'not in time' : `${(report.queryableMs / 1000).toFixed(2)} s after the last acknowledgement`}`,
    '',
    ['', 'acknowledged', 'found', 'lost', 'doubled'].map(cell).join(''),
  );
  for (const kind of checkedKinds) {
    const { acknowledged, found, lost, doubled, examples } = check.of[kind];
    if (acknowledged === 0 && doubled === 0) continue;
    lines.push([names[kind], ...[acknowledged, found, lost, doubled].map(whole)].map(cell).join(''));
    for (const example of examples) lines.push(`    ${example}`);
  }
  return lines.join('\n');
}

const cell = (text: string, column: number) => (column === 0 ? text.padEnd(15) : text.padStart(14));
