import { PageHead } from '../parts/page-head.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { compareTexts } from '../texts/compare.ts';
import { CompareGroups } from './compare-groups.tsx';
import { ComparePeriods } from './compare-periods.tsx';
import { CompareRuns } from './compare-runs.tsx';

const words = compareTexts.modes;
const modes = ['runs', 'periods', 'groups'] as const;
const DAY_MINUTES = 1_440;

/** Two runs, two stretches of time or two groups of runs, side by side. */
export function ComparePage() {
  const [given, setMode] = useSearchParam('mode');
  const mode = modes.find((one) => one === given) ?? 'runs';
  return (
    <>
      <PageHead title={compareTexts.title} {...(mode === 'runs' ? {} : { rangeMinutes: DAY_MINUTES })} />
      <Tabs
        label={words.label}
        selected={mode}
        onSelect={(next) => setMode(next === 'runs' ? null : next)}
        tabs={modes.map((key) => ({ key, title: words[key] }))}
      >
        {mode === 'runs' && <CompareRuns />}
        {mode === 'periods' && <ComparePeriods />}
        {mode === 'groups' && <CompareGroups />}
      </Tabs>
    </>
  );
}
