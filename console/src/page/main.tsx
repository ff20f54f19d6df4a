import { firstAnswers, firstPage, hub, signingIn } from './first-page.ts';
import '@fontsource-variable/inter/index.css';
import '../styles/index.css';
import './page.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { awaitInstallOffer } from '../device/install.ts';
import { registerWorker } from '../device/register-worker.ts';
import { reloadWhenOutdated } from '../device/reload-once.ts';
import { ObservatoryProvider } from '../hub/hub-context.tsx';
import { createBrowserPlace } from '../place/browser-place.ts';
import { PlaceContext } from '../place/place-context.tsx';
import { App } from './app.tsx';
import { CrashGuard } from './crash-guard.tsx';

/**
 * For how long the frame waits for the page in it, and that for its answers: what comes in time is drawn at once, without a
 * sketch.
 */
const PAGE_MS = 600;
const ANSWERS_MS = 200;
const within = (ms: number, done: Promise<unknown> | null) =>
  Promise.race([done, new Promise((resolve) => setTimeout(resolve, ms))]);

const place = createBrowserPlace();
reloadWhenOutdated();
awaitInstallOffer();
registerWorker(hub, place);
void begin();

// No await of the module's own: the page's file, which needs this one, would wait for it in turn.
async function begin(): Promise<void> {
  await signingIn;
  await within(
    PAGE_MS,
    firstPage.then(() => within(ANSWERS_MS, firstAnswers)),
  );
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
}
