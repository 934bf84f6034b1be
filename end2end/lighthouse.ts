// Lighthouse's four scores of every public page, on its preset of a slow phone.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { chromium } from './browser';
import { Server } from './server';

const PAGES = ['/', '/register', '/login', '/password/reset', '/terms', '/privacy', '/docs'];
/** What is timed may miss a point, and is tried again: whatever else the machine does counts. */
const SCORES = { performance: 0.99, accessibility: 1, 'best-practices': 1, seo: 1 };
const TRIES = 3;

interface Report {
  categories: Record<keyof typeof SCORES, { score: number; auditRefs: { id: string }[] }>;
  audits: Record<string, { score: number | null; displayValue?: string }>;
}

let server: Server;
test.beforeAll(async () => {
  server = await Server.start();
});
test.afterAll(() => server.stop());

for (const path of PAGES) {
  test(`Lighthouse finds nothing wrong with ${path}`, async () => {
    const missed: string[][] = [];
    while (missed.length < TRIES && missed.at(-1)?.length !== 0) missed.push(misses(await measure(server.url + path)));
    expect(missed.at(-1), `the last of ${missed.length} tries`).toEqual([]);
  });
}

async function measure(url: string): Promise<Report> {
  const { executablePath, args } = chromium.launchOptions;
  const flags = [url, '--quiet', '--output=json', '--locale=en', `--chrome-flags=--headless=new ${args.join(' ')}`];
  const env = { ...process.env, CHROME_PATH: executablePath };
  const lighthouse = join(__dirname, 'node_modules/.bin/lighthouse');
  const { stdout } = await promisify(execFile)(lighthouse, flags, { env, maxBuffer: 64 << 20 });
  return JSON.parse(stdout);
}

/** The scores that are too low, each with what lowers it. */
function misses({ categories, audits }: Report): string[] {
  return Object.entries(SCORES)
    .map(([name, least]) => ({ ...categories[name as keyof typeof SCORES], name, least }))
    .filter(({ score, least }) => score < least)
    .map(({ name, score, auditRefs }) => {
      const low = auditRefs.filter(({ id }) => (audits[id].score ?? 1) < 1);
      return `${name} ${score}: ${low.map(({ id }) => `${id} ${audits[id].displayValue ?? ''}`.trim()).join(', ')}`;
    });
}
