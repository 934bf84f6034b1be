// WeChat in a real browser: the double stands at another site (localhost, not 127.0.0.1), so that coming back is cross-site as it is in the world.
import { expect, test } from './fixtures';
import type { Portal } from './portal';

test.beforeEach(({ watch }) => {
  watch.expects(/^request to another host: http:\/\/localhost:\d+\/(dev\/wechat|pkg|favicon)/);
});

/** At the double: this person agrees. */
async function confirm(portal: Portal, who = '微信用户甲') {
  await expect(portal.page).toHaveURL(/^http:\/\/localhost:\d+\/dev\/wechat\/connect\/qrconnect\?/);
  await portal.page.getByRole('link', { name: `${who}：确认` }).click();
}

test('a person binds a WeChat, logs in with it, and unbinds it', async ({ portal, page, member }) => {
  await portal.logIn(member.phone, member.password);
  await portal.open('/binding');
  const wechat = page.locator('section').filter({ has: page.getByRole('heading', { name: /^微信/ }) });
  await expect(wechat.locator('.badge')).toHaveText('未绑定');
  portal.willBeRefused('/binding');
  await page.locator('#weixin_bind_start-password').fill('not the password');
  await wechat.getByRole('button', { name: '用微信扫码绑定' }).click();
  await expect(page.locator('#weixin_bind_start-password-error')).toHaveText('密码不正确。');
  await portal.ready();
  await portal.leaveForWechat(member.password);
  await confirm(portal);
  await expect(page).toHaveURL('/binding?done=weixin_bind');
  await expect(wechat.getByRole('status')).toHaveText('微信已绑定，以后可以用微信登录。');
  await expect(wechat.locator('.badge')).toHaveText('已绑定');

  await portal.logOut();
  await portal.open('/login');
  await page.getByRole('link', { name: '用微信登录' }).click();
  await confirm(portal);
  await expect(page).toHaveURL('/profile');
  await expect(portal.field('realname')).toHaveValue(member.name);

  await portal.open('/binding');
  const password = page.locator('#weixin_unbind-password');
  await expect(password).toBeHidden();
  await wechat.getByText('解绑微信').click();
  await password.fill('not the password');
  await wechat.getByRole('button', { name: '确认解绑' }).click();
  await expect(page.locator('#weixin_unbind-password-error')).toHaveText('密码不正确。');
  await portal.ready();
  await password.fill(member.password);
  await wechat.getByRole('button', { name: '确认解绑' }).click();
  await expect(page).toHaveURL('/binding');
  await expect(wechat.getByRole('status').filter({ visible: true })).toHaveText('微信已解绑。');
  await expect(wechat.locator('.badge')).toHaveText('未绑定');

  // It opens nothing any more, and says what to do.
  await portal.logOut();
  await portal.open('/login');
  await page.getByRole('link', { name: '用微信登录' }).click();
  await confirm(portal);
  await expect(page).toHaveURL('/login?refused=wechat_not_bound');
  await expect(portal.summary.filter({ visible: true })).toHaveText('还没有账号绑定这个微信。请先用密码登录，再到“账号绑定”页绑定微信。', { useInnerText: true });
});

test('a state that is missing, replayed or another session’s binds nothing', async ({ portal, page, member }) => {
  const refused = async () => {
    await expect(page).toHaveURL('/binding?refused=wechat_state_invalid');
    await expect(portal.summary.filter({ visible: true })).toHaveText(/这次微信授权已失效/);
  };
  await portal.logIn(member.phone, member.password);
  await portal.open('/binding/wechat/callback?code=anything');
  await refused();

  await portal.open('/binding');
  await portal.leaveForWechat(member.password);
  const state = new URL(page.url()).searchParams.get('state')!;
  await page.getByRole('link', { name: '拒绝' }).click();
  await expect(page).toHaveURL('/binding?refused=wechat_denied');
  await portal.open(`/binding/wechat/callback?code=anything&state=${state}`);
  await refused();

  // Begun before the session ended, finished in the next one.
  await portal.open('/binding');
  await portal.leaveForWechat(member.password);
  const back = await page.getByRole('link', { name: '微信用户乙：确认' }).getAttribute('href');
  const double = new URL(page.url()).origin;
  await portal.open('/binding');
  await portal.logOut();
  await portal.logIn(member.phone, member.password);
  await page.goto(double + back);
  await refused();
  await expect(page.locator('section').filter({ has: page.getByRole('heading', { name: /^微信/ }) }).locator('.badge')).toHaveText('未绑定');
});

test('the WeChat pages speak English too', async ({ portal, page, member, elsewhere }) => {
  const device = await elsewhere(member);
  await portal.logIn(member.phone, member.password);
  await portal.open('/binding?lang=en');
  await portal.leaveForWechat(member.password);
  await confirm(portal, '微信用户丙');
  await expect(page.getByRole('status')).toHaveText('WeChat is bound. You can log in with it from now on.');
  // The double's people are the whole server's.
  await device.post('weixin_unbind', { password: member.password });
});
