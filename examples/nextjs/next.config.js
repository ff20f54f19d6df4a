/** @type {import('next').NextConfig} */
export default {
  serverExternalPackages: ['@observatory/shim'],
};
