// A forgotten password: a new one by a code to the mobile.
import { expect, test } from './fixtures';
import { NEW_PASSWORD, otherThan } from './people';

test('one who forgot the password sets a new one by mobile, and every device is signed out', async ({ portal, page, server, registeredUser, elsewhere }) => {
  const device = await elsewhere(registeredUser);
  await portal.open('/login');
  await page.getByRole('link', { name: '忘记密码' }).click();
  await portal.landsOn('/password/reset');
  await expect(page).toHaveTitle('找回密码 · 门户');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['第一步：验证手机号', '第二步：设置新密码']);

  await page.getByLabel('手机号').fill(registeredUser.phone);
  await page.getByRole('button', { name: '获取验证码' }).click();
  await expect(portal.sent).toHaveText(/^验证码已发送至 /);
  await portal.ready();
  await expect(portal.codeButton).toHaveText(/^(60|5\d) 秒后重新获取$/);
  if (portal.scripts) await expect(portal.codeButton).toBeDisabled();
  await expect(portal.field('mobile')).toHaveValue(registeredUser.phone);
  const sms = await server.letter(registeredUser.phone, 'ChangePwd');
  expect(sms.text).toBe(`【门户】验证码${sms.params.code}，您正在找回密码，5分钟内有效。如非本人操作请忽略。`);

  const submit = async (code: string, password: string) => {
    await page.getByLabel('短信验证码').fill(code);
    await page.getByLabel('新密码', { exact: true }).fill(password);
    await page.getByLabel('再次输入新密码').fill(password);
  };
  await submit(otherThan(sms.params.code), NEW_PASSWORD);
  await portal.submitInVain();
  await expect(portal.error('code')).toHaveText('验证码不正确，请核对后重新输入，或重新获取。');
  await submit(sms.params.code, `${registeredUser.phone} is mine`);
  await portal.submitInVain();
  await expect(portal.error('password')).toHaveText('密码里不能有自己的手机号、邮箱名或企业名称。');
  expect(await device.isLoggedIn()).toBe(true);

  await submit(sms.params.code, NEW_PASSWORD);
  await portal.submit.click();
  await portal.landsOn('/login');
  await expect(portal.status).toHaveText('密码已重设，请用新密码登录。');
  expect(await device.isLoggedIn()).toBe(false);
  expect((await server.letter(registeredUser.phone, 'PasswordChanged')).text).toContain('如非本人操作，请立即用手机号找回密码，并联系我们：');
  // The address of the registration is nobody's until it is bound.
  expect((await server.letters(registeredUser.user_email)).map((letter) => letter.template)).not.toContain('PasswordChanged');

  await portal.fillLogin(registeredUser.phone, registeredUser.password);
  await portal.submitInVain();
  await expect(portal.summary).toContainText('账号或密码不正确。');
  await portal.fillLogin(registeredUser.phone, NEW_PASSWORD);
  await portal.submit.click();
  await portal.landsOn('/profile');
});

test('every field of the reset says what is wrong with it', async ({ portal, person }) => {
  await portal.open('/password/reset');
  await portal.submitInVain();
  await expect(portal.error('mobile')).toHaveText('请填写手机号。');
  await expect(portal.error('code')).toHaveText('请填写验证码。');
  await expect(portal.error('password')).toHaveText('请填写密码。');
  await expect(portal.error('re_password')).toHaveText('请再次输入新密码。');
  await expect(portal.summary.getByRole('link')).toHaveCount(4);

  await portal.field('mobile').fill(person.phone);
  await portal.field('code').fill('12ab');
  await portal.field('password').fill('password1');
  await portal.field('re_password').fill('password2');
  await portal.submitInVain();
  await expect(portal.error('mobile')).toBeHidden();
  await expect(portal.error('code')).toHaveText('验证码是 6 位数字。');
  await expect(portal.error('password')).toHaveText('这个密码太容易被猜到。请再长一些，或换几个不相干的词。');
  await expect(portal.error('re_password')).toHaveText('两次输入的密码不一致。');
  await expect(portal.field('mobile')).toHaveValue(person.phone);
});

test('a number that nobody has is answered like any other, and sent nothing', async ({ portal, server, person }) => {
  await portal.open('/password/reset');
  await portal.field('mobile').fill(person.phone);
  await portal.sendCode();
  await expect(portal.sent).toHaveText(/^验证码已发送至 /);
  await portal.field('code').fill('123456');
  await portal.field('password').fill(NEW_PASSWORD);
  await portal.field('re_password').fill(NEW_PASSWORD);
  await portal.submitInVain();
  await expect(portal.error('code')).toHaveText('验证码不正确，请核对后重新输入，或重新获取。');
  expect(await server.letters(person.phone)).toEqual([]);
});

test('the reset speaks English', { tag: '@scripts' }, async ({ portal, page, server, registeredUser }) => {
  await portal.open('/password/reset?lang=en');
  await portal.submitInVain();
  await expect(portal.error('re_password')).toHaveText('Enter the new password again.');
  expect(await portal.chinese()).toEqual([]);
  await page.getByLabel('Mobile number').fill(registeredUser.phone);
  await portal.sendCode();
  await expect(portal.codeButton).toHaveText(/^Again in \d+ s$/);
  const sms = await server.letter(registeredUser.phone, 'ChangePwd');
  expect(sms.text).toBe(`[Menhu] Code ${sms.params.code} to reset your password. Good for 5 minutes. Not you? Ignore this.`);
  await page.getByLabel('SMS code').fill(sms.params.code);
  await page.getByLabel('New password', { exact: true }).fill(NEW_PASSWORD);
  await page.getByLabel('New password again').fill(NEW_PASSWORD);
  expect(await portal.chinese()).toEqual([]);
  await page.getByRole('button', { name: 'Reset password' }).click();
  await portal.landsOn('/login');
  await expect(portal.status).toHaveText('Your password is reset. Log in with the new one.');
  expect(await portal.chinese()).toEqual([]);
});
