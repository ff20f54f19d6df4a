import { useState, useSyncExternalStore } from 'react';
import { useNow } from '../hooks/use-now.ts';
import { useHub } from '../hub/hub-context.tsx';
import { formatAgo, formatClock } from '../lib/format-time.ts';
import { useQueuedActions } from '../offline/use-queued-action.ts';
import { Icon } from '../parts/icon.tsx';
import { deviceTexts } from '../texts/device.ts';
import { useNewerPage } from './use-newer-page.ts';

const words = deviceTexts;
const none = () => null;

/** Lines across the page about this device: what it shows is old, waits to be sent, was refused, or is an older page. */
export function DeviceNotices({ onShow }: { onShow: () => void }) {
  return (
    <>
      <OldData />
      <Waiting onShow={onShow} />
      <NewerPage />
    </>
  );
}

function OldData() {
  const { kept } = useHub();
  const at = useSyncExternalStore(kept.subscribe, kept.get, none);
  return at === null ? null : <OldDataSince at={at} />;
}

function OldDataSince({ at }: { at: number }) {
  useNow(10_000);
  return (
    <div className="obs-banner is-device" role="status">
      <Icon name="warn" />
      <p>
        {/* Kept by this machine's clock, so told by it. */}
        {words.offline(formatClock(at), formatAgo(at, Date.now()))} {words.offlineHint}
      </p>
    </div>
  );
}

function Waiting({ onShow }: { onShow: () => void }) {
  const actions = useQueuedActions();
  const refused = actions.filter(({ refusal }) => refusal !== undefined).length;
  const waiting = actions.length - refused;
  if (actions.length === 0) return null;
  return (
    <div className="obs-banner is-device" role="status">
      <Icon name="clock" />
      <p>
        {waiting > 0 && words.waiting(waiting)} {refused > 0 && words.refused(refused)}
      </p>
      <button type="button" className="obs-button" onClick={onShow}>
        {words.show}
      </button>
    </div>
  );
}

function NewerPage() {
  const isNewer = useNewerPage();
  const [isLater, setLater] = useState(false);
  if (!isNewer || isLater) return null;
  return (
    <div className="obs-banner is-device" role="status">
      <p>{words.updated}</p>
      <button type="button" className="obs-button" onClick={() => window.location.reload()}>
        {words.loadAgain}
      </button>
      <button type="button" className="obs-button is-quiet" onClick={() => setLater(true)}>
        {words.later}
      </button>
    </div>
  );
}
