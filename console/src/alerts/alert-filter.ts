/** Which alerts are listed, as the address and `GET /api/v1/alerts` have it. */
export interface AlertFilter {
  /** `firing`, or one of active, acknowledged, silenced, resolved; all of them without it. */
  readonly status?: string;
  readonly severity?: string;
  readonly agent?: string;
  readonly q?: string;
}

export const alertStatuses = ['firing', 'active', 'acknowledged', 'silenced', 'resolved'] as const;
export const alertSeverities = ['critical', 'warning', 'info'] as const;

/** The filter that an address holds; without one, what fires. */
export function readAlertFilter(search: URLSearchParams): AlertFilter {
  const one = (values: readonly string[], name: string) => values.find((value) => value === search.get(name));
  const status = search.get('status') === 'all' ? undefined : (one(alertStatuses, 'status') ?? 'firing');
  const severity = one(alertSeverities, 'severity');
  const agent = search.get('agent')?.trim();
  const q = search.get('q')?.trim();
  return {
    ...(status ? { status } : {}),
    ...(severity ? { severity } : {}),
    ...(agent ? { agent } : {}),
    ...(q ? { q } : {}),
  };
}
