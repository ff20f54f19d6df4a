import { formatCount } from './format-number.ts';

const units = [
  [1, 'min'],
  [60, 'h'],
  [24 * 60, 'day'],
] as const;

/** How often something happens, in the shortest unit in which it happens once at least: `12/min`, `3.2/h`, `0.4/day`. */
export function formatRate(count: number, minutes: number): string {
  if (count <= 0 || minutes <= 0) return '0/min';
  const perMinute = count / minutes;
  const [length, unit] = units.find(([one]) => perMinute * one >= 1) ?? units[2];
  const rate = perMinute * length;
  return `${rate < 9.95 ? rate.toFixed(1) : formatCount(Math.round(rate))}/${unit}`;
}
