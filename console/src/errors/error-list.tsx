import { usePaused } from '../hooks/use-paused.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { useRefreshOnChange } from '../hub/use-refresh.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { EmptyNote } from '../parts/empty-note.tsx';
import { OnlyChip } from '../parts/only-chip.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { errorsTexts } from '../texts/errors.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';
import { failuresQuestion } from './errors-questions.ts';
import { FailureTable } from './failure-table.tsx';
import { groupOrders, orderGroups } from './order-groups.ts';
import { StuckPanels } from './stuck-panels.tsx';

const DAY_MINUTES = 24 * 60;
const REFRESH_MS = 10_000;

/** Failures of a range by cause, and what is silent or was given up. */
export function ErrorList() {
  const { query: range } = useTimeRange(DAY_MINUTES);
  const [given, setOrder] = useSearchParam('order');
  const order = groupOrders.find((one) => one === given) ?? 'most';
  const [agent] = useSearchParam('agent');
  const [paused] = usePaused();
  const question = failuresQuestion(range, agent);
  useRefreshOnChange(question.key, REFRESH_MS, !paused);
  const failures = useHubQuery(question, { keepsBefore: true });
  const note = failures.data
    ? errorsTexts.lead(errorsTexts.runs(failures.data.executions), failures.data.group_count)
    : undefined;

  return (
    <>
      <PageHead title={errorsTexts.title} note={note} rangeMinutes={DAY_MINUTES} />
      {agent && (
        <div className="obs-filter-line">
          <OnlyChip part="agent" text={errorsTexts.onlyAgent(agent)} />
        </div>
      )}
      <Answer query={failures} lines={8}>
        {({ groups, executions }) =>
          groups.length === 0 ? (
            <EmptyNote level={2} title={errorsTexts.empty}>
              <p>{errorsTexts.emptyText}</p>
            </EmptyNote>
          ) : (
            <Panel
              title={errorsTexts.table}
              actions={groupOrders.map((one) => (
                <Chip key={one} on={one === order} onClick={() => setOrder(one === 'most' ? null : one)}>
                  {errorsTexts.orders[one]}
                </Chip>
              ))}
            >
              <FailureTable
                groups={orderGroups(groups, order)}
                executions={executions}
                isOfOneAgent={agent !== null}
              />
            </Panel>
          )
        }
      </Answer>
      <StuckPanels range={range} agent={agent} />
    </>
  );
}
