import type { CriticalPath } from '../hub/types.ts';
import type { WaterfallNode } from '../lib/waterfall-tree.ts';
import { Chip } from '../parts/chip.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { executionTexts } from '../texts/execution.ts';
import { FlameView } from './flame-view.tsx';
import type { ShownPath } from './path-marks.ts';
import { Waterfall } from './waterfall.tsx';

const words = executionTexts.views;

interface StepsProps {
  readonly root: WaterfallNode;
  readonly nodes: readonly WaterfallNode[];
  readonly failingId: string | null;
  readonly selectedId: string | null;
  /** Null until it is known. */
  readonly path: CriticalPath | null;
  readonly shownPath: ShownPath | null;
  readonly onSelect: (id: string | null) => void;
}

/** The steps of an execution as a waterfall or as a flame graph, with its critical path. */
export function Steps({ path, shownPath, ...waterfall }: StepsProps) {
  const [view, setView] = useSearchParam('view');
  const [pathShown, setPathShown] = useSearchParam('path');
  const hasPath = pathShown !== 'no';
  const isFlame = view === 'flame';
  const tools = (
    <fieldset className="obs-view-switch">
      <legend className="obs-sr-only">{words.label}</legend>
      <Chip on={!isFlame} onClick={() => setView(null)}>
        {words.waterfall}
      </Chip>
      <Chip on={isFlame} onClick={() => setView('flame')}>
        {words.flame}
      </Chip>
      <Chip
        on={hasPath}
        title={executionTexts.path.explain}
        onClick={() => setPathShown(hasPath ? 'no' : null)}
      >
        <span className="obs-path-key" aria-hidden="true" />
        {words.path}
      </Chip>
    </fieldset>
  );
  const executionId = waterfall.root.executionId ?? '';
  return isFlame ? (
    <FlameView executionId={executionId} path={hasPath ? path : null}>
      {tools}
    </FlameView>
  ) : (
    <Waterfall {...waterfall} path={hasPath ? shownPath : null}>
      {tools}
    </Waterfall>
  );
}
