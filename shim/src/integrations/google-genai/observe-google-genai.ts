import { noteWrapped } from '../../instrumentation/wrappers.ts';
import { guarded } from '../../setup/guard.ts';
import { processWide } from '../../setup/process-wide.ts';
import { transparent } from '../mcp/transparent.ts';
import { loose } from '../stainless/loose.ts';
import { observing } from '../stainless/model-call.ts';
import { observedTool } from './callable-tool.ts';
import { embedding } from './embedding.ts';
import { generation } from './generation.ts';
import { interaction } from './interaction.ts';

/** What is asked of a client of the package `@google/genai`. */
export interface GoogleGenAIClient {
  readonly models: object;
  readonly chats: object;
}

type Method = (...args: unknown[]) => unknown;

/** One request each, however often a call of the public methods asks the model: for tools, or to go on. */
const requests = {
  generateContentInternal: observing(generation),
  generateContentStreamInternal: observing(generation),
  embedContentInternal: observing(embedding),
} as const;
const interactions = { create: observing(interaction) } as const;

const observed = processWide('observed clients', () => new WeakSet<object>());

/**
 * The same client, whose calls of models are seen as inferences, and the tools that it calls by itself as steps: the
 * methods of `models`, chats, and `interactions`, of the Gemini API and of Vertex AI. The client that is given is not
 * changed; what the returned one answers is what that one answers.
 */
export function observeGoogleGenAI<C extends GoogleGenAIClient>(client: C): C {
  noteWrapped('@google/genai');
  if (observed.has(client)) return client;
  const proxy = guarded('observing a client', () => observedClient(client));
  if (proxy === undefined) return client;
  observed.add(proxy);
  return proxy;
}

function observedClient<C extends GoogleGenAIClient>(client: C): C {
  const models = observedModels(client.models);
  const chats = anotherOf(client.chats, models, loose(client.chats).apiClient);
  let seen: { readonly of: unknown; readonly value: unknown } | undefined;
  return transparent(client, {
    get: (name) => {
      if (name === 'models') return { value: models };
      if (name === 'chats') return { value: chats };
      if (name !== 'interactions') return undefined;
      // A getter, of which some versions warn when it is looked at.
      const of: unknown = Reflect.get(client, name, client);
      if (typeof of !== 'object' || of === null) return { value: of };
      if (seen?.of !== of) seen = { of, value: observedPart(of, interactions) };
      return { value: seen.value };
    },
  });
}

/** Models of their own for the same connection, whose requests are observed: their public methods ask by these. */
function observedModels(original: object): object {
  const models = anotherOf(original, loose(original).apiClient) as Record<string, Method>;
  for (const [name, asking] of Object.entries(requests)) {
    const method = models[name];
    if (typeof method !== 'function') throw new Error(`this version of @google/genai has no ${name}`);
    models[name] = (...args) => asking(models, args[0], () => Reflect.apply(method, models, args));
  }
  for (const name of ['generateContent', 'generateContentStream']) {
    const method = models[name];
    if (typeof method !== 'function') continue;
    models[name] = (params, ...more) => Reflect.apply(method, models, [withObservedTools(params), ...more]);
  }
  return models;
}

/** A new object of the same class. */
function anotherOf(original: object, ...args: readonly unknown[]): object {
  return Reflect.construct(original.constructor, args) as object;
}

function withObservedTools(params: unknown): unknown {
  const { config } = loose(params);
  const { tools } = loose(config);
  if (!Array.isArray(tools)) return params;
  const seen = tools.map((tool) => guarded('observing a tool', () => observedTool(tool)) ?? tool);
  if (seen.every((tool, index) => tool === tools[index])) return params;
  return { ...loose(params), config: { ...loose(config), tools: seen } };
}

function observedPart(part: object, methods: Readonly<Record<string, ReturnType<typeof observing>>>): object {
  return transparent(part, {
    get: (name) => {
      const asking = typeof name === 'string' ? methods[name] : undefined;
      const method: unknown = Reflect.get(part, name, part);
      if (asking === undefined || typeof method !== 'function') return undefined;
      return {
        value: (...args: unknown[]) =>
          asking(part, args[0], () => Reflect.apply(method as Method, part, args)),
      };
    },
  });
}
