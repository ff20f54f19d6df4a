/** Folders of Grafana, and of this folder's files: what they are called there. */
export const folders = {
  overview: 'Observatory: overview',
  agents: 'Observatory: agents',
  system: 'Observatory: system',
  own: 'Observatory: own',
} as const;
export type Folder = keyof typeof folders;
