import { useEffect, useRef, useState } from 'react';
import { usePlace } from './place-context.tsx';

/** Where the reader stands between staying and leaving. */
export interface LeaveGuard {
  /** Goes where the reader wanted to; null where nothing was asked. */
  readonly leave: (() => void) | null;
  readonly stay: () => void;
  /** Guards no longer, at once: what was to be kept is saved or given up. */
  readonly release: () => void;
}

/** While on, leaving what is not saved is asked about: another page here by `leave`, a closed tab by the browser. */
export function useLeaveGuard(on: boolean): LeaveGuard {
  const place = usePlace();
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const release = useRef(() => {});
  useEffect(() => {
    if (!on) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    const open = place.guard((go) => setLeave(() => go));
    release.current = () => {
      window.removeEventListener('beforeunload', ask);
      open();
    };
    return release.current;
  }, [on, place]);
  return { leave, stay: () => setLeave(null), release: () => release.current() };
}
