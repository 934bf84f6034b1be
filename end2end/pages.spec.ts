// All pages: sizes of window, languages, what they fetch, and addresses that are none.
import { expect, test } from './fixtures';

const OPEN = ['/', '/register', '/login', '/password/reset', '/terms', '/privacy', '/docs'];
const SIGNED_IN = ['/', '/profile', '/binding', '/password', '/events'];
const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } };

test('an address that is none gets a page that says so, with a way home', async ({ page, watch }) => {
  watch.expectsStatus(404, '/no-such-page');
  expect((await page.goto('/no-such-page'))?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('没有找到这个页面');
  await page.getByRole('link', { name: '回到首页' }).click();
  await expect(page).toHaveURL('/');
});

test('what no form of ours sends gets a page that says so', async ({ portal, page, watch }) => {
  watch.expectsStatus(400, '/login');
  await portal.open('/login');
  await page.locator('main form[method=post]').evaluate((form: HTMLFormElement) => {
    form.querySelector<HTMLInputElement>('input[name=form]')!.value = 'nonsense';
    form.submit();
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('没有接受这个请求');
  await page.getByRole('link', { name: '回到首页' }).click();
  await expect(page).toHaveURL('/');
  const reply = await page.request.put('/login');
  expect([reply.status(), reply.headers().allow]).toEqual([405, 'GET, HEAD, POST']);
  expect(await reply.text()).toContain('没有接受这个请求');
});

test('the terms and the privacy policy say as much in English', { tag: '@scripts' }, async ({ portal, page }) => {
  for (const [path, title] of [['/terms', 'Terms of use'], ['/privacy', 'Privacy policy']]) {
    const parts = page.getByRole('main').locator('h2, p');
    await portal.open(`${path}?lang=zh`);
    const chinese = await parts.count();
    await portal.open(`${path}?lang=en`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(page.getByRole('main')).toContainText(/Version \d{4}-\d{2}-\d{2}/);
    expect(await parts.count()).toBe(chinese);
    expect(await portal.chinese()).toEqual([]);
  }
});

test('the terms and the privacy policy say something, and the consent links to them', async ({ portal, page, context }) => {
  await portal.open('/register');
  for (const name of ['用户协议', '隐私政策']) {
    const opened = context.waitForEvent('page');
    await page.getByRole('main').getByRole('link', { name: `《${name}》` }).click();
    const legal = await opened;
    await expect(legal.getByRole('heading', { level: 1 })).toHaveText(name);
    await expect(legal.getByRole('main')).toContainText(/版本：\d{4}-\d{2}-\d{2}/);
    expect(await legal.getByRole('heading', { level: 2 }).count()).toBeGreaterThan(2);
    expect((await legal.getByRole('main').innerText()).length).toBeGreaterThan(300);
    await legal.close();
  }
  // Reading them has not unticked or ticked anything.
  await expect(portal.consent).not.toBeChecked();
});

test('the language switch stays on the page, and the choice lasts', async ({ portal, page, watch, member }) => {
  watch.expectsStatus(404, '/no-such-page');
  watch.expectsStatus(404, '/no-such-page?lang=en');
  watch.expectsStatus(404, '/no-such-page?lang=zh');
  const html = page.locator('html');
  const there = async (path: string) => {
    await portal.open(path);
    const chinese = await page.getByRole('heading', { level: 1 }).innerText();
    await page.getByRole('link', { name: 'English' }).click();
    await expect(html).toHaveAttribute('lang', 'en');
    expect(new URL(page.url()).pathname).toBe(new URL(path, page.url()).pathname);
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(chinese);
    await page.goto(path);
    await expect(html).toHaveAttribute('lang', 'en');
    await page.getByRole('link', { name: '中文' }).click();
    await expect(html).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(chinese);
  };
  for (const path of [...OPEN, '/no-such-page']) await there(path);

  // What else is in the address stays there.
  await portal.open('/login?next=/');
  await page.getByRole('link', { name: 'English' }).click();
  await portal.ready();
  await portal.fillLogin(member.phone, member.password);
  await portal.submit.click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Hello, ${member.name}`);
  await page.getByRole('link', { name: '中文' }).click();
  await expect(html).toHaveAttribute('lang', 'zh-CN');
  for (const path of SIGNED_IN) await there(path);
});

test('errors come in the language of the page', async ({ portal, page }) => {
  portal.willBeRefused('/login?lang=en');
  await portal.open('/login?lang=en');
  await portal.submit.click();
  await expect(portal.error('username')).toHaveText('Enter your username, mobile or email.');
  await expect(portal.summary.getByRole('heading')).toHaveText('Please check the following');
  await expect(page.getByRole('main')).not.toContainText(/\p{Script=Han}/u);
});

test('the English pages hold no Chinese but the way back to it', async ({ portal, page }) => {
  // But for the reference's examples, which are of Chinese people.
  for (const path of OPEN.filter((path) => path !== '/docs')) {
    await portal.open(`${path}?lang=en`);
    expect((await page.locator('body').innerText()).match(/\p{Script=Han}+/gu)).toEqual(['中文']);
  }
  await portal.open('/register');
  await expect(page.getByRole('checkbox', { name: 'I have read and agree to the terms of use and the privacy policy', exact: true })).toBeVisible();
});

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`on a ${size} nothing is wider than the window and everything to press is large enough`, async ({ portal, page, watch, member, person }) => {
    test.slow();
    watch.expectsStatus(404, '/no-such-page?lang=zh');
    watch.expectsStatus(404, '/no-such-page?lang=en');
    for (const lang of ['zh', 'en']) portal.willBeRefused(`/register?lang=${lang}`), portal.willBeRefused(`/login?lang=${lang}`);
    await page.setViewportSize(viewport);
    const fits = async (what: string) => {
      expect.soft(await portal.overflow(), `${what} is wider than the window by`).toBe(0);
      expect.soft(await small(), `too small on ${what}`).toEqual([]);
    };
    // Buttons, fields, and links that stand alone; a box is ticked by its label. What hangs out of its own box counts as well.
    const small = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, .button, input, select, header a, footer a, .summary a, .aside a, .steps a')].flatMap((element) => {
          const target = element instanceof HTMLInputElement && element.type === 'checkbox' ? element.labels![0] : element;
          const { height } = target.getBoundingClientRect();
          if (!target.checkVisibility() || element.matches('.first, .skip')) return [];
          return height < 44 ? [`${target.outerHTML.slice(0, 80)} ${height}`] : [];
        }),
      );
    for (const lang of ['zh', 'en']) {
      for (const path of [...OPEN, '/no-such-page']) {
        await portal.open(`${path}?lang=${lang}`);
        await fits(`${path} in ${lang}`);
      }
      for (const path of ['/register', '/login']) {
        await portal.open(`${path}?lang=${lang}`);
        await portal.submit.click();
        await expect(portal.summary).toBeFocused();
        await fits(`${path} with errors in ${lang}`);
      }
    }
    await portal.open('/register?lang=zh');
    await portal.askForCode(person);
    await fits('/register after the code was sent');
    await portal.logIn(member.phone, member.password);
    for (const lang of ['zh', 'en']) {
      for (const path of SIGNED_IN) {
        await portal.open(`${path}?lang=${lang}`);
        await fits(`${path} signed in in ${lang}`);
      }
    }
  });
}

test('long names fit on a phone', async ({ portal, page, person }) => {
  await page.setViewportSize(SIZES.phone);
  await portal.register({
    ...person,
    company_name: 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft有限公司',
    name: 'Wolfeschlegelsteinhausenbergerdorff'.slice(0, 50),
    user_email: `anextraordinarilylonglocalpartthatgoesonandonandonforsixty@${person.phone}.averylongsubdomainofourcompany.huadeng-keji.cn`,
    industries: ['ai_bigdata', 'iot_hardware', 'culture_sports', 'catering_tourism', 'business_services'],
  });
  expect(await portal.overflow()).toBe(0);
  await portal.open('/');
  expect(await portal.overflow()).toBe(0);
});

test('pages without a form fetch neither script nor WASM', async ({ portal, page, watch, member }) => {
  watch.expectsStatus(404, '/no-such-page');
  const fetched: string[] = [];
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  const visit = async (paths: string[]) => {
    for (const path of paths) await page.goto(path, { waitUntil: 'networkidle' });
    return fetched.splice(0).filter((path) => /\.(m?js|wasm)$/.test(path));
  };
  expect(await visit(['/', '/terms', '/privacy', '/no-such-page'])).toEqual([]);
  const form = await visit(['/login']);
  expect(form).toEqual(portal.scripts ? [expect.stringMatching(/\.wasm$/), expect.stringMatching(/\.js$/)] : []);
  await portal.logIn(member.phone, member.password);
  await page.waitForLoadState('networkidle');
  fetched.length = 0;
  expect(await visit(['/', '/events'])).toEqual([]);
});
