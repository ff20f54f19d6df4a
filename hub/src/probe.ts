/** Whether the hub of this container is ready, as an exit code: what Docker's health check runs. */
const port = process.env.PORT || '3001';
try {
  const answer = await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(4000) });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
} catch (error) {
  process.stderr.write(`The hub is not ready: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
