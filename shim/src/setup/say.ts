const said = new Set<string>();

/** One line on stderr, so that it does not mix with the service's log lines on stdout. */
export function say(line: string): void {
  try {
    process.stderr.write(`[observatory] ${line}\n`);
  } catch {
    // Telemetry never throws into the application, even where its stderr is closed.
  }
}

/** As `say`, but the same `key` is heard once in the life of the process. */
export function sayOnce(key: string, line: string = key): void {
  if (said.has(key)) return;
  said.add(key);
  say(line);
}
