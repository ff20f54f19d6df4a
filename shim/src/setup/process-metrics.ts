import { metricOptions, onMeter } from '../metrics/instruments.ts';
import { currentTeamMetrics } from '../metrics/team-metrics.ts';

/** Two readers may ask at nearly the same time; shorter spans than this say nothing. */
const SHORTEST_MS = 1000;

/** Observes CPU and memory of the process (AE1). */
export function observeProcess(): void {
  onMeter((meter) => {
    const { cpuUsage, memoryUsage } = currentTeamMetrics();
    const percent = cpuPercent();
    meter.createObservableGauge(cpuUsage.name, metricOptions(cpuUsage)).addCallback((result) => {
      result.observe(percent());
    });
    meter.createObservableGauge(memoryUsage.name, metricOptions(memoryUsage)).addCallback((result) => {
      result.observe(process.memoryUsage.rss());
    });
  });
}

/** CPU used since the last call, in percent of one core. */
function cpuPercent(): () => number {
  let last = { at: performance.now(), usage: process.cpuUsage() };
  let percent = 0;
  return () => {
    const at = performance.now();
    if (at - last.at < SHORTEST_MS) return percent;
    const { user, system } = process.cpuUsage(last.usage);
    percent = ((user + system) / 1000 / (at - last.at)) * 100;
    last = { at, usage: process.cpuUsage() };
    return percent;
  };
}
