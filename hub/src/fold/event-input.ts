import { Attr, type EventType, type StepKind, stepKinds } from '@observatory/shim/conventions';
import type { SpanFacts } from '../normalise/facts.ts';
import { normaliseEvent } from '../normalise/normalise.ts';
import type { Attributes, AttributeValue } from '../otlp/records.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { priceOf } from '../store/rows.ts';
import { storedFactsOf } from '../store/stored-facts.ts';
import type { FoldEvent } from './inputs.ts';

/** What of a stored event the fold needs beside its attributes. */
export interface EventFields {
  readonly id: string;
  readonly type: EventType;
  readonly timeUs: number;
  readonly spanId: string;
  readonly executionId: string | null;
  readonly service: string;
  readonly environment: string | null;
  readonly serviceVersion: string | null;
  readonly attributes: Attributes;
}

/** Statuses of a step that tell an error; one that was called off has that of its abort. */
const endedWithError: ReadonlySet<unknown> = new Set(['failed', 'cancelled']);

const endTypes: ReadonlySet<EventType> = new Set(['execution_error', 'execution_end', 'execution_cancel']);

/** Reads an event for the fold; the tokens of an `llm_call` are priced here, those of spans when stored. */
export function eventInput(event: EventFields, prices: PriceTable): FoldEvent {
  const { attributes } = event;
  const facts = normaliseEvent(attributes);
  const price = event.type === 'llm_call' ? priceOf(facts, event.timeUs, prices) : null;
  const isExecution = event.type === 'execution_start' || endTypes.has(event.type);
  const durationMs = numberOf(attributes[isExecution ? Attr.executionDurationMs : Attr.stepDurationMs]);
  const durationUs = durationMs === null ? null : Math.round(durationMs * 1000);
  const model = facts.responseModel ?? facts.requestModel;
  const step = attributes[Attr.stepName];
  return {
    id: event.id,
    type: event.type,
    timeUs: event.timeUs,
    spanId: event.spanId,
    service: event.service,
    environment: event.environment,
    serviceVersion: event.serviceVersion,
    executionId: event.executionId,
    executionStartUs: timeOf(attributes[Attr.executionStart]),
    executionKind: isExecution ? (facts.executionKind ?? kindOf(attributes)) : null,
    stepKind: isExecution ? null : stepKindOfEvent(event.type, attributes[Attr.stepKind]),
    label: isExecution ? executionName(facts) : typeof step === 'string' ? step : facts.label,
    failed: event.type === 'execution_error' || endedWithError.has(attributes[Attr.stepStatus]),
    durationUs:
      durationUs !== null && durationUs >= 0 && isTime(event.timeUs + durationUs) ? durationUs : null,
    inference:
      event.type === 'llm_call' && model !== null
        ? {
            provider: facts.provider,
            model,
            usage: facts.usage,
            costPico: price?.costPico ?? null,
            costSource: price?.source ?? null,
          }
        : null,
    errorType: facts.errorType,
    facts: storedFactsOf(facts, attributes),
  };
}

function executionName(facts: SpanFacts): string | null {
  return facts.executionKind === 'workflow' ? facts.workflowName : facts.agentName;
}

function kindOf(attributes: Attributes): 'agent' | 'workflow' {
  return attributes[Attr.executionKind] === 'workflow' ? 'workflow' : 'agent';
}

function stepKindOfEvent(type: EventType, value: AttributeValue | undefined): StepKind | null {
  if (type !== 'step_start' && type !== 'step_end' && type !== 'llm_call' && type !== 'tool_call')
    return null;
  if (typeof value === 'string' && (stepKinds as readonly string[]).includes(value)) return value as StepKind;
  return type === 'llm_call' ? 'llm' : type === 'tool_call' ? 'tool' : 'step';
}

/** Whole microseconds that a number holds exactly (until the year 2255): more is nanoseconds or nonsense. */
const isTime = (us: number) => Number.isSafeInteger(us) && us >= 0;

function timeOf(value: AttributeValue | undefined): number | null {
  const us = numberOf(value);
  return us !== null && isTime(us) ? us : null;
}

function numberOf(value: AttributeValue | undefined): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
