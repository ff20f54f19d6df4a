import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { SignInPage } from '../access/sign-in-page.tsx';
import { SignedIn } from '../access/signed-in.tsx';
import { DeviceNotices } from '../device/notices.tsx';
import { PullToRefresh } from '../device/pull-to-refresh.tsx';
import { useActionSending } from '../device/use-action-sending.ts';
import { usePaused } from '../hooks/use-paused.ts';
import { useHub } from '../hub/hub-context.tsx';
import { useConnection } from '../live/use-connection.ts';
import { ConnectionBanner } from '../parts/connection-banner.tsx';
import { ConnectionIndicator } from '../parts/connection-indicator.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { Link } from '../place/link.tsx';
import { usePath } from '../place/place-context.tsx';
import { type Route, routeOf } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { timeZone } from '../time-range/time-zone.ts';
import { BottomNavigation } from './bottom-navigation.tsx';
import { Brand } from './brand.tsx';
import { Commands } from './commands.tsx';
import { CrashGuard } from './crash-guard.tsx';
import { pageOf } from './pages.tsx';
import { SideNavigation } from './side-navigation.tsx';

const DeviceDialog = lazy(async () => ({
  default: (await import('../device/device-dialog.tsx')).DeviceDialog,
}));

const NewAlerts = lazy(async () => ({ default: (await import('../alerts/new-alerts.tsx')).NewAlerts }));

/** The frame around every page. */
export function App() {
  const route = routeOf(usePath());
  const { access, kept, queries } = useHub();
  const [paused] = usePaused();
  const connection = useConnection(paused);
  const isClosed = useSyncExternalStore(access.subscribe, access.get) === 'needed';
  const zone = useSyncExternalStore(timeZone.subscribe, timeZone.get);
  const isOld = useSyncExternalStore(kept.subscribe, kept.get) !== null;
  const main = useRef<HTMLElement>(null);
  const [isDeviceOpen, setDeviceOpen] = useState(false);
  const openDevice = () => setDeviceOpen(true);
  useActionSending();

  // What changed while the page stood still.
  const stood = useRef(paused);
  useEffect(() => {
    if (stood.current && !paused) void queries.invalidateQueries();
    stood.current = paused;
  }, [queries, paused]);

  // After a change of page, keyboard and screen reader go on in the new one.
  const first = useRef(true);
  const { page, part } = route;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page is what the effect reacts to
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [page, part]);

  return (
    <>
      <a className="obs-skip" href="#main">
        {texts.skipToContent}
      </a>
      <div className={isClosed ? 'obs-frame is-closed' : 'obs-frame'}>
        {!isClosed && <SideNavigation current={page} onDevice={openDevice} />}
        <div className="obs-frame-main">
          <header className="obs-topbar">
            <Brand />
            {!isClosed && (
              <div className="obs-topbar-end">
                <Commands onDevice={openDevice} />
                <SignedIn />
                <ConnectionIndicator connection={connection} />
              </div>
            )}
          </header>
          {!isClosed && !isOld && <ConnectionBanner connection={connection} />}
          {!isClosed && <DeviceNotices onShow={openDevice} />}
          <PullToRefresh />
          <main id="main" ref={main} tabIndex={-1} className="obs-page">
            {isClosed ? <SignInPage /> : <RoutedPage key={zone} route={route} />}
          </main>
        </div>
        {!isClosed && <BottomNavigation current={page} onDevice={openDevice} />}
      </div>
      {!isClosed && (
        <Suspense>
          <NewAlerts isQuiet={page === 'alerts'} />
        </Suspense>
      )}
      {isDeviceOpen && (
        <Suspense>
          <DeviceDialog onClose={() => setDeviceOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

function RoutedPage({ route }: { route: Route }) {
  const Page = pageOf(route);
  if (Page === null) return <MissingPage />;
  return (
    <CrashGuard key={route.page}>
      <Suspense fallback={<Skeleton lines={8} />}>
        <Page part={route.part} />
      </Suspense>
    </CrashGuard>
  );
}

function MissingPage() {
  return (
    <section className="obs-note">
      <h1>{texts.problems.missingTitle}</h1>
      <p>{texts.problems.missing}</p>
      <Link href="/" className="obs-button">
        {texts.problems.toStart}
      </Link>
    </section>
  );
}
