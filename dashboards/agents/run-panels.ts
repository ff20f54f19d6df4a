import { type Expr, promql, type Recorded } from '../../alerts/promql/expression.ts';
import { chosen } from '../parts/chosen.ts';
import { type Row, row } from '../parts/layout.ts';
import { lines } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

type RunRules = Readonly<Record<'runsPerHour' | 'failureRatio' | 'duration95' | 'silence', Recorded>>;

/** How executions of a kind do, by name; the variable of the kind's name chooses which. */
export function runRows(kind: 'agent' | 'workflow', rules: RunRules): Row[] {
  const ofChosen = (rule: Recorded): Expr => chosen(rule);
  const legend = `{{${kind}}}`;
  return [
    row(
      8,
      lines(
        {
          title: 'Executions within an hour?',
          description: 'That ended, by how they ended.',
          unit: 'short',
          empty: 'Nothing in this time.',
        },
        ask(promql`sum by (status) (${ofChosen(rules.runsPerHour)})`, '{{status}}'),
      ),
      lines(
        {
          title: 'Share that fails?',
          description: 'Of those that ended within five minutes; nothing where none ended.',
          unit: 'percentunit',
          empty: 'Nothing in this time.',
        },
        ask(ofChosen(rules.failureRatio), legend),
      ),
    ),
    row(
      8,
      lines(
        {
          title: 'Duration, 95th percentile?',
          description: 'One in twenty takes longer.',
          unit: 's',
          empty: 'Nothing in this time.',
        },
        ask(ofChosen(rules.duration95), legend),
      ),
      lines(
        {
          title: 'Longest silence?',
          description:
            'Of an execution that is running. What grows without end is stuck: look at its last step in the hub.',
          unit: 's',
          empty: 'Nothing in this time.',
        },
        ask(ofChosen(rules.silence), legend),
      ),
    ),
  ];
}
