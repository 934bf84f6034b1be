// `npm run lighthouse`: what Lighthouse says of every public page on its phone, one page at a time.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testMatch: 'lighthouse.ts',
  workers: 1,
  timeout: 240_000,
  reporter: 'list',
});
