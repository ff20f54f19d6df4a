import { useEffect, useRef, useSyncExternalStore } from 'react';
import { access } from './access/access.ts';
import { SignInPage } from './access/sign-in-page.tsx';
import { SignedIn } from './access/signed-in.tsx';
import { ExecutionPage } from './execution/execution-page.tsx';
import { ExecutionsPage } from './executions/executions-page.tsx';
import { usePaused } from './hooks/use-paused.ts';
import { useConnection } from './live/live-context.ts';
import { Brand } from './parts/brand.tsx';
import { ConnectionBanner } from './parts/connection-banner.tsx';
import { ConnectionIndicator } from './parts/connection-indicator.tsx';
import { Link } from './router/link.tsx';
import { usePathname } from './router/location.ts';
import { type Route, routeOf } from './router/route.ts';
import { texts } from './texts.ts';

/** The frame around every page. */
export function App() {
  const pathname = usePathname();
  const route = routeOf(pathname);
  const [paused] = usePaused();
  const connection = useConnection(paused && route.page === 'executions');
  const closed = useSyncExternalStore(access.subscribe, access.get) === 'needed';
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
      <a className="obs-skip" href="#main">
        {texts.skipToContent}
      </a>
      <header className="obs-topbar">
        <Brand />
        {!closed && (
          <div className="obs-topbar-end">
            <SignedIn />
            <ConnectionIndicator connection={connection} />
          </div>
        )}
      </header>
      {!closed && <ConnectionBanner connection={connection} />}
      <main id="main" ref={main} tabIndex={-1} className="obs-page">
        {closed ? <SignInPage /> : <RoutedPage route={route} />}
      </main>
    </>
  );
}

function RoutedPage({ route }: { route: Route }) {
  switch (route.page) {
    case 'executions':
      return <ExecutionsPage />;
    case 'execution':
      return <ExecutionPage key={route.id} id={route.id} />;
    case 'missing':
      return <MissingPage />;
  }
}

function MissingPage() {
  return (
    <section className="obs-note">
      <h1>{texts.problems.missingTitle}</h1>
      <p>{texts.problems.missing}</p>
      <Link href="/" className="obs-button">
        {texts.problems.toList}
      </Link>
    </section>
  );
}
