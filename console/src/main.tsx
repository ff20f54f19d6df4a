import '@fontsource-variable/inter/index.css';
import 'uplot/dist/uPlot.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/shell.css';
import './styles/executions.css';
import './styles/execution.css';
import './styles/waterfall.css';
import './styles/records.css';
import './styles/sign-in.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { noteFault, signInByAddress } from './access/sign-in.ts';
import { Problem } from './api/problem.ts';
import { App } from './app.tsx';
import { createHubStream } from './live/hub-stream.ts';
import { LiveContext } from './live/live-context.ts';
import { CrashGuard } from './parts/crash-guard.tsx';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The hub may run on this machine: being offline says nothing about it.
      networkMode: 'always',
      // Streams tell what changed; what they miss is fetched when they come back.
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        !(error instanceof Problem && error.status >= 400 && error.status < 500) && failures < 1,
      retryDelay: 400,
    },
  },
});
await signInByAddress();
noteFault();
const stream = createHubStream(() => void client.invalidateQueries());

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <CrashGuard>
      <QueryClientProvider client={client}>
        <LiveContext value={stream}>
          <App />
        </LiveContext>
      </QueryClientProvider>
    </CrashGuard>
  </StrictMode>,
);
