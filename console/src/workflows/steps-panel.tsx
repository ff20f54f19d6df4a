import type { WorkflowGraph } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatShare } from '../lib/format-number.ts';
import { Answer } from '../parts/answer.tsx';
import { Chip } from '../parts/chip.tsx';
import { Panel } from '../parts/panel.tsx';
import { useSearchParam } from '../place/use-search-param.ts';
import { workflowsTexts } from '../texts/workflows.ts';
import type { RangeQuery } from '../time-range/time-range.ts';
import { GraphCanvas } from './graph-canvas.tsx';
import { type SlowestStep, slowestStep } from './slowest-step.ts';
import { StepDetail } from './step-detail.tsx';
import { EdgeTable, StepTable } from './step-table.tsx';
import { graphQuestion } from './workflows-questions.ts';

const words = workflowsTexts.one;
const levels = ['1', '2', '5'] as const;
/** From this share of time on that passes between the steps, it is worth a word. */
const NOTABLE = 0.1;

/** The steps of a workflow: which is the slowest, a picture of their order, and all as rows. */
export function StepsPanel({ name, range }: { readonly name: string; readonly range: RangeQuery }) {
  const answer = useHubQuery(graphQuestion(name, range), { keepsBefore: true });
  const runs = answer.data?.runs;
  return (
    <Panel
      className="is-whole"
      title={words.steps}
      note={runs && runs.read > 0 && words.stepsNote(runs.read, runs.of)}
    >
      <Answer query={answer} lines={8}>
        {(graph) =>
          graph.nodes.length > 1 ? <Steps graph={graph} /> : <p className="is-absent">{words.noSteps}</p>
        }
      </Answer>
    </Panel>
  );
}

function Steps({ graph }: { readonly graph: WorkflowGraph }) {
  const [given, setLevel] = useSearchParam('levels');
  const [selected, setSelected] = useSearchParam('step');
  const level = levels.find((one) => one === given) ?? '2';
  const slowest = slowestStep(graph.nodes);
  const toggle = (id: string) => setSelected(id === selected ? null : id);
  return (
    <>
      {slowest && <Slowest slowest={slowest} root={graph.nodes[0]} onSelect={setSelected} />}
      <div className="obs-graph-tools">
        <fieldset className="obs-choices" aria-label={words.levels}>
          {levels.map((one) => (
            <Chip key={one} on={one === level} onClick={() => setLevel(one === '2' ? null : one)}>
              {words.level[one]}
            </Chip>
          ))}
        </fieldset>
        <span className="obs-graph-legend">
          <span>
            <i className="is-next" /> {words.legend.next}
          </span>
          <span>
            <i className="is-within" /> {words.legend.within}
          </span>
          <span>
            <i className="is-broken" /> {words.legend.failed}
          </span>
        </span>
      </div>
      <div className={selected === null ? 'obs-graph-and-detail' : 'obs-graph-and-detail is-open'}>
        <GraphCanvas
          graph={graph}
          depth={Number(level)}
          slowest={slowest?.step.id ?? null}
          selected={selected}
          onSelect={toggle}
        />
        {selected !== null && <StepDetail graph={graph} id={selected} onClose={() => setSelected(null)} />}
      </div>
      {graph.truncated && <p className="obs-card-note">{words.cut}</p>}
      <StepTable graph={graph} onSelect={toggle} />
      <EdgeTable graph={graph} />
    </>
  );
}

interface SlowestProps {
  readonly slowest: SlowestStep;
  readonly root: WorkflowGraph['nodes'][number] | undefined;
  readonly onSelect: (id: string) => void;
}

function Slowest({ slowest: { step, within }, root, onSelect }: SlowestProps) {
  const between = root?.own_share ?? 0;
  return (
    <p className="obs-slowest">
      <span className="obs-slowest-title">{words.slowest}</span>{' '}
      <button type="button" className="obs-link-button obs-foreign" onClick={() => onSelect(step.id)}>
        {step.name}
      </button>
      : {words.slowestTime(formatDuration(step.mean_ms), formatShare(step.share))}
      {within && (
        <>
          , <span className="obs-foreign">{words.slowestWithin(within.name)}</span>
        </>
      )}
      . {between >= NOTABLE && words.between(formatShare(between))}
    </p>
  );
}
