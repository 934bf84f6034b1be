// Changing the password by the old one.
import { expect, test } from './fixtures';
import { NEW_PASSWORD } from './people';
import type { Portal } from './portal';

async function fill(portal: Portal, old: string, fresh: string, again = fresh) {
  await portal.field('old_password').fill(old);
  await portal.field('new_password').fill(fresh);
  await portal.field('confirm_password').fill(again);
}

test('one changes the password, stays signed in, and every other device is signed out', async ({ portal, page, server, member, elsewhere }) => {
  const device = await elsewhere(member);
  await portal.logIn(member.phone, member.password);
  await page.getByRole('main').getByRole('link', { name: '修改密码' }).click();
  await portal.landsOn('/password');
  await expect(page).toHaveTitle('修改密码 · 门户');
  await expect(page.getByRole('main')).toContainText('修改后，其他设备会全部退出登录，这台设备不受影响。');

  await fill(portal, 'not the old one', NEW_PASSWORD);
  await portal.submitInVain();
  await expect(portal.error('old_password')).toHaveText('密码不正确。');
  expect(await device.isLoggedIn()).toBe(true);

  await page.getByLabel('旧密码').fill(member.password);
  await page.getByLabel('新密码', { exact: true }).fill(NEW_PASSWORD);
  await page.getByLabel('再次输入新密码').fill(NEW_PASSWORD);
  await page.getByRole('main').getByRole('button', { name: '修改密码' }).click();
  await portal.landsOn('/password');
  await expect(portal.status).toHaveText('密码已修改，其他设备已退出。');
  await expect(portal.field('old_password')).toHaveValue('');
  expect(await device.isLoggedIn()).toBe(false);
  expect((await server.letter(member.phone, 'PasswordChanged')).text).toContain('被修改');

  await portal.open('/profile');
  await expect(page).toHaveURL('/profile');
  await portal.logOut();
  await portal.logIn(member.phone, NEW_PASSWORD);
});

test('every field of the change says what is wrong with it', async ({ portal, member }) => {
  await portal.logIn(member.phone, member.password);
  await portal.open('/password');
  await portal.submitInVain();
  await expect(portal.error('old_password')).toHaveText('请填写旧密码。');
  await expect(portal.error('new_password')).toHaveText('请填写新密码。');
  await expect(portal.error('confirm_password')).toHaveText('请再次输入新密码。');

  await fill(portal, member.password, 'password1', 'password2');
  await portal.submitInVain();
  await expect(portal.error('old_password')).toBeHidden();
  await expect(portal.error('new_password')).toHaveText('这个密码太容易被猜到。请再长一些，或换几个不相干的词。');
  await expect(portal.error('confirm_password')).toHaveText('两次输入的密码不一致。');

  await fill(portal, member.password, member.password);
  await portal.submitInVain();
  await expect(portal.error('new_password')).toHaveText('新密码不能和旧密码相同。');
  await portal.summary.getByRole('link', { name: '新密码不能和旧密码相同。' }).click();
  await expect(portal.field('new_password')).toBeFocused();
});

test('a meter says how strong the new password is while it is typed', { tag: '@scripts' }, async ({ portal, page, member }) => {
  await portal.logIn(member.phone, member.password);
  await portal.open('/password');
  const meter = page.locator('meter');
  await expect(portal.strength).toBeHidden();
  await portal.field('new_password').pressSequentially('password1');
  await expect(portal.strength).toHaveText(/^(太弱：很容易被猜到|弱：容易被猜到)$/);
  await expect(meter).toHaveAttribute('value', /^[01]$/);
  await portal.field('new_password').fill(NEW_PASSWORD);
  await expect(portal.strength).toHaveText('很强');
  await expect(meter).toHaveAttribute('value', '4');
  await portal.field('new_password').fill('');
  await expect(portal.strength).toBeHidden();
  // Nothing of it was kept or sent off.
  await expect(page).toHaveURL('/password');
  await expect(portal.summary).toBeHidden();
});

test('the change of password speaks English', { tag: '@scripts' }, async ({ portal, page, member }) => {
  await portal.logIn(member.phone, member.password);
  await portal.open('/password?lang=en');
  await portal.submitInVain();
  await expect(portal.error('old_password')).toHaveText('Please fill in “Old password”.');
  await expect(portal.error('confirm_password')).toHaveText('Enter the new password again.');
  await page.getByLabel('Old password').fill(member.password);
  await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
  await expect(portal.strength).toHaveText('Very strong');
  await page.getByLabel('New password again').fill(NEW_PASSWORD);
  expect(await portal.chinese()).toEqual([]);
  await page.getByRole('main').getByRole('button', { name: 'Change password' }).click();
  await portal.landsOn('/password');
  await expect(portal.status).toHaveText('Your password is changed; other devices are logged out.');
  expect(await portal.chinese()).toEqual([]);
});
