// axe finds nothing on any page, in light and dark, in both languages, with errors showing, signed in and out.
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';
import { test } from './fixtures';
import { NEW_PASSWORD } from './people';

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
      await expect(portal.sent).toBeVisible();
      await check(page, 'registration with a code sent');
      await page.goto(`/login?lang=${lang}`);
      await portal.submit.click();
      await expect(portal.summary).toBeFocused();
      await check(page, 'login with errors');
    });

    test(`on the pages of one who is signed in in ${lang}`, async ({ portal, page, watch, member }) => {
      watch.expectsStatus(404, '/no-such-page');
      await portal.logIn(member.phone, member.password);
      await portal.open(`/?lang=${lang}`);
      for (const path of ['/', '/profile', '/binding', '/password', '/events', '/no-such-page']) {
        await portal.open(path);
        await check(page, path);
      }
    });

    test(`on a reset that was refused, has sent a code and worked in ${lang}`, async ({ portal, page, server, registeredUser }) => {
      await portal.open(`/password/reset?lang=${lang}`);
      await portal.submitInVain();
      await check(page, 'reset with errors');
      await portal.field('mobile').fill(registeredUser.phone);
      await portal.sendCode();
      await portal.field('code').fill(await server.code(registeredUser.phone, 'ChangePwd'));
      for (const name of ['password', 're_password']) await portal.field(name).fill(NEW_PASSWORD);
      await expect(portal.strength).toBeVisible();
      await check(page, 'reset with a code sent and a strong password');
      await portal.submit.click();
      await portal.landsOn('/login');
      await check(page, 'login after a reset');
    });

    test(`on the forms of one who is signed in, refused and done, in ${lang}`, async ({ portal, page, server, watch, member, elsewhere }) => {
      const link = await server.bindingLink(member.user_email);
      const none = `/binding/email?token=${'0'.repeat(32)}`;
      watch.expectsStatus(422, none);
      watch.expectsStatus(422, '/binding');
      await elsewhere(member);
      await portal.logIn(member.phone, member.password);
      await portal.open(`/password?lang=${lang}`);
      await portal.submitInVain();
      await check(page, 'password with errors');

      await portal.open('/profile');
      for (const form of ['change_my_recv_info', 'change_company_info']) {
        await portal.form(form).field(form === 'change_company_info' ? 'company_name' : 'street').fill('');
        await portal.form(form).submitInVain();
      }
      await portal.form('change_my_info').submit.click();
      await expect(portal.status).toBeVisible();
      await check(page, 'profile with one form saved and two refused');
      await page.getByRole('button', { name: /^(退出这台设备|Log this device out)$/ }).click();
      await portal.landsOn('/profile');
      await check(page, 'profile after a device was signed out');

      await portal.open('/binding');
      await page.getByRole('button', { name: /^(重新发送|Send again)$/ }).click();
      await expect(portal.summary).toBeFocused();
      await portal.ready();
      for (const form of ['change_mobile', 'change_notify_email']) await portal.form(form).submitInVain();
      await check(page, 'binding with everything refused');
      await portal.open(link);
      await page.getByRole('main').getByRole('button').click();
      await portal.landsOn('/binding/email');
      await check(page, 'a link that has bound');
      await portal.open(none);
      await page.getByRole('main').getByRole('button').click();
      await expect(portal.summary).toBeFocused();
      await check(page, 'a link that is none');
      await portal.open('/binding');
      await check(page, 'binding with everything bound');
    });

    test(`on events that are booked, sold out and past in ${lang}`, async ({ portal, page, server, watch, member, other }) => {
      watch.expectsStatus(422, '/events');
      const [full, past, gone, mine] = [await server.addEvent('full', 1), await server.addEvent('past', 1), await server.addEvent('gone', 1), await server.addEvent('mine', 1)];
      await server.startEvent(past);
      await other.post('new_industry_bookin', { bookin_type: full });
      await portal.logIn(member.phone, member.password);
      await portal.open(`/events?lang=${lang}`);
      await page.locator(`[data-event=${mine}]`).getByRole('button').click();
      await portal.landsOn('/events');
      await check(page, 'events after one was booked');
      await portal.open('/events');
      await other.post('new_industry_bookin', { bookin_type: gone });
      await page.locator(`[data-event=${gone}]`).getByRole('button').click();
      await expect(portal.summary).toBeFocused();
      await check(page, 'events after one was refused');
    });
  }

  test('on the development outbox, but for its reloading itself', async ({ page, member }) => {
    expect(member).toBeTruthy();
    await page.goto('/dev/outbox');
    await expect(page.getByRole('listitem').first()).toBeVisible();
    await check(page, 'outbox', 'meta-refresh');
  });
});
