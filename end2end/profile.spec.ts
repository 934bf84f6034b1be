// Personal, company and delivery information, the region picker, and the devices that are signed in.
import { type Page, expect } from '@playwright/test';
import { EDGE_ON_WINDOWS, WECHAT_ON_IPHONE } from './device';
import { test } from './fixtures';
import type { Portal } from './portal';

const PLACES = [
  ['香港特别行政区', '九龙', '油尖旺区'],
  ['澳门特别行政区', '澳门半岛', '大堂区'],
  ['台湾省', '台北市', '大安区'],
  // Cities without districts have their towns in the districts' place.
  ['广东省', '东莞市', '虎门镇'],
  ['海南省', '儋州市', '那大镇'],
  ['甘肃省', '嘉峪关市', '新城镇'],
] as const;

/** Chooses level by level; without scripts the next level's list is asked for with a button. */
async function choose(portal: Portal, province: string, city: string, area: string) {
  const refresh = portal.page.getByRole('button', { name: /^(刷新下一级列表|Refresh the next list)$/ });
  await portal.field('province').selectOption({ label: province });
  if (!portal.scripts) await refresh.click();
  await portal.field('city').selectOption({ label: city });
  if (!portal.scripts) await refresh.click();
  await portal.field('area').selectOption({ label: area });
}

/** What one of the lists offers to choose from. */
const offered = (portal: Portal, name: string) => portal.field(name).locator('option:not([value=""])');

/** What is chosen, in words. */
const chosen = (portal: Portal) => Promise.all(['province', 'city', 'area'].map((name) => portal.field(name).locator('option:checked').innerText()));

test('what is entered on the profile is saved, said beside its form, and still there later', async ({ portal, page, member }) => {
  await portal.logIn(member.phone, member.password);
  const [person, company, delivery] = ['change_my_info', 'change_company_info', 'change_my_recv_info'].map((form) => portal.form(form));

  await person.field('realname').fill('x');
  await person.field('qq').fill('012');
  await person.submitInVain();
  await expect(person.error('realname')).toHaveText(/太短/);
  await expect(person.error('qq')).toHaveText('QQ 号应为 5 到 11 位数字，不以 0 开头。');
  await expect(person.field('realname')).toHaveValue('x');
  await expect(company.summary).toBeHidden();
  await person.field('realname').fill('叶晴');
  await person.field('qq').fill('');
  await person.submit.click();
  await expect(person.status).toHaveText('个人信息已保存。');
  await expect(person.summary).toBeHidden();
  await portal.ready();

  await company.field('company_name').fill('光');
  await company.field('company_url').fill('ftp://huadeng-keji.cn');
  await company.submitInVain();
  await expect(company.error('company_name')).toHaveText('企业名称太短，至少 4 个字。');
  await expect(company.error('company_url')).toHaveText('企业主页应为 http:// 或 https:// 开头的网址。');
  await company.field('company_name').fill('华灯智能科技有限公司');
  await company.field('company_url').fill('https://www.huadeng-keji.cn/about');
  await company.submit.click();
  await expect(company.status).toHaveText('企业信息已保存。');
  await portal.ready();

  await delivery.submitInVain();
  await expect(delivery.error('province')).toHaveText('请选择省份。');
  await expect(delivery.error('street')).toHaveText('请填写街道门牌号。');
  await expect(delivery.error('recv_name')).toHaveText('请填写收货人姓名。');
  await expect(delivery.error('recv_phone')).toHaveText('请填写收货人电话。');
  await choose(delivery, '浙江省', '杭州市', '西湖区');
  await delivery.field('street').fill('文三路 90 号 2 幢');
  await delivery.field('recv_name').fill('叶晴');
  await delivery.field('recv_phone').fill('0571-1');
  await delivery.submitInVain();
  await expect(delivery.error('recv_phone')).toHaveText('请填写手机号、带区号的座机（如 010-12345678）或 400 电话；港澳台号码只能用于当地的地址。');
  expect(await chosen(delivery)).toEqual(['浙江省', '杭州市', '西湖区']);
  await delivery.summary.getByRole('link').click();
  await expect(delivery.field('recv_phone')).toBeFocused();
  await delivery.field('recv_phone').fill('0571-87654321');
  await delivery.submit.click();
  await expect(delivery.status).toHaveText('收货信息已保存。');

  await portal.open('/profile');
  await expect(person.field('realname')).toHaveValue('叶晴');
  await expect(person.field('qq')).toHaveValue('');
  await expect(company.field('company_name')).toHaveValue('华灯智能科技有限公司');
  await expect(company.field('company_url')).toHaveValue('https://www.huadeng-keji.cn/about');
  expect(await chosen(delivery)).toEqual(['浙江省', '杭州市', '西湖区']);
  await expect(delivery.field('street')).toHaveValue('文三路 90 号 2 幢');
  await expect(delivery.field('recv_phone')).toHaveValue('0571-87654321');
  await expect(portal.status).toBeHidden();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['账号', '个人信息', '企业信息', '收货信息', '已登录的设备']);
});

test('choosing a region loses nothing that was typed, and each list follows from the one before', async ({ portal, page, member }) => {
  await portal.logIn(member.phone, member.password);
  const form = portal.form('change_my_recv_info');
  await form.field('street').fill('文三路 90 号');
  await form.field('recv_phone').fill('12');
  await expect(offered(form, 'province')).toHaveCount(34);
  await expect(offered(form, 'city')).toHaveCount(0);
  const loads = countLoads(page);
  await choose(form, '北京市', '市辖区', '海淀区');
  // What hung on the old province is gone with it.
  await form.field('province').selectOption({ label: '浙江省' });
  const refresh = page.getByRole('button', { name: '刷新下一级列表' });
  if (portal.scripts) await expect(refresh).toBeHidden();
  else await refresh.click();
  await expect(form.field('city')).toHaveValue('');
  await expect(offered(form, 'city').first()).toHaveText('杭州市');
  await expect(offered(form, 'area')).toHaveCount(0);
  await choose(form, '浙江省', '宁波市', '海曙区');
  await expect(form.field('street')).toHaveValue('文三路 90 号');
  await expect(form.field('recv_phone')).toHaveValue('12');
  // Nothing is saved, or judged, before it is submitted.
  await expect(form.error('recv_phone')).toBeHidden();
  await expect(form.status).toBeHidden();
  if (portal.scripts) expect(loads()).toBe(0);
});

test('Hong Kong, Macao, Taiwan and cities without districts can be chosen and saved', async ({ portal, member, elsewhere }) => {
  const device = await elsewhere(member);
  await portal.logIn(member.phone, member.password);
  const form = portal.form('change_my_recv_info');
  await form.field('street').fill('Nathan Road 1');
  await form.field('recv_name').fill('叶晴');
  await form.field('recv_phone').fill(member.phone);
  for (const [province, city, area] of PLACES) {
    await choose(form, province, city, area);
    await form.submit.click();
    await expect.poll(async () => (await device.get('me')).recv).toMatchObject({ province, city, area });
    await expect(form.status).toHaveText('收货信息已保存。');
    await portal.ready();
  }
  await portal.open('/profile');
  expect(await chosen(form)).toEqual(PLACES.at(-1));
});

test('one sees the signed-in devices, signs one out, and then all others', async ({ portal, page, member, elsewhere }) => {
  const phone = await elsewhere(member, WECHAT_ON_IPHONE);
  const office = await elsewhere(member, EDGE_ON_WINDOWS);
  await portal.logIn(member.phone, member.password);
  const devices = page.locator('.devices > li');
  await expect(devices).toHaveCount(3);
  await expect(devices.filter({ hasText: 'Chrome · Linux' })).toContainText('这台设备');
  await expect(devices.filter({ hasText: 'Chrome · Linux' })).toContainText(/10\.9\.\d+\.\d+ · 最近使用 20\d\d-\d\d-\d\d \d\d:\d\d/);
  await expect(devices.filter({ hasText: 'Chrome · Linux' }).getByRole('button')).toHaveCount(0);

  await devices.filter({ hasText: 'WeChat · iPhone' }).getByRole('button', { name: '退出这台设备' }).click();
  await portal.landsOn('/profile');
  await expect(portal.status).toHaveText('已退出。');
  await expect(portal.status).toBeFocused();
  await expect(portal.status).toBeInViewport();
  await expect(devices).toHaveCount(2);
  expect([await phone.isLoggedIn(), await office.isLoggedIn()]).toEqual([false, true]);

  await elsewhere(member, WECHAT_ON_IPHONE);
  await portal.open('/profile');
  await expect(devices).toHaveCount(3);
  await page.getByRole('button', { name: '退出其他所有设备' }).click();
  await expect(devices).toHaveCount(1);
  await expect(devices).toContainText('这台设备');
  await expect(page.getByRole('button', { name: /^退出(这台|其他所有)设备$/ })).toHaveCount(0);
  expect(await office.isLoggedIn()).toBe(false);
});

test('a device that has gone by itself is told', async ({ portal, page, watch, member, elsewhere }) => {
  watch.expectsStatus(422, '/profile');
  const phone = await elsewhere(member, WECHAT_ON_IPHONE);
  await portal.logIn(member.phone, member.password);
  await phone.post('account_logout', {});
  await page.getByRole('button', { name: '退出这台设备' }).click();
  await expect(portal.summary).toHaveText('这个设备已经退出。', { useInnerText: true });
  await expect(portal.summary).toBeFocused();
});

test('the profile speaks English', { tag: '@scripts' }, async ({ portal, page, member, elsewhere }) => {
  await elsewhere(member, WECHAT_ON_IPHONE);
  await portal.logIn(member.phone, member.password);
  await portal.open('/profile?lang=en');
  const form = portal.form('change_my_recv_info');
  await form.submitInVain();
  await expect(form.error('province')).toHaveText('Choose a province.');
  await expect(form.error('recv_phone')).toHaveText('Please fill in “Recipient’s phone”.');
  expect(await portal.chinese()).toEqual([]);
  await choose(form, '上海市', '市辖区', '浦东新区');
  await page.getByLabel('Street and number').fill('Century Avenue 100');
  await page.getByLabel('Recipient', { exact: true }).fill('Ye Qing');
  await page.getByLabel('Recipient’s phone').fill(member.phone);
  await form.submit.click();
  await expect(form.status).toHaveText('The delivery details are saved.');
  const person = portal.form('change_my_info');
  await person.field('realname').fill('Ye Qing');
  await person.submit.click();
  await expect(person.status).toHaveText('Your details are saved.');
  expect(await portal.chinese()).toEqual([]);
  await page.getByRole('button', { name: 'Log this device out' }).click();
  await portal.landsOn('/profile');
  await expect(portal.status).toHaveText('Logged out.');
  expect(await portal.chinese()).toEqual([]);
});

/** How many documents the page has loaded since. */
function countLoads(page: Page) {
  let loads = 0;
  page.on('domcontentloaded', () => loads++);
  return () => loads;
}
