import { useEffect, useState, useSyncExternalStore } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { formatBytes } from '../lib/format-bytes.ts';
import { forgetAnswers } from '../offline/kept-answers.ts';
import { Dialog } from '../parts/dialog.tsx';
import { deviceTexts } from '../texts/device.ts';
import { install, installOffer } from './install.ts';
import { keptSize } from './kept-size.ts';
import { QueuedActions } from './queued-actions.tsx';
import { usePush } from './use-push.ts';

const words = deviceTexts;

/** What this browser can be for the reader: an app, told of alerts, with data where there is no network. */
export function DeviceDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={words.title} onClose={onClose} className="is-device">
      <Install />
      <Push />
      <Kept />
      <QueuedActions />
    </Dialog>
  );
}

function Install() {
  const offer = useSyncExternalStore(installOffer.subscribe, installOffer.get, () => null);
  const isInstalled = window.matchMedia('(display-mode: standalone)').matches;
  return (
    <section>
      <h3>{words.install.title}</h3>
      <p>{isInstalled ? words.install.installed : words.install.text}</p>
      {offer && (
        <button type="button" className="obs-button" onClick={() => void install()}>
          {words.install.button}
        </button>
      )}
      {!offer && !isInstalled && <p className="is-absent">{words.install.byMenu}</p>}
    </section>
  );
}

function Push() {
  const { state, error, turnOn, turnOff } = usePush();
  return (
    <section>
      <h3>{words.push.title}</h3>
      <p>{words.push.text}</p>
      <p role="status">{error ?? words.push.states[state]}</p>
      {state === 'off' && (
        <button type="button" className="obs-button" onClick={turnOn}>
          {words.push.turnOn}
        </button>
      )}
      {state === 'on' && (
        <button type="button" className="obs-button" onClick={turnOff}>
          {words.push.turnOff}
        </button>
      )}
    </section>
  );
}

function Kept() {
  const { kept } = useHub();
  const [size, setSize] = useState({ answers: 0, bytes: 0 });
  useEffect(() => {
    void keptSize().then(setSize);
  }, []);
  const forget = async () => {
    await forgetAnswers();
    kept.set(null);
    setSize(await keptSize());
  };
  return (
    <section>
      <h3>{words.kept.title}</h3>
      <p>{words.kept.text}</p>
      <p role="status">
        {size.answers === 0 ? words.kept.nothing : words.kept.size(size.answers, formatBytes(size.bytes))}
      </p>
      {size.answers > 0 && (
        <button type="button" className="obs-button" onClick={() => void forget()}>
          {words.kept.forget}
        </button>
      )}
    </section>
  );
}
