import {
  AdministrationPanel,
  AlertsPanel,
  AttentionPanel,
  CostPanel,
  ErrorsPanel,
  EventsPanel,
  ExecutionsPanel,
  HealthPanel,
  ObservatoryProvider,
  PerformancePanel,
  StatisticsPanel,
} from '@observatory/console';
import '@observatory/console/styles.css';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const url = import.meta.env.VITE_OBSERVATORY_URL ?? 'http://127.0.0.1:3001';
const apiKey = import.meta.env.VITE_OBSERVATORY_KEY;

/** Panels where the page wants them, light or dark as the page is, whatever the system says. */
function WallScreen() {
  const [theme, setTheme] = useState('light');
  const look = { theme, className: 'wall-panel' };
  return (
    <main>
      <h1>Shop, wall screen</h1>
      <button type="button" onClick={() => setTheme(theme === 'light' ? 'dark' : 'light')}>
        {theme === 'light' ? 'Night' : 'Day'}
      </button>
      <StatisticsPanel {...look} />
      <AttentionPanel {...look} />
      <HealthPanel {...look} />
      <ExecutionsPanel {...look} />
      <PerformancePanel {...look} range="6h" />
      <ErrorsPanel {...look} />
      <CostPanel {...look} />
      <EventsPanel {...look} />
      <AlertsPanel {...look} />
      <AdministrationPanel {...look} />
    </main>
  );
}

createRoot(document.getElementById('root')).render(
  <ObservatoryProvider url={url} apiKey={apiKey}>
    <WallScreen />
  </ObservatoryProvider>,
);
