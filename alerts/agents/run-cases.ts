import type { AlertCases } from '../testing/alert-case.ts';

const HUB = 'job="hub",instance="h"';
const UP = `up{${HUB}}`;
const CLERK = 'agent="clerk",workflow=""';
const NIGHTLY = 'agent="",workflow="nightly"';
const gauge = (name: string, of = CLERK, hub = HUB) => `observatory_${name}{${hub},${of}}`;
const runs = (status: string, of = CLERK, hub = HUB) =>
  `observatory_runs_total{${hub},${of},status="${status}"}`;
const abandoned = (of = CLERK) => `observatory_run_errors_total{${HUB},${of},error_type="abandoned"}`;
const clerk = { agent: 'clerk', severity: 'warning' };
const nightly = { workflow: 'nightly', severity: 'warning' };

export const runCases: AlertCases = {
  RunStuck: [
    {
      story: 'A run is silent for twenty minutes, then it ends; two hubs see it.',
      series: {
        [gauge('last_step_age_seconds')]: '0+60x20 stale',
        [gauge('last_step_age_seconds', CLERK, 'job="hub",instance="h2"')]: '0+60x20 stale',
      },
      at: {
        '10m': [],
        '12m': [],
        '13m': [
          {
            labels: clerk,
            description: 'A run of clerk that has not ended was last heard of 13m 0s ago.',
          },
        ],
        '30m': [],
      },
    },
    {
      story: 'A run of a workflow speaks every nine minutes.',
      series: { [gauge('last_step_age_seconds', NIGHTLY)]: '0+60x9 0+60x9 0+60x9' },
      at: { '9m': [], '19m': [], '29m': [] },
    },
  ],
  RunsAbandoned: [
    {
      story: 'A process is killed with two runs in it, the first that ever ended so: their counter is born.',
      series: {
        [runs('success')]: '0+8x60',
        [runs('failed')]: '_x20 2x40',
        [abandoned()]: '_x20 2x40',
        [gauge('last_step_age_seconds')]: '30x60',
        [UP]: '1x60',
      },
      at: {
        '19m': [],
        '20m': [
          {
            labels: clerk,
            description: 'Runs of clerk that ended without a word in the last quarter of an hour: 2.',
          },
        ],
        '34m': [
          {
            labels: clerk,
            description: 'Runs of clerk that ended without a word in the last quarter of an hour: 2.',
          },
        ],
        '36m': [],
      },
    },
    {
      story: 'One run of a workflow is lost, whose counter was there.',
      series: {
        [runs('success', NIGHTLY)]: '0+1x60',
        [runs('failed', NIGHTLY)]: '3x19 4x40',
        [abandoned(NIGHTLY)]: '3x19 4x40',
        [UP]: '1x60',
      },
      at: {
        '19m': [],
        '21m': [
          {
            labels: nightly,
            description: 'Runs of nightly that ended without a word in the last quarter of an hour: 1.',
          },
        ],
        '36m': [],
      },
    },
    {
      story: 'One of a hundred and fifty is lost.',
      series: {
        [runs('success')]: '0+10x60',
        [runs('failed')]: '0x19 1x40',
        [abandoned()]: '0x19 1x40',
      },
      at: { '20m': [], '25m': [], '33m': [] },
    },
    {
      story: 'A run was stuck for a quarter of an hour, of which RunStuck told, before it was given up.',
      series: {
        [runs('success')]: '0+1x60',
        [runs('failed')]: '0x19 1x40',
        [abandoned()]: '0x19 1x40',
        [gauge('last_step_age_seconds')]: '0x4 0+60x15 stale',
      },
      at: { '20m': [], '25m': [], '34m': [] },
    },
    {
      story: 'The hub is restarted, and Prometheus misses two scrapes of it.',
      series: {
        [runs('success')]: '900+1x20 _x2 0+1x40',
        [runs('failed')]: '50x20 _x2',
        [abandoned()]: '50x20 _x2',
      },
      at: { '22m': [], '30m': [], '37m': [], '50m': [] },
    },
    {
      story: 'The hub cannot be scraped for forty minutes: what it counted long ago is no news.',
      series: {
        [runs('success')]: '900+1x20 _x40 960+1x40',
        [runs('failed')]: '50x20 _x40 50x40',
        [abandoned()]: '50x20 _x40 50x40',
        [UP]: '1x20 0x40 1x40',
      },
      at: { '20m': [], '62m': [], '70m': [], '80m': [] },
    },
    {
      story: 'Prometheus is away for two hours: what the hub counted long ago is no news.',
      series: {
        [runs('success')]: '900+1x20 _x120 1040+1x40',
        [runs('failed')]: '50x20 _x120 50x40',
        [abandoned()]: '50x20 _x120 50x40',
        [UP]: '1x20 _x120 1x40',
      },
      at: { '20m': [], '142m': [], '150m': [], '160m': [] },
    },
    {
      story: 'Prometheus misses two scrapes of a hub that goes on.',
      series: {
        [runs('success')]: '900+1x20 _x2 923+1x40',
        [runs('failed')]: '50x20 _x2 50x40',
        [abandoned()]: '50x20 _x2 50x40',
      },
      at: { '22m': [], '30m': [], '36m': [], '37m': [], '38m': [], '50m': [] },
    },
  ],
  RunLooping: [
    {
      story: 'A run makes ten calls a minute until somebody ends it.',
      series: { [gauge('active_run_calls')]: '0+10x7 stale' },
      at: {
        '5m': [],
        '6m': [
          {
            labels: clerk,
            description: 'A run of clerk has made more than 50 calls of models and tools.',
          },
        ],
        '15m': [],
      },
    },
    {
      story: 'A run of a workflow makes a hundred calls between two scrapes; the others make few.',
      series: {
        [`observatory_run_calls_count{${HUB},${NIGHTLY}}`]: '0+1x10 12+1x40',
        [`observatory_run_calls_bucket{${HUB},${NIGHTLY},le="64.0"}`]: '0+1x10 11+1x40',
      },
      at: {
        '10m': [],
        '11m': [
          {
            labels: nightly,
            description: 'A run of nightly has made more than 50 calls of models and tools.',
          },
        ],
        '32m': [],
      },
    },
    {
      story: 'A run makes fifty calls.',
      series: {
        [gauge('active_run_calls')]: '0+10x5 stale',
        [`observatory_run_calls_count{${HUB},${CLERK}}`]: '0+1x40',
        [`observatory_run_calls_bucket{${HUB},${CLERK},le="64.0"}`]: '0+1x40',
      },
      at: { '5m': [], '7m': [], '20m': [] },
    },
  ],
};
