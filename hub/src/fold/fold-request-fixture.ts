import { Attr } from '@observatory/shim/conventions';
import { statusOf } from '../normalise/fault.ts';
import { normaliseSpan } from '../normalise/normalise.ts';
import { decode } from '../otlp/decode.ts';
import { defaultOtlpLimits } from '../otlp/limits.ts';
import type { SpanRecord } from '../otlp/records.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { executionIdOf } from '../store/execution-id.ts';
import { priceOf } from '../store/rows.ts';
import { storedFactsOf } from '../store/stored-facts.ts';
import { foldTrace } from './fold-trace.ts';
import type { FoldSpan } from './inputs.ts';
import type { FoldedTrace } from './results.ts';

const STATUS_ERROR = 2;

/** What an OTLP/JSON request says, folded as if it had been stored and all its traces were silent: a result a trace. */
export function foldRequest(request: object, prices: PriceTable): FoldedTrace[] {
  const { records } = decode('traces', 'json', Buffer.from(JSON.stringify(request)), defaultOtlpLimits);
  const traces = Map.groupBy(records, ({ traceId }) => traceId);
  const lastUs = Math.max(...records.map(({ endUs, startUs }) => endUs ?? startUs));
  const clock = { nowUs: lastUs + 600e6, timeoutUs: 1800e6, heartbeatTimeoutUs: 120e6, listeningSinceUs: 0 };
  return [...traces].map(([traceId, spans]) =>
    foldTrace(
      { traceId, spans: spans.map((span) => foldSpanOf(span, prices)), events: [], heartbeats: new Map() },
      clock,
    ),
  );
}

function foldSpanOf(span: SpanRecord, prices: PriceTable): FoldSpan {
  const facts = normaliseSpan(span);
  const price = priceOf(facts, span.startUs, prices);
  const model = facts.responseModel ?? facts.requestModel;
  return {
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name,
    kind: span.kind,
    startUs: span.startUs,
    endUs: span.endUs,
    failed: statusOf(span) === STATUS_ERROR,
    statusMessage: span.statusMessage === '' ? null : span.statusMessage,
    service: span.source.service,
    environment: null,
    serviceVersion: null,
    executionId: executionIdOf(span.attributes[Attr.executionId]),
    operation: facts.operation,
    label: facts.label,
    inference:
      model !== null || facts.usage !== null
        ? {
            provider: facts.provider,
            model: model ?? 'unknown',
            usage: facts.usage,
            costPico: price?.costPico ?? null,
            costSource: price?.source ?? null,
          }
        : null,
    errorType: facts.errorType,
    facts: storedFactsOf(facts, span.attributes),
  };
}
