/** Of the Redis that REDIS_URL names; start.js sets it. */
const { hostname, port, username, password } = new URL(process.env.REDIS_URL ?? 'redis://127.0.0.1:6379');

export const connection = {
  host: hostname,
  port: Number(port || 6379),
  ...(username && { username: decodeURIComponent(username) }),
  ...(password && { password: decodeURIComponent(password) }),
  // As BullMQ asks of workers.
  maxRetriesPerRequest: null,
};
