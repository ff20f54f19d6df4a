/** From where on a value is bad: the figures at which alerts tell, so that a colour and a notice mean the same. */
export interface Limits {
  readonly worse: 'above' | 'below';
  readonly bad: number;
  readonly warn?: number;
}

/** Red above `bad`, orange above `warn`; take both from the constants of alerts that the panel names. */
export const above = (bad: number, warn?: number): Limits => ({
  worse: 'above',
  bad,
  ...(warn === undefined ? {} : { warn }),
});

/** Red below `bad`, orange below `warn`. */
export const below = (bad: number, warn?: number): Limits => ({
  worse: 'below',
  bad,
  ...(warn === undefined ? {} : { warn }),
});

/** Grafana's steps. Without any of its own a figure turns red above 80: whatever has no limits is neutral. */
export function steps(limits: Limits | undefined): { value: number | null; color: string }[] {
  if (limits === undefined) return [{ value: null, color: 'text' }];
  const { worse, warn } = limits;
  // A step begins at its value, an alert above it: at nothing all is well.
  const bad = worse === 'above' && limits.bad === 0 ? Number.EPSILON : limits.bad;
  if (worse === 'above')
    return [
      { value: null, color: 'green' },
      ...(warn === undefined ? [] : [{ value: warn, color: 'orange' }]),
      { value: bad, color: 'red' },
    ];
  return [
    { value: null, color: 'red' },
    ...(warn === undefined ? [] : [{ value: bad, color: 'orange' }]),
    { value: warn ?? bad, color: 'green' },
  ];
}
