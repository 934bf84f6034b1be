// The default run: every journey twice, with scripts and without, in Debian's chromium; each worker starts a server of its own.
import { defineConfig } from '@playwright/test';
import { chromium } from './browser';

export default defineConfig({
  testMatch: '*.spec.ts',
  globalSetup: './registered-users.ts',
  fullyParallel: true,
  forbidOnly: !!process.env.CI,
  retries: 0,
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: 'list',
  use: chromium,
  projects: [
    { name: 'scripts' },
    // What is about scripts, or looks the same without them, is tagged @scripts.
    { name: 'no-scripts', use: { javaScriptEnabled: false }, grepInvert: /@scripts/ },
  ],
});
