import { formatExactCount } from '../lib/format-number.ts';
import { formatAbsolute, formatClock, formatClockSeconds, formatDayClock } from '../lib/format-time.ts';
import { Chip } from '../parts/chip.tsx';
import { Panel } from '../parts/panel.tsx';
import { timelineTexts as words } from '../texts/timeline.ts';
import { LaneCursor, type LaneStretch } from './lane-cursor.tsx';
import { laneLooks } from './lane-looks.ts';
import { LaneTrack } from './lane-track.tsx';
import { type Lane, type LaneName, PARTS } from './lanes.ts';
import { useDrawnStretch } from './use-drawn-stretch.ts';

/** Where the axis says the time, from its begin to its end. */
const ticks = [0, 0.25, 0.5, 0.75, 1];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Nobody needs to see less at once. */
const SHORTEST_MS = 1_000;

interface TimelinePictureProps {
  readonly lanes: readonly Lane[];
  /** In milliseconds since the epoch, like all times here. */
  readonly stretch: { readonly fromMs: number; readonly toMs: number };
  readonly note: string;
  readonly hidden: ReadonlySet<LaneName>;
  readonly onToggle: (lane: LaneName) => void;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onPick: (ms: number) => void;
  /** By keyboard, to what happened in one lane. */
  readonly onGo: (to: LaneStretch) => void;
}

/** What happened, in lanes by kind; draws a stretch to look closer, and goes back and forth. */
export function TimelinePicture(props: TimelinePictureProps) {
  const { lanes, stretch, note, hidden, onToggle, onZoom, onPick, onGo } = props;
  const { fromMs, toMs } = stretch;
  const length = toMs - fromMs;
  const at = (share: number) => fromMs + share * length;
  const { drawn, handlers } = useDrawnStretch(
    ({ from, to }) => onZoom(at(from), Math.max(at(to), at(from) + SHORTEST_MS)),
    (share) => onPick(at(share)),
  );
  const move = (from: number, to: number) => onZoom(at(from), Math.max(at(to), at(from) + SHORTEST_MS));
  return (
    <Panel
      title={words.picture}
      note={note}
      actions={
        <>
          <Button label={words.earlier} text="←" onClick={() => move(-0.5, 0.5)} />
          <Button label={words.later} text="→" onClick={() => move(0.5, 1.5)} />
          <Button label={words.closer} text="+" onClick={() => move(0.25, 0.75)} />
          <Button label={words.wider} text="−" onClick={() => move(-0.5, 1.5)} />
        </>
      }
    >
      <div className="obs-lanes">
        <fieldset className="obs-lane-names" aria-label={words.laneTitle}>
          {lanes.map((lane) => (
            <LaneChip key={lane.name} lane={lane} isOn={!hidden.has(lane.name)} onToggle={onToggle} />
          ))}
        </fieldset>
        {/* biome-ignore lint/a11y/useSemanticElements: what is drawn is no fieldset */}
        <div
          className="obs-lane-tracks"
          role="group"
          aria-label={words.keys}
          title={words.pictureHint}
          {...handlers}
        >
          {lanes.map((lane) => (
            <div
              key={lane.name}
              className={`obs-lane is-${laneLooks[lane.name]} ${hidden.has(lane.name) ? 'is-off' : ''}`}
            >
              <LaneTrack lane={lane} parts={PARTS} />
            </div>
          ))}
          <LaneCursor lanes={lanes} hidden={hidden} stretch={stretch} onGo={onGo} />
          {drawn && (
            <div
              className="obs-lane-drawn"
              style={{
                left: `${Math.min(drawn.from, drawn.to) * 100}%`,
                width: `${Math.abs(drawn.to - drawn.from) * 100}%`,
              }}
            />
          )}
        </div>
        <div className="obs-lane-axis" aria-hidden="true">
          {ticks.map((share) => (
            <span key={share} title={formatAbsolute(at(share))}>
              {tickText(at(share), length)}
            </span>
          ))}
        </div>
      </div>
    </Panel>
  );
}

function tickText(ms: number, lengthMs: number): string {
  if (lengthMs >= DAY) return formatDayClock(ms);
  return lengthMs >= 10 * MINUTE ? formatClock(ms) : formatClockSeconds(ms);
}

function Button({ label, text, onClick }: { label: string; text: string; onClick: () => void }) {
  return (
    <button type="button" className="obs-button" aria-label={label} title={label} onClick={onClick}>
      {text}
    </button>
  );
}

interface LaneChipProps {
  readonly lane: Lane;
  readonly isOn: boolean;
  readonly onToggle: (lane: LaneName) => void;
}

function LaneChip({ lane: { name, count, failed }, isOn, onToggle }: LaneChipProps) {
  return (
    <Chip on={isOn} className={`obs-lane-name is-${laneLooks[name]}`} onClick={() => onToggle(name)}>
      <span>{words.lanes[name]}</span>
      <span className="obs-figure">
        {failed > 0 && <span className="obs-failed-figure">{failed} / </span>}
        {formatExactCount(count)}
      </span>
      <span className="obs-sr-only">{words.lane(words.lanes[name], count, failed)}</span>
    </Chip>
  );
}
