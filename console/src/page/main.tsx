import '@fontsource-variable/inter/index.css';
import '../styles/index.css';
import './page.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { noteFault, signInByAddress } from '../access/sign-in.ts';
import { awaitInstallOffer } from '../device/install.ts';
import { registerWorker } from '../device/register-worker.ts';
import { reloadWhenOutdated } from '../device/reload-once.ts';
import { createHub } from '../hub/hub.ts';
import { ObservatoryProvider } from '../hub/hub-context.tsx';
import { createBrowserPlace } from '../place/browser-place.ts';
import { PlaceContext } from '../place/place-context.tsx';
import { App } from './app.tsx';
import { CrashGuard } from './crash-guard.tsx';

const hub = createHub();
const place = createBrowserPlace();
reloadWhenOutdated();
awaitInstallOffer();
registerWorker(hub, place);
await signInByAddress(hub);
noteFault(hub);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <CrashGuard>
      <ObservatoryProvider hub={hub}>
        <PlaceContext value={place}>
          <App />
        </PlaceContext>
      </ObservatoryProvider>
    </CrashGuard>
  </StrictMode>,
);
