// Logging in and out, and being sent to log in.
import { Device } from './device';
import { expect, test } from './fixtures';
import { newPerson } from './people';

test('one logs out, and in again by username, by mobile and by email', async ({ portal, page, person }) => {
  await portal.register(person);
  const username = await portal.value('username').innerText();
  await portal.logOut();
  for (const name of [username, person.phone, person.user_email, person.user_email.toUpperCase()]) {
    await portal.logIn(name, person.password);
    await expect(portal.field('realname')).toHaveValue(person.name);
    await portal.logOut();
    await page.goto('/profile');
    await expect(page).toHaveURL('/login?next=/profile');
  }
});

test('a wrong password is told without saying which of the two was wrong, and the name stays', async ({ portal, page, member }) => {
  portal.willBeRefused('/login');
  await portal.open('/login');
  await portal.fillLogin(member.user_email, 'not the password');
  await portal.submit.click();
  await expect(portal.summary).toHaveText('账号或密码不正确。连续输错会暂时锁定，忘记密码可以用手机号找回；仍无法登录，请联系我们：〔联系方式未设置 MENHU_CONTACT〕。', { useInnerText: true });
  await expect(portal.summary).toBeFocused();
  await expect(portal.field('username')).toHaveValue(member.user_email);
  await portal.ready();

  await portal.fillLogin('nobody@huadeng-keji.cn', 'not the password');
  await portal.submit.click();
  await expect(portal.summary).toHaveText('账号或密码不正确。连续输错会暂时锁定，忘记密码可以用手机号找回；仍无法登录，请联系我们：〔联系方式未设置 MENHU_CONTACT〕。', { useInnerText: true });
  await portal.ready();

  await portal.fillLogin(member.user_email, member.password);
  await portal.submit.click();
  await expect(page).toHaveURL('/profile');
});

test('an empty login form says what is missing beside both fields', async ({ portal }) => {
  portal.willBeRefused('/login');
  await portal.open('/login');
  await portal.submit.click();
  await expect(portal.error('username')).toHaveText('请填写用户名、手机号或邮箱。');
  await expect(portal.error('password')).toHaveText('请填写密码。');
  await expect(portal.summary.getByRole('link')).toHaveText(['请填写用户名、手机号或邮箱。', '请填写密码。']);
  await portal.summary.getByRole('link', { name: '请填写密码。' }).click();
  await expect(portal.field('password')).toBeFocused();
});

test('Enter in the password field logs in', async ({ portal, page, member }) => {
  await portal.open('/login');
  await portal.fillLogin(member.phone, member.password);
  await portal.field('password').press('Enter');
  await expect(page).toHaveURL('/profile');
});

test('the profile leads one who is signed out to the login, and from there back', async ({ portal, page, member }) => {
  await page.goto('/profile');
  await expect(page).toHaveURL('/login?next=/profile');
  await expect(page.getByRole('main')).toContainText('请先登录，然后继续。');
  await portal.ready();
  await portal.fillLogin(member.phone, member.password);
  await portal.submit.click();
  await expect(page).toHaveURL('/profile');
});

test('after a refusal the login still knows where to go on to', async ({ portal, page, member }) => {
  portal.willBeRefused('/login?next=/');
  await portal.open('/login?next=/');
  await portal.fillLogin(member.phone, 'not the password');
  await portal.submit.click();
  await expect(portal.summary).toBeFocused();
  await portal.ready();
  await portal.fillLogin(member.phone, member.password);
  await portal.submit.click();
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${member.name}，您好`);
});

test('a login link cannot lead away from the portal', async ({ portal, page, member }) => {
  await portal.open('/login?next=//evil.example/profile');
  await portal.fillLogin(member.phone, member.password);
  await portal.submit.click();
  await expect(page).toHaveURL('/profile');
});

test('only a ticked box keeps one logged in beyond the browser', async ({ portal, page, context, member }) => {
  const lasts = async () => (await context.cookies()).find((cookie) => cookie.name === 'menhu')?.expires;
  await portal.logIn(member.phone, member.password);
  expect(await lasts()).toBe(-1);
  await portal.logOut();
  await portal.open('/login');
  await page.getByRole('checkbox', { name: '30 天内保持登录' }).check();
  await portal.fillLogin(member.phone, member.password);
  await portal.submit.click();
  await expect(page).toHaveURL('/profile');
  const days = ((await lasts()) ?? 0) / 86_400 - Date.now() / 86_400_000;
  expect(days).toBeGreaterThan(29);
  expect(days).toBeLessThan(31);
});

test('after logging out, the back button shows nothing of the profile', async ({ portal, page, member }) => {
  await portal.logIn(member.phone, member.password);
  await portal.logOut();
  await page.goBack();
  await expect(page).toHaveURL('/login?next=/profile');
});

test('a tab of the account that was here before changes nothing of the present one', async ({ portal, page, server, member }) => {
  const second = { ...newPerson(), name: '周明' };
  await (await Device.registering(server, second)).end();
  await portal.logIn(member.phone, member.password);
  await portal.form('change_my_info').field('realname').fill('别人');
  const tab = await portal.inNewTab();
  await tab.open('/');
  await tab.logOut();
  await tab.logIn(second.phone, second.password);

  const form = portal.form('change_my_info');
  portal.willBeRefused('/profile');
  await form.submit.click();
  await expect(form.summary).toContainText('这个页面是用另一个账号打开的，没有做任何改变。');
  await portal.ready();
  await expect(form.field('realname')).toHaveValue('别人');
  await form.summary.getByRole('link', { name: '重新打开这个页面' }).click();
  await portal.landsOn('/profile');
  await expect(form.field('realname')).toHaveValue('周明');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('what was typed is still there after the session ended', async ({ portal, page, member }) => {
  await portal.logIn(member.phone, member.password);
  const form = portal.form('change_my_info');
  await form.field('realname').fill('林晚晴');
  const tab = await portal.inNewTab();
  await tab.open('/');
  await tab.logOut();
  portal.willBeRefused('/profile');
  await form.submit.click();
  if (portal.scripts) {
    // Beside the message, a link that leaves the form as it is.
    await expect(form.summary).toContainText('请先登录。');
    const opened = page.waitForEvent('popup');
    await form.summary.getByRole('link', { name: /^在新标签页登录/ }).click();
    const login = await opened;
    await expect(login).toHaveURL('/login?next=/profile');
    await expect(login.locator('html')).toHaveAttribute('data-ready');
    await login.locator('#account_login-username').fill(member.phone);
    await login.locator('#account_login-password').fill(member.password);
    await login.locator('button.primary').click();
    await expect(login).toHaveURL('/profile');
    await login.close();
    await form.submit.click();
    await expect(form.status).toHaveText('个人信息已保存。');
  } else {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('登录');
    await portal.fillLogin(member.phone, 'not the password');
    await portal.submit.click();
    await expect(portal.summary).toContainText('账号或密码不正确。');
    await portal.fillLogin(member.phone, member.password);
    await portal.submit.click();
    await expect(form.summary).toContainText('您已重新登录。');
    await expect(form.field('realname')).toHaveValue('林晚晴');
    await form.submit.click();
    await portal.landsOn('/profile');
  }
  await portal.open('/profile');
  await expect(form.field('realname')).toHaveValue('林晚晴');
});
