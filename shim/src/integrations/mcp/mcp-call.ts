import { type Attributes, type Context, type Link, type Span, SpanKind, trace } from '@opentelemetry/api';
import { currentConfig } from '../../config/current-config.ts';
import { activeContext } from '../../context/active-context.ts';
import { Attr, genAiMetrics } from '../../conventions/index.ts';
import { observeMetric } from '../../metrics/record.ts';
import { contentAttribute } from '../../tracking/content.ts';
import { errorFacts } from '../../tracking/error-facts.ts';
import { ToolCall } from '../../tracking/tool-call.ts';
import { failureOf, ToldFailure } from '../../tracking/tool-error.ts';
import { takeToolSpan } from '../../tracking/tool-spans.ts';
import { failSpan, startTrackedSpan } from '../../tracking/tracked-span.ts';
import { memberOf, type RpcCall, type RpcMessage } from './rpc-message.ts';
import { type Subject, subjectOf } from './subject.ts';

/** Codes of errors that are the client's doing, and none of the server that answers with them (MCP conventions). */
const notTheServers = new Set<unknown>([-32700, -32600, -32601, -32602, -32002]);

const OTHER_ERROR = '_OTHER';

/** How a call ended, told to whatever records it. */
interface Ending {
  readonly failure: Error | undefined;
  readonly result: unknown;
  readonly attributes: Attributes;
}

/** A request or notification of MCP on its way, as the one who sent it or the one who serves it sees it. */
export class McpCall {
  /** The context in which it is sent or served. */
  readonly context: Context;
  readonly #subject: Subject;
  readonly #isServed: boolean;
  readonly #facts: () => Attributes;
  readonly #end: (ending: Ending) => void;
  readonly #startedAt = performance.now();
  #ended = false;

  private constructor(
    context: Context,
    subject: Subject,
    isServed: boolean,
    facts: () => Attributes,
    end: (ending: Ending) => void,
  ) {
    this.context = context;
    this.#subject = subject;
    this.#isServed = isServed;
    this.#facts = facts;
    this.#end = end;
  }

  /**
   * One that this process sends. The call of a tool is told in the span of the tool call around it, where there is one,
   * and is a step else. `facts` tells of the session.
   */
  static sent(message: RpcCall, facts: () => Attributes, parent: Context = activeContext()): McpCall {
    const subject = subjectOf(message);
    const attributes = { ...facts(), ...subject.attributes };
    if (subject.tool === undefined) {
      const { span } = startTrackedSpan(subject.name, { kind: SpanKind.CLIENT, attributes }, parent);
      return new McpCall(trace.setSpan(parent, span), subject, false, facts, endSpan(span));
    }
    const around = trace.getSpan(parent);
    if (takeToolSpan(around)) {
      const { [Attr.toolName]: _, ...added } = attributes;
      around.setAttributes(added);
      const tell = ({ attributes: ending }: Ending) => void around.setAttributes(ending);
      return new McpCall(parent, subject, false, facts, tell);
    }
    const call = new ToolCall(
      { name: subject.tool, attributes, arguments: memberOf(message.params, 'arguments') },
      undefined,
      parent,
      { spanName: subject.name, spanKind: SpanKind.CLIENT },
    );
    return new McpCall(call.context, subject, false, facts, ({ failure, result, attributes: ending }) => {
      call.step.span.setAttributes(ending);
      if (failure === undefined) call.succeed(result);
      else call.fail(failure);
    });
  }

  /** One that this process serves, in the context that its sender gave; `ambient` is what runs here, if it is another. */
  static served(message: RpcCall, facts: () => Attributes, ambient: Span | undefined): McpCall {
    const subject = subjectOf(message);
    const parent = activeContext();
    const { span } = startTrackedSpan(
      subject.name,
      {
        kind: SpanKind.SERVER,
        attributes: {
          ...facts(),
          ...subject.attributes,
          ...(subject.tool !== undefined &&
            contentAttribute(Attr.toolCallArguments, memberOf(message.params, 'arguments'))),
        },
        links: linksTo(ambient, trace.getSpan(parent)),
      },
      parent,
    );
    const end = endSpan(span);
    return new McpCall(trace.setSpan(parent, span), subject, true, facts, (ending) => {
      if (subject.tool !== undefined) {
        span.setAttributes(contentAttribute(Attr.toolCallResult, ending.result));
      }
      end(ending);
    });
  }

  /** Ends the call with the answer to it. */
  answered({ result, error }: RpcMessage): void {
    if (error === undefined) {
      this.#finish(this.#subject.tool === undefined ? undefined : failureOf(result), result, {});
      return;
    }
    const code = memberOf(error, 'code');
    const message = memberOf(error, 'message');
    const excused = this.#isServed && notTheServers.has(code);
    // A peer may send anything, and the code is a label.
    const type = Number.isSafeInteger(code) ? String(code) : OTHER_ERROR;
    const told = new ToldFailure(type, typeof message === 'string' ? message : 'no message');
    this.#finish(excused ? undefined : told, undefined, { [Attr.rpcResponseStatusCode]: told.name });
  }

  /** Ends the call, which got no answer. */
  failed(error: Error): void {
    this.#finish(error, undefined, {});
  }

  /** Ends a notification, to which there is no answer. */
  done(): void {
    this.#finish(undefined, undefined, {});
  }

  #finish(failure: Error | undefined, result: unknown, status: Attributes): void {
    if (this.#ended) return;
    this.#ended = true;
    const facts = this.#facts();
    this.#end({ failure, result, attributes: { ...facts, ...status } });
    if (!currentConfig().agent.trackPerformance) return;
    const definition = this.#isServed ? genAiMetrics.mcpServerDuration : genAiMetrics.mcpClientDuration;
    const {
      [Attr.mcpSessionId]: _session,
      [Attr.serverAddress]: _address,
      [Attr.serverPort]: _port,
      [Attr.networkProtocolName]: _protocol,
      ...labels
    } = facts;
    observeMetric(definition, (performance.now() - this.#startedAt) / 1000, {
      ...labels,
      ...this.#subject.labels,
      ...status,
      ...(failure !== undefined && { [Attr.errorType]: errorFacts(failure).type }),
    });
  }
}

/** Ends a span that is no step. */
function endSpan(span: Span): (ending: Ending) => void {
  return ({ failure, attributes }) => {
    span.setAttributes(attributes);
    if (failure !== undefined) {
      const facts = errorFacts(failure);
      span.setAttribute(Attr.errorType, facts.type);
      failSpan(span, facts);
    }
    span.end();
  };
}

/** The span that runs here, such as that of the HTTP request which brought the message, where it is not the parent. */
function linksTo(ambient: Span | undefined, parent: Span | undefined): Link[] {
  const context = ambient?.spanContext();
  return context === undefined || context.spanId === parent?.spanContext().spanId ? [] : [{ context }];
}
