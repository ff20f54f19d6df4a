import type { AlertCase, AlertCases } from '../testing/alert-case.ts';

/** What an alert on one SLO must say, and the shares at which its two pairs of windows must tell. */
interface Burn {
  readonly slo: string;
  readonly severity: 'critical' | 'warning';
  readonly labels: Readonly<Record<string, string>>;
  /** The long and the short window of each pair. */
  readonly windows: readonly [readonly [string, string], readonly [string, string]];
  /** Of each pair: the threshold, a share just above it, and how people read that share. */
  readonly shares: readonly [readonly [number, number, string], readonly [number, number, string]];
  /** Bad events each five minutes, of which six are enough and five of one less are not. */
  readonly bad: number;
  /** Minutes after which nothing keeps it firing any more. */
  readonly silentAfter: number;
  readonly says: (share: string) => string;
}

/** Stories of recorded ratios: each pair alone just above its threshold, and everything just below. */
function burnStories(burn: Burn): AlertCase[] {
  const { slo, severity, labels, windows, shares, bad, silentAfter, says } = burn;
  const inside = Object.entries({ slo, ...labels }).map(([name, value]) => `${name}="${value}"`);
  const ratio = (window: string) => `slo:error_ratio:rate${window}{${inside.join(',')}}`;
  const errors = `slo:errors:increase5m{${inside.join(',')}}`;
  // Six of the moments that are multiples of five minutes, the first at 35m.
  const sixTimes = `0x30 ${bad}x29 0x150`;
  const above = windows.map(([long, short], index): AlertCase => {
    const [, share, text] = shares[index] ?? [0, 0, ''];
    const lasting = `0x30 ${share}x29 0x150`;
    return {
      story: `Within ${long} and ${short}, ${share} are bad, just above the threshold, and just enough of them.`,
      series: { [ratio(long)]: lasting, [ratio(short)]: lasting, [errors]: sixTimes },
      at: {
        '45m': [],
        '60m': [{ labels: { severity, slo, ...labels }, description: says(text) }],
        [`${60 + silentAfter}m`]: [],
      },
    };
  });
  const below = windows.flatMap(([long, short], index): AlertCase[] => {
    const [threshold, share] = shares[index] ?? [0, 0];
    return [
      {
        story: `Within ${long} just the threshold is bad, and more within ${short}: it began a moment ago.`,
        series: { [ratio(long)]: `${threshold}x180`, [ratio(short)]: '1x180', [errors]: sixTimes },
        at: { '60m': [] },
      },
      {
        story: `Within ${long} more than the threshold was bad, and within ${short} no more: it is over.`,
        series: { [ratio(long)]: '1x180', [ratio(short)]: `${threshold}x180`, [errors]: sixTimes },
        at: { '60m': [] },
      },
      {
        story: `Within ${long} and ${short} the share is too high, of too few: four times instead of five.`,
        series: {
          [ratio(long)]: `${share}x180`,
          [ratio(short)]: `${share}x180`,
          [errors]: `0x30 ${bad}x19 0x150`,
        },
        at: { '45m': [], '50m': [], '60m': [] },
      },
    ];
  });
  return [...above, ...below];
}

const fast = {
  windows: [
    ['1h', '5m'],
    ['6h', '30m'],
  ],
  silentAfter: 20,
} as const;
const slow = {
  severity: 'warning',
  windows: [
    ['1d', '2h'],
    ['3d', '6h'],
  ],
  silentAfter: 90,
} as const;

/** Thresholds worked out by hand for 30 days: 14.4, 6, 3 and 1 times what may be bad. */
export const of99 = {
  fast: [
    [0.144, 0.15, '15%'],
    [0.06, 0.07, '7%'],
  ],
  slow: [
    [0.03, 0.04, '4%'],
    [0.01, 0.015, '1.5%'],
  ],
} as const;
export const of95 = {
  fast: [
    [0.72, 0.75, '75%'],
    [0.3, 0.35, '35%'],
  ],
  slow: [
    [0.15, 0.16, '16%'],
    [0.05, 0.06, '6%'],
  ],
} as const;
export const of999 = {
  fast: [
    [0.0144, 0.02, '2%'],
    [0.006, 0.007, '0.7%'],
  ],
  slow: [
    [0.003, 0.004, '0.4%'],
    [0.001, 0.0015, '0.15%'],
  ],
} as const;

/**
 * The stories of both alerts of an SLO. `shares` are the thresholds of its objective: `of99`, `of95`, `of999`. `says` is
 * what people read, where `share` were bad within the last `time`.
 */
export function storiesOf(
  alert: string,
  shares: { readonly fast: Burn['shares']; readonly slow: Burn['shares'] },
  own: Pick<Burn, 'slo' | 'labels' | 'bad'> & { readonly pages?: boolean },
  says: (share: string, time: string) => string,
): AlertCases {
  return {
    [`${alert}BudgetBurnsFast`]: burnStories({
      ...own,
      ...fast,
      severity: own.pages === false ? 'warning' : 'critical',
      shares: shares.fast,
      says: (share) => says(share, 'hours'),
    }),
    [`${alert}BudgetBurnsSlow`]: burnStories({
      ...own,
      ...slow,
      shares: shares.slow,
      says: (share) => says(share, 'days'),
    }),
  };
}
