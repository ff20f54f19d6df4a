import './office.css';
import { ObservabilityDashboard, ObservatoryProvider } from '@observatory/console';
import '@observatory/console/styles.css';
import { createRoot } from 'react-dom/client';
import { FleetLine } from './fleet-line.jsx';
import { NewestRun } from './newest-run.jsx';

const url = import.meta.env.VITE_OBSERVATORY_URL ?? 'http://127.0.0.1:3001';
const apiKey = import.meta.env.VITE_OBSERVATORY_KEY;

createRoot(document.getElementById('root')).render(
  <main>
    <h1>Shop, back office</h1>
    <p>
      <button type="button">Ship all orders</button>
    </p>
    <ObservatoryProvider url={url} apiKey={apiKey}>
      <FleetLine />
      <NewestRun />
      <ObservabilityDashboard
        className="office-dashboard"
        parts={['statistics', 'health', 'errors', 'executions']}
      />
    </ObservatoryProvider>
  </main>,
);
