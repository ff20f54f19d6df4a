import { useEffect, useRef } from 'react';
import { ExecutionPage } from './execution/execution-page.tsx';
import { ExecutionsPage } from './executions/executions-page.tsx';
import { usePaused } from './hooks/use-paused.ts';
import { useConnection } from './live/live-context.ts';
import { Brand } from './parts/brand.tsx';
import { ConnectionBanner } from './parts/connection-banner.tsx';
import { ConnectionIndicator } from './parts/connection-indicator.tsx';
import { Link } from './router/link.tsx';
import { usePathname } from './router/location.ts';
import { routeOf } from './router/route.ts';
import { texts } from './texts.ts';

/** The frame around every page. */
export function App() {
  const pathname = usePathname();
  const route = routeOf(pathname);
  const [paused] = usePaused();
  const connection = useConnection(paused && route.page === 'executions');
  const main = useRef<HTMLElement>(null);

  // After a change of page, keyboard and screen reader go on in the new one.
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what the effect reacts to
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [pathname]);

  return (
    <>
      <a className="skip" href="#main">
        {texts.skipToContent}
      </a>
      <header className="topbar">
        <Brand />
        <ConnectionIndicator connection={connection} />
      </header>
      <ConnectionBanner connection={connection} />
      <main id="main" ref={main} tabIndex={-1} className="page">
        {route.page === 'executions' && <ExecutionsPage />}
        {route.page === 'execution' && <ExecutionPage key={route.id} id={route.id} />}
        {route.page === 'missing' && <MissingPage />}
      </main>
    </>
  );
}

function MissingPage() {
  return (
    <section className="note">
      <h1>{texts.problems.missingTitle}</h1>
      <p>{texts.problems.missing}</p>
      <Link href="/" className="button">
        {texts.problems.toList}
      </Link>
    </section>
  );
}
