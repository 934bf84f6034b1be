// Mobile, notification email and WeChat: how each stands, and changing them; and the page that the mailed link opens.
import { expect, test } from './fixtures';
import { masked, otherThan } from './people';

test('each binding says at a glance how it stands', async ({ portal, page, member }) => {
  await portal.logIn(member.phone, member.password);
  await page.getByRole('navigation').getByRole('link', { name: '绑定', exact: true }).click();
  await portal.landsOn('/binding');
  await expect(page).toHaveTitle('账号绑定 · 门户');
  await expect(page.getByRole('heading', { level: 2 })).toContainText(['手机号 已绑定', '接收邮箱 待绑定', '微信 未绑定']);
  await expect(portal.value('mobile')).toHaveText(masked(member.phone));
  await expect(portal.value('notify_email')).toHaveText(member.user_email);
  await expect(page.getByRole('main')).toContainText('绑定后，可以用微信扫码登录。');
});

test('one changes the mobile: the old one is told, the new one logs in', async ({ portal, page, server, member, person, elsewhere }) => {
  await portal.logIn(member.phone, member.password);
  await portal.open('/binding');
  const form = portal.form('change_mobile');
  await form.field('mobile').fill(member.phone);
  await form.field('password').fill(member.password);
  await form.field('code').fill('123456');
  await form.submitInVain();
  await expect(form.error('mobile')).toHaveText('这就是您现在绑定的手机号。');

  await form.field('mobile').fill(person.phone);
  await form.sendCode();
  await expect(form.sent).toHaveText(/^验证码已发送至 1\d\d \d{4} \d{4}$/);
  await expect(form.codeButton).toHaveText(/^(60|5\d) 秒后重新获取$/);
  await expect(form.field('mobile')).toHaveValue(person.phone);
  // The other form's button is not this one.
  await expect(portal.form('change_notify_email').codeButton).toHaveText('获取验证码');
  const sms = await server.letter(person.phone, 'ChangeMobile');
  expect(sms.text).toBe(`【门户】验证码${sms.params.code}，您正在修改绑定手机号，5分钟内有效，请勿向任何人提供。`);

  await form.field('password').fill('not the password');
  await form.field('code').fill(sms.params.code);
  await form.submitInVain();
  await expect(form.error('password')).toHaveText('密码不正确。');
  await form.field('password').fill(member.password);
  await form.field('code').fill(otherThan(sms.params.code));
  await form.submitInVain();
  await expect(form.error('code')).toHaveText('验证码不正确，请核对后重新输入，或重新获取。');

  await form.field('password').fill(member.password);
  await form.field('code').fill(sms.params.code);
  await form.submit.click();
  await portal.landsOn('/binding');
  await expect(form.status).toHaveText('手机号已修改。');
  await expect(portal.value('mobile')).toHaveText(masked(person.phone));
  expect((await server.letter(member.phone, 'MobileChanged')).text).toMatch(/更换了绑定手机号（Chrome · Linux，10\.9\.\d+\.\d+）。如非本人操作，请立即联系我们：〔联系方式未设置 MENHU_CONTACT〕。/);
  // The address of the registration is nobody's until it is bound.
  expect((await server.letters(member.user_email)).map((letter) => letter.template)).not.toContain('MobileChanged');
  expect(await (await elsewhere({ ...member, phone: person.phone })).isLoggedIn()).toBe(true);
});

test('one changes the notification email with a code that comes to the new address', async ({ portal, page, server, member }) => {
  const email = `notices.${member.user_email}`;
  await portal.logIn(member.phone, member.password);
  await portal.open('/binding');
  const form = portal.form('change_notify_email');
  await form.field('email').fill(email);
  await form.codeButton.click();
  await expect(form.error('password')).toHaveText('请填写密码。');
  await portal.ready();
  expect(await server.letters(email)).toEqual([]);

  await form.field('password').fill(member.password);
  await form.sendCode();
  await expect(form.sent).toHaveText(/^验证码已发送至 \S+@\S+$/);
  await expect(form.field('email')).toHaveValue(email);
  const { params, text } = await server.letter(email, 'ChangeNotifyEmail');
  expect(text).toContain(`验证码 ${params.code}，您正在把这个邮箱设为门户账号的接收邮箱`);
  await form.field('password').fill(member.password);
  await form.field('code').fill(otherThan(params.code));
  await form.submitInVain();
  await expect(form.error('code')).toHaveText('验证码不正确，请核对后重新输入，或重新获取。');

  await form.field('password').fill(member.password);
  await form.field('code').fill(params.code);
  await page.getByRole('button', { name: '绑定这个邮箱' }).click();
  await portal.landsOn('/binding');
  await expect(form.status).toHaveText('接收邮箱已绑定。');
  await expect(page.getByRole('heading', { name: '接收邮箱' })).toContainText('已绑定');
  await expect(portal.value('notify_email')).toHaveText(email);
  await expect(page.getByRole('button', { name: '重新发送' })).toBeHidden();
  expect((await server.letter(member.phone, 'EmailChanged')).text).toContain('更换了接收邮箱');
});

test('every field of the bindings says what is wrong with it', async ({ portal, member }) => {
  await portal.logIn(member.phone, member.password);
  await portal.open('/binding');
  const mobile = portal.form('change_mobile');
  await mobile.submitInVain();
  await expect(mobile.error('password')).toHaveText('请填写密码。');
  await expect(mobile.error('mobile')).toHaveText('请填写手机号。');
  await expect(mobile.error('code')).toHaveText('请填写验证码。');
  const email = portal.form('change_notify_email');
  await expect(email.summary).toBeHidden();
  await email.field('email').fill('lin.wan@');
  await email.submitInVain();
  await expect(email.error('password')).toHaveText('请填写密码。');
  await expect(email.error('email')).toHaveText('邮箱格式不对，请填写类似 zhang@example.cn 的地址。');
  await expect(email.field('email')).toHaveValue('lin.wan@');
});

test('the link may be mailed again, but not within the minute', async ({ portal, page, watch, server, registeredUser }) => {
  // No island is needed for one button: it is a page in either case.
  watch.expectsStatus(422, '/binding');
  await portal.logIn(registeredUser.phone, registeredUser.password);
  await portal.open('/binding');
  const again = page.getByRole('button', { name: '重新发送' });
  await expect(page.getByRole('main')).toContainText('绑定邮件已发出，请在 30 分钟内点击信中的链接。没有收到？');
  await again.click();
  await portal.landsOn('/binding');
  await expect(portal.status).toHaveText('绑定邮件已发送，请在 30 分钟内点击信中的链接。');
  await expect(page.getByRole('heading', { name: '接收邮箱' })).toContainText('待绑定');
  await server.bindingLink(registeredUser.user_email);
  await again.click();
  await expect(portal.summary).toHaveText(/请 \d+ 秒后再/, { useInnerText: true });
  expect(await server.letters(registeredUser.user_email)).toHaveLength(1);
});

test('the mailed link binds by its button alone, and pressed again says so again', async ({ portal, page, server, member, elsewhere }) => {
  const device = await elsewhere(member);
  const bound = async () => (await device.get('notify_email_is_bind')).is_bind;
  const link = await server.bindingLink(member.user_email);

  // Whoever opens it, a mail scanner included, has bound nothing.
  await portal.open(link);
  await expect(page).toHaveTitle('绑定接收邮箱 · 门户');
  expect(await bound()).toBe(false);
  await page.getByRole('button', { name: '绑定', exact: true }).click();
  await portal.landsOn('/binding/email');
  await expect(portal.status).toHaveText('接收邮箱已绑定。');
  await expect(page.getByRole('button', { name: '绑定', exact: true })).toBeHidden();
  expect(await bound()).toBe(true);

  await portal.open(link);
  await page.getByRole('button', { name: '绑定', exact: true }).click();
  await portal.landsOn('/binding/email');
  await expect(portal.status).toHaveText('接收邮箱已绑定。');
  await page.getByRole('link', { name: '查看账号绑定' }).click();
  await portal.landsOn('/login?next=/binding');
  await portal.fillLogin(member.phone, member.password);
  await portal.submit.click();
  await portal.landsOn('/binding');
  await expect(page.getByRole('heading', { name: '接收邮箱' })).toContainText('已绑定');
});

test('a link that is none binds nothing and says so', async ({ portal, page, watch }) => {
  for (const path of ['/binding/email?token=0123', '/binding/email?token=%3Cb%3E', '/binding/email']) {
    watch.expectsStatus(422, path);
    await portal.open(path);
    await page.getByRole('button', { name: '绑定', exact: true }).click();
    await expect(portal.summary).toContainText('这个链接已失效');
    await expect(portal.summary).toBeFocused();
  }
});

test('the bindings speak English', { tag: '@scripts' }, async ({ portal, page, server, watch, member }) => {
  const email = `notices.${member.user_email}`;
  await portal.logIn(member.phone, member.password);
  await portal.open('/binding?lang=en');
  await expect(page.getByRole('heading', { level: 2 })).toContainText(['Mobile number bound', 'Notification email waiting to be bound', 'WeChat not bound']);
  const form = portal.form('change_notify_email');
  await form.submitInVain();
  await expect(form.error('password')).toHaveText('Please fill in “Password”.');
  expect(await portal.chinese()).toEqual([]);
  await form.field('password').fill(member.password);
  await form.field('email').fill(email);
  await form.sendCode();
  await expect(form.sent).toHaveText(/^The code is on its way to \S+@\S+$/);
  expect(await portal.chinese()).toEqual([]);
  await form.field('code').fill(await server.code(email, 'ChangeNotifyEmail'));
  await page.getByRole('button', { name: 'Bind this address' }).click();
  await portal.landsOn('/binding');
  await expect(form.status).toHaveText('Your notification email is bound.');
  expect(await portal.chinese()).toEqual([]);

  const link = await server.bindingLink(member.user_email);
  watch.expectsStatus(422, link);
  await portal.open(link);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bind your notification email');
  await page.getByRole('button', { name: 'Bind', exact: true }).click();
  await expect(portal.summary).toContainText('This link no longer works');
  expect(await portal.chinese()).toEqual([]);
});
