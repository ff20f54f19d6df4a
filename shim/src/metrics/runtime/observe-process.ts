import { availableParallelism } from 'node:os';
import { processMetrics } from '../../conventions/index.ts';
import { whenCollected } from '../instruments.ts';
import { currentTeamMetrics } from '../team-metrics.ts';
import { diskTransfer, networkTransfer, openFileDescriptors } from './proc-files.ts';
import { sinceLast } from './since-last.ts';

/** CPU and memory of the process under the names of AE1. */
export function observeTeamProcess(): void {
  const { cpuUsage, memoryUsage } = currentTeamMetrics();
  const used = cpuUsed();
  whenCollected(cpuUsage, (observe) => {
    const { user, system } = used() ?? { user: 0, system: 0 };
    observe((user + system) * 100);
  });
  whenCollected(memoryUsage, (observe) => observe(process.memoryUsage.rss()));
}

/** The process by OpenTelemetry's conventions; what the system does not tell is left out. */
export function observeProcess(): void {
  const { cpuTime, cpuUtilization, memoryUsage, diskIo, networkIo, fileDescriptors, uptime } = processMetrics;
  const used = cpuUsed();
  const cpus = availableParallelism();
  whenCollected(cpuTime, (observe) => {
    const { user, system } = process.cpuUsage();
    observe(user / 1e6, { 'cpu.mode': 'user' });
    observe(system / 1e6, { 'cpu.mode': 'system' });
  });
  whenCollected(cpuUtilization, (observe) => {
    const share = used();
    if (share === undefined) return;
    observe(share.user / cpus, { 'cpu.mode': 'user' });
    observe(share.system / cpus, { 'cpu.mode': 'system' });
  });
  whenCollected(memoryUsage, (observe) => observe(process.memoryUsage.rss()));
  whenCollected(diskIo, (observe) => {
    const disk = diskTransfer();
    if (disk === undefined) return;
    observe(disk.received, { 'disk.io.direction': 'read' });
    observe(disk.sent, { 'disk.io.direction': 'write' });
  });
  whenCollected(networkIo, (observe) => {
    const network = networkTransfer();
    if (network === undefined) return;
    observe(network.received, { 'network.io.direction': 'receive' });
    observe(network.sent, { 'network.io.direction': 'transmit' });
  });
  whenCollected(fileDescriptors, (observe) => {
    const open = openFileDescriptors();
    if (open !== undefined) observe(open);
  });
  whenCollected(uptime, (observe) => observe(process.uptime()));
}

/** CPU used since it was last asked, in cores. */
function cpuUsed() {
  let last = process.cpuUsage();
  return sinceLast((elapsedMs) => {
    const { user, system } = process.cpuUsage(last);
    last = process.cpuUsage();
    return { user: user / 1000 / elapsedMs, system: system / 1000 / elapsedMs };
  });
}
