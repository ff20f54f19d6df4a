export interface BalancerOptions {
  /** `host:port` to listen on. */
  readonly listen: string;
  /** `host:port` of each hub; one name that stands for all of them where a resolver tells their addresses. */
  readonly hubs: readonly string[];
  /** The server that answers for names, asked again and again; null where hubs have addresses. */
  readonly resolver: string | null;
  /** Folder that nginx may write to. */
  readonly scratch: string;
  /** Proxies before it whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
}

/** Above the hub's own limit (OBSERVATORY_MAX_BODY_BYTES), which says in its own words what is too large. */
const MAX_BODY = '64m';

/**
 * nginx before several hubs. No request depends on the one before: whichever hub has the fewest gets it. One that does not
 * take a connection is passed over for a few seconds; telemetry is then sent to the next one even when it had been sent in
 * part, since the hub counts what comes twice once. Streams are not gathered: the hub asks for it by X-Accel-Buffering.
 */
export function balancerConfig({ listen, hubs, resolver, scratch, trustedProxies }: BalancerOptions): string {
  const resolve = resolver === null ? '' : ' resolve';
  return `daemon off;
worker_processes auto;
pid ${scratch}/nginx.pid;
error_log stderr error;
events {
  worker_connections 8192;
}
http {
  access_log off;
  server_tokens off;
  client_body_temp_path ${scratch}/body;
  proxy_temp_path ${scratch}/proxy;
  fastcgi_temp_path ${scratch}/fastcgi;
  uwsgi_temp_path ${scratch}/uwsgi;
  scgi_temp_path ${scratch}/scgi;
  client_max_body_size ${MAX_BODY};
  client_body_buffer_size 1m;
${resolver === null ? '' : `  resolver ${resolver} valid=2s ipv6=off;\n`}${trustedProxies.map((address) => `  set_real_ip_from ${address};\n`).join('')}${
  trustedProxies.length === 0 ? '' : '  real_ip_header X-Forwarded-For;\n  real_ip_recursive on;\n'
}  map $http_upgrade $connection_of {
    default upgrade;
    '' '';
  }
  upstream hubs {
    zone hubs 64k;
    least_conn;
${hubs.map((hub) => `    server ${hub}${resolve} max_fails=1 fail_timeout=3s;\n`).join('')}    keepalive 64;
  }
  server {
    listen ${listen};
    proxy_http_version 1.1;
    proxy_connect_timeout 2s;
    proxy_read_timeout 120s;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_of;
    proxy_next_upstream error timeout;
    proxy_next_upstream_tries 3;
    location / {
      proxy_pass http://hubs;
    }
    location /v1/ {
      proxy_next_upstream error timeout non_idempotent;
      proxy_pass http://hubs;
    }
  }
}
`;
}
