/** Time as a hub sees it, and tickers that all who show a duration share. */
export interface HubClock {
  /** Now, in milliseconds since the epoch, by the hub's clock. */
  readonly now: () => number;
  /** Learns the hub's time from the Date header of an answer. */
  readonly observe: (dateHeader: string | null, receivedAt: number) => void;
  /** The time anew each `intervalMs`; those who ask for the same interval tick together. */
  readonly ticker: (intervalMs: number) => Ticker;
}

export interface Ticker {
  readonly get: () => number;
  readonly subscribe: (listener: () => void) => () => void;
}

/** The Date header has whole seconds only: less than this is no difference of clocks. */
const PRECISION_MS = 2_000;

/** A clock that is right on a machine whose own is off. */
export function createHubClock(): HubClock {
  const tickers = new Map<number, Ticker>();
  let offsetMs = 0;
  const now = () => Date.now() + offsetMs;
  return {
    now,
    observe: (dateHeader, receivedAt) => {
      const hubTime = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
      if (Number.isNaN(hubTime)) return;
      const difference = hubTime - receivedAt;
      offsetMs = Math.abs(difference) > PRECISION_MS ? difference : 0;
    },
    ticker: (intervalMs) => {
      const ticker = tickers.get(intervalMs) ?? createTicker(now, intervalMs);
      tickers.set(intervalMs, ticker);
      return ticker;
    },
  };
}

function createTicker(now: () => number, intervalMs: number): Ticker {
  const listeners = new Set<() => void>();
  let time = now();
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    get: () => time,
    subscribe: (listener) => {
      listeners.add(listener);
      if (timer === undefined) {
        time = now();
        timer = setInterval(() => {
          time = now();
          for (const each of listeners) each();
        }, intervalMs);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
