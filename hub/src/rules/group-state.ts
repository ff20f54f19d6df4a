/** What a rule is, of one group or of all together. */
export type RuleState = 'ok' | 'pending' | 'firing';

/** How a rule stands for one group; times in microseconds of the database's clock. */
export interface GroupState {
  /** Value of the dimension that the rule tells apart by; '' where it tells nothing apart. */
  readonly key: string;
  readonly state: RuleState;
  /** Null: there is nothing to say it by. */
  readonly value: number | null;
  /** Since when it has held without a break; null where it does not. */
  readonly sinceUs: number | null;
  /** When it held last, of one that fires. */
  readonly heldUs: number | null;
}

export interface HoldTimes {
  readonly forUs: number;
  readonly keepUs: number;
  /** Of two evaluations this far apart, nothing is known of the time between them. */
  readonly gapUs: number;
}

/**
 * How a group stands after an evaluation. Pure. What was pending begins anew after a gap, whether the hub was away or a
 * clock jumped; what fires goes on to.
 */
export function nextGroupState(
  known: GroupState | undefined,
  found: { readonly key: string; readonly value: number | null; readonly holds: boolean },
  times: HoldTimes & { readonly nowUs: number; readonly lastUs: number | null },
): GroupState {
  const { nowUs, lastUs, forUs, keepUs, gapUs } = times;
  const { key, value } = found;
  // Of a clock that went back, what is ahead of it never was.
  const heldUs = known?.heldUs == null ? null : Math.min(known.heldUs, nowUs);
  const isFiring = known?.state === 'firing';
  if (!found.holds) {
    if (isFiring && heldUs !== null && nowUs - heldUs < keepUs)
      return { key, value, state: 'firing', sinceUs: known.sinceUs, heldUs };
    return { key, value, state: 'ok', sinceUs: null, heldUs: null };
  }
  const isSeen = lastUs !== null && nowUs - lastUs <= gapUs && nowUs >= lastUs;
  const sinceUs = known?.sinceUs != null && (isFiring || isSeen) ? Math.min(known.sinceUs, nowUs) : nowUs;
  if (isFiring || nowUs - sinceUs >= forUs) return { key, value, state: 'firing', sinceUs, heldUs: nowUs };
  return { key, value, state: 'pending', sinceUs, heldUs: null };
}
