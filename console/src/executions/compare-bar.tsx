import type { Execution } from '../hub/types.ts';
import { formatClockSeconds, toMs } from '../lib/format-time.ts';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { texts } from '../texts/common.ts';
import { executionsTexts as words } from '../texts/executions.ts';
import type { useChosen } from './use-chosen.ts';

interface CompareBarProps {
  readonly chosen: ReturnType<typeof useChosen>;
  readonly rows: readonly Execution[];
}

/** Tells which executions are chosen, and leads to their comparison. */
export function CompareBar({ chosen, rows }: CompareBarProps) {
  const nameOf = (id: string) => {
    const row = rows.find((one) => one.id === id);
    return row ? `${row.name} ${formatClockSeconds(toMs(row.started_at))}` : id.slice(0, 12);
  };
  const [a, b] = chosen.ids;
  const note =
    a === undefined
      ? words.compareHelp
      : b === undefined
        ? words.compareOne(nameOf(a))
        : words.compareTwo(nameOf(a), nameOf(b));
  return (
    <div className="obs-compare-bar">
      <p role="status" className="obs-foreign">
        {note}
      </p>
      {a !== undefined && b !== undefined && (
        <Link href={`${pagePath('compare')}?a=${a}&b=${b}`} className="obs-button is-primary">
          <Icon name="compare" />
          {words.compare}
        </Link>
      )}
      <button type="button" className="obs-button" onClick={() => chosen.setOn(false)}>
        {texts.cancel}
      </button>
    </div>
  );
}
