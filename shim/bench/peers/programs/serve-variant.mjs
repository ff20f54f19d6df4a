/**
 * Answers the benchmark that started this process: does the work as often as asked and tells how many
 * nanoseconds it took, of the processor (garbage collection included) or of the clock on the wall.
 */
export function serveVariant(run, hello = 'ready') {
  let outcome;
  process.on('message', async ({ iterations, clock }) => {
    globalThis.gc?.();
    const wallStart = process.hrtime.bigint();
    const cpuStart = process.cpuUsage();
    outcome = await run(iterations);
    const { user, system } = process.cpuUsage(cpuStart);
    process.send(clock === 'wall' ? Number(process.hrtime.bigint() - wallStart) : (user + system) * 1000);
  });
  process.on('disconnect', () => process.exit());
  process.send(hello);
  return () => outcome;
}
