// Signing up for events. Each test has events of its own, added as an operator would.
import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures';

test('one signs up, takes the date along, and cancels; the seats count', async ({ portal, page, server, watch, member, other }) => {
  // A download is no page.
  watch.expects(/^request failed: \/events\/e2e-\d+\.ics net::ERR_ABORTED$/);
  const name = await server.addEvent('智能制造沙龙', 3);
  await other.post('new_industry_bookin', { bookin_type: name });
  await portal.logIn(member.phone, member.password);
  await page.getByRole('navigation').getByRole('link', { name: '活动', exact: true }).click();
  await portal.landsOn('/events');
  await expect(page).toHaveTitle('活动报名 · 门户');
  const card = page.locator(`[data-event=${name}]`);
  await expect(card.getByRole('heading')).toHaveText('智能制造沙龙 报名中');
  await expect(card).toContainText('2030-05-20 14:00（北京时间）');
  await expect(card).toContainText('杭州 未来科技城 一号厅');
  await expect(card.locator('[data-value=seats_left]')).toHaveText('剩 2 席，共 3 席');
  await expect(card.getByRole('link', { name: '加入日历' })).toBeHidden();

  await card.getByRole('button', { name: '报名' }).click();
  await portal.landsOn('/events');
  await expect(portal.status).toHaveText('报名成功。');
  await expect(card.getByRole('heading')).toHaveText('智能制造沙龙 已报名');
  await expect(card.locator('[data-value=seats_left]')).toHaveText('剩 1 席，共 3 席');

  const downloading = page.waitForEvent('download');
  await card.getByRole('link', { name: '加入日历' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('event.ics');
  const calendar = await readFile(await download.path(), 'utf8');
  for (const line of ['BEGIN:VEVENT', 'SUMMARY:智能制造沙龙', 'DTSTART:20300520T060000Z', 'END:VCALENDAR']) expect(calendar).toContain(line);

  await card.getByText('取消报名').click();
  await expect(card).toContainText('取消后名额会让给别人');
  await card.getByRole('button', { name: '确认取消' }).click();
  await portal.landsOn('/events');
  await expect(portal.status).toHaveText('已取消报名。');
  await expect(card.getByRole('heading')).toHaveText('智能制造沙龙 报名中');
  await expect(card.locator('[data-value=seats_left]')).toHaveText('剩 2 席，共 3 席');
});

test('what cannot be signed up for says so before anybody presses anything', async ({ portal, page, server, member, other }) => {
  const [soldOut, closed, past, notYet] = [
    await server.addEvent('座满的沙龙', 1),
    await server.addEvent('截止的沙龙', 5),
    await server.addEvent('过去的沙龙', 5),
    await server.addEvent('未开放的沙龙', 5, '--opens-at', '2030-05-01T00:00:00+08:00'),
  ];
  await server.command('event', 'close', closed);
  await server.startEvent(past);
  await other.post('new_industry_bookin', { bookin_type: soldOut });
  await portal.logIn(member.phone, member.password);
  await portal.open('/events');
  for (const [name, state] of [[soldOut, '名额已满'], [closed, '报名已截止'], [past, '已结束'], [notYet, '报名未开始']]) {
    const card = page.locator(`[data-event=${name}]`);
    await expect(card.getByRole('heading')).toContainText(state);
    await expect(card.getByRole('button')).toHaveCount(0);
  }
  await expect(page.locator(`[data-event=${soldOut}] [data-value=seats_left]`)).toHaveText('剩 0 席，共 1 席');
  await expect(page.locator('[data-event="1"], [data-event="2"]'), 'the two that the portal comes with').toHaveCount(2);
});

test('a seat that went while one was reading is told as gone', async ({ portal, page, server, watch, member, other }) => {
  watch.expectsStatus(422, '/events');
  const name = await server.addEvent('抢手的沙龙', 1);
  await portal.logIn(member.phone, member.password);
  await portal.open('/events');
  await other.post('new_industry_bookin', { bookin_type: name });
  const card = page.locator(`[data-event=${name}]`);
  await card.getByRole('button', { name: '报名' }).click();
  await expect(portal.summary).toHaveText('名额已满。', { useInnerText: true });
  await expect(portal.summary).toBeFocused();
  await expect(card.getByRole('heading')).toHaveText('抢手的沙龙 名额已满');
  await expect(card.getByRole('button')).toHaveCount(0);

  // And another, for who comes too late.
  const closing = await server.addEvent('临近截止的沙龙', 5);
  await portal.open('/events');
  await server.command('event', 'close', closing);
  await page.locator(`[data-event=${closing}]`).getByRole('button', { name: '报名' }).click();
  await expect(portal.summary).toHaveText('这场活动不在报名时间内。', { useInnerText: true });
});

test('a second click a moment later is none', { tag: '@scripts' }, async ({ portal, page, server, member }) => {
  const name = await server.addEvent('双击的沙龙', 3);
  await portal.logIn(member.phone, member.password);
  await portal.open('/events');
  const asked: string[] = [];
  await page.route('/events', async (route) => {
    asked.push(route.request().method());
    await new Promise((later) => setTimeout(later, 300));
    await route.continue();
  });
  await page.locator(`[data-event=${name}]`).getByRole('button', { name: '报名' }).evaluate((button: HTMLButtonElement) => {
    button.click();
    setTimeout(() => button.click(), 100);
  });
  await portal.landsOn('/events');
  await expect(portal.status).toHaveText('报名成功。');
  await expect(portal.summary.filter({ visible: true })).toHaveCount(0);
  expect(asked.filter((method) => method === 'POST')).toEqual(['POST']);
});

test('who has a seat already is told so without alarm', async ({ portal, page, server, watch, member, elsewhere }) => {
  watch.expectsStatus(422, '/events');
  const name = await server.addEvent('两处报名的沙龙', 3);
  await portal.logIn(member.phone, member.password);
  await portal.open('/events');
  await (await elsewhere(member)).post('new_industry_bookin', { bookin_type: name });
  const card = page.locator(`[data-event=${name}]`);
  await card.getByRole('button', { name: '报名' }).click();
  await expect(page.getByRole('note')).toHaveText('您已经报名了这场活动。');
  await expect(page.getByRole('note')).toBeFocused();
  await expect(portal.summary.filter({ visible: true })).toHaveCount(0);
  await expect(card.getByRole('heading')).toHaveText('两处报名的沙龙 已报名');
});

test('who is signed out is led to the login and comes back to the events', async ({ portal, page, member }) => {
  await portal.open('/events');
  await expect(page).toHaveURL('/login?next=/events');
  await portal.fillLogin(member.phone, member.password);
  await portal.submit.click();
  await portal.landsOn('/events');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('活动报名');
});

test('the events speak English', { tag: '@scripts' }, async ({ portal, page, server, member }) => {
  const name = await server.addEvent('Smart manufacturing', 3);
  await portal.logIn(member.phone, member.password);
  await portal.open('/events?lang=en');
  const card = page.locator(`[data-event=${name}]`);
  await expect(card.getByRole('heading')).toHaveText('Smart manufacturing open');
  await expect(card).toContainText('2030-05-20 14:00 (Beijing time)');
  await expect(card.locator('[data-value=seats_left]')).toHaveText('3 of 3 left');
  await card.getByRole('button', { name: 'Sign up' }).click();
  await portal.landsOn('/events');
  await expect(portal.status).toHaveText('You are signed up.');
  await expect(card.getByRole('heading')).toHaveText('Smart manufacturing signed up');
  await expect(card.getByRole('link', { name: 'Add to calendar' })).toBeVisible();
  await card.getByText('Cancel', { exact: true }).click();
  await card.getByRole('button', { name: 'Yes, cancel' }).click();
  await portal.landsOn('/events');
  await expect(portal.status).toHaveText('Your sign-up is cancelled.');
  // Titles and places are as the operator wrote them.
  const written = await page.locator('[data-event]').evaluateAll((cards) => cards.flatMap((card) => [card.querySelector('h2')!.firstChild!.textContent!, card.querySelectorAll('dd')[1].innerText]));
  expect(await portal.chinese(...written)).toEqual([]);
});
