import { ObservabilityDashboard, ObservatoryProvider } from '@observatory/console';
import { FleetLine } from './fleet-line.tsx';
import { NewestRun } from './newest-run.tsx';

/** The address and the key are read when the page is asked for, not when it is built. */
export const dynamic = 'force-dynamic';

/** Drawn on the server; the browser asks the hub. */
export default function Page() {
  const { OBSERVATORY_URL: url = 'http://127.0.0.1:3001', OBSERVATORY_KEY: apiKey } = process.env;
  return (
    <main>
      <h1>Shop, back office</h1>
      <p>
        <button type="button">Ship all orders</button>
      </p>
      <ObservatoryProvider url={url} {...(apiKey ? { apiKey } : {})}>
        <FleetLine />
        <NewestRun />
        <ObservabilityDashboard
          className="office-dashboard"
          parts={['statistics', 'health', 'errors', 'executions']}
        />
      </ObservatoryProvider>
    </main>
  );
}
