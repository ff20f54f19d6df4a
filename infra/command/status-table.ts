import type { ServerStatus } from './runner.ts';

/** The servers as a table for the terminal, with what is wrong below. */
export function statusTable(servers: readonly ServerStatus[]): string {
  const rows = [
    ['SERVER', 'STATE', 'UPTIME', 'RESTARTS', 'MEMORY', 'ADDRESS'],
    ...servers.map(({ name, state, uptimeS, restarts, memoryBytes, url }) => [
      name,
      state,
      uptimeS === null ? '-' : spell(uptimeS),
      String(restarts),
      memoryBytes === null ? '-' : `${(memoryBytes / 2 ** 20).toFixed(0)} MiB`,
      url ?? '-',
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = servers.flatMap(({ name, note }) => (note === null ? [] : [`${name}: ${note}`]));
  const known = servers.flatMap(({ memoryBytes }) => memoryBytes ?? []);
  const total = known.reduce((sum, bytes) => sum + bytes, 0) / 2 ** 20;
  return `${[...lines, `${known.length > 0 ? `\nMemory in all: ${total.toFixed(0)} MiB` : ''}`, ...notes].join('\n').trimEnd()}\n`;
}

/** Seconds as `42s`, `3m 5s`, `2h 10m` or `4d 3h`. */
function spell(seconds: number): string {
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${seconds % 60}s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}m`;
  return `${Math.floor(seconds / 86_400)}d ${Math.floor((seconds % 86_400) / 3600)}h`;
}
