import { Skeleton } from '../parts/skeleton.tsx';

/** The table while it is loaded for the first time. */
export function TableSkeleton() {
  return <Skeleton lines={12} className="is-table" />;
}
