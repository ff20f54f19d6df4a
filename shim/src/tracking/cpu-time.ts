/** CPU time that the process has used so far, in milliseconds; in user code and in the system for it. */
export function cpuTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
