// Registration: the way to an account, and everything that can be wrong with the form.
import { expect, test } from './fixtures';
import { TYPED, masked } from './people';

test('one registers by SMS code, is logged in, and sees on the profile what was entered', async ({ portal, page, person, server }) => {
  await portal.open('/');
  await page.getByRole('link', { name: '注册企业账号' }).click();
  await expect(page).toHaveTitle('注册企业账号 · 门户');
  await portal.ready();
  await page.getByRole('checkbox', { name: '我已阅读并同意《用户协议》和《隐私政策》' }).check();
  await page.getByLabel('手机号').fill(person.phone);
  await page.getByRole('button', { name: '获取验证码' }).click();
  await expect(portal.sent).toHaveText(/^验证码已发送至 /);
  await portal.ready();

  const sms = await server.letter(person.phone, 'AccountReg');
  expect(sms).toMatchObject({ channel: 'sms', to: `+86${person.phone}`, text: `【门户】验证码${sms.params.code}，您正在注册账号，5分钟内有效，请勿泄露。` });
  await page.getByLabel('短信验证码').fill(sms.params.code);
  await page.getByLabel('企业名称').fill(person.company_name);
  await page.getByLabel('企业邮箱').fill(person.user_email);
  await page.getByLabel('真实姓名').fill(person.name);
  await page.getByLabel('联络 QQ').fill(person.qq);
  const industries = page.getByRole('group', { name: '所属领域' });
  for (const industry of ['软件与信息服务', '金融', '科学研究']) await industries.getByLabel(industry).check();
  await page.getByLabel('密码', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: '注册', exact: true }).click();

  await expect(page).toHaveURL('/profile');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('账号资料');
  await expect(page.getByLabel('真实姓名')).toHaveValue('林晚');
  await expect(portal.value('username')).toHaveText(/^[a-z_]+[0-9]*$/);
  await expect(page.getByLabel('联络 QQ')).toHaveValue(person.qq);
  await expect(page.getByLabel('企业名称')).toHaveValue('华灯信息技术有限公司');
  await expect(portal.value('select_fields').getByRole('listitem')).toHaveText(['软件与信息服务', '金融', '科学研究']);
  await expect(portal.value('mobile')).toHaveText(masked(person.phone));
  await expect(portal.value('user_email')).toHaveText(person.user_email);
  await expect(portal.value('notify_email')).toHaveText(`${person.user_email} 待绑定`);

  const mail = await server.letter(person.user_email, 'BindEmail');
  expect(mail.text).toContain(`${server.url}/binding/email?token=`);
});

test('one who is signed in is greeted on the home page and has no use for the registration', async ({ portal, page, person }) => {
  await portal.register(person);
  await portal.open('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('林晚，您好');
  await expect(page.getByRole('main').getByRole('listitem')).toContainText(['账号已注册，手机号已验证', '绑定接收邮箱']);
  await page.goto('/register');
  await expect(page).toHaveURL('/profile');
});

test('an empty form gets an error beside every field, and a summary that leads to each', async ({ portal, page }) => {
  portal.willBeRefused('/register');
  await portal.open('/register');
  await portal.submit.click();

  const missing = {
    consent: '请先阅读并同意《用户协议》和《隐私政策》。',
    phone: '请填写手机号。',
    code: '请填写验证码。',
    company_name: '请填写企业名称。',
    user_email: '请填写企业邮箱。',
    name: '请填写真实姓名。',
    qq: '请填写联络 QQ。',
    select_fields: '请至少选择一个领域。',
    password: '请填写密码。',
  };
  for (const [name, sentence] of Object.entries(missing)) await expect(portal.error(name)).toHaveText(sentence);
  await expect(portal.summary).toBeFocused();
  await expect(portal.summary.getByRole('heading')).toHaveText('请检查以下内容');
  await expect(portal.summary.getByRole('link')).toHaveCount(Object.keys(missing).length);

  for (const [name, sentence] of Object.entries(missing)) {
    await portal.summary.getByRole('link', { name: sentence }).click();
    // Of a group of boxes it is the group.
    const field = name === 'select_fields' ? page.getByRole('group', { name: '所属领域' }) : portal.field(name);
    await expect(field).toBeFocused();
    await expect(field).toBeInViewport();
    await expect(portal.error(name)).toBeInViewport();
    await expect(field).toHaveAccessibleDescription(new RegExp(sentence));
    if (name !== 'select_fields') await expect(field).toHaveAttribute('aria-invalid', 'true');
  }
});

test('the summary lists the errors in the order of the form', async ({ portal }) => {
  await portal.open('/register');
  await portal.submitInVain();
  const places = await portal.page.locator('[data-error-for]:not([hidden])').allTextContents();
  await expect(portal.summary.getByRole('link')).toHaveText(places);
});

test('every field says what is wrong with it, and nothing typed is lost', async ({ portal, server, person }) => {
  portal.willBeRefused('/register');
  await portal.open('/register');
  await portal.askForCode(person);
  const wrong = { phone: '1380013', company_name: '光', user_email: 'lin.wan@', name: 'x', qq: '012', password: 'password1' };
  for (const name of TYPED) await portal.field(name).fill(wrong[name]);
  await portal.field('code').fill('12ab');
  const six = ['internet', 'software', 'game', 'media', 'finance', 'energy'];
  for (const code of six) await portal.industry(code).check();
  await portal.submit.click();

  await expect(portal.error('phone')).toHaveText('请填写 11 位的中国大陆手机号。');
  await expect(portal.error('code')).toHaveText('验证码是 6 位数字。');
  await expect(portal.error('company_name')).toHaveText('企业名称太短，至少 4 个字。');
  await expect(portal.error('user_email')).toHaveText('邮箱格式不对，请填写类似 zhang@example.cn 的地址。');
  await expect(portal.error('name')).toHaveText('真实姓名太短，至少 2 个字。');
  await expect(portal.error('qq')).toHaveText('QQ 号应为 5 到 11 位数字，不以 0 开头。');
  await expect(portal.error('select_fields')).toHaveText('最多选择 5 个领域。');
  await expect(portal.error('password')).toHaveText('这个密码太容易被猜到。请再长一些，或换几个不相干的词。');
  await expect(portal.error('consent')).toBeHidden();

  await expect(portal.consent).toBeChecked();
  // A page never carries a password; only where it was not left is it still there.
  for (const name of TYPED) await expect(portal.field(name)).toHaveValue(name === 'password' && !portal.scripts ? '' : wrong[name]);
  for (const code of six) await expect(portal.industry(code)).toBeChecked();
  await expect(portal.industry('research')).not.toBeChecked();

  // The errors of one refusal are not those of the next.
  await portal.fillRegistration(person);
  for (const code of six) await portal.industry(code).setChecked(person.industries.includes(code));
  await portal.field('code').fill(await server.code(person.phone, 'AccountReg'));
  await portal.submit.click();
  await expect(portal.page).toHaveURL('/profile');
});

test('a wrong code is told beside the code, and the right one works afterwards', async ({ portal, page, server, person }) => {
  portal.willBeRefused('/register');
  await portal.open('/register');
  await portal.askForCode(person);
  const code = await server.code(person.phone, 'AccountReg');
  await portal.fillRegistration(person);
  await portal.field('code').fill(code === '000000' ? '111111' : '000000');
  await portal.submit.click();
  await expect(portal.error('code')).toHaveText('验证码不正确，请核对后重新输入，或重新获取。');
  await expect(portal.summary.getByRole('link')).toHaveCount(1);
  await portal.ready();
  await portal.field('code').fill(code);
  await portal.field('password').fill(person.password);
  await portal.submit.click();
  await expect(page).toHaveURL('/profile');
});

test('that an email is taken is told once the code has proved the mobile', async ({ portal, server, person, member }) => {
  portal.willBeRefused('/register');
  await portal.open('/register');
  await portal.askForCode(person);
  await portal.fillRegistration({ ...person, user_email: member.user_email });
  await portal.field('code').fill(await server.code(person.phone, 'AccountReg'));
  await portal.submit.click();
  await expect(portal.error('user_email')).toHaveText('这个邮箱已经注册过，请直接登录，或换一个邮箱。');
  await expect(portal.error('phone')).toBeHidden();
});

test('Enter in a field registers and does not ask for a code', async ({ portal, server, person }) => {
  portal.willBeRefused('/register');
  await portal.open('/register');
  await portal.consent.check();
  await portal.field('phone').fill(person.phone);
  await portal.field('phone').press('Enter');
  await expect(portal.error('code')).toHaveText('请填写验证码。');
  await expect(portal.field('phone')).toHaveValue(person.phone);
  expect(await server.letters(person.phone)).toEqual([]);
});
