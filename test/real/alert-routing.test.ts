import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { testAlert } from '../../infra/command/test-alert.ts';
import { serverBinary } from '../../infra/install/cache.ts';
import type { PartialSettings } from '../../infra/settings/schema.ts';
import { AlertmanagerFiles, AlertmanagerProcess, type SentAlert } from '../support/alertmanager-process.ts';
import { eventually } from '../support/eventually.ts';
import { type Mail, MailReceiver } from '../support/mail-receiver.ts';
import { NoticeReceiver } from '../support/notice-receiver.ts';

const all = (mail = 'smtp.test:25'): PartialSettings['alerts'] & object => ({
  receivers: {
    slack: { urlFile: 'a', channel: '#night' },
    discord: { urlFile: 'b' },
    pagerduty: { keyFile: 'c' },
    email: { to: 'ann@b.test,bob@b.test', from: 'c@d.test', server: mail, user: 'me', passwordFile: 'd' },
    webhook: { urlFile: 'e' },
    deadMansSwitch: { urlFile: 'f' },
  },
});

const amtool = async (...args: string[]) =>
  (await promisify(execFile)(serverBinary('alertmanager', 'amtool'), args)).stdout;

describe('amtool leads each alert to the right receivers', () => {
  const files = new AlertmanagerFiles(all(), {}, 'http://127.0.0.1:1');
  afterAll(() => files.remove());

  test.each<[string, string]>([
    ['alertname=AgentFailing severity=critical agent=clerk', 'hub,critical'],
    ['alertname=AgentSlow severity=warning agent=clerk', 'hub,everyone'],
    ['alertname=PriceTableOld severity=info', 'hub,nobody'],
    ['alertname=Watchdog severity=none', 'dead-mans-switch'],
    ['alertname=InfoInhibitor severity=none', 'nobody'],
    // Rules of others, in the words of others.
    ['alertname=DatabaseSlow severity=page', 'hub,everyone'],
    ['alertname=DatabaseSlow', 'hub,everyone'],
  ])('%s: %s', async (labels, receivers) => {
    const said = await amtool(
      'config',
      'routes',
      'test',
      `--config.file=${files.file}`,
      ...labels.split(' '),
    );
    expect(said.trim()).toBe(receivers);
  });
});

describe('amtool renders notices', () => {
  const files = new AlertmanagerFiles({}, {}, 'http://127.0.0.1:1');
  afterAll(() => files.remove());

  const render = (name: string, data: object, type: 'text' | 'html' = 'text') => {
    const file = join(files.folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(data));
    return amtool(
      'template',
      'render',
      `--template.glob=${files.templates}`,
      `--template.data=${file}`,
      `--template.type=${type}`,
      `--template.text={{ template "observatory.${name}" . }}`,
    );
  };
  const notice = (alerts: object[], common: object = {}) => ({
    status: 'firing',
    receiver: 'everyone',
    groupLabels: { alertname: 'AgentFailing' },
    commonLabels: { alertname: 'AgentFailing', severity: 'critical', ...common },
    commonAnnotations: { summary: 'Runs of an agent fail.' },
    externalURL: '',
    alerts,
  });
  const firing = (labels: object, description: string) => ({
    status: 'firing',
    labels,
    annotations: { description },
    startsAt: '2026-11-22T10:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
  });

  test('Of twelve agents that fail, ten are told in full', async () => {
    const agents = Array.from({ length: 12 }, (_, index) => firing({ job: 'x' }, `Agent ${index} fails.`));
    expect(await render('text', notice(agents))).toBe(
      `${Array.from({ length: 10 }, (_, index) => `• Agent ${index} fails.\n`).join('')}10 of 12 firing are shown.\n`,
    );
    expect(await render('title', notice(agents))).toBe(
      '[FIRING 12, critical] AgentFailing: Runs of an agent fail.',
    );
  });

  test('The title names the environment that all alerts of a notice have', async () => {
    const of = (environment: string) =>
      render('title', notice([], { deployment_environment_name: environment }));
    expect(await of('staging')).toBe('[FIRING 0, critical] AgentFailing in staging: Runs of an agent fail.');
    expect(await of('<!channel> eu-1')).toBe(
      '[FIRING 0, critical] AgentFailing in channel eu-1: Runs of an agent fail.',
    );
  });

  test('A name that has a meaning in Slack, Discord or HTML has none in a notice', async () => {
    const odd = notice([firing({ agent: '<!channel> & *x*' }, 'Runs of <!channel> & *x* [a](b) fail.')]);
    const slack = await render('slack', odd);
    expect(slack).toMatch(/^• Runs of &lt;!channel&gt; &amp; \*x\* \[a\]\(b\) fail\.$/m);
    expect(slack).toContain(
      '<http://localhost:3001/executions?nested=1&amp;name=%3C%21channel%3E+%26+%2Ax%2A|Executions>',
    );
    expect(await render('discord', odd)).toMatch(
      /^• Runs of <!channel\\> & \\\*x\\\* \\\[a\\\]\\\(b\\\) fail\.$/m,
    );
    const page = await render('html', odd, 'html');
    expect(page).toContain('Runs of &lt;!channel&gt; &amp; *x* [a](b) fail.');
    expect(page).toContain(
      '<a href="http://localhost:3001/executions?nested=1&amp;name=%3C%21channel%3E&#43;%26&#43;%2Ax%2A"',
    );
  });

  test('Links to logs and traces show the hour before and after, of the service that the alert names', async () => {
    const text = await render('text', notice([firing({ service_name: 'desk "a"' }, 'Slow.')]));
    const [, logs, traces] = /Logs: (\S+)\n {2}Traces: (\S+)/.exec(text) ?? [];
    const panes = JSON.parse(new URL(logs ?? '').searchParams.get('panes') ?? '');
    expect(panes.logs).toEqual({
      datasource: 'loki',
      queries: [
        { refId: 'A', datasource: { type: 'loki', uid: 'loki' }, expr: '{service_name="desk \\"a\\""}' },
      ],
      range: { from: '1795338000000', to: '1795345200000' },
    });
    expect(traces).toBe(
      'http://localhost:16686/search?service=desk+%22a%22&lookback=custom&start=1795338000000000&end=1795345200000000',
    );
  });

  test('Logs of an agent or a workflow are found in all services', async () => {
    const query = async (labels: object) => {
      const text = await render('text', notice([firing(labels, 'Slow.')]));
      const panes = new URL(/Logs: (\S+)/.exec(text)?.[1] ?? '').searchParams.get('panes') ?? '';
      return JSON.parse(panes).logs.queries[0].expr;
    };
    expect(await query({ agent: 'clerk' })).toBe('{service_name=~".+"} | gen_ai_agent_name="clerk"');
    // Lines of standard output say no environment.
    expect(await query({ agent: 'clerk', deployment_environment_name: 'pre-"prod"' })).toBe(
      '{service_name=~".+", deployment_environment_name=~"pre..prod.|"} | gen_ai_agent_name="clerk"',
    );
    expect(await query({ service_name: 'desk', deployment_environment_name: 'staging' })).toBe(
      '{service_name="desk", deployment_environment_name=~"staging|"}',
    );
    expect(await query({ workflow: 'intake' })).toBe('{service_name=~".+"} | gen_ai_workflow_name="intake"');
  });
});

describe('a real Alertmanager tells', () => {
  let receiver: NoticeReceiver;
  let mail: MailReceiver;

  beforeAll(async () => {
    receiver = await NoticeReceiver.open();
    mail = await MailReceiver.open();
  });
  afterAll(async () => {
    await receiver.close();
    await mail.close();
  });

  const start = async (alerts: PartialSettings['alerts'] & object = all(mail.address)) => {
    receiver.clear();
    mail.mails.length = 0;
    const files = new AlertmanagerFiles(
      alerts,
      {
        'alert-slack-url': receiver.url('/slack'),
        'alert-discord-url': receiver.url('/discord'),
        'alert-pagerduty-key': 'routing-key',
        'alert-email-password': 'word',
        'alert-webhook-url': receiver.url('/webhook'),
        'alert-dead-mans-switch-url': receiver.url('/switch'),
        'hub-ingest-key': 'obs_key',
      },
      receiver.url(''),
    );
    const alertmanager = await AlertmanagerProcess.start(files, {
      // Both stand in no settings.
      pagerduty_configs: { url: receiver.url('/pagerduty') },
      email_configs: { require_tls: false },
    });
    onTestFinished(() => alertmanager.remove());
    return alertmanager;
  };
  const heard = (path: string) => receiver.heard.filter((one) => one.path === path);
  const body = (path: string, index = 0) => JSON.parse(heard(path)[index]?.text ?? 'null');
  const HUB = '/api/v1/alerts/alertmanager';

  const failing: SentAlert = {
    labels: { alertname: 'AgentFailing', severity: 'critical', agent: 'clerk' },
    annotations: {
      summary: 'Runs of an agent fail.',
      description: '20% of the runs of clerk failed in the last five minutes.',
      runbook_url: 'http://localhost:3001/runbooks/AgentFailing',
      dashboard_url: 'http://localhost:3000/d/error-tracking?var-agent=clerk',
    },
  };
  const title = '[FIRING 1, critical] AgentFailing: Runs of an agent fail.';
  const executions = 'http://localhost:3001/executions?nested=1&name=clerk';

  test('everybody of a critical alert, each in the form that people read', async () => {
    const alertmanager = await start();
    await alertmanager.send(failing);
    await eventually(() => {
      expect(new Set(receiver.heard.map(({ path }) => path))).toEqual(
        new Set(['/slack', '/discord', '/pagerduty', '/webhook', HUB]),
      );
      expect(mail.mails).toHaveLength(1);
    }, 20_000);

    const slack = body('/slack');
    expect(slack.channel).toBe('#night');
    expect(slack.attachments[0]).toMatchObject({
      color: 'danger',
      title,
      title_link: 'http://localhost:3001/runbooks/AgentFailing',
      fallback: title,
    });
    expect(slack.attachments[0].text.replace(/<[^<]*\|Logs>/, '<…|Logs>')).toBe(
      '• 20% of the runs of clerk failed in the last five minutes.\n' +
        '  → <http://localhost:3001/runbooks/AgentFailing|Runbook>' +
        ' <http://localhost:3000/d/error-tracking?var-agent=clerk|Dashboard>' +
        ` <${executions.replace('&', '&amp;')}|Executions> <…|Logs>\n`,
    );

    const [embed] = body('/discord').embeds;
    expect(embed.title).toBe(title);
    expect(embed.description.replace(/\[Logs\]\([^)]*\)/, '[Logs](…)')).toBe(
      '• 20% of the runs of clerk failed in the last five minutes.\n' +
        '  → [Runbook](http://localhost:3001/runbooks/AgentFailing)' +
        ' [Dashboard](http://localhost:3000/d/error-tracking?var-agent=clerk)' +
        ` [Executions](${executions}) [Logs](…)\n`,
    );

    const page = body('/pagerduty');
    expect(page).toMatchObject({
      routing_key: 'routing-key',
      event_action: 'trigger',
      client: 'Observatory',
      client_url: 'http://localhost:3001',
      payload: { summary: title, severity: 'critical', class: 'AgentFailing', source: 'Observatory' },
    });
    expect(page.payload.custom_details.firing).toContain(
      '• 20% of the runs of clerk failed in the last five minutes.',
    );
    expect(page.links.slice(0, 3)).toEqual([
      { href: 'http://localhost:3001/runbooks/AgentFailing', text: 'Runbook' },
      { href: 'http://localhost:3000/d/error-tracking?var-agent=clerk', text: 'Dashboard' },
      { href: executions, text: 'Executions' },
    ]);
    expect(page.links.map(({ text }: { text: string }) => text)).toEqual([
      'Runbook',
      'Dashboard',
      'Executions',
      'Logs',
    ]);

    const [letter] = mail.mails as [Mail];
    expect(letter).toMatchObject({
      to: ['ann@b.test', 'bob@b.test'],
      from: 'c@d.test',
      subject: title,
      user: 'me',
      password: 'word',
    });
    expect(letter.text.replace(/Logs: \S+/, 'Logs: …')).toBe(
      [
        '• 20% of the runs of clerk failed in the last five minutes.',
        '  Runbook: http://localhost:3001/runbooks/AgentFailing',
        '  Dashboard: http://localhost:3000/d/error-tracking?var-agent=clerk',
        `  Executions: ${executions}`,
        '  Logs: …',
      ].join('\n'),
    );
    expect(letter.html).toContain(`<h1 style="font-size:18px;margin:0 0 12px">${title}</h1>`);
    expect(letter.html).toContain(
      `<a href="${executions.replace('&', '&amp;')}" style="margin-right:12px">Executions</a>`,
    );

    expect(receiver.notices('/webhook')[0]).toMatchObject({ status: 'firing', receiver: 'critical' });
    expect(receiver.notices(HUB)[0]).toMatchObject({ status: 'firing', receiver: 'hub' });
    expect(heard(HUB)[0]?.headers.authorization).toBe('Bearer obs_key');

    receiver.clear();
    await alertmanager.resolve(failing);
    await eventually(() => {
      expect(body('/slack').attachments[0].title).toBe(
        '[RESOLVED 1, critical] AgentFailing: Runs of an agent fail.',
      );
      expect(body('/slack').attachments[0].color).toBe('good');
      expect(body('/slack').attachments[0].text).toMatch(
        /^✓ 20% of the runs of clerk failed in the last five minutes\. Resolved after .*s\.\n$/,
      );
      expect(body('/pagerduty').event_action).toBe('resolve');
      expect(receiver.told(HUB)).toEqual(['AgentFailing ✓']);
      expect(mail.mails).toHaveLength(2);
    }, 20_000);
  });

  test('of forty agents that fail at once in one notice', async () => {
    const alertmanager = await start({ receivers: { webhook: { urlFile: 'e' } } });
    const forty = Array.from({ length: 40 }, (_, index) => ({
      ...failing,
      labels: { ...failing.labels, agent: `agent-${index}` },
    }));
    await alertmanager.send(...forty);
    await eventually(() => expect(receiver.told('/webhook')).toEqual(['AgentFailing']), 20_000);
    expect(receiver.notices('/webhook')[0]?.alerts).toHaveLength(40);
    await alertmanager.resolve(...forty);
    await eventually(
      () => expect(receiver.told('/webhook')).toEqual(['AgentFailing', 'AgentFailing ✓']),
      20_000,
    );
  });

  test('once of a server that is down, and once that it is back, whatever follows from it', async () => {
    const alertmanager = await start({ receivers: { webhook: { urlFile: 'e' } } });
    const down = { labels: { alertname: 'ServerDown', severity: 'critical', job: 'collector' } };
    const followers = [
      { alertname: 'ReplicaDown', severity: 'warning', job: 'collector', instance: 'a' },
      { alertname: 'CollectorDropsTelemetry', severity: 'critical', job: 'agent', exporter: 'otlp/a' },
      { alertname: 'RunsStopped', severity: 'warning', agent: 'clerk', workflow: '' },
      { alertname: 'RunsAnomaly', severity: 'warning', agent: 'clerk' },
    ].map((labels) => ({ labels }));
    await alertmanager.send(down, ...followers);
    await eventually(async () => {
      expect(await alertmanager.heldBack('everyone')).toEqual(['ReplicaDown', 'RunsAnomaly', 'RunsStopped']);
      expect(await alertmanager.heldBack('critical')).toEqual(['CollectorDropsTelemetry']);
      expect(receiver.told('/webhook')).toEqual(['ServerDown']);
    }, 20_000);
    await alertmanager.resolve(...followers, down);
    await eventually(() => expect(receiver.told()).toContain('ServerDown ✓'), 20_000);
    // What fires after it is told after everything before it.
    const next = { labels: { alertname: 'AgentSlow', severity: 'warning', agent: 'clerk' } };
    await alertmanager.send(next);
    await eventually(
      () => expect(receiver.told('/webhook')).toEqual(['ServerDown', 'ServerDown ✓', 'AgentSlow']),
      20_000,
    );
  });

  test('once of an agent whose budget burns, but of another agent that fails as well', async () => {
    const alertmanager = await start({ receivers: { webhook: { urlFile: 'e' } } });
    const of = (alertname: string, severity: string, agent: string) => ({
      labels: { alertname, severity, agent },
    });
    await alertmanager.send(
      of('RunSuccessBudgetBurnsFast', 'critical', 'clerk'),
      of('RunSuccessBudgetBurnsSlow', 'warning', 'clerk'),
      of('AgentFailing', 'warning', 'clerk'),
      of('AgentFailing', 'warning', 'cook'),
    );
    await eventually(
      () =>
        expect(receiver.told('/webhook').toSorted()).toEqual(['AgentFailing', 'RunSuccessBudgetBurnsFast']),
      20_000,
    );
    const [told] = receiver
      .notices('/webhook')
      .filter(({ groupLabels }) => groupLabels.alertname === 'AgentFailing');
    expect(told?.alerts.map(({ labels }) => labels.agent)).toEqual(['cook']);
  });

  test('of production what a page of staging would hold back, in a notice of its own', async () => {
    const alertmanager = await start({ receivers: { webhook: { urlFile: 'e' } } });
    const of = (alertname: string, severity: string, environment: string) => ({
      labels: { alertname, severity, agent: 'clerk', deployment_environment_name: environment },
    });
    await alertmanager.send(
      of('RunSuccessBudgetBurnsFast', 'critical', 'staging'),
      of('AgentFailing', 'warning', 'staging'),
      of('AgentFailing', 'warning', 'production'),
      of('AgentFailing', 'warning', ''),
      {
        labels: { alertname: 'HighErrorRate', severity: 'critical', deployment_environment_name: 'staging' },
      },
      {
        labels: {
          alertname: 'HighErrorRate',
          severity: 'critical',
          deployment_environment_name: 'production',
        },
      },
    );
    const told = () =>
      receiver
        .notices('/webhook')
        .flatMap((notice) =>
          notice.alerts.map(
            ({ labels }) => `${labels.alertname} ${labels.deployment_environment_name ?? 'nowhere'}`,
          ),
        );
    await eventually(
      () =>
        expect(told().toSorted()).toEqual([
          'AgentFailing nowhere',
          'AgentFailing production',
          'HighErrorRate production',
          'RunSuccessBudgetBurnsFast staging',
        ]),
      20_000,
    );
    expect(receiver.notices('/webhook').map(({ alerts }) => alerts.length)).toEqual([1, 1, 1, 1]);
  });

  test('the dead man’s switch again and again that alerting works, and nobody else', async () => {
    const alertmanager = await start();
    await alertmanager.send({ labels: { alertname: 'Watchdog', severity: 'none' } });
    await eventually(() => expect(receiver.told('/switch').length).toBeGreaterThan(2), 20_000);
    expect(new Set(receiver.told())).toEqual(new Set(['Watchdog']));
    expect(new Set(receiver.heard.map(({ path }) => path))).toEqual(new Set(['/switch']));
  });

  test('of a test alert whom it reached, and whom not', async () => {
    const alertmanager = await start({
      ...all(),
      receivers: { ...all().receivers, email: null, discord: { urlFile: 'missing' } },
    });
    // A service that says no.
    receiver.refuses('/discord');
    const told = await testAlert(
      alertmanager.url,
      'http://localhost:3001',
      AbortSignal.timeout(30_000),
      20_000,
    );
    expect(Object.fromEntries(told.map(({ who, result }) => [who, result]))).toEqual({
      hub: 'told',
      slack: 'told',
      discord: 'failed',
      pagerduty: 'told',
      webhook: 'told',
    });
    expect(body('/slack').attachments[0].title).toBe('[FIRING 1, critical] TestAlert: This is a test.');
    expect(body('/slack').attachments[0].text).toBe(
      '• Nothing is wrong: somebody tries who is told of alerts.\n  → <http://localhost:3001/runbooks|Runbook>\n',
    );
  });

  test('the hub alone of an info', async () => {
    const alertmanager = await start();
    await alertmanager.send(
      { labels: { alertname: 'PriceTableOld', severity: 'info' } },
      { labels: { alertname: 'AgentSlow', severity: 'warning' } },
    );
    await eventually(() => {
      expect(receiver.told(HUB).toSorted()).toEqual(['AgentSlow', 'PriceTableOld']);
      expect(receiver.told('/webhook')).toEqual(['AgentSlow']);
    }, 20_000);
  });

  test('nobody of warnings in quiet hours but the hub, and people of what is critical', async () => {
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
    const alertmanager = await start({
      receivers: { webhook: { urlFile: 'e' } },
      // From a time to the same time is a day, so it is now, whenever this runs.
      quietHours: { from: '12:00', to: '12:00', days: [...days], timeZone: 'Pacific/Auckland' },
    });
    const slow = { labels: { alertname: 'AgentSlow', severity: 'warning', agent: 'clerk' } };
    await alertmanager.send(slow, failing);
    await eventually(async () => {
      expect(receiver.told(HUB).toSorted()).toEqual(['AgentFailing', 'AgentSlow']);
      expect(receiver.told('/webhook')).toEqual(['AgentFailing']);
      expect(await alertmanager.heldBack('everyone')).toContain('AgentSlow');
    }, 20_000);
  });

  test('people when quiet hours end of a warning that fires still', async () => {
    const minute = (ms: number) => new Date(ms).toISOString().slice(11, 16);
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
    const alertmanager = await start({
      receivers: { webhook: { urlFile: 'e' } },
      // They end with a minute: in a quarter of one at least, so that the alert comes before.
      quietHours: {
        from: minute(Date.now() - 3_600_000),
        to: minute(Date.now() + 75_000),
        days: [...days],
        timeZone: 'UTC',
      },
    });
    const slow = { labels: { alertname: 'AgentSlow', severity: 'warning', agent: 'clerk' } };
    await alertmanager.send(slow);
    await eventually(async () => expect(await alertmanager.heldBack('everyone')).toEqual(['AgentSlow']));
    expect(receiver.told('/webhook')).toEqual([]);
    await eventually(() => expect(receiver.told('/webhook')).toEqual(['AgentSlow']), 120_000, 500);
    await alertmanager.resolve(slow);
    await eventually(() => expect(receiver.told('/webhook')).toEqual(['AgentSlow', 'AgentSlow ✓']), 20_000);
  });
});
