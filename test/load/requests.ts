import { agentRunsBody, logLinesBody, plainHttpBody, runEventsBody } from './bodies.ts';
import type { Signal } from './deliver.ts';
import type { Interval } from './intervals.ts';
import type { Ledger, Stream } from './ledger.ts';
import type { ResolvedOptions } from './load-options.ts';
import { EVENTS_OF_RUN } from './log-records.ts';
import type { Encoding } from './marks.ts';
import { metricsBody } from './metric-points.ts';
import type { Template } from './template.ts';

/** One export request, and what its acknowledgement says. */
export interface Request {
  readonly signal: Signal;
  readonly body: Buffer;
  readonly stream: Stream;
  readonly counters: Interval;
}

/** Runs end about now: they take two seconds and begin a millisecond after each other. */
const BEGAN_BEFORE_MS = 3000;

/** Makes the requests of a load, one job after the other; a job's requests are of the same runs and sent in order. */
export function requestMaker(options: ResolvedOptions, ledger: Ledger): () => readonly Request[] {
  const encoding: Encoding = options.protocol === 'json' ? 'json' : 'protobuf';
  const { runsPerRequest: runs, shape } = options;
  const templates = new Map<string, Template>();
  let jobs = 0;

  const templateOf = (kind: string, make: (service: number) => Template): Template => {
    const service = jobs % options.services;
    const name = `${kind} ${service}`;
    const made = templates.get(name) ?? make(service);
    templates.set(name, made);
    return made;
  };
  const shapeOf = (service: number) => ({ encoding, of: options, service, runs });

  return () => {
    jobs += 1;
    const startUs = (Date.now() - BEGAN_BEFORE_MS) * 1000;
    const ofStream = (
      signal: Signal,
      template: Template,
      stream: Stream,
      ofRun: number,
      runCounter: number,
    ) => {
      const counters = stream.take(runs * ofRun);
      const from = stream === ledger.http ? counters.from : runCounter;
      const traces = { number: (stream === ledger.http ? stream : ledger.runs).number, from };
      const records = { number: stream.number, from: counters.from };
      return { signal, stream, counters, body: template.stamped({ traces, records, startUs }) };
    };
    const spans = (run: number) =>
      ofStream(
        'traces',
        templateOf('runs', (s) => agentRunsBody(shapeOf(s), options.calls)),
        ledger.runs,
        1,
        run,
      );
    const http = () =>
      ofStream(
        'traces',
        templateOf('http', (s) => plainHttpBody(shapeOf(s))),
        ledger.http,
        1,
        0,
      );
    const lines = (run: number) =>
      ofStream(
        'logs',
        templateOf('lines', (s) => logLinesBody(shapeOf(s), options.linesPerRun)),
        ledger.lines,
        options.linesPerRun,
        run,
      );
    const events = (run: number) =>
      ofStream(
        'logs',
        templateOf('events', (s) => runEventsBody(shapeOf(s))),
        ledger.events,
        EVENTS_OF_RUN,
        run,
      );
    const points = (): Request => {
      const counters = ledger.points.take(1);
      const nowUs = Date.now() * 1000;
      const { hex: number } = ledger.points.number;
      const body = metricsBody(encoding, {
        ...{ number, series: options.series, value: counters.to, startUs: nowUs - 60_000_000, nowUs },
      });
      return { signal: 'metrics', stream: ledger.points, counters, body };
    };

    const run = ledger.runs.taken;
    if (shape === 'runs') return [spans(run)];
    if (shape === 'http') return [http()];
    if (shape === 'logs') return [lines(ledger.lines.taken)];
    if (shape === 'metrics') return [points()];
    return [events(run), lines(run), spans(run), http(), points()];
  };
}
