// axe finds nothing on any page, in light and dark, in both languages, with errors showing, signed in and out.
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';
import { test } from './fixtures';

const LANGS = ['zh', 'en'];

/** What axe finds, in light and in dark. */
async function check(page: Page, what: string, ...butNot: string[]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // There are no frames; the mode for them would open a page for each look.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice']).disableRules(butNot).analyze();
    const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help} · ${node.target} · ${node.failureSummary}`));
    expect.soft(found, `${what}, ${colorScheme}`).toEqual([]);
  }
}

test.describe('axe finds nothing', { tag: '@scripts' }, () => {
  test.slow();

  for (const lang of LANGS) {
    test(`on the pages for everybody in ${lang}`, async ({ portal, page, watch }) => {
      watch.expectsStatus(404, `/no-such-page?lang=${lang}`);
      for (const path of ['/', '/register', '/login?next=/profile', '/password/reset', '/binding/email?token=0123', '/terms', '/privacy', '/docs', '/no-such-page']) {
        await portal.open(`${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
        await check(page, path);
      }
    });

    test(`on forms that were refused or have sent a code in ${lang}`, async ({ portal, page, person }) => {
      await portal.open(`/register?lang=${lang}`);
      await portal.submit.click();
      await expect(portal.summary).toBeFocused();
      await check(page, 'registration with errors');
      await portal.askForCode(person);
      await expect(portal.codeButton).toBeDisabled();
      await check(page, 'registration with a code sent');
      await portal.open(`/login?lang=${lang}`);
      await portal.fillLogin(person.phone, 'not the password');
      await portal.submit.click();
      await expect(portal.summary).toBeFocused();
      await check(page, 'login with an error');
    });

    test(`on the same forms as the server sends them in ${lang}`, async ({ portal, page, watch, person }) => {
      watch.expectsStatus(422, `/register?lang=${lang}`);
      watch.expectsStatus(422, `/login?lang=${lang}`);
      await portal.loseScripts();
      await page.goto(`/register?lang=${lang}`);
      await portal.submit.click();
      await expect(portal.summary).toBeFocused();
      await check(page, 'registration with errors');
      await portal.consent.check();
      await portal.field('phone').fill(person.phone);
      await portal.codeButton.click();
      await expect(portal.status).toBeVisible();
      await check(page, 'registration with a code sent');
      await page.goto(`/login?lang=${lang}`);
      await portal.submit.click();
      await expect(portal.summary).toBeFocused();
      await check(page, 'login with errors');
    });

    test(`on the pages of one who is signed in in ${lang}`, async ({ portal, page, watch, member }) => {
      watch.expectsStatus(404, '/no-such-page');
      await portal.logIn(member.phone, member.password);
      await page.goto(`/?lang=${lang}`);
      for (const path of ['/', '/profile', '/binding', '/password', '/events', '/no-such-page']) {
        await portal.open(path);
        await check(page, path);
      }
    });
  }

  test('on the development outbox, but for its reloading itself', async ({ page, member }) => {
    expect(member).toBeTruthy();
    await page.goto('/dev/outbox');
    await expect(page.getByRole('listitem').first()).toBeVisible();
    await check(page, 'outbox', 'meta-refresh');
  });
});
