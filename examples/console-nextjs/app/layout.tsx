import type { ReactNode } from 'react';
import './office.css';
import '@observatory/console/styles.css';

export const metadata = { title: 'Shop, back office' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
