import { join, resolve } from 'node:path';
import { MissingServerError, serverBinary } from '../../install/cache.ts';
import type { Component } from '../../stack/component.ts';
import { hubNodeArguments } from '../../start/hub-node.ts';
import type { Program } from './plan.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The hub's bundle, which `npm run build` makes. */
export const hubBundle = join(root, 'hub/dist/main.js');

/** The hub is of this repository, not of the cache of servers. */
const OWN = 'hub';

export interface FoundPrograms {
  readonly programs: ReadonlyMap<string, Program>;
  /** Servers that cannot run as processes. */
  readonly none: readonly Component[];
  /** For each program that is not installed: what to do. */
  readonly missing: readonly string[];
}

/** Finds the program of each component; the same environment variables as for `observatory install` hold. */
export function findPrograms(
  components: readonly Component[],
  env: Readonly<Record<string, string | undefined>>,
): FoundPrograms {
  const programs = new Map<string, Program>();
  const missing = new Set<string>();
  for (const { name, program } of components) {
    if (program === null) continue;
    try {
      programs.set(
        name,
        program.server === OWN
          ? { file: process.execPath, args: [...hubNodeArguments, hubBundle] }
          : { file: serverBinary(program.server, program.binary, env), args: [] },
      );
    } catch (error) {
      if (!(error instanceof MissingServerError)) throw error;
      missing.add(error.message);
    }
  }
  return { programs, none: components.filter(({ program }) => program === null), missing: [...missing] };
}
