import { type Comparison, compare, type Result } from './compare.ts';

/** Runs a comparison and prints it as a table. With `BENCH_STRICT=1` a missed target fails the process. */
export async function report(comparison: Comparison): Promise<readonly Result[]> {
  const results = await compare(comparison);
  process.stdout.write(`${table(comparison.title, results)}\n`);
  const missed = results.some(({ ratio, maxRatio }) => maxRatio !== undefined && ratio > maxRatio);
  if (missed && process.env.BENCH_STRICT === '1') process.exitCode = 1;
  return results;
}

function table(title: string, results: readonly Result[]): string {
  const rows = results.map(({ name, nanosecondsPerOperation, ratio, ratioSpread, maxRatio }) => [
    name,
    duration(nanosecondsPerOperation),
    `${ratio.toFixed(2)}x`,
    `${ratioSpread[0].toFixed(2)} to ${ratioSpread[1].toFixed(2)}`,
    maxRatio === undefined ? '' : `at most ${maxRatio}x: ${ratio <= maxRatio ? 'met' : 'MISSED'}`,
  ]);
  const all = [['', 'per operation', 'ratio', 'middle half', 'target'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function duration(nanoseconds: number): string {
  if (nanoseconds < 1000) return `${nanoseconds.toFixed(1)} ns`;
  if (nanoseconds < 1_000_000) return `${(nanoseconds / 1000).toFixed(2)} µs`;
  return `${(nanoseconds / 1_000_000).toFixed(2)} ms`;
}
