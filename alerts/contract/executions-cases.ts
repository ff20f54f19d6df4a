import type { AlertCases } from '../testing/alert-case.ts';

const lines = (service: string, level: string, instance = 'a') =>
  `log_events_total{job="${service}",instance="${instance}",service_name="${service}",service="${service}",level="${level}"}`;
const executions = (le: string) =>
  `agent_execution_duration_seconds_bucket{job="fleet",instance="a",agentType="coder",status="success",le="${le}"}`;
const tasks = (status: string) =>
  `aet_tasks_total{job="team",instance="a",service_name="team",type="review",status="${status}"}`;
const taskBuckets = (le: string) =>
  `aet_task_duration_seconds_bucket{job="team",instance="a",service_name="team",type="review",status="success",le="${le}"}`;

const manyErrors = {
  labels: { service: 'checkout', service_name: 'checkout', severity: 'critical' },
  description: 'checkout logs 0.15 errors a second, mean of the last five minutes.',
};

/** Stories of errors in logs, and of executions and tasks that fail or are slow. */
export const executionCases: AlertCases = {
  HighErrorRate: [
    {
      story: 'Two processes log nine errors a minute together for ten minutes, then none.',
      series: {
        [lines('checkout', 'ERROR', 'a')]: '0x10 0+5x10 50x30',
        [lines('checkout', 'ERROR', 'b')]: '0x10 0+4x10 40x30',
        [lines('checkout', 'INFO')]: '0+600x50',
      },
      at: { '16m': [], '17m': [manyErrors], '21m': [manyErrors], '40m': [] },
    },
    {
      story: 'Six errors a minute are a tenth of one a second, and not more.',
      series: { [lines('checkout', 'ERROR')]: '0+6x60', [lines('checkout', 'FATAL')]: '0+60x60' },
      at: { '30m': [], '60m': [] },
    },
  ],
  SlowAgentExecution: [
    {
      story: 'For twelve minutes one execution in ten takes between ten and 12.8 seconds.',
      series: {
        [executions('6.4')]: '0+9x62',
        [executions('10.0')]: '0+10x10 109+9x11 218+10x40',
        [executions('12.8')]: '0+10x62',
        [executions('+Inf')]: '0+10x62',
      },
      at: {
        '17m': [],
        '18m': [
          {
            labels: { agentType: 'coder', severity: 'warning' },
            description: 'One in twenty executions of coder takes longer than 11.4s; 10s is the limit.',
          },
        ],
        '45m': [],
      },
    },
    {
      story: 'All executions take between 6.4 and ten seconds.',
      series: {
        [executions('6.4')]: '0x60',
        [executions('10.0')]: '0+10x60',
        [executions('12.8')]: '0+10x60',
        [executions('+Inf')]: '0+10x60',
      },
      at: { '30m': [], '60m': [] },
    },
  ],
  AetTaskFailures: [
    {
      story: 'Of five tasks a minute, which are 25 in five minutes, a tenth fails for a quarter of an hour.',
      series: {
        [tasks('success')]: '0+5x10 50+4.5x15 122+5x30',
        [tasks('failed')]: '0x10 0+0.5x15 7.5x30',
      },
      at: {
        '15m': [],
        '22m': [
          {
            labels: { service_name: 'team', severity: 'warning' },
            description: '10% of the tasks of team failed in the last five minutes.',
          },
        ],
        '45m': [],
      },
    },
    {
      story: 'One task in twenty fails, which is the limit and not above it.',
      series: { [tasks('success')]: '0+19x60', [tasks('failed')]: '0+1x60' },
      at: { '30m': [], '60m': [] },
    },
    {
      story: 'Of three tasks a minute, which are fifteen in five minutes, two fail: too few.',
      series: { [tasks('success')]: '0+1x60', [tasks('failed')]: '0+2x60' },
      at: { '30m': [], '60m': [] },
    },
  ],
  AetSlowTasks: [
    {
      story: 'For twelve minutes one task in ten takes between ten and 12.8 seconds.',
      series: {
        [taskBuckets('6.4')]: '0+9x62',
        [taskBuckets('10.0')]: '0+10x10 109+9x11 218+10x40',
        [taskBuckets('12.8')]: '0+10x62',
        [taskBuckets('+Inf')]: '0+10x62',
      },
      at: {
        '17m': [],
        '18m': [
          {
            labels: { service_name: 'team', type: 'review', severity: 'warning' },
            description: 'One in twenty review tasks of team takes longer than 11.4s; 10s is the limit.',
          },
        ],
        '45m': [],
      },
    },
    {
      story: 'All tasks take between 6.4 and ten seconds.',
      series: {
        [taskBuckets('6.4')]: '0x60',
        [taskBuckets('10.0')]: '0+10x60',
        [taskBuckets('12.8')]: '0+10x60',
        [taskBuckets('+Inf')]: '0+10x60',
      },
      at: { '30m': [], '60m': [] },
    },
  ],
};
