import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNarrow } from '../hooks/use-media.ts';
import type { CriticalPath, Flame } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatShare } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { useChangeSearch, useSearchParam } from '../place/use-search-param.ts';
import { texts } from '../texts/common.ts';
import { executionTexts } from '../texts/execution.ts';
import { flameQuestion } from './execution-questions.ts';
import { FlameFrameBox } from './flame-frame.tsx';
import { findInFlame, framesTo, isFound, layOutFlame, neighbourOf } from './flame-layout.ts';

const words = executionTexts.flame;

interface FlameViewProps {
  readonly executionId: string;
  /** Frames whose step is on it are marked; null where it is not shown. */
  readonly path: CriticalPath | null;
  /** Buttons of the head. */
  readonly children?: ReactNode;
}

/** The steps as a flame graph: the wider, the longer; what is within stands below. */
export function FlameView({ executionId, path, children }: FlameViewProps) {
  const [merge] = useSearchParam('merge');
  const [sought, setSought] = useSearchParam('find');
  const isMerged = merge !== 'no';
  const query = useHubQuery(flameQuestion(executionId, isMerged), { keepsBefore: true });
  const changeSearch = useChangeSearch();
  const found = query.data && sought ? findInFlame(query.data.roots, sought) : null;
  const totalMs = query.data?.roots.reduce((sum, { value }) => sum + value, 0) ?? 0;
  return (
    <section className="obs-section obs-flame-view">
      <div className="obs-section-head">
        <h2>{texts.waterfall.title}</h2>
        {children}
        <div className="obs-flame-tools">
          <span className="obs-flame-found" role="status">
            {found && words.found(found.spans, formatDuration(found.ms), formatShare(found.ms / totalMs))}
          </span>
          <input
            type="search"
            className="obs-input obs-flame-search"
            aria-label={words.search}
            placeholder={words.searchPlaceholder}
            value={sought ?? ''}
            onChange={(event) => setSought(event.target.value === '' ? null : event.target.value)}
          />
          <Chip
            on={isMerged}
            title={words.mergeTitle}
            onClick={() => changeSearch({ merge: isMerged ? 'no' : null, frame: null })}
          >
            {words.merge}
          </Chip>
        </div>
      </div>
      <Answer query={query} lines={8}>
        {(flame) => <Frames flame={flame} path={path} sought={sought ?? ''} />}
      </Answer>
    </section>
  );
}

interface FramesProps {
  readonly flame: Flame;
  readonly path: CriticalPath | null;
  readonly sought: string;
}

const ROW = 25;
const NARROW_ROW = 41;
/** Frames narrower than this are not drawn, in pixels. */
const LEAST_PX = 2;

function Frames({ flame, path, sought }: FramesProps) {
  const [zoom, setZoom] = useSearchParam('frame');
  const [focused, setFocused] = useState<string | null>(null);
  const [width, setWidth] = useState(1_000);
  const host = useRef<HTMLDivElement>(null);
  const rowHeight = useNarrow() ? NARROW_ROW : ROW;
  useLayoutEffect(() => {
    const element = host.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(1, element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const { placed, depth, totalMs } = useMemo(
    () => layOutFlame(flame.roots, zoom ?? '', LEAST_PX / width),
    [flame, zoom, width],
  );
  const onPath = useMemo(
    () => new Map(path?.by_step.map((step) => [stepKey(step), step.share]) ?? []),
    [path],
  );
  const tabStop = placed.some(({ key }) => key === focused) ? focused : (zoom ?? placed[0]?.key ?? null);
  const zoomed = zoom === null ? undefined : framesTo(flame.roots, zoom).at(-1);

  const focus = (key: string) => {
    setFocused(key);
    host.current?.querySelector<HTMLElement>(`[data-frame="${key}"]`)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const key = (event.target as HTMLElement).closest<HTMLElement>('[data-frame]')?.dataset.frame;
    if (key === undefined) return;
    if (event.key === 'Escape' && zoom !== null) setZoom(null);
    else if (event.key.startsWith('Arrow')) {
      const next = neighbourOf(placed, key, event.key);
      if (next !== null) focus(next);
    } else if (event.key === 'Enter' || event.key === ' ') setZoom(key === zoom ? null : key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div
        ref={host}
        className="obs-flame"
        role="tree"
        tabIndex={-1}
        aria-label={words.label}
        style={{ height: depth * rowHeight + 1 }}
        onKeyDown={onKeyDown}
      >
        {placed.map((one) => (
          <FlameFrameBox
            key={one.key}
            placed={one}
            rowHeight={rowHeight}
            widthPx={width * one.width}
            totalMs={totalMs}
            pathShare={onPath.get(stepKey(one.frame)) ?? null}
            isFound={isFound(one.frame, sought)}
            isDimmed={sought.trim() !== '' && !isFound(one.frame, sought)}
            isTabStop={one.key === tabStop}
            onZoom={() => setZoom(one.key === zoom ? null : one.key)}
            onFocus={() => setFocused(one.key)}
          />
        ))}
      </div>
      <p className="obs-flame-note">
        {zoomed ? (
          <button type="button" className="obs-button is-quiet" onClick={() => setZoom(null)}>
            {words.reset}
          </button>
        ) : (
          words.hint
        )}{' '}
        {flame.truncated && words.cut(flame.span_count)}
      </p>
    </>
  );
}

const stepKey = ({ name, service, kind }: { name: string; service: string; kind: string }) =>
  JSON.stringify([name, service, kind]);
