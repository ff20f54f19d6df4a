import { currentConfig } from '../config/current-config.ts';
import { processWide } from '../setup/process-wide.ts';

const state = processWide('scrape', () => ({ answered: true }));

/** For `MetricsCollector`: whether `/metrics` tells the metrics of this process. */
export function setScrapeAnswered(answer: boolean): void {
  state.answered = answer;
}

/** What `/metrics` says in place of metrics, where they are switched off. */
export function scrapeRefusal(): string | undefined {
  if (!state.answered) return '# Prometheus is switched off by MetricsCollector\n';
  return currentConfig().signals.metrics ? undefined : '# metrics are switched off by disableMetrics\n';
}
