import { severities } from '@observatory/shim/conventions';
import { useMemo } from 'react';
import type { LogLine, Severity } from '../hub/types.ts';
import { briefText } from '../lib/visible-text.ts';
import type { WaterfallNode } from '../lib/waterfall-tree.ts';
import { wordOf } from '../lib/word-of.ts';
import { AttributeList } from '../parts/attribute-list.tsx';
import { Chip } from '../parts/chip.tsx';
import { Icon } from '../parts/icon.tsx';
import { VirtualRows } from '../parts/virtual-rows.tsx';
import { WholeText } from '../parts/whole-text.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { texts } from '../texts/common.ts';
import { RecordRow } from './record-row.tsx';

const words = texts.logs;

interface LogListProps {
  readonly lines: readonly LogLine[];
  readonly startedAt: string;
  /** Only lines of this step. */
  readonly step: WaterfallNode | null;
  readonly onAllSteps: () => void;
}

/** Log lines of the trace by time; a click on a level shows only lines of it. */
export function LogList({ lines, startedAt, step, onAllSteps }: LogListProps) {
  const [levels, setLevels] = useSearchParam('levels');
  const chosen = useMemo(
    () => new Set(severities.filter((severity) => levels?.split(',').includes(severity))),
    [levels],
  );
  const counts = useMemo(() => {
    const found = new Map<Severity, number>();
    for (const line of lines) found.set(line.severity, (found.get(line.severity) ?? 0) + 1);
    return found;
  }, [lines]);
  const shown = useMemo(
    () =>
      lines.filter(
        (line) => (chosen.size === 0 || chosen.has(line.severity)) && (!step || line.span_id === step.id),
      ),
    [lines, chosen, step],
  );
  const toggle = (severity: Severity) => {
    const next = severities.filter((each) => (each === severity ? !chosen.has(each) : chosen.has(each)));
    setLevels(next.length === 0 ? null : next.join(','));
  };

  if (lines.length === 0) return <p className="obs-section-empty">{words.empty}</p>;
  return (
    <>
      <fieldset className="obs-chips">
        <legend className="obs-sr-only">{words.levels}</legend>
        {severities
          .filter((severity) => counts.has(severity))
          .map((severity) => (
            <Chip
              key={severity}
              on={chosen.has(severity)}
              className={`is-${severity}`}
              onClick={() => toggle(severity)}
            >
              <span className="obs-chip-dot" aria-hidden="true" />
              {wordOf(texts.severity, severity)}{' '}
              <span className="obs-chip-count">{counts.get(severity)}</span>
            </Chip>
          ))}
        {step && (
          <Chip on onClick={onAllSteps} title={words.allSteps}>
            <span className="obs-chip-name obs-foreign">{words.onlyStep(step.name)}</span>
            <Icon name="close" />
          </Chip>
        )}
      </fieldset>
      {shown.length === 0 && <p className="obs-section-empty">{words.filteredEmpty}</p>}
      <VirtualRows
        role="list"
        count={shown.length}
        rowHeight={36}
        keyOf={(index) => `${shown[index]?.time} ${index}`}
        renderRow={(index, place) => {
          const line = shown[index];
          return line ? (
            <RecordRow
              key={`${line.time} ${index}`}
              place={place}
              time={line.time}
              startedAt={startedAt}
              className={`is-${line.severity}`}
              label={words.show}
              more={() => (
                <>
                  <WholeText text={line.message} label={words.message} />
                  <AttributeList attributes={{ service: line.service, ...line.attributes }} />
                </>
              )}
            >
              <span className="obs-record-tag">{wordOf(texts.severity, line.severity)}</span>
              <span className="obs-record-message obs-foreign">{briefText(line.message)}</span>
            </RecordRow>
          ) : null;
        }}
      />
    </>
  );
}
