// `npm run shots`: screenshots of every page and state into shots/, to be looked at by people; no part of the default run.
import { defineConfig } from '@playwright/test';
import { chromium } from './browser';

export default defineConfig({
  testMatch: 'shots.ts',
  globalSetup: './registered-users.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  reporter: 'list',
  use: chromium,
});
