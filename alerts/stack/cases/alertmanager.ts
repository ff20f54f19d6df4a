import type { AlertCases } from '../../testing/alert-case.ts';

const failed = (reason: string) =>
  `alertmanager_notifications_failed_total{job="alertmanager",instance="a",integration="slack",reason="${reason}"}`;
const members = (instance: string) =>
  `alertmanager_cluster_members{job="alertmanager",instance="${instance}"}`;
const finds = (instance: string, count: number) => ({
  labels: { severity: 'warning', job: 'alertmanager', instance },
  description: `${instance} finds ${count} Alertmanagers, fewer than there are: people are told twice, and silences do not reach all.`,
});

export const alertmanagerCases: AlertCases = {
  AlertmanagerCannotNotify: [
    {
      story: 'Slack refuses one notice.',
      series: { [failed('clientError')]: '0x5 1x60', [failed('other')]: '0x60' },
      at: {
        '5m': [],
        '6m': [
          {
            labels: {
              severity: 'warning',
              job: 'alertmanager',
              integration: 'slack',
              reason: 'clientError',
            },
            description: '1 notices by slack failed within a quarter of an hour: clientError.',
          },
        ],
        '26m': [],
      },
    },
    {
      story: 'Nothing fails but what a reload broke off, and what was for a hub that restarts.',
      series: {
        'alertmanager_notifications_failed_total{job="alertmanager",instance="a",integration="webhook",reason="other",receiver_name="hub"}':
          '0x5 3x60',
        [failed('clientError')]: '0x60',
        [failed('contextCanceled')]: '0x5 1x60',
      },
      at: { '6m': [], '15m': [] },
    },
  ],
  AlertmanagersDisagree: [
    {
      story: 'One of three loses the others for forty minutes.',
      series: {
        [members('a')]: '3x5 1x40 3x20',
        [members('b')]: '3x5 2x40 3x20',
        [members('c')]: '3x5 2x40 3x20',
      },
      at: {
        '24m': [],
        '25m': [finds('a', 1), finds('b', 2), finds('c', 2)],
        '47m': [],
      },
    },
    {
      story: 'They find each other again after a quarter of an hour.',
      series: { [members('a')]: '2x5 1x15 2x30', [members('b')]: '2x5 1x15 2x30' },
      at: { '20m': [], '25m': [], '40m': [] },
    },
  ],
};
