import type { Clock } from '../../../test/bench/compare.ts';
import { type Program, startProgram } from '../../../test/bench/program.ts';
import { report } from '../../../test/bench/report.ts';
import { installPeers, programFile } from './install-peers.ts';

export interface ProgramVariant {
  readonly name: string;
  /** First argument of the program. */
  readonly argument: string;
  readonly maxRatio?: number;
}

export interface ProgramComparison {
  readonly title: string;
  readonly program: string;
  /** Arguments after the variant's own. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly baseline: string;
  readonly variants: readonly ProgramVariant[];
  readonly iterations: number;
  /** As `Comparison` has it. */
  readonly clock?: Clock;
}

/** Compares variants that each need a process of their own; they take turns, one at work at a time. */
export async function comparePrograms(comparison: ProgramComparison): Promise<void> {
  installPeers();
  const { title, program, args = [], env = {}, baseline, variants, iterations, clock } = comparison;
  const programs: Program[] = [];
  try {
    for (const { argument } of variants) {
      programs.push(await startProgram(programFile(program), [argument, ...args], env));
    }
    await report({
      title,
      baseline,
      iterations,
      ...(clock !== undefined && { clock }),
      variants: variants.map(({ name, maxRatio }, index) => ({
        name,
        ...(maxRatio !== undefined && { maxRatio }),
        measure: (count, clock) => programs[index]?.measure(count, clock) ?? Promise.reject(new Error(name)),
      })),
    });
  } finally {
    for (const started of programs) started.stop();
  }
}
