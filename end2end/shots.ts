// Screenshots of every page and important state, for each window, colour scheme and language: shots/<page>-<window>-<scheme>-<lang>.png.
import { WECHAT_ON_IPHONE } from './device';
import { expect, test } from './fixtures';
import { NEW_PASSWORD, newPerson } from './people';

const WINDOWS = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } };

for (const lang of ['zh', 'en']) {
  for (const [size, viewport] of Object.entries(WINDOWS)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const given = `${size}-${colorScheme}-${lang}`;

      test(`signed out: ${given}`, async ({ portal, page, server, member, registeredUser, watch }) => {
        watch.expects(/status of (400|404|422)/);
        const shoot = (what: string, fullPage = true) => page.screenshot({ path: `shots/${what}-${given}.png`, fullPage });
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await portal.open(`/?lang=${lang}`);
        await shoot('home');
        for (const path of ['/login', '/register', '/password/reset', '/binding/email?token=0123', '/terms', '/privacy', '/no-such-page']) {
          await portal.open(path);
          await shoot(path.slice(1).replace(/[/]/g, '-').replace(/[?].*/, ''));
        }
        await portal.open('/binding/email?token=0123');
        await page.getByRole('main').getByRole('button').click();
        await expect(portal.summary).toBeFocused();
        await shoot('binding-email-error');
        await portal.open(await server.bindingLink(member.user_email));
        await page.getByRole('main').getByRole('button').click();
        await portal.landsOn('/binding/email');
        await shoot('binding-email-done');

        await portal.open('/register');
        await portal.submitInVain();
        await shoot('register-errors');
        const person = newPerson();
        await portal.askForCode(person);
        await shoot('register-code-sent', false);
        await portal.fillRegistration(person);
        await expect(portal.strength).toBeVisible();
        await shoot('register-filled');

        await portal.open('/login?next=/profile');
        await portal.fillLogin(member.phone, 'not the password');
        await portal.submitInVain();
        await shoot('login-error');

        await portal.open('/password/reset');
        await portal.submitInVain();
        await shoot('password-reset-errors');
        await portal.field('mobile').fill(registeredUser.phone);
        await portal.sendCode();
        await shoot('password-reset-code-sent', false);
        await portal.field('code').fill(await server.code(registeredUser.phone, 'ChangePwd'));
        for (const name of ['password', 're_password']) await portal.field(name).fill(NEW_PASSWORD);
        await expect(portal.strength).toBeVisible();
        await shoot('password-reset-filled');
        await portal.submit.click();
        await portal.landsOn('/login');
        await shoot('password-reset-done', false);
      });

      test(`signed in: ${given}`, async ({ portal, page, server, member, other, elsewhere, watch }) => {
        watch.expects(/status of 422/);
        const shoot = (what: string, fullPage = true) => page.screenshot({ path: `shots/${what}-${given}.png`, fullPage });
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        const device = await elsewhere(member, WECHAT_ON_IPHONE);
        await elsewhere(member);
        await portal.open(`/?lang=${lang}`);
        await portal.logIn(member.phone, member.password);
        await shoot('profile');
        for (const path of ['/binding', '/password', '/events']) {
          await portal.open(path);
          await shoot(path.slice(1));
        }
        await portal.open('/');
        await shoot('home-signed-in');

        await portal.open('/password');
        await portal.submitInVain();
        await portal.field('new_password').fill('password1');
        await expect(portal.strength).toBeVisible();
        await shoot('password-errors');
        await portal.field('old_password').fill(member.password);
        for (const name of ['new_password', 'confirm_password']) await portal.field(name).fill(NEW_PASSWORD);
        await portal.submit.click();
        await portal.landsOn('/password');
        await shoot('password-done', false);

        await device.logIn({ ...member, password: NEW_PASSWORD });
        await portal.open('/profile');
        const [person, company, recv] = ['change_my_info', 'change_company_info', 'change_my_recv_info'].map((form) => portal.form(form));
        for (const field of [person.field('realname'), company.field('company_name'), company.field('company_url')]) await field.fill('x');
        for (const form of [person, company, recv]) await form.submitInVain();
        await shoot('profile-errors');
        await recv.field('province').selectOption({ label: '广东省' });
        await recv.field('city').selectOption({ label: '东莞市' });
        await recv.field('area').selectOption({ label: '虎门镇' });
        for (const [name, value] of [['street', '太沙路 1 号'], ['recv_name', '林晚'], ['recv_phone', '0769-85111111']]) await recv.field(name).fill(value);
        await recv.submit.click();
        await expect(recv.status).toBeVisible();
        await shoot('profile-saved', false);
        await page.locator('.devices').scrollIntoViewIfNeeded();
        await shoot('profile-devices', false);
        await page.getByRole('button', { name: /^(退出这台设备|Log this device out)$/ }).first().click();
        await portal.landsOn('/profile');
        await shoot('profile-device-signed-out');

        await portal.open('/binding');
        await page.getByRole('button', { name: /^(重新发送|Send again)$/ }).click();
        await expect(portal.summary).toBeFocused();
        await portal.ready();
        for (const form of ['change_mobile', 'change_notify_email']) await portal.form(form).submitInVain();
        await shoot('binding-errors');
        const email = portal.form('change_notify_email');
        await email.field('password').fill(NEW_PASSWORD);
        await email.field('email').fill(`notices.${member.user_email}`);
        await email.sendCode();
        await shoot('binding-code-sent');
        await email.field('code').fill(await server.code(`notices.${member.user_email}`, 'ChangeNotifyEmail'));
        await email.submit.click();
        await portal.landsOn('/binding');
        await shoot('binding-done');

        const [full, past, gone] = [await server.addEvent('座满的沙龙', 1), await server.addEvent('过去的沙龙', 30), await server.addEvent('抢手的沙龙', 1)];
        await server.startEvent(past);
        await other.post('new_industry_bookin', { bookin_type: full });
        await portal.open('/events');
        await page.locator('[data-event="1"]').getByRole('button').click();
        await portal.landsOn('/events');
        await shoot('events-booked');
        await other.post('new_industry_bookin', { bookin_type: gone });
        await page.locator(`[data-event=${gone}]`).getByRole('button').click();
        await expect(portal.summary).toBeFocused();
        await shoot('events-sold-out');
        await portal.open('/');
        await shoot('home-nearly-done');
        await page.goto('/dev/outbox');
        await shoot('outbox');
      });
    }
  }
}
