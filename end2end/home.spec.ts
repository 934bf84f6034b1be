// The home page: what this is, or how one's account stands.
import { expect, test } from './fixtures';

const ADDRESS = { province: '浙江省', city: '杭州市', area: '西湖区', street: '文三路 90 号', recv_name: '林晚', recv_phone: '0571-87654321' };

test('a stranger learns what this is, and is offered two ways in', async ({ portal, page }) => {
  await portal.open('/');
  await expect(page).toHaveTitle('企业账号中心 · 门户');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('企业账号，从这里开始');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['手机验证码注册', '三种方式登录', '资料只为服务所用']);
  for (const [name, path] of [['注册企业账号', '/register'], ['登录', '/login']]) {
    await page.getByRole('main').getByRole('link', { name, exact: true }).click();
    await portal.landsOn(path);
    await portal.open('/');
  }
});

test('what is left to do leads to where it is done, and is ticked off once it is', async ({ portal, page, server, watch, member, elsewhere }) => {
  const device = await elsewhere(member);
  await portal.logIn(member.phone, member.password);
  await portal.open('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${member.name}，您好`);
  const steps = page.locator('.steps > li');
  const left = steps.getByRole('link');
  await expect(steps).toHaveText(['账号已注册，手机号已验证', '绑定接收邮箱', '绑定微信', '填写收货信息', '看看近期活动']);
  await expect(left).toHaveText(['绑定接收邮箱', '绑定微信', '填写收货信息', '看看近期活动']);
  for (const [name, path] of [['绑定接收邮箱', '/binding'], ['绑定微信', '/binding'], ['填写收货信息', '/profile'], ['看看近期活动', '/events']]) {
    await left.filter({ hasText: name }).click();
    await portal.landsOn(path);
    await portal.open('/');
  }

  const token = new URL(await server.bindingLink(member.user_email), server.url).searchParams.get('token')!;
  await device.post('bind_email', { token });
  await portal.reload();
  await expect(left).toHaveText(['绑定微信', '填写收货信息', '看看近期活动']);
  watch.expects(/^request to another host: http:\/\/localhost:\d+\/(dev\/wechat|pkg|favicon)/);
  await portal.open('/binding');
  await portal.leaveForWechat(member.password);
  await page.getByRole('link', { name: '微信用户甲：确认' }).click();
  await portal.landsOn('/binding?done=weixin_bind');
  await portal.open('/');
  await device.post('change_my_recv_info', ADDRESS);
  const bookin_type = await server.addEvent('智能制造沙龙', 3);
  await device.post('new_industry_bookin', { bookin_type });
  await portal.reload();
  await expect(left).toHaveCount(0);
  await expect(steps).toHaveText(['账号已注册，手机号已验证', '接收邮箱已绑定', '微信已绑定', '收货信息已填写', '已报名活动']);
  await device.post('cancel_bookin', { bookin_type });
  // The double's people are the whole server's.
  await device.post('weixin_unbind', { password: member.password });
  await portal.reload();
  await expect(left).toHaveText(['绑定微信', '看看近期活动']);
});

test('the home page speaks English', { tag: '@scripts' }, async ({ portal, page, member, elsewhere }) => {
  await portal.open('/?lang=en');
  await expect(page.getByRole('main').getByRole('link')).toHaveText(['Register a company account', 'Log in']);
  expect(await portal.chinese()).toEqual([]);
  const device = await elsewhere(member);
  await device.post('change_my_recv_info', ADDRESS);
  await portal.logIn(member.phone, member.password);
  await portal.open('/');
  await expect(page.locator('.steps > li')).toHaveText(['Registered, mobile verified', 'Bind your notification email', 'Bind your WeChat', 'Delivery details filled in', 'See what is on']);
  expect(await portal.chinese(member.name)).toEqual([]);
});
