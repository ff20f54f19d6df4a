/** What infrastructure costs, in US dollars a month. Rents differ by a factor of ten: `observatory cost` takes others. */
export const hostingPrices = {
  asOf: '2026-11',
  /** The described system's own basis: $5 for a server of 1 GB. */
  memoryGiB: 5,
  /** Network block storage at the large clouds is listed at $0.08 to $0.10. */
  diskGiB: 0.1,
} as const;

/** Commercial APM as the described system prices it, in US dollars a month. */
export const commercialPrices = {
  asOf: '2025-01',
  ingestGB: 0.1,
  host: 0.5,
  /** What 100 GB a month come to in all. */
  per100GB: { low: 50, high: 100 },
} as const;

/** The described system's own table, in US dollars a month. */
export const describedCosts = {
  local: { jaeger: 0, grafana: 0, loki: 0, prometheus: 0 },
  small: { jaeger: 5, grafana: 5, loki: 10, prometheus: 5 },
  medium: { jaeger: 15, grafana: 15, loki: 30, prometheus: 15 },
} as const;
