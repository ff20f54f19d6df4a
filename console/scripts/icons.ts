import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { launchBrowser } from '../../test/support/browser.ts';

/** Draws the icons of the installed page from its sign: `node --conditions=@observatory/source scripts/icons.ts`. */
const publicDir = resolve(import.meta.dirname, '../public');
const sign = readFileSync(resolve(publicDir, 'favicon.svg'), 'utf8');
/** Systems cut a maskable icon to their own shape: the ground goes to the edge, the sign stays in the safe middle. */
const maskable = sign
  .replace('viewBox="0 0 32 32"', 'viewBox="-5 -5 42 42"')
  .replace('<rect width="32" height="32" rx="8"', '<rect x="-5" y="-5" width="42" height="42"');

const browser = await launchBrowser();
const draw = async (svg: string, size: number, name: string) => {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
  );
  await page.screenshot({ path: resolve(publicDir, name), omitBackground: true });
  await page.close();
};
await draw(sign, 192, 'icon-192.png');
await draw(sign, 512, 'icon-512.png');
await draw(maskable, 512, 'icon-maskable-512.png');
await browser.close();
