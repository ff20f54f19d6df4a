import { usePaused } from '../hooks/use-paused.ts';
import { texts } from '../texts/common.ts';
import { Icon } from './icon.tsx';

/** Lets a live page stand still, and go on; the address says which. */
export function PauseButton() {
  const [paused, setPaused] = usePaused();
  return (
    <button type="button" className="obs-button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
      <Icon name={paused ? 'play' : 'pause'} />
      <span className="obs-pause-word">{paused ? texts.executions.resume : texts.executions.pause}</span>
    </button>
  );
}
