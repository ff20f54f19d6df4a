/** Digits in threes. Not by `Intl`, whose first format takes a browser as long as the scripts of a page take to begin. */
const inThrees = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+(?!\d))/g, ',');

function scaled(value: number, unit: string): string {
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)}${unit}`;
}

/** A count, such as tokens: exact below 10,000, then in thousands, millions, billions (`12.3k`, `4.5M`). */
export function formatCount(count: number): string {
  if (count < 10_000) return formatExactCount(count);
  if (count < 999_500) return scaled(count / 1_000, 'k');
  if (count < 999_500_000) return scaled(count / 1_000_000, 'M');
  return scaled(count / 1_000_000_000, 'B');
}

/** A count with all its digits, `1,234,567`. */
export function formatExactCount(count: number): string {
  return inThrees(count.toFixed(0));
}

/** US dollars: two digits from a dollar, four from a cent, below that the first two that are not zero. */
export function formatDollars(usd: number): string {
  if (usd === 0) return '$0';
  const sign = usd < 0 ? '-' : '';
  const value = Math.abs(usd);
  if (value < 0.000001) return `${sign}<$0.000001`;
  if (value < 0.01) {
    const digits = 1 - Math.floor(Math.log10(value));
    return `${sign}$${value.toFixed(digits)}`;
  }
  if (value < 1) return `${sign}$${value.toFixed(4)}`;
  return `${sign}$${inThrees(value.toFixed(2))}`;
}

/** A share of 0–1 as a percentage, `2.4 %`; never rounded to 0 or 100 unless it is. */
export function formatShare(share: number): string {
  if (share <= 0) return '0 %';
  if (share >= 1) return '100 %';
  const percent = share * 100;
  if (percent < 0.1) return '<0.1 %';
  if (percent > 99.9) return '>99.9 %';
  return `${percent < 10 ? percent.toFixed(1) : Math.min(99, Math.round(percent))} %`;
}
