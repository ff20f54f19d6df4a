import { randomUUID } from 'node:crypto';
import { type Attributes, type Context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { activeContext } from '../context/active-context.ts';
import { isExecutionId } from '../context/caller-execution.ts';
import { shimContextOf } from '../context/shim-context.ts';
import { contextWithFields } from '../context/with-context.ts';
import { Attr, recordNames, severityNumbers, shimMetrics } from '../conventions/index.ts';
import { countMetric } from '../metrics/record.ts';
import { payload } from '../safe/payload.ts';
import { guarded } from '../setup/guard.ts';
import { logsListened, otelLogger } from '../setup/logs-api.ts';
import { sayOnce } from '../setup/say.ts';
import { boundedName, optionalName } from '../tracking/bounded-name.ts';
import type { Evaluation, Feedback } from './types.ts';

const FEEDBACK = { name: 'user_feedback', source: 'user' } as const;

/**
 * Records a judgement as an event of the execution or step that it is about. Gives whether it was taken: a score
 * that is no finite number, an id that is none, and a call outside of an execution without an id are refused,
 * said once and counted. Never throws.
 */
export function recordEvaluation(evaluation: Evaluation): boolean {
  return guarded('recording an evaluation', () => record(evaluation, undefined)) ?? false;
}

/**
 * Records what a user says of an execution, running or long over, from whichever process; its id is enough.
 * Gives whether it was taken, as `recordEvaluation` does. Never throws.
 */
export function recordFeedback(executionId: string, feedback: Feedback): boolean {
  return (
    guarded('recording feedback', () => {
      const { score, label, comment, userId } = feedback;
      return record({ ...FEEDBACK, score, label, explanation: comment, executionId }, userId, true);
    }) ?? false
  );
}

function record(given: Evaluation, userId: string | undefined, needsId = false): boolean {
  const { enabled, signals } = currentConfig();
  if (!enabled || !signals.logs || !logsListened()) return false;
  const name = boundedName(given.name);
  const { score } = given;
  if (score !== undefined && score !== null && !(typeof score === 'number' && Number.isFinite(score))) {
    return refuse('evaluation', name, 'its score is no finite number');
  }
  const about: Attributes = {
    ...(typeof score === 'number' && { [Attr.evaluationScore]: score }),
    ...(optionalName(given.label) !== undefined && { [Attr.evaluationLabel]: boundedName(given.label) }),
    ...explanationOf(given.explanation),
  };
  if (Object.keys(about).length === 0) {
    return refuse('evaluation', name, 'it has no score, no label and no explanation');
  }
  const judged = needsId || given.executionId !== undefined ? byId(given.executionId) : current(given.about);
  if (judged === undefined) {
    return refuse('unknown', name, 'it names no execution by 48 hex digits, and there is none around it');
  }
  const context = contextWithFields(judged, { userId });
  const source = optionalName(given.source);
  otelLogger().emit({
    eventName: recordNames.evaluation,
    severityNumber: severityNumbers.info,
    severityText: 'INFO',
    body: `Evaluation ${name}${bodyOf(score, about[Attr.evaluationLabel])}`,
    attributes: {
      ...shimContextOf(context)?.attributes,
      [Attr.evaluationName]: name,
      ...about,
      ...(source !== undefined && { [Attr.evaluationSource]: source }),
      [Attr.logRecordUid]: randomUUID(),
      [Attr.eventName]: recordNames.evaluation,
    },
    context,
  });
  return true;
}

function explanationOf(explanation: unknown): Attributes {
  if (explanation === undefined || explanation === null || explanation === '') return {};
  const { text, bytesBefore } = payload(explanation);
  return {
    [Attr.evaluationExplanation]: text,
    ...(bytesBefore !== undefined && { [Attr.truncatedBytes]: bytesBefore }),
  };
}

function bodyOf(score: number | undefined, label: unknown): string {
  const said = [score, label].filter((each) => each !== undefined && each !== null);
  return said.length === 0 ? '' : `: ${said.join(', ')}`;
}

/** The context of an execution of which only the id is known. */
function byId(id: unknown): Context | undefined {
  if (!isExecutionId(id)) return undefined;
  const around = shimContextOf(activeContext());
  const running = around?.execution;
  if (running?.id === id) return trace.setSpan(activeContext(), running.span);
  const [traceId, spanId] = [id.slice(0, 32), id.slice(32)];
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.NONE });
}

/** The context of the running execution, or of the step that runs in it. */
function current(about: Evaluation['about']): Context | undefined {
  const around = activeContext();
  const shim = shimContextOf(around);
  if (shim?.execution !== undefined) {
    return about === 'step' ? around : trace.setSpan(around, shim.execution.span);
  }
  if (shim?.caller === undefined) return undefined;
  if (about === 'step') return around;
  const { id } = shim.caller;
  return trace.setSpanContext(around, {
    traceId: id.slice(0, 32),
    spanId: id.slice(32),
    traceFlags: TraceFlags.NONE,
  });
}

function refuse(reason: 'evaluation' | 'unknown', name: string, why: string): false {
  countMetric(shimMetrics.ignoredCalls, 1, { reason });
  sayOnce(
    `evaluation:${why}`,
    `the evaluation ${JSON.stringify(name)} was not recorded: ${why}; further ones are counted`,
  );
  return false;
}
