import { expect, test } from 'vitest';
import { alertAnnotation, deploymentAnnotation } from './annotations.ts';

test('An alert that fired between two points of the time axis has its mark, too', () => {
  expect(alertAnnotation(['agent'])).toMatchObject({
    name: 'Alerts',
    enable: true,
    titleFormat: '{{alertname}}',
    target: {
      expr: 'count by (alertname, severity) (present_over_time(ALERTS{alertstate="firing", severity="critical", agent=~"$agent"}[$__interval]))',
      interval: '60s',
    },
  });
});

test('Grafana finds the question of a mark where it looked before 12.1, and where it looks since', () => {
  const { expr, step, target } = deploymentAnnotation([]);
  expect(expr).toMatch(/unless/);
  expect({ expr, step }).toEqual({ expr: target.expr, step: target.interval });
});

test('A version that agents of a dashboard run in begins when it runs and did not in the hour before', () => {
  const by = 'max by (deployment_environment_name, service_name, service_version)';
  const chosen = 'version!="", service_name=~"$service_name", agent=~"$agent"';
  const renamed = '"service_version", "$1", "version", "(.*)"';
  expect(deploymentAnnotation(['service_name', 'agent']).target.expr).toBe(
    `(${by} (label_replace(present_over_time(observatory_agent_info{${chosen}}[$__interval]), ${renamed}))) ` +
      `unless (${by} (label_replace(present_over_time(observatory_agent_info{${chosen}}[1h] offset $__interval), ${renamed})))`,
  );
});

test('Without agents it is of services, by their metrics or their agents', () => {
  const { expr } = deploymentAnnotation(['service_name']).target;
  expect(expr).toContain('target_info{service_version!="", job=~"(?:.*/)?(?:$service_name)"}');
  expect(expr).toContain('observatory_agent_info{version!="", service_name=~"$service_name"}');
});

test('Of servers and hosts it is by what they say of themselves', () => {
  const { expr } = deploymentAnnotation(['job', 'instance']).target;
  expect(expr).toContain('target_info{service_version!="", job=~"$job", instance=~"$instance"}');
  expect(expr).not.toContain('observatory_agent_info');
});
