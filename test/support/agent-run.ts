import type { PlainRecord, PlainSpan } from './otlp-json.ts';
import { newSpanId, newTraceId } from './send.ts';

type Attributes = NonNullable<PlainSpan['attributes']>;

export interface RunOptions {
  readonly name?: string;
  readonly kind?: 'agent' | 'workflow';
  readonly traceId?: string;
  readonly startMs?: number;
  /** Null: the span says no end. */
  readonly endMs?: number | null;
  readonly attributes?: Attributes;
}

/** A run of an agent as our shim describes it, in the names that docs/data-model.md gives. */
export class AgentRun {
  readonly traceId: string;
  readonly spanId = newSpanId();
  readonly id: string;
  readonly name: string;
  readonly startMs: number;
  readonly #options: RunOptions;

  constructor(options: RunOptions = {}) {
    this.#options = options;
    this.traceId = options.traceId ?? newTraceId();
    this.id = this.traceId + this.spanId;
    this.name = options.name ?? 'planner';
    this.startMs = options.startMs ?? Date.now() - 5000;
  }

  get #isWorkflow(): boolean {
    return this.#options.kind === 'workflow';
  }

  #attributes(): Attributes {
    return {
      'gen_ai.operation.name': this.#isWorkflow ? 'invoke_workflow' : 'invoke_agent',
      [this.#isWorkflow ? 'gen_ai.workflow.name' : 'gen_ai.agent.name']: this.name,
      ...this.#options.attributes,
    };
  }

  /** The run's own span, of two seconds unless the options say else. */
  span(over: Partial<PlainSpan> = {}): PlainSpan {
    const { endMs } = this.#options;
    return {
      traceId: this.traceId,
      spanId: this.spanId,
      name: `invoke_agent ${this.name}`,
      startMs: this.startMs,
      ...(endMs === null ? {} : { endMs: endMs ?? this.startMs + 2000 }),
      ...over,
      attributes: { ...this.#attributes(), ...over.attributes },
    };
  }

  /** A span directly below the run's, of a second from its start. */
  child(attributes: Attributes, over: Partial<PlainSpan> = {}): PlainSpan {
    return {
      traceId: this.traceId,
      spanId: newSpanId(),
      parentSpanId: this.spanId,
      name: 'child',
      startMs: this.startMs + 500,
      endMs: this.startMs + 1500,
      ...over,
      attributes,
    };
  }

  chat(over: Attributes = {}, span: Partial<PlainSpan> = {}): PlainSpan {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4.1',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 10,
      ...over,
    };
    return this.child(attributes, { name: 'chat', ...span });
  }

  tool(name: string, over: Partial<PlainSpan> = {}): PlainSpan {
    return this.child({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': name }, over);
  }

  /** An event of the run itself. */
  event(
    type: string,
    { atMs, severity, attributes }: { atMs?: number; severity?: number; attributes?: Attributes } = {},
  ): PlainRecord {
    return {
      timeMs: atMs ?? this.startMs,
      severity: severity ?? 9,
      eventName: `observatory.${type}`,
      body: `${this.name} ${type}`,
      traceId: this.traceId,
      spanId: this.spanId,
      attributes: {
        ...this.#attributes(),
        'log.record.uid': newSpanId(),
        'observatory.execution.id': this.id,
        'observatory.execution.kind': this.#options.kind ?? 'agent',
        'observatory.execution.start_unix_us': this.startMs * 1000,
        ...attributes,
      },
    };
  }

  start(): PlainRecord {
    return this.event('execution_start');
  }

  end(): PlainRecord {
    const attributes = {
      'observatory.execution.status': 'completed',
      'observatory.execution.duration_ms': 2000,
    };
    return this.event('execution_end', { atMs: this.startMs + 2000, attributes });
  }
}
