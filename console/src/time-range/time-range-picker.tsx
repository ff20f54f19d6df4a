import { useState, useSyncExternalStore } from 'react';
import { formatDayClock } from '../lib/format-time.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { shellTexts } from '../texts/shell.ts';
import { presets, readDuration, type TimeRange, writeDuration } from './time-range.ts';
import { TimeRangeForm } from './time-range-form.tsx';
import { timeZone } from './time-zone.ts';
import { useTimeRange } from './use-time-range.ts';

const words = shellTexts.range;

/** A range in words. */
export function rangeWords(range: TimeRange): string {
  if (range.kind === 'between') {
    return words.between(formatDayClock(range.fromMs), formatDayClock(range.toMs));
  }
  const duration = writeDuration(range.minutes);
  return words.last[duration] ?? words.lastOther(duration);
}

interface TimeRangePickerProps {
  /** The range where the address says none. */
  readonly defaultMinutes: number;
  /** The page has no range where the address says none; this is then offered too. */
  readonly mayBeOpen?: boolean;
}

/** The time range of the page and the zone of its times; a button that opens the choice. */
export function TimeRangePicker({ defaultMinutes, mayBeOpen = false }: TimeRangePickerProps) {
  const { range, setRange, isGiven, clear } = useTimeRange(defaultMinutes);
  const isAny = mayBeOpen && !isGiven;
  const chosen = isAny ? words.any : rangeWords(range);
  const zone = useSyncExternalStore(timeZone.subscribe, timeZone.get, timeZone.get);
  const [isOpen, setOpen] = useState(false);
  const choose = (next: TimeRange) => {
    setRange(next);
    setOpen(false);
  };
  return (
    <>
      <button
        type="button"
        className="obs-button"
        aria-label={`${words.label}: ${chosen}`}
        onClick={() => setOpen(true)}
      >
        <Icon name="clock" />
        <span>{chosen}</span>
        {zone === 'utc' && <span className="is-absent">{words.utc}</span>}
      </button>
      {isOpen && (
        <Dialog title={words.label} onClose={() => setOpen(false)}>
          <div className="obs-choices">
            {mayBeOpen && (
              <button
                type="button"
                className="obs-button"
                aria-pressed={isAny}
                onClick={() => {
                  clear();
                  setOpen(false);
                }}
              >
                {words.any}
              </button>
            )}
            {presets.map((preset) => (
              <button
                key={preset}
                type="button"
                className="obs-button"
                aria-pressed={!isAny && range.kind === 'last' && writeDuration(range.minutes) === preset}
                onClick={() => choose({ kind: 'last', minutes: readDuration(preset) ?? defaultMinutes })}
              >
                {words.last[preset]}
              </button>
            ))}
          </div>
          <TimeRangeForm range={range} onChoose={choose} />
          <fieldset className="obs-choices">
            <legend>{words.zone}</legend>
            {(['local', 'utc'] as const).map((one) => (
              <button
                key={one}
                type="button"
                className="obs-button"
                aria-pressed={zone === one}
                onClick={() => timeZone.set(one)}
              >
                {one === 'utc'
                  ? words.utc
                  : words.local(new Intl.DateTimeFormat().resolvedOptions().timeZone)}
              </button>
            ))}
          </fieldset>
        </Dialog>
      )}
    </>
  );
}
