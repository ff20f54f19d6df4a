import { join } from 'node:path';

/** @type {import('next').NextConfig} */
export default {
  serverExternalPackages: ['@observatory/shim'],
  // The shim of this repository is a link out of the folder; an app that installs it from a registry needs no root.
  turbopack: { root: join(import.meta.dirname, '../..') },
};
