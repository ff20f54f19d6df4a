import { EnvironmentChoice } from '../agents/environment-choice.tsx';
import { usePaused } from '../hooks/use-paused.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { PauseButton } from '../parts/pause-button.tsx';
import { Link } from '../place/link.tsx';
import { pagePath } from '../place/route.ts';
import { useSearchParam } from '../place/use-search-param.ts';
import { mapTexts } from '../texts/map.ts';
import { rangeLength } from '../time-range/time-range.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { MapPanels } from './map-panels.tsx';
import { mapKey, mapQuestion } from './map-question.ts';

const DAY_MINUTES = 24 * 60;
const REFRESH_MS = 30_000;

/** Services, agents, models, tools and databases, and who calls whom. */
export function MapPage() {
  const { query, range } = useTimeRange(DAY_MINUTES);
  const [environment] = useSearchParam('environment');
  const [paused] = usePaused();
  useRefreshOnChange(mapKey, REFRESH_MS, !paused);
  const answer = useHubQuery(mapQuestion(query, environment), { keepsBefore: true });
  return (
    <>
      <PageHead
        title={mapTexts.title}
        note={answer.data && mapTexts.note(answer.data.nodes.length, answer.data.edges.length)}
        rangeMinutes={DAY_MINUTES}
      >
        <PauseButton />
      </PageHead>
      <div className="obs-filter-line">
        <EnvironmentChoice range={query} />
      </div>
      <Answer query={answer} lines={10}>
        {(map) =>
          map.nodes.length === 0 ? (
            <EmptyNote level={2} title={mapTexts.empty}>
              <p>{mapTexts.emptyText}</p>
              <p>
                <Link href={pagePath('executions')}>{mapTexts.toExecutions}</Link>
              </p>
            </EmptyNote>
          ) : (
            <MapPanels map={map} minutes={rangeLength(range) / 60_000} />
          )
        }
      </Answer>
    </>
  );
}
