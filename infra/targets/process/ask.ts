import { request } from 'node:http';
import { connect } from 'node:net';
import { hostToAsk, urlHost } from '../../stack/addresses.ts';
import { LOOPBACK } from '../../stack/site.ts';
import type { Question } from './plan.ts';

/** Asks a server, by itself one on loopback; resolves with null for yes, else with what came instead. Never rejects. */
export function ask({ port, path }: Question, timeoutMs: number, address = LOOPBACK): Promise<string | null> {
  return path === null
    ? accepts(hostToAsk(address), port, timeoutMs)
    : answers(`http://${urlHost(address)}:${port}${path}`, timeoutMs);
}

function accepts(host: string, port: number, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: timeoutMs });
    const end = (why: string | null) => {
      socket.destroy();
      resolve(why);
    };
    socket.on('connect', () => end(null));
    socket.on('timeout', () => end(`port ${port} does not accept within ${timeoutMs / 1000} s`));
    socket.on('error', (error) => end(`port ${port}: ${reason(error)}`));
  });
}

function answers(url: string, timeoutMs: number): Promise<string | null> {
  return new Promise((resolve) => {
    const asked = request(url, { agent: false, timeout: timeoutMs }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status < 400 ? null : `${url} answers ${status}`);
    });
    asked.on('timeout', () => {
      resolve(`${url} does not answer within ${timeoutMs / 1000} s`);
      asked.destroy();
    });
    asked.on('error', (error) => resolve(`${url}: ${reason(error)}`));
    asked.end();
  });
}

const reason = (error: Error) =>
  (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? 'nothing listens' : error.message;
