import { usePush } from '../device/use-push.ts';
import { Panel } from '../parts/panel.tsx';
import { deviceTexts } from '../texts/device.ts';

const words = deviceTexts.push;

/** Whether this browser is told of alerts. */
export function PushPanel() {
  const { state, error, turnOn, turnOff } = usePush();
  return (
    <Panel title={words.title} note={state === 'on' ? words.states.on : undefined}>
      <p>{words.text}</p>
      {state === 'off' && (
        <button type="button" className="obs-button is-primary" onClick={turnOn}>
          {words.turnOn}
        </button>
      )}
      {state === 'on' && (
        <button type="button" className="obs-button" onClick={turnOff}>
          {words.turnOff}
        </button>
      )}
      {(state === 'unsupported' || state === 'denied') && (
        <p className="obs-card-note">{words.states[state]}</p>
      )}
      {error !== null && <p role="alert">{error}</p>}
    </Panel>
  );
}
