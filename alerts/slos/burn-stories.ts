import type { AlertCase } from '../testing/alert-case.ts';

/** What an alert on one SLO must say, and the shares at which its two pairs of windows must tell. */
export interface Burn {
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
export function burnStories(burn: Burn): AlertCase[] {
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
