// What scripts add, and what happens where they, or the network, fail.
import { type Page, expect } from '@playwright/test';
import { test } from './fixtures';

test.describe('with scripts', { tag: '@scripts' }, () => {
  test('a button shows the password and hides it again', async ({ portal, page }) => {
    for (const path of ['/login', '/register']) {
      await portal.open(path);
      const password = portal.field('password');
      await password.fill('violin Glacier');
      await expect(password).toHaveAttribute('type', 'password');
      await page.getByRole('button', { name: '显示密码' }).click();
      await expect(password).toHaveAttribute('type', 'text');
      await page.getByRole('button', { name: '隐藏密码' }).click();
      await expect(password).toHaveAttribute('type', 'password');
      await expect(password).toHaveValue('violin Glacier');
      await expect(page).toHaveURL(path);
    }
  });

  test('a busy button says so and cannot be pressed twice', async ({ portal, page, member }) => {
    await portal.open('/login');
    const held = await hold(page, '/users/account_login/');
    await portal.fillLogin(member.phone, member.password);
    await portal.submit.click();
    await expect(portal.submit).toBeDisabled();
    await expect(portal.submit).toHaveText('正在登录…');
    await portal.submit.click({ force: true });
    await portal.field('password').press('Enter');
    held.release();
    await expect(page).toHaveURL('/profile');
    expect(held.requests()).toBe(1);
  });

  test('a field that is corrected is not red any more, and neither is the summary', async ({ portal, page }) => {
    await portal.open('/login');
    await portal.submit.click();
    await expect(portal.summary.getByRole('link')).toHaveCount(2);
    await expect(page).toHaveTitle('错误：登录 · 门户');
    await portal.field('username').fill('zhang');
    await expect(portal.error('username')).toBeHidden();
    await expect(portal.field('username')).not.toHaveAttribute('aria-invalid');
    await expect(portal.summary.getByRole('link')).toHaveCount(1);
    await portal.field('password').fill('violin Glacier');
    await expect(portal.summary).toBeHidden();

    // And what was said of the last try is gone while the next one works.
    await portal.submit.click();
    await expect(portal.summary).toBeVisible();
    const held = await hold(page, '/users/account_login/');
    await portal.submit.click();
    await expect(portal.submit).toHaveText('正在登录…');
    await expect(portal.summary).toBeHidden();
    await expect(page).toHaveTitle('登录 · 门户');
    held.release();
    await expect(portal.summary).toBeVisible();
  });

  test('two quick presses on the code button send one code', async ({ portal, page, server, person }) => {
    await portal.open('/register');
    const held = await hold(page, '/users/send_sms_code/');
    await portal.consent.check();
    await portal.field('phone').fill(person.phone);
    await portal.codeButton.dblclick();
    await expect(portal.codeButton).toHaveText('正在发送…');
    held.release();
    await expect(portal.codeButton).toHaveText(/秒后重新获取$/);
    expect(held.requests()).toBe(1);
    await server.code(person.phone, 'AccountReg');
    expect(await server.letters(person.phone)).toHaveLength(1);
  });

  test('without a network the page says so, keeps everything, and works once it is back', async ({ portal, page, context, watch, member }) => {
    watch.expectsOffline('/users/account_login/');
    await portal.open('/login');
    await portal.fillLogin(member.phone, member.password);
    await portal.field('remember').check();
    await context.setOffline(true);
    await portal.submit.click();
    await expect(portal.summary).toHaveText('网络不通，内容没有提交。请检查网络后再试一次。', { useInnerText: true });
    await expect(portal.summary).toBeFocused();
    await expect(portal.field('username')).toHaveValue(member.phone);
    await expect(portal.field('password')).toHaveValue(member.password);
    await expect(portal.field('remember')).toBeChecked();
    await expect(portal.submit).toHaveText('登录');
    await context.setOffline(false);
    await portal.submit.click();
    await expect(page).toHaveURL('/profile');
  });

  test('a code that could not be asked for leaves the form as it was', async ({ portal, context, watch, person }) => {
    watch.expectsOffline('/users/send_sms_code/');
    await portal.open('/register');
    await portal.fillRegistration(person);
    await portal.consent.check();
    await context.setOffline(true);
    await portal.codeButton.click();
    await expect(portal.summary).toHaveText('网络不通，内容没有提交。请检查网络后再试一次。', { useInnerText: true });
    await expect(portal.codeButton).toBeEnabled();
    await expect(portal.codeButton).toHaveText('获取验证码');
    await expect(portal.field('phone')).toHaveValue(person.phone);
    await expect(portal.field('password')).toHaveValue(person.password);
    await context.setOffline(false);
    await portal.codeButton.click();
    await expect(portal.sent).toHaveText(/^验证码已发送至 /);
    await expect(portal.summary).toBeHidden();
  });

  test('an answer that is not ours does not break the form', async ({ portal, page, watch, member }) => {
    watch.expects(/^console error: Failed to load resource: the server responded with a status of 502 \(Bad Gateway\) /);
    await portal.open('/login');
    await page.route('**/users/account_login/', (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }));
    await portal.fillLogin(member.phone, member.password);
    await portal.submit.click();
    await expect(portal.summary).toBeFocused();
    await expect(portal.summary).not.toBeEmpty();
    await expect(portal.summary).not.toContainText(/Bad Gateway|<h1>|expected|error/i);
    await expect(portal.submit).toBeEnabled();
    await page.unrouteAll();
    await portal.submit.click();
    await expect(page).toHaveURL('/profile');
  });

  test('the login form can be used before any script has arrived', async ({ portal, page, member }) => {
    const held = await hold(page, /\.(js|wasm)$/);
    await page.goto('/login', { waitUntil: 'commit' });
    await portal.fillLogin(member.phone, member.password);
    await expect.poll(held.requests, 'script and WASM were asked for').toBe(2);
    await portal.submit.click();
    await expect(page).toHaveURL('/profile');
    await expect(portal.field('realname')).toHaveValue(member.name);
    held.release();
  });

  test('the forms work where the scripts never arrive', async ({ portal, page, person, server }) => {
    await portal.loseScripts();
    await page.goto('/register');
    await portal.consent.check();
    await portal.field('phone').fill(person.phone);
    await portal.codeButton.click();
    await expect(portal.sent).toHaveText(/^验证码已发送至 /);
    await portal.field('code').fill(await server.code(person.phone, 'AccountReg'));
    await portal.fillRegistration(person);
    await portal.submit.click();
    await expect(page).toHaveURL('/profile');
  });
});

/** Lets requests to this wait, and counts them. */
async function hold(page: Page, url: string | RegExp) {
  let requests = 0;
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(typeof url === 'string' ? `**${url}` : url, async (route) => {
    requests++;
    await released;
    // The page may be gone by then.
    await route.continue().catch(() => {});
  });
  return { release, requests: () => requests };
}
