interface Throttled {
  /** Runs now or, within the interval, once at its end. */
  readonly run: () => void;
  readonly cancel: () => void;
}

/** At most one run per interval, the last call never lost. `intervalMs` is asked anew before each wait. */
export function throttle(action: () => void, intervalMs: () => number): Throttled {
  let lastRun = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fire = () => {
    timer = undefined;
    lastRun = Date.now();
    action();
  };
  return {
    run: () => {
      if (timer !== undefined) return;
      const wait = lastRun + intervalMs() - Date.now();
      if (wait <= 0) fire();
      else timer = setTimeout(fire, wait);
    },
    cancel: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
