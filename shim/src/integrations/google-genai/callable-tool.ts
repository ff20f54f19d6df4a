import { runInContext } from '../../context/active-context.ts';
import { guarded } from '../../setup/guard.ts';
import { isTracked } from '../../tracking/is-tracked.ts';
import { ToolCall } from '../../tracking/tool-call.ts';
import { loose, looseList, textIn } from '../stainless/loose.ts';

/** What the SDK calls by itself where a model asks for it (`CallableTool`). */
interface CallableTool {
  tool: (...args: unknown[]) => PromiseLike<unknown>;
  callTool: (calls: unknown, ...args: unknown[]) => PromiseLike<unknown>;
}

/** The same tool, whose calls are steps. */
export function observedTool(tool: unknown): unknown {
  if (!isCallableTool(tool)) return tool;
  /** A tool is handed the calls of all; which are its own, its declarations say. */
  let declared: ReadonlySet<unknown> | undefined;
  return new Proxy(tool, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'tool') {
        return async (...args: unknown[]) => {
          const declaration = await target.tool(...args);
          declared = namesIn(declaration);
          return declaration;
        };
      }
      if (name === 'callTool') {
        return (calls: unknown, ...args: unknown[]) =>
          observedCall(calls, declared, () => target.callTool(calls, ...args));
      }
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Whether the SDK calls this tool by itself. */
export function isCallableTool(tool: unknown): tool is CallableTool {
  const { callTool, tool: declare } = loose(tool);
  return typeof callTool === 'function' && typeof declare === 'function';
}

async function observedCall(
  calls: unknown,
  declared: ReadonlySet<unknown> | undefined,
  call: () => PromiseLike<unknown>,
): Promise<unknown> {
  if (!isTracked()) return await call();
  const started =
    guarded('starting to observe a tool', () =>
      looseList(calls)
        .filter(({ name }) => declared === undefined || declared.has(name))
        .map(({ id, name, args }) => ({
          name,
          tool: new ToolCall({
            name: textIn(name) ?? 'unknown',
            type: 'function',
            callId: textIn(id),
            arguments: args,
          }),
        })),
    ) ?? [];
  const [first] = started;
  try {
    const parts = await (first === undefined ? call() : runInContext(first.tool.context, call));
    guarded('observing the result of a tool', () => {
      for (const { name, tool } of started) end(tool, resultOf(parts, name));
    });
    return parts;
  } catch (error) {
    guarded('observing the failure of a tool', () => {
      for (const { tool } of started) tool.fail(error);
    });
    throw error;
  }
}

/** A function that fails says so in its response, under `error`. */
function end(tool: ToolCall, result: unknown): void {
  const { error } = loose(result);
  if (error === undefined) tool.succeed(result);
  else tool.fail(error instanceof Error ? error : new Error(textIn(error) ?? 'the tool gave an error'));
}

function resultOf(parts: unknown, name: unknown): unknown {
  const responses = looseList(parts).map(({ functionResponse }) => loose(functionResponse));
  return responses.find((response) => response.name === name)?.response;
}

function namesIn(declaration: unknown): ReadonlySet<unknown> | undefined {
  const { functionDeclarations } = loose(declaration);
  return Array.isArray(functionDeclarations)
    ? new Set(looseList(functionDeclarations).map(({ name }) => name))
    : undefined;
}
