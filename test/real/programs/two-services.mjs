// Two services as users run them. `called PORT` answers, each fourth request in vain; `caller PORT` has an agent that asks it.
import { createServer } from 'node:http';
import { agentTracking, createLogger } from '@observatory/shim';

const [role, port] = process.argv.slice(2);
const logger = createLogger(role);

function answer() {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    logger.info('asked');
    response.statusCode = requests % 4 === 0 ? 500 : 200;
    response.end();
  });
  server.listen(Number(port), '127.0.0.1');
}

const plan = () =>
  agentTracking.trackExecution('planner', 'plan', async () => {
    logger.info('planning');
    await agentTracking.trackTool({ name: 'search' }, async () => {
      const response = await fetch(`http://127.0.0.1:${port}/search`);
      await response.text();
      if (!response.ok) throw new Error('nothing found');
    });
  });

if (role === 'called') answer();
else setInterval(() => plan().catch(() => {}), 300);
