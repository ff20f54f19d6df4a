import { isDeepStrictEqual } from 'node:util';
import type { Provider } from '@pulumi/pulumi/provider/index.js';

export type Inputs = Readonly<Record<string, unknown>>;

/** What makes a provider the one of an engine. */
export interface Engine {
  /** Makes the resource; secrets in `inputs` are plain. Gives its id and what only the engine knows. */
  create(type: string, inputs: Inputs): Promise<{ readonly id: string; readonly computed?: Inputs }>;
  /** Changes it in place. */
  update?(type: string, inputs: Inputs): Promise<void>;
  remove(type: string, id: string, inputs: Inputs): Promise<void>;
  /** Whether a change of this input needs a new resource. */
  replaces(type: string, key: string, before: Inputs, after: Inputs): boolean;
  /** Names of what `create` computes. */
  readonly computed: readonly string[];
}

/** A provider that does for real what Pulumi's own would do, as far as this repository needs it. */
export function standIn(engine: Engine): Provider {
  return {
    // Newer than any that a program could ask for.
    version: '999.0.0',
    check: async (_urn, _before, inputs) => ({ inputs }),
    diff: async (_id, urn, state: Inputs, inputs: Inputs) => {
      const keys = new Set([...Object.keys(state), ...Object.keys(inputs)]);
      const changed = [...keys].filter(
        (key) => !engine.computed.includes(key) && !isDeepStrictEqual(state[key], inputs[key]),
      );
      const replaces = changed.filter((key) =>
        engine.replaces(typeOf(urn), key, plain(state) as Inputs, plain(inputs) as Inputs),
      );
      return { changes: changed.length > 0, replaces };
    },
    create: async (urn, inputs: Inputs) => {
      const { id, computed } = await engine.create(typeOf(urn), plain(inputs) as Inputs);
      return { id, outs: { ...inputs, ...computed } };
    },
    update: async (_id, urn, state: Inputs, inputs: Inputs) => {
      await engine.update?.(typeOf(urn), plain(inputs) as Inputs);
      const kept = Object.entries(state).filter(([key]) => engine.computed.includes(key));
      return { outs: { ...inputs, ...Object.fromEntries(kept) } };
    },
    delete: async (id, urn, state: Inputs) => engine.remove(typeOf(urn), id, plain(state) as Inputs),
  };
}

/** `docker:index/network:Network` of `urn:pulumi:STACK::PROJECT::PARENT$docker:index/network:Network::NAME`. */
function typeOf(urn: string): string {
  const types = urn.split('::')[2] ?? '';
  return types.slice(types.lastIndexOf('$') + 1);
}

const SIGNATURE = '4dabf18193072939515e22adb298388d';

/** Values without the marks that say what is secret. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if (SIGNATURE in value) return plain((value as { value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, plain(below)]));
}

/** How the engine is told that a value is a secret. */
export const secret = (value: string) => ({ [SIGNATURE]: '1b47061264138c4ac30d75fd1eb44270', value });
