import type { AlertCases } from '../testing/alert-case.ts';

const events = (type: string, severity: string, hub = 'a') =>
  `observatory_events_total{job="hub",instance="${hub}",type="${type}",severity="${severity}"}`;
const runs = (part: string, agent: string) =>
  `observatory_run_duration_seconds_${part}{job="hub",instance="a",agent="${agent}",workflow="",status="success"}`;

/** Stories of the three default rules of EN1. */
export const describedCases: AlertCases = {
  HighAgentErrorRate: [
    {
      story: 'For ten minutes an eighth of all events are errors, counted by two hubs.',
      series: {
        [events('execution_end', 'info', 'a')]: '0+8x40',
        [events('execution_error', 'error', 'a')]: '0x10 0+1x10 10x20',
        [events('execution_end', 'info', 'b')]: '0+6x40',
        [events('log', 'fatal', 'b')]: '0x10 0+1x10 10x20',
      },
      at: {
        '14m': [],
        '20m': [
          {
            labels: { severity: 'info' },
            description: '12.5% of all events of agents in the last five minutes were errors.',
          },
        ],
        '40m': [],
      },
    },
    {
      story: 'One event in ten is an error, which is the limit and not above it.',
      series: {
        [events('execution_end', 'info')]: '0+8x40',
        [events('log', 'warn')]: '0+1x40',
        [events('execution_error', 'error')]: '0+1x40',
      },
      at: { '20m': [], '40m': [] },
    },
  ],
  HighEventRate: [
    {
      story: 'Two hubs store 120 events a minute together for ten minutes.',
      series: {
        [events('llm_call', 'info', 'a')]: '0+20x10 200+60x10 800+20x20',
        [events('tool_call', 'info', 'b')]: '0+20x10 200+60x10 800+20x20',
      },
      at: {
        '14m': [],
        '20m': [
          {
            labels: { severity: 'info' },
            description: 'Agents make 120 events a minute; 100 is the limit.',
          },
        ],
        '40m': [],
      },
    },
    {
      story: 'A hundred events a minute are the limit and not above it.',
      series: { [events('llm_call', 'info')]: '0+100x40' },
      at: { '20m': [], '40m': [] },
    },
  ],
  SlowResponse: [
    {
      story: 'For ten minutes the two runs a minute of an agent take eight seconds, before and after four.',
      series: {
        [runs('count', 'clerk')]: '0+2x40',
        [runs('sum', 'clerk')]: '0+8x10 80+16x10 240+8x20',
      },
      at: {
        '11m': [],
        '20m': [
          {
            labels: { agent: 'clerk', severity: 'info' },
            description: 'Runs of clerk take 8s on average; 5s is the limit.',
          },
        ],
        '40m': [],
      },
    },
    {
      story: 'Runs of an agent take five seconds, those of a workflow minutes.',
      series: {
        [runs('count', 'clerk')]: '0+2x40',
        [runs('sum', 'clerk')]: '0+10x40',
        [runs('count', '')]: '0+2x40',
        [runs('sum', '')]: '0+600x40',
      },
      at: { '20m': [], '40m': [] },
    },
  ],
};
