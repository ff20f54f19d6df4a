import {
  JsonLogsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { agentRun, digitsOf } from './agent-runs.ts';
import { EVENTS_OF_RUN, logLine, runEvent } from './log-records.ts';
import {
  type Encoding,
  executionMark,
  type Mark,
  numberedMark,
  recordMark,
  runMarks,
  startMark,
  timeMark,
} from './marks.ts';
import { plainHttp, SPANS_OF_HTTP } from './plain-http.ts';
import { type Cardinality, readableSpan, type SpanOfRun, serviceOf } from './records.ts';
import { Template } from './template.ts';

/** What one kind of request holds. */
export interface BodyShape {
  readonly encoding: Encoding;
  readonly of: Cardinality;
  /** Which service sends it, from 0. */
  readonly service: number;
  readonly runs: number;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

const traceBytes = { protobuf: ProtobufTraceSerializer, json: JsonTraceSerializer };
const logBytes = { protobuf: ProtobufLogsSerializer, json: JsonLogsSerializer };

function template(body: Uint8Array | undefined, marks: readonly Mark[]): Template {
  if (body === undefined) throw new Error('the serializer gave nothing');
  return new Template(body, marks);
}

const namesOf = (runs: number, of: Cardinality, names: readonly ('agent' | 'user')[]) =>
  range(runs).flatMap((run) =>
    names.map((name) => {
      const count = of[`${name}s`];
      return numberedMark(name, run, digitsOf(count), count);
    }),
  );

/** Runs of an agent with so many calls each. */
export function agentRunsBody(shape: BodyShape, calls: number): Template {
  return spansBody(shape, (run) => agentRun(run, calls, shape.of), calls + 1, ['agent', 'user']);
}

/** Requests that a service served without an agent. */
export function plainHttpBody(shape: BodyShape): Template {
  return spansBody(shape, (run) => plainHttp(run, shape.of), SPANS_OF_HTTP, ['user']);
}

function spansBody(
  { encoding, service, runs, of }: BodyShape,
  spansOf: (run: number) => SpanOfRun[],
  spansOfRun: number,
  names: readonly ('agent' | 'user')[],
): Template {
  const resource = serviceOf(service);
  const spans = range(runs).flatMap((run) => spansOf(run).map((span) => readableSpan(resource, span)));
  return template(traceBytes[encoding].serializeRequest(spans), [
    ...range(runs).flatMap((run) => runMarks(encoding, run, spansOfRun)),
    ...namesOf(runs, of, names),
    timeMark(encoding),
  ]);
}

/** So many log lines of each run. */
export function logLinesBody({ encoding, service, runs }: BodyShape, linesOfRun: number): Template {
  const resource = serviceOf(service);
  const records = range(runs * linesOfRun);
  return template(
    logBytes[encoding].serializeRequest(
      records.map((record) => logLine(resource, Math.floor(record / linesOfRun), record)),
    ),
    [
      ...range(runs).flatMap((run) => runMarks(encoding, run, 1)),
      ...records.map(recordMark),
      timeMark(encoding),
    ],
  );
}

/** The events of each run. */
export function runEventsBody({ encoding, service, runs, of }: BodyShape): Template {
  const resource = serviceOf(service);
  const records = range(runs * EVENTS_OF_RUN);
  return template(
    logBytes[encoding].serializeRequest(
      records.map((record) => runEvent(resource, Math.floor(record / EVENTS_OF_RUN), record, of)),
    ),
    [
      ...range(runs).flatMap((run) => [
        ...runMarks(encoding, run, 1),
        executionMark(run),
        startMark(encoding, run),
      ]),
      ...namesOf(runs, of, ['agent']),
      ...records.map(recordMark),
      timeMark(encoding),
    ],
  );
}
