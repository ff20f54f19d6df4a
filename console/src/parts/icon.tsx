/** Drawings on a 16 × 16 grid, stroked in the text's colour. */
const paths = {
  running: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
  completed: 'M3.2 8.4 6.6 11.8 13 4.9',
  failed: 'M4 4l8 8M12 4l-8 8',
  cancelled: 'M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11M4.2 11.8l7.6-7.6',
  agent: 'M3.5 6.2h9v6.3h-9zM8 6V3.2M6.2 9v.6M9.8 9v.6M1.6 8.4v2M14.4 8.4v2M8 3.2h.01',
  workflow:
    'M2.2 2.8h4v3.4h-4zM9.8 9.8h4v3.4h-4zM4.2 6.2v3.3a2 2 0 0 0 2 2h3.6M9.8 2.8h4v3.4h-4zM6.2 4.5h3.6',
  step: 'M8 5.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8',
  llm: 'M2.5 3.2h11v7.3H8L4.8 13v-2.5H2.5zM5.4 6.9h.01M8 6.9h.01M10.6 6.9h.01',
  embedding: 'M2.8 2.8h4v4h-4zM9.2 2.8h4v4h-4zM2.8 9.2h4v4h-4zM9.2 9.2h4v4h-4z',
  tool: 'M10 2.4a3.4 3.4 0 0 0-3.2 4.5L2.4 11.3v2.3h2.3L9.1 9.2A3.4 3.4 0 0 0 13.5 5l-2 1.9-2.3-.1-.1-2.3 1.9-2z',
  retrieval: 'M7 2.6a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8M10.2 10.2l3.4 3.4',
  memory:
    'M2.8 4.2c0-1 2.3-1.8 5.2-1.8s5.2.8 5.2 1.8v7.6c0 1-2.3 1.8-5.2 1.8s-5.2-.8-5.2-1.8zM2.8 4.2c0 1 2.3 1.8 5.2 1.8s5.2-.8 5.2-1.8M2.8 8c0 1 2.3 1.8 5.2 1.8s5.2-.8 5.2-1.8',
  plan: 'M6.4 4h7M6.4 8h7M6.4 12h7M2.6 4h.01M2.6 8h.01M2.6 12h.01',
  copy: 'M5.6 5.6h7.8v7.8H5.6zM10.4 5.6V2.6H2.6v7.8h3',
  search: 'M7 2.6a4.4 4.4 0 1 1 0 8.8 4.4 4.4 0 0 1 0-8.8M10.2 10.2l3.4 3.4',
  close: 'M4 4l8 8M12 4l-8 8',
  chevron: 'M6 3.6 10.4 8 6 12.4',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.4v9.2L12.4 8z',
  arrowUp: 'M8 13V3M3.8 7.2 8 3l4.2 4.2',
  open: 'M6 3H3v10h10v-3M9 3h4v4M13 3 7.4 8.6',
  warn: 'M8 2.4 14.4 13.2H1.6zM8 6.6v3.2M8 11.5h.01',
  overview: 'M2.5 9.5a5.5 5.5 0 1 1 11 0M8 9.5l2.6-3.4M2.5 12.8h11',
  list: 'M2.6 4h.01M2.6 8h.01M2.6 12h.01M5.6 4h7.8M5.6 8h7.8M5.6 12h7.8',
  events: 'M9 1.8 3.4 9h4L6.8 14.2 12.6 7h-4z',
  timeline: 'M3 2.6v10.8M3 5h6M3 8h10M3 11h4',
  bell: 'M8 2.2a3.8 3.8 0 0 1 3.8 3.8c0 3.6 1.4 4.6 1.4 4.6H2.8s1.4-1 1.4-4.6A3.8 3.8 0 0 1 8 2.2M6.6 13.2h2.8',
  chart: 'M2.6 2.6v10.8h10.8M5.4 10.6V8M8.2 10.6V5M11 10.6V6.6',
  cost: 'M8 2v12M11 4.8C10.4 3.9 9.3 3.5 8 3.5c-1.8 0-3 .8-3 2.1 0 3 6.2 1.5 6.2 4.6 0 1.4-1.3 2.3-3.2 2.3-1.5 0-2.7-.6-3.3-1.6',
  score: 'M8 2.2l1.8 3.7 4 .6-2.9 2.8.7 4L8 11.400l-3.6 1.9.7-4L2.2 6.500l4-.6z',
  map: 'M3.5 5.300a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.400M12.5 9.700a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.400M4.5 14.100a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.400M5.1 4.200l5.8 3M6 11.600l5-2.6',
  compare: 'M5.5 2.600v10.800M10.5 2.600v10.800M2.6 5h2.900M10.5 8h2.900M2.6 10.500h2.9',
  query: 'M3 4.5 6.5 8 3 11.500M8 12h5',
  boards: 'M2.6 2.600h5v6h-5zM9.4 2.600h4v4h-4zM9.4 8.400h4v5h-4zM2.6 10.400h5v3h-5z',
  admin:
    'M8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4M8 1.800v2M8 12.200v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.400M12.4 3.6 11 5M5 11l-1.4 1.4',
  user: 'M8 2.400a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.200M2.8 13.600c.4-2.8 2.5-4.2 5.2-4.200s4.8 1.4 5.2 4.2',
  clock: 'M8 2.200a5.8 5.8 0 1 1 0 11.600A5.8 5.8 0 0 1 8 2.200M8 4.800V8l2.2 1.6',
  more: 'M3.2 8h.01M8 8h.01M12.8 8h.01',
  plus: 'M8 3v10M3 8h10',
  trash: 'M3 4.500h10M6.3 4.500V3h3.400v1.500M4.3 4.500l.6 8.500h6.200l.6-8.5',
  edit: 'M3 13h2.200l7.3-7.3-2.2-2.200L3 10.800z',
  download: 'M8 2.600v7.800M4.8 7.4 8 10.500l3.2-3.100M3 13.200h10',
  nested: 'M3 3v6.2a1.8 1.8 0 0 0 1.8 1.8H13M10 8l3 3-3 3',
} as const;

export type IconName = keyof typeof paths;

/** A small drawing beside a word; hidden from screen readers, for the word says it. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      className={className ? `obs-icon ${className}` : 'obs-icon'}
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={Object.hasOwn(paths, name) ? paths[name] : paths.step} />
    </svg>
  );
}
