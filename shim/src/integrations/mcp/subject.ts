import type { Attributes } from '@opentelemetry/api';
import { Attr } from '../../conventions/index.ts';
import { cut } from '../../safe/cut.ts';
import { redactText } from '../../safe/redact.ts';
import { boundedName, optionalName } from '../../tracking/bounded-name.ts';
import { memberOf, type RpcCall } from './rpc-message.ts';

/** Methods of MCP, as labels of metrics: a peer may make up others. */
const methods = new Set(
  `initialize ping server/discover tools/list tools/call resources/list resources/read resources/subscribe
   resources/unsubscribe resources/templates/list prompts/list prompts/get logging/setLevel completion/complete
   sampling/createMessage elicitation/create roots/list subscriptions/listen tasks/get tasks/result tasks/list
   tasks/cancel notifications/initialized notifications/tools/list_changed notifications/prompts/list_changed
   notifications/resources/list_changed notifications/resources/updated notifications/roots/list_changed
   notifications/elicitation/complete notifications/tasks/status`.split(/\s+/),
);
const OTHER = '_OTHER';
const MAX_URI_BYTES = 1024;

/** What a call of MCP is about. */
export interface Subject {
  /** Name of its span: the method, and the tool or prompt. */
  readonly name: string;
  /** The tool that is called, where one is. */
  readonly tool: string | undefined;
  readonly attributes: Attributes;
  readonly labels: Attributes;
}

/** What a request or notification is about, by the MCP conventions ("Spans"). */
export function subjectOf({ id, method, params }: RpcCall): Subject {
  const name = boundedName(method);
  const { tool, prompt, uri } = targetOf(method, params);
  const about: Attributes = {
    ...(tool !== undefined && { [Attr.operationName]: 'execute_tool', [Attr.toolName]: tool }),
    ...(prompt !== undefined && { [Attr.promptName]: prompt }),
  };
  const target = tool ?? prompt;
  return {
    name: target === undefined ? name : `${name} ${target}`,
    tool,
    attributes: {
      [Attr.mcpMethodName]: name,
      ...about,
      ...(uri !== undefined && { [Attr.mcpResourceUri]: uri }),
      ...(id !== undefined && { [Attr.jsonrpcRequestId]: boundedName(id) }),
    },
    labels: { [Attr.mcpMethodName]: methods.has(method) ? method : OTHER, ...about },
  };
}

interface Target {
  readonly tool?: string | undefined;
  readonly prompt?: string | undefined;
  readonly uri?: string | undefined;
}

function targetOf(method: string, params: unknown): Target {
  const named = optionalName(memberOf(params, 'name'));
  if (method === 'tools/call') return { tool: named };
  if (method === 'prompts/get') return { prompt: named };
  if (method.startsWith('resources/') || method === 'notifications/resources/updated') {
    return { uri: uriOf(params) };
  }
  if (method !== 'completion/complete') return {};
  const ref = memberOf(params, 'ref');
  return { prompt: optionalName(memberOf(ref, 'name')), uri: uriOf(ref) };
}

function uriOf(holder: unknown): string | undefined {
  const uri = memberOf(holder, 'uri');
  return typeof uri === 'string' ? cut(redactText(uri), MAX_URI_BYTES).text : undefined;
}
