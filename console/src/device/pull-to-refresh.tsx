import { useEffect, useRef, useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { deviceTexts } from '../texts/device.ts';
import { pullDistance, RELEASE_PX } from './pull-distance.ts';

const words = deviceTexts.pull;
/** At least so long it says that it works, so that it can be read. */
const SHOWN_MS = 500;

/** On a touch screen: whoever pulls the page down at its top asks the hub anew for all that is shown. */
export function PullToRefresh() {
  const hub = useHub();
  const [distance, setDistance] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const pulled = useRef(0);
  useEffect(() => {
    let startY: number | null = null;
    const start = (event: TouchEvent) => {
      const inDialog = event.target instanceof Element && event.target.closest('dialog, .obs-sheet') !== null;
      const [finger] = event.touches;
      startY =
        window.scrollY <= 0 && !inDialog && event.touches.length === 1 && finger ? finger.clientY : null;
    };
    const move = ({ touches: [finger] }: TouchEvent) => {
      if (startY === null || !finger) return;
      pulled.current = window.scrollY <= 0 ? pullDistance(finger.clientY - startY) : 0;
      setDistance(pulled.current);
    };
    const refresh = async () => {
      setBusy(true);
      hub.stream.retryNow();
      await Promise.all([
        hub.queries.invalidateQueries(),
        new Promise((resolve) => setTimeout(resolve, SHOWN_MS)),
      ]);
      setBusy(false);
    };
    const end = () => {
      if (startY !== null && pulled.current >= RELEASE_PX) void refresh();
      startY = null;
      pulled.current = 0;
      setDistance(0);
    };
    window.addEventListener('touchstart', start, { passive: true });
    window.addEventListener('touchmove', move, { passive: true });
    window.addEventListener('touchend', end);
    window.addEventListener('touchcancel', end);
    return () => {
      window.removeEventListener('touchstart', start);
      window.removeEventListener('touchmove', move);
      window.removeEventListener('touchend', end);
      window.removeEventListener('touchcancel', end);
    };
  }, [hub]);

  if (distance === 0 && !isBusy) return null;
  const word = isBusy ? words.busy : distance >= RELEASE_PX ? words.release : words.pull;
  return (
    <div className="obs-pull" role="status" style={{ height: isBusy ? RELEASE_PX / 2 : distance }}>
      {word}
    </div>
  );
}
