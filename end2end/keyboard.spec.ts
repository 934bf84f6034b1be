// Registration and login with Tab, Space, Enter and typing only.
import { expect, test } from './fixtures';
import { TYPED } from './people';

test('the first Tab offers to skip to the content, and Enter goes there', async ({ portal, page }) => {
  for (const path of ['/', '/login', '/register', '/terms']) {
    await portal.open(path);
    const skip = page.getByRole('link', { name: '跳到正文' });
    await expect(skip).not.toBeInViewport();
    await page.keyboard.press('Tab');
    await expect(skip).toBeFocused();
    await expect(skip).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('Enter');
    await expect(page.getByRole('main')).toBeFocused();
    await page.keyboard.press('Tab');
    // On a page with nothing to press the next thing is the footer.
    expect(await page.evaluate(() => !document.activeElement?.closest('header'))).toBe(true);
  }
});

test('one registers, logs out and logs in with the keyboard alone', async ({ portal, page, server, person }) => {
  const { keyboard } = page;
  await portal.open('/register');
  await portal.tabTo(portal.consent);
  await keyboard.press('Space');
  await portal.tabTo(portal.field('phone'));
  await keyboard.type(person.phone);
  await portal.tabTo(portal.codeButton);
  await keyboard.press('Space');
  await expect(portal.sent).toHaveText(/^验证码已发送至 /);
  await portal.ready();
  await portal.tabTo(portal.field('code'));
  await keyboard.type(await server.code(person.phone, 'AccountReg'));
  for (const name of TYPED.slice(1, 5)) {
    await portal.tabTo(portal.field(name));
    await keyboard.type(person[name]);
  }
  for (const code of person.industries) {
    await portal.tabTo(portal.industry(code));
    await keyboard.press('Space');
  }
  await portal.tabTo(portal.field('password'));
  await keyboard.type(person.password);
  await portal.tabTo(portal.submit);
  await keyboard.press('Enter');
  await expect(page).toHaveURL('/profile');
  await expect(portal.field('company_name')).toHaveValue(person.company_name);

  await portal.tabTo(page.getByRole('button', { name: '退出' }));
  await keyboard.press('Enter');
  await expect(page).toHaveURL('/');

  await portal.tabTo(page.getByRole('navigation').getByRole('link', { name: '登录' }));
  await keyboard.press('Enter');
  await expect(page).toHaveURL('/login');
  await portal.ready();
  await portal.tabTo(portal.field('username'));
  await keyboard.type(person.phone);
  await keyboard.press('Tab');
  await expect(portal.field('password')).toBeFocused();
  await keyboard.type(person.password);
  await portal.tabTo(portal.field('remember'));
  await keyboard.press('Space');
  await expect(portal.field('remember')).toBeChecked();
  await keyboard.press('Tab');
  await expect(portal.submit).toBeFocused();
  await keyboard.press('Space');
  await expect(page).toHaveURL('/profile');
});

test('Tab never lands on something that cannot be seen', async ({ portal, page }) => {
  for (const path of ['/', '/login', '/register', '/password/reset', '/terms']) {
    await portal.open(path);
    const stops = await page.locator('a[href], button, input').count();
    for (let press = 0; press < stops; press++) {
      await page.keyboard.press('Tab');
      const lost = await page.evaluate(() => {
        const focused = document.activeElement!;
        const { top, bottom, left, right } = focused.getBoundingClientRect();
        const seen = focused.checkVisibility() && !focused.matches('.first') && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
        return seen ? '' : focused.outerHTML;
      });
      expect(lost, path).toBe('');
    }
  }
});
