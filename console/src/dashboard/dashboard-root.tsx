import { type ReactNode, useContext, useMemo } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { classNames } from '../parts/class-names.ts';
import { createMemoryPlace } from '../place/place.ts';
import { PlaceContext } from '../place/place-context.tsx';

/** How what is published looks in somebody's page. */
export interface LookProps {
  /** Beside the classes of its own; the place for colours of yours (`--obs-accent` and so on). */
  readonly className?: string | undefined;
  /** Dark or light; as the system has it unless given. */
  readonly theme?: 'light' | 'dark' | undefined;
}

/** The element that styles begin at, and a place of its own: state in memory, links to the hub's page. */
export function DashboardRoot({ className, theme, children }: LookProps & { children: ReactNode }) {
  const { url } = useHub();
  const given = useContext(PlaceContext);
  const place = useMemo(() => given ?? createMemoryPlace(url), [given, url]);
  return (
    <PlaceContext value={place}>
      {/* Charts take their colours when they are made. */}
      <div key={theme} className={classNames('obs', className)} data-theme={theme}>
        {children}
      </div>
    </PlaceContext>
  );
}
