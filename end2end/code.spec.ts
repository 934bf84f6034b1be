// The code button: consent first, then a minute's wait that outlives the page.
import { expect, test } from './fixtures';

test('without consent there is no code, and the page says why', async ({ portal, server, person }) => {
  await portal.open('/register');
  await portal.field('phone').fill(person.phone);
  await portal.codeButton.click();
  await expect(portal.error('consent')).toHaveText('请先阅读并同意《用户协议》和《隐私政策》。');
  await expect(portal.summary.getByRole('link')).toHaveText(['请先阅读并同意《用户协议》和《隐私政策》。']);
  await expect(portal.field('phone')).toHaveValue(person.phone);
  await expect(portal.codeButton).toHaveText('获取验证码');
  await expect(portal.codeButton).toBeEnabled();
  expect(await server.letters(person.phone)).toEqual([]);
});

test('a number that is none gets its error and no code', async ({ portal }) => {
  await portal.open('/register');
  await portal.consent.check();
  await portal.field('phone').fill('12345');
  await portal.codeButton.click();
  await expect(portal.error('phone')).toHaveText('请填写 11 位的中国大陆手机号。');
  await portal.summary.getByRole('link').click();
  await expect(portal.field('phone')).toBeFocused();
  await expect(portal.codeButton).toBeEnabled();
});

test('after sending, the button says for how long to wait, and nothing typed is lost', async ({ portal, person }) => {
  await portal.open('/register');
  await portal.field('company_name').fill(person.company_name);
  await portal.industry('finance').check();
  await portal.askForCode(person);
  await expect(portal.codeButton).toHaveText(/^(60|5\d) 秒后重新获取$/);
  await expect(portal.consent).toBeChecked();
  await expect(portal.field('phone')).toHaveValue(person.phone);
  await expect(portal.field('company_name')).toHaveValue(person.company_name);
  await expect(portal.industry('finance')).toBeChecked();
});

test('after sending, the next thing to type is the code', { tag: '@scripts' }, async ({ portal, person }) => {
  await portal.open('/register');
  await portal.askForCode(person);
  await expect(portal.field('code')).toBeFocused();
});

test('the wait counts down, survives a reload, and ends', { tag: '@scripts' }, async ({ portal, page, person }) => {
  await page.clock.install();
  await portal.open('/register');
  await portal.askForCode(person);
  await expect(portal.codeButton).toBeDisabled();
  await expect(portal.codeButton).toHaveText(/^(60|5\d) 秒后重新获取$/);
  await page.clock.fastForward(20_000);
  await expect(portal.codeButton).toHaveText(/^(40|3\d) 秒后重新获取$/);
  await portal.reload();
  await expect(portal.codeButton).toBeDisabled();
  await expect(portal.codeButton).toHaveText(/^(40|3\d) 秒后重新获取$/);
  await page.clock.fastForward(41_000);
  await expect(portal.codeButton).toHaveText('获取验证码');
  await expect(portal.codeButton).toBeEnabled();
});

test('the wait is the number’s: another one need not wait, and a clock set back locks nobody out', { tag: '@scripts' }, async ({ portal, page, person }) => {
  await page.clock.install();
  await portal.open('/register');
  await portal.askForCode(person);
  const grouped = `${person.phone.slice(0, 3)} ${person.phone.slice(3, 7)} ${person.phone.slice(7)}`;
  await expect(portal.sent).toHaveText(`验证码已发送至 ${grouped}`);

  await portal.field('phone').fill('13800138000');
  await expect(portal.codeButton).toBeEnabled();
  await expect(portal.codeButton).toHaveText('获取验证码');
  await expect(portal.sent).toBeHidden();
  await portal.field('phone').fill(`+86 ${grouped}`);
  await expect(portal.codeButton).toBeDisabled();
  await expect(portal.sent).toBeVisible();

  await portal.reload();
  await expect(portal.field('phone')).toHaveValue(person.phone);
  await expect(portal.codeButton).toHaveText(/^(60|5\d) 秒后重新获取$/);

  await page.clock.setSystemTime(Date.now() - 86_400_000);
  await portal.reload();
  await expect(portal.codeButton).toBeEnabled();
  await expect(portal.codeButton).toHaveText('获取验证码');
});

test('who gets no code is told what to do, and a step back to the number', async ({ portal, page, person }) => {
  await portal.open('/register');
  await expect(page.getByText('收不到？')).toBeHidden();
  await portal.askForCode(person);
  await page.getByText('收不到？').click();
  await expect(page.locator('.sent')).toContainText('手机是否停机、欠费');
  await page.getByRole('link', { name: '改号码' }).click();
  await expect(portal.field('phone')).toBeFocused();
});

test('a second code within the minute is refused with the time that is left', async ({ portal, server, person }) => {
  await portal.open('/register');
  await portal.askForCode(person);
  await server.code(person.phone, 'AccountReg');
  const again = await portal.inNewTab();
  await again.open('/register');
  await again.consent.check();
  await again.field('phone').fill(person.phone);
  await again.codeButton.click();
  await expect(again.error('phone')).toHaveText(/^刚刚发送过，请 \d+ 秒后再试。$/);
  await again.ready();
  await expect(again.codeButton).toHaveText(/^\d+ 秒后重新获取$/);
  await expect(again.field('phone')).toHaveValue(person.phone);
  expect(await server.letters(person.phone)).toHaveLength(1);
});
