import type { Attributes, Context, Link, SpanKind } from '@opentelemetry/api';
import type { Sampler, SamplingResult } from '@opentelemetry/sdk-trace-base';
import type { ShimConfig } from '../config/shim-config.ts';
import { shimContextOf } from '../context/shim-context.ts';
import { Attr } from '../conventions/index.ts';
import type { Sdk } from './load-sdk.ts';

/**
 * Keeps every span of an agent's run, told by its context or by its GenAI operation, and leaves the others
 * to the sampler inside (design decision 5).
 */
export class AgentSampler implements Sampler {
  readonly #others: Sampler;
  readonly #kept: SamplingResult;

  constructor(others: Sampler, kept: SamplingResult) {
    this.#others = others;
    this.#kept = kept;
  }

  shouldSample(
    context: Context,
    traceId: string,
    name: string,
    kind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): SamplingResult {
    const around = shimContextOf(context);
    const ofAgent =
      attributes[Attr.operationName] !== undefined || (around?.execution ?? around?.caller) !== undefined;
    return ofAgent ? this.#kept : this.#others.shouldSample(context, traceId, name, kind, attributes, links);
  }

  toString(): string {
    return `AgentSampler{${String(this.#others)}}`;
  }
}

/** The sampler that the configuration asks for. `always_off` holds for agents too: it is asked for by name. */
export function samplerFor({ sampling: { sampler, ratio } }: ShimConfig, { trace }: Sdk): Sampler {
  const {
    AlwaysOffSampler,
    AlwaysOnSampler,
    ParentBasedSampler,
    SamplingDecision,
    TraceIdRatioBasedSampler,
  } = trace;
  // All or nothing needs no look at the trace id.
  const ratioSampler = (share: number): Sampler => {
    if (share === 1) return new AlwaysOnSampler();
    return share === 0 ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(share);
  };
  if (sampler === 'always_off') return new AlwaysOffSampler();
  const root = sampler.endsWith('always_on')
    ? new AlwaysOnSampler()
    : sampler.endsWith('always_off')
      ? new AlwaysOffSampler()
      : ratioSampler(ratio);
  const others = sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
  return new AgentSampler(others, { decision: SamplingDecision.RECORD_AND_SAMPLED });
}
