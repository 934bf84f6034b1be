// The legacy frontend in a real browser: a static page on an origin of its own calls every documented endpoint, with the cookie, by plain fetch.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page, chromium as playwright, expect, test } from '@playwright/test';
import { chromium } from './browser';
import { NEW_PASSWORD, type Person, newPerson } from './people';
import { nextRegisteredUser, registeredUsersFolder } from './registered-users';
import { Server } from './server';

interface Reply {
  status: 'ok' | 'form_error' | 'error' | 'unreachable';
  msg: string;
  reason?: string;
  [field: string]: unknown;
}

const page = readFileSync(join(__dirname, 'legacy/index.html'));
let site: HttpServer;
let port: number;

test.beforeAll(async () => {
  site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page)).listen(0, '127.0.0.1');
  await once(site, 'listening');
  port = (site.address() as AddressInfo).port;
});

test.afterAll(() => {
  site.closeAllConnections();
  site.close();
});

/** The page, which calls the portal at this address. */
class Legacy {
  constructor(private readonly page: Page) {}

  async open(host: string, portal: string) {
    await this.page.goto(`http://${host}:${port}/?portal=${encodeURIComponent(portal)}`);
  }

  /** Fills the operation's form in and presses its button. */
  async call(operation: string, params: Record<string, string> = {}): Promise<Reply> {
    const form = this.page.locator(`form#${operation}`);
    for (const [name, value] of Object.entries(params)) await form.locator(`[name=${name}]`).fill(value);
    await form.getByRole('button').click();
    await expect(form.locator('output')).not.toBeEmpty();
    return JSON.parse((await form.locator('output').textContent())!);
  }

  async ok(operation: string, params: Record<string, string> = {}): Promise<Reply> {
    const reply = await this.call(operation, params);
    expect(reply, operation).toMatchObject({ status: 'ok' });
    return reply;
  }

  async register(server: Server, person: Person) {
    await this.ok('send_sms_code', { action_name: 'AccountReg', mobile: person.phone });
    const code = await server.code(person.phone, 'AccountReg');
    await this.ok('vaild_sms_code', { action_name: 'AccountReg', mobile: person.phone, code });
    const { industries, ...fields } = person;
    return this.ok('account_register', { ...fields, code, select_fields: industries.join(',') });
  }
}

test('a listed origin calls every documented endpoint', { tag: '@scripts' }, async ({ page }) => {
  test.setTimeout(120_000);
  const server = await Server.start(registeredUsersFolder(), { MENHU_ALLOWED_ORIGINS: `http://127.0.0.1:${port}` });
  try {
    const legacy = new Legacy(page);
    await legacy.open('127.0.0.1', server.url);
    expect(await legacy.call('weixin_is_bind')).toMatchObject({ status: 'error', reason: 'login_required' });
    const registered = await legacy.register(server, newPerson());
    expect(registered).toMatchObject({ redirect_url: '/profile' });
    expect(await legacy.ok('weixin_is_bind')).toMatchObject({ is_bind: false });

    // Messages may be sent to these at once.
    const [person, forgetful] = [await nextRegisteredUser(), await nextRegisteredUser()];
    expect(await legacy.ok('account_login', { username: person.phone, password: person.password })).toMatchObject({ user_industry: person.industries[0] });
    expect(await legacy.ok('notify_email_is_bind')).toMatchObject({ is_bind: false, notify_email: person.user_email });
    await legacy.ok('resend_bind_email');
    const { password } = person;
    const email = `new.${person.user_email}`;
    await legacy.ok('send_email_code', { password, email });
    await legacy.ok('change_notify_email', { password, email, code: await server.code(email, 'ChangeNotifyEmail') });
    expect(await legacy.ok('notify_email_is_bind')).toMatchObject({ is_bind: true, notify_email: email });
    const mobile = newPerson().phone;
    await legacy.ok('send_sms_code', { action_name: 'ChangeMobile', mobile });
    await legacy.ok('change_mobile', { password, mobile, code: await server.code(mobile, 'ChangeMobile') });
    await legacy.ok('change_my_info', { realname: '林晚晚', qq: '10001' });
    await legacy.ok('change_company_info', { company_name: '华灯科技有限公司', company_url: 'https://huadeng.example.cn' });
    const place = { province: '浙江省', city: '杭州市', area: '西湖区', street: '文三路 100 号', recv_name: '林晚晚', recv_phone: mobile };
    await legacy.ok('change_my_recv_info', place);
    await legacy.ok('new_industry_bookin', { bookin_type: '2' });
    await legacy.ok('change_my_pwd', { old_password: password, new_password: NEW_PASSWORD, confirm_password: NEW_PASSWORD });
    await legacy.ok('weixin_is_bind');

    await legacy.ok('send_sms_code', { action_name: 'ChangePwd', mobile: forgetful.phone });
    const code = await server.code(forgetful.phone, 'ChangePwd');
    await legacy.ok('change_pwd_by_mobile', { mobile: forgetful.phone, code, password: NEW_PASSWORD, re_password: NEW_PASSWORD });
    await legacy.ok('account_login', { username: forgetful.phone, password: NEW_PASSWORD });
  } finally {
    await server.stop();
  }
});

// At 127.0.0.1 the page is another site than the portal at localhost, as one on another registrable domain is. Chromium takes Secure cookies from
// this machine without TLS, but by now keeps third-party cookies out unless a profile says otherwise.
test('a listed origin at another site stays signed in where portal and browser let the cookie go cross-site', { tag: '@scripts' }, async ({ page: careful }) => {
  const profile = mkdtempSync(join(tmpdir(), 'menhu-profile-'));
  mkdirSync(join(profile, 'Default'));
  writeFileSync(join(profile, 'Default/Preferences'), JSON.stringify({ profile: { cookie_controls_mode: 0 } }));
  const open = await playwright.launchPersistentContext(profile, chromium.launchOptions);
  try {
    for (const [samesite, page, stays] of [
      ['none', await open.newPage(), true],
      ['lax', await open.newPage(), false],
      ['none', careful, false],
    ] as const) {
      const server = await Server.start(undefined, { MENHU_ALLOWED_ORIGINS: `http://127.0.0.1:${port}`, MENHU_PUBLIC_URL: 'https://localhost', MENHU_COOKIE_SAMESITE: samesite });
      try {
        const legacy = new Legacy(page);
        await legacy.open('127.0.0.1', server.url.replace('127.0.0.1', 'localhost'));
        await legacy.register(server, newPerson());
        expect((await legacy.call('notify_email_is_bind')).status, samesite).toBe(stays ? 'ok' : 'error');
      } finally {
        await server.stop();
      }
      await open.clearCookies();
    }
  } finally {
    await open.close();
    rmSync(profile, { recursive: true, force: true });
  }
});

test('an origin that is not listed reads nothing and changes nothing', { tag: '@scripts' }, async ({ page }) => {
  const server = await Server.start(undefined, { MENHU_ALLOWED_ORIGINS: 'http://127.0.0.1:9' });
  try {
    const legacy = new Legacy(page);
    await legacy.open('127.0.0.1', server.url);
    const { phone } = newPerson();
    expect(await legacy.call('send_sms_code', { action_name: 'AccountReg', mobile: phone })).toMatchObject({ status: 'unreachable' });
    expect(await server.letters(phone)).toEqual([]);
  } finally {
    await server.stop();
  }
});
